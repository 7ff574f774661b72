"""What holds of every page in a real browser: for who cannot see, for who lets no scripts run, and on a slow line."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import chain, cycle
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from syndicator.model.user import Role
from tests.browser.conftest import Open
from tests.browser.house import House
from tests.browser.pages import furnish, pages
from tests.browser.windows import PHONE, WIDE, Window

AXE = Path(os.environ.get("SYNDICATOR_TEST_AXE") or AXE_FILE_PATH)
"""The rules by which pages are judged; another version of axe-core may be named."""
HEAVIEST_BYTES = 100_000
VIOLATIONS = """async () => {
  const { violations } = await axe.run({ resultTypes: ['violations'] })
  const told = (node) => `${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join(' ')}`
  return violations.map((one) => `${one.id}: ${one.nodes.map(told).join(' | ')}`)
}"""
TRANSFERRED = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter((one) => one.name.startsWith(origin) && one.initiatorType !== 'img')
  .map((one) => one.encodedBodySize + 300).reduce((sum, one) => sum + one, 0)"""
CROSSWISE = ((("light", WIDE), ("dark", PHONE)), (("dark", WIDE), ("light", PHONE)))
"""Each page is looked at in both schemes and at both widths, the next one the other way round; all four take longer."""


@pytest.fixture(scope="module")
def furnished(house: House) -> House:
    furnish(house)
    return house


def violations(window: Window, ways: Iterable[tuple[str, dict[str, int]]]) -> list[str]:
    """Return what axe-core finds on the page as it stands, in these ways of looking at it."""
    found = []
    for scheme, size in ways:
        window.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        window.page.set_viewport_size(size)  # type: ignore[arg-type]
        told = window.page.evaluate(VIOLATIONS)
        found += [f"{window.page.url} {scheme} {size['width']}: {one}" for one in told]
        wider = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            found.append(f"{window.page.url} {size['width']}: {wider} px wider than the window")
    return found


def test_axe_finds_no_violation_on_any_page(furnished: House, open_window: Open, pytestconfig: pytest.Config) -> None:
    window = open_window(bypass_csp=True)
    window.page.context.add_init_script(path=AXE)
    window.go("/desk/login")
    found = violations(window, chain(*CROSSWISE))
    window.log_in(Role.ADMIN)
    for path, ways in zip(pages(furnished), cycle(CROSSWISE), strict=False):
        window.go(path)
        found += violations(window, chain(*CROSSWISE) if pytestconfig.getoption("both_databases") else ways)
    assert "\n".join(found) == ""


def test_axe_does_find_what_is_wrong(house: House, open_window: Open) -> None:
    window = open_window(bypass_csp=True)
    window.page.context.add_init_script(path=AXE)
    window.go("/about")
    window.page.evaluate("document.body.append(document.createElement('input'))")
    assert any(one.startswith("label:") for one in window.page.evaluate(VIOLATIONS)), house.address


def test_every_page_shows_its_content_with_scripts_off(furnished: House, open_window: Open) -> None:
    window = open_window(java_script_enabled=False)
    window.log_in(Role.ADMIN)
    for path in pages(furnished):
        status = window.go(path)
        main = window.page.inner_text("main")
        assert status < 500, path
        assert len(main.split()) > 3, path


def test_the_policy_stops_a_script_that_was_slipped_in(house: House, open_window: Open) -> None:
    window = open_window()

    def slip(route: Any) -> None:
        answer = route.fetch()
        evil = "<script>alert(1)</script><img src=x onerror=alert(1)><a id=go href='javascript:alert(1)'>x</a>"
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{evil}</main>"))

    window.page.context.add_init_script(
        "addEventListener('securitypolicyviolation', (one) => (window.blocked ||= []).push(one.effectiveDirective))"
    )
    window.page.route(f"{house.address}/about", slip)
    window.go("/about")
    window.page.click("#go")
    window.page.wait_for_timeout(100)
    assert window.page.evaluate("window.blocked") == ["script-src-elem", "script-src-attr", "script-src-elem"]
    assert window.ran == []


def test_public_pages_are_light(furnished: House, open_window: Open) -> None:
    """What goes over the wire without pictures, nothing being kept from before."""
    for path in pages(furnished):
        if path.startswith(("/desk", "/api")):
            continue
        window = open_window()
        window.go(path)
        assert window.page.evaluate(TRANSFERRED) < HEAVIEST_BYTES, path
        hosts = window.page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).host)")
        assert set(hosts) <= {house_host(furnished), "gambar.test"}, path
        window.page.context.close()


def house_host(house: House) -> str:
    return house.address.removeprefix("http://")
