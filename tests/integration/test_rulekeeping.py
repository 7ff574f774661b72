"""Rules that change while the service runs: taken within seconds, and never exchanged for broken ones."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import LogCapture

from syndicator.bootstrap.service import Service
from syndicator.classify.learned import LearnedModel
from syndicator.classify.linear import LabelWeights, LinearModel
from syndicator.model.source import SourceConfig
from syndicator.rulekeeping import keeper
from syndicator.settings import Settings, renewed
from syndicator.storage import models
from syndicator.storage.models import Kept
from tests.conftest import MovableClock
from tests.feeds import Told, rss
from tests.outside import Answer, Outside

LATER = timedelta(seconds=2)
MOON = "Rembulan di atas kota: personel melihat rembulan, bulan biru namanya, dan rembulan itu terang sekali."
MOON_TOPIC = (
    '\n[[topic]]\nslug = "{}"\nname_id = "Uji"\nname_en = "Trial"\n[topic.terms]\n"rembulan" = 5\n"bulan biru" = 5\n'
)


class Office:
    """The desk at its files, and a unit that publishes on the moon."""

    def __init__(self, service: Service, world: Outside, clock: MovableClock, folder: Path) -> None:
        self.service, self.clock, self.folder = service, clock, folder
        self._world = world
        self._source = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
        self._published = 0

    def add(self, name: str, text: str) -> None:
        path = self.folder / name
        self.write(name, (path.read_text(encoding="utf-8") if path.exists() else "") + text)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")
        self.clock.advance(LATER)

    def publish(self) -> str:
        """Return the main topic that the next release gets."""
        self._published += 1
        told = Told(self._published, f"Rembulan malam ke-{self._published}", f"{MOON} Malam ke-{self._published}.")
        self._world.answers["/feed/"] = Answer(body=rss([told]))
        self.service.intake.poll([self._source], even_if_not_due=True)
        (newest,) = self.service.tracing.bulletins(most=1)
        assert newest.content.title == told.title
        return newest.verdict.topics[0].slug

    def promote(self, version: str, weights: dict[str, object]) -> None:
        now = self.clock()
        kept = Kept(version=version, trained_at=now, promoted_at=None, examples=900, figures={})
        with self.service.database.write() as connection:
            models.keep(connection, kept, weights)
            models.promote(connection, version, now)
        self.clock.advance(LATER)


@pytest.fixture
def office(service: Service, world: Outside, clock: MovableClock, config_dir: Path) -> Office:
    return Office(service, world, clock, config_dir)


def refusals(logs: Sequence[Mapping[str, Any]]) -> list[object]:
    return [log["where"] for log in logs if log["event"] == "rules_refused"]


def test_a_topic_that_the_desk_adds_is_told_of_the_next_release(office: Office) -> None:
    assert office.publish() != "bulan"
    office.add("topics.toml", MOON_TOPIC.format("bulan"))
    assert office.publish() == "bulan"
    assert office.service.keeper.topic_names("en")["bulan"] == "Trial"
    assert office.service.keeper.fault() is None


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> Sequence[Mapping[str, Any]]:
    """What the keeper logs, whoever configured the logs of this process before."""
    capture = LogCapture()
    monkeypatch.setattr(keeper, "log", structlog.wrap_logger(None, processors=[capture]))
    return capture.entries


def test_a_broken_file_is_told_once_with_its_line_and_the_last_good_rules_judge_on(
    office: Office, logs: Sequence[Mapping[str, Any]]
) -> None:
    office.add("topics.toml", MOON_TOPIC.format("bulan"))
    assert office.publish() == "bulan"
    good = (office.folder / "topics.toml").read_text(encoding="utf-8")
    office.add("topics.toml", '"terang" = heavy\n')
    for _ in range(3):
        assert office.publish() == "bulan"
        office.clock.advance(LATER)
    where = f"{office.folder / 'topics.toml'}:{len(good.splitlines()) + 1}"
    assert refusals(logs) == [where]
    fault = office.service.keeper.fault()
    assert fault is not None
    assert (fault.where, bool(fault.cause), bool(fault.mend)) == (where, True, True)
    office.write("topics.toml", good.replace('slug = "bulan"', 'slug = "purnama"'))
    assert office.publish() == "purnama"
    assert office.service.keeper.fault() is None


def test_a_topic_that_a_route_names_is_not_taken_away(office: Office) -> None:
    office.add("routes.toml", '[[route]]\nname = "narcotics"\nwhen = { topics = ["narkoba"] }\n')
    text = (office.folder / "topics.toml").read_text(encoding="utf-8")
    office.write("topics.toml", text.replace('slug = "narkoba"', 'slug = "obat"'))
    office.publish()
    fault = office.service.keeper.fault()
    assert fault is not None
    assert fault.where == f"{office.folder / 'routes.toml'}:3"
    assert "narkoba" in office.service.keeper.topic_names("id")


def test_operations_are_taken_too(office: Office) -> None:
    told = ("Operasi Rembulan", "Operasi Rembulan 2026 digelar.")
    assert office.service.keeper.judge().judge(*told, source_unit=None).operations == ()
    office.add("operations.toml", '\n[[operation]]\nslug = "rembulan"\nname = "Rembulan"\nwords = ["rembulan"]\n')
    operations = office.service.keeper.judge().judge(*told, source_unit=None).operations
    assert [one.slug for one in operations] == ["rembulan"]


def test_routes_are_taken_by_whoever_was_given_them(office: Office) -> None:
    routes = office.service.keeper.routes()
    assert [rule.name for rule in routes] == ["everything"]
    office.add("routes.toml", '[[route]]\nname = "first"\nhold = true\n\n[[route]]\nname = "second"\n')
    assert ([rule.name for rule in routes], routes[-1].name, len(routes)) == (["first", "second"], "second", 2)
    office.publish()
    assert office.service.tracing.bulletins(most=1)[0].state == "held"


def test_a_file_that_is_being_written_is_left_until_it_stands_still(office: Office) -> None:
    path = office.folder / "topics.toml"
    whole = path.read_text(encoding="utf-8") + MOON_TOPIC.format("bulan")
    office.write("topics.toml", whole[: len(whole) // 2])
    now = office.clock()
    os.utime(path, (now.timestamp(), now.timestamp()))
    assert office.publish() != "bulan"
    office.write("topics.toml", whole)
    assert office.publish() == "bulan"


def test_a_file_that_is_away_for_a_moment_changes_nothing(office: Office) -> None:
    office.add("routes.toml", '[[route]]\nname = "desk"\nhold = true\n')
    office.publish()
    (office.folder / "routes.toml").rename(office.folder / "routes.saved")
    office.clock.advance(LATER)
    assert [rule.name for rule in office.service.keeper.routes()] == ["desk"]
    (office.folder / "routes.saved").rename(office.folder / "routes.toml")
    office.clock.advance(LATER)
    assert [rule.name for rule in office.service.keeper.routes()] == ["desk"]
    assert office.service.keeper.fault() is None


def test_files_that_do_not_change_are_not_read_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []

    def counted(settings: Settings) -> Settings:
        read.append(settings)
        return renewed(settings)

    monkeypatch.setattr("syndicator.bootstrap.keeping.renewed", counted)
    judges = set()
    for _ in range(3):
        judges.add(id(office.service.keeper.judge()))
        office.clock.advance(LATER)
    assert (len(judges), read) == (1, [])


def test_a_model_that_is_promoted_judges_the_next_release(office: Office) -> None:
    assert office.publish() != "pangan"
    weights = LabelWeights(9.0, {"rembulan": 9.0, "bulan": 9.0}, 900.0)
    learned = LearnedModel.of(LinearModel({"pangan": weights}))
    office.promote(learned.version, learned.to_json())
    assert office.publish() == "pangan"
    assert office.service.tracing.bulletins(most=1)[0].verdict.version.endswith(learned.version)


def test_a_model_that_cannot_be_read_is_refused_and_the_one_before_judges_on(
    office: Office, logs: Sequence[Mapping[str, Any]]
) -> None:
    before = office.service.keeper.judge()
    office.promote("broken", {"version": "broken"})
    assert office.service.keeper.judge() is before
    office.clock.advance(LATER)
    assert office.service.keeper.judge() is before
    assert refusals(logs) == ["model broken"]
    fault = office.service.keeper.fault()
    assert fault is not None
    assert "--promote" in fault.mend
