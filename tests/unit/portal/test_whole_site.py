"""What holds for every page there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import quote

import lxml.html
import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.user import Role
from syndicator.model.verdict import HoldReason, Urgency
from syndicator.portal.headers import SECURITY
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

Desk = Callable[[Role], Browser]
HOSTILE = """</title></textarea><script>alert(1)</script>&"'><svg onload=alert(2)>"""


@pytest.fixture
def paths(press: Press, service: Service) -> list[str]:
    """Every kind of page, with hostile words wherever a source or a person can put them."""
    hostile = Release(
        title=HOSTILE, text=HOSTILE, place=HOSTILE, urgency=Urgency.URGENT, image=f"https://x.example/{HOSTILE}"
    )
    shown = press.publish(hostile)
    press.publish(Release(title=HOSTILE, story=shown.story_uid, host="polda.example", channels=("hook",)))
    press.correct(shown, hostile)
    holds = (HoldReason(HOSTILE, "script"), HoldReason("identity", HOSTILE))
    held = press.publish(Release(title=HOSTILE, text=HOSTILE, state=BulletinState.HELD, holds=holds))
    gone = press.publish(Release(title=HOSTILE))
    service.editing.withdraw(gone.id, actor=HOSTILE[:20], reason=HOSTILE)
    return [
        "/",
        "/topics/tppo",
        "/topics/korupsi",
        "/units",
        "/units/mabes-polri",
        f"/search?q={quote(HOSTILE)}",
        "/search?q=script&topic=tppo&from=x",
        "/units/polresta-balikpapan",
        press.stored(shown.uid).path,
        gone.path,
        "/feeds",
        "/about",
        "/api/docs",
        "/nothing",
        f"/{HOSTILE.replace('/', '')}",
        "/desk/login",
        "/desk/account",
        "/desk/users",
        "/desk/users/1",
        "/desk/tokens",
        "/desk/audit",
        "/desk",
        "/desk?state=held",
        "/desk/held",
        "/desk/sources",
        f"/desk/sources?q={quote(HOSTILE)}",
        "/desk/sources/1",
        "/desk/sources/add",
        "/desk/rules",
        "/desk/rules/replay?file=routes.toml",
        "/desk/deliveries",
        "/desk/deliveries?state=planned&channel=hook",
        "/desk/channels",
        "/desk/coverage",
        "/desk/coverage?days=30&command=polda-kalimantan-timur",
        "/desk/coverage/day?unit=polresta-balikpapan&day=2026-03-02",
        "/desk/exports?unit=polresta-balikpapan&state=held",
        f"/desk/bulletins/{shown.id}/previews",
        f"/desk/bulletins/{shown.id}/edit",
        f"/desk/bulletins/{shown.id}/schedule",
        f"/desk/bulletins/{held.id}/edit",
        f"/desk/bulletins/{shown.id}",
        f"/desk/stories/{shown.story_id}",
        f"/desk/compare?one={shown.id}&other={held.id}",
        f"/desk/bulletins/{held.id}",
        f"/desk/bulletins/{gone.id}",
        "/desk/bulletins/999",
    ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_page_has_a_script_or_a_style_of_its_own(desk: Desk, paths: list[str], language: str) -> None:
    browser = desk(Role.ADMIN)
    for path in paths:
        answer = browser.get(path + ("&" if "?" in path else "?") + f"lang={language}")
        page = lxml.html.fromstring(answer.text) if answer.text else None
        if page is None:
            assert answer.status_code == 303, path
            continue
        foreign = "//script[not(starts-with(@src, '/static/') or @type='application/ld+json')] | //svg[not(@class)]"
        assert not page.xpath(f"{foreign} | //style | //*[@style] | //iframe"), path
        assert not [name for one in page.iter() for name in one.attrib if name.lower().startswith("on")], path
        assert not page.xpath("//@href[starts-with(., 'javascript')]"), path


def test_every_page_has_its_landmarks_names_and_one_heading(desk: Desk, paths: list[str]) -> None:
    browser = desk(Role.ADMIN)
    for path in paths:
        answer = browser.get(path)
        if answer.status_code == 303:
            continue
        page = lxml.html.fromstring(answer.text)
        assert page.get("lang") == "id", path
        for landmark in ("//main[@id='main']", "//header[@class='masthead']", "//head/title", "//a[@class='skip']"):
            assert len(page.xpath(landmark)) == 1, (path, landmark)
        assert len(page.xpath("//h1")) == 1, path
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        assert set(page.xpath("//@aria-labelledby")) <= set(ids), path
        unnamed = "//input[not(@type='hidden') and not(ancestor::label) and not(@id=//label/@for)]"
        assert page.xpath(unnamed) == [], path
        assert page.xpath("//img[not(@alt)]") == [], path
        levels = [int(one.tag[1]) for one in page.xpath("//h1|//h2|//h3|//h4")]
        assert all(after - before <= 1 for before, after in pairwise(levels)), (path, levels)


def test_every_answer_carries_the_security_headers(desk: Desk, paths: list[str]) -> None:
    browser = desk(Role.ADMIN)
    others = ["/feeds/all.rss", "/feeds.opml", "/healthz", "/readyz", "/robots.txt", "/static/nothing.css", "/b/1"]
    for path in [*paths, *others]:
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            answer = browser.ask(method, path)
            for name, value in SECURITY.items():
                assert answer.headers[name] == value, (method, path, name)
    assert "script-src 'self';" in SECURITY["Content-Security-Policy"]
    assert SECURITY["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "unsafe" not in SECURITY["Content-Security-Policy"]


def test_pages_ask_nothing_of_others_but_the_pictures_of_releases(desk: Desk, paths: list[str]) -> None:
    browser = desk(Role.ADMIN)
    for path in paths:
        answer = browser.get(path)
        if answer.status_code == 303:
            continue
        page = lxml.html.fromstring(answer.text)
        for address in page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //form/@action"):
            assert str(address).startswith("/"), (path, address)
        for picture in page.xpath("//img[starts-with(@src, 'http')]"):
            assert picture.get("referrerpolicy") == "no-referrer", path


def test_style_sheets_are_kept_for_ever_under_a_name_that_changes(client: Browser) -> None:
    [sheet] = client.page("/").xpath("//link[@rel='stylesheet']/@href")
    assert re.fullmatch(r"/static/portal\.[0-9a-f]{12}\.css", str(sheet))
    answer = client.get(str(sheet))
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert "@import" not in answer.text
    assert "url(" not in answer.text


def test_every_link_of_ours_leads_somewhere(desk: Desk, paths: list[str]) -> None:
    browser = desk(Role.ADMIN)
    seen: set[str] = set()
    for path in paths:
        answer = browser.get(path)
        if answer.status_code != 200:
            continue
        for link in lxml.html.fromstring(answer.text).xpath("//a/@href | //link/@href"):
            target = str(link).split("#")[0]
            if target.startswith("/") and not target.startswith("//") and target not in seen:
                seen.add(target)
                assert browser.get(target).status_code in {200, 302, 303}, (path, target)
    assert len(seen) > 60
