from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

HOSTILE = """<script>alert(1)</script>&"'><img src=x onerror=alert(2)>{{ 7*7 }}%(x)s"""

OF_OTHERS = "//script[not(@type='application/ld+json') and not(starts-with(@src, '/static/'))]"


def test_it_tells_title_text_unit_place_topics_and_source(client: Browser, press: Press) -> None:
    bulletin = press.publish(Release(image="https://media.example/foto.jpg"))
    page = client.page(bulletin.path)
    told = " ".join(page.text_content().split())
    for words in (
        "Polresta Balikpapan gelar rapat",
        "seluruh instansi terkait",
        "Kota Balikpapan",
        "Perdagangan orang",
    ):
        assert words in told
    assert page.xpath("//link[@rel='canonical']/@href") == [f"http://portal.test{bulletin.path}"]
    assert page.xpath("//meta[@property='og:title']/@content") == [bulletin.content.title]
    assert page.xpath("//meta[@property='og:image']/@content") == ["https://media.example/foto.jpg"]
    assert bulletin.address in page.xpath("//section[@class='source']//a/@href")
    [picture] = page.xpath("//figure/img")
    assert picture.get("referrerpolicy") == "no-referrer"


def test_a_hostile_title_is_shown_and_never_acts(client: Browser, press: Press) -> None:
    bulletin = press.publish(Release(title=HOSTILE, text=HOSTILE, html="", place=HOSTILE))
    for path in ("/", bulletin.path, "/topics/tppo", "/units/polresta-balikpapan"):
        page = client.page(path)
        assert HOSTILE in page.text_content()
        assert not page.xpath(f"{OF_OTHERS} | //*[@onerror] | //img[@src='x']")
    assert client.page(bulletin.path).xpath("//h1")[0].text_content() == HOSTILE


def test_stored_markup_is_sanitised_once_more_and_pictures_keep_readers_private(client: Browser, press: Press) -> None:
    html = (
        '<p style="color:red" onclick="x()">Teks <a href="javascript:alert(1)">tautan</a></p><script>alert(1)</script>'
        '<img src="https://media.example/a.jpg"><img src="https://media.example/b.jpg" alt="Rapat">'
        '<form action="/desk/login"><input name=password></form><iframe src="https://evil.example"></iframe><style>*{display:none}</style>'
    )
    page = client.page(press.publish(Release(html=html)).path)
    [body] = page.find_class("body")
    assert not body.xpath(".//script | .//style | .//iframe | .//form | .//input | .//*[@style] | .//*[@onclick]")
    assert not body.xpath(".//a[starts-with(@href, 'javascript')]")
    assert [(one.get("alt"), one.get("referrerpolicy"), one.get("loading")) for one in body.iter("img")] == [
        ("", "no-referrer", "lazy"),
        ("Rapat", "no-referrer", "lazy"),
    ]


def test_links_of_other_schemes_are_not_links(client: Browser, press: Press) -> None:
    page = client.page(press.publish(Release(image="javascript:alert(1)")).path)
    assert not page.xpath("//img[starts-with(@src, 'javascript')]")


def test_a_picture_that_stands_in_the_text_is_not_shown_twice(client: Browser, press: Press) -> None:
    picture = "https://media.example/foto.jpg?a=1&b=2"
    html = '<p>Teks</p><img src="https://media.example/foto.jpg?a=1&amp;b=2">'
    page = client.page(press.publish(Release(image=picture, html=html)).path)
    assert page.xpath("//main//img/@src") == [picture]


