"""Deliveries and posts of a story, told in one line each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.model.posting import Posting

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def delivery(number: int, told: str, *, channel: str = "satu", at: int | None = None) -> Delivery:
    """Read `create 1.2 delivered r1`: action, bulletin and revision, state, and the channel's name for the post."""
    action, subject, state, *remote = told.split()
    bulletin_id, revision = map(int, subject.split("."))
    planned_at = START + timedelta(minutes=number if at is None else at)
    return Delivery(
        id=number,
        key=f"msg_{number}",
        bulletin_id=bulletin_id,
        revision=revision,
        channel=channel,
        action=Action(action),
        state=DeliveryState(state),
        attempts=0,
        due_at=planned_at,
        planned_at=planned_at,
        reason="",
        last_error=None,
        remote_id=remote[0] if remote else None,
        remote_address=None,
        finished_at=None,
    )


def deliveries(*told: str) -> list[Delivery]:
    return [delivery(number, one) for number, one in enumerate(told, start=1)]


def post(
    bulletin_id: int, *, channel: str = "satu", state: DeliveryState = DeliveryState.DELIVERED, number: int = 0
) -> Posting:
    return Posting(
        channel=channel,
        bulletin_id=bulletin_id,
        revision=1,
        delivery_id=number or bulletin_id,
        state=state,
        shows=(bulletin_id, 1),
        remote_id=f"r{bulletin_id}",
    )
