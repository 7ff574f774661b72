"""The command line, in this process: what it prints, and how it fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner, Result
from sqlalchemy import text

from syndicator.cli.root import COMMANDS, cli
from syndicator.storage.session import Database
from tests.feeds import Told, distinct, rss
from tests.outside import Answer, Outside, outside

Run = Callable[..., Result]


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        running.answers["/feed/"] = Answer(body=rss([distinct(n) for n in range(3)]))
        yield running


@pytest.fixture
def run(environment: pytest.MonkeyPatch, database_url: str, redis_url: str) -> Run:
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)

    def run_command(*arguments: str, told: str | None = None) -> Result:
        return CliRunner().invoke(cli, list(arguments), input=told)

    return run_command


def commands() -> list[list[str]]:
    """Every command and subcommand there is."""
    found: list[list[str]] = []
    for name in COMMANDS:
        command = cli.get_command(Context(cli), name)
        found.append([name])
        found += [[name, sub] for sub in getattr(command, "commands", {})]
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_each_command_has_help_with_an_example(command: list[str]) -> None:
    told = CliRunner().invoke(cli, [*command, "--help"])
    assert told.exit_code == 0
    assert "Example:" in told.output


def test_a_source_is_added_polled_listed_and_exported(run: Run, world: Outside, tmp_path: Path) -> None:
    added = run("sources", "add", f"{world.url}/feed/", "--unit", "Polresta Balikpapan", "--every", "30s")
    assert added.exit_code == 0, added.output
    polled = run("sources", "poll", "--due", "--json")
    assert polled.exit_code == 0, polled.output
    assert json.loads(polled.stdout)["added"] == 3
    listed = json.loads(run("sources", "list", "--json").stdout)
    assert (listed["unit"], listed["bulletins"]) == ("polresta-balikpapan", 3)
    exported = tmp_path / "feeds.opml"
    assert run("sources", "export", "--output", str(exported)).exit_code == 0
    assert "0 added, 0 changed, 1 known already" in run("sources", "import", str(exported)).output
    assert "bulletins" in run("sources", "list").output


def test_an_import_adds_what_is_new_and_changes_what_is_known(run: Run, world: Outside, tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(f'[[source]]\naddress = "{world.url}/feed/"\nunit = "Polres Aceh Barat"\n')
    assert "1 added, 0 changed" in run("sources", "import", str(file)).output
    assert "0 added, 0 changed, 1 known" in run("sources", "import", str(file)).output
    file.write_text(f'[[source]]\naddress = "{world.url}/feed/"\nunit = "Polres Aceh Besar"\n')
    assert "0 added, 1 changed" in run("sources", "import", str(file)).output


def test_check_says_what_is_at_an_address_and_stores_nothing(run: Run, world: Outside) -> None:
    told = run("sources", "check", f"{world.url}/feed/")
    assert "a feed, 3 entries" in told.output
    assert "No sources" in run("sources", "list").output


def test_a_bulletin_is_shown_explained_and_withdrawn(run: Run, world: Outside) -> None:
    run("sources", "add", f"{world.url}/feed/")
    run("sources", "poll", "--all")
    rows = [json.loads(line) for line in run("bulletins", "list", "--json").stdout.splitlines()]
    assert [row["id"] for row in rows] == [3, 2, 1]
    assert "Kegiatan nomor 1" in run("bulletins", "show", "2").output
    explained = run("explain", "2").output
    for word in ("bulletin.added", "bulletin.classified", "bulletin.routed", "everything: matched"):
        assert word in explained
    assert run("bulletins", "withdraw", "2", "--reason", "salah").exit_code == 0
    assert json.loads(run("explain", "2", "--json").stdout)["bulletin"]["state"] == "withdrawn"
    assert "nomor 2" in run("bulletins", "search", "nomor 2").output


def test_a_failing_poll_exits_with_1_and_tells_why(run: Run, world: Outside) -> None:
    run("sources", "add", f"{world.url}/nothing/")
    polled = run("sources", "poll", "1")
    assert polled.exit_code == 1
    assert "404" in polled.output
    assert "404" in run("sources", "list", "--failing").output


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["sources", "poll"], 2, "name sources by their ids"),
        (["sources", "poll", "77"], 1, "there is no source 77"),
        (["sources", "add", "humas.contoh.test/feed"], 1, "write it with http:// or https://"),
        (["sources", "add", "https://a.test/feed/", "--unit", "Polres Antah"], 1, "no unit is called 'Polres Antah'"),
        (["sources", "add", "https://a.test/feed/", "--every", "soon"], 2, "is not a duration"),
        (["sources", "check", "http://10.0.0.1/feed/"], 1, "is not a public address"),
        (["bulletins", "show", "5"], 1, "there is no bulletin 5"),
        (["bulletins", "release", "5"], 1, "there is no bulletin 5"),
        (["explain", "5"], 1, "there is no bulletin 5"),
        (["deliveries", "retry", "5"], 1, "there is no delivery 5"),
        (["channels", "pause", "nowhere"], 1, "there is no channel 'nowhere'"),
        (["users", "passwd", "nobody", "--password", "long enough one"], 1, "nobody has the login"),
        (["users", "add", "siti", "--password", "short"], 1, "the password is too short"),
        (["worker", "--queues", "dispatch.pigeon"], 2, "there is no queue 'dispatch.pigeon'"),
        (["bulletins", "nonsense"], 2, "No such command"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_is_one_clear_line(run: Run, arguments: list[str], status: int, words: str) -> None:
    told = run(*arguments)
    assert told.exit_code == status, told.output
    assert words in told.output
    assert "Traceback" not in told.output


def test_an_unknown_key_in_a_config_file_names_file_and_line(run: Run, config_dir: Path) -> None:
    (config_dir / "channels.toml").write_text(
        '[[channel]]\nname = "a"\nkind = "webhook"\nbase_ulr = "https://a.test"\n'
    )
    told = run("rules", "check")
    assert told.exit_code == 1
    assert "channels.toml:4: unknown key 'base_ulr'" in told.output
    assert run("sources", "list").exit_code == 1
    doctor = run("doctor")
    assert doctor.exit_code == 1
    assert "channels.toml:4" in doctor.output


def test_a_database_of_a_newer_version_stops_every_command(run: Run, database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for command in (["sources", "list"], ["db", "check"], ["db", "upgrade"], ["worker"], ["beat"]):
        told = run(*command)
        assert told.exit_code == 1, command
        assert "newer than this program knows" in told.output
        assert "install the newer program" in told.output


def test_a_database_that_does_not_answer_is_one_line(run: Run, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SYNDICATOR_DATABASE_URL", "postgresql://siti:geheim@127.0.0.1:1/none")
    told = run("sources", "list")
    assert told.exit_code == 1
    assert "does not answer" in told.output
    assert "geheim" not in told.output


def test_doctor_names_each_part_and_its_mend(run: Run) -> None:
    findings = {row["part"]: row for row in map(json.loads, run("doctor", "--json").stdout.splitlines())}
    assert findings["database"]["well"]
    assert findings["redis"]["well"]
    assert not findings["beat"]["well"]
    assert "syndicator beat" in findings["beat"]["mend"]
    assert {"settings", "python", "disk", "clock", "sources", "channels", "deliveries"} <= set(findings)


def test_people_are_added_listed_bound_and_disabled(run: Run) -> None:
    assert run("users", "add", "siti", "--role", "chief", told="kata sandi siti\nkata sandi siti\n").exit_code == 0
    siti = {"login": "siti", "role": "chief", "disabled": False, "unit": None, "second_factor": False}
    assert json.loads(run("users", "list", "--json").stdout) == siti
    assert "taken" in run("users", "add", "siti", "--password", "kata sandi lain").output
    assert run("users", "role", "siti", "reader").exit_code == 0
    for command in (("bind", "siti", "Polda Aceh"), ("disable", "siti"), ("reset-factor", "siti")):
        assert run("users", *command).exit_code == 0, command
    now = {"role": "reader", "disabled": True, "unit": "polda-aceh"}
    assert json.loads(run("users", "list", "--json").stdout) == siti | now
    assert run("users", "enable", "siti").exit_code == 0
    assert run("users", "bind", "siti").exit_code == 2
    assert run("users", "bind", "siti", "--free").exit_code == 0
    assert json.loads(run("users", "list", "--json").stdout) == siti | {"role": "reader"}


def test_classify_reads_lines_and_prints_lines_in_order(run: Run) -> None:
    told = run(
        "classify",
        "--jsonl",
        told='{"id": "a", "title": "Polres Aceh Barat tangkap pengedar sabu", "text": "Polisi menyita sabu."}\n'
        '{"id": "b", "title": "Halo", "text": "Tidak ada apa-apa."}\n',
    )
    first, second = map(json.loads, told.stdout.splitlines())
    assert (first["id"], first["topics"][0]["slug"], first["unit"]) == ("a", "narkoba", "Polres Aceh Barat")
    assert second["id"] == "b"
    assert set(first) == {
        *("id", "topics", "units", "unit", "polda", "place", "event_at", "conflicts", "operations"),
        *("hold", "hold_reasons", "outcome", "maskings", "masked", "masked_title", "urgency"),
    }


def test_classify_proposes_a_text_without_what_identifies(run: Run) -> None:
    line = {"title": "Siswi SMP Disetubuhi Tetangga", "text": "AN (15), siswi SMP Negeri 4, tinggal di Desa Sukaraja."}
    told = json.loads(run("classify", "--jsonl", told=json.dumps(line)).stdout)
    assert told["outcome"] == "hold"
    assert not any(leak in told["masked"] for leak in ("AN", "15", "SMP Negeri 4", "Sukaraja"))
    shown = run("classify", "-", told="Motor dicuri\nMotor bernomor polisi KT 1234 AB dicuri di pasar.")
    assert "outcome mask" in shown.output
    assert "proposed instead" in shown.output


def test_classify_tells_the_event_in_utc_and_who_else_issued_it(run: Run) -> None:
    line = {
        "title": "Polres Aceh Barat tangkap pengedar sabu",
        "text": "Kapolres Aceh Barat AKBP Budi menggelar rilis kemarin pukul 10.00 WIB.",
        "published_at": "2026-03-02T07:00:00",
        "source_unit": "Polres Aceh Timur",
    }
    told = json.loads(run("classify", "--jsonl", told=json.dumps(line)).stdout)
    assert told["event_at"] == "2026-03-01T03:00:00+00:00"
    assert told["conflicts"] == [{"kind": "unit", "source": "Polres Aceh Timur", "text": "Polres Aceh Barat"}]
    wrong = run("classify", "--jsonl", told=json.dumps(line | {"published_at": "senin"}))
    assert "line 1: published_at is no moment" in wrong.output


def test_classify_tells_which_line_is_not_json(run: Run) -> None:
    told = run("classify", "--jsonl", told="{}\nnot json\n")
    assert told.exit_code == 1
    assert "line 2 is not JSON" in told.output


def test_a_feed_in_opml_brings_its_unit(run: Run, world: Outside, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(
        f'<opml version="2.0"><body><outline text="Polda Aceh"><outline type="rss" text="Polres Aceh Barat" '
        f'xmlUrl="{world.url}/feed/"/></outline></body></opml>'
    )
    assert "1 added" in run("sources", "import", str(file)).output
    assert json.loads(run("sources", "list", "--json").stdout)["unit"] == "polres-aceh-barat"


def test_something_that_is_not_opml_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text("halo")
    told = run("sources", "import", str(file))
    assert told.exit_code == 1
    assert "this is not OPML" in told.output


def test_a_text_full_of_markup_is_printed_as_it_is(run: Run, world: Outside) -> None:
    world.answers["/feed/"] = Answer(body=rss([Told(1, title="[bold]Rilis[/bold] & <b>x</b>")]))
    run("sources", "add", f"{world.url}/feed/")
    run("sources", "poll", "--all")
    assert "[bold]Rilis[/bold]" in run("bulletins", "list").output
