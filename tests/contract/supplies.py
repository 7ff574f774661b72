"""What channels are built with in tests: a vault in memory, a picture that is always there, and the real writer."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping
from functools import cache

import httpx
from PIL import Image

from syndicator.deliver.channel import Supplies
from syndicator.deliver.dialling import Dialler
from syndicator.deliver.mailing import Mailing
from syndicator.deliver.pictures import Picture
from syndicator.deliver.vault import Grant
from syndicator.deliver.writing import Writer
from syndicator.model.moment import Clock, utc_now


class MemoryVault:
    """Keeps one grant, for one process."""

    def __init__(self, grant: Grant | None = None) -> None:
        self._grant = grant
        self._lock = threading.Lock()

    def grant(self) -> Grant | None:
        return self._grant

    def renew(self, outdated: Grant | None, ask: Callable[[Grant | None], Grant]) -> Grant:
        with self._lock:
            if self._grant is None or self._grant == outdated:
                self._grant = ask(self._grant)
            return self._grant


class OnePicture:
    """Finds the same small picture everywhere, or none anywhere."""

    def __init__(self, picture: Picture | None) -> None:
        self._picture = picture

    def fetch(self, address: str, *, most_bytes: int, most_pixels: int = 2048) -> Picture | None:
        return self._picture


@cache
def small_picture() -> Picture:
    told = io.BytesIO()
    Image.new("RGB", (64, 48), (20, 40, 90)).save(told, "JPEG")
    return Picture(data=told.getvalue(), width=64, height=48)


@cache
def writer() -> Writer:
    return Writer()


def supplies(
    client: httpx.Client,
    secrets: Mapping[str, str],
    *,
    clock: Clock = utc_now,
    vault: MemoryVault | None = None,
    picture: Picture | None = None,
    dialler: Dialler | None = None,
    mailing: Mailing | None = None,
) -> Supplies:
    return Supplies(
        client=client,
        secrets=secrets,
        clock=clock,
        writer=writer(),
        pictures=OnePicture(picture),
        vault=vault or MemoryVault(),
        dialler=dialler,
        mailing=mailing,
    )
