from __future__ import annotations

from collections.abc import Callable

import lxml.html
import pytest

from syndicator.bootstrap.service import Service
from syndicator.errors import ConcurrentChange, NotFound, Refused, SchemaMismatch, Unavailable
from syndicator.portal.app import LONGEST_BODY_BYTES, create_app
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

CAUSES = {
    404: NotFound("there is no such thing"),
    409: Refused("its state forbids it"),
    500: SchemaMismatch("a secret of the server", "mend it"),
    503: Unavailable("a secret of the server", "start it"),
}


@pytest.fixture
def failing(service: Service) -> Callable[[Exception], Browser]:
    """Return a browser on an application with a route that raises."""

    def build(error: Exception) -> Browser:
        app = create_app(service)

        @app.get("/failing")
        def fail() -> None:
            raise error

        return Browser(app)

    return build


@pytest.mark.parametrize("status", CAUSES)
def test_each_error_of_the_tree_has_its_page(failing: Callable[[Exception], Browser], status: int) -> None:
    with failing(CAUSES[status]) as browser:
        answer = browser.get("/failing")
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert ("retry-after" in answer.headers) == (status == 503)


@pytest.mark.parametrize("status", CAUSES)
def test_clients_of_json_get_a_problem_in_json(failing: Callable[[Exception], Browser], status: int) -> None:
    with failing(CAUSES[status]) as browser:
        answer = browser.get("/failing", accept="application/json")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["title"]
    assert "secret" not in answer.text


def test_what_somebody_else_changed_at_the_same_moment_is_told_as_that(
    failing: Callable[[Exception], Browser],
) -> None:
    with failing(ConcurrentChange("a bulletin went to another story at the same moment")) as browser:
        answer = browser.get("/failing")
    assert answer.status_code == 409
    assert "at the same moment" in answer.text


def test_what_nobody_foresaw_has_a_page_and_all_headers(failing: Callable[[Exception], Browser]) -> None:
    with failing(ZeroDivisionError("a secret")) as browser:
        answer = browser.get("/failing")
    assert answer.status_code == 500
    assert "Ada yang rusak di pihak kami" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_without_its_database_the_portal_says_so_and_lives(client: Browser, press: Press, service: Service) -> None:
    press.publish(Release())
    service.database.close()
    database = service.database.url.database
    assert database is not None
    with open(database, "wb") as file:  # noqa: PTH123 -- the name is the driver's
        file.write(b"this is no database" * 100)
    assert client.get("/").status_code in {500, 503}
    assert client.get("/healthz").status_code == 200
    assert client.get("/about").status_code == 200


def test_where_nothing_is_the_desk_stays_the_desk_and_the_portal_the_portal(client: Browser) -> None:
    for path, home, seek in (("/desk/nothing", "/desk", 0), ("/nothing", "/", 1), ("/deskx", "/", 1)):
        page = lxml.html.fromstring(client.get(path).text)
        assert page.xpath("//header//a[@class='wordmark']/@href | //main//a/@href") == [home, home], path
        assert len(page.xpath("//header//form[@role='search']")) == seek, path


def test_a_method_that_a_page_does_not_have_is_told(client: Browser) -> None:
    answer = client.post("/about")
    assert answer.status_code == 405
    assert "allow" in answer.headers
    assert "Hal ini tidak dapat dilakukan di sini" in answer.text


def test_a_body_that_is_too_long_is_refused(client: Browser) -> None:
    answer = client.post("/desk/login", login="x" * (LONGEST_BODY_BYTES + 1), password="y")
    assert answer.status_code == 413
