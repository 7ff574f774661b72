"""Windows of a real browser: what they show, what ran in them, and their pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from syndicator.model.user import Role
from tests.browser.house import PASSWORD, House

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE "
"""Nothing that a page names is asked for outside of this machine; what may be asked for follows."""
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
LISTENING = "for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => console.warn('it ran')"


def program() -> str:
    """Return the path of the browser."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        message = "no chromium on PATH – install it as root: apt-get install chromium"
        raise RuntimeError(message)
    return found


@contextmanager
def chromium(reached: str = "127.0.0.1") -> Iterator[Browser]:
    """Run a browser that reaches these hosts alone; as long as it runs, no other loop may run in this thread."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", ALONE + reached]
        browser = playwright.chromium.launch(executable_path=program(), args=arguments)
        yield browser
        browser.close()


@dataclass
class Window:
    """One page of the browser, and all that it told while it was open."""

    page: Page
    house: House
    pictures: Path
    ran: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.page.on("console", lambda told: self.ran.append(self.page.url) if told.text == "it ran" else None)
        self.page.on("dialog", lambda dialog: (self.ran.append(self.page.url), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.errors.append(f"{self.page.url}: {error}"))

    def go(self, path: str) -> int:
        """Open a path of the portal; return the status of its answer."""
        answer = self.page.goto(self.house.address + path)
        assert answer is not None
        return answer.status

    def log_in(self, role: Role) -> None:
        self.go("/desk/login")
        self.page.fill("[name=login]", self.house.person(role))
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(f"{self.house.address}/desk")

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page as it stands."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.pictures / f"{next(self.numbers):02}-{name}.png", full_page=True)

    def says(self) -> str:
        """Return all text of the page as it stands in the document."""
        return str(self.page.evaluate("document.documentElement.textContent"))


@contextmanager
def window(browser: Browser, house: House, pictures: Path, **how: Any) -> Iterator[Window]:
    """Open a window in a context of its own, without anybody's cookies."""
    context = browser.new_context(**{"viewport": WIDE, "locale": "id-ID", "timezone_id": "Asia/Jakarta", **how})
    try:
        yield opened(context, house, pictures)
    finally:
        context.close()


def opened(context: BrowserContext, house: House, pictures: Path) -> Window:
    context.set_default_timeout(30_000)
    context.add_init_script(LISTENING)
    return Window(context.new_page(), house, pictures)
