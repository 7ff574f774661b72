"""Results that are kept: a file for each benchmark, from which the tables of README and docs are made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from benchmarks.feedserver import PROJECT
from benchmarks.figure import Figure, machine
from syndicator.model.moment import utc_now

FOLDER = PROJECT / "benchmarks" / "results"
README, PAGE = PROJECT / "README.md", PROJECT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- benchmarks -->", "<!-- /benchmarks -->"
HEADLINES: Mapping[str, str] = {
    "cost": r".*poll to receipt",
    "portal": r"(front page|bulletin|search, common words), .* in postgresql",
}
"""What README tells of benchmarks with many rows, as patterns of `what`: of others it tells what has an aim."""
HEAD = "| what | ours | beside | theirs | ratio | aim | on |\n|---|---|---|---|---|---|---|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one benchmark measured, when, and on what."""

    name: str
    measured_on: str
    machine: str
    took_s: float
    figures: tuple[Figure, ...]


def keep(name: str, figures: Sequence[Figure], took_s: float) -> None:
    """Write the file of a benchmark."""
    FOLDER.mkdir(exist_ok=True)
    told = {
        "name": name,
        "measured_on": utc_now().date().isoformat(),
        "machine": machine(),
        "took_s": round(took_s),
        "figures": [asdict(figure) for figure in figures],
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def kept() -> list[Result]:
    """Return what all files tell, in order of their names."""
    results = []
    for path in sorted(FOLDER.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        figures = tuple(Figure(**figure) for figure in told.pop("figures"))
        results.append(Result(figures=figures, **told))
    return results


def write_tables() -> None:
    """Write the table of README between its marks, and the page that tells all."""
    results = kept()
    README.write_text(_between(README.read_text(encoding="utf-8"), "\n".join(_table(results, all_=False))), "utf-8")
    PAGE.write_text(_between(PAGE.read_text(encoding="utf-8"), "\n".join(_table(results, all_=True))), "utf-8")


def _between(page: str, table: str) -> str:
    """Return a page with the table between its marks; one that has none gets it at its end."""
    before, begin, rest = page.partition(BEGIN)
    if not begin:
        before, rest = f"{page.rstrip()}\n\n## Measured\n", f"{END}\n"
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"a page does not say where the table ends: {END}")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def _table(results: Iterable[Result], *, all_: bool) -> Iterator[str]:
    machines: dict[str, str] = {}
    yield HEAD
    for result in results:
        told = f"{result.machine}, measured {result.measured_on}"
        letter = machines.setdefault(told, chr(ord("A") + len(machines)))
        yield from (f"{figure.row()} {letter} |" for figure in result.figures if all_ or _is_headline(result, figure))
    yield ""
    yield " · ".join(f"{letter}: {told}" for told, letter in machines.items())


def _is_headline(result: Result, figure: Figure) -> bool:
    pattern = HEADLINES.get(result.name)
    return figure.aim is not None if pattern is None else re.match(pattern, figure.what) is not None
