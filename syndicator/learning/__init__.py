"""Use case: learn from what the desk corrected, compare with what is in use, and promote only what is better."""

from syndicator.learning.learning import WORK, Learning
from syndicator.learning.lesson import Compared, Lesson, Outcome
from syndicator.learning.measures import Measures

__all__ = ["WORK", "Compared", "Learning", "Lesson", "Measures", "Outcome"]
