"""`report`: what leaders are told."""

from __future__ import annotations

from pathlib import Path

import click

from syndicator.cli.opening import opened
from syndicator.cli.shell import example
from syndicator.errors import NotFound
from syndicator.exporting import Week


class _Week(click.ParamType[Week]):
    name = "week"

    def convert(self, value: str | Week, param: click.Parameter | None, ctx: click.Context | None) -> Week:
        """Read a week."""
        read = Week.read(value) if isinstance(value, str) else value
        if read is None:
            self.fail(f"{value!r} is no week; write it as 2026-W48", param, ctx)
        return read


@click.group(epilog=example("syndicator report weekly --out laporan.pdf"))
def report() -> None:
    """Write reports for leaders."""


@report.command(epilog=example("syndicator report weekly --week 2026-W48 --unit 'Polda Aceh' --out laporan.pdf"))
@click.option("--out", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write.")
@click.option("--week", type=_Week(), metavar="YYYY-Www", help="The last one that is over when not given.")
@click.option("--unit", help="Only this unit, by slug or name, with all below it.")
def weekly(file: Path, week: Week | None, unit: str | None) -> None:
    """Write the weekly report, in Indonesian, as a PDF."""
    with opened() as service:
        scope = service.settings.units.find(unit) if unit else None
        if unit and scope is None:
            raise NotFound(f"no unit is called {unit!r}", "write a name or slug from units.csv")
        file.write_bytes(service.exporting.weekly(week, scope=scope))
    click.echo(f"written to {file}")
