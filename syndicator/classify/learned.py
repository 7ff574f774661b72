"""What was learned: examples that people labelled, and the model that came of them, which bears a name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
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
    A linear model under the name by which verdicts and the database know it.

    Args:
        taught_by: the digest of the examples that it was learned from; empty where nobody wrote it down.
    """

    version: str
    linear: LinearModel
    taught_by: str = ""

    @classmethod
    def of(cls, linear: LinearModel, taught_by: str = "") -> LearnedModel:
        """Return a model under the name that its numbers give it."""
        return cls(_short_hash(linear.to_json()), linear, taught_by)

    @property
    def topics(self) -> LinearModel:
        """The part that tells topics."""
        return LinearModel({label: told for label, told in self.linear.labels.items() if label != SENSITIVE})

    @property
    def sensitive(self) -> LinearModel:
        """The part that tells what is sensitive; without a label where nothing was learned of it."""
        return self.linear.alone(SENSITIVE)

    def to_json(self) -> dict[str, object]:
        """Return it as plain numbers."""
        return {"version": self.version, "taught_by": self.taught_by, "labels": self.linear.to_json()}

    @classmethod
    def from_json(cls, told: Mapping[str, object]) -> LearnedModel:
        """Return the model that `to_json` told; raises ValueError where it is none."""
        labels = told.get("labels")
        if not isinstance(labels, Mapping) or not isinstance(told.get("version"), str):
            raise ValueError("a model has a version and labels")  # noqa: TRY004 -- what was read is wrong, not the caller
        linear = LinearModel.from_json(cast("Mapping[str, object]", labels))
        return cls(str(told["version"]), linear, str(told.get("taught_by", "")))


def digest(examples: Iterable[Example]) -> str:
    """Return a short hash over examples, whatever their order."""
    return _short_hash(sorted(map(astuple, examples)))


def _short_hash(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()[:VERSION_LENGTH_CHARS]
