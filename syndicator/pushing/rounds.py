"""Asking many hubs at once, each for one subscription after the other, within a bounded time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from urllib.parse import urlsplit

from syndicator.fetch.websub import Answer, Deferred, HubAsker, Question
from syndicator.model.subscription import Subscription

Wanted = tuple[Subscription, Question]
Answered = tuple[Subscription, Answer | None]


@dataclass(frozen=True, slots=True)
class HubRounds:
    """
    Asks hubs.

    Args:
        budget: no question is begun after this.
        at_once: how many hubs are asked at the same time.
    """

    asker: HubAsker
    budget: timedelta = timedelta(seconds=8)
    at_once: int = 8

    def ask(self, wanted: Sequence[Wanted]) -> list[Answered]:
        """Return an answer for each, in no particular order; None where there was no time to ask."""
        ends_at = time.monotonic() + self.budget.total_seconds()
        groups = [list(group) for _, group in groupby(sorted(wanted, key=_host), key=_host)]
        with ThreadPoolExecutor(self.at_once) as pool:
            rounds = pool.map(lambda group: self._ask_one_hub(group, ends_at), groups)
            return [answered for answers in rounds for answered in answers]

    def _ask_one_hub(self, wanted: Sequence[Wanted], ends_at: float) -> list[Answered]:
        """A hub that is silent is not asked again and again: its other subscriptions get the same answer."""
        answers: list[Answered] = []
        last: Answer | None = None
        for subscription, question in wanted:
            silent = isinstance(last, Deferred) and last.silent
            if not silent:
                last = self.asker.ask(question) if time.monotonic() < ends_at else None
            answers.append((subscription, last))
        return answers

    def close(self) -> None:
        """Close all connections."""
        self.asker.close()


def _host(wanted: Wanted) -> str:
    return urlsplit(wanted[1].hub).netloc.lower()
