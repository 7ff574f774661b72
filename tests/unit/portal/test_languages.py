from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import syndicator.portal
from syndicator.model.unit import Zone
from syndicator.portal import moments
from syndicator.portal.language import LOCALE, Language
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

PORTAL = Path(syndicator.portal.__file__).parent
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "portal.po").open("rb") as file:
        return read_po(file, locale=language)


def in_use() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(PORTAL, method_map=METHODS, keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def test_every_text_has_an_indonesian_one_and_none_is_left_over() -> None:
    stored = {message.id: message for message in catalogue("id") if message.id}
    used = in_use()
    assert len(used) > 150
    assert used - stored.keys() == set()
    assert stored.keys() - used == set()
    for message in stored.values():
        assert not message.fuzzy, message.id
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id


@pytest.mark.parametrize("language", list(Language))
def test_texts_keep_what_is_put_into_them(language: Language) -> None:
    for message in catalogue(language.value):
        if message.id:
            assert list(message.check()) == [], message.id


def test_a_switch_leads_to_the_other_language_and_is_remembered(client: Browser, press: Press) -> None:
    press.publish(Release())
    assert "Terbaru" in client.page("/").text_content()
    [switch] = client.page("/topics/tppo").xpath("//li[@class='switch']/a")
    assert (switch.get("href"), switch.get("lang")) == ("/topics/tppo?lang=en", "en")
    english = client.page("/topics/tppo?lang=en")
    assert english.get("lang") == "en"
    assert "Human trafficking" in english.text_content()
    assert client.page("/").get("lang") == "en"
    assert client.page("/?lang=id").get("lang") == "id"
    assert client.page("/").get("lang") == "id"


def test_releases_are_marked_as_indonesian_on_english_pages(client: Browser, press: Press) -> None:
    bulletin = press.publish(Release())
    page = client.page(f"{bulletin.path}?lang=en")
    assert [one.get("lang") for one in page.xpath("//h1 | //div[@class='body']")] == ["id", "id"]


@pytest.mark.parametrize("asked", ["xx", "", "id_ID", "../../etc", "<script>"])
def test_a_language_that_there_is_not_changes_nothing(client: Browser, asked: str) -> None:
    answer = client.get(f"/?lang={asked}")
    assert answer.status_code == 200
    assert '<html lang="id">' in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("header", ["en-US,en;q=0.9,id;q=0.8", "id-ID", "fr,de;q=0.9", "*", "", ";;q=,en;q=x"])
def test_who_has_not_chosen_reads_indonesian_whatever_the_browser_prefers(client: Browser, header: str) -> None:
    assert '<html lang="id">' in client.get("/", accept_language=header).text


@pytest.mark.parametrize(
    ("zone", "language", "told"),
    [
        (Zone.WIB, Language.INDONESIAN, "4 Juni 2025 pukul 23.30 WIB"),
        (Zone.WITA, Language.INDONESIAN, "5 Juni 2025 pukul 00.30 WITA"),
        (Zone.WIT, Language.ENGLISH, "5 June 2025 at 01:30 WIT"),
    ],
)
def test_a_moment_is_told_as_its_zone_and_language_write_it(zone: Zone, language: Language, told: str) -> None:
    assert moments.long(datetime(2025, 6, 4, 16, 30, tzinfo=UTC), zone, language) == told


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (timedelta(seconds=20), "1 menit yang lalu"),
        (timedelta(minutes=59), "59 menit yang lalu"),
        (timedelta(hours=23, minutes=50), "24 jam yang lalu"),
        (timedelta(hours=24), "4 Jun 2025 23.30 WIB"),
        (timedelta(minutes=-5), "4 Jun 2025 23.30 WIB"),
    ],
)
def test_an_age_is_told_for_a_day(passed: timedelta, told: str) -> None:
    moment = datetime(2025, 6, 4, 16, 30, tzinfo=UTC)
    assert moments.age_or_date(moment, moment + passed, Zone.WIB, Language.INDONESIAN) == told