def test_only_the_id_counts_and_other_names_lead_to_the_right_one(client: Browser, press: Press) -> None:
    bulletin = press.publish(Release())
    for path in (f"/b/{bulletin.id}", f"/b/{bulletin.id}-lain-judul"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (301, bulletin.path)
    for path in ("/b/x", "/b/0", "/b/999", "/b/99999999999999999999", f"/b/{bulletin.id}x", f"/b/0{bulletin.id}"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("state", [BulletinState.HELD, BulletinState.REJECTED])
def test_what_waits_for_the_desk_is_not_found_under_any_name(
    client: Browser, press: Press, state: BulletinState
) -> None:
    bulletin = press.publish(Release(title="Rahasia sekali", state=state))
    never_was = client.get("/b/999")
    for path in (f"/b/{bulletin.id}", bulletin.path):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "ahasia" not in answer.text.replace(bulletin.path, "")
        assert answer.text.replace(path, "") == never_was.text.replace("/b/999", "")


def test_withdrawn_is_gone_with_the_word_why(client: Browser, press: Press, service: Service) -> None:
    bulletin = press.publish(Release(title="Judul yang ditarik"))
    service.editing.withdraw(bulletin.id, actor="admin", reason="memuat data <keliru>")
    answer = client.get(bulletin.path)
    assert answer.status_code == 410
    assert "Siaran pers ini telah ditarik" in answer.text
    assert "memuat data &lt;keliru&gt;" in answer.text
    assert "Judul" not in answer.text


def test_withdrawn_before_anybody_saw_it_was_never_there(client: Browser, press: Press, service: Service) -> None:
    bulletin = press.publish(Release(state=BulletinState.HELD))
    service.editing.withdraw(bulletin.id, actor="admin", reason="rahasia")
    assert client.get(bulletin.path).status_code == 404


def test_corrections_are_told_openly(client: Browser, press: Press, clock: MovableClock) -> None:
    bulletin = press.publish(Release())
    assert "Diperbarui" not in client.get(bulletin.path).text
    for hour in (10, 12):
        clock.now = clock.now.replace(hour=hour)
        bulletin = press.correct(bulletin, Release(text=f"Teks yang diralat pukul {hour}."))
    page = client.page(bulletin.path)
    assert "Diperbarui 2 Maret 2026 pukul 20.00 WITA" in page.text_content()
    assert "2 kali" in page.text_content()
    told = [" ".join(one.text_content().split()) for one in page.xpath("//details[@class='corrected']//li")]
    assert told == [f"2 Maret 2026 pukul {hour}.00 WITA – diubah oleh sumbernya: teks" for hour in (18, 20)]
    assert "diralat" not in page.xpath("string(//details[@class='corrected'])"), "what stood there is not told"
    assert "Teks yang diralat pukul 12." in page.text_content()


def test_who_else_published_is_named_and_a_copy_leads_to_its_story(client: Browser, press: Press) -> None:
    first = press.publish(Release(title="Yang pertama"))
    copy = press.publish(
        Release(
            title="Salinannya",
            story=first.story_uid,
            host="polda-kaltim.example",
            publisher="polda-kalimantan-timur",
        )
    )
    press.publish(
        Release(title="Salinan tertahan", story=first.story_uid, state=BulletinState.HELD, host="rahasia.example")
    )
    page = client.page(first.path)
    [copies] = page.find_class("copies")
    assert "Polda Kalimantan Timur" in copies.text_content()
    assert copy.address in copies.xpath(".//a/@href")
    assert "rahasia.example" not in client.get(first.path).text
    answer = client.get(copy.path)
    assert (answer.status_code, answer.headers["location"]) == (302, first.path)


def test_a_copy_shares_the_fate_of_its_story(client: Browser, press: Press, service: Service) -> None:
    first = press.publish(Release())
    copy = press.publish(Release(story=first.story_uid, host="polda-kaltim.example"))
    held = press.correct(first, Release(state=BulletinState.HELD))
    assert client.get(copy.path).status_code == 404
    service.editing.withdraw(held.id, actor="admin")
    assert client.get(copy.path).status_code == 410


def test_a_title_of_nothing_has_a_name_and_a_page(client: Browser, press: Press, clock: MovableClock) -> None:
    clock.advance(timedelta(seconds=1))
    bulletin = press.publish(Release(title=""))
    assert bulletin.path == f"/b/{bulletin.id}"
    assert "Siaran tanpa judul" in client.page(bulletin.path).text_content()


def test_what_changed_before_anybody_saw_it_is_no_correction(
    client: Browser, press: Press, clock: MovableClock, service: Service
) -> None:
    bulletin = press.publish(Release(state=BulletinState.HELD))
    bulletin = press.correct(bulletin, Release(text="Sudah aman.", state=BulletinState.HELD))
    clock.advance(timedelta(minutes=1))
    service.editing.release(bulletin.id, actor="chief")
    assert "Diperbarui" not in client.get(bulletin.path).text


def test_machines_are_told_what_it_is_and_no_word_ends_their_block(client: Browser, press: Press) -> None:
    title = f"</script><script>alert(1)</script>{HOSTILE}\u2028"
    bulletin = press.publish(Release(title=title, image="https://media.example/foto.jpg"))
    page = client.page(bulletin.path)
    [block] = page.xpath("//script[@type='application/ld+json']")
    assert not set("<>&\u2028") & set(block.text)
    article, crumbs = json.loads(block.text)["@graph"]
    assert (article["@type"], article["headline"]) == ("NewsArticle", bulletin.content.title[:110])
    assert article["mainEntityOfPage"] == f"http://portal.test{bulletin.path}"
    assert article["author"]["name"] == "Polresta Balikpapan"
    assert article["datePublished"].endswith("+08:00")
    assert article["image"] == ["https://media.example/foto.jpg"]
    assert [one["name"] for one in crumbs["itemListElement"]][1:4] == [
        "Mabes Polri",
        "Polda Kalimantan Timur",
        "Polresta Balikpapan",
    ]
    assert page.xpath("//meta[@name='twitter:card']/@content") == ["summary_large_image"]


def test_it_is_passed_on_by_plain_links_that_say_title_and_address(client: Browser, press: Press) -> None:
    bulletin = press.publish(Release(title="Rapat & koordinasi?"))
    page = client.page(bulletin.path)
    address = f"http://portal.test{bulletin.path}"
    [section] = page.find_class("share")
    for link in section.xpath(".//a"):
        parts = urlsplit(link.get("href"))
        told = " ".join(value for values in parse_qs(parts.query).values() for value in values)
        assert address in told, parts
        assert parts.scheme in {"https", "mailto"}
        assert "facebook" in parts.netloc or "Rapat & koordinasi?" in told
    assert section.xpath(".//input/@value") == [address]
    assert len(section.xpath(".//a")) == 5
