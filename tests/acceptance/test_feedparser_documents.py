"""
The test documents of feedparser's source distribution, taken from the package registry by its locked hash.

They are not ours to copy, so they are kept in the user's cache. Well-formed ones lose nothing on our way; of the others
each ends, in time.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from syndicator.errors import SourceFault
from syndicator.model.entry import Reading
from syndicator.parse.apart import LONGEST
from syndicator.parse.entries import storable
from syndicator.parse.feeds import read_feed
from syndicator.parse.reader import FeedReader

PROJECT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "syndicator-tests"
ADDRESS = "https://humas.test/feed/"
DOWNLOAD_S = 240
FEWEST_DOCUMENTS = 2_000
CONTENT_TYPE = re.compile(rb"^Header:\s+Content-type:(.+)$", re.MULTILINE | re.IGNORECASE)
"""Documents tell their HTTP headers in the comment that they begin with."""


@dataclass(frozen=True)
class Document:
    name: str
    body: bytes

    @property
    def content_type(self) -> str:
        told = CONTENT_TYPE.search(self.body)
        return told[1].strip().decode("latin-1") if told else ""

    @property
    def is_well_formed(self) -> bool:
        if "/wellformed/" in self.name:
            return True
        try:
            etree.fromstring(self.body, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            return False
        return True


@dataclass(frozen=True)
class Locked:
    """The source distribution of feedparser that uv.lock names."""

    version: str
    sha256: str

    def archive(self) -> Path:
        """Return where it lies, taken from the registry if it is not there yet."""
        place = CACHE / self.sha256 / f"feedparser-{self.version}.tar.gz"
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=place.parent) as folder:
                self._download(Path(folder)).replace(place)
        if hashlib.sha256(place.read_bytes()).hexdigest() != self.sha256:
            pytest.fail(f"{place} is not what uv.lock says – remove it, it will be taken again", pytrace=False)
        return place

    def _download(self, folder: Path) -> Path:
        wanted = folder / "wanted.txt"
        wanted.write_text(f"feedparser=={self.version} --hash=sha256:{self.sha256}\n", encoding="utf-8")
        options = ("--quiet", "--no-deps", "--no-binary=feedparser", "--require-hashes", f"--dest={folder}")
        command = [sys.executable, "-m", "pip", "download", *options, "-r", str(wanted)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=DOWNLOAD_S, check=False)
        except subprocess.TimeoutExpired:
            pytest.fail(
                f"the package registry has not given feedparser {self.version} in {DOWNLOAD_S} s", pytrace=False
            )
        found = list(folder.glob("feedparser-*.tar.gz"))
        if done.returncode or not found:
            told = done.stderr.strip()[-1_500:]
            pytest.fail(
                f"feedparser {self.version} cannot be had from the package registry that pip is set to – "
                f"this test needs it once, later it lies in {CACHE}:\n{told}",
                pytrace=False,
            )
        return found[0]


def locked() -> Locked:
    packages = tomllib.loads((PROJECT / "uv.lock").read_text(encoding="utf-8"))["package"]
    (package,) = (package for package in packages if package["name"] == "feedparser")
    return Locked(package["version"], package["sdist"]["hash"].removeprefix("sha256:"))


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    with tarfile.open(locked().archive()) as archive:
        found = [
            Document(member.name, content.read())
            for member in archive
            if "/tests/" in member.name and member.name.endswith(".xml") and (content := archive.extractfile(member))
        ]
    assert len(found) > FEWEST_DOCUMENTS, "the distribution holds fewer test documents than it did"
    return sorted(found, key=lambda document: document.name)


@pytest.fixture
def reader() -> Iterator[FeedReader]:
    made = FeedReader()
    yield made
    made.close()


def by_reader(reader: FeedReader, document: Document) -> Reading | str:
    """Return a reading, or the cause of the source's fault."""
    try:
        return reader.read_feed(document.body, content_type=document.content_type, address=ADDRESS)
    except SourceFault as fault:
        return fault.cause


def by_judge(document: Document) -> Reading | str:
    try:
        return read_feed(document.body, content_type=document.content_type, address=ADDRESS)
    except SourceFault as fault:
        return fault.cause


def by_feedparser(document: Document) -> list[tuple[str, str, str]]:
    """Return guid, title and link of each entry as feedparser alone tells them."""
    headers = {"content-type": document.content_type} if document.content_type else {}
    parsed = feedparser.parse(document.body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    return sorted(
        (storable(raw.get("id") or ""), storable(raw.get("title") or ""), storable(raw.get("link") or ""))
        for raw in parsed.entries
    )


def told(reading: Reading | str) -> list[tuple[str, str, str]]:
    """Return guid, title and link of each entry, none where there is no reading."""
    entries = () if isinstance(reading, str) else reading.entries
    return sorted((entry.guid or "", entry.title, entry.address or "") for entry in entries)


def without_guids_as_links(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return entries with no link where the guid stands in for it: feedparser takes any for one, we do not."""
    return sorted((guid, title, "" if link == guid else link) for guid, title, link in entries)


def say(counts: str) -> None:
    """Tell counts on standard error, which several processes of pytest share with the terminal."""
    sys.stderr.write(f"\nfeedparser's documents: {counts}\n")


def test_a_well_formed_document_loses_nothing_on_our_way(
    documents: list[Document], reader: FeedReader, capsys: pytest.CaptureFixture[str]
) -> None:
    read = [document for document in documents if document.is_well_formed]
    readings = {document.name: by_reader(reader, document) for document in read}
    judged = {document.name: by_judge(document) for document in read}
    assert [name for name, reading in readings.items() if reading != judged[name]] == []
    lost = [
        document.name
        for document in read
        if without_guids_as_links(told(readings[document.name])) != without_guids_as_links(by_feedparser(document))
    ]
    assert lost == []
    with capsys.disabled():
        fast = len(read) - reader.judged
        entries = sum(len(told(reading)) for reading in readings.values())
        say(f"{len(read)} well-formed with {entries} entries, {fast} documents read fast")


def test_an_ill_formed_document_ends_in_time(
    documents: list[Document], reader: FeedReader, capsys: pytest.CaptureFixture[str]
) -> None:
    slowest_s, faults = 0.0, 0
    broken = [document for document in documents if not document.is_well_formed]
    for document in broken:
        began = time.monotonic()
        faults += isinstance(by_reader(reader, document), str)
        slowest_s = max(slowest_s, time.monotonic() - began)
    assert slowest_s < LONGEST.total_seconds()
    with capsys.disabled():
        say(
            f"{len(broken)} ill-formed, {faults} of them no feeds, {len(broken) - reader.judged} read fast, "
            f"the slowest in {slowest_s:.2f} s"
        )
