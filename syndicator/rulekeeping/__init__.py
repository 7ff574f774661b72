"""Use case: the rules that the desk changes while the service runs; the last good ones stay in force."""

from syndicator.rulekeeping.keeper import Fault, Origin, RuleKeeper, Rules

__all__ = ["Fault", "Origin", "RuleKeeper", "Rules"]
