"""
Run benchmarks and print their table: all of them, or those that are named.

    python -m benchmarks
    python -m benchmarks reading
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys

from benchmarks import figures
from benchmarks.figure import HEAD, machine


def names() -> list[str]:
    """Return the names of all benchmarks, one file each in `figures/`."""
    return sorted(module.name for module in pkgutil.iter_modules(figures.__path__))


def main() -> int:
    """Print the table; exit 1 if an aim was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure, beside a peer or a limit.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(names())}; all by default")
    parser.add_argument("--sizes", metavar="N,N", help="dedup: other numbers of stored bulletins, for trying out")
    told = parser.parse_args()
    chosen = told.names or names()
    if told.sizes:
        os.environ["DEDUP_SIZES"] = told.sizes
    print(f"Measured on {machine()}.\n\n{HEAD}", flush=True)
    reached = True
    for name in chosen:
        for figure in importlib.import_module(f"benchmarks.figures.{name}").measure():
            print(figure.row(), flush=True)
            reached = reached and figure.reached
    return 0 if reached else 1


sys.exit(main())
