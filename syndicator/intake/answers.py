"""Answers read as far as they can be: lists into entries and drafts, pages into texts, missing pages into findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from syndicator.dedup.fingerprint import fold
from syndicator.dedup.identity import address_key
from syndicator.errors import SourceFault
from syndicator.intake.clocks import offset_of, set_right
from syndicator.intake.inquiry import Inquiry, Look, failed
from syndicator.intake.knowledge import Knowledge
from syndicator.intake.looks import is_near, may_come, may_stand_in, older_address, told_of
from syndicator.model.absence import Finding, Standing
from syndicator.model.bulletin import Draft
from syndicator.model.document import Document, Failed, FetchResult, Purpose
from syndicator.model.entry import Entry
from syndicator.model.page import PageFinding, PageNote
from syndicator.model.source import Source, SourceClaim
from syndicator.model.unit import UnitTree, Zone
from syndicator.normalise.draft import draft_of
from syndicator.normalise.html import plain
from syndicator.parse.encodings import in_utf8
from syndicator.parse.lists import ListReader
from syndicator.parse.pages import read_page
from syndicator.telemetry import following, logger

log = logger(__name__)

LARGEST_PAGE_BYTES = 3_000_000
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """Reads what sources answer."""

    lists: ListReader
    units: UnitTree

    def open(self, claim: SourceClaim, result: FetchResult, *, pushed: bool = False, patient: bool = True) -> Inquiry:
        """
        Return the inquiry that a source's own answer begins.

        Without patience, a document that may take long to read is left unread until `read_rest`.
        """
        inquiry = Inquiry(claim, result, pushed, clock_offset=claim.source.course.clock_offset)
        if isinstance(result, Document):
            inquiry.is_unread = True
            self._guarded(inquiry, lambda: self._read_list(inquiry, result, patient=patient))
        return inquiry

    def read_rest(self, inquiry: Inquiry) -> None:
        """Read what was left unread, however long it takes."""
        if inquiry.is_unread and isinstance(inquiry.result, Document):
            document = inquiry.result
            self._guarded(inquiry, lambda: self._read_list(inquiry, document))

    def hear(self, inquiry: Inquiry, result: FetchResult, knowledge: Knowledge) -> None:
        """
        Take the answer to a further look; what cannot be read of it is left out.

        What was found in another registered domain is nobody's word for this source.
        """
        look = inquiry.asked.get(result.request.address)
        if look is not None:
            with following(inquiry.claim.trace):
                self._take_in(inquiry, look, result, knowledge)

    def _take_in(self, inquiry: Inquiry, look: Look, result: FetchResult, knowledge: Knowledge) -> None:
        if isinstance(result, Document) and not is_near(inquiry.source, result.address):
            fault = SourceFault("redirect", f"it leads to another domain: {result.address}", "tell the site")
            result = failed(result, fault)
        try:
            self._hear(inquiry, look, result, knowledge)
        except Exception as error:
            log.exception("answer_unreadable", source=inquiry.source.id, address=look.address)
            cause = f"the document cannot be read: {type(error).__name__}"
            if isinstance(result, Document):
                fault = SourceFault("format", cause, "the site has to mend its page")
                self._hear(inquiry, look, failed(result, fault), knowledge)

    def _hear(self, inquiry: Inquiry, look: Look, result: FetchResult, knowledge: Knowledge) -> None:
        match look.purpose:
            case Purpose.OLDER:
                self._hear_older(inquiry, result)
            case Purpose.PAGE:
                self._hear_page(inquiry, look, result, knowledge)
            case _:
                self._hear_presence(inquiry, look, result)

    def zone(self, source: Source) -> Zone:
        """Return the clock by which a source's unit lives."""
        return self.units.zone_of(source.config.unit)

    @staticmethod
    def _guarded(inquiry: Inquiry, read: Callable[[], None]) -> None:
        """Whatever hostile bytes make our own code do is the source's fault, and told."""
        with following(inquiry.claim.trace):
            try:
                read()
            except SourceFault as fault:
                inquiry.fail(fault)
            except Exception as error:
                log.exception("document_unreadable", source=inquiry.source.id, address=inquiry.result.request.address)
                cause = f"the document cannot be read: {error}"
                inquiry.fail(SourceFault("format", cause, "the site has to mend its feed"))

    def _read_list(self, inquiry: Inquiry, document: Document, *, patient: bool = True) -> None:
        reading = self.lists.read(document, inquiry.source.config, patient=patient)
        if reading is None:
            return
        inquiry.is_unread = False
        if not inquiry.olders:
            inquiry.reading = reading
        zone = self.zone(inquiry.source)
        inquiry.clock_offset = offset_of(reading.entries, document.fetched_at, zone, inquiry.clock_offset)
        inquiry.older = older_address(inquiry.source, reading, document.request.address, inquiry.olders + 2)
        inquiry.begins = len(inquiry.drafts)
        for entry in set_right(reading.entries, inquiry.clock_offset):
            inquiry.add(entry, self._draft(inquiry.source, entry, document.address, document.fetched_at))

    def _draft(self, source: Source, entry: Entry, base: str, seen_at: datetime) -> Draft:
        return draft_of(entry, source_id=source.id, base=base, zone=self.zone(source), seen_at=seen_at)

    def _hear_older(self, inquiry: Inquiry, result: FetchResult) -> None:
        """An older page that cannot be had or read ends the way back; what is there is kept."""
        inquiry.olders += 1
        inquiry.older = None
        if isinstance(result, Document):
            try:
                self._read_list(inquiry, result)
            except SourceFault as fault:
                log.info("older_page_unreadable", source=inquiry.source.id, error=str(fault))

    def _hear_page(self, inquiry: Inquiry, look: Look, result: FetchResult, knowledge: Knowledge) -> None:
        index = look.subject
        if not isinstance(index, int):
            return
        listed = inquiry.entries[index]
        entry, finding = self._page(result)
        if entry is not None and isinstance(result, Document):
            whole = _merged(listed, entry, look.address)
            inquiry.set_draft(index, whole, self._draft(inquiry.source, whole, result.address, result.fetched_at))
        note = PageNote(
            source_id=inquiry.source.id,
            key=address_key(look.address),
            told=told_of(listed),
            finding=finding,
            tries=look.tries + 1 if finding is PageFinding.FAULT else 0,
            read_at=result.fetched_at,
        )
        inquiry.notes[look.address] = note
        if entry is not None or may_stand_in(inquiry, index, note, knowledge):
            inquiry.silent.discard(index)
        inquiry.is_unfinished = inquiry.is_unfinished or may_come(note)

    def _page(self, result: FetchResult) -> tuple[Entry | None, PageFinding]:
        if not isinstance(result, Document):
            return None, PageFinding.FAULT
        try:
            entry = read_page(result.body, content_type=result.content_type, address=result.address)
        except SourceFault:
            return None, PageFinding.NOTHING
        return entry, PageFinding.NOTHING if entry is None else PageFinding.RELEASE

    @staticmethod
    def _hear_presence(inquiry: Inquiry, look: Look, result: FetchResult) -> None:
        if isinstance(look.subject, Standing):
            inquiry.findings[look.subject.known.bulletin_id] = presence(look.subject.title, result)


def presence(title: str, result: FetchResult) -> Finding:
    """Return what became of a release, by the answer to a request for its page."""
    if isinstance(result, Failed):
        return Finding.GONE if result.fault.kind in {"status", "gone"} and result.status in GONE else Finding.UNKNOWN
    if not isinstance(result, Document) or len(result.body) > LARGEST_PAGE_BYTES:
        return Finding.UNKNOWN
    body = in_utf8(result.body, result.content_type) or result.body
    told = " ".join(fold(plain(body.decode("utf-8", "replace"))))
    return Finding.PRESENT if " ".join(fold(title)) in told else Finding.EMPTY


def _merged(listed: Entry, page: Entry, address: str) -> Entry:
    """Return a release as its page tells it, under the names and dates that its list gives."""
    return replace(
        page,
        guid=listed.guid or page.guid,
        address=listed.address or address,
        title=listed.title or page.title,
        author=listed.author or page.author,
        published_at=listed.published_at or page.published_at,
        updated_at=listed.updated_at or page.updated_at,
        categories=listed.categories or page.categories,
        images=(*listed.images, *(image for image in page.images if image not in listed.images)),
        is_whole=True,
    )
