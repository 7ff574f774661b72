"""Compose releases: a kind, a unit and a moment in; a release out, the same for the same seed and number."""

from __future__ import annotations

import random
from datetime import datetime

from syndicator.newsroom.cast import cast_of
from syndicator.newsroom.facts import Facts
from syndicator.newsroom.framing import closer, dateline
from syndicator.newsroom.kinds import Kind, kinds_at, shared_facts
from syndicator.newsroom.moments import occasion_before
from syndicator.newsroom.releases import Release, Wording
from syndicator.newsroom.style import SiteStyle, style_of
from syndicator.newsroom.units import Unit

MOST_PARAGRAPHS = 9
SHORTEST_CHARS, LONGEST_CHARS = 1_230, 3_400
BACKGROUNDS = tuple(sorted(name for name in shared_facts() if name.startswith("background_")))
BACKGROUND_ODDS = (35, 35, 20, 10)  # none, one, two or three paragraphs that many releases share
SMALL_WORDS = frozenset(
    (
        "dan",
        "di",
        "ke",
        "dari",
        "untuk",
        "dengan",
        "pada",
        "yang",
        "atau",
        "bagi",
        "oleh",
        "dalam",
        "serta",
        "hingga",
    )
)


def choose_kind(unit: Unit, rng: random.Random) -> Kind:
    """Draw a kind that a unit of this level publishes."""
    kinds, sums = kinds_at(unit.level)
    return rng.choices(kinds, cum_weights=sums)[0]


def compose(kind: Kind, unit: Unit, *, number: int, published: datetime, seed: int) -> Release:
    """
    Compose a release of a kind for a unit.

    Args:
        number: the release's own; with the seed it throws the dice.
        published: when it goes out, timezone-aware; the event lies before it.
        seed: the newsroom's, which also decides who serves in the unit.
    """
    rng = random.Random(f"release {seed} {number}")
    local = published.astimezone(unit.tz)
    opens, closes = kind.hours
    occasion = occasion_before(local, opens=opens, closes=closes, dice=rng.random())
    facts = Facts(rng, cast_of(unit, seed), occasion, kind.facts)
    order = rng.sample(range(len(kind.titles)), len(kind.titles))
    titles = [_headline(kind.titles[number].render(facts, rng)) for number in order]
    paragraphs = _paragraphs(kind, facts, rng)
    style = style_of(unit.slug, seed)
    return Release(
        release_id=f"r{number:06d}",
        kind=kind.slug,
        topics=kind.topics,
        unit=unit,
        sensitive=kind.sensitive,
        occurred_at=occasion,
        wording=Wording(
            title=titles[0],
            dateline=dateline(style.dateline, unit, local),
            paragraphs=paragraphs,
            closers=_closers(style, kind, unit, rng),
        ),
        other_titles=tuple(titles[1:]),
        tags=kind.tags,
    )


def _paragraphs(kind: Kind, facts: Facts, rng: random.Random) -> tuple[str, ...]:
    paragraphs = [_opened(template.render(facts, rng)) for template in kind.paragraphs]
    paragraphs = [paragraph for paragraph in paragraphs if paragraph]
    wanted = rng.choices(range(len(BACKGROUND_ODDS)), BACKGROUND_ODDS)[0]
    for name in rng.sample(BACKGROUNDS, len(BACKGROUNDS)):
        length = sum(map(len, paragraphs))
        if len(paragraphs) >= MOST_PARAGRAPHS or (wanted <= 0 and length >= SHORTEST_CHARS):
            break
        background = _opened(facts[name])
        if length + len(background) <= LONGEST_CHARS:
            paragraphs.insert(-1, background)
        wanted -= 1
    return tuple(paragraphs[:MOST_PARAGRAPHS])


def _closers(style: SiteStyle, kind: Kind, unit: Unit, rng: random.Random) -> tuple[str, ...]:
    signature = closer(style.closer, unit, rng)
    tags = " ".join(f"#{tag}" for tag in kind.tags) if style.hashtags else ""
    return tuple(line for line in (signature, tags) if line)


def _opened(text: str) -> str:
    """Give the first letter its capital, and an abbreviation at a sentence's end a single dot."""
    text = text.strip().replace("..", ".")
    return text[:1].upper() + text[1:]


def _headline(text: str) -> str:
    """Give every word but the small ones a capital."""
    words = (word if word in SMALL_WORDS else word[:1].upper() + word[1:] for word in text.split())
    return _opened(" ".join(words))
