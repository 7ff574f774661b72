"""Signs of life: a program without an address touches a file again and again; whoever watches looks how old it is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from syndicator.errors import Unavailable


@dataclass(frozen=True, slots=True)
class SignsOfLife:
    """Files in a folder, one for each kind of program; several on one machine touch the same one."""

    folder: Path

    def give(self, program: str) -> None:
        """Say that the program lives."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / program).touch()

    def check(self, program: str, within_s: float) -> float:
        """
        Return how many seconds ago the program said so.

        Raises:
            Unavailable: it is longer ago than `within_s`, or it never did.
        """
        try:
            age_s = time.time() - (self.folder / program).stat().st_mtime
        except FileNotFoundError as error:
            raise Unavailable(f"{program} has given no sign of life", f"start: syndicator {program}") from error
        if age_s > within_s:
            raise Unavailable(f"the last sign of life of {program} is {age_s:.0f} s old", "restart it")
        return max(age_s, 0.0)
