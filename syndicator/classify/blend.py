"""
The blend: topics by the desk's vocabulary and by the model that learned, each with its say.

Both say a logit, and the model's say grows with the examples that it has of a topic: n/(n + 25). So the vocabulary
decides alone where nobody labelled anything, and what the desk corrects often outweighs it.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from syndicator.classify.linear import LinearModel, probability
from syndicator.classify.topics import HALF_SCORE, MOST_EVIDENCE, MOST_TOPICS, OTHER
from syndicator.model.verdict import TopicScore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicator.classify.topics import TopicScorer, Weighed
    from syndicator.classify.words import Words

HALF_EXAMPLES = 25.0
"""With so many examples of a topic the model has as much to say of it as the vocabulary."""
LEAST_SUM = 0.6
"""What the vocabulary's silence counts: a topic is never out of the question only because no term names it."""
LEAST_LOGIT = -1.4
"""A best topic below this is no topic: the bulletin is `lainnya`."""
LEAST_FURTHER_LOGIT = -0.2
"""A further topic needs this much by itself …"""
FURTHEST_BEHIND = 1.5
"""… and to be no further behind the best one."""


class Blend:
    """The vocabulary and a model, ready to be asked; of topics that the desk gave up the model is not heard."""

    def __init__(self, vocabulary: TopicScorer, model: LinearModel) -> None:
        known = {slug: told for slug, told in model.labels.items() if slug in vocabulary.slugs}
        self._vocabulary, self._model = vocabulary, LinearModel(known)
        self._says = {slug: told.examples / (told.examples + HALF_EXAMPLES) for slug, told in known.items()}

    def score(self, words: Words) -> tuple[TopicScore, ...]:
        """Return one to three topics, best first; `lainnya` alone where nothing decides."""
        weighed = self._vocabulary.weigh(words)
        logits = self._logits(weighed)
        ranked = sorted(logits.items(), key=lambda pair: (-pair[1], pair[0]))
        if not ranked or ranked[0][1] < LEAST_LOGIT:
            return (TopicScore(OTHER, 0.0, ()),)
        best = ranked[0][1]
        further = [] if ranked[0][0] == OTHER else [pair for pair in ranked[1:] if _counts(pair, best)]
        return tuple(
            TopicScore(slug, round(probability(logit), 3), self._evidence(weighed, slug))
            for slug, logit in [ranked[0], *further][:MOST_TOPICS]
        )

    def _logits(self, weighed: Weighed) -> dict[str, float]:
        """Return the blended logit of each topic that either of the two knows."""
        learned = self._model.logits(weighed.words)
        told = {slug: log(max(total, LEAST_SUM) / HALF_SCORE) for slug, total in weighed.sums().items()}
        silent = log(LEAST_SUM / HALF_SCORE)
        return {slug: self._blended(slug, told.get(slug, silent), learned) for slug in told.keys() | learned}

    def _blended(self, slug: str, told: float, learned: Mapping[str, float]) -> float:
        say = self._says.get(slug, 0.0)
        return (1 - say) * told + say * learned.get(slug, 0.0)

    def _evidence(self, weighed: Weighed, slug: str) -> tuple[str, ...]:
        """Return the words that decided, of both in turn, the one with more to say first, each once."""
        terms = weighed.evidence(slug)
        if slug not in self._says:
            return terms
        words = tuple(weighed.words.raw(place) for place in self._model.telling_at(weighed.words, slug))
        pairs = (terms, words) if self._says[slug] < 0.5 else (words, terms)
        return _each_once(*pairs)


def _counts(pair: tuple[str, float], best: float) -> bool:
    """Whether a topic stands beside the best one."""
    slug, logit = pair
    return slug != OTHER and logit >= LEAST_FURTHER_LOGIT and best - logit <= FURTHEST_BEHIND


def _each_once(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return passages of both in turn, as many as may be shown; none that lies within another."""
    mixed = [passage for pair in zip(first, second, strict=False) for passage in pair]
    shared = min(len(first), len(second))
    mixed += first[shared:] + second[shared:]
    kept: list[str] = []
    for passage in mixed:
        if not any(passage.casefold() in other.casefold() for other in kept):
            kept.append(passage)
    return tuple(kept[:MOST_EVIDENCE])
