"""All tables, typed. Uniqueness that the service promises stands here as constraints, not in code."""

from __future__ import annotations

from syndicator.storage.base import Base
from syndicator.storage.tables.bulletins import (
    BulletinRow,
    BulletinTopicRow,
    IdentityRow,
    RevisionRow,
    VerdictRow,
)
from syndicator.storage.tables.changes import ChangeRow
from syndicator.storage.tables.deliveries import (
    AttemptRow,
    ChannelRow,
    DeliveryRow,
    EventRow,
    GrantRow,
    UnsubscribedRow,
)
from syndicator.storage.tables.distribution import HubSubscriberRow, HubTopicRow
from syndicator.storage.tables.learning import CorrectionRow, ModelRow
from syndicator.storage.tables.people import HeartbeatRow, LoginRow, RecoveryCodeRow, TokenRow, TryRow, UserRow
from syndicator.storage.tables.requests import RequestRow
from syndicator.storage.tables.sources import AbsenceRow, FetchRow, PageRow, SourceRow, SubscriptionRow
from syndicator.storage.tables.stories import (
    CandidateKeyRow,
    FingerprintRow,
    RelationRow,
    SketchRow,
    StoryRow,
    TieRow,
)
from syndicator.storage.tables.texts import ChannelTextRow

__all__ = [
    "AbsenceRow",
    "AttemptRow",
    "Base",
    "BulletinRow",
    "BulletinTopicRow",
    "CandidateKeyRow",
    "ChangeRow",
    "ChannelRow",
    "ChannelTextRow",
    "CorrectionRow",
    "DeliveryRow",
    "EventRow",
    "FetchRow",
    "FingerprintRow",
    "GrantRow",
    "HeartbeatRow",
    "HubSubscriberRow",
    "HubTopicRow",
    "IdentityRow",
    "LoginRow",
    "ModelRow",
    "PageRow",
    "RecoveryCodeRow",
    "RelationRow",
    "RequestRow",
    "RevisionRow",
    "SketchRow",
    "SourceRow",
    "StoryRow",
    "SubscriptionRow",
    "TieRow",
    "TokenRow",
    "TryRow",
    "UnsubscribedRow",
    "UserRow",
    "VerdictRow",
]
