"""Use case: sources are polled; what is new is stored, judged and planned in one transaction."""

from syndicator.intake.polling import Intake
from syndicator.intake.report import PollReport

__all__ = ["Intake", "PollReport"]
