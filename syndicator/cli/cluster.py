"""`stories cluster`: which releases of a stream tell the same; no database is needed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TextIO
from uuid import UUID, uuid5

import click

from syndicator.bootstrap.judging import build_gathering
from syndicator.cli.jsonl import objects
from syndicator.cli.progress import progress
from syndicator.cli.shell import example
from syndicator.errors import Refused
from syndicator.gathering import ToldRelease
from syndicator.settings import load

NAMES = UUID("0e2d7a4c-8c0b-5f4e-a1d6-3b9f5c7e2a10")
"""The releases of a stream are named in this space, by what the stream calls them."""
BATCH = 100
EPILOG = """\
echo '{"id": 1, "title": "…", "text": "…", "source_unit": "Polres Aceh Barat"}' | syndicator stories cluster --jsonl
syndicator stories cluster --jsonl < releases.jsonl > stories.jsonl"""


@dataclass(frozen=True, slots=True)
class _Line:
    """A release and what its line calls it, in whatever form."""

    name: object
    release: ToldRelease


@click.command(epilog=example(EPILOG))
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option(
    "--jsonl",
    is_flag=True,
    required=True,
    help="Read one JSON object a line (id, title, text, published_at, source_unit, source), print one a line.",
)
def cluster(file: TextIO, jsonl: bool) -> None:  # noqa: ARG001 -- the flag says what is read, for there will be others
    """Gather the releases in FILE, in their order of arrival, into stories; print id, story and canonical for each."""
    lines = list(_lines(file))
    gathering = build_gathering(load())
    waiting = iter(lines)
    with progress("comparing", len(lines)) as done:
        while batch := list(islice(waiting, BATCH)):
            gathering.take([line.release for line in batch])
            done(len(batch))
    for line, placement in zip(lines, gathering.placements(), strict=True):
        answer = {"id": line.name, "story": str(placement.story), "canonical": placement.canonical}
        click.echo(json.dumps(answer, ensure_ascii=False))


def _lines(file: TextIO) -> Iterator[_Line]:
    """Yield the releases; the same line in the same stream always has the same uid, and no two lines have one."""
    seen: Counter[str] = Counter()
    for number, told in objects(file):
        name = json.dumps(told.get("id"), ensure_ascii=False, sort_keys=True)
        seen[name] += 1
        uid = uuid5(NAMES, f"{name} {seen[name]}" if seen[name] > 1 else name)
        yield _Line(told.get("id"), _release(told, number, uid))


def _release(told: Mapping[str, Any], number: int, uid: UUID) -> ToldRelease:
    return ToldRelease(
        uid=uid,
        title=_words(told, "title", number) or "",
        text=_words(told, "text", number) or "",
        published_at=_moment(_words(told, "published_at", number), number),
        source_unit=_words(told, "source_unit", number),
        source=_words(told, "source", number),
    )


def _words(told: Mapping[str, Any], field: str, number: int) -> str | None:
    value = told.get(field)
    if isinstance(value, list | dict | bool):
        raise Refused(f"line {number}: {field} is no text: {json.dumps(value)[:40]}", f'write "{field}": "…"')
    return None if value is None or value == "" else str(value)


def _moment(told: str | None, number: int) -> datetime | None:
    if told is None:
        return None
    try:
        return datetime.fromisoformat(told)
    except ValueError as error:
        raise Refused(
            f"line {number}: published_at is no moment: {told[:40]}", "write it as 2026-03-02T07:00:00+07:00"
        ) from error
