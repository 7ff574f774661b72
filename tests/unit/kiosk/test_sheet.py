from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from syndicator.portal.kiosk.codings import WORTH_PACKING_BYTES, Coding
from syndicator.portal.kiosk.sheet import Sheet, sheet
from syndicator.portal.press import Printed

CHANGED_AT = datetime(2026, 3, 2, 8, 0, 0, 700_000, tzinfo=UTC)
DATE, DATE_BEFORE = "Mon, 02 Mar 2026 08:00:00 GMT", "Mon, 02 Mar 2026 07:59:59 GMT"


def of(body: bytes, *, read_after: timedelta = timedelta(minutes=1), before: Sheet | None = None) -> Sheet:
    printed = Printed(body=body, media_type="text/xml", changed_at=CHANGED_AT)
    made = sheet(printed, before, generation=1, at=0.0, read_at=CHANGED_AT + read_after)
    return made.packing([Coding.GZIP, Coding.BROTLI])


LONG = b"siaran " * 100


def test_each_coding_has_a_strong_tag_of_its_own() -> None:
    made = of(LONG)
    tags = {one.tag for one in made.packed.values()}
    assert len(tags) == 3
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)
    assert {one.tag for one in of(LONG + b"!").packed.values()}.isdisjoint(tags)


def test_what_is_not_worth_packing_is_sent_as_it_is() -> None:
    short = of(b"x" * (WORTH_PACKING_BYTES - 1))
    assert set(short.packed) == {Coding.IDENTITY}
    assert short.of(Coding.GZIP) is short.of(Coding.IDENTITY)


@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"other", {tag}', '"a","b" ,W/{tag} ', "*", '"other",*'])
def test_a_client_that_names_the_tag_has_it(form: str) -> None:
    made = of(LONG)
    tag = made.packed[Coding.GZIP].tag
    assert made.answers(made.packed[Coding.GZIP], form.format(tag=tag), None) == tag


def test_a_client_that_has_it_in_another_coding_has_it() -> None:
    made = of(LONG)
    plain = made.packed[Coding.IDENTITY].tag
    assert made.answers(made.packed[Coding.GZIP], plain, None) == plain


@pytest.mark.parametrize("told", ['"other"', "", 'W/"other"', '"a", "b"', "not a tag"])
def test_a_client_that_names_other_tags_has_not_whatever_date_it_names(told: str) -> None:
    made = of(LONG)
    assert made.answers(made.packed[Coding.GZIP], told, DATE) is None


def test_a_date_counts_where_it_is_exactly_ours() -> None:
    made = of(LONG)
    assert made.answers(made.packed[Coding.IDENTITY], None, DATE) == made.packed[Coding.IDENTITY].tag
    for other in (DATE_BEFORE, "Mon, 02 Mar 2026 08:00:01 GMT", "yesterday"):
        assert made.answers(made.packed[Coding.IDENTITY], None, other) is None


def test_a_date_whose_second_is_not_over_counts_for_nothing_and_is_not_told() -> None:
    """Two releases of one second have one date: whoever has the first one would never get the other."""
    first = of(LONG, read_after=timedelta(milliseconds=100))
    assert first.modified == DATE_BEFORE
    assert first.answers(first.packed[Coding.IDENTITY], None, DATE_BEFORE) is None
    later = of(LONG + b"another one of the same second", read_after=timedelta(seconds=5))
    assert later.modified == DATE
    assert later.answers(later.packed[Coding.IDENTITY], None, DATE_BEFORE) is None


def test_the_same_body_is_not_packed_again() -> None:
    first = of(LONG)
    again = of(LONG, before=first)
    assert all(again.packed[coding].body is one.body for coding, one in first.packed.items())
    assert of(LONG + b"!", before=first).packed[Coding.GZIP].body != first.packed[Coding.GZIP].body
