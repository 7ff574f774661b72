"""`examples/*.jsonl` and `model.json`: texts that we labelled ourselves, and the model that was learned from them."""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from syndicator.classify.learned import Example, LearnedModel
from syndicator.errors import ConfigError

LEARN_AGAIN = "derive it anew: syndicator learn --base"


class _Line(BaseModel):
    """One labelled text; what else a line tells (its unit, a note) is for other readers."""

    model_config = ConfigDict(strict=True)

    id: Annotated[str, Field(min_length=1)]
    title: str
    text: str
    topics: Annotated[list[str], Field(min_length=1, max_length=3)]
    sensitive: bool


def read_examples(folder: Path, topics: AbstractSet[str]) -> tuple[Example, ...]:
    """
    Return the labelled texts of a folder's `*.jsonl`, in order; none where there is no such folder.

    Raises:
        ConfigError: a line is none, names a topic that is not among these, or repeats an id; names file and line.
    """
    found: dict[str, Example] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(_text(path).splitlines(), 1):
            example = _example(line, f"{path}:{number}", topics)
            if example.key in found:
                raise ConfigError(f"{path}:{number}", f"a second text has the id {example.key!r}", "give each its own")
            found[example.key] = example
    return tuple(found.values())


def read_model(path: Path) -> LearnedModel | None:
    """
    Return the model that a folder of settings brings along, None where it brings none: the vocabulary decides alone.

    Raises:
        ConfigError: this is no model.
    """
    if not path.exists():
        return None
    try:
        told = json.loads(_text(path))
        if not isinstance(told, dict):
            raise ConfigError(str(path), "is not an object", LEARN_AGAIN)
        return LearnedModel.from_json(told)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{path}:{error.lineno}", f"is not JSON: {error.msg}", LEARN_AGAIN) from error
    except ValueError as error:
        raise ConfigError(str(path), str(error), LEARN_AGAIN) from error


def write_model(path: Path, model: LearnedModel) -> None:
    """Write the model that a folder of settings brings along, a label a paragraph, for people to read."""
    try:
        path.write_text(json.dumps(model.to_json(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(str(path), f"cannot be written: {error.strerror}", "set SYNDICATOR_CONFIG_DIR") from error


def _example(line: str, where: str, topics: AbstractSet[str]) -> Example:
    try:
        told = _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "the line"
        raise ConfigError(where, f"{key}: {first['msg']}", "write id, title, text, topics and sensitive") from error
    for slug in told.topics:
        if slug not in topics:
            raise ConfigError(where, f"no topic has the slug {slug!r}", "take one of topics.toml")
    return Example(key=told.id, title=told.title, text=told.text, topics=tuple(told.topics), sensitive=told.sensitive)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}", "set SYNDICATOR_CONFIG_DIR") from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "is not UTF-8 text", "save it as UTF-8") from error
