"""No stored text can act: what sources write is shown everywhere in a real browser, and none of it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import pytest
from playwright.sync_api import Error, Route

from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.user import Role
from tests.browser.battery import GROUPS, TAGS, VECTORS
from tests.browser.conftest import Open
from tests.browser.hostility import feed, opml, packed
from tests.browser.house import UNIT, House
from tests.browser.pages import every_path
from tests.browser.windows import Window

AT_LEAST = 150
A_FEED = 9
REFLECTED = tuple(vector for group in GROUPS.values() for vector in group[:2])
STRANGE = """(document) => {
  const harmless = new Set(['http:', 'https:', 'mailto:', 'tel:', 'whatsapp:', 'tg:'])
  const addresses = new Set(['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'poster', 'background'])
  const unwanted = new Set(['iframe', 'frame', 'object', 'embed', 'base', 'style', 'portal', 'math'])
  const ours = (script) => script.type === 'application/ld+json' || script.src.startsWith(`${origin}/static/`)
  const acts = (element) => unwanted.has(element.localName) || element.localName === 'script' && !ours(element)
    || element.localName === 'meta' && element.httpEquiv
  const leads = ({ name, value }) => addresses.has(name) && !harmless.has(new URL(value, origin).protocol)
  const harms = (element) => [...element.attributes].some((one) =>
    /^on|^style$|^srcdoc$|^ping$/i.test(one.name) || leads(one))
  return [...document.querySelectorAll('*')].filter((one) => acts(one) || harms(one)).map((one) =>
    one.outerHTML.slice(0, 300))
}"""
"""Whatever has no business on a page of ours, whether it ran or not."""
IN_FRAMES = """async (paths) => Promise.all(paths.map(async (path) => {
  const answer = await fetch(path)
  const frame = document.createElement('iframe')
  frame.srcdoc = await answer.text()
  const loaded = new Promise((resolve) => { frame.onload = resolve })
  document.body.append(frame)
  await loaded
  const said = frame.contentDocument.documentElement.textContent
  const strange = (STRANGE)(frame.contentDocument)
  frame.remove()
  return [answer.status, said, strange]
}))""".replace("STRANGE", STRANGE)
"""A frame for each page costs a third of a window's time; each is a document of its own, of the portal's origin."""
AT_ONCE = 12
NO_DOCUMENTS = ("/websub/", "/desk/live")
"""A refusal without a body, and a stream that does not end."""


@pytest.fixture(scope="module")
def hostile(house: House) -> House:
    """A house whose sources tell nothing but vectors; the desk took some back, for reasons that are vectors."""
    house.service.sourcing.bring_in(house.service.sourcing.from_opml(opml()), actor=TAGS[0])
    numbered = list(enumerate(packed(), 100))
    for start in range(0, len(numbered), A_FEED):
        told = numbered[start : start + A_FEED]
        house.take_in(f"/{start}/", feed(told), UNIT if start % 2 else None)
    house.send()
    released = house.service.tracing.bulletins(BulletinState.RELEASED, most=1000)
    for bulletin, vector in zip(released[::25], VECTORS, strict=False):
        house.service.editing.withdraw(bulletin.id, actor="siti", reason=vector)
    return house


def test_a_vector_that_does_run_is_told(open_window: Open) -> None:
    window = open_window(bypass_csp=True)
    kinds = [GROUPS[name][0] for name in ("tags", "handlers", "drawings")]

    def answer(route: Route) -> None:
        vector = kinds[int(route.request.url.rpartition("=")[2])]
        route.fulfill(body=f"<!doctype html><p>Patroli</p>{vector}", content_type="text/html")

    window.page.route("**/vector?*", answer)
    for number in range(len(kinds)):
        window.go(f"/vector?number={number}")
        assert window.page.evaluate(f"({STRANGE})(document)")
        window.go("/about")
        [(status, said, strange)] = window.page.evaluate(IN_FRAMES, [f"/vector?number={number}"])
        window.page.wait_for_timeout(50)
        assert (status, bool(strange), "Patroli" in said) == (200, True, True)
        assert len(window.ran) == 2 * (number + 1), kinds[number]


def test_no_vector_runs_wherever_it_is_shown(hostile: House, open_window: Open) -> None:
    """Even without the policy that forbids all scripts but ours."""
    window = open_window(bypass_csp=True)
    window.log_in(Role.ADMIN)
    window.go("/about")
    told = hostile.service.tracing.bulletins(most=1000)
    assert len(VECTORS) >= AT_LEAST
    assert len(told) >= len(packed())
    shown: set[str] = set()
    found: list[str] = []
    paths = [*of_bulletins(told), *reflected()]
    for start in range(0, len(paths), AT_ONCE):
        some = paths[start : start + AT_ONCE]
        for path, (status, said, strange) in zip(some, window.page.evaluate(IN_FRAMES, some), strict=True):
            assert status < 500, path
            found += [f"{path}: {one}" for one in strange]
            shown |= {vector for vector in VECTORS if vector in said}
    assert window.ran == []
    assert found == []
    assert len(shown) > AT_LEAST, "what is no vector is shown as it is"


def of_bulletins(told: Sequence[Bulletin]) -> Iterator[str]:
    for bulletin in told:
        yield bulletin.path
        yield f"/desk/bulletins/{bulletin.id}"
    for bulletin in told[::3]:
        yield f"/desk/bulletins/{bulletin.id}/previews"
        yield f"/desk/bulletins/{bulletin.id}/edit"
        yield f"/desk/stories/{bulletin.story_id}"


def reflected() -> Iterator[str]:
    """Yield paths that repeat what is asked for."""
    for vector in REFLECTED:
        yield f"/search?q={quote(vector)}"
        yield f"/desk?q={quote(vector)}&source={quote(vector)}"
        yield f"/{quote(vector, safe='')}"


def test_no_vector_runs_on_any_kind_of_page_nor_in_any_feed(hostile: House, open_window: Open) -> None:
    """Each in a window of its own."""
    window = open_window(bypass_csp=True)
    window.log_in(Role.ADMIN)
    paths = [path for path in every_path(hostile) if not path.startswith(NO_DOCUMENTS)]
    found = [f"{path}: {one}" for path in paths for one in strange_on(window, path)]
    assert window.ran == []
    assert found == []


def strange_on(window: Window, path: str) -> list[str]:
    """Open a path, and return what is strange on it; nothing where it becomes a file."""
    try:
        window.go(path)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return []
    if window.page.evaluate("document.contentType") != "text/html":  # the browser's own dress for other documents
        return []
    return list(window.page.evaluate(f"({STRANGE})(document)"))
