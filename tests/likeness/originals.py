"""The releases that the battery copies: of the newsroom, of the templates, and of a folder of real ones."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from syndicator.newsroom.composer import compose
from syndicator.newsroom.kinds import Kind, all_kinds
from syndicator.newsroom.releases import Release, Wording
from syndicator.newsroom.units import LEVELS, Unit
from tests.likeness.casting import UNITS
from tests.likeness.templates import reports

CORPUS = "SYNDICATOR_CORPUS"
EPOCH = datetime(2026, 6, 4, 3, 0, tzinfo=UTC)
FEWEST_PARAGRAPHS = 3
QUOTED = re.compile(r'"([^"]+)"')
PARAGRAPH_END = re.compile(r'(?<=[.”"]),\s*(?=[A-Z“"])')


def newsroom_releases(count: int, seed: int = 7) -> Iterator[Release]:
    """Yield releases of all kinds in turn, each of another unit."""
    kinds = tuple(all_kinds().values())
    for number in range(count):
        kind = kinds[number % len(kinds)]
        fitting = _publishing(kind)
        published = EPOCH + timedelta(hours=5 * number)
        yield compose(kind, fitting[number * 37 % len(fitting)], number=number, published=published, seed=seed)


def _publishing(kind: Kind) -> Sequence[Unit]:
    return [unit for unit in UNITS if unit.level in kind.levels]


def templated_releases(count: int) -> Iterator[Release]:
    """Yield the first report of so many families."""
    return islice((report.release for report in reports(seed=2) if not report.twin), count)


def corpus() -> Path | None:
    """Return the folder of real texts that the environment names, None where it names none."""
    folder = os.environ.get(CORPUS)
    return Path(folder) if folder else None


def real_releases(folder: Path) -> Iterator[Release]:
    """Yield the real texts that are long enough to be copied in many ways."""
    labels = {row["id"]: row for row in _rows(folder / "labels.jsonl")}
    for row in _rows(folder / "items.jsonl"):
        paragraphs = PARAGRAPH_END.split(QUOTED.sub(r"“\1”", row["text"].lstrip("- ")))
        if len(paragraphs) >= FEWEST_PARAGRAPHS:
            yield _real(row, tuple(paragraphs), labels[row["id"]]["polda"])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _real(row: dict[str, str], paragraphs: tuple[str, ...], command: str | None) -> Release:
    unit = next((unit for unit in UNITS if unit.name == command and unit.kind in LEVELS), UNITS[0])
    day = datetime.fromisoformat(row["date_if_known"]) if row["date_if_known"] else EPOCH
    return Release(
        release_id=row["id"],
        kind="real",
        topics=(),
        unit=unit,
        sensitive=False,
        occurred_at=day.replace(hour=9, tzinfo=unit.tz),
        wording=Wording(row["title"], "", paragraphs, ()),
        other_titles=(f"Polisi: {row['title']}", f"{row['title'].rpartition(',')[2].strip()}, Ini Penjelasan Polisi"),
        tags=("Polri",),
    )
