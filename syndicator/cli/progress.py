"""A bar for what takes long, on standard error and only for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def progress(doing: str, total: int | None, *, is_shown: bool = True) -> Iterator[Callable[[int], None]]:
    """
    Show a bar until the block ends; call what it yields with how many more are done.

    A total of None is not known beforehand.
    """
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = not is_shown or not sys.stderr.isatty()
    with Progress(*columns, console=Console(file=sys.stderr), transient=True, disable=hidden) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda more: bar.advance(task, more)
