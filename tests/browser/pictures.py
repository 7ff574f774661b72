"""
Make the pictures of docs/pictures anew, of the demo newsroom and of nothing else.

    make pictures

The whole service starts in a folder of its own, is watched until enough has come in, and is ended again; that takes a
few minutes. Look at what changed before you commit it.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.windows import chromium
from tests.configured import copy_rules
from tests.contract.doubles.mastodon import TOKEN, MastodonDouble
from tests.outside import Answer, outside
from tests.processes import PROJECT, Program, Programs, wait_for
from tests.servers import free_port

FOLDER = PROJECT / "docs" / "pictures"
FRAME = {"width": 1200, "height": 800}
QUALITY, LARGEST_BYTES = 80, 150_000
WITHIN_S = 600
PASSWORD = "a password for pictures"
BEGINS_AT = {"held": "article.held:has-text('Anak dalam perkara')", "edit": "h2#channels"}
"""Pictures that do not begin at the head of their page."""
CHANNELS = """
[[channel]]
name = "kanal-humas"
kind = "mastodon"
base_url = "{world}"
secrets = {{ token = "KANAL_TOKEN" }}
page_first = false
rate = "3000/5m"

[[channel]]
name = "situs-mitra"
kind = "webhook"
base_url = "{world}/hook"
secrets = {{ signing = "MITRA_SECRET" }}
rate = "600/1m"
quiet_hours = {{ begin = "23:00", end = "05:00", zone = "Asia/Jakarta" }}
"""


@dataclass
class Desk:
    """A window of somebody who is logged in, and the portal that it looks at."""

    page: Page
    address: str

    def counted(self, path: str, what: str) -> int:
        """Return how often something stands on a page."""
        self.page.goto(self.address + path)
        return self.page.locator(what).count()

    def led(self, path: str, link: str, *, nth: int = 0) -> str:
        """Return the path to which a link on a page leads."""
        self.page.goto(self.address + path)
        return str(self.page.locator(link).nth(nth).get_attribute("href"))


def main() -> int:
    """Start, wait, take, end; exit 1 names a picture that is too large."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as told, outside() as world:
        folder = Path(told)
        MastodonDouble().serve(world)
        world.answers["/hook"] = Answer(204)
        (copy_rules(folder / "config") / "channels.toml").write_text(CHANNELS.format(world=world.url))
        address = f"http://127.0.0.1:{free_port()}"
        programs = Programs(_environment(folder, address), folder)
        up = programs.start("up")
        try:
            wait_for("the portal is up", lambda: "Ctrl-C ends" in up.output(), seconds=WITHIN_S)
            with chromium("127.*") as browser:
                return _take_all(browser, _logged_in(browser, address, up))
        finally:
            up.stop(seconds=90)


def _environment(folder: Path, address: str) -> dict[str, str]:
    return {
        "SYNDICATOR_DATA_DIR": str(folder / "var"),
        "SYNDICATOR_CONFIG_DIR": str(folder / "config"),
        "SYNDICATOR_PORT": address.rpartition(":")[2],
        "SYNDICATOR_FASTEST_POLL": "20s",
        "KANAL_TOKEN": TOKEN,
        "MITRA_SECRET": "whsec_c2VjcmV0LW9mLW5vLXdvcnRo",
    }


def _logged_in(browser: Browser, address: str, up: Program) -> Desk:
    """Log in as the first admin, with the password that is shown once, and choose another."""
    found = re.search(r"login: admin +password: (\S+)", up.output())
    assert found is not None, up.output()
    page = browser.new_context(viewport=FRAME, locale="id-ID", timezone_id="Asia/Jakarta").new_page()
    page.goto(f"{address}/desk/login")
    page.fill("[name=login]", "admin")
    page.fill("[name=password]", found[1])
    page.click("main button[type=submit]")
    if page.locator("#old").count():
        page.fill("#old", found[1])
        page.fill("#new", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click("form[action='/desk/account/password'] button")
    return Desk(page, address)


def _take_all(browser: Browser, desk: Desk) -> int:
    wait_for("releases are in", lambda: desk.counted("/desk", ".story-row") >= 12, seconds=WITHIN_S)
    wait_for("some are held", lambda: desk.counted("/desk/held", ".proposal .plain") >= 2, seconds=WITHIN_S)
    story = _waited_for("a story with a copy", lambda: _told_twice(desk))
    wait_for("posts are out", lambda: desk.counted("/desk/channels", ".latest .state-delivered") >= 6, seconds=WITHIN_S)
    too_large = [name for name, path in _pages(desk, story).items() for name in _both(browser, desk, name, path)]
    sys.stdout.writelines(f"{name} is too large\n" for name in too_large)
    return 1 if too_large else 0


def _waited_for(what: str, look: Callable[[], str | None]) -> str:
    """Return what is found once something is."""
    found: list[str] = []

    def looked() -> bool:
        found.extend(filter(None, [look()]))
        return bool(found)

    wait_for(what, looked, seconds=WITHIN_S)
    return found[0]


def _told_twice(desk: Desk) -> str | None:
    """Return the page of a story with copies, if there is one."""
    desk.page.goto(desk.address + "/desk?state=released")
    links = desk.page.locator("a[data-key='s p']", has_text=re.compile(r"\d"))
    return links.first.get_attribute("href") if links.count() else None


def _pages(desk: Desk, story: str) -> dict[str, str]:
    """Return the path that each picture shows."""
    released = desk.led("/desk?state=released", "h2.what a")
    return {
        "portal": "/",
        "inbox": "/desk",
        "held": "/desk/held",
        "story": story,
        "edit": f"{released}/edit",
        "channels": "/desk/channels",
        "coverage": "/desk/coverage",
    }


def _both(browser: Browser, desk: Desk, name: str, path: str) -> list[str]:
    """Take a picture in the light and in the dark; return the names of those that are too large."""
    cookies = desk.page.context.storage_state()
    too_large = []
    for scheme, called in (("light", name), ("dark", f"{name}-dark")):
        context = browser.new_context(
            viewport=FRAME, locale="id-ID", timezone_id="Asia/Jakarta", color_scheme=scheme, storage_state=cookies
        )
        page = context.new_page()
        page.goto(desk.address + path)
        if name in BEGINS_AT:
            page.locator(BEGINS_AT[name]).first.evaluate("one => one.scrollIntoView({behavior: 'instant'})")
        if not path.startswith("/desk"):  # pictures of releases come late; the desk's stream of arrivals never ends
            page.wait_for_load_state("networkidle")
        if _kept(page.screenshot(), FOLDER / f"{called}.webp") > LARGEST_BYTES:
            too_large.append(called)
        context.close()
    return too_large


def _kept(picture: bytes, path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(picture)).save(path, "WEBP", quality=QUALITY, method=6)
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
