"""What the composer promises: alike for equal dice, different otherwise, and true to the calendar."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest

from syndicator.newsroom.composer import choose_kind, compose
from syndicator.newsroom.edits.surface import DATE, date_in
from syndicator.newsroom.facts import known_facts
from syndicator.newsroom.kinds import Numbers, all_kinds, shared_facts
from syndicator.newsroom.moments import WEEKDAYS, occasion_before
from syndicator.newsroom.options import UNITS_FILE
from syndicator.newsroom.releases import Release
from syndicator.newsroom.templates import compile_template
from syndicator.newsroom.units import read_units

from .conftest import EPOCH

UNITS = read_units(UNITS_FILE)
CHILD_AGE = re.compile(r"\((\d\d?)\)|(\d\d?) tahun|umur (\d\d?)")


def composed(number: int, kind: str | None = None) -> Release:
    level = all_kinds()[kind].levels if kind else ()
    units = [unit for unit in UNITS if unit.level in level] if kind else UNITS
    unit = units[number % len(units)]
    chosen = all_kinds()[kind] if kind else choose_kind(unit, random.Random(number))
    return compose(chosen, unit, number=number, published=EPOCH + timedelta(hours=number), seed=1)


@pytest.fixture(scope="module")
def many() -> list[Release]:
    return [composed(number) for number in range(5_000)]


def test_no_two_of_five_thousand_releases_are_alike(many: list[Release]) -> None:
    assert len({release.wording.body for release in many}) == len(many)


def test_the_same_number_and_seed_compose_the_same_release() -> None:
    assert composed(7) == composed(7)


def test_weekdays_fit_their_dates(many: list[Release]) -> None:
    checked = 0
    for release in many[:1_500]:
        for found in DATE.finditer(release.wording.body):
            day = date_in(found, release.occurred_at)
            assert WEEKDAYS[day.weekday()] == found["weekday"], found[0]
            checked += 1
    assert checked > 1_500


def test_lengths_are_those_of_real_releases(many: list[Release]) -> None:
    lengths = [len("".join(release.wording.paragraphs)) for release in many]
    counts = [len(release.wording.paragraphs) for release in many]
    assert min(lengths) >= 1_200
    assert max(lengths) <= 3_500
    assert min(counts) >= 5
    assert max(counts) <= 9


def test_hours_are_told_in_the_units_own_zone(many: list[Release]) -> None:
    for release in many[:1_000]:
        zones = {
            zone.upper() for zone in re.findall(r"\d\d\.\d\d (WIBA?|WITA?)\b", release.wording.body, re.IGNORECASE)
        }
        assert zones <= {release.unit.zone}


def test_nothing_of_the_template_language_is_left_over(many: list[Release]) -> None:
    assert not [release.release_id for release in many if re.search(r"[\[\]{}|]|\.\.|  ", release.wording.text)]


def test_an_event_lies_before_its_publication(many: list[Release]) -> None:
    assert all(release.occurred_at < EPOCH + timedelta(hours=number) for number, release in enumerate(many))


def test_the_kinds_cover_nearly_all_topics() -> None:
    kinds = all_kinds().values()
    assert len(kinds) >= 14
    assert len({topic for kind in kinds for topic in kind.topics}) >= 22


@pytest.mark.parametrize("slug", sorted(all_kinds()))
def test_a_kind_asks_only_for_facts_that_exist(slug: str) -> None:
    kind = all_kinds()[slug]
    templates = [*kind.titles, *kind.paragraphs]
    templates += [fact for fact in kind.facts.values() if not isinstance(fact, Numbers)]
    asked = {name for template in templates for name in template.slots()}
    assert asked <= known_facts() | set(kind.facts)
    assert set(kind.facts) <= asked


def test_shared_facts_ask_only_for_facts_that_exist() -> None:
    facts = [fact for fact in shared_facts().values() if not isinstance(fact, Numbers)]
    assert {name for fact in facts for name in fact.slots()} <= known_facts()


@pytest.mark.parametrize("slug", sorted(slug for slug, kind in all_kinds().items() if kind.sensitive))
def test_a_sensitive_release_gives_a_child_away(slug: str) -> None:
    for number in range(40):
        body = composed(number, slug).wording.text
        ages = [int(next(filter(None, groups))) for groups in CHILD_AGE.findall(body)]
        assert any(age < 18 for age in ages) or "pelajar" in body
        assert "Desa " in body


def test_guests_from_child_protection_do_not_make_a_release_sensitive() -> None:
    for slug in ("trafficking_meeting", "school_outreach"):
        assert not all_kinds()[slug].sensitive
        assert any("Perlindungan Anak" in composed(number, slug).wording.text for number in range(10))


def test_a_night_window_may_pass_midnight() -> None:
    published = EPOCH.astimezone(UNITS[1].tz)
    moment = occasion_before(published, opens=20, closes=26, dice=0.99)
    assert moment < published
    assert moment.hour in {0, 1}


@pytest.mark.parametrize("broken", ["[one|two", "one]", "{Loud}", "a | b", "{"])
def test_a_broken_template_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|brace"):
        compile_template(broken)
