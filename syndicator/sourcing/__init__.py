"""Use case: who is polled. Add, find, look at, change, import, export, check, pause and resume sources."""

from syndicator.sourcing.differences import Said, imprint
from syndicator.sourcing.dossier import Dossier
from syndicator.sourcing.health import Health, Order, Wanted, chosen, health_of
from syndicator.sourcing.roster import Exported, Imported, Sourcing
from syndicator.sourcing.scouting import Checked, Tried
from syndicator.sourcing.tasting import guessed_unit, tasted

__all__ = [
    "Checked",
    "Dossier",
    "Exported",
    "Health",
    "Imported",
    "Order",
    "Said",
    "Sourcing",
    "Tried",
    "Wanted",
    "chosen",
    "guessed_unit",
    "health_of",
    "imprint",
    "tasted",
]
