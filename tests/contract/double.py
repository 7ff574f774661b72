"""What the contract asks of a stand-in for a channel's service; one small file a kind in `doubles/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Protocol

import httpx

from syndicator.deliver.preview import Preview, preview_of
from syndicator.model.channel import ChannelConfig
from tests.outside import Answer, Asked, Outside, Script


class Fault(StrEnum):
    """
    What the request that makes a post meets.

    LOST took the post and tells nothing; RESET, LATE, CUT and DRIP took nothing. LATE, CUT and DRIP begin to answer
    and do not end within the patience of a client.
    """

    VALIDATION = "a validation error"
    LOGIN = "a refused login"
    LIMIT = "a limit, with a wish of 60 s"
    BUSY = "a wish for 60 s of time"
    BROKEN = "a fault of its own"
    GATEWAY = "a fault of what stands before it"
    REDIRECT = "a redirect"
    LOST = "taken, and the connection reset"
    RESET = "reset after the request was read"
    LATE = "a late answer"
    CUT = "half an answer"
    DRIP = "an answer that drips"


class Double(Protocol):
    """
    A service on loopback that behaves like the real one, from an empty account on.

    A file `doubles/{kind}.py` binds `DOUBLE` to an instance. A kind that has none fails the suite.

    Args:
        secrets: role → secret, as the service knows them.
        faults: those that such a service can show.
        unlike: fault → class of the outcome, where it is another one than everywhere else.
    """

    secrets: Mapping[str, str]
    faults: frozenset[Fault]
    unlike: Mapping[Fault, type]

    def config(self, base_url: str) -> ChannelConfig:
        """Return the config of a channel that publishes there."""
        ...

    def serve(self, world: Outside) -> None:
        """Answer like the service, with an empty account."""
        ...

    def fail(self, world: Outside, fault: Fault) -> None:
        """Have the request that makes a post meet a fault from now on; all others are answered as before."""
        ...

    def mend(self, world: Outside) -> None:
        """Have everything answered again."""
        ...

    def posts(self, world: Outside) -> Mapping[str, str]:
        """Return what the account shows, by the service's own names: the words as a reader sees them."""
        ...

    def tries(self, world: Outside) -> int:
        """Return how many requests that make a post have arrived."""
        ...

    def last_try(self, world: Outside) -> Preview:
        """Return the last request that makes a post, as the desk would have seen it."""
        ...


class HttpDouble:
    """
    What doubles of services over HTTP share.

    Args:
        decisive: method and path of the request that makes a post.
        refusals: how the service words VALIDATION, LOGIN and LIMIT.
    """

    secrets: Mapping[str, str]
    decisive: tuple[str, str]
    refusals: Mapping[Fault, Answer]
    faults = frozenset(Fault)
    unlike: Mapping[Fault, type] = {}

    def fail(self, world: Outside, fault: Fault) -> None:
        """See `Double`."""
        method, path = self.decisive
        served = self._served(world)

        def faulty(asked: Asked) -> Answer:
            if asked.method != method:
                return served(asked)
            if fault is Fault.LOST:
                served(asked)
            return self._fault(fault)

        world.answers[path] = faulty

    def mend(self, world: Outside) -> None:
        """See `Double`."""
        world.answers.pop(self.decisive[1], None)
        self.answer(world)

    def tries(self, world: Outside) -> int:
        """See `Double`."""
        return len(self._decisive(world))

    def last_try(self, world: Outside) -> Preview:
        """See `Double`."""
        asked = self._decisive(world)[-1]
        headers = {name: value for name, value in asked.headers.items() if name != "content-length"}
        request = httpx.Request(asked.method, f"{world.url}{asked.path}", headers=headers, content=asked.body)
        return preview_of(request, self.secrets.values())

    def _decisive(self, world: Outside) -> list[Asked]:
        method, path = self.decisive
        return [asked for asked in world.requests_to(path) if asked.method == method]

    def _served(self, world: Outside) -> Callable[[Asked], Answer]:
        self.mend(world)
        script: Answer | Script = world.answers.get(self.decisive[1]) or world.answers["*"]
        return script if callable(script) else lambda _: script

    def answer(self, world: Outside) -> None:
        """Enter what answers like the service, at the path of `decisive` or at `*`; the account stays as it is."""
        raise NotImplementedError

    def _fault(self, fault: Fault) -> Answer:
        if fault in self.refusals:
            return self.refusals[fault]
        return {
            Fault.BUSY: Answer(503, headers={"Retry-After": "60"}),
            Fault.BROKEN: Answer(500, b"<html>oops</html>"),
            Fault.GATEWAY: Answer(502, b"<html>oops</html>"),
            Fault.REDIRECT: Answer(302, headers={"Location": "http://127.0.0.1:1/"}),
            Fault.LOST: Answer(reset=True),
            Fault.RESET: Answer(reset=True),
            Fault.LATE: Answer(delay_s=0.4),
            Fault.CUT: Answer(200, b'{"ok"', told_length=100),
            Fault.DRIP: Answer(200, b"x" * 40, drip_s=0.3),
        }[fault]
