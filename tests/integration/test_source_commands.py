"""Commands about sources that are no ordinary feeds, and what they print."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from syndicator.cli.root import cli
from tests.feeds import distinct, rss
from tests.outside import Answer, Outside, outside

Run = Callable[..., Result]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is stored is tried on both databases elsewhere; here it is asked, printed and added."""

TITLE = "Polres Contoh Tangkap Dua Pengedar Sabu"
LIST = "".join(f'<h2><a href="/berita/{n}">{TITLE} di Wilayah {n}</a></h2>' for n in range(3))
HOME = f'<html><head><link rel="alternate" type="application/rss+xml" href="/feed/"></head><body>{LIST}</body></html>'


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        running.answers["/"] = Answer(body=HOME.encode(), headers={"Content-Type": "text/html"})
        running.answers["/feed/"] = Answer(body=rss([distinct(n) for n in range(3)]))
        yield running


@pytest.fixture
def run(environment: pytest.MonkeyPatch, database_url: str, redis_url: str) -> Run:
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)

    def run_command(*arguments: str) -> Result:
        return CliRunner().invoke(cli, list(arguments))

    return run_command


def listed(run: Run, *arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in run("sources", "list", "--json", *arguments).stdout.splitlines()]


def test_a_home_page_leads_to_its_feed_and_the_command_that_adds_it(run: Run, world: Outside) -> None:
    told = run("sources", "check", f"{world.url}/")
    assert told.exit_code == 0, told.output
    assert f"{world.url}/feed/: a feed, 3 entries" in told.output
    assert "Kegiatan nomor 2" in told.output
    command = next(line for line in told.output.splitlines() if line.startswith("add it with: syndicator "))
    assert run(*command.removeprefix("add it with: syndicator ").split()).exit_code == 0
    assert [(row["address"], row["kind"]) for row in listed(run)] == [(f"{world.url}/feed/", "feed")]


def test_a_report_for_programs_tells_all_that_was_asked(run: Run, world: Outside) -> None:
    report = json.loads(run("sources", "check", f"{world.url}/", "--json").stdout)
    assert (report["kind"], report["entries"], report["hub"]) == ("feed", 3, None)
    assert report["command"] == f"syndicator sources add {world.url}/feed/"
    assert [one["address"] for one in report["tried"]][:1] == [f"{world.url}/feed/"]


def test_a_site_without_a_feed_is_read_by_its_list(run: Run, world: Outside) -> None:
    del world.answers["/feed/"]
    told = run("sources", "check", f"{world.url}/")
    assert "a page that lists releases, 3 entries" in told.output
    assert f"syndicator sources add {world.url}/ --kind page" in told.output
    assert "looked at besides:" in told.output
    chosen = run("sources", "check", f"{world.url}/", "--selector", "h2 a")
    assert "--kind page --selector 'h2 a'" in chosen.output


def test_what_cannot_be_read_at_all_exits_with_1_and_tells_what_was_tried(run: Run, world: Outside) -> None:
    world.answers = {"/": Answer(body=b"<html><body>Halo</body></html>")}
    told = run("sources", "check", f"{world.url}/")
    assert told.exit_code == 1
    assert "nothing here can be read as a source" in told.output
    assert "robots.txt" in told.output
    added = run("sources", "add", "--discover", f"{world.url}/")
    assert added.exit_code == 1
    assert "can be read as a source" in added.output
    assert listed(run) == []


def test_add_asks_nothing_unless_it_is_told_to_discover(run: Run, world: Outside) -> None:
    assert run("sources", "add", f"{world.url}/berita", "--selector", "h2 a").exit_code == 0
    assert world.asked == []
    assert run("sources", "add", f"{world.url}/", "--discover", "--unit", "Polres Aceh Barat").exit_code == 0
    first, second = listed(run)
    assert (first["kind"], first["selector"]) == ("page", "h2 a")
    assert (second["kind"], second["address"], second["unit"]) == ("feed", f"{world.url}/feed/", "polres-aceh-barat")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "https://a.test/", "--kind", "feed", "--selector", "a"), "--selector is for pages"),
        (("check", "https://a.test/", "--kind", "sitemap", "--selector", "a"), "--selector is for pages"),
        (("add", "https://a.test/", "--discover", "--kind", "feed"), "--discover finds the kind by itself"),
        (("add", "https://a.test/", "--kind", "api"), "'api' is not one of"),
        (("list", "--state", "lost"), "'lost' is not one of"),
        (("export", "--format", "csv"), "'csv' is not one of"),
    ],
)
def test_options_that_do_not_fit_are_wrong_use(run: Run, arguments: tuple[str, ...], words: str) -> None:
    told = run("sources", *arguments)
    assert told.exit_code == 2
    assert words in told.output


def test_the_list_tells_health_and_keeps_to_what_is_asked_for(run: Run, world: Outside) -> None:
    run("sources", "add", f"{world.url}/feed/")
    run("sources", "add", f"{world.url}/lost/")
    run("sources", "poll", "--all")
    run("sources", "add", f"{world.url}/later/")
    run("sources", "pause", "3")
    table = run("sources", "list").output
    for word in ("success", "gap", "newest", "why", "404", "paused", "ago"):
        assert word in table
    assert [row["id"] for row in listed(run, "--failing")] == [2]
    assert [row["id"] for row in listed(run, "--state", "paused")] == [3]
    assert listed(run, "--silent") == []
    assert {"last_success_at", "newest_at", "gap_s", "reason", "silent_since", "kind"} <= set(listed(run)[0])
    assert listed(run)[0]["newest_at"] == "2026-03-02T07:00:00+00:00"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "No sources. Add one with"),
        (("--failing",), "No source fails."),
        (("--silent",), "No source is silent"),
        (("--state", "retired"), "No source is retired."),
    ],
)
def test_an_empty_list_says_what_it_means(run: Run, options: tuple[str, ...], words: str) -> None:
    assert words in run("sources", "list", *options).output


def test_opml_holds_feeds_and_says_what_it_leaves_out_and_toml_holds_all(
    run: Run, world: Outside, tmp_path: Path
) -> None:
    run("sources", "add", f"{world.url}/feed/", "--unit", "Polres Aceh Barat")
    run("sources", "add", f"{world.url}/sitemap.xml", "--kind", "sitemap", "--untrusted")
    run("sources", "add", f"{world.url}/berita", "--selector", "h2 a", "--every", "5m")
    opml, toml = tmp_path / "a.opml", tmp_path / "a.toml"
    told = run("sources", "export", "--output", str(opml))
    assert "2 left out" in told.stderr
    assert opml.read_text().count("xmlUrl") == 1
    assert run("sources", "export", "--format", "toml", "--output", str(toml)).stderr == ""
    assert "0 added, 0 changed, 3 known" in run("sources", "import", str(toml)).output
    assert "0 added, 0 changed, 1 known" in run("sources", "import", str(opml)).output


def test_a_big_file_is_imported_whole(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "many.toml"
    file.write_text("".join(f'[[source]]\naddress = "https://humas-{n}.test/feed/"\n' for n in range(600)))
    assert "600 added" in run("sources", "import", str(file)).output
    assert len(listed(run)) == 600
