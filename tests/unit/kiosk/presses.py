"""A press that prints what a test gives it, and everything around it that a stand needs."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from syndicator.portal.kiosk import Stand, Watch
from syndicator.portal.kiosk.codings import Coding
from syndicator.portal.kiosk.sheet import Sheet
from syndicator.portal.kiosk.shelf import Address, Shelf
from syndicator.portal.press import Printed
from syndicator.storage.changes import Version

FEED: Address = ("/feeds/all.rss", "")
LONG_AGO = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@dataclass
class FakePress:
    """Prints its text, `{query}` and all, for the paths that it has."""

    text: str = "satu " * 200
    paths: set[str] = field(default_factory=lambda: {FEED[0]})
    changed_at: datetime | None = LONG_AGO
    fails: Exception | None = None
    printed: list[Address] = field(default_factory=list)
    may_print: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_print.set()

    def prints(self, path: str) -> bool:
        return path.startswith("/feeds/")

    def print(self, path: str, query: str) -> Printed | None:
        text = self.text
        assert self.may_print.wait(10)
        self.printed.append((path, query))
        if self.fails is not None:
            raise self.fails
        if path not in self.paths:
            return None
        links = (("http://portal.test/feeds/all.rss", "self"), ("http://portal.test/hub", "hub"))
        return Printed(
            body=f"{text}{query}".encode(), media_type="application/rss+xml", changed_at=self.changed_at, links=links
        )


class Kept:
    """A stand over a fake press, whose clocks and versions a test moves."""

    def __init__(self, *, kept: bool = True, room_bytes: int = 2**20) -> None:
        self.seconds = 100.0
        self.moment = LONG_AGO + timedelta(hours=1)
        self.version = Version()
        self.away: Exception | None = None
        self.press = FakePress()
        self.shelf = Shelf(room_bytes)
        self.watch = Watch(self._ask, clock=lambda: self.seconds)
        self.watch.is_kept = kept
        self.stand = Stand(self.press, self.watch, lambda: self.moment, shelf=self.shelf, clock=lambda: self.seconds)
        self.watch.look()

    def _ask(self) -> Version:
        if self.away is not None:
            raise self.away
        return self.version

    def change(self, text: str) -> None:
        """Let the public see something else; nobody has looked yet."""
        self.press.text = text
        self.version = Version(self.version.newest + 1, self.version.count + 1, 7)

    def passes(self, seconds: float) -> None:
        self.seconds += seconds
        self.moment += timedelta(seconds=seconds)

    def get(self, address: Address = FEED, coding: Coding = Coding.IDENTITY) -> Sheet:
        """Return what a request is given, after whatever wait."""
        at_once = self.stand.at_once(address, coding)
        return at_once or self.stand.order(address, coding).result(10)

    def settle(self) -> None:
        """Wait until nothing is being printed."""
        for promised in list(self.stand._orders.values()):
            promised.result(10)

    def text(self, address: Address = FEED) -> str:
        body = self.get(address).of(Coding.IDENTITY)
        assert body is not None
        return body.body.decode()
