"""`demo-feeds`: the demo newsroom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import click

from syndicator.cli.shell import example
from syndicator.newsroom import NewsroomOptions, run
from syndicator.settings import load

Faults = Literal["none", "some", "hostile"]


class Moment(click.ParamType[datetime]):
    """An ISO 8601 moment; without an offset it is UTC."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return it aware."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a moment; write 2026-03-02T08:00:00+00:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.command("demo-feeds", epilog=example("syndicator demo-feeds --units 100 --rate 2 --faults some"))
@click.option("--units", default=40, show_default=True, type=click.IntRange(1, 1000), help="How many units publish.")
@click.option(
    "--rate", default=0.2, show_default=True, type=click.FloatRange(0, 1000), help="Releases a second, of all."
)
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same stream.")
@click.option("--port", default=8700, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--faults", default="none", show_default=True, type=click.Choice(["none", "some", "hostile"]))
@click.option(
    "--feedless", default=0.0, show_default=True, type=click.FloatRange(0, 1), help="Share of sites without a feed."
)
@click.option("--epoch", type=Moment(), help="When the stream began; it is carried on from there. Now by default.")
def demo_feeds(
    units: int, rate: float, seed: int, port: int, faults: Faults, feedless: float, epoch: datetime | None
) -> None:
    """
    Serve a newsroom of made-up regional sites on loopback.

    WordPress and Blogger sites publish releases written by a generator, with copies, edits, deletions and, if
    asked, faults and sites without feeds. The index names all sources; /sources.toml and /sources.opml (feeds
    only) can be imported, and /truth.json tells what was published.
    """
    options = NewsroomOptions(
        units=units,
        rate=rate,
        seed=seed,
        port=port,
        faults=faults,
        feedless=feedless,
        epoch=epoch,
        since_epoch=epoch is not None,
        units_file=load().environment.config_folder / "units.csv",
    )
    run(options, lambda address: click.echo(f"the demo newsroom listens at {address}"))
