"""`demo-feeds`: the demo newsroom."""

from __future__ import annotations

from typing import Literal

import click

from syndicator.cli.shell import example
from syndicator.newsroom import NewsroomOptions, run


@click.command("demo-feeds", epilog=example("syndicator demo-feeds --units 100 --rate 2 --faults some"))
@click.option("--units", default=40, show_default=True, type=click.IntRange(1, 540), help="How many units publish.")
@click.option(
    "--rate",
    default=0.2,
    show_default=True,
    type=click.FloatRange(0, 1000),
    help="Releases a second, all units together.",
)
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same stream.")
@click.option("--port", default=8700, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--faults", default="none", show_default=True, type=click.Choice(["none", "some", "hostile"]))
def demo_feeds(units: int, rate: float, seed: int, port: int, faults: Literal["none", "some", "hostile"]) -> None:
    """
    Serve a newsroom of made-up regional sites on loopback.

    WordPress and Blogger sites publish releases written by a generator, with copies, edits, deletions and, if
    asked, faults. Its index names all feeds; /sources.toml and /sources.opml can be imported.
    """
    run(NewsroomOptions(units=units, rate=rate, seed=seed, port=port, faults=faults), click.echo)
