"""What else is asked of a source, from what it told and what is known; no network, no memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from syndicator.intake.inquiry import Inquiry
from syndicator.intake.knowledge import Knowledge
from syndicator.intake.looks import MOST_PAGES, further, list_address, older_address, overflows, told_of
from syndicator.model.bulletin import BulletinState
from syndicator.model.document import Document, FetchRequest, Purpose
from syndicator.model.entry import Entry, Reading
from syndicator.model.known import Known
from syndicator.model.page import PageFinding, PageNote
from syndicator.model.source import Course, Source, SourceClaim, SourceConfig, SourceKind, SourceState
from syndicator.model.unit import Zone
from syndicator.normalise.draft import draft_of

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
FEED = "https://humas.test/feed/"


def source(kind: SourceKind = SourceKind.FEED, polls: int = 5, **changes: object) -> Source:
    return Source(
        id=1,
        config=SourceConfig(address=FEED, kind=kind),
        state=SourceState.ACTIVE,
        course=Course(polls=polls, newest_at=NOW - timedelta(days=1), read_at=NOW if polls else None),
        next_poll_at=NOW,
        **changes,  # type: ignore[arg-type]
    )


def entry(number: int, *, whole: bool = True, html: str = "<p>Teks rilis.</p>", host: str = "humas.test") -> Entry:
    return Entry(
        guid=f"guid-{number}",
        address=f"https://{host}/rilis-{number}/",
        title=f"Rilis {number}",
        html=html,
        published_at=NOW - timedelta(hours=1, minutes=100 - number),
        is_whole=whole,
    )


def inquiry(entries: Sequence[Entry], asked: Source | None = None, **changes: object) -> Inquiry:
    asked = asked or source()
    document = Document(
        request=FetchRequest(source=asked, address=asked.config.address),
        address=asked.config.address,
        moved_to=None,
        status=200,
        body=b"",
        body_hash="",
        content_type="",
        etag=None,
        last_modified=None,
        fresh_for=None,
        fetched_at=NOW,
        took=timedelta(0),
    )
    made = Inquiry(SourceClaim(asked, "token"), document, **changes)  # type: ignore[arg-type]
    for one in entries:
        made.add(one, draft_of(one, source_id=1, base=FEED, zone=Zone.WIB, seen_at=NOW))
    return made


def knowing(*names: str, pages: dict[str, PageNote] | None = None) -> Knowledge:
    known = Known(
        bulletin_id=9,
        uid=UUID(int=9),
        source_id=1,
        story_uid=UUID(int=1),
        state=BulletinState.RELEASED,
        canonical=True,
        revision=1,
        hash="",
    )
    notes = {(1, key): note for key, note in (pages or {}).items()}
    return Knowledge(named={(1, name): known for name in names}, owners={}, reached={}, pages=notes)


@pytest.mark.parametrize(
    ("entries", "asked", "known", "full"),
    [
        (range(10), source(), (), True),
        (range(10), source(), ("guid:guid-3",), False),
        (range(4), source(), (), False),
        (range(10), source(polls=0), (), False),
    ],
    ids=["all new", "one known", "a short list", "a first poll"],
)
def test_a_list_overflows_when_all_of_it_is_new(
    entries: range,
    asked: Source,
    known: tuple[str, ...],
    full: bool,  # noqa: FBT001
) -> None:
    assert overflows(inquiry([entry(n) for n in entries], asked), knowing(*known)) is full


def test_old_releases_under_new_names_are_no_overflow() -> None:
    old = [replace(entry(n), published_at=NOW - timedelta(days=3)) for n in range(10)]
    assert not overflows(inquiry(old), knowing())


def test_an_overflow_asks_for_the_older_page_and_for_nothing_else_yet() -> None:
    asked = inquiry([entry(n, whole=False) for n in range(10)], older=f"{FEED}?paged=2")
    (look,) = further(asked, knowing(), NOW)
    assert (look.purpose, look.address) == (Purpose.OLDER, f"{FEED}?paged=2")


def test_an_older_page_on_another_domain_is_not_asked_for() -> None:
    asked = inquiry([entry(n) for n in range(10)], older="https://lain.test/feed/?paged=2")
    assert further(asked, knowing(), NOW) == []


def test_a_push_asks_for_nothing() -> None:
    asked = inquiry([entry(n, whole=False) for n in range(10)], older=f"{FEED}?paged=2", pushed=True)
    assert further(asked, knowing(), NOW) == []


@pytest.mark.parametrize(
    ("kind", "reading", "address"),
    [
        (SourceKind.FEED, Reading(entries=(), generator="https://wordpress.org/?v=6"), f"{FEED}?paged=2"),
        (SourceKind.FEED, Reading(entries=(), older=f"{FEED}?page=2"), f"{FEED}?page=2"),
        (SourceKind.FEED, Reading(entries=(), generator="Blogger"), None),
        (SourceKind.WORDPRESS, Reading(entries=()), f"{FEED}?page=2"),
        (SourceKind.PAGE, Reading(entries=()), None),
    ],
)
def test_where_the_older_page_is(kind: SourceKind, reading: Reading, address: str | None) -> None:
    assert older_address(source(kind), reading, FEED, 2) == address


def test_summaries_have_their_pages_read_newest_first_and_so_many_a_poll() -> None:
    asked = inquiry([entry(n, whole=False) for n in range(MOST_PAGES + 3)])
    looks = further(asked, knowing("guid:guid-0"), NOW)
    assert [look.address for look in looks[:2]] == ["https://humas.test/rilis-12/", "https://humas.test/rilis-11/"]
    assert len(looks) == MOST_PAGES
    assert asked.is_unfinished
    assert asked.candidates == (), "nothing is told before its text is there"


@pytest.mark.parametrize("finding", [PageFinding.RELEASE, PageFinding.NOTHING, PageFinding.FAULT])
def test_a_page_that_was_read_is_left_alone_while_its_list_says_the_same(finding: PageFinding) -> None:
    summary = entry(1, whole=False)
    note = PageNote(
        source_id=1,
        key="address://humas.test/rilis-1",
        told=told_of(summary),
        finding=finding,
        tries=1 if finding is PageFinding.FAULT else 0,
        read_at=NOW,
    )
    asked = inquiry([summary])
    assert further(asked, knowing(pages={note.key: note}), NOW) == []
    assert bool(asked.candidates) is (finding is not PageFinding.RELEASE), "a summary stands where no text was had"
    assert asked.is_unfinished is (finding is PageFinding.FAULT)
    edited = inquiry([replace(summary, html="<p>Ringkasan lain.</p>")])
    assert len(further(edited, knowing(pages={note.key: note}), NOW)) == 1


def test_a_page_of_another_domain_is_not_read() -> None:
    asked = inquiry([entry(1, whole=False, host="lain.test")])
    assert further(asked, knowing(), NOW) == []
    assert len(asked.candidates) == 1


def test_the_api_of_wordpress_is_asked_for_changes_and_now_and_then_for_all() -> None:
    home = source(SourceKind.WORDPRESS, polls=1, last_success_at=NOW)
    assert "modified_after=2026-03-02T07:30:00Z" in list_address(home)
    assert "modified_after" not in list_address(source(SourceKind.WORDPRESS, polls=5, last_success_at=NOW))
    assert "modified_after" not in list_address(source(SourceKind.WORDPRESS, polls=1))
