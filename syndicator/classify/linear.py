"""The linear model: labels told by the sum of a text's words, in readable numbers; how it is learned is elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import exp, log, sqrt
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from syndicator.classify.words import Words

LEAST_WORD_CHARS = 3
TITLE_EXTRA = 2
"""A word of the title counts as if the text said it so many times more."""
MOST_TELLING = 5
LARGEST_LOGIT = 30.0
"""Beyond it a probability is 0 or 1 to all digits that anybody looks at."""
DIGITS = 3


@dataclass(frozen=True, slots=True)
class LabelWeights:
    """
    One label of the model.

    Args:
        bias: the logit of a text without a known word.
        weights: word in lower case, without its clitic → what it adds.
        examples: how many texts with this label, or without it by a person's word, it was learned from.
        threshold: the probability from which on the label is taken to hold, where it is asked for alone.
    """

    bias: float
    weights: Mapping[str, float]
    examples: float = 0.0
    threshold: float = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """How likely a label is, and the words as written that speak for it, the most telling first."""

    probability: float
    telling: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Labels with their weights; immutable, and the same for the same numbers."""

    labels: Mapping[str, LabelWeights] = field(default_factory=dict)
    _by_word: Mapping[str, tuple[tuple[str, float], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_word: dict[str, tuple[tuple[str, float], ...]] = {}
        for label, told in self.labels.items():
            for word, weight in told.weights.items():
                by_word[word] = (*by_word.get(word, ()), (label, weight))
        object.__setattr__(self, "_by_word", by_word)

    def alone(self, label: str) -> LinearModel:
        """Return the model of one label; without any where this one does not know it."""
        return LinearModel({label: self.labels[label]} if label in self.labels else {})

    def logits(self, words: Words) -> dict[str, float]:
        """Return the logit of each label."""
        sums = {label: told.bias for label, told in self.labels.items()}
        by_word = self._by_word
        for word, value in features(words).items():
            for label, weight in by_word.get(word, ()):
                sums[label] += weight * value
        return sums

    def telling_at(self, words: Words, label: str, most: int = MOST_TELLING) -> tuple[int, ...]:
        """Return the numbers of the words that speak most for a label, each word once, at its first place."""
        weights = self.labels[label].weights
        gains = [(weights.get(word, 0.0) * value, word) for word, value in features(words).items()]
        best = sorted(((gain, word) for gain, word in gains if gain > 0), key=lambda pair: (-pair[0], pair[1]))[:most]
        return tuple(_first_place(words, word) for _, word in best)

    def score(self, words: Words) -> dict[str, Scored]:
        """Return each label's probability and its telling words."""
        return {
            label: Scored(probability(logit), tuple(map(words.raw, self.telling_at(words, label))))
            for label, logit in self.logits(words).items()
        }

    def to_json(self) -> dict[str, object]:
        """Return the model as plain numbers, words with the largest weights first."""
        return {label: _told(self.labels[label]) for label in sorted(self.labels)}

    @classmethod
    def from_json(cls, told: Mapping[str, object]) -> LinearModel:
        """Return the model that `to_json` told; raises ValueError where it is none."""
        return cls({label: _read(label, one) for label, one in told.items()})


def probability(logit: float) -> float:
    """Return a logit as a probability."""
    return 1 / (1 + exp(-max(-LARGEST_LOGIT, min(LARGEST_LOGIT, logit))))


def features(words: Words) -> dict[str, float]:
    """Return what a text says: word → how much, long texts no more than short ones."""
    bares, title = words.bares, words.title_length
    said: dict[str, float] = {}
    for word, places in words.places.items():
        if len(word) >= LEAST_WORD_CHARS and word.isalpha():
            count = len(places) + (TITLE_EXTRA if places[0] < title else 0)
            said[bares.get(word, word)] = 1.0 if count == 1 else 1 + log(count)
    length = sqrt(sum(value * value for value in said.values())) or 1.0
    return {word: value / length for word, value in said.items()}


def _first_place(words: Words, word: str) -> int:
    """Return where a word stands first, as it is or with a clitic."""
    return min(words.places[low][0] for low in _spellings(words, word))


def _spellings(words: Words, word: str) -> Iterator[str]:
    if word in words.places:
        yield word
    yield from (low for low, bare in words.bares.items() if bare == word)


def _told(label: LabelWeights) -> dict[str, object]:
    best = sorted(label.weights.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return {
        "bias": round(label.bias, DIGITS),
        "examples": round(label.examples, DIGITS),
        "threshold": round(label.threshold, DIGITS),
        "weights": {word: round(weight, DIGITS) for word, weight in best},
    }


def _read(label: str, told: object) -> LabelWeights:
    try:
        numbers = cast("Mapping[str, float]", told)
        weights = cast("Mapping[str, Mapping[str, float]]", told)["weights"]
        return LabelWeights(
            bias=float(numbers["bias"]),
            weights={word: float(weight) for word, weight in weights.items()},
            examples=float(numbers["examples"]),
            threshold=float(numbers["threshold"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the label {label!r} of the model cannot be read: {error!r}") from error
