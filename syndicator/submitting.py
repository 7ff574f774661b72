"""Use case: units without a site send their releases; each goes the way of every other entry."""

from __future__ import annotations

import json
from dataclasses import dataclass

from syndicator.dedup.identity import identities
from syndicator.errors import NotFound, Refused, SourceFault
from syndicator.intake import Intake
from syndicator.model.document import Failed
from syndicator.model.known import Known
from syndicator.model.moment import Clock
from syndicator.model.source import POLLED, Source, SourceKind
from syndicator.model.submission import Outcome, Submission, Submitted
from syndicator.model.unit import Zone
from syndicator.normalise.draft import draft_of
from syndicator.parse.reader import FeedReader
from syndicator.storage import bulletins, sources
from syndicator.storage.session import Database

MEDIA_TYPE = "application/feed+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitting:
    """Takes releases that are sent."""

    database: Database
    intake: Intake
    reader: FeedReader
    clock: Clock

    def submit(self, source_id: int, submission: Submission) -> Submitted:
        """
        Store a release as a bulletin of its source, or find that it is one already.

        Raises:
            NotFound: there is no such source.
            Refused: it does not take releases, or the address belongs to another release of it.
            SourceFault: nothing of the release can be published.
            Unavailable: another release of the same source is being stored and does not come to an end.
        """
        source = self._source(source_id)
        document = _document(submission)
        names = self._names(source, document)
        self._check_address(source, names)
        report = self.intake.take(source.id, document, content_type=MEDIA_TYPE)
        for record in report.records:
            if isinstance(record.result, Failed):
                raise record.result.fault
        known = self._named(source, names).get(names[0])
        if known is None:
            raise SourceFault("format", "nothing of it can be published", "write a title and a text")
        outcome = Outcome.ADDED if report.added else Outcome.REVISED if report.revised else Outcome.REPEATED
        return Submitted(
            outcome, known.bulletin_id, known.state, known.revision, known.story_uid, canonical=known.canonical
        )

    def _source(self, source_id: int) -> Source:
        with self.database.read() as connection:
            source = sources.find(connection, source_id=source_id)
        if source is None:
            raise NotFound(f"there is no source {source_id}", "list them with: syndicator sources list")
        if source.config.kind is not SourceKind.API or source.state not in POLLED:
            raise Refused(f"source {source_id} takes no releases now", f"syndicator sources resume {source_id}")
        return source

    def _names(self, source: Source, document: bytes) -> tuple[str, ...]:
        """Return the names under which the release is stored, the sender's own first."""
        reading = self.reader.read_feed(document, content_type=MEDIA_TYPE, address=source.config.address)
        drafts = [
            draft_of(entry, source_id=source.id, base=source.config.address, zone=Zone.WIB, seen_at=self.clock())
            for entry in reading.entries
        ]
        if not drafts or not (drafts[0].content.text and drafts[0].guid):
            raise SourceFault("format", "nothing of it can be published", "write an id and a text that can be read")
        return identities(drafts)[0]

    def _named(self, source: Source, names: tuple[str, ...]) -> dict[str, Known]:
        with self.database.read() as connection:
            found = bulletins.by_identity(connection, {source.id: names})
        return {name: known for (_, name), known in found.items()}

    def _check_address(self, source: Source, names: tuple[str, ...]) -> None:
        """One address, one release: without this, another id at a known address would overwrite what is there."""
        named = self._named(source, names)
        own = named.get(names[0])
        for name in names[1:]:
            other = named.get(name)
            if other is not None and (own is None or own.bulletin_id != other.bulletin_id):
                raise Refused("the address belongs to another release of this unit", "send it without, or with its own")


def _document(submission: Submission) -> bytes:
    """Return the release as a JSON Feed 1.1 of one entry."""
    item = {
        "id": submission.id,
        "url": submission.address,
        "title": submission.title,
        "content_html": submission.html,
        "content_text": submission.text,
        "date_published": submission.published_at.isoformat(),
        "date_modified": submission.updated_at.isoformat() if submission.updated_at else None,
        "authors": [{"name": submission.author}] if submission.author else [],
        "image": submission.image,
        "tags": list(submission.categories),
    }
    told = {name: value for name, value in item.items() if value}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "", "items": [told]}
    return json.dumps(feed).encode()
