"""`db`: the schema of the database."""

from __future__ import annotations

import click

from syndicator.cli.opening import opened
from syndicator.cli.shell import example


@click.group(epilog=example("syndicator db upgrade"))
def db() -> None:
    """Bring the database's schema to this program's version, or check it."""


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
