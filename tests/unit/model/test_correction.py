from __future__ import annotations

import pytest

from syndicator.model.correction import DESK_HOLDS, DeskWord, judging_version
from syndicator.model.unit import Unit, UnitTree, Zone
from syndicator.model.verdict import Conflict, HoldReason, TopicScore, Verdict

UNITS = UnitTree(
    [
        Unit("mabes-polri", "Mabes Polri", "Mabes", "", "", Zone.WIB),
        Unit("polda-x", "Polda X", "Polda", "Mabes Polri", "Kota X", Zone.WIT),
        Unit("polres-y", "Polres Y", "Polres", "Polda X", "Kabupaten Y", Zone.WIT),
    ]
)
NIK, CHILD = HoldReason("nik", "3525010101100001"), HoldReason("child-in-case", "anak di bawah umur")
VERDICT = Verdict(
    topics=(TopicScore("ppa", 0.9, ("anak",)), TopicScore("siber", 0.5, ("video",))),
    unit="polres-z",
    polda="polda-z",
    place="Kabupaten Z",
    conflicts=(Conflict("unit", "polres-y", "polres-z"),),
    hold_reasons=(NIK, CHILD),
    version="abc",
)


def test_what_was_not_corrected_stays_as_the_judge_said_it() -> None:
    applied = DeskWord(id=3).applied(VERDICT, UNITS)
    assert applied.version == "abc+desk-3"
    assert (applied.topics, applied.unit, applied.place, applied.hold_reasons) == (
        VERDICT.topics,
        VERDICT.unit,
        VERDICT.place,
        VERDICT.hold_reasons,
    )


def test_corrected_topics_keep_the_words_that_the_judge_found_for_them() -> None:
    applied = DeskWord(topics=("siber", "pekat")).applied(VERDICT, UNITS)
    assert applied.topics == (TopicScore("siber", 1.0, ("video",)), TopicScore("pekat", 1.0, ()))


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("polres-y", ("polres-y", "polda-x")),
        ("polda-x", ("polda-x", "polda-x")),
        ("mabes-polri", ("mabes-polri", None)),
        ("", (None, None)),
    ],
)
def test_a_corrected_unit_tells_its_command_and_ends_the_conflict(
    unit: str, expected: tuple[str | None, str | None]
) -> None:
    applied = DeskWord(unit=unit).applied(VERDICT, UNITS)
    assert (applied.unit, applied.polda) == expected
    assert applied.conflicts == ()


def test_overruled_reasons_do_not_hold_and_others_do() -> None:
    assert DeskWord(sensitive=False, overruled=(NIK,)).applied(VERDICT, UNITS).hold_reasons == (CHILD,)
    other = HoldReason("nik", "3525010101100002")
    assert DeskWord(overruled=(NIK,)).holding((other,)) == (other,)


def test_what_the_desk_calls_sensitive_is_held_though_the_judge_finds_nothing() -> None:
    assert DeskWord(sensitive=True).holding(()) == (DESK_HOLDS,)
    assert DeskWord(sensitive=True).holding((NIK, DESK_HOLDS)) == (NIK, DESK_HOLDS)


def test_a_later_word_adds_to_the_earlier_one() -> None:
    first = DeskWord(id=1, topics=("siber",), place="")
    both = first.followed_by(DeskWord(id=2, unit="polres-y"), VERDICT)
    assert both == DeskWord(id=2, topics=("siber",), unit="polres-y", place="")


def test_not_sensitive_overrules_what_held_then_and_sensitive_overrules_nothing_any_more() -> None:
    harmless = DeskWord().followed_by(DeskWord(sensitive=False), VERDICT)
    assert harmless.overruled == (NIK, CHILD)
    sensitive = harmless.followed_by(DeskWord(sensitive=True), VERDICT)
    assert (sensitive.sensitive, sensitive.overruled) == (True, ())
    again = sensitive.followed_by(DeskWord(sensitive=False), sensitive.applied(VERDICT, UNITS))
    assert (again.sensitive, again.overruled) == (False, (NIK, CHILD))


def test_an_earlier_not_sensitive_says_nothing_of_what_is_held_for_new_reasons() -> None:
    harmless = DeskWord(sensitive=False, overruled=(NIK,))
    later = harmless.followed_by(DeskWord(topics=("ppa",)), VERDICT)
    assert (later.sensitive, later.overruled) == (None, (NIK,))


@pytest.mark.parametrize(
    ("word", "contradicted"),
    [
        (DeskWord(), ()),
        (DeskWord(topics=("ppa", "siber"), unit="polres-z", place="Kabupaten Z", sensitive=True), ()),
        (DeskWord(topics=("siber", "ppa")), ("topics",)),
        (DeskWord(topics=("ppa",)), ("topics",)),
        (DeskWord(unit="", place="", sensitive=False), ("unit", "place", "sensitive")),
    ],
)
def test_a_verdict_contradicts_what_it_says_otherwise(word: DeskWord, contradicted: tuple[str, ...]) -> None:
    assert word.contradicted_by(VERDICT) == contradicted


def test_the_version_that_judged_is_told_by_the_name_of_a_corrected_verdict() -> None:
    corrected = DeskWord(id=7).applied(VERDICT, UNITS)
    assert judging_version(corrected.version) == judging_version(VERDICT.version) == "abc"
