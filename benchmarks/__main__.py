"""
Run benchmarks and print their table: all of them, or those that are named.

    python -m benchmarks
    python -m benchmarks reading
    python -m benchmarks --readme            # all, and write what they tell into README and docs/benchmarks.md
    python -m benchmarks --readme reading    # renew one; the others' figures are kept in benchmarks/results
    python -m benchmarks --tables            # measure nothing, and write the tables from what is kept

Chaos and soak take longer than all others together; they run when they are named.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
import time

from benchmarks import figures, results
from benchmarks.figure import HEAD, machine

AT_LENGTH = frozenset({"chaos"})
"""Benchmarks that only run when they are named."""


def names() -> list[str]:
    """Return the names of all benchmarks, one file each in `figures/`."""
    return sorted(module.name for module in pkgutil.iter_modules(figures.__path__))


def main() -> int:
    """Print the table; exit 1 if an aim was missed."""
    told = _told()
    if told.sizes:
        os.environ["DEDUP_SIZES"] = told.sizes
    reached = True
    if not told.tables:
        print(f"Measured on {machine()}.\n\n{HEAD}", flush=True)
        for name in told.names or [name for name in names() if name not in AT_LENGTH]:
            reached = _measure(name, keep=told.readme) and reached
    if told.readme or told.tables:
        results.write_tables()
    return 0 if reached else 1


def _told() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure, beside a peer or a limit.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(names())}; see above")
    parser.add_argument("--readme", action="store_true", help="keep what is measured, and write the tables")
    parser.add_argument("--tables", action="store_true", help="measure nothing, and write the tables from what is kept")
    parser.add_argument("--sizes", metavar="N,N", help="dedup: other numbers of stored bulletins, for trying out")
    return parser.parse_args()


def _measure(name: str, *, keep: bool) -> bool:
    """Measure one; return whether all its aims were reached."""
    began, measured = time.monotonic(), []
    for figure in importlib.import_module(f"benchmarks.figures.{name}").measure():
        print(figure.row(), flush=True)
        measured.append(figure)
    took_s = time.monotonic() - began
    print(f"({name} took {took_s:.0f} s)", file=sys.stderr, flush=True)
    if keep and measured:
        results.keep(name, measured, took_s)
    return all(figure.reached for figure in measured)


if __name__ == "__main__":
    sys.exit(main())
