"""What commands about sources print: rows of health, reports on an address."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from syndicator.cli.shell import plain, print_rows
from syndicator.model.document import Failed
from syndicator.model.source import POLLED, Source, SourceConfig, SourceKind
from syndicator.sourcing import Checked, Tried

if TYPE_CHECKING:
    from syndicator.model.change import PollRecord

KINDS = {
    SourceKind.FEED: "a feed",
    SourceKind.WORDPRESS: "the interface of WordPress",
    SourceKind.BLOGGER: "a feed of Blogger",
    SourceKind.SITEMAP: "a sitemap",
    SourceKind.PAGE: "a page that lists releases",
}
SAMPLE = 3
_LONGEST_WHY_CHARS = 120


def told(source: Source) -> dict[str, object]:
    """Return all that is known of a source's health, for programs."""
    config, course = source.config, source.course
    return {
        "id": source.id,
        "state": source.state.value,
        "kind": config.kind.value,
        "unit": config.unit,
        "address": config.address,
        "selector": config.selector,
        "bulletins": source.bulletins,
        "failures": source.failures,
        "last_polled_at": source.last_polled_at,
        "last_success_at": source.last_success_at,
        "next_poll_at": source.next_poll_at,
        "every_s": _seconds(config.every),
        "gap_s": _seconds(course.gap),
        "newest_at": course.newest_at,
        "silent_since": course.silent_since,
        "reason": source.reason,
        "last_error": source.last_error,
    }


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


def shown(source: Source, now: datetime) -> dict[str, object]:
    """Return a source's health as one line, for people."""
    config, course = source.config, source.course
    why = source.reason or source.last_error or ("silent" if course.silent_since else "")
    return {
        "id": source.id,
        "state": source.state.value,
        "kind": config.kind.value,
        "unit": config.unit,
        "address": config.address,
        "bulletins": source.bulletins,
        "success": _ago(source.last_success_at, now),
        "next": _until(source.next_poll_at, now) if source.state in POLLED else None,
        "failures": f"{source.failures:g}",
        "gap": _span(config.every or course.gap),
        "newest": _ago(course.newest_at, now),
        "why": why if len(why) <= _LONGEST_WHY_CHARS else f"{why[: _LONGEST_WHY_CHARS - 1]}…",
    }


def _ago(moment: datetime | None, now: datetime) -> str | None:
    return None if moment is None else f"{_span(max(now - moment, timedelta(0)))} ago"


def _until(moment: datetime, now: datetime) -> str:
    return "now" if moment <= now else f"in {_span(moment - now)}"


def _span(span: timedelta | None) -> str | None:
    """Return a duration in its largest unit: 45s, 5m, 3h, 12d."""
    if span is None:
        return None
    seconds = span.total_seconds()
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:.0f}s"


def polled(record: PollRecord) -> dict[str, object]:
    """Return what came of one poll."""
    return {
        "id": record.claim.source.id,
        "address": record.claim.source.config.address,
        "entries": record.entries,
        "added": record.added,
        "revised": record.revised,
        "error": str(record.result.fault) if isinstance(record.result, Failed) else None,
    }


def print_report(checked: Checked, *, as_json: bool) -> None:
    """Print what a look at an address found, and the command that adds it."""
    if as_json:
        click.echo(json.dumps(plain(_report(checked)), ensure_ascii=False))
        return
    for line in _lines(checked):
        click.echo(line)
    others = [one for one in checked.tried if one is not checked.best]
    if others:
        click.echo("\nlooked at besides:" if checked.best else "looked at:")
        print_rows([_other(one) for one in others], as_json=False, empty="")


def _report(checked: Checked) -> dict[str, object]:
    best = checked.best
    reading = best.reading if best else None
    return {
        "kind": best.config.kind.value if best else None,
        "address": best.config.address if best else None,
        "selector": best.config.selector if best else None,
        "how": best.how if best else None,
        "entries": len(reading.entries) if reading else 0,
        "newest_at": best.newest_at if best else None,
        "whole": best.is_whole if best else None,
        "title": reading.title if reading else None,
        "home": reading.home if reading else None,
        "generator": _generator(checked),
        "hub": checked.hub,
        "every_s": _seconds(reading.every) if reading else None,
        "command": command(best.config) if best else None,
        "tried": [_other(one) for one in checked.tried],
    }


def _generator(checked: Checked) -> str | None:
    of_feed = checked.best.reading.generator if checked.best and checked.best.reading else None
    return of_feed or (checked.home.generator if checked.home else None)


def _lines(checked: Checked) -> Iterator[str]:
    best = checked.best
    if best is None or best.reading is None:
        yield "nothing here can be read as a source"
        return
    reading = best.reading
    text = "full text" if best.is_whole else "summaries or titles: each page is read for its text"
    yield f"{best.config.address}: {KINDS[best.config.kind]}, {len(reading.entries)} entries, {_took(best)}"
    yield f"found: {best.how}; text: {text if reading.entries else 'no entries yet'}"
    made = _generator(checked) or "unknown"
    yield f"title: {reading.title or 'none'}; site: {reading.home or 'none'}; made by: {made}"
    wish = f"every {_span(reading.every)}" if reading.every else "no wish"
    yield f"hub: {checked.hub or 'none'}; wishes to be asked: {wish}"
    yield f"newest: {best.newest_at or 'no date'}"
    for entry in reversed(reading.entries[-SAMPLE:]):
        yield f"  {entry.published_at or entry.updated_at or 'no date'}  {entry.title or entry.address or 'no title'}"
    yield f"add it with: {command(best.config)}"


def _took(one: Tried) -> str:
    return f"{one.took.total_seconds():.2f} s"


def _other(one: Tried) -> dict[str, object]:
    found = f"{len(one.reading.entries)} entries" if one.reading else one.fault.cause if one.fault else ""
    return {"kind": one.config.kind.value, "address": one.config.address, "how": one.how, "found": found}


def command(config: SourceConfig) -> str:
    """Return the command that adds a source as it was found."""
    words = ["syndicator", "sources", "add", config.address]
    if config.kind is not SourceKind.FEED:
        words += ["--kind", config.kind.value]
    if config.selector is not None:
        words += ["--selector", config.selector]
    return shlex.join(words)
