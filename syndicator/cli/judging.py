"""`classify`: the judge, asked about a text; no database is needed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import click

from syndicator.bootstrap.judging import build_judge
from syndicator.cli.jsonl import objects
from syndicator.cli.shell import example
from syndicator.errors import Refused
from syndicator.model.unit import UnitTree, Zone
from syndicator.model.verdict import Outcome, Verdict
from syndicator.settings import load


@click.command(
    epilog=example(
        'syndicator classify release.txt\necho \'{"id": 1, "title": "…", "text": "…"}\' | syndicator classify --jsonl'
    )
)
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option("--unit", help="The unit whose site published it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--jsonl",
    is_flag=True,
    help="Read one JSON object a line (id, title, text, published_at, source_unit), print one a line.",
)
def classify(file: TextIO, unit: str | None, as_json: bool, jsonl: bool) -> None:
    """Judge the text in FILE (its first line is the title): topics, unit, sensitivity, with the evidence."""
    settings = load()
    judge, units = build_judge(settings), settings.units

    def verdict_on(told: Mapping[str, Any], number: int = 1) -> dict[str, object]:
        source_unit = units.find(str(told["source_unit"])) if told.get("source_unit") else None
        zone = units.zone_of(source_unit.slug if source_unit else None)
        title, text = str(told.get("title") or ""), str(told.get("text") or "")
        found = judge.judge(
            title,
            text,
            source_unit=source_unit,
            published_at=_moment(told.get("published_at"), zone, number),
        )
        masked = judge.masked(title, text) if found.outcome is not Outcome.RELEASE else None
        proposal = {"masked": masked and masked.text, "masked_title": masked and masked.title}
        return {"id": told.get("id")} | told_verdict(found, units) | proposal

    if jsonl:
        for number, told in objects(file):
            click.echo(json.dumps(verdict_on(told, number), ensure_ascii=False))
        return
    title, _, text = file.read().strip().partition("\n")
    answer = verdict_on({"title": title, "text": text, "source_unit": unit})
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _print(answer)


def _moment(told: object, zone: Zone, number: int) -> datetime | None:
    """Return a moment, None where none was told; a naive one is by the local clock of `zone`."""
    if not told:
        return None
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError as error:
        raise Refused(
            f"line {number}: published_at is no moment: {str(told)[:40]}", "write it as 2026-03-02T07:00:00+07:00"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone.iana))


def told_verdict(verdict: Verdict, units: UnitTree) -> dict[str, object]:
    """Return a verdict in the words of the interface, units by their names."""

    def name(slug: str | None) -> str | None:
        unit = units.find(slug) if slug else None
        return unit.name if unit else slug

    return {
        "topics": [
            {"slug": topic.slug, "score": round(topic.score, 4), "evidence": list(topic.evidence)}
            for topic in verdict.topics
        ],
        "units": [
            {"name": one.name, "kind": one.kind, "role": one.role, "polda": name(one.polda), "evidence": one.evidence}
            for one in verdict.units
        ],
        "unit": name(verdict.unit),
        "polda": name(verdict.polda),
        "place": verdict.place,
        "event_at": verdict.event_at.isoformat() if verdict.event_at else None,
        "conflicts": [
            {"kind": one.kind, "source": name(one.source), "text": name(one.text)} for one in verdict.conflicts
        ],
        "operations": [operation.slug for operation in verdict.operations],
        "hold": verdict.hold,
        "hold_reasons": [{"kind": reason.kind, "passage": reason.passage} for reason in verdict.hold_reasons],
        "outcome": verdict.outcome.value,
        "maskings": [{"kind": detail.kind, "passage": detail.passage} for detail in verdict.maskings],
        "urgency": verdict.urgency.name.lower(),
    }


def _print(answer: Mapping[str, Any]) -> None:
    for topic in answer["topics"]:
        click.echo(f"topic  {topic['slug']} {topic['score']:.2f}: {', '.join(topic['evidence'])}")
    click.echo(
        f"unit   {answer['unit'] or 'open'} ({answer['polda'] or 'command open'}), place {answer['place'] or 'open'}"
    )
    click.echo(f"event  {answer['event_at'] or 'open'}")
    for conflict in answer["conflicts"]:
        click.secho(
            f"DIFFER {conflict['kind']}: {conflict['source']} published it, {conflict['text']} issued it", fg="red"
        )
    for mention in answer["units"]:
        click.echo(f"       {mention['role']}: {mention['name']} “{mention['evidence']}”")
    click.echo(f"urgency {answer['urgency']}, operations: {', '.join(answer['operations']) or 'none'}")
    for reason in answer["hold_reasons"]:
        click.secho(f"HOLD   {reason['kind']}: “{reason['passage']}”", fg="red")
    for detail in answer["maskings"]:
        click.echo(f"mask   {detail['kind']}: “{detail['passage']}”")
    click.echo(f"outcome {answer['outcome']}")
    if answer["masked"] is not None:
        click.echo(f"\nproposed instead:\n{answer['masked_title']}\n\n{answer['masked']}")
