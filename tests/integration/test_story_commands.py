"""`stories` on the command line, in this process: what it prints, and how it fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from syndicator.cli.root import cli
from syndicator.model.story import Kinship
from syndicator.storage import relations
from syndicator.storage.session import Database
from tests.shelf import NOW, Shelved, copies, shelve, standing, story_uid

Run = Callable[..., Result]


@pytest.fixture
def run(environment: pytest.MonkeyPatch, database_url: str, redis_url: str) -> Run:
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)

    def run_command(*arguments: str) -> Result:
        return CliRunner().invoke(cli, list(arguments))

    return run_command


@pytest.fixture
def ids(database: Database) -> dict[int, int]:
    """A story of three, and one that only shares its template."""
    with database.write() as connection:
        found = shelve(
            connection,
            Shelved(number=1, authority=0, unit="polres-aceh-barat"),
            Shelved(number=2, story=1, authority=2),
            Shelved(number=3, story=1),
            Shelved(number=4),
        )
        copies(connection, (2, 1), (3, 1))
        copies(connection, (4, 1), kinship=Kinship.SAME_TEMPLATE)
    return found


def test_a_story_is_shown_by_its_id_and_by_its_uid(run: Run, ids: dict[int, int]) -> None:
    told = run("stories", "show", str(story_uid(1)))
    assert told.exit_code == 0, told.output
    for words in (
        f"{ids[1]}  Rilis 1",
        "released, canonical; polres-aceh-barat, published by its issuer",
        "released; unit open, published by another Humas",
        f"{ids[2]} and {ids[1]}: copy 0.90, the same words",
    ):
        assert words in told.output
    assert run("stories", "show", "1").output == told.output


def test_json_tells_all_of_a_story_in_one_line(run: Run, ids: dict[int, int], database: Database) -> None:
    with database.write() as connection:
        relations.tie(connection, [(ids[1], ids[2])], together=True, actor="siti", now=NOW)
    view = json.loads(run("stories", "show", "1", "--json").stdout)
    assert view["story"]["uid"] == str(story_uid(1))
    assert [(member["id"], member["canonical"]) for member in view["members"]] == [
        (ids[1], True),
        (ids[2], False),
        (ids[3], False),
    ]
    assert view["relations"][0]["kinship"] == "copy"
    assert (view["words"][0]["together"], view["words"][0]["actor"]) == (True, "siti")
    assert view["posts"] == []


def test_a_story_is_pinned_split_and_merged_again(run: Run, ids: dict[int, int], database: Database) -> None:
    pinned = run("stories", "pin", "1", str(ids[2]))
    assert f"bulletin {ids[2]} stands for it" in pinned.output, pinned.output
    assert "canonical, pinned" in run("stories", "show", "1").output
    assert f"bulletin {ids[1]} stands for it" in run("stories", "unpin", "1").output
    split = run("stories", "split", "1", str(ids[3]))
    assert "story 1 has 2 bulletins" in split.output, split.output
    with database.read() as connection:
        assert standing(connection)[3][0] != 1
    explained = json.loads(run("explain", str(ids[3]), "--json").stdout)
    other = str(explained["bulletin"]["story_id"])
    merged = run("stories", "merge", "1", other)
    assert "story 1 has 3 bulletins" in merged.output, merged.output
    assert f"story {other} became part of this one" in run("stories", "show", other).output


def test_explain_tells_relations_in_words(run: Run, ids: dict[int, int]) -> None:
    told = run("explain", str(ids[1])).output
    assert f"the same release as bulletin {ids[2]} “Rilis 2”: 0.90, the same words" in told
    assert f"another event, in the same template as bulletin {ids[4]} (story 2) “Rilis 4”: 0.90" in told
    assert "story 1, for which it stands" in told


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["show", "77"], 1, "there is no story 77 – the story of a bulletin is told by: syndicator explain ID"),
        (["show", str(UUID(int=78))], 1, "there is no story"),
        (["show", "empat"], 2, "'empat' is neither the id of a story nor its uid"),
        (["show", "9" * 30], 2, "is neither the id of a story nor its uid"),
        (["pin", "1"], 2, "Missing argument 'BULLETIN'"),
        (["pin", "1", "4"], 1, "not in story 1: bulletin 4 – see its bulletins with: syndicator stories show 1"),
        (["unpin", "1"], 1, "story 1 has no pinned bulletin"),
        (["split", "1"], 2, "Missing argument 'BULLETIN...'"),
        (["split", "1", "1", "2", "3"], 1, "a split leaves bulletins on both sides"),
        (["merge", "1", "1"], 1, "this is one story already: 1"),
        (["merge", "1", "78"], 1, "there is no story 78"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.usefixtures("ids")
def test_wrong_use_is_one_clear_line(run: Run, arguments: list[str], status: int, words: str) -> None:
    told = run("stories", *arguments)
    assert told.exit_code == status, told.output
    assert words in told.output
    assert "Traceback" not in told.output
