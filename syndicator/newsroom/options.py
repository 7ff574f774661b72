"""What can be chosen when a newsroom is opened."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

FaultLevel = Literal["none", "some", "hostile"]
HostLayout = Literal["one", "many"]

UNITS_FILE = Path(__file__).resolve().parents[2] / "config" / "units.csv"


def usual_layout() -> HostLayout:
    """Return "many" where every address of 127.0.0.0/8 answers without set-up (Linux), else "one"."""
    return "many" if sys.platform == "linux" else "one"


@dataclass(frozen=True, slots=True)
class NewsroomOptions:
    """
    The settings of one newsroom; the same ones with the same epoch give the same bytes.

    Attributes:
        units: how many sites publish (beyond the 545 units of the list, units get a second site).
        rate: new releases a second over all sites; re-posts come on top.
        port: 0 lets the system choose a free one.
        hosts: "many" gives each site a loopback address of its own, "one" a folder of 127.0.0.1.
        epoch: the moment of offset zero, timezone-aware; None means now.
        since_epoch: the clock counts from the epoch, not from the start of the process, so that a
            newsroom that is started again carries on where it would be by now.
        copies, updates, deletions: the share of releases that are re-posted, edited, taken down.
        haste: how many times sooner than in life they are; for runs that are shorter than a day.
        feedless: the share of WordPress sites without feed and interface; half of them are sources by their sitemap,
            half by their home page. It changes nothing of what is published.
    """

    units: int = 40
    rate: float = 0.2
    seed: int = 1
    port: int = 8700
    faults: FaultLevel = "none"
    hosts: HostLayout = field(default_factory=usual_layout)
    epoch: datetime | None = None
    since_epoch: bool = False
    copies: float = 0.20
    updates: float = 0.03
    deletions: float = 0.01
    haste: float = 1.0
    feedless: float = 0.0
    units_file: Path = UNITS_FILE

    def __post_init__(self) -> None:
        """Refuse what cannot work, with ValueError."""
        if self.units < 1:
            raise ValueError("a newsroom needs at least one unit")
        if self.rate < 0:
            raise ValueError("the rate cannot be negative")
        if self.haste <= 0:
            raise ValueError("haste is a positive factor")
        if self.epoch is not None and self.epoch.tzinfo is None:
            raise ValueError("the epoch needs a time zone")
        if self.since_epoch and self.epoch is None:
            raise ValueError("counting since the epoch needs an epoch")
        if not all(0 <= share <= 1 for share in (self.copies, self.updates, self.deletions, self.feedless)):
            raise ValueError("copies, updates, deletions and feedless are shares between 0 and 1")
