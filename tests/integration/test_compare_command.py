"""`compare`: two files, or a stream of pairs; no database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from syndicator.cli.root import cli
from tests.unit.dedup.test_comparison import RELEASE

SHORT = "Patroli malam berjalan aman."


def compare(*arguments: str, told: str = "") -> tuple[int, str]:
    found = CliRunner().invoke(cli, ["compare", *arguments], input=told)
    return found.exit_code, found.output


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    one, other = tmp_path / "one.txt", tmp_path / "other.txt"
    one.write_text(f"Pencuri Motor Ditangkap\n{RELEASE}", encoding="utf-8")
    other.write_text(f"Dua Pelaku Diringkus\n{RELEASE.replace('mengimbau', 'meminta')}", encoding="utf-8")
    return str(one), str(other)


def test_two_files_are_told_with_every_figure_and_what_it_added(files: tuple[str, str]) -> None:
    code, output = compare(*files)
    assert code == 0
    assert output.startswith("SameStory: the same release told by another source")
    assert {"wording", "names", "other_day"} <= {
        line.split()[0] for line in output.splitlines() if line.startswith("  ")
    }


def test_json_tells_the_same(files: tuple[str, str]) -> None:
    code, output = compare(*files, "--json")
    answer = json.loads(output)
    assert code == 0
    assert (answer["same"], answer["decision"], answer["kinship"]) == (True, "SameStory", "copy")
    assert answer["figures"]["score"] > 0.5


@pytest.mark.parametrize(
    ("a", "b", "same", "decision"),
    [
        ({"text": RELEASE}, {"text": RELEASE}, True, "SameStory"),
        ({"text": RELEASE, "source": "x"}, {"text": RELEASE, "source": "x"}, True, "Repeated"),
        ({"text": RELEASE, "source": "x"}, {"text": RELEASE[:-60], "source": "x"}, True, "Revised"),
        ({"text": RELEASE}, {"text": RELEASE.replace("2/3", "9/3").replace("3 unit", "8 unit")}, False, "New"),
        ({"text": SHORT, "title": "a"}, {"text": SHORT, "title": "a"}, True, "SameStory"),
        ({"text": SHORT}, {"text": RELEASE}, False, "New"),
        ({"text": ""}, {"text": ""}, False, "New"),
    ],
)
def test_a_stream_of_pairs_is_answered_line_by_line(
    a: dict[str, str],
    b: dict[str, str],
    same: bool,  # noqa: FBT001 -- a row of the table
    decision: str,
) -> None:
    code, output = compare("--jsonl", told=json.dumps({"a": a, "b": b}) + "\n\n")
    answer = json.loads(output)
    assert code == 0
    assert (answer["same"], answer["decision"]) == (same, decision)
    assert answer["reason"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 1 is not JSON"),
        ('{"a": {"text": "x"}}', "line 1 has no 'b'"),
        ('{"a": {"text": "x", "published_at": "besok"}, "b": {}}', "line 1: 'besok' is no moment"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_mend(line: str, says: str) -> None:
    code, output = compare("--jsonl", told=line)
    assert code == 1
    assert says in output


def test_one_file_alone_is_wrong_use(files: tuple[str, str]) -> None:
    code, output = compare(files[0])
    assert code == 2
    assert "name two files" in output
