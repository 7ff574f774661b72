"""`db`: the schema of the database."""

from __future__ import annotations

from pathlib import Path

import click

from syndicator.cli.opening import opened
from syndicator.cli.progress import progress
from syndicator.cli.shell import example, json_option, print_rows


@click.group(epilog=example("syndicator db upgrade"))
def db() -> None:
    """Bring the database's schema to this program's version, check it, back all up and bring it back."""


@db.command(epilog=example("syndicator db upgrade"))
def upgrade() -> None:
    """Bring the schema up to date; safe to call again, and from many places at once."""
    with opened(checked=False) as service:
        before, after = service.migrate()
    click.echo(f"schema {after}, nothing to do" if before == after else f"schema {before or 'empty'} → {after}")


@db.command(epilog=example("syndicator db check"))
def check() -> None:
    """Say whether database and program fit together."""
    with opened() as service:
        click.echo(service.checkup.ready()[0].found)


@db.command(epilog=example("syndicator db prune --dry-run"))
@click.option("--dry-run", is_flag=True, help="Only count what would go.")
@json_option
def prune(dry_run: bool, as_json: bool) -> None:
    """
    Delete what was kept as long as SYNDICATOR_KEEP_… says.

    Beat has it done each hour; may be broken off and called again.
    """
    with opened() as service:
        counts = service.upkeep.outdated()
        if not dry_run:
            with progress("rows", sum(counts.values())) as advance:
                counts = service.upkeep.prune(advance)
    rows = [{"what": what, "rows": count} for what, count in counts.items()]
    print_rows(rows, as_json=as_json, empty="")


@db.command(epilog=example("syndicator db backup /backup/syndicator-2026-03-02.gz"))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """
    Write all that is stored to FILE while the service runs.

    Keep the secret key and the config folder too: they are not in it.
    """
    with opened() as service, progress("rows", None) as advance:
        count = service.safekeeping.backup(file, advance)
    click.echo(f"{count} rows in {file} ({file.stat().st_size:,} bytes)")


@db.command(epilog=example("syndicator db upgrade && syndicator db restore /backup/syndicator-2026-03-02.gz"))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """
    Fill an empty database from FILE; nothing else may run meanwhile.

    All channels are paused then: look at what is planned (syndicator deliveries list --state planned), settle what is
    out already, and resume them.
    """
    with opened(checked=False) as service, progress("rows", None) as advance:
        done = service.safekeeping.restore(file, advance)
    click.echo(f"{done.rows} rows of {done.taken_at}; all channels are paused")
    if not done.same_key:
        click.echo("The secret key is another one than then: second factors and kept tokens cannot be read", err=True)
