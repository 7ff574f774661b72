"""`alive`: whether a worker or beat on this machine gave a sign of life lately; what health checks ask."""

from __future__ import annotations

import click

from syndicator.cli.shell import example
from syndicator.life import SignsOfLife
from syndicator.settings.environment import read_environment


@click.command(epilog=example("syndicator alive worker\nsyndicator alive beat --within 60"))
@click.argument("program", type=click.Choice(["worker", "beat"]))
@click.option("--within", default=30, show_default=True, type=click.IntRange(1), help="The oldest sign, in seconds.")
def alive(program: str, within: int) -> None:
    """Look whether a program of this machine lives; exit 1 if it gave no sign of it lately."""
    age_s = SignsOfLife(read_environment().signs_folder).check(program, within)
    click.echo(f"{program} gave a sign of life {age_s:.0f} s ago")
