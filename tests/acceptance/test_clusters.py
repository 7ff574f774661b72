"""One release, one story: the demo newsroom's stream against what it knows itself, in any order of arrival."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from uuid import UUID, uuid5

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.bootstrap.judging import build_gathering
from syndicator.cli.root import cli
from syndicator.gathering import ToldRelease
from syndicator.settings import load
from tests.labelled import Labelled, stream
from tests.partitions import adjusted_rand, b_cubed

THOUSANDS = 4_000
MOST_CPU_S = 60
NAMES = UUID(int=0)


@dataclass(frozen=True)
class Stood:
    story: UUID
    canonical: bool


def gathered(told: Sequence[Labelled], *, batch: int = 100) -> dict[str, Stood]:
    """Where each release stands, by its id."""
    gathering = build_gathering(load())
    releases = [
        ToldRelease(
            uid=uuid5(NAMES, one.id),
            title=one.title,
            text=one.text,
            published_at=one.published_at,
            source_unit=one.source_unit,
            source=one.source,
        )
        for one in told
    ]
    for start in range(0, len(releases), batch):
        gathering.take(releases[start : start + batch])
    placed = gathering.placements()
    return {one.id: Stood(place.story, place.canonical) for one, place in zip(told, placed, strict=True)}


@cache
def few() -> tuple[Labelled, ...]:
    return tuple(stream(200, seed=7))


def lines(told: Sequence[Labelled]) -> str:
    return "".join(json.dumps(one.told()) + "\n" for one in told)


@pytest.mark.timeout(600)
def test_stories_are_what_really_happened() -> None:
    """Thousands of publications in random order: copies, edits, and the twins that share a template."""
    told = stream(THOUSANDS)
    began = time.process_time()
    stood = gathered(told)
    assert time.process_time() - began < MOST_CPU_S
    found, truth = [stood[one.id].story for one in told], [one.truth for one in told]
    figures = b_cubed(found, truth)
    assert figures.f1 >= 0.95, figures
    assert figures.precision >= 0.99, figures
    assert sum(one.canonical for one in stood.values()) == len(set(found))


def test_a_story_is_told_by_the_unit_that_issued_it() -> None:
    """Where its own publication is among the copies, it is the canonical one, whoever posted first or at length."""
    told = stream(1_500, seed=3)
    stood = gathered(told)
    copied = [one for one in told if one.is_original and any(o.truth == one.truth and o != one for o in told)]
    assert len(copied) > 50
    assert sum(stood[one.id].canonical for one in copied) >= 0.9 * len(copied)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.sampled_from([1, 7, 50, 1_000]))
def test_neither_order_nor_batches_make_other_stories(seed: int, batch: int) -> None:
    expected = gathered(few())
    told = list(few())
    Random(seed).shuffle(told)
    found = gathered(told, batch=batch)
    ids = [one.id for one in told]
    assert adjusted_rand([found[i].story for i in ids], [expected[i].story for i in ids]) >= 0.99


def test_the_same_stream_has_the_same_stories_with_the_same_names() -> None:
    first, again = (CliRunner().invoke(cli, ["stories", "cluster", "--jsonl"], input=lines(few())) for _ in range(2))
    assert first.exit_code == 0, first.output
    assert first.stdout == again.stdout
    placed = [json.loads(line) for line in first.stdout.splitlines()]
    assert [one["id"] for one in placed] == [one.id for one in few()]
    assert sum(one["canonical"] for one in placed) == len({one["story"] for one in placed})
    assert 0 < len({one["story"] for one in placed}) < len(placed)


def test_a_story_has_the_same_name_in_whatever_order_its_releases_arrive() -> None:
    there, back = (
        CliRunner().invoke(cli, ["stories", "cluster", "--jsonl"], input=lines(told)) for told in (few(), few()[::-1])
    )
    assert sorted(there.stdout.splitlines()) == sorted(back.stdout.splitlines())


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("not json", "line 2 is not JSON"),
        ('["a"]', "line 2 is not an object"),
        ('{"id": 1, "text": ["a"]}', "line 2: text is no text"),
        ('{"id": 1, "published_at": "kemarin"}', "line 2: published_at is no moment: kemarin"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_its_number(line: str, says: str) -> None:
    told = CliRunner().invoke(cli, ["stories", "cluster", "--jsonl"], input=f'{{"id": 1}}\n{line}\n')
    assert told.exit_code == 1
    assert says in told.output
    assert told.stdout == ""


def test_what_is_to_be_read_has_to_be_said() -> None:
    told = CliRunner().invoke(cli, ["stories", "cluster"], input="")
    assert told.exit_code == 2
    assert "--jsonl" in told.output


def test_releases_that_tell_little_of_themselves_are_taken_as_they_are() -> None:
    """No moment, no source, an id of any kind or none, and an id that was there before."""
    text = few()[0].text
    told = CliRunner().invoke(
        cli,
        ["stories", "cluster", "--jsonl"],
        input="".join(
            json.dumps(line) + "\n"
            for line in (
                {"id": 1, "title": "a", "text": text},
                {"id": 1, "title": "b", "text": text, "published_at": "2026-03-02", "source_unit": "Polsek Tak Ada"},
                {"title": "c", "text": text, "published_at": "2026-03-03T10:00:00", "source": 7},
                {"id": "short", "title": "d", "text": "Halo"},
            )
        ),
    )
    first, second, third, fourth = map(json.loads, told.stdout.splitlines())
    assert first["story"] == second["story"] == third["story"] != fourth["story"]
    assert [one["canonical"] for one in (first, second, third, fourth)] == [False, True, False, True]
