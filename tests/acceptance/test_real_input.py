"""Whole feeds of realistic texts, polled as a person would, and read on portal and feeds."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.source import SourceConfig
from syndicator.newsroom.composer import choose_kind, compose
from syndicator.newsroom.options import UNITS_FILE
from syndicator.newsroom.units import read_units
from syndicator.portal.app import create_app
from tests.feeds import Told, rss
from tests.outside import Answer, Outside, outside
from tests.unit.portal.browser import Browser

TPPO = (Path(__file__).parents[1] / "data" / "tppo.html").read_text(encoding="utf-8")
CORPUS = os.environ.get("SYNDICATOR_CORPUS")
"""A folder with `items.jsonl`, for a run over real texts; the demo newsroom's serve where none is given."""


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        yield running


def texts() -> list[Told]:
    if CORPUS:
        lines = (Path(CORPUS) / "items.jsonl").read_text(encoding="utf-8").splitlines()
        return [Told(n, one["title"], one["text"], address=one["url"]) for n, one in enumerate(map(json.loads, lines))]
    return composed(169)


def composed(count: int) -> list[Told]:
    """Releases of the demo newsroom's own generator."""
    units, dice, at = read_units(UNITS_FILE), random.Random(5), datetime(2026, 3, 2, 7, tzinfo=UTC)
    told = []
    for number in range(count):
        unit = dice.choice(units)
        release = compose(choose_kind(unit, dice), unit, number=number, published=at, seed=5)
        told.append(Told(number, release.wording.title, "</p><p>".join(release.wording.lines), at))
    return told


def test_every_text_becomes_a_bulletin_and_polled_again_none_is_added(service: Service, world: Outside) -> None:
    told = texts()
    world.answers["/feed/"] = Answer(body=rss(told))
    source = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    assert service.intake.poll([source]).added == len(told)
    world.answers["/feed/"] = Answer(body=rss(told) + b"\n")
    again = service.intake.poll([source], even_if_not_due=True)
    assert (again.added, again.revised, again.records[0].entries) == (0, 0, len(told))
    assert len(service.tracing.bulletins(most=10_000)) == len(told)


def test_the_tppo_release_stands_under_its_unit_and_topic_without_its_clutter(service: Service, world: Outside) -> None:
    now = service.clock()
    told = Told(1, "Polresta Balikpapan Gelar Rakor Pencegahan TPPO", TPPO, at=now - timedelta(hours=1))
    world.answers["/feed/"] = Answer(body=rss([told]))
    config = SourceConfig(address=f"{world.url}/feed/", unit="polresta-balikpapan")
    service.intake.poll([service.sourcing.add(config, actor="test")])
    (bulletin,) = service.tracing.bulletins()
    assert bulletin.state is BulletinState.RELEASED, bulletin.verdict.hold_reasons
    for clutter in ("Bacaan Lainnya", "Pos terkait", "Baca juga", "Polisi Bagikan Sembako", "Satlantas Gelar"):
        assert clutter not in bulletin.content.text
        assert clutter not in bulletin.content.html
    with Browser(create_app(service)) as reader:
        for page in ("/", "/units/polresta-balikpapan", "/units/polda-kalimantan-timur", "/topics/tppo"):
            assert told.title in reader.get(page).text, page
        page = reader.get(bulletin.path).text
        assert "Bacaan Lainnya" not in page
        for address in ("all", "topics/tppo", "units/polresta-balikpapan", "units/polda-kalimantan-timur"):
            feed = feedparser.parse(reader.get(f"/feeds/{address}.rss").content)
            (entry,) = feed.entries
            assert entry.title == told.title
            assert {"Perdagangan orang & PMI ilegal", "Polresta Balikpapan"} <= {tag.term for tag in entry.tags}


def test_a_copy_that_differs_only_in_its_frame_tells_the_same_story(service: Service, world: Outside) -> None:
    framed = TPPO.replace("Media Humas Polri//Balikpapan", "Tribratanews.kaltim.polri.go.id, Balikpapan –")
    framed = framed.replace("( Alfian )", "(Humas Polresta Balikpapan)").replace("“", '"').replace("”", '"')
    world.answers |= {
        "/a/": Answer(body=rss([Told(1, "Rakor TPPO", TPPO)], "https://satu.test")),
        "/b/": Answer(body=rss([Told(2, "Polresta Cegah TPPO", framed)], "https://dua.test")),
    }
    ids = [service.sourcing.add(SourceConfig(address=f"{world.url}/{n}/"), actor="test") for n in "ab"]
    service.intake.poll(ids)
    later, first = service.tracing.bulletins()
    assert later.story_id == first.story_id
