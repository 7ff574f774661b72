"""The facts of one release, made when a text first asks for them and kept for the rest of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from syndicator.newsroom import moments
from syndicator.newsroom.cast import DESKS, Cast, Precinct
from syndicator.newsroom.kinds import FactSource, Numbers, shared_facts
from syndicator.newsroom.names import (
    GIVEN,
    child_name,
    initials_of,
    mans_name,
    number_plate,
    person_name,
    pick,
    street_name,
    womans_name,
)
from syndicator.newsroom.regions import operation_suffix

ZONE_SPELLINGS = 5


class Facts(dict[str, str]):
    """A mapping that makes what is missing; the order of asking is part of the outcome."""

    def __init__(self, rng: random.Random, cast: Cast, occasion: datetime, own: Mapping[str, FactSource]) -> None:
        """
        Begin an empty set of facts.

        Args:
            occasion: local time of the event, timezone-aware.
            own: the facts that belong to the kind of release.
        """
        super().__init__()
        self.rng = rng
        self.cast = cast
        self.occasion = occasion
        self.date_form = int(rng.random() * moments.DATE_FORMS)
        self._own = own
        self._spelling = int(rng.random() * ZONE_SPELLINGS)

    def __missing__(self, name: str) -> str:
        source = self._own.get(name) or shared_facts().get(name)
        if source is None:
            value = MAKERS[name](self)
        elif isinstance(source, Numbers):
            value = grouped(self.rng.randrange(source.low, source.high + 1, source.step))
        else:
            value = source.render(self, self.rng)
        self[name] = value
        return value

    def hour(self, later: timedelta) -> str:
        """Return the event's hour, or one after it, as this release spells the zone."""
        zone = self.cast.unit.zone
        zone = zone.capitalize() if self._spelling == 0 else zone
        return moments.hour_phrase(self.occasion + later, zone)

    def precinct(self) -> Precinct:
        """Return the Polsek on whose ground it happened."""
        return self.cast.precincts[int(self["precinct_number"])]

    def another_village(self) -> str:
        """Draw a village that the release has not named yet."""
        taken = {self.get(name) for name in ("village", "village2", "village3")}
        return self.rng.choice([village for village in self.cast.villages if village not in taken])

    def another_patrolman(self) -> str:
        """Draw somebody who is not named yet."""
        taken = {self.get(name) for name in ("officer", "officer2", "officer3")}
        return self.rng.choice([one.brief for one in self.cast.patrolmen if one.brief not in taken])


def grouped(number: int) -> str:
    """Write a number with dots between thousands."""
    return f"{number:,}".replace(",", ".")


def known_facts() -> frozenset[str]:
    """Return the names of all facts that do not belong to a kind."""
    return frozenset(MAKERS) | frozenset(shared_facts())


def _aged(name: str, low: int, high: int, rng: random.Random) -> str:
    return f"{name} ({rng.randint(low, high)})"


def _suspect(facts: Facts) -> str:
    name = person_name(facts.rng)
    alias = f" alias {pick(facts.rng, GIVEN)}" if facts.rng.random() < 0.15 else ""
    return _aged(initials_of(name) + alias, 19, 54, facts.rng)


def _full_unit_name(facts: Facts) -> str:
    unit = facts.cast.unit
    kind, long = {
        "Mabes": ("Mabes", "Markas Besar"), "Polda": ("Polda", "Kepolisian Daerah"),
        "Polresta": ("Polresta", "Kepolisian Resor Kota"),
        "Polrestabes": ("Polrestabes", "Kepolisian Resor Kota Besar"),
        "Polres Metro": ("Polres Metro", "Kepolisian Resor Metropolitan"),
    }.get(unit.kind, ("Polres", "Kepolisian Resor"))  # fmt: skip
    return long + unit.name.removeprefix(kind)


def _head_office(facts: Facts) -> str:
    unit = facts.cast.unit
    if unit.level != "resort":
        return "Wakil Gubernur"
    return f"{'Wakil Wali Kota' if unit.area.startswith('Kota') else 'Bupati'} {unit.place}"


def _date(days: int) -> Callable[[Facts], str]:
    return lambda facts: moments.date_phrase(facts.occasion + timedelta(days=days), facts.date_form)


