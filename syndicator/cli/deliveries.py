"""`deliveries`: what goes where, and how it went."""

from __future__ import annotations

import click

from syndicator.cli.opening import opened
from syndicator.cli.shell import actor, example, json_option, print_rows
from syndicator.model.delivery import DeliveryState

STATES = click.Choice([state.value for state in DeliveryState])


@click.group(epilog=example("syndicator deliveries list --state abandoned"))
def deliveries() -> None:
    """Look at deliveries, stop them, try them again, or say what became of them."""


@deliveries.command("list", epilog=example("syndicator deliveries list --channel portal-hook --limit 20"))
@click.option("--state", type=STATES, help="Only those in this state.")
@click.option("--channel", help="Only those of this channel.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@json_option
def list_(state: str | None, channel: str | None, limit: int, as_json: bool) -> None:
    """List deliveries, newest first."""
    with opened() as service:
        wanted = DeliveryState(state) if state else None
        found = service.tracing.deliveries(state=wanted, channel=channel, most=limit)
    rows: list[dict[str, object]] = [
        {
            "id": delivery.id,
            "key": delivery.key,
            "bulletin": delivery.bulletin_id,
            "revision": delivery.revision,
            "channel": delivery.channel,
            "action": delivery.action.value,
            "state": delivery.state.value,
            "attempts": delivery.attempts,
            "due_at": delivery.due_at,
            "reason": delivery.reason,
            "last_error": delivery.last_error,
            "carried_by": delivery.carried_by,
        }
        for delivery in found
    ]
    print_rows(rows, as_json=as_json, empty="No deliveries. Channels are configured in channels.toml.")


@deliveries.command(epilog=example("syndicator deliveries retry 7"))
@click.argument("delivery_id", metavar="ID", type=int)
def retry(delivery_id: int) -> None:
    """
    Try a delivery again that was given up, cancelled, rehearsed, or left unconfirmed.

    It goes out however old its bulletin is. One that was left unconfirmed is looked for first, where its service can
    be asked; where it cannot, look at the account yourself before.
    """
    with opened() as service:
        service.editing.retry(delivery_id, actor=actor())
    click.echo(f"delivery {delivery_id} is due again")


@deliveries.command(epilog=example("syndicator deliveries cancel 7"))
@click.argument("delivery_id", metavar="ID", type=int)
def cancel(delivery_id: int) -> None:
    """Stop a post or a correction that has not gone out yet; it stays so until somebody retries it."""
    with opened() as service:
        service.editing.cancel(delivery_id, actor=actor())
    click.echo(f"delivery {delivery_id} is stopped")


@deliveries.command(epilog=example("syndicator deliveries settle 7 --delivered"))
@click.argument("delivery_id", metavar="ID", type=int)
@click.option("--delivered/--not-delivered", required=True, default=None, help="What a look at the account showed.")
def settle(delivery_id: int, delivered: bool) -> None:
    """Say what became of an unconfirmed delivery, and of all that its digest told."""
    with opened() as service:
        service.editing.settle(delivery_id, delivered=delivered, actor=actor())
    click.echo(f"delivery {delivery_id} is settled")
