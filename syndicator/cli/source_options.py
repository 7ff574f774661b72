"""Options that commands about sources share."""

from __future__ import annotations

from datetime import timedelta

import click

from syndicator.model.source import SourceConfig, SourceKind
from syndicator.settings import parse_duration

ASKED = [kind.value for kind in SourceKind if kind is not SourceKind.API]
"""Kinds of sources that are polled; the others send by themselves."""

kind_option = click.option(
    "--kind", type=click.Choice(ASKED), help="How it is read; a feed unless said otherwise, a page with --selector."
)
selector_option = click.option("--selector", help="CSS selector of the links to releases on a page that lists them.")


class DurationType(click.ParamType[timedelta]):
    """A duration such as 30s, 5m or 2h."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Return it as a timedelta."""
        try:
            parsed = parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not isinstance(parsed, timedelta) or parsed <= timedelta(0):
            self.fail(f"{value!r} is not a duration; write 30s, 5m or 2h", param, ctx)
        return parsed


def kind_of(kind: str | None, selector: str | None) -> SourceKind | None:
    """Return the kind that was said; a selector says that it is a page, and belongs to no other kind."""
    if selector is not None and kind not in {None, SourceKind.PAGE}:
        raise click.UsageError(f"--selector is for pages that list releases, not for kind {kind}")
    return SourceKind.PAGE if selector is not None else SourceKind(kind) if kind else None


def as_told(url: str, kind: str | None, selector: str | None) -> SourceConfig:
    """Return a source as a person described it."""
    return SourceConfig(address=url, kind=kind_of(kind, selector) or SourceKind.FEED, selector=selector)
