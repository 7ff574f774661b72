"""Use case: the rules that the desk changes while the service runs; the last good ones stay in force."""

from syndicator.rulekeeping.keeper import Fault, InForce, Origin, RuleKeeper, Rules, Trial

__all__ = ["Fault", "InForce", "Origin", "RuleKeeper", "Rules", "Trial"]
