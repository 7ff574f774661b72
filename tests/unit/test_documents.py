"""What the documents name is there: pages, headings, tests, and the words on the desk's buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)|\b(?:src|srcset|href)=\"([^\"]+)\"")
BEGINS_NAMES = "<!-- tebal:"
HANDBOOK = "docs/buku-panduan-meja.md"


@cache
def prose(page: str) -> str:
    """Return a page without its blocks of code."""
    return FENCED.sub("", (ROOT / page).read_text(encoding="utf-8"))


@cache
def anchors(page: str) -> frozenset[str]:
    """Return the names by which GitHub links to the headings of a page; one that comes again has a number."""
    found: list[str] = []
    for heading in re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        found.append(re.sub(r"[^\w\- ]", "", words).replace(" ", "-"))
    numbered = [f"{name}-{found[:at].count(name)}" if name in found[:at] else name for at, name in enumerate(found)]
    return frozenset(numbered)


def broken(page: str) -> Iterator[str]:
    """Yield the links of a page that lead nowhere within the project."""
    for target in filter(None, (one or other for one, other in LINK.findall(prose(page)))):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        led = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        is_there = led.is_relative_to(ROOT) and led.exists()
        if not is_there or (anchor and anchor not in anchors(led.relative_to(ROOT).as_posix())):
            yield target


def test_every_link_between_pages_leads_somewhere() -> None:
    assert {"README.md", "docs/operations.md", HANDBOOK} <= set(PAGES)
    assert {page: found for page in PAGES if (found := list(broken(page)))} == {}


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), ["README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            links = (one for one, _ in LINK.findall(prose(page)) if one and ":" not in one)
            led = (((ROOT / page).parent / link.partition("#")[0]).resolve() for link in links)
            waiting += [path.relative_to(ROOT).as_posix() for path in led if path.suffix == ".md" and path.exists()]
    adrs = {page for page in PAGES if page.startswith("docs/adr/")}
    assert set(PAGES) - adrs - reached == set()


def test_every_decision_has_a_number_of_its_own_and_all_its_parts() -> None:
    paths = sorted((ROOT / "docs/adr").glob("*.md"))
    assert len({path.name[:4] for path in paths}) == len(paths)
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        told = set(re.findall(r"^(?:## |\*\*)(\w+)", text, re.MULTILINE))
        assert {"Context", "Decision", "Consequences"} <= told, path.name


@pytest.mark.parametrize("page", ["docs/security.md"])
def test_every_test_that_a_page_names_exists(page: str) -> None:
    named = set(re.findall(r"`(tests/[\w./]+)`", prose(page)))
    assert len(named) > 10
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_the_handbook_of_the_desk_calls_everything_as_the_desk_does() -> None:
    with (ROOT / "syndicator/portal/locale/id/LC_MESSAGES/portal.po").open("rb") as file:
        told = [message.string for message in read_po(file) if message.id]
    shown = {text for one in told for text in (one if isinstance(one, tuple | list) else [one])}
    written = prose(HANDBOOK).partition(BEGINS_NAMES)[2]
    named = {" ".join(name.split()) for name in re.findall(r"\*\*(.+?)\*\*", written, re.DOTALL)}
    assert len(named) > 80
    assert named - shown == set()
