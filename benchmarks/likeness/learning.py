"""Learning the weights: logistic regression in which no figure may speak against what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, fields

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.likeness.examples import Example
from syndicator.dedup.comparison import Comparer, Telling, Weights
from syndicator.dedup.figures import Figures, figures

Array = NDArray[np.float64]

NAMES = tuple(field.name for field in fields(Figures))
WORDING = ("wording", "contained", "words", "every_word", "gap", "same_source")
EVENT = (
    *("strange", "strange_both", "names", "same_facts"),
    *("other_day", "other_unit", "other_place", "other_persons", "other_numbers"),
)
AGAINST = frozenset(name for name in NAMES if name.startswith(("strange", "other_")) or name in {"gap", "same_source"})
"""Figures that can only speak against the same release."""
SMOOTHING = 0.01
COPIES_WEIGHT = 20.0
"""All made copies together count as so many labelled pairs for the wording."""
EVENT_WEIGHT = 100.0
TWINS_WEIGHT = 2.5
"""A release that is taken for another one is lost; one that is told twice is only told twice."""
NEAR_WEIGHT = 1.5
"""There are fewer of them than of the others, and each counts as much for recall."""


def told(example: Example) -> Figures:
    """Return the figures of an example."""
    one, other = (Telling.of(text.sketch) for text in (example.one, example.other))
    source = example.one.source is not None and example.one.source == example.other.source
    return figures(
        one.view,
        other.view,
        published=(example.one.published_at, example.other.published_at),
        same_source=source and example.origin == "labelled",
    )


def learn(labelled: Sequence[tuple[Example, Figures]], made: Sequence[tuple[Example, Figures]]) -> Comparer:
    """Return a comparer: its wording from the labelled pairs, its guard against templates from the made ones."""
    copies = [(example, row) for example, row in made if example.same]
    wording = [(example, row, NEAR_WEIGHT if example.same else 1.0) for example, row in labelled]
    wording += [(example, row, COPIES_WEIGHT / len(copies)) for example, row in copies]
    twins = len(made) - len(copies)
    near = [(example, row) for example, row in labelled if example.same]
    event = [(row[0], row[1], EVENT_WEIGHT / len(copies)) for row in copies]
    event += [(example, row, EVENT_WEIGHT * TWINS_WEIGHT / twins) for example, row in made if not example.same]
    event += [(example, row, EVENT_WEIGHT / 5 / len(near)) for example, row in near]
    return Comparer(wording=_fitted(wording, WORDING), event=_fitted(event, EVENT))


def _fitted(rows: Sequence[tuple[Example, Figures, float]], names: Sequence[str]) -> Weights:
    places = [NAMES.index(name) for name in names]
    signs = np.array([-1.0 if name in AGAINST else 1.0 for name in names])
    values = np.array([astuple(row) for _, row, _ in rows])[:, places] * signs
    sides = np.array([1.0 if example.same else -1.0 for example, _, _ in rows])
    counts = np.array([count for _, _, count in rows])

    def loss(point: Array) -> tuple[float, Array]:
        margins = sides * (values @ point[1:] + point[0])
        slopes = -sides * counts / (1 + np.exp(np.clip(margins, -500, 500)))
        total = float((counts * np.logaddexp(0, -margins)).sum() + SMOOTHING * (point[1:] ** 2).sum())
        return total, np.concatenate(([slopes.sum()], values.T @ slopes + 2 * SMOOTHING * point[1:]))

    bounds = [(None, None), *[(0.0, None)] * len(names)]
    found = minimize(loss, np.ones(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    weights = dict(zip(names, (found[1:] * signs).round(2).tolist(), strict=True))
    return Weights(base=round(float(found[0]), 2), of={name: weight for name, weight in weights.items() if weight})
