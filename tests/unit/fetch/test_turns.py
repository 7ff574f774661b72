"""Slots of a batch: one round trip for all who ask at the same moment, and none is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from syndicator.fetch.politeness import Slot
from syndicator.fetch.turns import Turns


class Counted:
    """Slots for one request at a time to each host; notes what was exchanged."""

    def __init__(self) -> None:
        self.exchanges: list[tuple[list[str], list[str]]] = []
        self.taken: set[str] = set()

    def exchange(self, returned: Sequence[Slot], hosts: Sequence[str]) -> list[Slot | timedelta]:
        self.exchanges.append(([slot.host for slot in returned], list(hosts)))
        self.taken -= {slot.host for slot in returned}
        granted = [timedelta(milliseconds=5) if host in self.taken else Slot(host, host, "token") for host in hosts]
        self.taken |= set(hosts)
        return granted

    def pause(self, host: str, span: timedelta) -> None:
        raise AssertionError((host, span))


class Broken(Counted):
    def exchange(self, returned: Sequence[Slot], hosts: Sequence[str]) -> list[Slot | timedelta]:
        raise LookupError(len(returned) + len(hosts))


def test_all_who_ask_at_the_same_moment_ask_in_one_round_trip() -> None:
    slots = Counted()

    async def batch() -> list[Slot | timedelta]:
        turns = Turns(slots)
        return await asyncio.gather(*(turns.take(host) for host in ("a", "b", "c")))

    assert asyncio.run(batch()) == [Slot(host, host, "token") for host in ("a", "b", "c")]
    assert slots.exchanges == [([], ["a", "b", "c"])]


def test_what_is_over_goes_back_with_the_next_question_or_soon() -> None:
    slots = Counted()

    async def batch() -> None:
        turns = Turns(slots)
        first = await turns.take("a")
        assert isinstance(first, Slot)
        turns.give_back(first)
        await turns.take("b")
        second = await turns.take("c")
        assert isinstance(second, Slot)
        turns.give_back(second)
        await asyncio.sleep(0.03)

    asyncio.run(batch())
    assert slots.exchanges == [([], ["a"]), (["a"], ["b"]), ([], ["c"]), (["c"], [])]


def test_the_end_of_a_batch_gives_back_what_is_left() -> None:
    slots = Counted()

    async def batch() -> None:
        turns = Turns(slots)
        slot = await turns.take("a")
        assert isinstance(slot, Slot)
        turns.give_back(slot)
        turns.end()

    asyncio.run(batch())
    assert slots.taken == set()


def test_a_slot_that_is_granted_to_one_who_was_cancelled_goes_back() -> None:
    slots = Counted()

    async def batch() -> None:
        turns = Turns(slots)
        waiting = asyncio.create_task(turns.take("a"))
        await asyncio.sleep(0)
        turns.end()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        turns.end()

    asyncio.run(batch())
    assert slots.taken == set()


def test_an_error_reaches_each_who_waits() -> None:
    async def batch() -> list[object]:
        turns = Turns(Broken())
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        return list(await asyncio.gather(turns.take("a"), turns.take("b"), return_exceptions=True))

    assert [type(one) for one in asyncio.run(batch())] == [LookupError, LookupError]
