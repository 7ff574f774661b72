# ruff: noqa: T201 - printing is what it is for
"""
Measure the judge on labelled texts: `python tests/measure_classification.py SET…`.

A set is a folder with items.jsonl (id, title, text) and labels.jsonl (id, topics, unit, polda, place, sensitive), or
one file whose lines have all of that. The rules and the model of config/ are asked, or those of SYNDICATOR_CONFIG_DIR.
Nothing of a set is kept; the project's tests do not need it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syndicator.bootstrap.judging import build_judge
from syndicator.model.unit import SECTOR_KIND
from syndicator.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syndicator.model.unit import UnitTree
    from syndicator.model.verdict import Verdict

CONFIG = Path(os.environ.get("SYNDICATOR_CONFIG_DIR") or Path(__file__).parents[1] / "config")
LEAST_EXAMPLES = 5
SECTOR = re.compile(r"Polsek(?: Metro| Kota)? (.+)")
RESORT = re.compile(r"Polres(?:tabes|ta)?(?: Metro)? .+")


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled text with its verdict."""

    item: dict[str, Any]
    label: dict[str, Any]
    verdict: Verdict


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the JSON objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def report_topics(judged: Iterable[Judged]) -> None:
    """Print precision, recall and F1 of each topic, and their means over the topics with enough examples."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    main = []
    for one in judged:
        told, found = set(one.label["topics"]), {topic.slug for topic in one.verdict.topics}
        right.update(told & found)
        wrong.update(found - told)
        missed.update(told - found)
        main.append(one.verdict.topics[0].slug == one.label["topics"][0])
    often = [slug for slug in right | missed if right[slug] + missed[slug] >= LEAST_EXAMPLES]
    for slug in sorted(right | missed | wrong):
        mark = " " if slug in often else "*"
        print(f" {mark}{slug:17} F1 {f1(right[slug], wrong[slug], missed[slug]):.2f}", end="  ")
        print(f"right {right[slug]:3} wrong {wrong[slug]:3} missed {missed[slug]:3}")
    macro = sum(f1(right[s], wrong[s], missed[s]) for s in often) / len(often)
    sums = [sum(counter[slug] for slug in often) for counter in (right, wrong, missed)]
    print(f"topics: macro-F1 {macro:.3f}  micro-F1 {f1(*sums):.3f}  main topic {sum(main) / len(main):.3f}", end="")
    print(f"  (* fewer than {LEAST_EXAMPLES} examples, not in the means)")


def f1(right: int, wrong: int, missed: int) -> float:
    """Return the harmonic mean of precision and recall; 0 where nothing is right."""
    return 2 * right / (2 * right + wrong + missed) if right else 0.0


def told_slug(label: dict[str, Any], tree: UnitTree) -> str | None:
    """Return the labelled unit above the Polsek, by slug: a sub-unit's Polres or Polda, else headquarters."""
    name = label["unit"] or ""
    if resort := RESORT.search(name):
        return _resort(resort[0], label["polda"], tree)
    unit = tree.find(label["polda"] or "") if "Polda" in name else tree.find("Mabes Polri") if name else None
    return unit.slug if unit else None


def _resort(name: str, polda: str, tree: UnitTree) -> str:
    """Return the Polres of a name; a name that the tree has not is one that nobody finds."""
    core, known, command = fold(name), tree.find(name), tree.find(polda)
    near = [unit for unit in tree.below(command) if core == fold(unit.name)] if command else []
    return known.slug if known else near[0].slug if len(near) == 1 else f"?{name}"


def fold(name: str) -> str:
    """Return a unit's name in one word without its kind and without double letters (Makassar is Makasar to some)."""
    plain = re.sub(r"^pol(?:res(?:tabes|ta)?|sek)|[^a-z0-9]", "", name.casefold()).removeprefix("metro")
    return re.sub(r"([a-z])\1", r"\1", plain)


