"""What came of polls, and how it is told: in the log, in spans, and in what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from syndicator.model.change import PollRecord, Recorded
from syndicator.model.delivery import Ring
from syndicator.model.document import Failed
from syndicator.spans import told
from syndicator.tally import TALLY
from syndicator.telemetry import logger

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class PollReport:
    """What came of polls: one record a source, and what to ring for."""

    records: tuple[PollRecord, ...]
    rings: tuple[Ring, ...]

    @property
    def added(self) -> int:
        """How many bulletins are new."""
        return sum(record.added for record in self.records)

    @property
    def revised(self) -> int:
        """How many bulletins have a new revision."""
        return sum(record.revised for record in self.records)


def joined(reports: Sequence[PollReport]) -> PollReport:
    """Return several as one."""
    return PollReport(
        tuple(record for report in reports for record in report.records),
        tuple(ring for report in reports for ring in report.rings),
    )


def tell_written(recorded: Recorded) -> None:
    """Say in the log what is stored now, each under the trace of its poll."""
    for mark in recorded.marks:
        log.info(
            "revision_stored",
            bulletin=mark.bulletin_id,
            revision=mark.revision,
            deliveries=mark.deliveries,
            trace=mark.trace,
        )


def tell(report: PollReport, began_ns: int) -> PollReport:
    """Count and tell a whole poll, and return it."""
    failed = sum(isinstance(record.result, Failed) for record in report.records)
    for record in report.records:
        result = type(record.result).__name__.lower()
        TALLY.add("polls", result)
        source, trace = record.claim.source.id, record.claim.trace
        told("poll", trace, began_ns=began_ns, is_root=True, source=source, result=result)
        if record.added or record.revised:
            log.info("source_polled", source=source, added=record.added, revised=record.revised, trace=trace)
    for change, number in (("added", report.added), ("revised", report.revised)):
        TALLY.add("bulletins", change, by=number)
    TALLY.add("entries", by=sum(record.entries for record in report.records))
    if report.added or report.revised or failed:
        log.info("polled", sources=len(report.records), added=report.added, revised=report.revised, failed=failed)
    return report
