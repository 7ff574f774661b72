"""What else to ask of a source before its poll is weighed: older pages, texts of releases, missing releases. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from syndicator.dedup.identity import address_key
from syndicator.fetch.politeness import domain_of
from syndicator.intake.absence import missing, wants_look
from syndicator.intake.inquiry import Inquiry, Look
from syndicator.intake.knowledge import Knowledge
from syndicator.model.absence import Finding, Standing
from syndicator.model.document import Document, Failed, Purpose, Unchanged
from syndicator.model.entry import Entry, Reading
from syndicator.model.known import Known
from syndicator.model.page import PageFinding, PageNote
from syndicator.model.source import Source, SourceKind
from syndicator.parse.wordpress import posts_address

MOST_OLDER = 5
LEAST_WINDOW = 5
"""A list of fewer entries is too short for its end to mean anything."""
MOST_PAGES = 10
"""So many pages are read for one poll; the rest waits for the next ones."""
MOST_PRESENCES = 10
WHOLE_EVERY, MOST_CHANGED = 6, 100
OVERLAP = timedelta(minutes=30)
"""Clocks disagree; what is told twice is a repetition."""
FRESH = timedelta(days=14)
"""Releases that are older when their list is read for the first time are not read for their text."""
MOST_TRIES = 5
FIRST_AGAIN = timedelta(minutes=15)
_TELLS_WINDOW = frozenset({SourceKind.FEED, SourceKind.BLOGGER, SourceKind.PAGE, SourceKind.SITEMAP})


def list_address(source: Source) -> str:
    """
    Return what to ask a source for.

    The API of WordPress tells by turns what changed since the last success, old releases included, and its newest
    releases in their order, in which a gap is a deletion.
    """
    config, last = source.config, source.last_success_at
    if config.kind is not SourceKind.WORDPRESS:
        return config.address
    if last is None or source.course.polls % WHOLE_EVERY == WHOLE_EVERY - 1:
        return posts_address(config.address)
    return posts_address(config.address, per_page=MOST_CHANGED, modified_after=last - OVERLAP)


def further(inquiry: Inquiry, knowledge: Knowledge, now: datetime) -> list[Look]:
    """Return what to ask next; older pages come first, for they decide about the rest."""
    if isinstance(inquiry.result, Failed):
        return []
    older = _older(inquiry, knowledge)
    wanted = [older] if older else [*_pages(inquiry, knowledge, now), *_presences(inquiry, knowledge, now)]
    return [look for look in wanted if look.address not in inquiry.asked]


def overflows(inquiry: Inquiry, knowledge: Knowledge) -> bool:
    """Whether the last document is full of releases that are new and newer than all before: some were missed."""
    source, drafts = inquiry.source, inquiry.drafts[inquiry.begins :]
    newest_at = source.course.newest_at
    if not source.was_read or newest_at is None or len(drafts) < LEAST_WINDOW:
        return False
    if any(draft.content.published_at <= newest_at for draft in drafts):
        return False
    return not any((source.id, name) in knowledge.named for names in inquiry.names[inquiry.begins :] for name in names)


def _older(inquiry: Inquiry, knowledge: Knowledge) -> Look | None:
    address = inquiry.older
    if inquiry.pushed or address is None or address in inquiry.asked or inquiry.olders >= MOST_OLDER:
        return None
    is_index = inquiry.source.config.kind is SourceKind.SITEMAP and not inquiry.entries
    if not is_near(inquiry.source, address) or not (is_index or overflows(inquiry, knowledge)):
        return None
    return Look(Purpose.OLDER, address)


def older_address(source: Source, reading: Reading, asked: str, number: int) -> str | None:
    """
    Return the address of page `number` of a list; None where there is no knowing.

    RFC 5005 names the next page; WordPress counts its feeds' pages by `paged`, and those of its API by `page`.

    Args:
        asked: the address of the page before.
    """
    if source.config.kind is SourceKind.WORDPRESS:
        return _with_query(asked, "page", str(number))
    if reading.older:
        return reading.older
    if source.config.kind is SourceKind.FEED and "wordpress" in (reading.generator or "").lower():
        return _with_query(asked, "paged", str(number))
    return None


def _with_query(address: str, name: str, value: str) -> str:
    parts = urlsplit(address)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return parts._replace(query=urlencode([*pairs, (name, value)])).geturl()


def is_near(source: Source, address: str) -> bool:
    """Whether an address is within the source's own registered domain: no entry makes us ask anybody else."""
    return domain_of(address) in {domain_of(source.config.address), source.accepted_domain}


