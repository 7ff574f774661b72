"""`bulletins correct` and `rules replay`, in this process, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from syndicator.cli.root import cli
from syndicator.errors import SyndicatorError
from syndicator.replaying import A_BATCH
from syndicator.storage import models
from syndicator.storage.models import Kept
from syndicator.storage.session import Database
from syndicator.storage.tables import Base
from tests.feeds import Told, distinct, rss
from tests.outside import Answer, Outside, outside

Run = Callable[..., Result]
CHILD = (
    "Polres Contoh menangkap pelaku pencabulan terhadap anak di bawah umur. Korban berinisial M (14), siswi "
    "kelas 2 SMP, warga Desa Sukamaju, dicabuli ayah tirinya sejak tahun lalu, kata Kasat Reskrim."
)
MOON = Told(
    2,
    "Rembulan di atas kota",
    "Rembulan terang menemani warga di alun-alun. Rembulan biru itu dilihat bersama dari menara, lalu pulang tertib.",
)
MOON_TOPIC = '\n[[topic]]\nslug = "bulan"\nname_id = "Bulan"\nname_en = "Moon"\n[topic.terms]\n"rembulan" = 50\n'
PLACES = '\n[[route]]\nname = "moon"\nwhen = { topics = ["bulan"] }\nchannels = ["hook"]\n'


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        running.answers["/feed/"] = Answer(body=rss([Told(1, "Pelaku cabul ditangkap", CHILD), MOON, distinct(3)]))
        yield running


@pytest.fixture
def run(environment: pytest.MonkeyPatch, database_url: str, redis_url: str) -> Run:
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)

    def run_command(*arguments: str) -> Result:
        return CliRunner().invoke(cli, list(arguments))

    return run_command


@pytest.fixture
def polled(run: Run, world: Outside) -> Run:
    """A service that has taken in a release that is held, one on the moon, and one more."""
    assert run("sources", "add", f"{world.url}/feed/").exit_code == 0
    assert run("sources", "poll", "--all").exit_code == 0
    return run


def id_of(run: Run, title: str) -> str:
    rows = [json.loads(line) for line in run("bulletins", "list", "--json").stdout.splitlines()]
    return str(next(row["id"] for row in rows if row["title"].startswith(title)))


def replayed(run: Run, *more: str) -> dict[str, dict[str, object]]:
    told = run("rules", "replay", "--json", *more)
    assert told.exit_code == 0, told.output
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    return {row["title"]: row for row in rows}


def test_what_is_corrected_is_shown_beside_what_the_judge_said(polled: Run) -> None:
    moon = id_of(polled, "Rembulan")
    done = polled("bulletins", "correct", moon, "--topic", "siber", "--unit", "Polres Gresik", "--place", "open")
    assert done.exit_code == 0, done.output
    assert f"bulletin {moon} is corrected" in done.output
    shown = polled("bulletins", "show", moon).output
    assert "unit polres-gresik, place open" in shown
    assert "the judge said:" in shown
    assert "bulletin.corrected" in polled("explain", moon).output


def test_sensitive_says_what_it_hid_and_not_sensitive_that_it_is_still_held(polled: Run) -> None:
    moon, child = id_of(polled, "Rembulan"), id_of(polled, "Pelaku")
    assert f"hidden from the public: bulletin {moon}" in polled("bulletins", "correct", moon, "--sensitive").output
    assert f"syndicator bulletins release {child}" in polled("bulletins", "correct", child, "--not-sensitive").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "nothing is corrected"),
        (["--topic", "sibber"], "there is no topic 'sibber'"),
        (["--unit", "Polres Atlantis"], "there is no unit 'Polres Atlantis'"),
    ],
)
def test_a_wrong_correction_is_one_clear_line(polled: Run, arguments: list[str], words: str) -> None:
    told = polled("bulletins", "correct", "1", *arguments)
    assert (told.exit_code, words in told.output, "Traceback" in told.output) == (1, True, False)


def test_by_the_same_rules_nothing_differs(polled: Run) -> None:
    told = polled("rules", "replay")
    assert (told.exit_code, told.output.strip()) == (0, "judged 3, 0 differ")
    assert replayed(polled) == {}
    assert len(replayed(polled, "--show", "all")) == 3
    assert len(replayed(polled, "--show", "all", "--limit", "2")) == 2


def test_without_bulletins_it_says_so(run: Run) -> None:
    told = run("rules", "replay", "--since", "24h")
    assert told.exit_code == 0
    assert "No bulletin was first seen" in told.output


def test_changed_rules_tell_what_would_differ_and_where_it_would_go(
    polled: Run, config_dir: Path, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("HOOK_SECRET", "whsec_c2VjcmV0LW9mLW5vLXdvcnRo")
    (config_dir / "channels.toml").write_text(
        '[[channel]]\nname = "hook"\nkind = "webhook"\nbase_url = "https://hook.test/"\n'
        'secrets = { signing = "HOOK_SECRET" }\n'
    )
    (config_dir / "routes.toml").write_text(PLACES)
    (config_dir / "topics.toml").write_text((config_dir / "topics.toml").read_text(encoding="utf-8") + MOON_TOPIC)
    found = replayed(polled)
    assert list(found) == [MOON.title]
    differs = found[MOON.title]["differs"]
    assert isinstance(differs, dict)
    assert differs["topics"]["then"][0] == "bulan"
    assert differs["channels"] == {"now": [], "then": ["hook"]}
    told = polled("rules", "replay").output
    assert "channels: none → hook" in told
    assert "judged 3, 1 differ: topics 1, channels 1" in told


def test_holds_that_would_come_and_fall_are_told_with_their_passages(polled: Run, config_dir: Path) -> None:
    child = id_of(polled, "Pelaku")
    good = (config_dir / "sensitivity.toml").read_text(encoding="utf-8")
    emptied = "\n".join(line for line in good.splitlines() if "cabul" not in line)
    (config_dir / "sensitivity.toml").write_text(emptied, encoding="utf-8")
    row = replayed(polled)["Pelaku cabul ditangkap"]
    assert "cabul" in json.dumps(row["fallen_reasons"])
    assert polled("rules", "replay").output.count("- holds it:") >= 1
    polled("bulletins", "correct", child, "--not-sensitive")
    (config_dir / "sensitivity.toml").write_text(good, encoding="utf-8")
    row = replayed(polled)["Pelaku cabul ditangkap"]
    assert (row["new_reasons"], row["contradicts"]) == ([], ["sensitive"])


def test_corrections_that_the_rules_contradict_are_told_and_stay(polled: Run) -> None:
    moon = id_of(polled, "Rembulan")
    polled("bulletins", "correct", moon, "--topic", "siber")
    row = replayed(polled)[MOON.title]
    assert (row["differs"], row["contradicts"]) == ({}, ["topics"])
    told = polled("rules", "replay").output
    assert "the desk said otherwise, and its word stays: topics" in told
    assert "judged 3, 1 differ: corrections contradicted 1" in told


def test_broken_rules_are_told_by_their_line(polled: Run, config_dir: Path) -> None:
    (config_dir / "operations.toml").write_text('[[operation]]\nslug = "x"\nname = \n')
    told = polled("rules", "replay")
    assert told.exit_code == 1
    assert "operations.toml:3: is not TOML" in told.output


def test_doctor_tells_which_rules_judge_and_which_model_cannot(polled: Run, database: Database) -> None:
    found = {row["part"]: row for row in map(json.loads, polled("doctor", "--json").stdout.splitlines())}
    assert (found["rules"]["well"], found["rules"]["found"].startswith("version ")) == (True, True)
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    broken = Kept(version="broken", trained_at=now, promoted_at=None, examples=1, figures={})
    with database.write() as connection:
        models.keep(connection, broken, {"version": "broken"})
        models.promote(connection, "broken", now)
    told = polled("doctor").output
    assert "FAIL rules" in told
    assert "model broken" in told
    assert "syndicator learn --promote" in told


def test_no_row_changes(polled: Run, config_dir: Path, database: Database) -> None:
    before = rows(database)
    (config_dir / "channels.toml").write_text('[[channel]]\nname = "new"\nkind = "webhook"\nenabled = false\n')
    (config_dir / "topics.toml").write_text((config_dir / "topics.toml").read_text(encoding="utf-8") + MOON_TOPIC)
    polled("rules", "replay", "--show", "all")
    assert rows(database) == before


def rows(database: Database) -> dict[str, list[str]]:
    with database.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()).all()))
            for table in Base.metadata.sorted_tables
        }


def test_a_look_cannot_write_and_leaves_no_trace(database: Database) -> None:
    for _ in range(2):
        with pytest.raises(SyndicatorError), database.look() as connection:
            connection.execute(text("INSERT INTO heartbeats (name, at) VALUES ('x', '2026-03-02 08:00:00')"))
        with database.write() as connection:
            connection.execute(text("DELETE FROM heartbeats"))


def test_more_than_a_batch_is_judged_by_batches(run: Run, world: Outside) -> None:
    number = A_BATCH + 5
    world.answers["/feed/"] = Answer(body=rss([distinct(n) for n in range(number)]))
    run("sources", "add", f"{world.url}/feed/")
    run("sources", "poll", "--all")
    assert f"judged {number}, 0 differ" in run("rules", "replay", "--since", "2h").output
    assert f"judged {A_BATCH}, 0 differ" in run("rules", "replay", "--limit", str(A_BATCH)).output


def test_what_was_seen_earlier_is_left_out(polled: Run, database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE bulletins SET first_seen_at = '2020-01-01 00:00:00+00' WHERE id = 1"))
    assert "judged 2" in polled("rules", "replay").output
