"""`rules replay`: what would differ by the rules on disk; nothing is changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import click

from syndicator.bootstrap.service import Service
from syndicator.cli.opening import opened
from syndicator.cli.progress import progress
from syndicator.cli.shell import example, json_option, plain
from syndicator.cli.source_options import DurationType
from syndicator.replaying import Replayed

EXAMPLE = """\
syndicator rules replay --since 7d
SYNDICATOR_CONFIG_DIR=new-config syndicator rules replay --since 24h --json"""


@click.command(epilog=example(EXAMPLE))
@click.option("--since", type=DurationType(), default="7d", show_default=True, help="How far back: 24h, 7d.")
@click.option("--limit", type=click.IntRange(1), help="Only so many, the newest.")
@click.option(
    "--show", type=click.Choice(["changed", "all"]), default="changed", show_default=True, help="Which to print."
)
@json_option
def replay(since: timedelta, limit: int | None, show: str, as_json: bool) -> None:
    """
    Judge the bulletins of the last days by the rules on disk and the model in use; print what would differ.

    Nothing is changed: bulletins keep their verdicts, and nothing is posted. The summary goes to standard error where
    rows are printed as JSON.
    """
    with opened(checked=False) as service:
        service.check()
        tally = Counter[str]()
        for one in _replayed(service, since, limit):
            _count(tally, one)
            if one.is_changed or show == "all":
                click.echo(json.dumps(_row(one), ensure_ascii=False) if as_json else "\n".join(_lines(one)))
    click.echo(_summary(tally, since), err=as_json)


def _replayed(service: Service, since: timedelta, limit: int | None) -> Iterator[Replayed]:
    begin = service.clock() - since
    total = service.replaying.count(begin)
    with progress("judging again", total if limit is None else min(total, limit)) as done:
        for one in service.replaying.replay(begin, most=limit):
            yield one
            done(1)


def _row(one: Replayed) -> dict[str, object]:
    return {
        "id": one.bulletin.id,
        "state": one.bulletin.state.value,
        "title": one.bulletin.content.title,
        "differs": {field: {"now": now, "then": then} for field, (now, then) in one.differs.items()},
        "new_reasons": plain(one.new_reasons),
        "fallen_reasons": plain(one.fallen_reasons),
        "contradicts": list(one.contradicts),
    }


def _lines(one: Replayed) -> Iterator[str]:
    yield f"#{one.bulletin.id} {one.bulletin.state.value}  {one.bulletin.content.title}"
    for field, (now, then) in one.differs.items():
        yield f"    {field}: {_said(now)} → {_said(then)}"
    for sign, reasons in (("+", one.new_reasons), ("-", one.fallen_reasons)):
        for reason in reasons:
            yield f"    {sign} holds it: {reason.kind}: “{reason.passage}”"
    if one.contradicts:
        yield f"    the desk said otherwise, and its word stays: {', '.join(one.contradicts)}"


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "open" if value is None else str(value)


def _count(tally: Counter[str], one: Replayed) -> None:
    tally["judged"] += 1
    tally["differ"] += one.is_changed
    tally.update(field for field in one.differs if field != "hold")
    now, then = one.differs.get("hold", (None, None))
    tally["new holds"] += now is False and then is True
    tally["holds that would fall"] += now is True and then is False
    tally["corrections contradicted"] += bool(one.contradicts)


def _summary(tally: Counter[str], since: timedelta) -> str:
    if not tally["judged"]:
        return f"No bulletin was first seen in the last {since}. Look further back with: --since 30d"
    told = [f"{name} {number}" for name, number in tally.items() if number and name not in {"judged", "differ"}]
    return f"judged {tally['judged']}, {tally['differ']} differ{': ' + ', '.join(told) if told else ''}"
