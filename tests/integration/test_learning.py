"""Learning from the desk, from corrections of stored bulletins to the next verdict; on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from syndicator.bootstrap.service import Service
from syndicator.learning import Lesson
from syndicator.model.bulletin import Bulletin
from syndicator.model.correction import DeskWord
from syndicator.model.source import SourceConfig
from tests.configured import CONFIG
from tests.conftest import MovableClock
from tests.feeds import Told, rss
from tests.integration.conftest import started
from tests.outside import Answer, Outside

VILLAGES = ["Randusari", "Karangmulya", "Tegalrejo", "Wonosari", "Banjarsari", "Sidomulyo"]
VILLAGES += ["Kedungwuni", "Purwodadi", "Margasari", "Cilandak", "Sumberejo"]
NEXT = VILLAGES[-1]


def loom(number: int, village: str) -> Told:
    """A release on what the vocabulary knows nothing of, which the desk wants under charity."""
    return Told(
        number,
        f"Kapolsek Tinjau Kelompok Tenun {village}",
        f"Kapolsek meninjau kelompok tenun ibu-ibu di {village}. Benang, alat tenun dan pewarna alami diserahkan "
        f"kepada para perajin {village} agar kain tenun mereka laku. Para perajin bercerita tentang motif kain.",
    )


@pytest.fixture
def service(
    environment: pytest.MonkeyPatch, config_dir: Path, database_url: str, redis_url: str, clock: MovableClock
) -> Iterator[Service]:
    """A service whose config folder brings its labelled texts along."""
    shutil.copytree(CONFIG / "examples", config_dir / "examples")
    yield from started(environment, database_url, redis_url, clock)


def publish(service: Service, world: Outside, told: list[Told]) -> list[Bulletin]:
    world.answers["/feed/"] = Answer(body=rss(told))
    known = service.sourcing.all()
    source = known[0].id if known else service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    service.intake.poll([source], even_if_not_due=True)
    return [one for one in service.tracing.bulletins(most=100) if "tenun" in one.content.text]


def topic_of(bulletins: list[Bulletin], village: str) -> str:
    return next(one.verdict.topics[0].slug for one in bulletins if village in one.content.title)


def learned(service: Service) -> Lesson:
    lesson = service.learning.learn()
    assert lesson is not None
    return lesson


def test_ten_corrections_change_the_next_verdict_and_make_no_other_worse(
    service: Service, world: Outside, clock: MovableClock
) -> None:
    told = [loom(number, village) for number, village in enumerate(VILLAGES, 1)]
    before = publish(service, world, told[:-1])
    assert {topic_of(before, village) for village in VILLAGES[:-1]} & {"sosial"} == set()
    for one in before:
        clock.advance(timedelta(minutes=1))
        service.correcting.correct(one.id, DeskWord(topics=("sosial",)), actor="siti")
    lesson = learned(service)
    assert lesson.promoted, lesson.outcome
    for measure in ("main", "micro", "macro", "recall", "precision"):
        assert getattr(lesson.new.base, measure) >= getattr(lesson.old.base, measure), measure
    clock.advance(timedelta(minutes=1))
    after = publish(service, world, told)
    assert topic_of(after, NEXT) == "sosial"
    judged = next(one.verdict for one in after if NEXT in one.content.title)
    assert judged.version.endswith(lesson.version)
    assert "tenun" in " ".join(judged.topics[0].evidence).casefold()


def test_without_corrections_nothing_is_learned(service: Service) -> None:
    assert service.learning.learn() is None
    assert service.learning.versions()[1] == []
