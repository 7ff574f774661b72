from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import lxml.html
import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.portal.extracts import extract, marked
from syndicator.portal.searching import day_of
from syndicator.storage.search_terms import LONGEST_CHARS, MOST_TERMS, Term, for_sqlite, read_terms
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

SEED = 20_260_302


def titles(page: lxml.html.HtmlElement) -> list[str]:
    return [one.text_content().strip() for one in page.find_class("headline")]


def test_terms_are_read_as_people_write_them() -> None:
    assert read_terms('curanmor "apel pagi" -sabu -"balap liar" polri.go.id') == (
        Term(("curanmor",)),
        Term(("apel", "pagi"), quoted=True),
        Term(("sabu",), excluded=True),
        Term(("balap", "liar"), excluded=True, quoted=True),
        Term(("polri", "go", "id")),
    )
    assert read_terms("anak-anak") == (Term(("anak", "anak")),)
    assert read_terms('- "" * ( ) _ % \0') == ()
    assert len(read_terms("a " * 99)) == MOST_TERMS
    assert sum(len(word) for term in read_terms("x" * 999) for word in term.words) == LONGEST_CHARS
    assert for_sqlite(read_terms('pencurian "apel pagi" -sabu')) == '("pencuri"* AND "apel pagi") NOT ("sabu"*)'
    assert for_sqlite(read_terms("-sabu")) == ""


def test_an_extract_holds_what_was_sought_and_no_markup_of_its_own() -> None:
    text = "Awal kalimat. " * 40 + "Polisi menangkap <b>pencuri</b> sepeda motor di Gresik. " + "Akhir kalimat. " * 40
    pieces = extract(text, ["pencuri", "motor"])
    assert [piece.text for piece in pieces if piece.found] == ["pencuri", "motor"]
    told = "".join(piece.text for piece in pieces)
    assert told.startswith("… ")
    assert told.endswith(" …")
    assert told.removeprefix("… ").removesuffix(" …") in " ".join(text.split())
    assert "".join(piece.text for piece in extract("pendek saja", ["lain"])) == "pendek saja"
    assert extract("", ["lain"]) == ()
    assert [piece.found for piece in marked("Curanmor di Gresik", ["curanmor"])] == [True, False]


@pytest.mark.parametrize(
    ("written", "day"),
    [("2026-03-31", (2026, 3, 31)), ("31/3/2026", (2026, 3, 31)), ("31.03.2026", (2026, 3, 31))]
    + [(bad, None) for bad in ("", "31", "0001-01-01", "9999-12-31", "2026-02-30", "kemarin")],
)
def test_a_day_is_read_in_whatever_form_people_write_it(written: str, day: tuple[int, int, int] | None) -> None:
    found = day_of(written)
    assert (found.year, found.month, found.day) == day if day and found else found is None and day is None


def test_a_page_shows_what_carries_the_words_and_marks_them(client: Browser, press: Press, clock: MovableClock) -> None:
    clock.now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    press.publish(Release(title="Curanmor di Gresik", text="Polisi menangkap pelaku.", unit="polres-gresik"))
    clock.advance(timedelta(days=3))
    press.publish(Release(title="Apel pagi", text="Apel <b>curanmor</b> & patroli.", html="", topics=("narkoba",)))
    page = client.page("/search?q=curanmor")
    assert titles(page) == ["Curanmor di Gresik", "Apel pagi"], "what says it in its title fits better"
    assert [one.text_content() for one in page.xpath("//main//mark")] == ["Curanmor", "curanmor"]
    assert page.xpath("//input[@id='q']/@value") == ["curanmor"]
    assert "2 siaran" in page.text_content()
    assert "/feeds/search.rss?q=curanmor" in page.xpath("//link[@rel='alternate']/@href")
    for more, found in {
        "by=newest": ["Apel pagi", "Curanmor di Gresik"],
        "topic=narkoba": ["Apel pagi"],
        "unit=polda-jawa-timur": ["Curanmor di Gresik"],
        "unit=polda-kalimantan-timur": ["Apel pagi"],
        "unit=mabes-polri&by=newest": ["Apel pagi", "Curanmor di Gresik"],
        "to=2026-03-02": ["Curanmor di Gresik"],
        "from=3/3/2026": ["Apel pagi"],
        "from=2026-03-02&to=2026-03-05&topic=narkoba&unit=mabes-polri": ["Apel pagi"],
        "from=2026-03-06": [],
    }.items():
        assert titles(client.page(f"/search?q=curanmor&{more}")) == found, more
        assert client.page(f"/search?q=curanmor&{more}").xpath("//details[@class='filters']/@open") or "by=" in more
    assert titles(client.page("/search?topic=narkoba")) == ["Apel pagi"], "conditions alone ask enough"
    assert titles(client.page("/search?q=curanmor+-gresik")) == ["Apel pagi"]
    assert titles(client.page("/search?q=%22apel+b+curanmor%22")) == ["Apel pagi"]


