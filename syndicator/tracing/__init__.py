"""Use case: telling a person what stands where and why, and what it waits for; nothing is changed here."""

from syndicator.tracing.tracing import Listed, Related, Standing, Trace, Tracing
from syndicator.tracing.waits import Waiting, Why, waits_for

__all__ = ["Listed", "Related", "Standing", "Trace", "Tracing", "Waiting", "Why", "waits_for"]
