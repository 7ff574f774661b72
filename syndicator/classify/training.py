"""Training: labelled examples in, a model out; which of several models is the better one is decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from syndicator.classify.blend import Blend
from syndicator.classify.fitting import Array, Fitted, adjust, fit
from syndicator.classify.learned import SENSITIVE, Example, LearnedModel, digest
from syndicator.classify.linear import LabelWeights, LinearModel, features, probability
from syndicator.classify.words import split_words

if TYPE_CHECKING:
    from syndicator.classify.topics import TopicScorer

Told = Callable[[int], None]
Text = Mapping[str, float]

MOST_BALANCE = 20.0
"""A label's examples count together as much as all others, but each of them not more than this."""
MOST_WORDS = 500
"""Of a label; the others weigh next to nothing, and a reader has enough with these."""
LEAST_WEIGHT = 0.02
ROUNDING = 1e-9
LEAST_ABOVE = 0.001
HIGHEST_THRESHOLD = 0.44
"""What is sensitive is looked at by a person rather than missed, so the model need not be sure; measured on texts that
nobody learned from."""
FOLDS = 5
MOST_FALSE_HOLDS = 0.03
"""Of what is harmless. The guard's rules find most of what is sensitive; the model finds what it can for this price."""


def train(examples: Iterable[Example], told: Told = lambda _: None) -> LearnedModel:
    """
    Return what the examples of the base teach; their order does not count.

    Args:
        told: is called as the work goes on, with 1 a round.
    """
    ordered = sorted(examples, key=lambda example: example.key)
    texts = list(map(_text, ordered))
    labels = _labels(ordered)
    fitted = _fitted(ordered, texts, labels, told)
    threshold = _threshold(ordered, texts) if SENSITIVE in labels else HIGHEST_THRESHOLD
    linear = {
        label: LabelWeights(
            bias=round(float(fitted.biases[column]), 3),
            weights=_weights(fitted, column),
            examples=float(sum(_holds(example, label) is True for example in ordered)),
            threshold=round(threshold, 3) if label == SENSITIVE else 0.5,
        )
        for column, label in enumerate(labels)
    }
    return LearnedModel.of(LinearModel(linear), taught_by=digest(ordered))


def correct(
    model: LearnedModel,
    corrections: Iterable[Example],
    base: Iterable[Example],
    vocabulary: TopicScorer,
    told: Told = lambda _: None,
) -> LearnedModel:
    """
    Return a model of the base with what the desk's corrections teach beside it; the model's own are not kept.

    What is learned is added to the logits that vocabulary and model come to, only as far as a correction contradicts
    them, and so that the base's texts keep theirs: a correction changes what is like it, and nothing else.
    """
    ordered = sorted(corrections, key=lambda example: example.key)
    if not ordered:
        return LearnedModel.of(model.linear, taught_by=model.taught_by)
    labels = sorted(vocabulary.slugs | ({SENSITIVE} if SENSITIVE in model.linear.labels else set()))
    logits = _logits(model, ordered, labels, vocabulary)
    anchors = [_text(example) for example in sorted(base, key=lambda example: example.key)]
    labelled = (_sides(ordered, labels), _costs(ordered, labels), logits)
    fitted = adjust(list(map(_text, ordered)), labelled, anchors, told)
    weights = {label: _weights(fitted, column) for column, label in enumerate(labels)}
    desk = {label: LabelWeights(0.0, told_by) for label, told_by in weights.items() if told_by}
    return LearnedModel.of(model.linear, LinearModel(desk), digest((*ordered, *base)))


def fold(key: str, folds: int = FOLDS) -> int:
    """Return the share that a key belongs to, always the same for the same key."""
    return int.from_bytes(sha256(key.encode()).digest()[:8]) % folds


def _text(example: Example) -> Text:
    return features(split_words(example.title, example.text))


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
    return np.array([[0.0 if _holds(one, label) is None else 1.0 for label in labels] for one in examples])


def _balance(sides: Array, costs: Array) -> Array:
    """Return how much more a text counts where its label holds, so that rare labels are learned too."""
    holding, others = (costs * (sides > 0)).sum(axis=0), (costs * (sides < 0)).sum(axis=0)
    factor = np.minimum(MOST_BALANCE, np.maximum(1.0, others / np.maximum(holding, 1.0)))
    return np.where(sides > 0, factor, 1.0)


def _fitted(
    examples: Sequence[Example], texts: Sequence[Text], labels: Sequence[str], told: Told = lambda _: None
) -> Fitted:
    sides, costs = _sides(examples, labels), _costs(examples, labels)
    return fit(texts, sides, costs * _balance(sides, costs), told)


def _logits(model: LearnedModel, examples: Sequence[Example], labels: Sequence[str], vocabulary: TopicScorer) -> Array:
    """Return what vocabulary and model come to without the desk, a row an example."""
    blend = Blend(vocabulary, replace(model, desk=LinearModel({})))
    rows = []
    for example in examples:
        words = split_words(example.title, example.text)
        logits = blend.logits(words) | model.sensitive.logits(words)
        rows.append([logits[label] for label in labels])
    return np.array(rows)


def _weights(fitted: Fitted, column: int) -> dict[str, float]:
    weighed = zip(fitted.words, fitted.weights[:, column].tolist(), strict=True)
    best = sorted(weighed, key=lambda pair: (-abs(pair[1]), pair[0]))[:MOST_WORDS]
    return {word: round(weight, 2) for word, weight in best if abs(weight) >= LEAST_WEIGHT}


def _threshold(examples: Sequence[Example], texts: Sequence[Text]) -> float:
    """Return the threshold of the guard, from what each fifth of the examples scores by the other four."""
    known = [(e, text) for e, text in zip(examples, texts, strict=True) if e.sensitive is not None]
    scores: list[float] = []
    for number in range(FOLDS):
        others = [(e, text) for e, text in known if fold(e.key) != number]
        harmless = [text for e, text in known if not e.sensitive and fold(e.key) == number]
        fitted = _fitted([e for e, _ in others], [text for _, text in others], [SENSITIVE])
        weights = dict(zip(fitted.words, fitted.weights[:, 0].tolist(), strict=True))
        scores += [float(fitted.biases[0]) + sum(weights.get(w, 0.0) * v for w, v in text.items()) for text in harmless]
    return threshold_for(list(map(probability, scores)))


def threshold_for(harmless: Sequence[float], false_holds: float = MOST_FALSE_HOLDS) -> float:
    """Return the lowest threshold that no larger a share of the harmless texts passes; HIGHEST_THRESHOLD at most."""
    highest_first = sorted(harmless, reverse=True)
    passing = int(len(highest_first) * false_holds + ROUNDING)
    return min(highest_first[passing] + LEAST_ABOVE, HIGHEST_THRESHOLD) if highest_first else HIGHEST_THRESHOLD
