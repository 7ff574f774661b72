"""
Fitting: logistic regression of many labels at once, by coordinate ascent on the dual; numbers in, numbers out.

Every step moves one text's share in all labels to where its own loss asks, and never overshoots (Shalev-Shwartz and
Zhang, "Stochastic dual coordinate ascent", 2013, option V); so there is no rate of learning to choose, and the same
texts give the same numbers. scikit-learn would do the same and weighs 100 MB with what it needs.
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
    said = Counter(word for text in texts for word in text)
    words = tuple(sorted(word for word, count in said.items() if count >= LEAST_TEXTS))
    rarity = np.array([1 + np.log((1 + len(texts)) / (1 + said[word])) for word in words] + [1.0])
    rows = _rows(texts, words, rarity)
    weights = _ascend(rows, sides, costs, np.zeros((len(words) + 1, sides.shape[1])), told)
    return Fitted(words, weights[:-1] * rarity[:-1, None], weights[-1])


@dataclass(frozen=True, slots=True)
class _Row:
    """A text as numbers: the numbers of its words and, last, of the bias; their values; and half the step's length."""

    words: NDArray[np.intp]
    values: Array
    square: float


def _rows(texts: Sequence[Mapping[str, float]], words: Sequence[str], rarity: Array) -> list[_Row]:
    number = {word: index for index, word in enumerate(words)}
    rows = []
    for text in texts:
        known = [(number[word], value) for word, value in text.items() if word in number]
        places = np.array([*(place for place, _ in known), len(words)], dtype=np.intp)
        values = np.array([*(value for _, value in known), 1.0]) * rarity[places]
        rows.append(_Row(places, values, float(values @ values)))
    return rows


def _ascend(rows: Sequence[_Row], sides: Array, costs: Array, weights: Array, told: Callable[[int], None]) -> Array:
    """Move the shares, text by text in an order drawn anew each round, until they settle; return the weights."""
    shares = np.zeros_like(sides)
    order = np.random.default_rng(SEED)
    for _ in range(MOST_ROUNDS):
        furthest = 0.0
        for index in order.permutation(len(rows)):
            row, side, cost = rows[index], sides[index], costs[index]
            margins = side * (row.values @ weights[row.words])
            wanted = 1 / (1 + np.exp(np.clip(margins, -30, 30)))
            moved = (wanted - shares[index]) / (1 + cost * (row.square / 4))
            shares[index] += moved
            weights[row.words] += np.outer(row.values, moved * side * cost)
            furthest = max(furthest, float(np.abs(moved).max()))
        told(1)
        if furthest < SETTLED:
            break
    return weights
