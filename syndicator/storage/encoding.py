"""Verdicts as the JSON that their columns hold, there and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from syndicator.model.verdict import Conflict, HoldReason, OperationMention, TopicScore, UnitMention, Urgency, Verdict


def verdict_columns(verdict: Verdict) -> dict[str, object]:
    """Return the columns of `verdicts` that a verdict fills."""
    return {
        "version": verdict.version,
        "topics": [{"slug": t.slug, "score": t.score, "evidence": list(t.evidence)} for t in verdict.topics],
        "units": [
            {"slug": u.slug, "name": u.name, "kind": u.kind, "role": u.role, "polda": u.polda, "evidence": u.evidence}
            for u in verdict.units
        ],
        "unit": verdict.unit,
        "polda": verdict.polda,
        "place": verdict.place,
        "event_at": verdict.event_at,
        "conflicts": [{"kind": c.kind, "source": c.source, "text": c.text} for c in verdict.conflicts],
        "operations": [{"slug": o.slug, "evidence": o.evidence} for o in verdict.operations],
        "hold_reasons": reasons_columns(verdict.hold_reasons),
        "maskings": reasons_columns(verdict.maskings),
        "urgency": int(verdict.urgency),
        "urgency_evidence": list(verdict.urgency_evidence),
    }


def verdict_from(columns: Mapping[str, Any]) -> Verdict:
    """Return the verdict that these columns hold."""
    return Verdict(
        topics=tuple(TopicScore(t["slug"], t["score"], tuple(t["evidence"])) for t in columns["topics"]),
        units=tuple(UnitMention(**u) for u in columns["units"]),
        unit=columns["unit"],
        polda=columns["polda"],
        place=columns["place"],
        event_at=columns["event_at"],
        conflicts=tuple(Conflict(**c) for c in columns["conflicts"]),
        operations=tuple(OperationMention(**o) for o in columns["operations"]),
        hold_reasons=reasons_from(columns["hold_reasons"]),
        maskings=reasons_from(columns["maskings"]),
        urgency=Urgency(columns["urgency"]),
        urgency_evidence=tuple(columns["urgency_evidence"]),
        version=columns["version"],
    )


def reasons_columns(reasons: Iterable[HoldReason]) -> list[dict[str, str]]:
    """Return reasons as a column of JSON holds them."""
    return [{"kind": reason.kind, "passage": reason.passage} for reason in reasons]


def reasons_from(column: Iterable[Mapping[str, str]]) -> tuple[HoldReason, ...]:
    """Return the reasons that a column of JSON holds."""
    return tuple(HoldReason(**reason) for reason in column)
