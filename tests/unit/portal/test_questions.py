"""How often pages ask the database: the same for one bulletin as for many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.user import Role
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

MOST_QUESTIONS = 15


@contextmanager
def questions(service: Service) -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(service.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(service.database.engine, "before_cursor_execute", note)


def counted(browser: Browser, service: Service, paths: list[str]) -> dict[str, int]:
    found = {}
    for path in paths:
        with questions(service) as asked:
            assert browser.get(path).status_code == 200
        found[path] = len([statement for statement in asked if statement.startswith("SELECT")])
    return found


def test_no_page_and_no_feed_asks_once_an_entry(
    desk: Callable[[Role], Browser], press: Press, service: Service
) -> None:
    browser = desk(Role.ADMIN)
    first = press.publish(Release(channels=("hook",)))
    press.publish(Release(state=BulletinState.HELD))
    paths = ["/", "/topics/tppo", "/units/mabes-polri", "/feeds", "/feeds/all.rss", "/feeds.opml"]
    paths += [first.path, "/desk", "/desk/held", f"/desk/bulletins/{first.id}"]
    before = counted(browser, service, paths)
    for number in range(30):
        press.publish(Release(title=f"Siaran {number}", story=first.story_uid if number % 2 else None))
        press.publish(Release(state=BulletinState.HELD))
    assert counted(browser, service, paths) == before
    assert max(before.values()) <= MOST_QUESTIONS
