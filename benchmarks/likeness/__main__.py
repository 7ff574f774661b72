"""
Print how well the same release is told from others on labelled pairs, by relation; learn the weights anew.

    python -m benchmarks.likeness CORPUS          # CORPUS holds items.jsonl and pairs.jsonl
    python -m benchmarks.likeness CORPUS --write  # and store the weights in syndicator/dedup/weights.toml
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.progress import track
from sklearn.model_selection import StratifiedKFold

from benchmarks.likeness.examples import Example, labelled, made, texts_of, twins
from benchmarks.likeness.learning import learn, told
from syndicator.dedup import comparison
from syndicator.dedup.comparison import SAME, Comparer, Weights
from syndicator.dedup.figures import Figures

Told = tuple[Example, Figures]
WEIGHTS = Path(comparison.__file__).with_name("weights.toml")
FOLDS, ROUNDS = 8, 5
SEED = 4


def main() -> int:
    """Print the figures; exit 1 if a template is taken for a copy."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.likeness", description=__doc__)
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="a folder with items.jsonl and pairs.jsonl")
    parser.add_argument("--write", action="store_true", help="store the weights that are learned")
    chosen = parser.parse_args()
    pairs = [(example, told(example)) for example in labelled(chosen.corpus)]
    if chosen.write:
        WEIGHTS.write_text(_toml(learn(pairs, _made(chosen.corpus))), encoding="utf-8")
        comparison.comparer.cache_clear()
    now = comparison.comparer()
    false = _report("with the weights that are stored", [(example, _is_same(now, row)) for example, row in pairs])
    extra = _made(chosen.corpus)
    _report("releases made here", [(example, _is_same(now, row)) for example, row in extra])
    for round_ in range(ROUNDS):
        _report(f"cross-validated, round {round_ + 1}", list(_crossed(pairs, extra, round_)))
    return 1 if false else 0


def _made(corpus: Path) -> list[Told]:
    rng = random.Random(SEED)
    examples = [*made(rng), *(twin for text in texts_of(corpus) for twin in twins(text, rng))]
    return [(one, told(one)) for one in track(examples, description="comparing", transient=True)]


def _is_same(by: Comparer, row: Figures) -> bool:
    return min(by.wording.score(row), by.event.score(row)) >= SAME


def _crossed(pairs: Sequence[Told], extra: Sequence[Told], seed: int) -> Iterator[tuple[Example, bool]]:
    """Yield every pair with the answer of a comparer that never saw it."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    sides = [example.same for example, _ in pairs]
    for seen, unseen in folds.split(sides, sides):
        by = learn([pairs[place] for place in seen], extra)
        yield from ((pairs[place][0], _is_same(by, pairs[place][1])) for place in unseen)


def _report(head: str, answers: Sequence[tuple[Example, bool]]) -> int:
    """Print the figures by relation; return how many templates were merged."""
    right = sum(example.same and same for example, same in answers)
    wrong = sum(not example.same and same for example, same in answers)
    missed = sum(example.same and not same for example, same in answers)
    score = 2 * right / (2 * right + wrong + missed)
    print(f"{head}: F1 {score:.3f} (precision {right / (right + wrong):.3f}, recall {right / (right + missed):.3f})")
    totals = Counter(example.relation for example, _ in answers)
    same = Counter(example.relation for example, answer in answers if answer)
    print("  taken for the same: " + ", ".join(f"{name} {same[name]} of {count}" for name, count in totals.items()))
    return same["template"]


def _toml(by: Comparer) -> str:
    head = "# How much each figure counts, learned by `python -m benchmarks.likeness CORPUS --write`.\n"
    head += "# A score is 1 / (1 + exp(-sum)); two texts tell the same release where both scores reach 0.5.\n"
    return head + _table("wording", by.wording) + _table("event", by.event)


def _table(name: str, weights: Weights) -> str:
    lines = [f"{figure} = {weight}" for figure, weight in weights.of.items()]
    return "\n".join(["", f"[{name}]", f"base = {weights.base}", *lines, ""])


sys.exit(main())
