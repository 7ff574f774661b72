"""Urgency: how fast a bulletin has to go out, by its topics and by words of danger; it only orders queues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from syndicator.classify.phrases import PhraseBook
from syndicator.model.verdict import Urgency

if TYPE_CHECKING:
    from syndicator.classify.words import Words
    from syndicator.model.verdict import TopicScore

LEAD_LENGTH_WORDS = 80
MOST_EVIDENCE = 4


@dataclass(frozen=True, slots=True)
class UrgencyRules:
    """The lists by which urgency is judged; each is explained where it is kept, in the configuration."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    urgent: Sequence[str]
    important: Sequence[str]
    drills: Sequence[str]
    urgent_topics: Sequence[str]
    important_topics: Sequence[str]


class UrgencyJudge:
    """The lists, compiled."""

    def __init__(self, rules: UrgencyRules) -> None:
        self._dangers = PhraseBook(
            [(phrase, Urgency.URGENT) for phrase in rules.urgent]
            + [(phrase, Urgency.IMPORTANT) for phrase in rules.important]
        )
        self._drills = PhraseBook((phrase, "drill") for phrase in rules.drills)
        self._urgent_topics, self._important_topics = frozenset(rules.urgent_topics), frozenset(rules.important_topics)

    def judge(self, words: Words, topics: Sequence[TopicScore]) -> tuple[Urgency, tuple[str, ...]]:
        """Return the urgency by title and lead, and the words that decided; a drill or a charity is never urgent."""
        reach = words.title_length + LEAD_LENGTH_WORDS
        said: dict[Urgency, list[str]] = {}
        for urgencies, first, last in self._dangers.find(words):
            if first < reach:
                said.setdefault(max(urgencies), []).append(words.passage(first, last))
        drill = bool(said) and any(first < reach for _, first, _ in self._drills.find(words))
        urgency = self._urgency(frozenset(said), topics[0].slug if topics else "", drill=drill)
        if urgency is Urgency.ROUTINE:
            return urgency, ()
        deciding = said.get(Urgency.URGENT) or said[Urgency.IMPORTANT]
        return urgency, tuple(dict.fromkeys(deciding))[:MOST_EVIDENCE]

    def _urgency(self, said: frozenset[Urgency], main: str, *, drill: bool) -> Urgency:
        if drill:
            is_grave = Urgency.URGENT in said and main in self._urgent_topics
            return Urgency.IMPORTANT if is_grave else Urgency.ROUTINE
        if Urgency.URGENT in said or (main in self._urgent_topics and Urgency.IMPORTANT in said):
            return Urgency.URGENT
        return Urgency.IMPORTANT if Urgency.IMPORTANT in said and main in self._important_topics else Urgency.ROUTINE