def grade_unit(one: Judged, tree: UnitTree) -> str:
    """Return how the unit was decided; a Polsek is right by its name, if its command is right too."""
    told, found = one.label["unit"], tree.find(one.verdict.unit or "")
    if told is None:
        return "invented" if found else "right"
    if found is None:
        return "open"
    if sector := SECTOR.fullmatch(told):
        polda = tree.find(one.label["polda"])
        named = found.kind == SECTOR_KIND and fold(found.name) == fold(sector[1]).removesuffix("kota")
        right = named and tree.polda(found) == polda
        return "right" if right else "above" if found.kind != SECTOR_KIND and tree.polda(found) == polda else "wrong"
    slug = told_slug(one.label, tree)
    owner = tree.above(found) if found.kind == SECTOR_KIND else None
    return "right" if found.slug == slug else "below" if owner and owner.slug == slug else "wrong"


def report_units(judged: Iterable[Judged], tree: UnitTree) -> None:
    """
    Print how often command, unit and place are right, open or wrong, and those that are wrong.

    A unit `above` or `below` is the Polres of the labelled Polsek, or a Polsek of the labelled Polres.
    """
    counts: dict[str, Counter[str]] = {"polda": Counter(), "unit": Counter(), "place": Counter()}
    for one in judged:
        label, verdict = one.label, one.verdict
        polda = verdict.polda or ("mabes-polri" if verdict.unit == "mabes-polri" else None)
        command = tree.find(label["polda"] or "")
        grades = {
            "polda": grade(command.slug if command else None, polda),
            "unit": grade_unit(one, tree),
            "place": grade(label["place"], verdict.place),
        }
        found = {"polda": polda, "unit": verdict.unit, "place": verdict.place}
        for kind, graded in grades.items():
            counts[kind][graded] += 1
            if graded != "right":
                print(f"  {kind} {graded}: {one.item['id']} {label[kind]} → {found[kind]}")
    for kind, counter in counts.items():
        shares = [f"{name} {count / counter.total():.3f}" for name, count in counter.most_common()]
        print(f"{kind} (of {counter.total()}):", "  ".join(shares))


def grade(told: str | None, found: str | None) -> str:
    """Return whether what was found is `right`, `open`, `wrong`, or `invented` where nothing is labelled."""
    if told == found:
        return "right"
    return "open" if found is None else "invented" if told is None else "wrong"


def report_sensitivity(judged: Iterable[Judged]) -> None:
    """Print recall and precision of the guard, the misses and the false holds by id."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for one in judged:
        told, held = bool(one.label["sensitive"]), one.verdict.hold
        counts[told, held] += 1
        if told != held:
            why = [reason.passage[:60] for reason in one.verdict.hold_reasons[:2]]
            print("  MISSED" if told else "  false hold", one.item["id"], why)
    hits, misses, false = counts[True, True], counts[True, False], counts[False, True]
    print(f"sensitivity: recall {hits / (hits + misses):.3f}  precision {hits / (hits + false):.3f}", end="")
    print(f"  ({hits} held rightly, {misses} missed, {false} held for nothing)")


def read_set(path: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the texts of a set, each with its labels."""
    if path.is_file():
        return [(line, line) for line in read_lines(path)]
    labels = {label["id"]: label for label in read_lines(path / "labels.jsonl")}
    return [(text, labels[text["id"]]) for text in read_lines(path / "items.jsonl")]


def main() -> None:
    """Judge every text of each set and print the figures."""
    os.environ["SYNDICATOR_CONFIG_DIR"] = str(CONFIG)
    begun = time.perf_counter()
    settings = load()
    judge, tree = build_judge(settings), settings.units
    print(f"built in {time.perf_counter() - begun:.2f} s; version {judge.version}")
    for path in map(Path, sys.argv[1:]):
        print(f"== {path}")
        told = read_set(path)
        begun = time.perf_counter()
        verdicts = [judge.judge(text["title"], text["text"], source_unit=None) for text, _ in told]
        spent = time.perf_counter() - begun
        judged = [Judged(text, label, verdict) for (text, label), verdict in zip(told, verdicts, strict=True)]
        report_topics(judged)
        report_units(judged, tree)
        report_sensitivity(judged)
        print(f"speed: {len(told) / spent:.0f} texts/s")


if __name__ == "__main__":
    main()
