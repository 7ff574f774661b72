"""
Templated routine reports: sixteen forms, filled for other units, places, days, people and numbers.

Reports come in families: one is the first, and each other one is its twin but for one, two or all of its groups of
facts. No two of them tell the same release. Chance is the same for the same seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import cycle
from pathlib import Path

from syndicator.newsroom.moments import date_phrase
from syndicator.newsroom.releases import Release, Wording
from syndicator.newsroom.units import Unit
from tests.likeness.casting import (
    DISTRICTS,
    LOW_RANKS,
    RESORTS,
    SPOTS,
    STREETS,
    VILLAGES,
    chief,
    initials,
    neighbour,
    person,
)  # fmt: skip

FAMILIES = 10
EPOCH = datetime(2026, 3, 6, tzinfo=UTC)  # a Friday
NIGHTLY = frozenset({"patrol_night", "liquor_raid"})
DAY_FORMS = (0, 1, 2, 4, 6)
OFFSETS_DAYS = (1, -1, 7, -7, 2, 14, -3, 28, 5, -14, 21, 3, -21, 10, -28)
TWINS: Mapping[str, tuple[str, ...]] = {
    "place": ("place",),
    "precinct": ("precinct",),
    "resort": ("resort", "precinct"),
    "day": ("day",),
    "day, numbers": ("day", "numbers"),
    "day, persons": ("day", "persons"),
    "day, place": ("day", "place"),
    "place, numbers": ("place", "numbers"),
    "place, persons": ("place", "persons"),
    "precinct, place": ("precinct", "place"),
    "precinct, place, persons, numbers": ("precinct", "place", "persons", "numbers"),
    "hour, persons, numbers": ("hour", "persons", "numbers"),
    "all": ("resort", "precinct", "place", "day", "hour", "persons", "numbers"),
}
"""What a twin has of its own; the other groups are those of the first of its family."""


@dataclass(frozen=True, slots=True)
class Form:
    """A template: whose chief speaks (precinct, section or resort), which desk reports, what spots it is about."""

    name: str
    rung: str
    desk: str = "Satlantas"
    spots: str = ""
    fridays: bool = False
    without: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        return _text(self.name)


# What is told at one press conference is the same release wherever it is held and whoever else is named.
FORMS = (
    Form("charity", "precinct"),
    Form("event_security", "resort", spots="worship"),
    Form("jumat_curhat", "precinct", fridays=True),
    Form("liquor_raid", "precinct"),
    Form("market_prices", "resort", spots="market"),
    Form("mobile_licence", "section"),
    Form("narcotics", "section", desk="Satresnarkoba"),
    Form("odd_even", "section"),
    Form("operation_results", "section"),
    Form("patrol_night", "precinct"),
    Form("school_visit", "section", spots="school"),
    Form("traffic_morning", "precinct", spots="school"),
    Form("tree_planting", "precinct"),
    Form("vaccination", "resort"),
    Form("village_visit", "precinct"),
    Form("weekly_crime", "resort", without=frozenset({"place", "place, persons", "hour, persons, numbers"})),
)


@dataclass(frozen=True, slots=True)
class Groups:
    """The facts of one report by the groups in which twins differ; a twin takes some of them anew."""

    resort: Unit
    precinct: Mapping[str, str]
    place: Mapping[str, str]
    day: datetime
    hour: str
    persons: Mapping[str, str]
    numbers: Mapping[str, str]

    @property
    def event(self) -> tuple[str, ...]:
        """What no two events share."""
        return (self.resort.slug, self.precinct["district"], *self.place.values(), str(self.day), self.hour)


class Pools:
    """Names that a family draws from, each once before it comes again: its twins share none by chance."""

    def __init__(self, form: Form, dice: random.Random) -> None:
        self.districts, self.villages, self.streets, self.spots = (
            cycle(dice.sample(names, len(names))) for names in (DISTRICTS, VILLAGES, STREETS, SPOTS[form.spots])
        )
        hours = range(19, 24) if form.name in NIGHTLY else range(6, 17)
        self.hours = cycle(dice.sample(hours, len(hours)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report; `twin` says what it has of its own, and is empty for the first of its family."""

    form: str
    family: int
    twin: str
    groups: Groups = field(repr=False)
    release: Release = field(repr=False)
    published_at: datetime
    source: str


def reports(seed: int = 1, families: int = FAMILIES) -> Iterator[Report]:
    """Yield all reports, form by form, family by family."""
    for form in FORMS:
        for family in range(families):
            yield from _family(form, family, random.Random(f"{seed} {form.name} {family}"))


