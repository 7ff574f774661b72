"""From the memory: what a batch of inquiries needs to know, in a few questions for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from syndicator.clustering.relating import telling_of
from syndicator.dedup.identity import address_key, fold_name
from syndicator.intake.course import MOVED_TIMES
from syndicator.intake.inquiry import Inquiry
from syndicator.intake.knowledge import Knowledge
from syndicator.intake.nearness import Nearness, Neighbour
from syndicator.intake.suspicion import looks_renamed, title_name
from syndicator.model.absence import Absence, Standing
from syndicator.model.document import Document
from syndicator.model.known import Known, StoredSketch
from syndicator.storage import (
    absences,
    bulletins,
    candidates,
    corrections,
    deliveries,
    pages,
    sketches,
    sources,
    subscriptions,
)
from syndicator.storage.session import Connection

LONGEST_WINDOW = timedelta(days=60)
"""What a list tells from before that says nothing of what else it should tell."""


def gather(connection: Connection, inquiries: Sequence[Inquiry], now: datetime) -> Knowledge:
    """Return what is stored about these inquiries; some of them may learn further names by it."""
    wanted = {one.source.id: [name for names in one.names for name in names] for one in inquiries}
    named = bulletins.by_identity(connection, wanted)
    _recognise(connection, inquiries, named)
    hashes = [one.fingerprint.text_hash for inquiry in inquiries for one in inquiry.candidates]
    documents = [one.result for one in inquiries if isinstance(one.result, Document) and one.drafts]
    moves = [
        fold_name(one.moved_to)
        for one in documents
        if one.moved_to and one.request.source.course.moves >= MOVED_TIMES - 1
    ]
    absent = _absent(connection, inquiries)
    standing = _standing(connection, inquiries, absent, now)
    return Knowledge(
        named=named,
        owners=bulletins.by_text(connection, [text_hash for text_hash in hashes if text_hash]),
        near=_near(connection, inquiries, named),
        reached=deliveries.reached_by(connection, sorted(_ids(named, standing, absent))),
        twins=sources.twins(connection, [document.body_hash for document in documents]),
        taken=sources.taken(connection, moves),
        standing=standing,
        absent=absent,
        pages=pages.find(connection, _pages_wanted(inquiries)),
        subscriptions=subscriptions.active(connection, [one.source.id for one in inquiries]),
        desk=corrections.words(connection, [one.bulletin_id for one in named.values()]),
    )


def _near(connection: Connection, inquiries: Sequence[Inquiry], named: Mapping[tuple[int, str], Known]) -> Nearness:
    """Look for stored bulletins that tell what the new candidates tell, all of them at once."""
    new = {
        candidate.fingerprint.text_hash: candidate
        for inquiry in inquiries
        for candidate in inquiry.candidates
        if candidate.fingerprint.keys and not any((inquiry.source.id, name) in named for name in candidate.identities)
    }
    if not new:
        return Nearness()
    wanted = [(one.fingerprint.keys, candidates.day_of(one.draft.content.published_at)) for one in new.values()]
    found = candidates.find(connection, wanted)
    stored = sketches.stored(connection, [one for some in found.candidates for one in some])
    neighbours = {bulletin_id: _neighbour(one) for bulletin_id, one in stored.items()}
    return Nearness(
        stored={
            text_hash: tuple(neighbours[one] for one in some if one in neighbours)
            for text_hash, some in zip(new, found.candidates, strict=True)
        },
        seen=found.seen,
    )


def _neighbour(one: StoredSketch) -> Neighbour:
    return Neighbour(
        uid=one.uid,
        story_uid=one.story_uid,
        state=one.state,
        canonical=one.canonical,
        telling=telling_of(one),
    )


def _ids(named: Mapping[tuple[int, str], Known], *some: Mapping[int, Sequence[Standing]]) -> set[int]:
    """The bulletins that may be revised or taken back."""
    standing = (one.known.bulletin_id for by_source in some for found in by_source.values() for one in found)
    return {known.bulletin_id for known in named.values()} | set(standing)


def _pages_wanted(inquiries: Iterable[Inquiry]) -> dict[int, list[str]]:
    wanted: dict[int, list[str]] = {}
    for inquiry in inquiries:
        keys = [
            address_key(draft.address)
            for entry, draft in zip(inquiry.entries, inquiry.drafts, strict=True)
            if not entry.is_whole and draft.address
        ]
        if keys:
            wanted[inquiry.source.id] = keys
    return wanted


def _absent(connection: Connection, inquiries: Sequence[Inquiry]) -> dict[int, list[Standing]]:
    asked = [one.source.id for one in inquiries if not one.pushed and one.source.was_read]
    found = absences.of_sources(connection, asked)
    known = bulletins.by_ids(connection, sorted(found))
    absent: dict[int, list[Standing]] = {}
    for bulletin_id, absence in found.items():
        if bulletin_id in known:
            absent.setdefault(absence.source_id, []).append(replace(known[bulletin_id], absence=absence))
    return absent


def _standing(
    connection: Connection, inquiries: Sequence[Inquiry], absent: Mapping[int, Sequence[Standing]], now: datetime
) -> dict[int, list[Standing]]:
    """Only lists that were read before and are read now can miss anything."""
    since = {
        one.source.id: max(min(draft.content.published_at for draft in one.drafts), now - LONGEST_WINDOW)
        for one in inquiries
        if one.drafts and not one.pushed and one.source.was_read and isinstance(one.result, Document)
    }
    missed: dict[int, Absence] = {
        one.known.bulletin_id: one.absence for some in absent.values() for one in some if one.absence is not None
    }
    found = bulletins.standing(connection, since)
    return {
        source_id: [replace(one, absence=missed.get(one.known.bulletin_id)) for one in some]
        for source_id, some in found.items()
    }


def _recognise(connection: Connection, inquiries: Iterable[Inquiry], named: dict[tuple[int, str], Known]) -> None:
    """Where nearly all of a list is new, look for its releases by title and moment: ids may have changed."""
    renamed = [one for one in inquiries if looks_renamed(one, named)]
    if not renamed:
        return
    titles = {one.source.id: [draft.content.title for draft in one.drafts] for one in renamed}
    found = bulletins.by_title(connection, titles)
    for inquiry in renamed:
        for index, draft in enumerate(inquiry.drafts):
            known = found.get((inquiry.source.id, draft.content.title, draft.content.published_at))
            if known is not None:
                name = title_name(draft)
                inquiry.give_name(index, name)
                named[inquiry.source.id, name] = known
