"""The root of the command line: which commands there are."""

from __future__ import annotations

import click

from syndicator import __version__
from syndicator.cli import (
    bulletins,
    channels,
    comparing,
    database,
    deliveries,
    demo,
    judging,
    learning,
    processes,
    rules,
    sources,
    stories,
    tokens,
    up,
    users,
)
from syndicator.cli.doctor import doctor
from syndicator.cli.shell import Shell, example


@click.group(
    cls=Shell,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=example("syndicator up\nsyndicator sources add https://humas.example/feed/ --unit 'Polresta Balikpapan'"),
)
@click.version_option(__version__, prog_name="syndicator")
def cli() -> None:
    """Poll regional press releases, tell each once, and bring it to the portal, the feeds and the channels."""


for command in (
    up.up,
    processes.worker,
    processes.beat,
    processes.portal,
    database.db,
    doctor,
    sources.sources,
    bulletins.bulletins,
    bulletins.explain,
    stories.stories,
    deliveries.deliveries,
    channels.channels,
    rules.rules,
    judging.classify,
    learning.learn,
    comparing.compare,
    users.users,
    tokens.tokens,
    demo.demo_feeds,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line."""
    cli(prog_name="syndicator")
