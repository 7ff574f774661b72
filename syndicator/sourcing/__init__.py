"""Use case: who is polled. Add, find, import, export, check, pause and resume sources."""

from syndicator.sourcing.roster import Exported, Imported, Sourcing
from syndicator.sourcing.scouting import Checked, Tried

__all__ = ["Checked", "Exported", "Imported", "Sourcing", "Tried"]
