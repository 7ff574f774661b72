"""Programs are told nothing that the public may not see, whatever their tokens allow."""

from __future__ import annotations

from syndicator.bootstrap.service import Service
from syndicator.model.token import Scope
from syndicator.portal.app import create_app
from tests.conftest import MovableClock
from tests.integration.test_nothing_sensitive_leaves import (
    WAYS,
    api_recipes,
    everything_told,
    source,
    where,
)
from tests.outside import Outside
from tests.unit.portal.browser import Browser

__all__ = ["source"]


def test_a_token_that_may_do_all_reads_nothing_that_the_desk_did_not_release(
    wired: Service, world: Outside, source: int, clock: MovableClock
) -> None:
    everything_told(wired, world, source, clock)
    secret = wired.access.add("all", list(Scope), actor="test", unit="Polsek Sukamaju").secret
    with Browser(create_app(wired)) as browser:
        answers = {
            path: browser.ask("GET", path, {"Authorization": f"Bearer {secret}"})
            for paths in api_recipes(wired).values()
            for path in paths
        }
    assert all(one.status_code < 500 for one in answers.values())
    read = {path: f"{dict(one.headers)}\n{one.text}" for path, one in answers.items()}
    assert len(where(read, "Kegiatan nomor 90")) >= 3, "what is harmless is found wherever it belongs"
    assert {name: found for name, way in WAYS.items() if (found := where(read, way.mark))} == {}
    for held in ("Mirdaxel", "Wexomare"):
        [one] = [bulletin for bulletin in wired.tracing.bulletins(most=100) if held in bulletin.content.text]
        assert answers[f"/api/v1/bulletins/{one.id}"].status_code == 404
        assert answers[f"/api/v1/stories/{one.story_uid}"].status_code == 404
    told = [one for path, one in answers.items() if path.startswith("/api/v1/deliveries/")]
    assert any(one.json()["action"] == "withdraw" and one.json()["last_error"] is None for one in told)
