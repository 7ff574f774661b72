"""Use case: the accounts of channels are examined: how they stand, and whether a marked post really arrives."""

from syndicator.deliver.channel import Condition
from syndicator.probing.probing import Probing, tidings
from syndicator.probing.trial import Step

__all__ = ["Condition", "Probing", "Step", "tidings"]
