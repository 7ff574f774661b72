"""The gallery: pictures of posts, each fetched once for all channels that show it, and kept for some minutes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta

import httpx

from syndicator.deliver.framing import Unusable, framed
from syndicator.deliver.pictures import Picture
from syndicator.errors import SourceFault
from syndicator.telemetry import logger

MOST_BYTES = 8_000_000
"""Of one picture, as it is fetched."""
MOST_KEPT_BYTES = 32_000_000
MOST_KEPT = 200
MOST_HOPS = 4
WITHIN = timedelta(seconds=10)
"""All of one fetch, redirects too; a post waits no longer for its picture."""
PATIENCE = httpx.Timeout(4.0)
"""Of one step; the last one may begin just before the time is over."""
KEPT_FOR = timedelta(minutes=5)
FAILURE_KEPT_FOR = timedelta(minutes=1)
HEADERS = {"Accept": "image/jpeg,image/png,image/webp,image/gif", "Accept-Encoding": "identity"}
LONGEST_LOGGED_CHARS = 200

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What came from an address: bytes, or why there are none."""

    told: bytes
    fault: str | None
    until: float


class Gallery:
    """
    Fetches pictures with the channels' client, which passes the address guard at every hop.

    All threads of a process share it: an address is asked once, and one picture is decoded at a time, so that many
    large ones at once do not fill the memory.
    """

    def __init__(self, client: httpx.Client, *, within: timedelta = WITHIN) -> None:
        self._client = client
        self._within_s = within.total_seconds()
        self._kept: OrderedDict[str, Future[_Fetched]] = OrderedDict()
        self._lock = threading.Lock()
        self._decoding = threading.Lock()

    def fetch(self, address: str, *, most_bytes: int, most_pixels: int = 2048) -> Picture | None:
        """Return the picture at an address within these bounds; None, and a line in the log, where there is none."""
        fetched = self._fetched(address)
        fault = fetched.fault
        if fault is None:
            try:
                with self._decoding:
                    return framed(fetched.told, most_bytes=most_bytes, most_pixels=most_pixels)
            except Unusable as error:
                fault = str(error)
            except Exception as error:  # noqa: BLE001 -- a hostile file may raise anything, and holds up no post
                fault = f"it cannot be read: {type(error).__name__}: {error}"
        log.warning("picture_left_out", address=address[:LONGEST_LOGGED_CHARS], reason=fault[:LONGEST_LOGGED_CHARS])
        return None

    def _fetched(self, address: str) -> _Fetched:
        """Return what is kept or on its way, or ask for it."""
        with self._lock:
            promised = self._kept.get(address)
            if promised is not None and promised.done() and promised.result().until < time.monotonic():
                promised = None
            mine: Future[_Fetched] = Future()
            if promised is None:
                self._kept[address] = mine
            self._kept.move_to_end(address)
        if promised is not None:
            return promised.result()
        try:
            mine.set_result(self._asked(address))
        except BaseException as error:
            mine.set_exception(error)
            self._forget(address)
            raise
        self._tidy()
        return mine.result()

    def _asked(self, address: str) -> _Fetched:
        try:
            told = self._download(address)
        except (httpx.HTTPError, httpx.InvalidURL, SourceFault, Unusable) as error:
            fault = str(error) or type(error).__name__
            return _Fetched(b"", fault, time.monotonic() + FAILURE_KEPT_FOR.total_seconds())
        return _Fetched(told, None, time.monotonic() + KEPT_FOR.total_seconds())

    def _download(self, address: str) -> bytes:
        ends_at = time.monotonic() + self._within_s
        request: httpx.Request | None = self._client.build_request("GET", address, headers=HEADERS, timeout=PATIENCE)
        for _ in range(MOST_HOPS):
            if request is None:
                break
            answer = self._client.send(request, stream=True, follow_redirects=False)
            try:
                if answer.status_code == 200:
                    return self._body(answer, ends_at)
                request = answer.next_request
                if request is None:
                    raise Unusable(f"its server answered {answer.status_code}")
            finally:
                answer.close()
            self._check_time(ends_at)
        raise Unusable(f"it leads elsewhere more than {MOST_HOPS - 1} times")

    def _body(self, answer: httpx.Response, ends_at: float) -> bytes:
        length = answer.headers.get("content-length", "")
        if length.isdecimal() and int(length[:15]) > MOST_BYTES:
            raise Unusable(f"it has {int(length[:15]):,} bytes, {MOST_BYTES:,} are read")
        body = bytearray()
        for piece in answer.iter_raw():
            body += piece
            if len(body) > MOST_BYTES:
                raise Unusable(f"it has more than {MOST_BYTES:,} bytes")
            self._check_time(ends_at)
        return bytes(body)

    def _check_time(self, ends_at: float) -> None:
        if time.monotonic() > ends_at:
            raise Unusable(f"it was not here within {self._within_s:g} s")

    def _forget(self, address: str) -> None:
        with self._lock:
            self._kept.pop(address, None)

    def _tidy(self) -> None:
        """Forget what was wanted longest ago, until the rest is small enough; what is on its way stays."""
        with self._lock:
            done = [(address, one.result()) for address, one in self._kept.items() if one.done()]
            size, number = sum(len(one.told) for _, one in done), len(done)
            for address, one in done:
                if size <= MOST_KEPT_BYTES and number <= MOST_KEPT:
                    return
                del self._kept[address]
                size, number = size - len(one.told), number - 1
