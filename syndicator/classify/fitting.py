"""
Fitting: logistic regression of many labels at once, by coordinate ascent on the dual; numbers in, numbers out.

`fit` learns labels from nothing, `adjust` learns what to add to logits that are there already. Every step moves one
text's share in all labels to where its own loss asks, and never overshoots (Shalev-Shwartz and Zhang, "Stochastic dual
coordinate ascent", 2013, option V); so there is no rate of learning to choose, and the same texts give the same
numbers. scikit-learn would do the same, and weighs 100 MB with what it needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAST_TEXTS = 2
"""A word that fewer texts use tells of those texts and of nothing else."""
MOST_ROUNDS = 60
SETTLED = 2e-3
"""A round that moves no share further than this is the last one."""
SEED = 20_260_102
BIAS = ""
"""No word, and in every text."""
ANCHOR = 0.3
"""What it costs to add one to a logit of an anchor."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted: `weights` has a row a word and a column a label, `biases` one number a label."""

    words: tuple[str, ...]
    weights: Array
    biases: Array


def fit(
    texts: Sequence[Mapping[str, float]],
    sides: Array,
    costs: Array,
    told: Callable[[int], None] = lambda _: None,
) -> Fitted:
    """
    Return the weights that tell the sides of the texts best, small ones preferred.

    Rare words may weigh more than frequent ones for the same price.

    Args:
        texts: word → value.
        sides: a row a text, a column a label: 1 where it holds, -1 where not.
        costs: how much each error counts; 0 where nobody knows.
        told: is called with 1 after each of at most MOST_ROUNDS rounds.
    """
    words = _words(texts, texts)
    rarity = np.append(_rarity(words, texts), 1.0)
    rows = _rows([{**text, BIAS: 1.0} for text in texts], [*words, BIAS], rarity)
    weights = _ascend(rows, _Labelled(sides, costs, np.zeros_like(sides)), len(rarity), told)
    return Fitted(words, weights[:-1] * rarity[:-1, None], weights[-1])


def adjust(
    texts: Sequence[Mapping[str, float]],
    labelled: tuple[Array, Array, Array],
    anchors: Sequence[Mapping[str, float]],
    told: Callable[[int], None] = lambda _: None,
) -> Fitted:
    """
    Return what to add to logits so that they tell the sides of some texts, and change nothing of the anchors.

    Only words of these texts get a weight, and there is no bias.

    Args:
        labelled: sides and costs as of `fit`, and the logits that there are already.
        anchors: texts whose logits shall stay as they are.
    """
    both = [*texts, *anchors]
    words = _words(both, texts)
    rarity = _rarity(words, both)
    rows = _rows(both, words, rarity)
    weights = _ascend(rows, _Labelled(*labelled), len(words), told)
    return Fitted(words, weights * rarity[:, None], np.zeros(labelled[0].shape[1]))


@dataclass(frozen=True, slots=True)
class _Labelled:
    """What the first rows shall come to; rows behind these shall come to nothing."""

    sides: Array
    costs: Array
    logits: Array

    def step(self, row: int, adds: Array, share: Array, square: float) -> Array:
        """Return how far the shares of a row move, given what the weights add to its logits now."""
        if row >= len(self.sides):
            wanted, steepest = -ANCHOR * adds, np.full_like(adds, ANCHOR)
        else:
            side, cost = self.sides[row], self.costs[row]
            margins: Array = side * (adds + self.logits[row])
            wanted, steepest = cost * side / (1 + np.exp(np.clip(margins, -30, 30))), cost / 4
        moved: Array = (wanted - share) / (1 + steepest * square)
        return moved


@dataclass(frozen=True, slots=True)
class _Row:
    """A text as numbers: those of its words, their values, and the square of their length."""

    words: NDArray[np.intp]
    values: Array
    square: float


def _words(texts: Sequence[Mapping[str, float]], of: Sequence[Mapping[str, float]]) -> tuple[str, ...]:
    """Return the words of some of the texts that enough of all texts use, in order."""
    said = Counter(word for text in texts for word in text)
    return tuple(sorted({word for text in of for word in text if said[word] >= LEAST_TEXTS}))


def _rarity(words: Sequence[str], texts: Sequence[Mapping[str, float]]) -> Array:
    said = Counter(word for text in texts for word in text)
    return np.array([1 + np.log((1 + len(texts)) / (1 + said[word])) for word in words])


def _rows(texts: Sequence[Mapping[str, float]], words: Sequence[str], rarity: Array) -> list[_Row]:
    number = {word: index for index, word in enumerate(words)}
    rows = []
    for text in texts:
        known = [(number[word], value) for word, value in text.items() if word in number]
        places = np.array([place for place, _ in known], dtype=np.intp)
        values = np.array([value for _, value in known]) * rarity[places]
        rows.append(_Row(places, values, float(values @ values)))
    return rows


def _ascend(rows: Sequence[_Row], labelled: _Labelled, words: int, told: Callable[[int], None]) -> Array:
    """Move the shares, text by text in an order drawn anew each round, until they settle; return the weights."""
    shares = np.zeros((len(rows), labelled.sides.shape[1]))
    weights = np.zeros((words, labelled.sides.shape[1]))
    order = np.random.default_rng(SEED)
    for _ in range(MOST_ROUNDS):
        furthest = 0.0
        for index in order.permutation(len(rows)):
            row = rows[index]
            moved = labelled.step(index, row.values @ weights[row.words], shares[index], row.square)
            shares[index] += moved
            weights[row.words] += np.outer(row.values, moved)
            furthest = max(furthest, float(np.abs(moved).max()))
        told(1)
        if furthest < SETTLED:
            break
    return weights
