"""The demo newsroom as a stream of releases of which is known what tells the same, and what only a template's twin."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from syndicator.newsroom.clock import Clock, standing_still
from syndicator.newsroom.composer import compose
from syndicator.newsroom.kinds import Kind
from syndicator.newsroom.newsroom import Newsroom
from syndicator.newsroom.options import NewsroomOptions
from syndicator.newsroom.releases import Release
from syndicator.newsroom.units import Unit

MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
UNITS = 300
RATE = 0.02
TWINS = 0.1
"""So many releases have a twin: the same template, filled in by another unit, or on another day."""
STEP_S = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A publication; `truth` names the release that it tells, `is_original` whether its own unit tells it."""

    id: str
    truth: str
    title: str
    text: str
    published_at: datetime
    source_unit: str
    source: str
    is_original: bool

    def told(self) -> dict[str, str]:
        """It as a line of a stream, without its label."""
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "published_at": self.published_at.isoformat(),
            "source_unit": self.source_unit,
            "source": self.source,
        }


def stream(count: int, *, seed: int = 1) -> list[Labelled]:
    """Return so many publications in random order, copies, edits and twins among them; the same for the same seed."""
    hours = Clock(standing_still)
    options = NewsroomOptions(units=UNITS, rate=RATE, seed=seed, hosts="one", epoch=MOMENT)
    newsroom = Newsroom(options, hours)
    while sum(map(len, newsroom.publications.values())) * (1 + TWINS / 2) < count:
        hours.advance(STEP_S)
        newsroom.catch_up()
    dice = random.Random(f"labelled {seed}")
    told = [*_publications(newsroom), *_twins(newsroom, dice)]
    dice.shuffle(told)
    return told[:count]


def _publications(newsroom: Newsroom) -> Iterator[Labelled]:
    for number, shown in newsroom.publications.items():
        for site, post in shown:
            moment = site.true_moment(post.at)
            one = _labelled(f"r{number}", site.read(post), site.unit, site.slug, moment)
            yield replace(one, is_original=not post.copied)


def _twins(newsroom: Newsroom, dice: random.Random) -> Iterator[Labelled]:
    """Yield twins: the same wording and the same figures, for another unit, another day, or both."""
    units = [site.unit for site in newsroom.sites]
    for number in newsroom.publications:
        if dice.random() < TWINS:
            plan, kind = newsroom.plan(number), newsroom.kind(number)
            own = units[plan.site]
            unit = own if dice.random() < 0.3 else _peer(kind, own, units, dice)
            days = dice.choice((1, 2, 3, 7)) if unit == own else dice.choice((0, 0, 1, 7))
            published = newsroom.epoch + timedelta(seconds=plan.at, days=days)
            seed = newsroom.options.seed
            twin = compose(kind, unit, number=number, published=published, seed=seed)
            yield _labelled(f"t{number}", twin, unit, unit.slug, published)


def _peer(kind: Kind, own: Unit, units: Sequence[Unit], dice: random.Random) -> Unit:
    peers = [unit for unit in units if unit.level in kind.levels and unit.name != own.name]
    beside = [unit for unit in peers if unit.command == own.command]
    return dice.choice(beside if beside and dice.random() < 0.5 else peers)


def _labelled(truth: str, release: Release, unit: Unit, site: str, published: datetime) -> Labelled:
    return Labelled(
        id=f"{truth}@{site}",
        truth=truth,
        title=release.wording.title,
        text=release.wording.body,
        published_at=published.replace(microsecond=0),
        source_unit=unit.name,
        source=site,
        is_original=True,
    )
