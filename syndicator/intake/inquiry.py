"""One source's poll while it goes on: what was asked, what was answered, and what is still wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from syndicator.dedup.fingerprint import fingerprint
from syndicator.dedup.identity import identities
from syndicator.errors import SourceFault, Unstorable
from syndicator.model.absence import Finding, Standing
from syndicator.model.bulletin import Candidate, Draft
from syndicator.model.document import Document, Failed, FetchRequest, FetchResult, Purpose
from syndicator.model.entry import NOTHING_READ, Entry, Reading
from syndicator.model.page import PageNote
from syndicator.model.source import Source, SourceClaim
from syndicator.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Look:
    """
    One more thing to ask of a source.

    `subject` is the index of the entry that a PAGE belongs to, or the bulletin whose PRESENCE is asked after; `tries`
    counts how often it was asked in vain before.
    """

    purpose: Purpose
    address: str
    subject: int | Standing | None = None
    tries: int = 0


@dataclass(slots=True)
class Inquiry:
    """
    What one source answered so far.

    Args:
        result: of its own address; a document that cannot be read becomes a failure.
        pushed: whether it came by itself: then it says nothing of what it leaves out.
        reading: what the first document says of itself.
        entries, drafts: of all its documents, by the true clock; `begins` is where those of the last one begin.
        clock_offset: how far its clock is ahead of its labels, as far as is known now.
        older: address of the next older page; `olders` counts those that were asked for.
        is_unread: its document waits to be read, for that may take long.
        is_unfinished: pages of it have to be read yet, so that the next poll must not be told that nothing changed;
            `is_hurried` where they need not wait.
        asked: looks by address; each address is asked once.
        silent: indexes of entries that give no candidate: their page is not read yet, or tells nothing.
        notes: what was learned of pages; `findings` of missing bulletins, by id.
        verdicts: by hash of what was judged; they hold though it has to be decided again what it changes.
    """

    claim: SourceClaim
    result: FetchResult
    pushed: bool = False
    reading: Reading = NOTHING_READ
    entries: list[Entry] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    begins: int = 0
    clock_offset: timedelta | None = None
    older: str | None = None
    olders: int = 0
    is_unread: bool = False
    is_unfinished: bool = False
    is_hurried: bool = False
    asked: dict[str, Look] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)
    notes: dict[str, PageNote] = field(default_factory=dict)
    findings: dict[int, Finding] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    _names: list[tuple[str, ...]] | None = None
    _fingerprinted: dict[int, Candidate] = field(default_factory=dict)

    @property
    def source(self) -> Source:
        """The source that is asked."""
        return self.claim.source

    @property
    def names(self) -> list[tuple[str, ...]]:
        """The names that each draft has among all of them."""
        if self._names is None:
            self._names = identities(self.drafts)
        return self._names

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What can be weighed, in order of the documents, each oldest first; older pages come first."""
        order = [*range(self.begins, len(self.drafts)), *range(self.begins)] if self.olders else range(len(self.drafts))
        return tuple(self._candidate(index) for index in order if index not in self.silent)

    def _candidate(self, index: int) -> Candidate:
        names = self.names[index]
        found = self._fingerprinted.get(index)
        if found is None or found.identities != names:
            draft = self.drafts[index]
            found = Candidate(draft=draft, identities=names, fingerprint=fingerprint(draft.content.title, draft.core))
            self._fingerprinted[index] = found
        return found

    def add(self, entry: Entry, draft: Draft) -> None:
        """Take one more entry, unless it stands in an earlier document of this poll already."""
        if self.begins and any(_is_twin(draft, other) for other in self.drafts[: self.begins]):
            return
        self.entries.append(entry)
        self.drafts.append(draft)
        self._names = None

    def set_draft(self, index: int, entry: Entry, draft: Draft) -> None:
        """Put the fuller text of an entry in its place; it keeps its names."""
        self.entries[index], self.drafts[index] = entry, draft
        self._names = None
        self._fingerprinted.pop(index, None)

    def request(self, look: Look) -> FetchRequest:
        """Return what to ask for a look, and remember that it is asked."""
        self.asked[look.address] = look
        return FetchRequest(source=self.source, address=look.address, purpose=look.purpose, trace=self.claim.trace)

    def give_name(self, index: int, name: str) -> None:
        """Let a draft be called by one more name: it was recognised by it."""
        names = list(self.names)
        names[index] = (*names[index], name)
        self._names = names

    def fail(self, fault: SourceFault) -> None:
        """Give up a document that was fetched and brings nothing of use."""
        if not isinstance(self.result, Document):
            return
        self.result = failed(self.result, fault)
        self.reading = NOTHING_READ
        for told in (self.entries, self.drafts, self.asked, self.silent, self.notes, self.findings):
            told.clear()
        self._names, self.begins = None, 0
        self.is_unread = self.is_unfinished = self.is_hurried = False

    def set_aside(self, error: Unstorable) -> None:
        """Keep the poll without what it brought: nothing of it can be stored, and the source is told why."""
        if not isinstance(self.result, Document):
            raise error
        self.fail(SourceFault("format", error.cause, error.mend))


def failed(document: Document, fault: SourceFault) -> Failed:
    """Return the result of a fetch that went well and brought nothing of use."""
    return Failed(
        request=document.request,
        status=document.status,
        fault=fault,
        fetched_at=document.fetched_at,
        took=document.took,
    )


def _is_twin(draft: Draft, other: Draft) -> bool:
    if draft.guid and other.guid:
        return draft.guid == other.guid
    return bool(draft.address) and draft.address == other.address
