"""`channels`: how the channels stand."""

from __future__ import annotations

import click

from syndicator.cli.opening import opened
from syndicator.cli.shell import actor, example, json_option, print_rows
from syndicator.model.channel import ChannelState


@click.group(epilog=example("syndicator channels list"))
def channels() -> None:
    """Look at channels, pause and resume them. They are configured in channels.toml."""


@channels.command("list", epilog=example("syndicator channels list --json"))
@json_option
def list_(as_json: bool) -> None:
    """List channels and how they stand."""
    with opened() as service:
        configured = service.settings.channels
        rows: list[dict[str, object]] = [
            {
                "name": standing.name,
                "kind": standing.kind,
                "configured": standing.name in configured,
                "enabled": standing.name in configured and configured[standing.name].enabled,
                "state": standing.state.value,
                "reason": standing.reason,
                "since": standing.changed_at,
            }
            for standing in service.tracing.channels()
        ]
    print_rows(rows, as_json=as_json, empty="No channels. Write them into channels.toml.")


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
