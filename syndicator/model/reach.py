"""Reach: how much of the newsroom a person of the desk sees and decides."""

from __future__ import annotations

from dataclasses import dataclass

from syndicator.model.bulletin import BulletinState
from syndicator.model.unit import UnitTree

NOWHERE = "?/"
"""A path that no unit has: whoever is bound to a command that is no longer known reaches nothing."""


@dataclass(frozen=True, slots=True)
class Reach:
    """
    Everything, or what a command and the units below it publish.

    What belongs to no unit yet is in the reach of those alone who are bound to none.

    Args:
        path: of the command, as `mabes-polri/polda-x/`; None for everything.
        slugs: of the command and of all units below it; empty for everything.
    """

    path: str | None = None
    slugs: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Whether it is everything."""
        return self.path is None

    def holds(self, path: str | None) -> bool:
        """Whether what belongs to the unit of this path lies within; None: it belongs to no unit yet."""
        return self.path is None or (path is not None and path.startswith(self.path))

    def has_unit(self, slug: str | None) -> bool:
        """Whether a unit lies within; None: it is not known which one."""
        return self.path is None or slug in self.slugs

    def shows(self, slug: str | None, state: BulletinState) -> bool:
        """Whether a bulletin of a unit may be read: it lies within, or everybody may read it."""
        return state is BulletinState.RELEASED or self.has_unit(slug)


WHOLE = Reach()


def reach_of(unit: str | None, units: UnitTree) -> Reach:
    """Return the reach of who is bound to the unit of this slug; None: to none."""
    if unit is None:
        return WHOLE
    command = units.find(unit)
    if command is None:
        return Reach(NOWHERE)
    path = units.path(command)
    return Reach(path, frozenset(one.slug for one in units if units.path(one).startswith(path)))
