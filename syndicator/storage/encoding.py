"""Verdicts as the JSON that their columns hold, there and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from syndicator.model.verdict import HoldReason, TopicScore, UnitMention, Urgency, Verdict


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
        "operations": list(verdict.operations),
        "hold_reasons": [{"kind": r.kind, "passage": r.passage} for r in verdict.hold_reasons],
        "urgency": int(verdict.urgency),
    }


def verdict_from(columns: Mapping[str, Any]) -> Verdict:
    """Return the verdict that these columns hold."""
    return Verdict(
        topics=tuple(TopicScore(t["slug"], t["score"], tuple(t["evidence"])) for t in columns["topics"]),
        units=tuple(UnitMention(**u) for u in columns["units"]),
        unit=columns["unit"],
        polda=columns["polda"],
        place=columns["place"],
        operations=tuple(columns["operations"]),
        hold_reasons=tuple(HoldReason(r["kind"], r["passage"]) for r in columns["hold_reasons"]),
        urgency=Urgency(columns["urgency"]),
        version=columns["version"],
    )
