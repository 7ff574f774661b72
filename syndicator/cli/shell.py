"""What all commands share: tables and JSON, and errors as one line."""

from __future__ import annotations

import dataclasses
import getpass
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from syndicator.errors import SyndicatorError

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
actor = getpass.getuser


class Shell(click.Group):
    """A group whose errors are one line and exit status 1; wrong use is click's own, with status 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- click's signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except SyndicatorError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(1)


def example(text: str) -> str:
    """Return an epilog that shows an example, kept line by line."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in text.splitlines())


def plain(value: object) -> object:
    """Return a value as JSON can hold it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return str(value)


def print_rows(rows: Sequence[Mapping[str, object]], *, as_json: bool, empty: str) -> None:
    """Print rows as a table or as JSON lines; `empty` says what to do when there are none."""
    if as_json:
        for row in rows:
            click.echo(json.dumps(plain(row), ensure_ascii=False))
        return
    if not rows:
        click.echo(empty)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    console().print(table)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value).replace("[", r"\[")


def console() -> Console:
    """Return the console for people; wide where the output goes to a file."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=200)
