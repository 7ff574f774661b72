"""What follows from bulletins that a source misses, or tells again after it missed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syndicator.intake.absence import is_mass, noted, why_withdrawn
from syndicator.intake.inquiry import Inquiry
from syndicator.intake.knowledge import Knowledge
from syndicator.intake.looks import lost, told_by
from syndicator.intake.weighing import Weigher
from syndicator.model.absence import Absence, Finding, Standing
from syndicator.model.change import Change


@dataclass(frozen=True, slots=True)
class Disappearances:
    """
    The changes that follow, and what is remembered of missing bulletins.

    `found_again` are ids of bulletins whose absence is over; `warning` tells of a list that lost too much at once.
    """

    changes: tuple[Change, ...] = ()
    absences: tuple[Absence, ...] = ()
    found_again: tuple[int, ...] = ()
    warning: str | None = None


def disappearances(inquiry: Inquiry, knowledge: Knowledge, weigher: Weigher, now: datetime) -> Disappearances:
    """Return what follows from one inquiry."""
    missing, covered = lost(inquiry, knowledge)
    vanished = [one for one in missing if not _is_present(inquiry, one)]
    mass = is_mass(len(vanished), covered)
    changes: list[Change] = []
    absences: list[Absence] = []
    for one in missing:
        absence = _absence(inquiry, one, now)
        if absence is None:
            continue
        why = why_withdrawn(absence, now, mass=mass)
        if why is not None:
            changes.append(weigher.take_back(inquiry.source, one.known, why, now))
            absence = replace(absence, finding=Finding.WITHDRAWN)
        absences.append(absence)
    return Disappearances(
        changes=tuple(changes),
        absences=tuple(absences),
        found_again=_found_again(inquiry, knowledge),
        warning=_warning(vanished, covered) if mass else None,
    )


def _is_present(inquiry: Inquiry, one: Standing) -> bool:
    """Whether a release that left the list still stands on its page: it is missing, and not gone."""
    known = one.absence.finding if one.absence is not None else None
    return inquiry.findings.get(one.known.bulletin_id, known) is Finding.PRESENT


def _absence(inquiry: Inquiry, one: Standing, now: datetime) -> Absence | None:
    """Return the absence as it stands now; None where this poll learned nothing of it."""
    finding = inquiry.findings.get(one.known.bulletin_id)
    if finding is not None:
        return noted(one, finding, now)
    return noted(one, Finding.UNKNOWN, now) if one.absence is None else None


def _found_again(inquiry: Inquiry, knowledge: Knowledge) -> tuple[int, ...]:
    """The bulletins whose absence is over; one that was taken back comes back as a revision for the desk."""
    absences = knowledge.absences(inquiry.source.id)
    return tuple(known.bulletin_id for known in told_by(inquiry, knowledge) if known.bulletin_id in absences)


def _warning(missing: Sequence[Standing], covered: int) -> str | None:
    """Tell of it once: when something of it is missed for the first time."""
    if all(one.absence is not None for one in missing):
        return None
    return f"{len(missing)} of {covered} releases left its list at once; none is taken back yet"