def _desk_makers() -> dict[str, Callable[[Facts], str]]:
    makers: dict[str, Callable[[Facts], str]] = {}
    for slug in DESKS:
        makers[f"{slug}_desk"] = lambda facts, slug=slug: facts.cast.desks[slug][0]  # type: ignore[misc]
        makers[f"{slug}_head"] = lambda facts, slug=slug: facts.cast.desks[slug][1].full  # type: ignore[misc]
        makers[f"{slug}_head_brief"] = lambda facts, slug=slug: facts.cast.desks[slug][1].brief  # type: ignore[misc]
    return makers


MAKERS: Mapping[str, Callable[[Facts], str]] = {
    "unit": lambda facts: facts.cast.unit.name,
    "unit_full": _full_unit_name,
    "command": lambda facts: facts.cast.unit.command or facts.cast.unit.name,
    "area": lambda facts: facts.cast.unit.area,
    "place": lambda facts: facts.cast.unit.place,
    "head_office": _head_office,
    "operation_suffix": lambda facts: operation_suffix(facts.cast.unit),
    "year": lambda facts: str(facts.occasion.year),
    "chief": lambda facts: facts.cast.chief.full,
    "chief_brief": lambda facts: facts.cast.chief.brief,
    "chief_office": lambda facts: facts.cast.chief.office,
    "deputy": lambda facts: facts.cast.deputy.full,
    "deputy_brief": lambda facts: facts.cast.deputy.brief,
    "spokes": lambda facts: facts.cast.spokesman.full,
    "spokes_brief": lambda facts: facts.cast.spokesman.brief,
    "precinct_number": lambda facts: str(int(facts.rng.random() * len(facts.cast.precincts))),
    "district": lambda facts: facts.precinct().district,
    "precinct": lambda facts: f"Polsek {facts.precinct().district}",
    "precinct_chief": lambda facts: facts.precinct().chief.full,
    "precinct_chief_brief": lambda facts: facts.precinct().chief.brief,
    "village": Facts.another_village,
    "village2": Facts.another_village,
    "village3": Facts.another_village,
    "street": lambda facts: street_name(facts.rng),
    "street2": lambda facts: street_name(facts.rng),
    "officer": Facts.another_patrolman,
    "officer2": Facts.another_patrolman,
    "officer3": Facts.another_patrolman,
    "when": _date(0),
    "day_before": _date(-1),
    "days_before": _date(-3),
    "week_before": _date(-8),
    "day_after": _date(1),
    "long_date": lambda facts: moments.long_date(facts.occasion),
    "weekday": lambda facts: moments.weekday(facts.occasion),
    "daypart": lambda facts: moments.daypart(facts.occasion),
    "hour": lambda facts: facts.hour(timedelta()),
    "hour_later": lambda facts: facts.hour(timedelta(minutes=5 * facts.rng.randint(4, 25))),
    "hour_end": lambda facts: facts.hour(timedelta(minutes=5 * facts.rng.randint(26, 44))),
    "citizen": lambda facts: person_name(facts.rng),
    "citizen2": lambda facts: person_name(facts.rng),
    "citizen3": lambda facts: person_name(facts.rng),
    "suspect": _suspect,
    "suspect2": _suspect,
    "suspect3": _suspect,
    "victim": lambda facts: _aged(person_name(facts.rng), 18, 66, facts.rng),
    "victim2": lambda facts: _aged(person_name(facts.rng), 18, 66, facts.rng),
    "headman_name": lambda facts: person_name(facts.rng),
    "elder_name": lambda facts: person_name(facts.rng),
    "cleric": lambda facts: mans_name(facts.rng),
    "official": lambda facts: mans_name(facts.rng),
    "soldier": lambda facts: mans_name(facts.rng),
    "mother": lambda facts: womans_name(facts.rng),
    "father": lambda facts: mans_name(facts.rng),
    "child": lambda facts: child_name(facts.rng),
    "child2": lambda facts: child_name(facts.rng),
    "child_age": lambda facts: str(facts.rng.randint(7, 17)),
    "child_age2": lambda facts: str(facts.rng.randint(12, 17)),
    "child_initials": lambda facts: initials_of(facts["child"]),
    "plate": lambda facts: number_plate(facts.rng),
    "plate2": lambda facts: number_plate(facts.rng),
} | _desk_makers()
