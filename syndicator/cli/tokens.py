"""`tokens`: which programs may use the API."""

from __future__ import annotations

import json
from datetime import timedelta

import click

from syndicator.cli.opening import opened
from syndicator.cli.shell import actor, example, json_option, plain, print_rows
from syndicator.model.moment import utc_now
from syndicator.model.token import Scope, Token
from syndicator.settings.durations import parse_duration

ADD = (
    "syndicator tokens add sukamaju --scope bulletins:write --unit 'Polsek Sukamaju' --under 'Polresta Balikpapan'"
    " --expires 90d\nsyndicator tokens add blog-pings --scope sources:ping"
)


class Span(click.ParamType[timedelta]):
    """A duration as people write it."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Read it."""
        try:
            span = parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not isinstance(span, timedelta) or not timedelta(0) < span <= timedelta(days=3_650):
            self.fail(f"{value!r} is not between a moment and ten years; write 90d", param, ctx)
        return span


@click.group(epilog=example(ADD))
def tokens() -> None:
    """Give out, list and revoke the tokens by which programs use the API."""


@tokens.command(epilog=example(ADD))
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it allows; may be given again.",
)
@click.option("--unit", help="For whom it publishes (with bulletins:write); any name.")
@click.option("--under", help="The unit that commands it, where it is not in units.csv itself.")
@click.option("--expires", type=Span(), help="How long it lasts, as 90d; until revoked when not given.")
@json_option
def add(
    name: str, scopes: tuple[str, ...], unit: str | None, under: str | None, expires: timedelta | None, as_json: bool
) -> None:
    """Make a token, and show it once: it is kept nowhere."""
    with opened() as service:
        issued = service.access.add(
            name, [Scope(one) for one in scopes], actor=actor(), unit=unit, under=under, lasts=expires
        )
    if as_json:
        told = {"name": name, "token": issued.secret, "source": issued.source_id, "expires_at": issued.expires_at}
        click.echo(json.dumps(plain(told), ensure_ascii=False))
        return
    click.echo(issued.secret)
    lasts = f"until {issued.expires_at:%Y-%m-%d %H:%M} UTC" if issued.expires_at else "until it is revoked"
    where = f", publishes as source {issued.source_id}" if issued.source_id else ""
    click.echo(f"This is shown once. {name} allows {', '.join(scopes)}{where}, {lasts}.", err=True)


@tokens.command("list", epilog=example("syndicator tokens list --json"))
@json_option
def list_(as_json: bool) -> None:
    """List tokens: what they allow, and when they were used last."""
    with opened() as service:
        rows = [_row(token) for token in service.access.all()]
    print_rows(rows, as_json=as_json, empty="No tokens. Make one with: syndicator tokens add NAME --scope …")


@tokens.command(epilog=example("syndicator tokens revoke sukamaju"))
@click.argument("name")
@json_option
def revoke(name: str, as_json: bool) -> None:
    """Revoke a token for good."""
    with opened() as service:
        service.access.revoke(name, actor=actor())
    click.echo(json.dumps({"name": name, "state": "revoked"}) if as_json else f"{name} opens nothing any more")


def _row(token: Token) -> dict[str, object]:
    state = "revoked" if token.revoked_at else "valid" if token.holds(utc_now()) else "expired"
    return {
        "name": token.name,
        "scopes": ", ".join(sorted(token.scopes)),
        "source": token.source_id,
        "state": state,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }
