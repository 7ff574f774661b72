"""Deletion told apart from roll-off, outage and soft 200, when a source no longer tells a bulletin. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from syndicator.model.absence import Absence, Finding, Standing

MASS_LEAST, MASS_SHARE = 4, 0.5
"""So many missing at once, and such a share of what the list covers, look like an accident of the site."""
PATIENCE_POLLS = 3
PATIENCE = timedelta(minutes=30)
MASS_PATIENCE = timedelta(hours=1)
FIRST_LOOK_AGAIN = timedelta(minutes=5)
MOST_DOUBLINGS = 10
LOOK_AGAIN_AFTER = timedelta(days=1)
FORGOTTEN_AFTER = timedelta(days=7)


def missing(standing: Sequence[Standing], told: Collection[int]) -> list[Standing]:
    """
    Return the bulletins that a list leaves out though it still tells an older one.

    What is older than everything the list tells has only rolled off its end.

    Args:
        standing: what the source should still tell.
        told: ids of the bulletins that the list tells.
    """
    anchors = sorted(one.published_at for one in standing if one.known.bulletin_id in told)
    left_out = [one for one in standing if one.known.bulletin_id not in told]
    if len(anchors) > 1 and sum(anchors[0] < one.published_at < anchors[1] for one in left_out) >= MASS_LEAST:
        anchors.pop(0)  # an old release that is pinned to the list: what lies behind it rolled off
    return [one for one in left_out if one.published_at > anchors[0]] if anchors else []


def is_mass(lost: int, covered: int) -> bool:
    """Whether so many bulletins of one list are missing that an accident is likelier than so many deletions."""
    return lost >= MASS_LEAST and lost >= covered * MASS_SHARE


def wants_look(absence: Absence | None, now: datetime) -> bool:
    """Whether the page of a missing bulletin should be looked at now: less and less often, and no more after a week."""
    if absence is None:
        return True
    if absence.finding is Finding.WITHDRAWN or now - absence.since >= FORGOTTEN_AFTER:
        return False
    patience = FIRST_LOOK_AGAIN * 2.0 ** min(absence.polls, MOST_DOUBLINGS)
    return now - absence.checked_at >= (
        LOOK_AGAIN_AFTER if absence.finding is Finding.PRESENT else min(patience, LOOK_AGAIN_AFTER)
    )


def noted(one: Standing, finding: Finding, now: datetime) -> Absence:
    """Return the absence of a bulletin after one more poll that missed it, and what its page said."""
    if one.absence is not None:
        return replace(one.absence, polls=one.absence.polls + 1, finding=finding, checked_at=now)
    known = one.known
    return Absence(
        bulletin_id=known.bulletin_id, source_id=known.source_id, since=now, polls=1, finding=finding, checked_at=now
    )


def why_withdrawn(absence: Absence, now: datetime, *, mass: bool) -> str | None:
    """
    Return why a missing bulletin is taken back; None while it is not sure that its source deleted it.

    A page that is gone decides at once, for the list and the page agree. A page that answers 200 without the release,
    and a bulletin without a page, need several polls. When many are missing at once, all of it has to last, and a
    page must be gone: a site that lost its database also loses its lists. An outage (UNKNOWN) never decides.
    """
    patient = absence.polls >= PATIENCE_POLLS
    lasting = now - absence.since
    if absence.finding is Finding.GONE and (not mass or (patient and lasting >= MASS_PATIENCE)):
        return "its source deleted it: it left the list and its page is gone"
    if mass or not patient or lasting < PATIENCE:
        return None
    if absence.finding is Finding.EMPTY:
        return f"its source deleted it: {absence.polls} polls missed it and its page no longer holds it"
    if absence.finding is Finding.PAGELESS:
        return f"its source deleted it: {absence.polls} polls missed it"
    return None
