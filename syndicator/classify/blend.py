"""
The blend: topics by the desk's vocabulary, by the model that learned from the base, and by the desk's corrections.

Vocabulary and model both say a logit, and the model's say grows with the examples that it has of a topic: n/(n + half).
So the vocabulary decides alone where nobody labelled anything. What corrections teach is added to that, but only where
a text is enough like what was corrected.
"""

from __future__ import annotations

from itertools import zip_longest
from math import log
from typing import TYPE_CHECKING

from syndicator.classify.linear import LinearModel, probability
from syndicator.classify.topics import HALF_SCORE, MOST_EVIDENCE, MOST_TOPICS, OTHER
from syndicator.model.verdict import TopicScore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syndicator.classify.learned import LearnedModel
    from syndicator.classify.linear import LabelWeights
    from syndicator.classify.topics import TopicScorer, Weighed
    from syndicator.classify.words import Words

HALF_EXAMPLES = 40.0
"""With so many examples of a topic the model has as much to say of it as the vocabulary."""
LEAST_SUM = 0.6
"""What the vocabulary's silence counts: a topic is never out of the question only because no term names it."""
SILENT = log(LEAST_SUM / HALF_SCORE)
LEAST_ADDED = 0.5
"""What corrections add counts from here on: a text that shares a few words with one of them is not like it."""
LEAST_LOGIT = -1.4
"""A best topic below this is no topic: the bulletin is `lainnya`."""
LEAST_FURTHER_LOGIT = -0.2
"""A further topic needs this much by itself …"""
FURTHEST_BEHIND = 1.5
"""… and to be no further behind the best one."""
Parts = tuple[float, float, float]
"""What vocabulary, model and desk add to a topic's logit."""


class Blend:
    """Vocabulary, model and corrections, ready to be asked; of topics that the vocabulary gave up nothing is heard."""

    def __init__(self, vocabulary: TopicScorer, learned: LearnedModel) -> None:
        self._vocabulary = vocabulary
        self._model = LinearModel(_known(learned.linear, vocabulary))
        self._desk = LinearModel(_known(learned.desk, vocabulary))
        told = self._model.labels
        self._says = {slug: label.examples / (label.examples + HALF_EXAMPLES) for slug, label in told.items()}

    def score(self, words: Words) -> tuple[TopicScore, ...]:
        """Return one to three topics, best first; `lainnya` alone where nothing decides."""
        weighed = self._vocabulary.weigh(words)
        parts = self._parts(weighed)
        ranked = sorted(((slug, sum(three)) for slug, three in parts.items()), key=lambda pair: (-pair[1], pair[0]))
        if ranked[0][1] < LEAST_LOGIT:
            return (TopicScore(OTHER, 0.0, ()),)
        best = ranked[0][1]
        further = [] if ranked[0][0] == OTHER else [pair for pair in ranked[1:MOST_TOPICS] if _counts(pair, best)]
        return tuple(
            TopicScore(slug, round(probability(logit), 3), self._evidence(weighed, slug, parts[slug]))
            for slug, logit in (ranked[0], *further)
        )

    def logits(self, words: Words) -> dict[str, float]:
        """Return the logit of each topic of the vocabulary."""
        return {slug: sum(three) for slug, three in self._parts(self._vocabulary.weigh(words)).items()}

    def _parts(self, weighed: Weighed) -> dict[str, Parts]:
        """Return of what each topic's logit is made up."""
        sums, learned = weighed.sums(), self._model.logits(weighed.words)
        added = self._desk.logits(weighed.words) if self._desk.labels else {}
        parts: dict[str, Parts] = {}
        for slug in self._vocabulary.slugs:
            total, say = sums.get(slug, 0.0), self._says.get(slug, 0.0)
            told = log(total / HALF_SCORE) if total > LEAST_SUM else SILENT
            parts[slug] = ((1 - say) * told, say * learned.get(slug, 0.0), _beyond(added.get(slug, 0.0)))
        return parts

    def _evidence(self, weighed: Weighed, slug: str, parts: Parts) -> tuple[str, ...]:
        """Return the words that decided, each once: of vocabulary, model and desk in turn, who added most first."""
        passages = [weighed.evidence(slug), self._telling(self._model, weighed, slug)]
        if parts[2] > 0:
            passages.append(self._telling(self._desk, weighed, slug))
        told = sorted(zip(parts, passages, strict=False), key=lambda pair: -pair[0])
        return _each_once(passage for turn in zip_longest(*(told for _, told in told)) for passage in turn if passage)

    def _telling(self, model: LinearModel, weighed: Weighed, slug: str) -> tuple[str, ...]:
        if slug not in model.labels:
            return ()
        return tuple(weighed.words.raw(place) for place in model.telling_at(weighed.words, slug))


def _known(model: LinearModel, vocabulary: TopicScorer) -> dict[str, LabelWeights]:
    return {slug: told for slug, told in model.labels.items() if slug in vocabulary.slugs}


def _beyond(added: float) -> float:
    """Return how far what corrections add goes beyond what any text may share with them."""
    return added - LEAST_ADDED if added > LEAST_ADDED else min(0.0, added + LEAST_ADDED)


def _counts(pair: tuple[str, float], best: float) -> bool:
    """Whether a topic stands beside the best one."""
    slug, logit = pair
    return slug != OTHER and logit >= LEAST_FURTHER_LOGIT and best - logit <= FURTHEST_BEHIND


def _each_once(passages: Iterable[str]) -> tuple[str, ...]:
    """Return as many passages as may be shown; none that lies within one before it."""
    kept: list[str] = []
    for passage in passages:
        if not any(passage.casefold() in other.casefold() for other in kept):
            kept.append(passage)
    return tuple(kept[:MOST_EVIDENCE])
