"""One JSON object a line from a file or standard input; what is none is told by its line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from syndicator.errors import Refused


def objects(file: TextIO) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """
    Yield each object with the number of its line; empty lines are stepped over.

    Raises:
        Refused: a line is no JSON, or no object.
    """
    for number, line in enumerate(file, 1):
        if line.strip():
            yield number, _object(line, number)


def _object(line: str, number: int) -> Mapping[str, Any]:
    try:
        told = json.loads(line)
    except json.JSONDecodeError as error:
        raise Refused(f"line {number} is not JSON: {error.msg}", "write one object a line") from error
    if not isinstance(told, dict):
        raise Refused(f"line {number} is not an object", 'write {"id": …, "title": …, "text": …}')
    return told
