"""Every feed, list and map of a newsroom is as its format has it, and reads back as what is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

import feedparser
import httpx
import pytest
from lxml import etree

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.newsroom.options import NewsroomOptions
from syndicator.newsroom.server import serving
from syndicator.portal.assets import Assets
from syndicator.portal.editions import editions
from syndicator.portal.language import Language
from syndicator.portal.press import Printed
from syndicator.portal.printing import FeedPress
from syndicator.storage import reading
from syndicator.storage.reading import Selection
from tests.conftest import MovableClock
from tests.feedrules import ATOM, TOMBSTONES, faults
from tests.feedschemas import json_feed_faults, opml_faults, sitemap_faults
from tests.unit.portal.press import Press, Release

BASE = "http://portal.test"
FORMS = ("rss", "atom", "json")
UNITS = 2
HUGE = "Personel Polresta Balikpapan mengatur lalu lintas di simpang empat sejak pagi. " * 1_000
MARKED_UP = (
    "Kutip ]]> lalu <![CDATA[ lain ]]>",
    """Polisi & <b>"Warga"</b> 'Satu' > Dua < Tiga""",
    "&amp; &lt;script&gt;alert(1)&lt;/script&gt;",
)
"""Titles whose very words are markup: a validator cannot but ask whether that was meant."""
PLAIN = (
    "Polisi & Warga > Dua",
    "😀 Polisi 👮‍♀️ di Balikpapan",
    "شرطة إندونيسيا في باليكبابان",
    "警察 “kutip” – ‘satu’ … é",
    "nol\x01 lonceng\x07 batal\x1b akhir\x7f\x85\x9f",
    "bukan huruf \ufffe dan \uffff",
    "a" * 3_000,
    "",
)


@dataclass
class Reader:
    """Reads what the press prints, by address."""

    press: FeedPress
    clock: MovableClock
    read: dict[str, Printed] = field(default_factory=dict)

    def get(self, address: str) -> Printed:
        parts = urlsplit(address)
        printed = self.press.print(parts.path, parts.query)
        assert printed is not None, address
        self.read[address] = printed
        return printed

    def faults(self) -> dict[str, list[str]]:
        """Return what is wrong with all that was read."""
        return {address: found for address, printed in self.read.items() if (found := self._judged(address, printed))}

    def _judged(self, address: str, printed: Printed) -> list[str]:
        path = urlsplit(address).path
        if path.endswith(".opml"):
            return opml_faults(printed.body)
        if path.startswith("/sitemap"):
            return sitemap_faults(printed.body)
        if path.endswith(".json"):
            return json_feed_faults(printed.body)
        return faults(printed.body, address, self.clock.now)


@pytest.fixture
def reader(service: Service, clock: MovableClock) -> Reader:
    return Reader(FeedPress(service, editions(service, Assets())[Language.INDONESIAN]), clock)


@pytest.fixture
def newsroom(service: Service, clock: MovableClock) -> list[Bulletin]:
    """The releases of a demo newsroom, taken in, and others that no site should tell; the latter are given."""
    with serving(NewsroomOptions(units=UNITS, rate=0, port=0, epoch=clock.now - timedelta(minutes=1))) as address:
        listed = service.sourcing.from_opml(httpx.get(f"{address}sources.opml").content)
        service.sourcing.bring_in(listed, actor="test")
        service.intake.poll([source.id for source in service.sourcing.all()], even_if_not_due=True)
    press = Press(service)
    return [press.publish(release) for release in hostile()]


def hostile() -> Iterator[Release]:
    yield from (Release(title=f"Kegiatan ke-{number}") for number in range(30))
    for title in (*MARKED_UP, *PLAIN):
        text = f"{title or 'Tanpa judul'}\nPolresta Balikpapan."
        yield Release(title=title, text=text, html=f"<p>{escape(title)}</p>")
    yield Release(title="Tanpa gambar", image=None, operations=("ketupat",))
    yield Release(title="Gambar aneh", image="https://gambar.test/foto polisi [1]|é.jpg?a=1&b=2")
    yield Release(title="Gambar yang bukan gambar", image="data:image/png;base64,AAAA")
    yield Release(title="Bukan alamat", image="https://[gambar/x.png", host="rilis-é.test")
    yield Release(title="Panjang sekali", text=HUGE)
    yield Release(title="Tanpa isi", html="")
    yield Release(title="Tanpa satuan dan topik", unit=None, topics=())


def stored(service: Service) -> dict[str, Bulletin]:
    """What the public may see, by guid."""
    found: dict[str, Bulletin] = {}
    with service.database.read() as connection:
        for page in range(1, 100):
            some = reading.released(connection, Selection(), service.settings.units, page=page)
            found |= {one.story_uid.urn: one for one in some.bulletins}
            if not some.more:
                return found
    raise AssertionError("more bulletins than pages")


def everything(reader: Reader) -> None:
    """Read all there is: what the list names, in every format, each page and archive, a search and the maps."""
    listed = etree.fromstring(reader.get(f"{BASE}/feeds.opml").body).xpath("//@xmlUrl")
    listed += [f"{BASE}/feeds/search.rss?q=polresta%20balikpapan", f"{BASE}/feeds/topics/korupsi.rss"]
    for address in listed:
        for form in FORMS:
            follow(reader, str(address).replace(".rss", f".{form}"))
    for path in ("/sitemap.xml", "/sitemap.xml?page=1", "/sitemap-news.xml"):
        reader.get(BASE + path)


def follow(reader: Reader, address: str | None) -> None:
    """Read a feed and whatever it leads to."""
    while address and address not in reader.read:
        body = reader.get(address).body
        if "json" in urlsplit(address).path:
            address = json.loads(body).get("next_url")
            continue
        links = {link.get("rel"): link.get("href") for link in etree.fromstring(body).iter(f"{{{ATOM}}}link")}
        follow(reader, links.get("next"))
        address = links.get("prev-archive")


def test_every_document_is_as_its_format_has_it_and_reads_back_as_what_is_stored(
    service: Service, reader: Reader, newsroom: list[Bulletin], clock: MovableClock
) -> None:
    service.editing.withdraw(newsroom[-1].id, actor="siti", reason="Keliru & <ganda>")
    clock.advance(timedelta(days=40))
    everything(reader)
    assert len(reader.read) > 60
    assert any("archive=" in address for address in reader.read)
    assert any("page=2" in address for address in reader.read)
    found = reader.faults()
    asked = [fault for some in found.values() for fault in some if fault.startswith("contains HTML: title")]
    assert {address: some for address, some in found.items() if set(some) - set(asked)} == {}
    assert {fault.rpartition(": ")[2] for fault in asked} <= {"b", "script", "amp", "lt", "gt"}
    assert all(".rss" in address for address in found), "only RSS cannot tell that a title is no markup"
    [told_of] = read_xml(reader.read[f"{BASE}/feeds/operations/ketupat.atom"].body)
    assert told_of["title"] == "Tanpa gambar"
    told = stored(service)
    reads_back(told, reader)
    feedparser_reads_back(told, reader)


def reads_back(told: dict[str, Bulletin], reader: Reader) -> None:
    """Compare what a strict parser and JSON read in the feeds of everything with what is stored."""
    for form in FORMS:
        documents = [one.body for address, one in reader.read.items() if f"/feeds/all.{form}" in address]
        read = {one["guid"]: one for document in documents for one in READERS[form](document)}
        assert read.keys() == told.keys()
        for guid, one in read.items():
            assert one == as_told(told[str(guid)]), form


def as_told(bulletin: Bulletin) -> dict[str, object]:
    """What a reader knows of a bulletin; what XML cannot carry is left out."""
    content = bulletin.content
    return {
        "guid": bulletin.story_uid.urn,
        "title": printable(content.title or content.lead),
        "link": BASE + bulletin.path,
        "content": printable(content.html),
        "published": content.published_at.replace(microsecond=0),
        "updated": bulletin.updated_at.replace(microsecond=0),
    }


def printable(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", "", text).strip()


def read_xml(document: bytes) -> Iterator[dict[str, object]]:
    """By a strict parser alone."""
    spaces = {"a": ATOM, "c": "http://purl.org/rss/1.0/modules/content/"}
    paths = {
        "guid": "guid | a:id",
        "title": "title | a:title",
        "link": "link | a:link[@rel='alternate']/@href",
        "content": "c:encoded | a:content",
        "published": "pubDate | a:published",
        "updated": "a:updated",
    }
    for element in etree.fromstring(document).xpath("//item | //a:entry", namespaces=spaces):
        found = {name: element.xpath(path, namespaces=spaces) for name, path in paths.items()}
        texts = {name: str(getattr(one[0], "text", one[0]) or "") if one else "" for name, one in found.items()}
        if (title := found["title"][0]).get("type") == "html":
            texts["title"] = unescape(str(title.text))
        yield {**texts, "title": texts["title"].strip(), "content": texts["content"].strip()} | {
            name: moment(texts[name]) for name in ("published", "updated")
        }


def moment(told: str) -> datetime:
    read = parsedate_to_datetime(told) if "," in told else datetime.fromisoformat(told)
    return read.replace(microsecond=0)


def read_json(document: bytes) -> Iterator[dict[str, object]]:
    for one in json.loads(document)["items"]:
        yield {
            "guid": one["id"],
            "title": printable(one["title"]),
            "link": one["url"],
            "content": printable(one.get("content_html", "")),
            "published": moment(one["date_published"]),
            "updated": moment(one["date_modified"]),
        }


READERS = {"rss": read_xml, "atom": read_xml, "json": read_json}


def feedparser_reads_back(told: dict[str, Bulletin], reader: Reader) -> None:
    """Compare what feedparser makes of them; titles that are markup it takes for markup."""
    for form in ("rss", "atom"):
        body = reader.read[f"{BASE}/feeds/all.{form}"].body
        parsed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
        assert not parsed.bozo
        assert len(parsed.entries) == 50
        for one in parsed.entries:
            kept = as_told(told[one.id])
            assert one.link == kept["link"]
            assert utc(one.published_parsed) == kept["published"]
            assert utc(one.updated_parsed) == kept["updated"]
            assert ([part.value for part in one.content] if "content" in one else [""]) == [kept["content"]]
            assert one.title == kept["title"] or told[one.id].content.title in MARKED_UP


def utc(told: Any) -> datetime:
    return datetime(*told[:6], tzinfo=UTC)


def test_a_revision_keeps_the_guid_and_moves_the_date(service: Service, reader: Reader, clock: MovableClock) -> None:
    press = Press(service)
    before = press.publish(Release(title="Polisi Patroli"))
    first = dict(next(read_xml(reader.get(f"{BASE}/feeds/all.atom").body)))
    clock.advance(timedelta(minutes=5))
    press.correct(before, Release(title="Polisi Patroli (ralat)"))
    then = dict(next(read_xml(reader.get(f"{BASE}/feeds/all.atom").body)))
    assert (then["guid"], then["title"]) == (first["guid"], "Polisi Patroli (ralat)")
    assert then["updated"] == clock.now
    assert first["updated"] == clock.now - timedelta(minutes=5)


def test_a_withdrawal_leaves_the_feeds_and_stands_as_a_tombstone(
    service: Service, reader: Reader, clock: MovableClock
) -> None:
    press = Press(service)
    gone, stays = press.publish(Release(title="Ditarik Lagi")), press.publish(Release(title="Tetap Ada"))
    clock.advance(timedelta(minutes=5))
    service.editing.withdraw(gone.id, actor="siti")
    names = ("all", "topics/tppo", "units/polresta-balikpapan", "units/polda-kalimantan-timur", "search")
    for name in names:
        for form in FORMS:
            body = reader.get(f"{BASE}/feeds/{name}.{form}" + "?q=rapat" * (name == "search")).body
            assert stays.story_uid.urn.encode() in body
            assert (gone.story_uid.urn.encode() in body) == (form == "atom" and name != "search"), (name, form)
            assert b"Ditarik Lagi" not in body
    [tombstone] = etree.fromstring(reader.read[f"{BASE}/feeds/all.atom"].body).iter(f"{{{TOMBSTONES}}}deleted-entry")
    assert tombstone.get("ref") == gone.story_uid.urn
    assert tombstone.get("when") == clock.now.isoformat()


def test_what_is_held_was_never_there(service: Service, reader: Reader) -> None:
    press = Press(service)
    press.publish(Release(title="Terbuka"))
    held = press.publish(Release(title="Rahasia sekali", text="Rahasia sekali", state=BulletinState.HELD))
    everything(reader)
    reader.read[f"{BASE}/feeds/search.atom"] = reader.get(f"{BASE}/feeds/search.atom?q=rahasia")
    for address, printed in reader.read.items():
        assert b"ahasia" not in printed.body.replace(b"q=rahasia", b"").replace("“rahasia”".encode(), b""), address
        assert held.story_uid.urn.encode() not in printed.body, address