def told_of(entry: Entry) -> str:
    """Return a hash of what a list says of an entry: while it is the same, its page is too."""
    said = (entry.title, entry.html, str(entry.updated_at or ""))
    return hashlib.sha256("\x1f".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def _pages(inquiry: Inquiry, knowledge: Knowledge, now: datetime) -> Iterator[Look]:
    """Pages of releases of which the list gives no more than a summary, newest first."""
    if inquiry.pushed:
        return
    left = MOST_PAGES - sum(look.purpose is Purpose.PAGE for look in inquiry.asked.values())
    for index in _newest_first(inquiry):
        entry, address = inquiry.entries[index], inquiry.drafts[index].address
        if entry.is_whole or address is None or not is_near(inquiry.source, address) or address in inquiry.asked:
            continue
        note = knowledge.pages.get((inquiry.source.id, address_key(address)))
        if _is_settled(note, entry, now) or (note is None and _is_stale(inquiry, index, now)):
            if note is None or note.finding is PageFinding.RELEASE or not may_stand_in(inquiry, index, note, knowledge):
                inquiry.silent.add(index)
            inquiry.is_unfinished = inquiry.is_unfinished or (note is not None and may_come(note))
            continue
        inquiry.silent.add(index)
        if left > 0:
            left -= 1
            yield Look(Purpose.PAGE, address, index, note.tries if note else 0)
        else:
            inquiry.is_unfinished = inquiry.is_hurried = True


def _newest_first(inquiry: Inquiry) -> Iterable[int]:
    return sorted(
        range(len(inquiry.drafts)), key=lambda index: inquiry.drafts[index].content.published_at, reverse=True
    )


def _is_settled(note: PageNote | None, entry: Entry, now: datetime) -> bool:
    """Whether nothing new can be expected of a page."""
    if note is None or note.told != told_of(entry):
        return False
    return not may_come(note) or now - note.read_at < FIRST_AGAIN * 2.0**note.tries


def may_stand_in(inquiry: Inquiry, index: int, note: PageNote, knowledge: Knowledge) -> bool:
    """Whether a summary may be told in place of its page: never where the text itself may be stored already."""
    if not inquiry.entries[index].html:
        return False
    source_id, names = inquiry.source.id, inquiry.names[index]
    return note.finding is PageFinding.NOTHING or not any((source_id, name) in knowledge.named for name in names)


def may_come(note: PageNote) -> bool:
    """Whether a page that could not be had is worth another try."""
    return note.finding is PageFinding.FAULT and note.tries < MOST_TRIES


def _is_stale(inquiry: Inquiry, index: int, now: datetime) -> bool:
    """Whether an entry without any text of its own is old news of a list that is read for the first time."""
    draft, entry = inquiry.drafts[index], inquiry.entries[index]
    told_at = entry.published_at or entry.updated_at
    return not entry.html and told_at is not None and draft.content.published_at < now - FRESH


def lost(inquiry: Inquiry, knowledge: Knowledge) -> tuple[list[Standing], int]:
    """Return the bulletins that a source no longer tells, and how many it should tell."""
    source = inquiry.source
    waiting = [one for one in knowledge.absent.get(source.id, ()) if not one.is_over]
    if inquiry.pushed or not source.was_read:
        return [], 0
    if isinstance(inquiry.result, Unchanged):
        return waiting, len(waiting)
    if not isinstance(inquiry.result, Document) or not _tells_window(inquiry) or not inquiry.entries:
        return [], 0
    standing = knowledge.standing.get(source.id, ())
    told = {known.bulletin_id for known in told_by(inquiry, knowledge)}
    found = missing(standing, told)
    return found, len(found) + len(told)


def told_by(inquiry: Inquiry, knowledge: Knowledge) -> list[Known]:
    """Return the stored bulletins that a source's documents tell, by name or by text: ids change."""
    source_id = inquiry.source.id
    keys = ((source_id, name) for names in inquiry.names for name in names)
    found = {known.bulletin_id: known for key in keys if (known := knowledge.named.get(key)) is not None}
    owners = (knowledge.owners.get(candidate.fingerprint.text_hash) for candidate in inquiry.candidates)
    carriers = (carrier for owner in owners if owner is not None for carrier in owner.carriers)
    found |= {carrier.bulletin_id: carrier for carrier in carriers if carrier.source_id == source_id}
    return list(found.values())


def _tells_window(inquiry: Inquiry) -> bool:
    """Whether its list is ordered by publication, so that a gap in it means something."""
    kind, asked = inquiry.source.config.kind, inquiry.result.request.address
    return kind in _TELLS_WINDOW or (kind is SourceKind.WORDPRESS and "modified_after" not in asked)


def _longest_unseen(one: Standing) -> float:
    """Those that were never looked at come first, then those whose last look is longest ago."""
    return one.absence.checked_at.timestamp() if one.absence else 0.0


def _presences(inquiry: Inquiry, knowledge: Knowledge, now: datetime) -> Iterator[Look]:
    left = MOST_PRESENCES - sum(look.purpose is Purpose.PRESENCE for look in inquiry.asked.values())
    for one in sorted(lost(inquiry, knowledge)[0], key=_longest_unseen):
        bulletin_id = one.known.bulletin_id
        if bulletin_id in inquiry.findings or not wants_look(one.absence, now) or left <= 0:
            continue
        if one.address is None or not is_near(inquiry.source, one.address):
            inquiry.findings[bulletin_id] = Finding.PAGELESS
            continue
        left -= 1
        yield Look(Purpose.PRESENCE, one.address, one)
