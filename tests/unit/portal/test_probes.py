from __future__ import annotations

from syndicator.bootstrap.service import Service
from syndicator.storage import heartbeats
from tests.unit.portal.browser import Browser


def test_a_living_process_says_so_and_asks_nobody(client: Browser, service: Service) -> None:
    service.database.close()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_without_redis_it_is_not_ready_and_tells_the_mend(client: Browser, service: Service) -> None:
    with service.database.write() as connection:
        heartbeats.beat(connection, heartbeats.BEAT, service.clock())
    answer = client.get("/readyz")
    checks = {check["part"]: check for check in answer.json()["checks"]}
    assert answer.status_code == 503
    assert {part: check["well"] for part, check in checks.items()} == {"database": True, "redis": False, "beat": True}
    assert "SYNDICATOR_REDIS_URL" in checks["redis"]["mend"]


def test_a_silent_beat_is_not_ready(client: Browser) -> None:
    checks = {check["part"]: check for check in client.get("/readyz").json()["checks"]}
    assert not checks["beat"]["well"]
    assert "syndicator beat" in checks["beat"]["mend"]
