"""
Readers that people use get back what is stored: newsboat (Debian) and `reader` (PyPI, in an environment of its own).

They have to be brought first, and one of them needs a newer Python, so that they are tried where that is asked for:
`SYNDICATOR_TEST_VALIDATORS=1`.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.peers import reader_python
from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin
from tests.acceptance.test_feed_validity import BASE, MARKED_UP, Reader, as_told, hostile, moment, reader
from tests.conftest import MovableClock
from tests.unit.portal.press import Press

__all__ = ["reader"]

pytestmark = [
    pytest.mark.skipif("SYNDICATOR_TEST_VALIDATORS" not in os.environ, reason="set SYNDICATOR_TEST_VALIDATORS=1"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
SCRIPT = """
import json, sys
from reader import make_reader
reader = make_reader(":memory:", feed_root="")
reader.add_feed(sys.argv[1])
reader.update_feed(sys.argv[1])
for one in reader.get_entries():
    content = one.get_content(prefer_summary=False)
    print(json.dumps([one.id, one.title, one.link, content.value, one.published.isoformat(), one.updated.isoformat()]))
"""


@pytest.fixture
def told(service: Service, clock: MovableClock) -> dict[str, Bulletin]:
    """Releases of all kinds, by guid."""
    press = Press(service)
    found = {}
    for release in hostile():
        clock.advance(timedelta(seconds=1))
        one = press.publish(release)
        found[one.story_uid.urn] = one
    return found


@dataclass(frozen=True, slots=True)
class Read:
    """What a program read of an entry."""

    guid: str
    title: str
    link: str
    content: str
    published: datetime
    updated: datetime | None = None


def compared(read: list[Read], told: dict[str, Bulletin]) -> None:
    """Every release came, and came back as it is stored; titles that are markup are each reader's own matter."""
    assert {one.guid for one in read} == set(list(told)[-50:])
    for one in read:
        kept = as_told(told[one.guid])
        assert (one.link, one.published) == (kept["link"], kept["published"])
        assert one.updated in {None, kept["updated"]}
        assert one.content == kept["content"] or not kept["content"], "a reader shows the summary instead"
        assert one.title.strip() == kept["title"] or told[one.guid].content.title in MARKED_UP


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_reader_gets_back_what_is_stored(told: dict[str, Bulletin], reader: Reader, tmp_path: Path, form: str) -> None:
    python = reader_python()
    assert python is not None
    file = tmp_path / f"feed.{form}"
    file.write_bytes(reader.get(f"{BASE}/feeds/all.{form}").body)
    answer = subprocess.run([python, "-c", SCRIPT, str(file)], check=True, capture_output=True, text=True).stdout
    read = [
        Read(*texts, *map(moment, moments))
        for *texts, one, two in map(json.loads, answer.splitlines())
        for moments in [(one, two)]
    ]
    compared(read, told)


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_newsboat_gets_back_what_is_stored(
    told: dict[str, Bulletin], reader: Reader, tmp_path: Path, form: str
) -> None:
    newsboat = shutil.which("newsboat")
    assert newsboat, "apt-get install newsboat"
    folder = tmp_path / "newsboat"
    folder.mkdir()
    file, cache = folder / f"feed.{form}", folder / "cache.db"
    file.write_bytes(reader.get(f"{BASE}/feeds/all.{form}").body)
    (folder / "urls").write_text(f"file://{file}\n")
    (folder / "config").touch()
    files = ["-u", str(folder / "urls"), "-c", str(cache), "-C", str(folder / "config")]
    subprocess.run([newsboat, *files, "-x", "reload"], check=True, env={**os.environ, "HOME": str(folder)})
    with closing(sqlite3.connect(cache)) as connection:
        rows = connection.execute("select guid, title, url, content, pubDate from rss_item").fetchall()
    compared([Read(*texts, datetime.fromtimestamp(seconds, UTC)) for *texts, seconds in rows], told)
