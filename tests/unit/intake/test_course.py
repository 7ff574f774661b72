"""What a poll teaches of its source: where it stands from now on, and when it is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndicator.errors import FaultKind, SourceFault
from syndicator.fetch.cadence import Cadence
from syndicator.intake.course import GONE_TIMES, MOVED_TIMES, Lesson, conclude, estrangement
from syndicator.model.document import Document, Failed, FetchRequest, FetchResult, Unchanged
from syndicator.model.entry import Reading
from syndicator.model.event import EventKind
from syndicator.model.source import Course, Source, SourceClaim, SourceConfig, SourceState
from syndicator.model.unit import Zone

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTES, HOURS = timedelta(minutes=1), timedelta(hours=1)
ADDRESS = "https://humas.contoh.go.id/feed/"
CADENCE = Cadence()


def source(course: Course | None = None, **config: object) -> Source:
    return Source(
        id=1,
        config=SourceConfig(address=ADDRESS, **config),  # type: ignore[arg-type]
        state=SourceState.ACTIVE,
        course=course or Course(polls=3),
        next_poll_at=NOW,
    )


def document(asked: Source, **changes: object) -> Document:
    found = Document(
        request=FetchRequest(source=asked, address=asked.config.address),
        address=asked.config.address,
        moved_to=None,
        status=200,
        body=b"x",
        body_hash="h",
        content_type="",
        etag='"e"',
        last_modified=None,
        fresh_for=None,
        fetched_at=NOW,
        took=timedelta(0),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def failed(asked: Source, kind: FaultKind, retry_after: timedelta | None = None) -> Failed:
    return Failed(
        request=FetchRequest(source=asked, address=asked.config.address),
        status=None,
        fault=SourceFault(kind, "it failed", "mend it", retry_after),
        fetched_at=NOW,
        took=timedelta(0),
    )


def lesson(asked: Source, result: FetchResult, **changes: object) -> Lesson:
    made = Lesson(claim=SourceClaim(asked, "t"), result=result, entries=0, changes=(), zone=Zone.WIB)
    return replace(made, **changes)  # type: ignore[arg-type]


def gap(asked: Source, result: FetchResult, **changes: object) -> timedelta:
    return conclude(lesson(asked, result, **changes), CADENCE, NOW).next_poll_at - NOW


HOURLY, DAILY = Reading(entries=(), every=1 * HOURS), Reading(entries=(), every=24 * HOURS)
WORDPRESS = Reading(entries=(), every=1 * HOURS, generator="https://wordpress.org/?v=6.8")


@pytest.mark.parametrize(
    ("asked", "changes", "least", "most"),
    [
        (source(), {}, 14 * MINUTES, 16 * MINUTES),
        (source(), {"fresh_for": 2 * HOURS}, 2 * HOURS, 2 * HOURS),
        (source(), {"reading": HOURLY}, 1 * HOURS, 1 * HOURS),
        (source(), {"reading": DAILY}, 24 * HOURS, 24 * HOURS),
        (source(), {"reading": WORDPRESS}, 14 * MINUTES, 16 * MINUTES),
        (source(every=1 * MINUTES), {"reading": DAILY, "fresh_for": 2 * HOURS}, 0.94 * MINUTES, 1.06 * MINUTES),
        (source(), {"audit": 6 * HOURS}, 6 * HOURS, 6 * HOURS),
        (source(), {"hurried": True}, 5 * MINUTES, 5 * MINUTES),
        (source(Course(polls=3, gap=4 * HOURS)), {"overflowed": True}, 2.8 * HOURS, 3.2 * HOURS),
    ],
    ids=[
        *("by itself", "max-age", "ttl", "a day", "WordPress' default", "a person's word", "pushed", "unread pages"),
        "overflow",
    ],
)  # fmt: skip
def test_when_a_source_is_asked_again(
    asked: Source, changes: dict[str, object], least: timedelta, most: timedelta
) -> None:
    told = dict(changes)
    result = document(asked, fresh_for=told.pop("fresh_for", None))
    assert least <= gap(asked, result, **told) <= most


def test_retry_after_counts_in_full_and_the_fixed_interval_does_not_shorten_it() -> None:
    asked = source(every=timedelta(seconds=5))
    assert gap(asked, failed(asked, "too_many", 30 * MINUTES), jitter=0.0) == 30 * MINUTES


def test_what_is_unfinished_is_asked_again_as_if_nothing_were_known() -> None:
    asked = source()
    record = conclude(lesson(asked, document(asked), unfinished=True), CADENCE, NOW)
    assert record.is_unfinished


def test_a_source_that_says_gone_several_times_in_a_row_is_retired() -> None:
    asked = source(Course(polls=3, gone=GONE_TIMES - 2))
    record = conclude(lesson(asked, failed(asked, "gone")), CADENCE, NOW)
    assert record.state is SourceState.ACTIVE
    asked = source(record.course)
    record = conclude(lesson(asked, failed(asked, "gone")), CADENCE, NOW)
    assert record.state is SourceState.RETIRED
    assert EventKind.SOURCE_RETIRED in [event.kind for event in record.events]


def test_any_other_answer_ends_the_count_of_gone() -> None:
    asked = source(Course(polls=3, gone=2))
    assert conclude(lesson(asked, failed(asked, "status")), CADENCE, NOW).course.gone == 0


NEAR, FAR = "https://www.contoh.go.id/rss/", "https://slot.example.com/feed/"


@pytest.mark.parametrize(
    ("moved_to", "moves", "is_free", "address"),
    [
        (NEAR, MOVED_TIMES - 2, True, ADDRESS),
        (NEAR, MOVED_TIMES - 1, True, NEAR),
        (NEAR, MOVED_TIMES - 1, False, ADDRESS),
        (FAR, MOVED_TIMES + 5, True, ADDRESS),
    ],
    ids=["not yet", "believed", "another source's", "another domain"],
)
def test_when_a_permanent_redirect_is_believed(moved_to: str, moves: int, is_free: bool, address: str) -> None:  # noqa: FBT001
    asked = source(Course(polls=3, moved_to=moved_to, moves=moves))
    result = document(asked, moved_to=moved_to, address=moved_to)
    record = conclude(lesson(asked, result, is_free=is_free), CADENCE, NOW)
    assert record.address == address


def test_a_temporary_answer_in_between_begins_the_count_anew() -> None:
    asked = source(Course(polls=3, moved_to=NEAR, moves=9))
    record = conclude(lesson(asked, document(asked)), CADENCE, NOW)
    assert (record.course.moved_to, record.course.moves) == (None, 0)


def test_an_unchanged_answer_says_nothing_of_redirects() -> None:
    asked = source(Course(polls=3, moved_to=NEAR, moves=9))
    unchanged = Unchanged(
        request=FetchRequest(source=asked, address=ADDRESS),
        status=304,
        fresh_for=None,
        fetched_at=NOW,
        took=timedelta(0),
    )
    assert conclude(lesson(asked, unchanged), CADENCE, NOW).course.moves == 9


@pytest.mark.parametrize(
    ("config", "known", "shown", "state", "kept"),
    [
        ({}, None, None, SourceState.ACTIVE, None),
        ({"tls_exception": "lapsed, told to the site"}, None, "a", SourceState.ACTIVE, "a"),
        ({"tls_exception": "lapsed, told to the site"}, "a", "a", SourceState.ACTIVE, "a"),
        ({"tls_exception": "lapsed, told to the site"}, "a", "b", SourceState.QUARANTINED, "a"),
    ],
    ids=["verified", "first sight", "the same", "another one"],
)
def test_an_exception_is_for_one_certificate(
    config: dict[str, object], known: str | None, shown: str | None, state: SourceState, kept: str | None
) -> None:
    asked = source(Course(polls=3, certificate=known), **config)
    found = document(asked, certificate=shown)
    record = conclude(lesson(asked, found, drift=estrangement(asked, found)), CADENCE, NOW)
    assert (record.state, record.course.certificate) == (state, kept)


@pytest.mark.parametrize(
    ("found_at", "accepted", "is_strange"),
    [(ADDRESS, None, False), (NEAR, None, False), (FAR, None, True), (FAR, "example.com", False)],
    ids=["at home", "the same domain", "another domain", "accepted by a person"],
)
def test_a_document_from_another_domain_is_nobodys(found_at: str, accepted: str | None, is_strange: bool) -> None:  # noqa: FBT001
    asked = replace(source(), accepted_domain=accepted)
    assert (estrangement(asked, document(asked, address=found_at)) is not None) is is_strange


def test_a_push_changes_neither_the_next_poll_nor_what_is_known_of_the_address() -> None:
    asked = replace(source(Course(polls=3, moved_to=NEAR, moves=9, found_at=NEAR)), next_poll_at=NOW + 4 * MINUTES)
    record = conclude(lesson(asked, document(asked), pushed=True), CADENCE, NOW)
    assert record.next_poll_at == NOW + 4 * MINUTES
    assert (record.course.moves, record.course.found_at, record.course.read_at) == (9, NEAR, None)


def test_only_the_first_failure_and_the_recovery_are_told() -> None:
    asked = source()
    first = conclude(lesson(asked, failed(asked, "network")), CADENCE, NOW)
    assert [event.kind for event in first.events] == [EventKind.SOURCE_FAILED]
    again = source(first.course)
    assert conclude(lesson(again, failed(again, "network")), CADENCE, NOW).events == ()
    well = conclude(lesson(again, document(again)), CADENCE, NOW)
    assert [event.kind for event in well.events] == [EventKind.SOURCE_RECOVERED]
