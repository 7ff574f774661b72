"""`rules`: the config files."""

from __future__ import annotations

import click

from syndicator.cli.shell import example
from syndicator.settings import load


@click.group(epilog=example("syndicator rules check"))
def rules() -> None:
    """Check the config files."""


@rules.command(epilog=example("SYNDICATOR_CONFIG_DIR=new-config syndicator rules check"))
def check() -> None:
    """Read every config file; the first error is told with file and line, and exit status 1."""
    settings = load()
    click.echo(
        f"{settings.environment.config_folder}: {len(settings.units)} units, {len(settings.topics)} topics, "
        f"{len(settings.operations)} operations, {len(settings.channels)} channels, {len(settings.rules)} routes, "
        f"{len(settings.sources)} sources"
    )
