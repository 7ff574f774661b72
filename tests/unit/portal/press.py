"""A press that fills a database with bulletins by the same door as the intake."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from syndicator.bootstrap.service import Service
from syndicator.dedup.fingerprint import fingerprint
from syndicator.model.bulletin import Bulletin, BulletinState, Candidate, Content, Draft
from syndicator.model.change import Addition, Change, Correction, PollRecord
from syndicator.model.delivery import Action, PlannedDelivery
from syndicator.model.document import FetchRequest, Unchanged
from syndicator.model.event import Event, EventKind
from syndicator.model.known import Known
from syndicator.model.source import SourceClaim, SourceConfig
from syndicator.model.verdict import HoldReason, OperationMention, TopicScore, Urgency, Verdict
from syndicator.storage import reading, recording, sources

KINDS = {"hook": "webhook", "kanal": "telegram"}
TEXT = "BALIKPAPAN – Polresta Balikpapan menggelar rapat koordinasi.\nRapat dihadiri oleh seluruh instansi terkait."


@dataclass(frozen=True, kw_only=True)
class Release:
    """What a test says of a release; all else has a value that does not matter."""

    title: str = "Polresta Balikpapan gelar rapat koordinasi"
    text: str = TEXT
    html: str | None = None
    unit: str | None = "polresta-balikpapan"
    topics: tuple[str, ...] = ("tppo",)
    operations: tuple[str, ...] = ()
    place: str | None = "Kota Balikpapan"
    state: BulletinState = BulletinState.RELEASED
    urgency: Urgency = Urgency.ROUTINE
    holds: tuple[HoldReason, ...] = ()
    image: str | None = None
    published_at: datetime | None = None
    story: UUID | None = None
    host: str = "polresta-balikpapan.example"
    publisher: str | None = None
    channels: tuple[str, ...] = ()


@dataclass
class Press:
    service: Service
    _sources: dict[str, int] = field(default_factory=dict)
    _printed: int = 0

    def publish(self, release: Release) -> Bulletin:
        """Store a release as a new bulletin, of its own story or of the one that it names."""
        self._printed += 1
        now = self.service.clock()
        uid, founds = uuid4(), release.story is None
        source_id = self._source(release)
        addition = Addition(
            uid=uid,
            story_uid=release.story or uuid4(),
            canonical=founds,
            candidate=self._candidate(release, source_id, f"/berita/{self._printed}"),
            verdict=_verdict(release),
            state=release.state,
            unit_path=self._path(release.unit),
            deliveries=tuple(
                PlannedDelivery(
                    channel=name, action=Action.CREATE, due_at=now, urgency=release.urgency, reason="route 1"
                )
                for name in release.channels
            ),
            events=_events(release, now),
        )
        self._record(source_id, addition)
        return self.stored(uid)

    def correct(self, bulletin: Bulletin, release: Release) -> Bulletin:
        """Store a release as the next revision of a bulletin."""
        known = Known(
            bulletin_id=bulletin.id,
            uid=bulletin.uid,
            source_id=bulletin.source_id,
            story_uid=bulletin.story_uid,
            state=bulletin.state,
            canonical=bulletin.canonical,
            revision=bulletin.revision,
            hash=bulletin.content.hash,
        )
        correction = Correction(
            known=known,
            candidate=self._candidate(release, self._source(release), "/ralat"),
            verdict=_verdict(release),
            state=release.state,
            unit_path=self._path(release.unit),
            deliveries=(),
            events=(Event(kind=EventKind.BULLETIN_REVISED, at=self.service.clock(), reason="the text changed"),),
        )
        self._record(bulletin.source_id, correction)
        return self.stored(bulletin.uid)

    def stored(self, uid: UUID) -> Bulletin:
        """Return a bulletin as it stands now."""
        with self.service.database.read() as connection:
            newest = reading.by_state(connection, None, most=1_000)
        return next(one for one in newest if one.uid == uid)

    def _record(self, source_id: int, change: Change) -> None:
        now = self.service.clock()
        with self.service.database.write() as connection:
            claim = SourceClaim(sources.listing(connection)[source_id - 1], "token")
            record = PollRecord(
                claim=claim,
                result=Unchanged(
                    request=FetchRequest(source=claim.source, address=claim.source.config.address),
                    status=200,
                    fresh_for=None,
                    fetched_at=now,
                    took=timedelta(0),
                ),
                entries=1,
                changes=(change,),
                course=claim.source.course,
                address=claim.source.config.address,
                address_key=claim.source.config.address,
                state=claim.source.state,
                reason=None,
                next_poll_at=now,
            )
            recording.record(connection, [record], KINDS, now, quiet=timedelta(seconds=15))

    def _source(self, release: Release) -> int:
        host = release.host
        if host not in self._sources:
            with self.service.database.write() as connection:
                config = SourceConfig(address=f"https://{host}/feed/", unit=release.publisher)
                added = sources.add(connection, config, f"//{host}/feed", self.service.clock())
            assert added is not None
            self._sources[host] = added
        return self._sources[host]

    def _candidate(self, release: Release, source_id: int, path: str) -> Candidate:
        html = (
            release.html if release.html is not None else "".join(f"<p>{line}</p>" for line in release.text.split("\n"))
        )
        content = Content(
            title=release.title,
            lead=release.text.split("\n")[0][:280],
            html=html,
            text=release.text,
            image=release.image,
            author=None,
            published_at=release.published_at or self.service.clock(),
            modified_at=None,
            hash=hashlib.sha256(f"{release.title}{release.text}{path}".encode()).hexdigest(),
        )
        address = f"https://{release.host}{path}"
        draft = Draft(
            source_id=source_id,
            guid=address,
            address=address,
            content=content,
            core=f"{path} {release.text}",
        )
        return Candidate(
            draft=draft, identities=(f"address:{address}",), fingerprint=fingerprint(release.title, draft.core)
        )

    def _path(self, slug: str | None) -> str | None:
        units = self.service.settings.units
        unit = units.find(slug) if slug else None
        return units.path(unit) if unit else None


def _verdict(release: Release) -> Verdict:
    return Verdict(
        topics=tuple(TopicScore(slug, 0.9, ("rapat",)) for slug in release.topics),
        unit=release.unit,
        place=release.place,
        operations=tuple(OperationMention(slug, "operasi") for slug in release.operations),
        hold_reasons=release.holds,
        urgency=release.urgency,
        version="test",
    )


def _events(release: Release, now: datetime) -> tuple[Event, ...]:
    held = Event(kind=EventKind.BULLETIN_HELD, at=now, reason="its source is not trusted")
    added = Event(kind=EventKind.BULLETIN_ADDED, at=now, reason="nothing like it is known")
    return (added, held) if release.state is BulletinState.HELD else (added,)
