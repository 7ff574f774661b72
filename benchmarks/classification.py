"""Labelled texts, a judge and a peer on them, and how much each gets right; nothing of a corpus is kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer

from syndicator.classify.judge import Judge, Rulebook
from syndicator.classify.learned import Example
from syndicator.classify.training import fold, train

LEAST_EXAMPLES = 5
"""Topics with fewer are not in the means."""
MOST_TOPICS = 3
FOLDS = 5
LIKELY = 0.5
Opinion = tuple[Sequence[str], bool]
"""The topics of a text, the main one first, and whether it is held."""
Tell = Callable[[Example], Opinion]


@dataclass(frozen=True, slots=True)
class Grades:
    """Shares between 0 and 1: F1 of topics by topic and over all, main topic right, and what is held."""

    macro: float
    micro: float
    main: float
    recall: float
    precision: float


def read(path: Path) -> list[Example]:
    """Return the labelled texts of a file, or of a folder with items.jsonl and labels.jsonl."""
    if path.is_file():
        return [_example(told, told) for told in _lines(path)]
    labels = {label["id"]: label for label in _lines(path / "labels.jsonl")}
    return [_example(text, labels[text["id"]]) for text in _lines(path / "items.jsonl")]


def _lines(path: Path) -> Iterator[dict[str, object]]:
    return map(json.loads, filter(None, path.read_text(encoding="utf-8").splitlines()))


def _example(text: Mapping[str, object], label: Mapping[str, object]) -> Example:
    topics = label["topics"]
    if not isinstance(topics, list):
        raise TypeError(f"the topics of {label['id']} are no list")
    return Example(
        key=str(text["id"]),
        title=str(text["title"]),
        text=str(text["text"]),
        topics=tuple(topics),
        sensitive=bool(label["sensitive"]),
    )


def by(judge: Judge) -> Tell:
    """Return how a judge tells texts."""

    def tell(example: Example) -> Opinion:
        verdict = judge.judge(example.title, example.text, source_unit=None)
        return [topic.slug for topic in verdict.topics], verdict.hold

    return tell


def peer(examples: Sequence[Example]) -> Tell:
    """Return how TF-IDF and logistic regression tell texts, which learned from the same examples."""
    vectors = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)
    labels = MultiLabelBinarizer()
    told = vectors.fit_transform(map(_whole, examples))
    topics = OneVsRestClassifier(LogisticRegression(C=30, class_weight="balanced", max_iter=1000))
    topics.fit(told, labels.fit_transform([one.topics or () for one in examples]))
    sensitive = LogisticRegression(C=30, class_weight="balanced", max_iter=1000)
    sensitive.fit(told, [bool(one.sensitive) for one in examples])

    def tell(example: Example) -> Opinion:
        vector = vectors.transform([_whole(example)])
        scores = topics.predict_proba(vector)[0]
        best = np.argsort(-scores)[:MOST_TOPICS]
        chosen = [int(column) for rank, column in enumerate(best) if rank == 0 or scores[column] > LIKELY]
        return [str(labels.classes_[column]) for column in chosen], bool(sensitive.predict(vector)[0])

    return tell


def _whole(example: Example) -> str:
    return f"{example.title}\n{example.title}\n{example.text}"


def cross_validated(rulebook: Rulebook, base: Sequence[Example], texts: Sequence[Example]) -> Tell:
    """Return how judges tell texts, each by one that learned from the base and from the other four fifths of these."""
    judges = [
        Judge(rulebook, train([*base, *(one for one in texts if fold(one.key) != share)])) for share in range(FOLDS)
    ]
    tells = list(map(by, judges))
    return lambda example: tells[fold(example.key)](example)


def grade(tell: Tell, texts: Sequence[Example]) -> Grades:
    """Return how much is told rightly."""
    opinions = [(one, *tell(one)) for one in texts]
    right, wrong, missed = _counts((set(one.topics or ()), set(found)) for one, found, _ in opinions)
    often = [slug for slug in right | missed if right[slug] + missed[slug] >= LEAST_EXAMPLES]
    held = Counter((bool(one.sensitive), hold) for one, _, hold in opinions)
    return Grades(
        macro=float(np.mean([_f1(right[slug], wrong[slug], missed[slug]) for slug in often])),
        micro=_f1(*(sum(counter[slug] for slug in often) for counter in (right, wrong, missed))),
        main=float(np.mean([found[0] == (one.topics or ("",))[0] for one, found, _ in opinions])),
        recall=held[True, True] / max(held[True, True] + held[True, False], 1),
        precision=held[True, True] / max(held[True, True] + held[False, True], 1),
    )


def _counts(pairs: Iterable[tuple[set[str], set[str]]]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for told, found in pairs:
        right.update(told & found)
        wrong.update(found - told)
        missed.update(told - found)
    return right, wrong, missed


def _f1(right: int, wrong: int, missed: int) -> float:
    return 2 * right / (2 * right + wrong + missed) if right else 0.0
