"""The root of the command line: which commands there are; each is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from syndicator import __version__
from syndicator.cli.shell import Shell, example

COMMANDS = {
    "up": "up:up",
    "worker": "processes:worker",
    "beat": "processes:beat",
    "portal": "processes:portal",
    "db": "database:db",
    "keys": "keys:keys",
    "doctor": "doctor:doctor",
    "sources": "sources:sources",
    "bulletins": "bulletins:bulletins",
    "explain": "bulletins:explain",
    "stories": "stories:stories",
    "deliveries": "deliveries:deliveries",
    "channels": "channels:channels",
    "rules": "rules:rules",
    "report": "report:report",
    "classify": "judging:classify",
    "learn": "learning:learn",
    "compare": "comparing:compare",
    "users": "users:users",
    "tokens": "tokens:tokens",
    "alive": "alive:alive",
    "demo-feeds": "demo:demo_feeds",
}
"""Name → module of this room and what it is called there: who judges a text does not wait for a database's library."""


class Root(Shell):
    """All commands, by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Return the names, in order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's
        """Return a command, or None where there is none of the name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"syndicator.cli.{module}"), name)
        return command


@click.group(
    cls=Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=example("syndicator up\nsyndicator sources add https://humas.example/feed/ --unit 'Polresta Balikpapan'"),
)
@click.version_option(__version__, prog_name="syndicator")
def cli() -> None:
    """Poll regional press releases, tell each once, and bring it to the portal, the feeds and the channels."""


def main() -> None:
    """Run the command line."""
    cli(prog_name="syndicator")
