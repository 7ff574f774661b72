"""`sources`: who is polled, and polling by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import click

from syndicator.bootstrap.service import Service
from syndicator.cli.opening import opened
from syndicator.cli.progress import progress
from syndicator.cli.shell import actor, example, json_option, print_rows
from syndicator.cli.source_options import DurationType, as_told, kind_of, kind_option, selector_option
from syndicator.cli.source_tables import polled, print_report, shown, told
from syndicator.errors import Refused, SourceFault
from syndicator.model.source import POLLED, SourceConfig, SourceState
from syndicator.settings import read_sources_file
from syndicator.sourcing import Imported

POLLED_AT_ONCE = 100
MANY = 500
"""Sources of a file from which on a bar is shown."""


@click.group(epilog=example("syndicator sources add https://humas.example/feed/ --unit 'Polresta Balikpapan'"))
def sources() -> None:
    """Keep the list of sources, and poll them by hand."""


@sources.command(
    "list", epilog=example("syndicator sources list --failing\nsyndicator sources list --state paused --json")
)
@click.option("--state", type=click.Choice([state.value for state in SourceState]), help="Only those in this state.")
@click.option("--failing", is_flag=True, help="Only those whose last poll failed.")
@click.option("--silent", is_flag=True, help="Only those that are quiet against their own norm.")
@json_option
def list_(state: str | None, failing: bool, silent: bool, as_json: bool) -> None:
    """List sources and their health."""
    with opened() as service:
        chosen = [
            source
            for source in service.sourcing.all()
            if (state is None or source.state == state)
            and (source.failures or not failing)
            and (source.course.silent_since or not silent)
        ]
        now = service.clock()
    rows = [told(source) if as_json else shown(source, now) for source in chosen]
    print_rows(rows, as_json=as_json, empty=_empty(state, failing=failing, silent=silent))


def _empty(state: str | None, *, failing: bool, silent: bool) -> str:
    if failing:
        return "No source fails."
    if silent:
        return "No source is silent against its norm."
    return f"No source is {state}." if state else "No sources. Add one with: syndicator sources add https://…/feed/"


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
@kind_option
@selector_option
@click.option("--discover", is_flag=True, help="Fetch it first, and keep what its site is best read by.")
def add(
    url: str,
    unit: str | None,
    every: timedelta | None,
    trusted: bool,
    language: str,
    tls_exception: str | None,
    kind: str | None,
    selector: str | None,
    discover: bool,
) -> None:
    """Add a source, due at once; nothing is fetched unless --discover is given."""
    if discover and (kind or selector):
        raise click.UsageError("--discover finds the kind by itself: leave --kind and --selector out")
    with opened() as service:
        found = service.sourcing.discover(url) if discover else as_told(url, kind, selector)
        config = replace(found, unit=unit, every=every, trusted=trusted, language=language, tls_exception=tls_exception)
        source_id = service.sourcing.add(config, actor=actor())
    if discover:
        click.echo(f"{found.address} is read as {found.kind}")
    click.echo(f"source {source_id} added; poll it now with: syndicator sources poll {source_id}")


def bring_in(service: Service, path: Path) -> Imported:
    """Add the sources of a file; OPML says too little of a source to change one that is known."""
    is_toml = path.suffix.lower() == ".toml"
    configs = read_sources_file(path, service.settings.units) if is_toml else _opml(service, path)
    with progress("importing", len(configs), is_shown=len(configs) >= MANY) as advance:
        return service.sourcing.bring_in(_passing(configs, advance), actor=actor(), keep_known=not is_toml)


def _passing(configs: Iterable[SourceConfig], advance: Callable[[int], None]) -> Iterator[SourceConfig]:
    for config in configs:
        yield config
        advance(1)


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


@sources.command(epilog=example("syndicator sources export > feeds.opml\nsyndicator sources export --format toml"))
@click.option("--format", "form", type=click.Choice(["opml", "toml"]), default="opml", show_default=True)
@click.option("--output", type=click.File("wb"), default="-", help="Where to; standard output by default.")
def export(form: str, output: BinaryIO) -> None:
    """Write all sources: feeds as OPML, which other readers read, or all that is polled as TOML."""
    with opened() as service:
        sourcing = service.sourcing
        exported = sourcing.export_toml() if form == "toml" else sourcing.export_opml()
        output.write(exported.document)
    if exported.left_out:
        mend = "they are no feeds: write them with --format toml" if form == "opml" else "they send by themselves"
        click.echo(f"{exported.left_out} left out; {mend}", err=True)


@sources.command(
    epilog=example("syndicator sources check https://humas.example/\nsyndicator sources check URL --selector 'h2 a'")
)
@click.argument("url")
@kind_option
@selector_option
@json_option
@click.pass_context
def check(ctx: click.Context, url: str, kind: str | None, selector: str | None, as_json: bool) -> None:
    """Fetch and read an address, its site too if it is a page, and say how to add it; nothing is stored."""
    chosen = kind_of(kind, selector)
    with opened(checked=False) as service:
        checked = service.sourcing.check(url, kind=chosen, selector=selector)
    print_report(checked, as_json=as_json)
    ctx.exit(0 if checked.best else 1)


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
@click.option("--all", "every_one", is_flag=True, help="All that are neither paused nor retired, due or not.")
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
    return [source.id for source in service.sourcing.all() if source.state in POLLED]


def _poll(service: Service, wanted: Sequence[int], *, even_if_not_due: bool) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    with progress("polling", len(wanted)) as advance:
        for start in range(0, len(wanted), POLLED_AT_ONCE):
            some = wanted[start : start + POLLED_AT_ONCE]
            report = service.intake.poll(some, even_if_not_due=even_if_not_due)
            rows += map(polled, report.records)
            advance(len(some))
    return rows