def test_a_search_without_an_answer_says_what_to_do_next(client: Browser, press: Press) -> None:
    press.publish(Release())
    for path, words in {
        "/search": "Tulis beberapa kata di atas",
        "/search?q=%20": "Tulis beberapa kata di atas",
        "/search?q=-rapat": "sedikitnya satu kata yang harus ada",
        "/search?q=zzz": "Coba kata yang lebih sedikit",
        "/search?q=rapat&from=kemarin": "“kemarin” bukan tanggal yang dapat dibaca",
    }.items():
        assert words in client.page(path).text_content(), path
    for path in ("/search?topic=nothing", "/search?unit=nowhere", "/search?q=rapat&page=2", "/search?q=rapat&page=0"):
        assert client.get(path).status_code == 404, path


def test_results_have_pages_that_keep_what_was_asked(client: Browser, press: Press) -> None:
    for number in range(23):
        press.publish(Release(title=f"Rapat & koordinasi {number}"))
    page = client.page("/search?q=rapat+%26&by=newest&topic=tppo")
    [following] = page.xpath("//a[@rel='next']/@href")
    assert following == "/search?q=rapat+%26&topic=tppo&by=newest&page=2"
    assert len(titles(page)) == 20
    assert len(titles(client.page(following))) == 3


@pytest.mark.parametrize("state", [BulletinState.HELD, BulletinState.REJECTED, BulletinState.WITHDRAWN])
def test_what_the_public_may_not_see_is_not_found(
    client: Browser, press: Press, service: Service, state: BulletinState
) -> None:
    press.publish(Release(title="Rahasia sekali", text="Teks rahasia.", state=state))
    first = press.publish(Release(title="Terbuka rahasia"))
    press.publish(Release(title="Salinan rahasia", story=first.story_uid, host="lain.example"))
    assert titles(client.page("/search?q=rahasia")) == ["Terbuka rahasia"]
    assert "1 siaran" in client.page("/search?q=rahasia").text_content()
    service.editing.withdraw(first.id, actor="admin")
    assert client.page("/search?q=rahasia").xpath("//main//article") == []


def test_nothing_that_anybody_types_breaks_the_search(client: Browser, press: Press) -> None:
    press.publish(Release())
    dice = random.Random(SEED)
    signs = "ab 01\"'-−–+*()^:{}[]<>&|!~%_\\/;,.\0\x1f\u2028é漢ﷺ\u0301"
    pieces = [*signs, "AND", "OR", "NOT", "NEAR(", "rapat"]
    for _ in range(120):
        typed = "".join(dice.choice(pieces) for _ in range(dice.randrange(1, 40)))
        address = f"/search?q={quote(typed)}&from={quote(typed[:12])}"
        assert client.get(address).status_code == 200, typed
        assert client.get(f"/feeds/search.json?q={quote(typed)}").status_code in {200, 404}, typed
    assert client.get(f"/search?q={'%ff' * 9}").status_code == 200
