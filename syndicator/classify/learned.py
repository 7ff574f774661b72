"""What was learned: examples that people labelled, and the model that came of them, which bears a name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field, replace
from hashlib import sha256
from typing import cast

from syndicator.classify.linear import LinearModel

SENSITIVE = "sensitive"
"""The label of the guard; all others are topics."""
VERSION_LENGTH_CHARS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """
    A text with what a person says about it.

    Args:
        key: stable; by it a share of the examples is held back.
        topics: main topic first; None where nobody said.
        sensitive: None where nobody said.
        corrected: whether the desk corrected a verdict by it; others belong to the base.
    """

    key: str
    title: str
    text: str
    topics: tuple[str, ...] | None = None
    sensitive: bool | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class LearnedModel:
    """
    What was learned, under the name by which verdicts and the database know it.

    Args:
        linear: learned from the base; it has its say beside the vocabulary.
        desk: learned from corrections; it is added to what vocabulary and `linear` come to.
        taught_by: the digest of the examples that it was learned from; empty where nobody wrote it down.
    """

    version: str
    linear: LinearModel
    desk: LinearModel = field(default_factory=LinearModel)
    taught_by: str = ""

    @classmethod
    def of(cls, linear: LinearModel, desk: LinearModel | None = None, taught_by: str = "") -> LearnedModel:
        """Return a model under the name that its numbers give it."""
        added = desk or LinearModel()
        return cls(_short_hash([linear.to_json(), added.to_json()]), linear, added, taught_by)

    @property
    def sensitive(self) -> LinearModel:
        """The part that tells what is sensitive, the desk's word added; no label where nothing was learned of it."""
        told, added = self.linear.labels.get(SENSITIVE), self.desk.labels.get(SENSITIVE)
        if told is None or added is None:
            return self.linear.alone(SENSITIVE)
        words = told.weights.keys() | added.weights
        weights = {word: told.weights.get(word, 0.0) + added.weights.get(word, 0.0) for word in words}
        return LinearModel({SENSITIVE: replace(told, weights=weights)})

    def to_json(self) -> dict[str, object]:
        """Return it as plain numbers."""
        numbers = {"labels": self.linear.to_json(), "desk": self.desk.to_json()}
        return {"version": self.version, "taught_by": self.taught_by, **numbers}

    @classmethod
    def from_json(cls, told: Mapping[str, object]) -> LearnedModel:
        """Return the model that `to_json` told; raises ValueError where it is none."""
        labels, desk = told.get("labels"), told.get("desk", {})
        if not isinstance(labels, Mapping) or not isinstance(desk, Mapping) or not isinstance(told.get("version"), str):
            raise ValueError("a model has a version and labels")  # noqa: TRY004 -- what was read is wrong, not the caller
        linear, added = (LinearModel.from_json(cast("Mapping[str, object]", part)) for part in (labels, desk))
        return cls(str(told["version"]), linear, added, str(told.get("taught_by", "")))


def digest(examples: Iterable[Example]) -> str:
    """Return a short hash over examples, whatever their order."""
    return _short_hash(sorted(map(astuple, examples)))


def _short_hash(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()[:VERSION_LENGTH_CHARS]
