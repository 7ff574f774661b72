"""`compare`: whether two texts tell the same release; no database is needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TextIO

import click

from syndicator.cli.jsonl import objects
from syndicator.cli.shell import example
from syndicator.comparing import Decided, ToldText, decide_on
from syndicator.errors import Refused

FIGURE_DIGITS = 3


@click.command(
    epilog=example(
        'syndicator compare one.txt other.txt\necho \'{"a": {"title": "…", "text": "…"}, "b": {…}}\' '
        "| syndicator compare --jsonl"
    )
)
@click.argument("files", nargs=-1, type=click.File("r", encoding="utf-8"), metavar="FILE FILE")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--jsonl", is_flag=True, help="Read one JSON object a line (a, b) from standard input, print one a line.")
def compare(files: tuple[TextIO, ...], as_json: bool, jsonl: bool) -> None:
    """Say whether two texts (their first lines are the titles) tell the same release, with figures and reason."""
    if jsonl:
        for number, told in objects(sys.stdin):
            pair = _side(told, "a", number), _side(told, "b", number)
            click.echo(json.dumps(_answer(*pair), ensure_ascii=False))
        return
    if len(files) != 2:
        raise click.UsageError("name two files, or use --jsonl")
    one, other = (_from_file(file.read()) for file in files)
    if as_json:
        click.echo(json.dumps(_answer(one, other), ensure_ascii=False))
    else:
        _print(one, other)


def _from_file(text: str) -> ToldText:
    title, _, body = text.strip().partition("\n")
    return ToldText(title=title, text=body)


def _side(told: Mapping[str, Any], name: str, number: int) -> ToldText:
    side = told.get(name)
    if not isinstance(side, dict):
        raise Refused(f"line {number} has no {name!r}", 'write {"a": {"title": …, "text": …}, "b": {…}}')
    source = side.get("source") or side.get("source_unit")
    return ToldText(
        title=str(side.get("title") or ""),
        text=str(side.get("text") or ""),
        published_at=_moment(side.get("published_at"), number),
        source=str(source) if source else None,
    )


def _moment(told: object, number: int) -> datetime | None:
    if not told:
        return None
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError as error:
        raise Refused(
            f"line {number}: {told!r} is no moment", "write it as 2026-03-02T10:00:00+07:00, or leave it out"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _answer(one: ToldText, other: ToldText) -> dict[str, object]:
    found = decide_on(one, other)
    return {
        "same": found.same,
        "decision": found.decision,
        "kinship": found.comparison.kinship if found.comparison else None,
        "reason": found.reason,
        "figures": _figures(found),
    }


def _figures(found: Decided) -> dict[str, float]:
    comparison = found.comparison
    if comparison is None:
        return {}
    scores = {"score": comparison.score, "wording_score": comparison.wording, "event_score": comparison.event}
    return {name: round(value, FIGURE_DIGITS) for name, value in (scores | asdict(comparison.figures)).items()}


def _print(one: ToldText, other: ToldText) -> None:
    """Print the decision, and what each figure added to it."""
    found = decide_on(one, other)
    click.echo(f"{found.decision}: {found.reason}")
    comparison = found.comparison
    if comparison is None:
        return
    click.echo(f"score {comparison.score:.2f} (wording {comparison.wording:.2f}, event {comparison.event:.2f})")
    for question, (base, parts) in found.parts.items():
        click.echo(f"{question}: base {base:+.2f}")
        for name, part in parts.items():
            click.echo(f"  {name:<15} {getattr(comparison.figures, name):5.2f}  {part:+6.2f}")
