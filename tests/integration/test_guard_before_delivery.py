"""Nothing goes to a channel that the guard has not read by the rules in force then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from syndicator.bootstrap.service import Service
from syndicator.dispatch import Dispatch
from syndicator.errors import Unavailable
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.source import SourceConfig
from syndicator.model.verdict import HoldReason
from tests.conftest import MovableClock
from tests.feeds import Told, distinct, rss
from tests.outside import Answer, Outside

AGAINST = HoldReason("child-in-case", "nomor 1")


@dataclass(frozen=True, slots=True)
class Strict:
    """Rules that became stricter since the bulletin was judged: a judge who holds whatever says `nomor 1`."""

    version: str = "strict"

    def hold_reasons(self, title: str, text: str) -> tuple[HoldReason, ...]:
        return (AGAINST,) if AGAINST.passage in f"{title}\n{text}" else ()


class Broken:
    """A judge who fails."""

    def hold_reasons(self, title: str, text: str) -> tuple[HoldReason, ...]:
        raise RecursionError(title + text)


def guarded_by(service: Service, judge: object) -> Dispatch:
    guarding = replace(service.dispatch.guarding, judge=lambda: judge)  # type: ignore[arg-type, return-value]
    return replace(service.dispatch, guarding=guarding)


@pytest.fixture
def planned(wired: Service, world: Outside) -> list[int]:
    world.answers["/feed/"] = Answer(body=rss([distinct(1), distinct(2)]))
    source = wired.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    return [ring.delivery_id for ring in wired.intake.poll([source]).rings]


def states(service: Service) -> dict[str, BulletinState]:
    return {one.content.title: one.state for one in service.tracing.bulletins()}


def test_what_stricter_rules_hold_is_not_sent_and_waits_at_the_desk(
    wired: Service, world: Outside, planned: list[int]
) -> None:
    strict = guarded_by(wired, Strict())
    assert strict.dispatch(planned) == {DeliveryState.CANCELLED: 1, DeliveryState.DELIVERED: 1}
    assert len(world.requests_to("/hook")) == 1
    assert states(wired) == {"Kegiatan nomor 1": BulletinState.HELD, "Kegiatan nomor 2": BulletinState.RELEASED}
    held = next(one for one in wired.tracing.bulletins() if one.state is BulletinState.HELD)
    assert AGAINST in held.verdict.hold_reasons
    assert held.verdict.version.endswith("+sent-strict")
    strict.dispatch([one.id for one in wired.tracing.deliveries()])
    assert {one.state for one in wired.tracing.trace(held.id).deliveries} == {DeliveryState.CANCELLED}
    assert len(world.requests_to("/hook")) == 1


def test_what_the_desk_released_knowing_of_the_reason_goes_out(
    wired: Service, world: Outside, planned: list[int]
) -> None:
    strict = guarded_by(wired, Strict())
    strict.dispatch(planned)
    held = next(one for one in wired.tracing.bulletins() if one.state is BulletinState.HELD)
    rings = wired.editing.release(held.id, actor="siti")
    strict.dispatch([ring.delivery_id for ring in rings])
    assert len(world.requests_to("/hook")) == 2
    assert set(states(wired).values()) == {BulletinState.RELEASED}


def test_posts_that_are_out_are_taken_down_when_a_correction_is_stopped(
    wired: Service, world: Outside, planned: list[int]
) -> None:
    wired.dispatch.dispatch(planned)
    changed = Told(1, title="Kegiatan nomor 1 diperbarui", text=distinct(1).text)
    world.answers["/feed/"] = Answer(body=rss([changed, distinct(2)]))
    source = wired.sourcing.all()[0].id
    revising = [ring.delivery_id for ring in wired.intake.poll([source], even_if_not_due=True).rings]
    strict = guarded_by(wired, Strict())
    strict.dispatch(revising)
    waiting = [one.id for one in wired.tracing.deliveries() if one.action is Action.WITHDRAW]
    strict.dispatch(waiting)
    assert [one.state for one in wired.tracing.deliveries() if one.action is Action.WITHDRAW] == [
        DeliveryState.DELIVERED
    ]


@pytest.mark.parametrize("fault", ["judge", "database"])
def test_what_the_guard_cannot_read_waits_and_is_sent_later(
    wired: Service,
    world: Outside,
    planned: list[int],
    clock: MovableClock,
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as broken:
        if fault == "database":

            def away(*_: object) -> object:
                raise Unavailable("database", "it went away")

            broken.setattr(type(wired.dispatch.guarding), "stopped", away)
        failing = guarded_by(wired, Broken()) if fault == "judge" else wired.dispatch
        assert failing.dispatch(planned) == {}
    assert world.requests_to("/hook") == []
    assert {one.state for one in wired.tracing.deliveries()} == {DeliveryState.PLANNED}
    clock.advance(timedelta(minutes=2))
    wired.dispatch.dispatch(planned)
    assert len(world.requests_to("/hook")) == 2
