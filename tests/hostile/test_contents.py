"""What an entry holds may mean harm, or have no end: no script survives, no pattern takes its time."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import pytest

from syndicator.bootstrap.service import Service
from syndicator.classify.authenticity import AuthenticityGuard
from syndicator.dedup.fingerprint import fingerprint
from syndicator.model.bulletin import Draft
from syndicator.model.entry import Entry
from syndicator.model.unit import Zone
from syndicator.normalise.draft import draft_of
from tests.feeds import Told, rss
from tests.hostile.contents import BIG, HARMFUL, TEXTS
from tests.hostile.siege import Case, besiege
from tests.hostile.wire import XML, answer, saying

MOST_S = 5.0
MOST_HTML_CHARS = 8_000_000
SEEN_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
TAG = re.compile(r"<[^>]*>")
HARM = re.compile(r"script|\son\w+\s*=|\sstyle|javascript|data:|vbscript|srcdoc|expression", re.IGNORECASE)
QUOTED_TITLE = re.compile(r"\stitle=\"[^\"<>]*\"")
"""Words in quotes, which are no markup."""
ELEMENT = re.compile(r"</?([a-z0-9]+)")
HARMLESS = frozenset({"p", "a", "img", "div", "b", "table", "tbody", "tr", "td", "br"})


def draft(html: str, title: str = "Patroli") -> Draft:
    entry = Entry(guid="1", address="https://jahat.test/1/", title=title, html=html, published_at=SEEN_AT)
    return draft_of(entry, source_id=1, base="https://jahat.test/feed/", zone=Zone.WIB, seen_at=SEEN_AT)


@pytest.mark.parametrize("harm", HARMFUL)
def test_what_means_harm_does_not_survive_in_a_bulletin(besieged: Service, harm: str) -> None:
    body = rss([Told(1, title=f"Judul {HARMFUL[harm]}", text=HARMFUL[harm].replace("]]>", "]]&gt;"))])
    (bulletin,) = besiege(besieged, Case(saying(answer(body, XML)), added=1)).bulletins
    tags = " ".join(TAG.findall(bulletin.content.html))
    assert not HARM.search(QUOTED_TITLE.sub("", tags))
    assert set(ELEMENT.findall(tags)) <= HARMLESS
    assert "Patroli" in bulletin.content.text


@pytest.mark.parametrize("shape", BIG)
def test_markup_without_bounds_takes_bounded_time_and_keeps_its_text(shape: str) -> None:
    markup = BIG[shape]()
    begun_at = time.process_time()
    content = draft(markup).content
    assert time.process_time() - begun_at < MOST_S
    assert "Patroli" in content.text
    assert len(content.html) < MOST_HTML_CHARS


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("place", ["title", "text"])
def test_a_text_on_which_careless_patterns_never_end_takes_seconds(fortress: Service, text: str, place: str) -> None:
    told = TEXTS[text]()
    guard = AuthenticityGuard(fortress.settings.authenticity)
    begun_at = time.process_time()
    made = draft(told) if place == "text" else draft("<p>x</p>", told)
    fingerprint(made.content.title, made.core)
    fortress.keeper.judge().judge(made.content.title, made.content.text, source_unit=None)
    guard.drift([f"{made.content.title}\n{made.content.text}"])
    assert time.process_time() - begun_at < MOST_S
    assert len(made.content.title) <= 300
