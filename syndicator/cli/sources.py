"""`sources`: who is polled, and polling by hand."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from syndicator.bootstrap import Service
from syndicator.cli.shell import actor, example, json_option, opened, print_rows
from syndicator.errors import Refused, SourceFault
from syndicator.model.document import Failed
from syndicator.model.source import Source, SourceConfig, SourceState
from syndicator.settings import parse_duration, read_sources_file
from syndicator.sourcing import Imported

POLLED_AT_ONCE = 50


class DurationType(click.ParamType[timedelta]):
    """A duration such as 30s, 5m or 2h."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Return it as a timedelta."""
        try:
            parsed = parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not isinstance(parsed, timedelta) or parsed <= timedelta(0):
            self.fail(f"{value!r} is not a duration; write 30s, 5m or 2h", param, ctx)
        return parsed


@click.group(epilog=example("syndicator sources add https://humas.example/feed/ --unit 'Polresta Balikpapan'"))
def sources() -> None:
    """Keep the list of sources, and poll them by hand."""


def _row(source: Source) -> dict[str, object]:
    config = source.config
    return {
        "id": source.id,
        "state": source.state.value,
        "unit": config.unit,
        "address": config.address,
        "bulletins": source.bulletins,
        "failures": source.failures,
        "last_polled_at": source.last_polled_at,
        "next_poll_at": source.next_poll_at,
        "last_error": source.last_error,
    }


@sources.command("list", epilog=example("syndicator sources list\nsyndicator sources list --failing --json"))
@click.option("--failing", is_flag=True, help="Only those whose last poll failed.")
@json_option
def list_(failing: bool, as_json: bool) -> None:
    """List sources and their health."""
    with opened() as service:
        rows = [_row(source) for source in service.sourcing.all() if source.failures or not failing]
    empty = "No source fails." if failing else "No sources. Add one with: syndicator sources add https://…/feed/"
    print_rows(rows, as_json=as_json, empty=empty)


@sources.command(
    epilog=example("syndicator sources add https://humas.example/feed/ --unit 'Polresta Balikpapan' --every 5m")
)
@click.argument("url")
@click.option("--unit", help="Name or slug of the unit that publishes there; without it, each text tells.")
@click.option("--every", type=DurationType(), help="Fixed interval; without it, the source's own rhythm decides.")
@click.option(
    "--trusted/--untrusted", default=True, show_default=True, help="Bulletins of untrusted ones wait for the desk."
)
@click.option("--language", default="id", show_default=True)
@click.option("--tls-exception", help="Why its broken certificate is accepted.")
def add(
    url: str, unit: str | None, every: timedelta | None, trusted: bool, language: str, tls_exception: str | None
) -> None:
    """Add a source, due at once."""
    config = SourceConfig(
        address=url, unit=unit, every=every, trusted=trusted, language=language, tls_exception=tls_exception
    )
    with opened() as service:
        source_id = service.sourcing.add(config, actor=actor())
    click.echo(f"source {source_id} added; poll it now with: syndicator sources poll {source_id}")


def bring_in(service: Service, path: Path) -> Imported:
    """Add the sources of a file; OPML says too little of a source to change one that is known."""
    if path.suffix.lower() == ".toml":
        return service.sourcing.bring_in(read_sources_file(path, service.settings.units), actor=actor())
    return service.sourcing.bring_in(_opml(service, path), actor=actor(), keep_known=True)


def _opml(service: Service, path: Path) -> Sequence[SourceConfig]:
    try:
        return service.sourcing.from_opml(path.read_bytes())
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}", "correct the path") from error
    except SourceFault as fault:
        raise Refused(f"{path}: {fault.cause}", fault.mend) from fault


@sources.command("import", epilog=example("syndicator sources import feeds.opml"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_(file: Path) -> None:
    """Add the sources of an OPML or TOML FILE; a TOML file also changes those that are known."""
    with opened() as service:
        did = bring_in(service, file)
    click.echo(f"{did.added} added, {did.changed} changed, {did.unchanged} known already")


@sources.command(epilog=example("syndicator sources export > feeds.opml"))
@click.option("--output", type=click.File("wb"), default="-", help="Where to; standard output by default.")
def export(output: BinaryIO) -> None:
    """Write all sources as OPML."""
    with opened() as service:
        output.write(service.sourcing.export())


@sources.command(epilog=example("syndicator sources check https://humas.example/feed/"))
@click.argument("url")
def check(url: str) -> None:
    """Fetch and read an address, and say what is there, without storing anything."""
    with opened(checked=False) as service:
        found = service.sourcing.check(url)
    reading = found.reading
    click.echo(f"{found.address}: a feed, {len(reading.entries)} entries, {found.took.total_seconds():.2f} s")
    click.echo(f"title: {reading.title or 'none'}; site: {reading.home or 'none'}")
    for entry in reversed(reading.entries[-3:]):
        click.echo(f"  {entry.published_at or 'no date'}  {entry.title or 'no title'}")


@sources.command(epilog=example("syndicator sources pause 3"))
@click.argument("source_id", metavar="ID", type=int)
def pause(source_id: int) -> None:
    """Poll a source no more until it is resumed."""
    with opened() as service:
        service.sourcing.set_state(source_id, SourceState.PAUSED, actor=actor())
    click.echo(f"source {source_id} is paused")


@sources.command(epilog=example("syndicator sources resume 3"))
@click.argument("source_id", metavar="ID", type=int)
def resume(source_id: int) -> None:
    """Poll a source again, now first."""
    with opened() as service:
        service.sourcing.set_state(source_id, SourceState.ACTIVE, actor=actor())
    click.echo(f"source {source_id} is active")


@sources.command(epilog=example("syndicator sources poll --due\nsyndicator sources poll 3 7"))
@click.argument("source_ids", metavar="[ID…]", type=int, nargs=-1)
@click.option("--due", is_flag=True, help="All that are due.")
@click.option("--all", "every_one", is_flag=True, help="All that are active, due or not.")
@json_option
@click.pass_context
def poll(ctx: click.Context, source_ids: tuple[int, ...], due: bool, every_one: bool, as_json: bool) -> None:
    """Poll sources now, in this process; exit 1 if any of them failed."""
    if not source_ids and not due and not every_one:
        raise click.UsageError("name sources by their ids, or write --due or --all")
    with opened() as service:
        wanted = _wanted(service, source_ids, due=due)
        rows = _poll(service, wanted, even_if_not_due=not due)
    print_rows(rows, as_json=as_json, empty="No source is due.")
    ctx.exit(1 if any(row["error"] for row in rows) else 0)


def _wanted(service: Service, source_ids: Sequence[int], *, due: bool) -> list[int]:
    if source_ids:
        return [service.sourcing.get(source_id).id for source_id in source_ids]
    if due:
        return service.sourcing.due()
    return [source.id for source in service.sourcing.all() if source.state is SourceState.ACTIVE]


def _poll(service: Service, wanted: Sequence[int], *, even_if_not_due: bool) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    columns = (TextColumn("polling"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("polling", total=len(wanted))
        for start in range(0, len(wanted), POLLED_AT_ONCE):
            some = wanted[start : start + POLLED_AT_ONCE]
            report = service.intake.poll(some, even_if_not_due=even_if_not_due)
            rows += [
                {
                    "id": record.claim.source.id,
                    "address": record.claim.source.config.address,
                    "entries": record.entries,
                    "added": record.added,
                    "revised": record.revised,
                    "error": str(record.result.fault) if isinstance(record.result, Failed) else None,
                }
                for record in report.records
            ]
            bar.advance(task, len(some))
    return rows
