"""Pairs of which it is known whether they tell the same release: labelled ones, and those that are made here."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from syndicator.dedup.fingerprint import fingerprint
from syndicator.model.fingerprint import Sketch
from syndicator.newsroom.composer import compose
from syndicator.newsroom.copies import reposted
from syndicator.newsroom.edits import OPERATIONS, Strength, edited
from syndicator.newsroom.kinds import all_kinds
from syndicator.newsroom.options import UNITS_FILE
from syndicator.newsroom.releases import Release
from syndicator.newsroom.units import Unit, read_units
from syndicator.normalise.core import core_of

EPOCH = datetime(2026, 3, 2, 3, tzinfo=UTC)
ROUNDS = 5
"""Releases of each kind of the demo newsroom."""
REWORDING = ("synonyms_swapped", "quotes_reported", "lead_recast", "abbreviations_expanded", "numbers_rounded")
_JOINED = re.compile(r"\.,(?=\S)")
"""The labelled texts join their paragraphs so."""
_DIGITS = re.compile(r"\d+")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()  # noqa: SIM905 -- reads better
_PLACED = re.compile(
    r"(Polsek|Desa|Kelurahan|Kecamatan|Jalan|Dusun|Kampung|Pasar|SPBU|Masjid|Simpang) ([A-Z]\w+(?: [A-Z]\w+)?)"
)
_SYLLABLES = ("ba", "ri", "su", "to", "la", "ngi", "ma", "de", "wo", "ka", "ne", "hu", "pra", "yo")
_DATE = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(_MONTHS)})\b|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?")


@dataclass(frozen=True, slots=True)
class Text:
    """A release as it stands in a list."""

    title: str
    text: str
    published_at: datetime | None
    source: str | None = None

    @property
    def sketch(self) -> Sketch:
        """What it is compared by."""
        return fingerprint(self.title, core_of(self.text)).sketch


@dataclass(frozen=True, slots=True)
class Example:
    """Two releases, and whether they are the same; `relation` is the label's own word, `origin` where it is from."""

    one: Text
    other: Text
    same: bool
    relation: str
    origin: str


def labelled(corpus: Path) -> list[Example]:
    """Return the labelled pairs of a folder that holds `items.jsonl` and `pairs.jsonl`."""
    texts = {row["id"]: _text(row) for row in _rows(corpus / "items.jsonl")}
    return [
        Example(texts[row["a"]], texts[row["b"]], row["label"] == "dup", row["relation"], "labelled")
        for row in _rows(corpus / "pairs.jsonl")
    ]


def texts_of(corpus: Path) -> list[Text]:
    """Return all texts of a folder."""
    return [_text(row) for row in _rows(corpus / "items.jsonl")]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _text(row: dict[str, str]) -> Text:
    known = row.get("date_if_known")
    published = datetime.fromisoformat(known).replace(tzinfo=UTC) if known else None
    return Text(row["title"], _JOINED.sub(".\n", row["text"]), published, urlsplit(row["url"]).netloc.split(".")[-2])


def made(rng: random.Random) -> Iterator[Example]:
    """Yield copies and twins of the demo newsroom's releases."""
    units = read_units(UNITS_FILE)
    number = 0
    for kind in all_kinds().values():
        fitting = [unit for unit in units if unit.level in kind.levels]
        for _ in range(ROUNDS):
            number += 3
            unit, other = rng.sample(fitting, 2)
            at = EPOCH + timedelta(hours=rng.randrange(500))
            base = compose(kind, unit, number=number, published=at, seed=1)
            later = at + timedelta(days=rng.choice((1, 1, 2, 7)))
            yield _example(base, at, compose(kind, unit, number=number + 1, published=later, seed=1), later, "twin")
            yield _example(base, at, compose(kind, other, number=number + 2, published=at, seed=1), at, "twin")
            yield from _copies(base, at, units, rng)
            yield from twins(_told(base, at), rng)


def _copies(base: Release, at: datetime, units: Sequence[Unit], rng: random.Random) -> Iterator[Example]:
    copies = [reposted(base, rng.choice(units), published=at, rng=rng, seed=1) for _ in range(2)]
    soon = at + timedelta(hours=rng.choice((1, 3, 10, 30)))
    yield _example(base, at, copies[0], soon, "copy")
    yield _example(copies[1], at, copies[0], soon, "copy")
    strengths: tuple[Strength, ...] = ("light", "medium", "strong")
    for strength in strengths:
        copy = base
        for operation in rng.sample(sorted(OPERATIONS), 3):
            copy = edited(copy, operation, strength, rng)
        yield _example(base, at, copy, soon, "copy")
    copy = base
    for operation in REWORDING:
        copy = edited(copy, operation, "medium", rng)
    yield _example(base, at, copy, soon, "copy")


def _told(release: Release, at: datetime) -> Text:
    return Text(release.wording.title, "\n".join(release.wording.lines), at)


def _example(one: Release, at: datetime, other: Release, then: datetime, relation: str) -> Example:
    return Example(_told(one, at), _told(other, then), relation == "copy", relation, "made")


def twins(text: Text, rng: random.Random) -> Iterator[Example]:
    """Yield a text beside itself with another day, other numbers, and other names: the hardest of templates."""
    changes: Sequence[Callable[[str], str]] = (
        lambda body: _other_days(body, rng),
        lambda body: _other_numbers(body, rng),
        lambda body: _other_numbers(_other_days(body, rng), rng),
        lambda body: _other_names(_other_days(body, rng), rng),
        lambda body: _other_places(body, rng),
        lambda body: _other_places(_other_numbers(body, rng), rng),
        lambda body: _other_names(_other_numbers(body, rng), rng),
        lambda body: _other_names(_other_numbers(_other_days(body, rng), rng), rng),
    )
    for change in changes:
        later = text.published_at + timedelta(days=rng.choice((0, 1, 2, 7))) if text.published_at else None
        twin = Text(text.title, change(text.text), later, text.source)
        if twin.text != text.text:
            yield Example(text, twin, same=False, relation="twin", origin="made")


def _other_days(body: str, rng: random.Random) -> str:
    return _DATE.sub(lambda _: f"{rng.randint(1, 28)} {rng.choice(_MONTHS)}", body)


def _other_numbers(body: str, rng: random.Random) -> str:
    kept = {found.span() for found in _DATE.finditer(body)}

    def changed(found: re.Match[str]) -> str:
        in_date = any(start <= found.start() < end for start, end in kept)
        return found[0] if in_date or len(found[0]) == 4 else str(rng.randint(1, 10 ** len(found[0])))

    return _DIGITS.sub(changed, body)


def _other_places(body: str, rng: random.Random) -> str:
    names = sorted({found[2] for found in _PLACED.finditer(body)})
    new = {name: _invented(rng) for name in names}
    return _PLACED.sub(lambda found: f"{found[1]} {new[found[2]]}", body)


def _invented(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=3)).capitalize()


def _other_names(body: str, rng: random.Random) -> str:
    names = sorted(set(_NAME.findall(body)))
    new = {name: _invented(rng) for name in names}
    return _NAME.sub(lambda found: new[found[0]], body)
