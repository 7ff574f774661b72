"""Training: labelled examples in, a model out; which of several models is the better one is decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from syndicator.classify.fitting import Array, Fitted, fit
from syndicator.classify.learned import SENSITIVE, Example, LearnedModel, digest
from syndicator.classify.linear import LabelWeights, LinearModel, features, probability
from syndicator.classify.words import split_words

if TYPE_CHECKING:
    from syndicator.classify.topics import TopicScorer
    from syndicator.classify.words import Words

CORRECTION_COST = 2.0
"""Getting a correction wrong costs as much as so many examples of the base: it tells where a verdict was wrong."""
CORRECTION_EXAMPLES = 5.0
"""A correction counts as so many examples when it is asked how much the model has to say of a topic."""
MOST_BALANCE = 20.0
"""A label's examples count together as much as all others, but each of them not more than this."""
MOST_WORDS = 500
"""Of a label; the others weigh next to nothing, and a reader has enough with these."""
LEAST_WEIGHT = 0.02
ROUNDING = 1e-9
LEAST_ABOVE = 0.001
HIGHEST_THRESHOLD = 0.5
FOLDS = 5
MOST_FALSE_HOLDS = 0.03
"""Of what is harmless. The guard's rules find most of what is sensitive; the model finds what it can for this price."""


def train(
    examples: Iterable[Example],
    vocabulary: TopicScorer,
    told: Callable[[int], None] = lambda _: None,
) -> LearnedModel:
    """
    Return what the examples teach; their order does not count.

    Args:
        vocabulary: tells which topics the desk took from a text when it corrected it.
        told: is called as the work goes on, with 1 a round.
    """
    ordered = sorted(examples, key=lambda example: example.key)
    words = [split_words(example.title, example.text) for example in ordered]
    labels = _labels(ordered)
    sides, costs = _sides(ordered, labels), _costs(ordered, labels)
    texts = list(map(features, words))
    fitted = fit(texts, sides, costs * _balance(sides, costs), told)
    counts = _counts(ordered, words, labels, vocabulary)
    threshold = _threshold(ordered, texts) if SENSITIVE in labels else HIGHEST_THRESHOLD
    linear = LinearModel(
        {
            label: _label(fitted, column, counts[label], threshold if label == SENSITIVE else 0.5)
            for column, label in enumerate(labels)
        }
    )
    return LearnedModel.of(linear, digest(ordered))


def fold(key: str, folds: int = FOLDS) -> int:
    """Return the share that a key belongs to, always the same for the same key."""
    return int.from_bytes(sha256(key.encode()).digest()[:8]) % folds


def _labels(examples: Sequence[Example]) -> list[str]:
    """Return all labels that some example has."""
    found = {topic for example in examples for topic in example.topics or ()}
    return sorted(found | ({SENSITIVE} if any(example.sensitive for example in examples) else set()))


def _holds(example: Example, label: str) -> bool | None:
    if label == SENSITIVE:
        return example.sensitive
    return None if example.topics is None else label in example.topics


def _sides(examples: Sequence[Example], labels: Sequence[str]) -> Array:
    return np.array([[1.0 if _holds(example, label) else -1.0 for label in labels] for example in examples])


def _costs(examples: Sequence[Example], labels: Sequence[str]) -> Array:
    """Return what each label of each example counts; nothing where nobody said."""
    return np.array([[0.0 if _holds(one, label) is None else _cost(one) for label in labels] for one in examples])


def _cost(example: Example) -> float:
    return CORRECTION_COST if example.corrected else 1.0


def _balance(sides: Array, costs: Array) -> Array:
    """Return how much more a text counts where its label holds, so that rare labels are learned too."""
    holding, others = (costs * (sides > 0)).sum(axis=0), (costs * (sides < 0)).sum(axis=0)
    factor = np.minimum(MOST_BALANCE, np.maximum(1.0, others / np.maximum(holding, 1.0)))
    return np.where(sides > 0, factor, 1.0)


def _counts(
    examples: Sequence[Example], words: Sequence[Words], labels: Sequence[str], vocabulary: TopicScorer
) -> dict[str, float]:
    """Return how many examples each label has, those counted that the desk took from a text."""
    counts = dict.fromkeys(labels, 0.0)
    for example, told in zip(examples, words, strict=True):
        taken = {score.slug for score in vocabulary.score(told)} if example.corrected and example.topics else set()
        for label in labels:
            if _holds(example, label) or label in taken:
                counts[label] += CORRECTION_EXAMPLES if example.corrected else 1.0
    return counts


def _label(fitted: Fitted, column: int, count: float, threshold: float) -> LabelWeights:
    weighed = zip(fitted.words, fitted.weights[:, column].tolist(), strict=True)
    best = sorted(weighed, key=lambda pair: (-abs(pair[1]), pair[0]))[:MOST_WORDS]
    weights = {word: round(weight, 2) for word, weight in best if abs(weight) >= LEAST_WEIGHT}
    return LabelWeights(round(float(fitted.biases[column]), 3), weights, count, round(threshold, 3))


def _threshold(examples: Sequence[Example], texts: Sequence[Mapping[str, float]]) -> float:
    """Return the threshold of the guard, from what each fifth of the examples scores by the other four."""
    known = [(e, text) for e, text in zip(examples, texts, strict=True) if e.sensitive is not None]
    scores: list[float] = []
    for number in range(FOLDS):
        learned = [(e, text) for e, text in known if fold(e.key) != number]
        sides, costs = (make([e for e, _ in learned], [SENSITIVE]) for make in (_sides, _costs))
        fitted = fit([text for _, text in learned], sides, costs * _balance(sides, costs))
        model = dict(zip(fitted.words, fitted.weights[:, 0].tolist(), strict=True))
        harmless = [text for e, text in known if not e.sensitive and fold(e.key) == number]
        scores += [
            float(fitted.biases[0]) + sum(model.get(w, 0.0) * value for w, value in text.items()) for text in harmless
        ]
    return threshold_for(list(map(probability, scores)))


def threshold_for(harmless: Sequence[float], false_holds: float = MOST_FALSE_HOLDS) -> float:
    """Return the lowest threshold that no larger a share of the harmless texts passes; one half at most."""
    highest_first = sorted(harmless, reverse=True)
    passing = int(len(highest_first) * false_holds + ROUNDING)
    return min(highest_first[passing] + LEAST_ABOVE, HIGHEST_THRESHOLD) if highest_first else HIGHEST_THRESHOLD
