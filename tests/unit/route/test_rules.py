"""When a rule is of a bulletin: each condition by itself, and all of them together."""

from __future__ import annotations

import pytest

from syndicator.model.verdict import Urgency
from syndicator.route.rules import EVERYTHING, When, mismatch
from tests.unit.route.subjects import SOURCE, UNITS, subject


@pytest.mark.parametrize(
    ("when", "told", "missing"),
    [
        (When(), {}, None),
        (When(topics=("patroli",)), {}, None),
        (When(topics=("narkoba", "patroli")), {}, None),
        (When(topics=("patroli",)), {"topics": ("narkoba", "patroli")}, None),
        (When(topics=("narkoba",)), {}, "topics are not narkoba"),
        (When(topics=("narkoba", "judi")), {}, "topics are not narkoba, judi"),
        (When(topics=("patroli",)), {"topics": ()}, "topics are not patroli"),
        (When(units=("polres-malang",)), {}, None),
        (When(units=("Polres Malang",)), {}, None),
        (When(units=("POLRES MALANG",)), {}, None),
        (When(units=("polda-jatim",)), {}, None),
        (When(units=("mabes-polri",)), {}, None),
        (When(units=("polda-kaltim", "polda-jatim")), {}, None),
        (When(units=("polda-kaltim",)), {}, "unit is not under polda-kaltim"),
        (When(units=("polres-malang",)), {"unit": "polres-malang-kota"}, "unit is not under polres-malang"),
        (When(units=("polres-malang",)), {"unit": "polda-jatim"}, "unit is not under polres-malang"),
        (When(units=("mabes-polri",)), {"unit": None}, "unit is not under mabes-polri"),
        (When(units=("mabes-polri",)), {"unit": "polres-hilang"}, "unit is not under mabes-polri"),
        (When(units=("polres-hilang",)), {}, "unit is not under polres-hilang"),
        (When(words=("patroli",)), {}, None),
        (When(words=("pasar",)), {}, None),
        (When(words=("PASAR",)), {}, None),
        (When(words=("banjir", "pasar")), {}, None),
        (When(words=("banjir",)), {}, "none of the words banjir"),
        (When(words=("patrol",)), {}, "none of the words patrol"),
        (When(words=("asar",)), {}, "none of the words asar"),
        (When(words=("judi",)), {"text": "Prof. Sujudi hadir."}, "none of the words judi"),
        (When(words=("judi",)), {"text": "Kasus judi-online."}, None),
        (When(words=("judi online",)), {"text": "Kasus judi online di kota."}, None),
        (When(words=("judi online",)), {"title": "Judi", "text": "online"}, "none of the words judi online"),
        (When(words=("patroli malam",)), {}, None),
        (When(words=("c++",)), {"text": "bahasa c++ dan"}, None),
        (When(words=(".*",)), {}, "none of the words .*"),
        (When(words=("énam",)), {"text": "ÉNAM orang"}, None),
        (When(sources=(7,)), {}, None),
        (When(sources=(SOURCE[1],)), {}, None),
        (When(sources=(8, SOURCE[1])), {}, None),
        (When(sources=(8,)), {}, "source is another"),
        (When(sources=("7",)), {}, "source is another"),
        (When(urgency="routine"), {}, None),
        (When(urgency="important"), {}, "less than important"),
        (When(urgency="important"), {"urgency": Urgency.IMPORTANT}, None),
        (When(urgency="important"), {"urgency": Urgency.URGENT}, None),
        (When(urgency="urgent"), {"urgency": Urgency.IMPORTANT}, "less than urgent"),
        (When(sensitive=True), {"hold": True}, None),
        (When(sensitive=False), {}, None),
        (When(sensitive=True), {}, "not sensitive"),
        (When(sensitive=False), {"hold": True}, "sensitive"),
        (When(topics=("patroli",), words=("banjir",)), {}, "none of the words banjir"),
        (When(topics=("patroli",), units=("polda-jatim",), words=("pasar",), sources=(7,), sensitive=False), {}, None),
    ],
)
def test_mismatch(when: When, told: dict[str, object], missing: str | None) -> None:
    assert mismatch(when, subject(**told), UNITS) == missing  # type: ignore[arg-type]


def test_the_first_condition_that_does_not_hold_is_told() -> None:
    assert mismatch(When(topics=("judi",), words=("banjir",)), subject(), UNITS) == "topics are not judi"


def test_without_rules_everything_goes_everywhere() -> None:
    assert mismatch(EVERYTHING.when, subject(), UNITS) is None
    assert EVERYTHING.channels == ("*",)
