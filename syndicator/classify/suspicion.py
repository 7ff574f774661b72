"""Suspicion: what was learned of sensitive texts, and the sentence that speaks loudest; the rules are elsewhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicator.classify.learned import SENSITIVE
from syndicator.classify.linear import probability

if TYPE_CHECKING:
    from syndicator.classify.linear import LinearModel
    from syndicator.classify.words import Words

MOST_TELLING = 12
LONGEST_PASSAGE_CHARS = 280


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A model that knows the label of sensitive texts."""

    model: LinearModel

    @classmethod
    def of(cls, model: LinearModel | None) -> Suspicion | None:
        """Return what a model suspects; None where it has not learned what is sensitive."""
        return cls(model) if model and SENSITIVE in model.labels else None

    def passage(self, words: Words) -> str:
        """Return the sentence with the most telling words of a text that is suspected; empty where none is."""
        threshold = self.model.labels[SENSITIVE].threshold
        if not words or probability(self.model.logits(words)[SENSITIVE]) < threshold:
            return ""
        telling = self.model.telling_at(words, SENSITIVE, MOST_TELLING)
        said = Counter(map(words.sentence, telling))
        best = min(said, key=lambda sentence: (-said[sentence], sentence), default=0)
        ends = [0, *words.sentence_ends, len(words.text)]
        return words.text[ends[best] : ends[best + 1]].strip()[:LONGEST_PASSAGE_CHARS]