def _family(form: Form, family: int, dice: random.Random) -> Iterator[Report]:
    moment = EPOCH + timedelta(days=7 * dice.randrange(20) if form.fridays else dice.randrange(140))
    pools = Pools(form, dice)
    first = _drawn(pools, dice.choice(RESORTS), moment, dice)
    day_form = dice.choice(DAY_FORMS)
    yield _report(form, family, "", first, day_form)
    for number, (twin, groups) in enumerate(TWINS.items()):
        if twin not in form.without:
            days = 7 * (number + 1) if form.fridays else OFFSETS_DAYS[number]
            own = _drawn(pools, neighbour(first.resort, dice), moment + timedelta(days=days), dice)
            yield _report(form, family, twin, _mixed(form, first, own, frozenset(groups)), day_form)


def _mixed(form: Form, first: Groups, own: Groups, taken: frozenset[str]) -> Groups:
    """Take some groups from `own`; a resort's report is of another place only if all its places are others."""
    if "precinct" in taken and form.rung != "precinct":
        taken |= {"place"}
    return Groups(**{name: getattr(own if name in taken else first, name) for name in Groups.__slots__})


def _drawn(pools: Pools, resort: Unit, moment: datetime, dice: random.Random) -> Groups:
    rank, name = dice.choice(LOW_RANKS), person(dice)
    number = f" Nomor {dice.randrange(1, 200)}" if dice.random() < 0.4 else ""
    return Groups(
        resort=resort,
        precinct={"district": next(pools.districts), "precinct_chief": chief("precinct", dice)},
        place={
            "village": next(pools.villages),
            "village2": next(pools.villages),
            "street": f"Jalan {next(pools.streets)}{number}",
            "spot": next(pools.spots),
        },
        day=moment,
        hour=f"{next(pools.hours):02}.{dice.randrange(0, 60, 5):02}",
        persons={
            "officer": f"{rank} {name}",
            "officer_brief": name.split()[0],
            "resident": person(dice),
            "suspect": initials(dice),
            "age": str(dice.randrange(19, 58)),
        },
        numbers=_numbers(dice),
    )


def _numbers(dice: random.Random) -> Mapping[str, str]:
    grams = dice.randrange(35, 9_900)
    return {
        "n1": str(dice.randrange(12, 400)),
        **{f"n{number}": str(dice.randrange(3, 90)) for number in range(2, 8)},
        "grams": f"{grams // 100},{grams % 100:02}",
        "money": f"{dice.randrange(11, 39)}.{dice.randrange(0, 1_000, 50):03}",
        "money2": f"{dice.randrange(24, 35)}.{dice.randrange(0, 1_000, 50):03}",
        "money3": f"{dice.randrange(14, 21)}.{dice.randrange(0, 1_000, 50):03}",
    }


def _report(form: Form, family: int, twin: str, groups: Groups, day_form: int) -> Report:
    local = groups.day.replace(tzinfo=groups.resort.tz) + timedelta(hours=int(groups.hour[:2]))
    title, *paragraphs = _filled(form, groups, date_phrase(local, day_form)).split("\n\n")
    release = Release(
        release_id=f"{form.name} {family} {twin}".strip(),
        kind=form.name,
        topics=(),
        unit=groups.resort,
        sensitive=False,
        occurred_at=local,
        wording=Wording(title, f"{groups.resort.place} – ", tuple(paragraphs), (f"(Humas {groups.resort.name})",)),
        other_titles=(f"{groups.resort.name} Sampaikan Kegiatan di Kecamatan {groups.precinct['district']}",),
        tags=("PolriPresisi",),
    )
    published = local + timedelta(minutes=95 + 7 * len(twin))
    return Report(
        form=form.name,
        family=family,
        twin=twin,
        groups=groups,
        release=release,
        published_at=published,
        source=groups.resort.slug,
    )


def _filled(form: Form, groups: Groups, day: str) -> str:
    resort = groups.resort
    leader = {
        "precinct": groups.precinct["precinct_chief"],
        "section": chief("section", random.Random(f"section {form.desk} {resort.slug}")),
        "resort": chief("resort", random.Random(f"resort {resort.slug}")),
    }[form.rung]
    return form.text.format(
        polres=resort.name,
        polres_place=resort.place_in_name,
        polsek=f"Polsek {groups.precinct['district']}",
        desk=f"{form.desk} {resort.name}",
        area=resort.area,
        zone=resort.zone,
        day=day,
        hour=groups.hour,
        chief=leader,
        **groups.precinct,
        **groups.place,
        **groups.persons,
        **groups.numbers,
    )


@cache
def _text(name: str) -> str:
    return Path(__file__).with_name("forms").joinpath(f"{name}.txt").read_text("utf-8").strip()


def are_the_same(one: Report, other: Report) -> bool:
    """Whether two reports would tell the same event by chance: nothing but people and numbers apart."""
    return one.form == other.form and one.groups.event == other.groups.event
