"""One source's answer, read as far as it can be: candidates, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from syndicator.dedup.fingerprint import fingerprint
from syndicator.dedup.identity import identities
from syndicator.errors import SourceFault, Unstorable
from syndicator.model.bulletin import Candidate
from syndicator.model.document import Document, Failed, FetchResult
from syndicator.model.source import Source, SourceClaim
from syndicator.model.unit import UnitTree, Zone
from syndicator.normalise.draft import draft_of
from syndicator.parse.reader import FeedReader
from syndicator.telemetry import logger

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """What one source answered, and its candidates, oldest first."""

    claim: SourceClaim
    result: FetchResult
    candidates: tuple[Candidate, ...] = ()


def failed(document: Document, fault: SourceFault) -> Failed:
    """Return the result of a fetch that went well and brought nothing of use."""
    return Failed(
        request=document.request,
        status=document.status,
        fault=fault,
        fetched_at=document.fetched_at,
        took=document.took,
    )


def set_aside(read: Read, error: Unstorable) -> Read:
    """Return the same poll without what it brought: nothing of it can be stored, and the source is told why."""
    if not isinstance(read.result, Document):
        raise error
    fault = SourceFault("format", error.cause, error.mend)
    return replace(read, result=failed(read.result, fault), candidates=())


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """Reads documents into candidates."""

    reader: FeedReader
    units: UnitTree

    def read(self, claim: SourceClaim, result: FetchResult) -> Read:
        """Parse and normalise. Whatever hostile bytes make our own code do is the source's fault, and told."""
        if not isinstance(result, Document):
            return Read(claim, result)
        try:
            return Read(claim, result, self.candidates(claim.source, result))
        except SourceFault as fault:
            return Read(claim, failed(result, fault))
        except Exception as error:
            log.exception("document_unreadable", source=claim.source.id, address=result.address)
            cause = f"the document cannot be read: {error}"
            return Read(claim, failed(result, SourceFault("format", cause, "the site has to mend its feed")))

    def candidates(self, source: Source, document: Document) -> tuple[Candidate, ...]:
        """
        Return the candidates of a document, oldest first.

        Raises:
            SourceFault: it cannot be read.
        """
        reading = self.reader.read_feed(document.body, content_type=document.content_type, address=document.address)
        zone = self.zone(source)
        drafts = [
            draft_of(entry, source_id=source.id, base=document.address, zone=zone, seen_at=document.fetched_at)
            for entry in reading.entries
        ]
        return tuple(
            Candidate(draft=draft, identities=names, fingerprint=fingerprint(draft.core))
            for draft, names in zip(drafts, identities(drafts), strict=True)
        )

    def zone(self, source: Source) -> Zone:
        """Return the clock by which a source's unit lives."""
        unit = self.units.find(source.config.unit) if source.config.unit else None
        return unit.zone if unit else Zone.WIB
