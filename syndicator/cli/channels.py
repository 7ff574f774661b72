"""`channels`: how the channels stand, and whether they work."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import click
from rich.text import Text

from syndicator.cli.opening import opened
from syndicator.cli.shell import actor, console, example, json_option, plain, print_rows
from syndicator.model.channel import ChannelState
from syndicator.model.delivery import DeliveryState
from syndicator.probing import Step
from syndicator.tracing import Standing


@click.group(epilog=example("syndicator channels list"))
def channels() -> None:
    """Look at channels, try them, pause and resume them. They are configured in channels.toml."""


@channels.command("list", epilog=example("syndicator channels list --json"))
@json_option
def list_(as_json: bool) -> None:
    """List channels: how they stand, what their services said last, and whether anything holds them up."""
    with opened() as service:
        configured, now, queues = service.settings.channels, service.clock(), service.tracing.queues()
        rows = [
            {
                "name": standing.name,
                "kind": standing.kind,
                "configured": standing.name in configured,
                "enabled": standing.name in configured and configured[standing.name].enabled,
                "dry_run": standing.name in configured and configured[standing.name].dry_run,
                **_standing(standing, now),
                **_queue(queues.get(standing.name, {})),
            }
            for standing in service.tracing.channels()
        ]
    shown = rows if as_json else [_short(row) for row in rows]
    print_rows(shown, as_json=as_json, empty="No channels. Write them into channels.toml.")


def _short(row: Mapping[str, object]) -> dict[str, object]:
    """Return of a row what fits into a line."""
    state = "dry run" if row["dry_run"] and row["state"] == ChannelState.ACTIVE else row["state"]
    return {
        "name": row["name"],
        "kind": row["kind"],
        "state": state if row["enabled"] else "off",
        "condition": row["condition"],
        "token_expires_at": row["token_expires_at"],
        "blocked_until": row["blocked_until"],
        "reason": row["reason"] or row["blocked_reason"],
        **{name: row[name] for name in ("waiting", "abandoned", "unconfirmed")},
    }


def _standing(standing: Standing, now: datetime) -> dict[str, object]:
    blocked = standing.blocked_until is not None and standing.blocked_until > now
    return {
        "state": standing.state.value,
        "reason": standing.reason,
        "since": standing.changed_at,
        "condition": standing.condition or ("well" if standing.checked_at else None),
        "checked_at": standing.checked_at,
        "token_expires_at": standing.token_expires_at,
        "broken": standing.account.is_broken,
        "blocked_until": standing.blocked_until if blocked else None,
        "blocked_cause": standing.account.cause.value if blocked and standing.account.cause else None,
        "blocked_reason": standing.blocked_reason if blocked else None,
    }


def _queue(numbers: Mapping[DeliveryState, int]) -> dict[str, object]:
    return {
        "waiting": numbers.get(DeliveryState.PLANNED, 0) + numbers.get(DeliveryState.SENDING, 0),
        "abandoned": numbers.get(DeliveryState.ABANDONED, 0),
        "unconfirmed": numbers.get(DeliveryState.UNCONFIRMED, 0),
    }


@channels.command(epilog=example("syndicator channels test portal-hook\nsyndicator channels test humas-x --keep"))
@click.argument("name")
@click.option("--keep", is_flag=True, help="Leave the trial where it is.")
@json_option
@click.pass_context
def test(ctx: click.Context, name: str, keep: bool, as_json: bool) -> None:
    """
    Post a marked trial, and take it down again; exit 1 if the service refuses.

    Nothing of it is stored. A channel with dry_run shows what it would send.
    """
    well = True
    with opened() as service:
        for step in service.probing.test(name, keep=keep):
            well = well and step.well
            if as_json:
                click.echo(json.dumps(plain(step), ensure_ascii=False))
            else:
                _tell(step, whole=service.settings.channels[name].dry_run)
    ctx.exit(0 if well else 1)


def _tell(step: Step, *, whole: bool) -> None:
    """Print a step; `whole` prints the body of the request too, for nothing else will be seen of it."""
    out = console()
    mark = "[green]ok  [/green]" if step.well else "[red]FAIL[/red]"
    out.print(f"{mark} {step.name:<8}", Text(step.found), soft_wrap=True)
    if step.mend:
        out.print(" " * 14 + "→", Text(step.mend), soft_wrap=True)
    if whole and step.preview is not None:
        out.print(Text(step.preview.body), soft_wrap=True)


def _set(name: str, state: ChannelState, reason: str) -> None:
    with opened() as service:
        service.editing.set_channel(name, state, actor=actor(), reason=reason)
    click.echo(f"channel {name} is {state.value}")


@channels.command(epilog=example("syndicator channels pause portal-hook --reason 'receiver moves'"))
@click.argument("name")
@click.option("--reason", default="", help="Shown to the desk.")
def pause(name: str, reason: str) -> None:
    """Let what is due wait."""
    _set(name, ChannelState.PAUSED, reason)


@channels.command(epilog=example("syndicator channels resume portal-hook"))
@click.argument("name")
def resume(name: str) -> None:
    """Send again."""
    _set(name, ChannelState.ACTIVE, "")
