"""Topics: scores a bulletin against the desk's vocabulary; the vocabulary itself is configuration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from operator import mul
from typing import TYPE_CHECKING, ClassVar

from syndicator.classify.phrases import PhraseBook
from syndicator.model.verdict import TopicScore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syndicator.classify.phrases import Found
    from syndicator.classify.words import Words

OTHER = "lainnya"
MOST_TOPICS = 3
MOST_EVIDENCE = 8
TITLE_FACTOR, LEAD_FACTOR = 3.0, 1.6
LEAD_LENGTH_WORDS = 60
USUAL_LENGTH_WORDS = 200
REPEAT_FACTOR = 0.5
RANK_FACTORS = tuple(REPEAT_FACTOR**rank for rank in range(64))
"""Of a term's occurrences; beyond these a further one changes no sum."""
HALF_SCORE = 12.0
"""The sum of weights that scores one half."""
LEAST_SCORE = 0.2
"""A best topic below this is no topic: the bulletin is `lainnya`."""
LEAST_SHARE = 0.55
"""A further topic needs this share of the best one's sum."""
LEAST_FURTHER_SCORE = 0.35


@dataclass(frozen=True, slots=True)
class TopicTerms:
    """
    One topic of the vocabulary.

    Args:
        terms: phrase → weight, 1 (a hint) to 5 (decides); `~root` stands for all forms of a root.
        against: phrase → weight that speaks against the topic.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    slug: str
    name_id: str
    name_en: str
    terms: Mapping[str, float]
    against: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Weight:
    """A term's weight for one topic, one object a term; negative where it speaks against."""

    slug: str
    term: str
    value: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the terms of the vocabulary that a text holds weigh together, and where each stands first."""

    words: Words
    totals: Mapping[_Weight, float]
    seen: Mapping[_Weight, Found[_Weight]]

    def sums(self) -> dict[str, float]:
        """Return the sum of each topic that a term speaks of; below zero where more speaks against it."""
        sums: dict[str, float] = defaultdict(float)
        for weight, total in self.totals.items():
            sums[weight.slug] += total
        return sums

    def ranked(self) -> list[tuple[float, str]]:
        """Return the topics that anything speaks for, with the sum of what does, best first."""
        return sorted(((total, slug) for slug, total in self.sums().items() if total > 0), key=lambda r: (-r[0], r[1]))

    def evidence(self, slug: str) -> tuple[str, ...]:
        """Return the words as written that speak for a topic, the strongest first."""
        return _evidence(self.words, _speaking(self.totals, slug), self.seen)


class TopicScorer:
    """
    The vocabulary, compiled.

    Attributes:
        slugs: all topics that it knows.
    """

    def __init__(self, topics: Sequence[TopicTerms]) -> None:
        self.slugs = frozenset(topic.slug for topic in topics)
        signed = [(topic.slug, topic.terms, 1.0) for topic in topics]
        signed += [(topic.slug, topic.against, -1.0) for topic in topics]
        self._book = PhraseBook(
            (
                (term, _Weight(slug, term, sign * weight))
                for slug, terms, sign in signed
                for term, weight in terms.items()
            ),
            settle=_strongest_of_each,
        )

    def score(self, words: Words) -> tuple[TopicScore, ...]:
        """Return one to three topics, best first; `lainnya` alone where nothing decides."""
        weighed = self.weigh(words)
        ranked = weighed.ranked()
        if not ranked or _share(ranked[0][0]) < LEAST_SCORE:
            return (TopicScore(OTHER, 0.0, ()),)
        best = ranked[0][0]
        chosen = [ranked[0]] if ranked[0][1] == OTHER else [r for r in ranked if _counts(r, best)]
        return tuple(
            TopicScore(slug, round(_share(total), 3), weighed.evidence(slug)) for total, slug in chosen[:MOST_TOPICS]
        )

    def weigh(self, words: Words) -> Weighed:
        """Return what the vocabulary's terms say of a text, before anything is decided."""
        gains, seen = self._told(words)
        return Weighed(words, {weight: _diminishing(parts) for weight, parts in gains.items()}, seen)

    def _told(self, words: Words) -> tuple[dict[_Weight, list[float]], dict[_Weight, Found[_Weight]]]:
        """Return what each term found weighs at each of its places, strongest first, and the first of these."""
        gains: dict[_Weight, list[float]] = {}
        seen: dict[_Weight, Found[_Weight]] = {}
        title, lead, body_factor = words.title_length, words.title_length + LEAD_LENGTH_WORDS, _body_factor(words)
        for found in self._book.find(words):
            weights, first, _ = found
            factor = TITLE_FACTOR if first < title else LEAD_FACTOR if first < lead else body_factor
            for weight in weights:
                if weight in gains:
                    gains[weight].append(weight.value * factor)
                else:
                    gains[weight] = [weight.value * factor]
                    seen[weight] = found
        return gains, seen


def _body_factor(words: Words) -> float:
    """Return how much a word counts behind title and lead; long bodies count less for each word."""
    body = max(1, len(words) - words.title_length)
    return min(1.0, sqrt(USUAL_LENGTH_WORDS / body))


def _strongest_of_each(weights: tuple[_Weight, ...]) -> tuple[_Weight, ...]:
    """Return one weight a topic, where several of its terms stand for the same words (kerusuhan, ~rusuh)."""
    strongest: dict[str, _Weight] = {}
    for weight in sorted(weights, key=lambda w: (abs(w.value), w.term)):
        strongest[weight.slug] = weight
    return tuple(strongest.values())


def _diminishing(parts: list[float]) -> float:
    """Return the sum of a term's occurrences, which stand strongest first; each further one counts half as much."""
    return parts[0] if len(parts) == 1 else sum(map(mul, parts, RANK_FACTORS))


def _share(total: float) -> float:
    """Return a sum of weights as a score between 0 and 1."""
    return total / (total + HALF_SCORE)


def _counts(ranked: tuple[float, str], best: float) -> bool:
    """Whether a topic stands beside the best one."""
    total, slug = ranked
    return total == best or (slug != OTHER and total >= LEAST_SHARE * best and _share(total) >= LEAST_FURTHER_SCORE)


def _speaking(totals: Mapping[_Weight, float], slug: str) -> list[_Weight]:
    """Return the terms that speak for a topic, strongest first."""
    speaking = [weight for weight, total in totals.items() if total > 0 and weight.slug == slug]
    return sorted(speaking, key=lambda weight: (-totals[weight], weight.term))


def _evidence(words: Words, weights: Iterable[_Weight], seen: Mapping[_Weight, Found[_Weight]]) -> tuple[str, ...]:
    """Return the words as written that decided, each wording once, in the order of the weights."""
    evidence: dict[str, str] = {}
    for weight in weights:
        _, first, last = seen[weight]
        passage = " ".join(words.passage(first, last).split())
        evidence.setdefault(passage.casefold(), passage)
        if len(evidence) == MOST_EVIDENCE:
            break
    return tuple(evidence.values())
