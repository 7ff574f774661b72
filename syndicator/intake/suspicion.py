"""Why everything new of one poll is held: a flood, old releases under new names, a source in quarantine. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta

from syndicator.fetch.rhythm import usual_gap
from syndicator.intake.inquiry import Inquiry
from syndicator.model.bulletin import Candidate, Draft
from syndicator.model.known import Known
from syndicator.model.source import NEW_SOURCE, Source, SourceState

FLOOD = 25
"""So many new releases in one poll are held, unless the source's own rhythm explains them."""
EXPLAINED = 3
"""A poll may bring so many times what the rhythm expects since the last one."""
RENAMED_LEAST, RENAMED_SHARE = 5, 0.8
TOLD = "told:"
OLD = timedelta(days=1)


def looks_renamed(inquiry: Inquiry, named: Mapping[tuple[int, str], Known]) -> bool:
    """Whether nearly all entries of a list are new by name though the source was read before."""
    source, drafts = inquiry.source, inquiry.drafts
    if not source.was_read or inquiry.pushed or len(drafts) < RENAMED_LEAST:
        return False
    new = sum(not any((source.id, name) in named for name in names) for names in inquiry.names)
    return new >= len(drafts) * RENAMED_SHARE


def renamed_because(inquiry: Inquiry) -> str | None:
    """Return what a person is told of a list that came under new names and was recognised; None of any other."""
    recognised = sum(any(name.startswith(TOLD) for name in names) for names in inquiry.names)
    if recognised < RENAMED_LEAST:
        return None
    return (
        f"{recognised} of its {len(inquiry.names)} releases have new ids; they were recognised and are not told again"
    )


def title_name(draft: Draft) -> str:
    """Return the name that title and moment of publication are, by which a release is known under a changed id."""
    told = f"{draft.content.title}\x1f{draft.content.published_at.isoformat()}"
    return f"{TOLD}{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()}"


def doubted_because(source: Source, drift: str | None) -> str | None:
    """Return why nothing of a source is believed; `drift` is why it is no longer, if it is not from now on."""
    if drift is None and source.state is SourceState.QUARANTINED and source.reason == NEW_SOURCE:
        return NEW_SOURCE
    if drift is not None or source.state is SourceState.QUARANTINED:
        return f"its source is quarantined: {drift or source.reason}"
    return None


def held_because(source: Source, new: Sequence[Candidate], entries: int) -> str | None:
    """
    Return why the new releases of a poll of a source that is believed wait for a person; None if they need not.

    Args:
        new: the candidates that are new to this source.
        entries: how many entries the document had.
    """
    if not source.was_read or not new:
        return None
    if _is_renamed(source, new, entries):
        return "old releases came back under new names"
    if len(new) > max(FLOOD, EXPLAINED * _expected(source, new)):
        return f"{len(new)} new releases came at once"
    return None


def _is_renamed(source: Source, new: Sequence[Candidate], entries: int) -> bool:
    """Whether nearly the whole document is new though it is older than what the source had published before."""
    newest = source.course.newest_at
    if newest is None or len(new) < RENAMED_LEAST or len(new) < entries * RENAMED_SHARE:
        return False
    old = sum(candidate.draft.content.published_at < newest - OLD for candidate in new)
    return old >= len(new) * RENAMED_SHARE


def _expected(source: Source, new: Sequence[Candidate]) -> float:
    """How many releases the source's rhythm makes likely since its last poll."""
    rhythm, polled_at = source.course.rhythm, source.last_success_at
    gap = usual_gap(rhythm) if rhythm else None
    if gap is None or polled_at is None:
        return 0.0
    newest = max(candidate.draft.content.published_at for candidate in new)
    return max(newest - polled_at, timedelta(0)) / gap
