"""Sites that no fetcher should survive by luck: bombs, loops, drips and feeds that are none."""

from __future__ import annotations

import gzip
import io
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import anyio

from syndicator.newsroom.answers import HTML, Answer, page, redirect

RSS_TYPE = "application/rss+xml; charset=UTF-8"
BOMB_MEBIBYTES = 256
HUGE_BYTES = 20 * 1024 * 1024
NESTING = 60_000
DRIP_GAP_S = 0.5
GAMBLING = (
    "<!DOCTYPE html><html><head><title>Situs Slot Gacor Hari Ini</title></head>"
    "<body><h1>Daftar slot gacor maxwin, bonus new member 100%</h1></body></html>"
)
LAUGHS = "".join(
    f'<!ENTITY lol{number} "{f"&lol{number - 1};" * 10}">' for number in range(1, 10)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HostileSite:
    """A site with one bad habit."""

    slug: str
    index: int
    base: str
    epoch: datetime

    @property
    def feed(self) -> str:
        """Return the address that sources.toml lists."""
        return f"{self.base}/feed/"


def answer(site: HostileSite, path: str) -> Answer:
    """Answer any question to a hostile site, except to the dripping one."""
    return ANSWERS[site.slug](site, path)


async def drip(site: HostileSite) -> AsyncIterator[bytes]:
    """Yield the bytes of a feed that never ends, one blank every half second."""
    yield _rss(site, "")[:-30].encode()
    while True:
        await anyio.sleep(DRIP_GAP_S)
        yield b" "


def _rss(site: HostileSite, items: str, *, prologue: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<rss version="2.0">'
        f"<channel><title>{site.slug}</title>"
        f"<link>{site.base}/</link><description>-</description>{items}</channel></rss>"
    )


def _entry(site: HostileSite, number: int, *, guid: str, date: str, title: str = "Giat rutin") -> str:
    return (
        f"<item><title>{title} {number}</title><link>{site.base}/{number}/</link>"
        f'<guid isPermaLink="false">{guid}</guid><pubDate>{date}</pubDate>'
        f"<description>Laporan kegiatan nomor {number} dari lapangan.</description></item>"
    )


def _feed(site: HostileSite, items: str, *, prologue: str = "") -> Answer:
    return Answer(200, RSS_TYPE, _rss(site, items, prologue=prologue).encode())


@lru_cache(maxsize=1)
def _bomb() -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0) as stream:
        blanks = b" " * 1024 * 1024
        for _ in range(BOMB_MEBIBYTES):
            stream.write(blanks)
    return packed.getvalue()


def _gzip_bomb(site: HostileSite, _path: str) -> Answer:
    return Answer(200, RSS_TYPE, _bomb(), (("content-encoding", "gzip"), ("x-site", site.slug)))


def _redirect_loop(site: HostileSite, path: str) -> Answer:
    return redirect(f"{site.base}/feed/{'b' if path.rstrip('/').endswith('/a') else 'a'}", 302)


def _private_redirect(_site: HostileSite, _path: str) -> Answer:
    return redirect("http://10.0.0.1/feed/", 302)


def _huge_body(site: HostileSite, _path: str) -> Answer:
    head, tail = _rss(site, "<item><description>|</description></item>").encode().split(b"|")
    return Answer(200, RSS_TYPE, head + b"giat " * (HUGE_BYTES // 5) + tail)


def _not_a_feed(_site: HostileSite, _path: str) -> Answer:
    return Answer(200, RSS_TYPE, b'{"status": "ok", "posts": []}')


def _empty_body(_site: HostileSite, _path: str) -> Answer:
    return Answer(200, RSS_TYPE, b"")


def _entity_bomb(site: HostileSite, _path: str) -> Answer:
    doctype = f'<!DOCTYPE rss [<!ENTITY lol0 "ha">{LAUGHS}]>'
    items = "<item><title>&lol9;</title></item>"
    return _feed(site, items, prologue=doctype)


def _deep_nesting(site: HostileSite, _path: str) -> Answer:
    return _feed(site, "<item><description>" + "<b>" * NESTING + "</b>" * NESTING + "</description></item>")


def _control_characters(site: HostileSite, _path: str) -> Answer:
    items = "".join(
        _entry(
            site,
            number,
            guid=f"{site.base}/?p={number}",
            date=_date(site, number),
            title="Giat \x00\x08\x0b\x1f",
        )
        for number in range(1, 6)
    )
    return _feed(site, items + "<item><title>&#xD800; &#0;</title></item>")


def _same_guid(site: HostileSite, _path: str) -> Answer:
    return _feed(
        site,
        "".join(_entry(site, number, guid="berita", date=_date(site, number)) for number in range(1, 11)),
    )


def _sql_dates(site: HostileSite, _path: str) -> Answer:
    items = (
        _entry(
            site,
            number,
            guid=f"{site.base}/?p={number}",
            date=f"{site.epoch - timedelta(hours=number):%Y-%m-%d %H:%M:%S}",
        )
        for number in range(1, 11)
    )
    return _feed(site, "".join(items))


def _lapsed_domain(_site: HostileSite, _path: str) -> Answer:
    return page(200, GAMBLING)


def _endless_drip(_site: HostileSite, _path: str) -> Answer:
    return Answer(200, HTML, b"")


def _date(site: HostileSite, number: int) -> str:
    return f"{site.epoch - timedelta(hours=number):%a, %d %b %Y %H:%M:%S +0000}"


DRIPPING = "hostile-endless-drip"
ANSWERS: Mapping[str, Callable[[HostileSite, str], Answer]] = {
    "hostile-gzip-bomb": _gzip_bomb,
    "hostile-redirect-loop": _redirect_loop,
    DRIPPING: _endless_drip,
    "hostile-huge-body": _huge_body,
    "hostile-not-a-feed": _not_a_feed,
    "hostile-empty-body": _empty_body,
    "hostile-entity-bomb": _entity_bomb,
    "hostile-deep-nesting": _deep_nesting,
    "hostile-private-redirect": _private_redirect,
    "hostile-control-characters": _control_characters,
    "hostile-same-guid": _same_guid,
    "hostile-sql-dates": _sql_dates,
    "hostile-lapsed-domain": _lapsed_domain,
}
