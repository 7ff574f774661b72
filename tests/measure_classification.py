# ruff: noqa: T201 - printing is what it is for
"""
Measure the judge on a labelled corpus: `python tests/measure_classification.py FOLDER`.

The folder holds items.jsonl (id, title, text) and labels.jsonl (id, topics, unit, polda, place, sensitive). Nothing
of it is kept; the project's tests do not need it.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from syndicator.classify.judge import Judge, Rulebook
from syndicator.classify.operations import OperationTerms
from syndicator.classify.sensitivity import SensitivityRules
from syndicator.classify.topics import TopicTerms
from syndicator.classify.urgency import UrgencyRules
from syndicator.model.unit import Unit, UnitTree, Zone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syndicator.model.verdict import Verdict

CONFIG = Path(__file__).parents[1] / "config"
LEAST_EXAMPLES = 5
UNIT_NAME = re.compile(r"(Polres(?:tabes|ta)?|Polda)\b.*")


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled text with its verdict."""

    item: dict[str, Any]
    label: dict[str, Any]
    verdict: Verdict


def read_tree() -> UnitTree:
    """Return the tree of config/units.csv."""
    with (CONFIG / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return UnitTree(
        Unit(row["slug"], row["name"], row["kind"], row["command"], row["regency"], Zone(row["zone"])) for row in rows
    )


def build_judge(tree: UnitTree) -> Judge:
    """Return the judge of the files in config/."""
    topics, lists, operations, urgency = (
        tomllib.loads((CONFIG / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("topics", "sensitivity", "operations", "urgency")
    )
    return Judge(
        Rulebook(
            topics=TypeAdapter(list[TopicTerms]).validate_python(topics["topic"]),
            sensitivity=TypeAdapter(SensitivityRules).validate_python(lists),
            operations=TypeAdapter(list[OperationTerms]).validate_python(operations["operation"]),
            urgency=TypeAdapter(UrgencyRules).validate_python(urgency),
            units=tree,
        )
    )


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


def told_unit(label: dict[str, Any], tree: UnitTree) -> Unit | None:
    """Return the labelled unit at the level of the tree: a sub-unit's Polres or Polda, a Polsek's Polres if sure."""
    name = label["unit"] or ""
    if name.startswith("Polsek"):
        there = [u for u in tree if u.kind.startswith("Polres") and u.regency.startswith(label["place"] or "?")]
        return there[0] if len(there) == 1 else None
    found = UNIT_NAME.search(name)
    if found is None:
        return tree.find("Mabes Polri") if name else None
    if found[1] == "Polda":
        return tree.find(label["polda"])
    core = found[0].split(" ", 1)[1].removeprefix("Metro ")
    same = [u for u in tree if u.kind.startswith("Polres") and u.name.removeprefix(u.kind).strip() == core]
    return tree.find(found[0]) or (same[0] if len(same) == 1 else None)


def report_units(judged: Iterable[Judged], tree: UnitTree) -> None:
    """Print how often command, unit and place are right, open or wrong, and the units that are wrong."""
    counts: Counter[str] = Counter()
    for one in judged:
        label, verdict = one.label, one.verdict
        if label["polda"]:
            polda = tree.find(label["polda"])
            got = verdict.polda or ("mabes-polri" if verdict.unit == "mabes-polri" else None)
            counts[grade("polda", polda.slug if polda else None, got)] += 1
        unit = told_unit(label, tree)
        if unit:
            result = grade("unit", unit.slug, verdict.unit)
            counts[result] += 1
            if result == "unit wrong":
                print(f"  unit wrong: {one.item['id']} {label['unit']} → {verdict.unit}")
        if label["place"]:
            counts[grade("place", label["place"], verdict.place)] += 1
    for kind in ("polda", "unit", "place"):
        total = sum(count for name, count in counts.items() if name.startswith(f"{kind} "))
        shares = [f"{grade} {counts[f'{kind} {grade}'] / total:.3f}" for grade in ("right", "open", "wrong")]
        print(f"{kind} (of {total}):", "  ".join(shares))


def grade(kind: str, told: str | None, found: str | None) -> str:
    """Return `right`, `open` or `wrong` behind the kind."""
    return f"{kind} {'right' if told == found else 'open' if found is None else 'wrong'}"


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


def main() -> None:
    """Judge every text of the folder and print the figures."""
    folder = Path(sys.argv[1])
    labels = {label["id"]: label for label in read_lines(folder / "labels.jsonl")}
    items = read_lines(folder / "items.jsonl")
    tree = read_tree()
    begun = time.perf_counter()
    judge = build_judge(tree)
    built = time.perf_counter()
    verdicts = [judge.judge(item["title"], item["text"], source_unit=None) for item in items]
    spent = time.perf_counter() - built
    judged = [Judged(i, labels[i["id"]], v) for i, v in zip(items, verdicts, strict=True)]
    report_topics(judged)
    report_units(judged, tree)
    report_sensitivity(judged)
    print(f"speed: {len(items) / spent:.0f} texts/s; built in {built - begun:.2f} s; version {judge.version}")


if __name__ == "__main__":
    main()
