"""`rules`: the config files, and what would differ by them."""

from __future__ import annotations

import click

from syndicator.cli.replay import replay
from syndicator.cli.shell import example
from syndicator.settings import load


@click.group(epilog=example("syndicator rules check"))
def rules() -> None:
    """Check the config files, and try them on the last days."""


rules.add_command(replay)


@rules.command(epilog=example("SYNDICATOR_CONFIG_DIR=new-config syndicator rules check"))
def check() -> None:
    """Read every config file; the first error is told with file and line, and exit status 1."""
    settings = load()
    click.echo(
        f"{settings.environment.config_folder}: {len(settings.units)} units, {len(settings.topics)} topics, "
        f"{len(settings.operations)} operations, {len(settings.channels)} channels, {len(settings.rules)} routes, "
        f"{len(settings.sources)} sources"
    )
