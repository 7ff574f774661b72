"""Training: what is labelled is learned, the same from the same examples, and what nobody said counts nowhere."""

import random
from dataclasses import replace

import pytest

from syndicator.classify.learned import SENSITIVE, Example, LearnedModel
from syndicator.classify.training import CORRECTION_EXAMPLES, fold, threshold_for, train
from syndicator.classify.words import split_words

from .lessons import VOCABULARY, base, corrections, field_patrol, street_patrol

EXAMPLES = base() + corrections()


def probabilities(model: LearnedModel, title: str, text: str) -> dict[str, float]:
    return {label: scored.probability for label, scored in model.linear.score(split_words(title, text)).items()}


def test_labels_are_told_on_texts_that_were_not_learned_from() -> None:
    model = train(EXAMPLES, VOCABULARY)
    field, street = probabilities(model, *field_patrol("Randusari")), probabilities(model, *street_patrol("Randusari"))
    assert min(field["pangan"], street["harkamtibmas"]) > 0.8
    assert max(field["harkamtibmas"], street["pangan"]) < 0.2


def test_same_examples_in_another_order_give_the_same_version() -> None:
    shuffled = random.Random(3).sample(EXAMPLES, len(EXAMPLES))
    assert train(shuffled, VOCABULARY) == train(EXAMPLES, VOCABULARY)
    assert train(EXAMPLES[1:], VOCABULARY).version != train(EXAMPLES, VOCABULARY).version


def test_what_the_desk_took_away_counts_as_an_example_of_it() -> None:
    labels = train(EXAMPLES, VOCABULARY).linear.labels
    assert labels["pangan"].examples == 10 * CORRECTION_EXAMPLES
    assert labels["harkamtibmas"].examples == 10 + 10 * CORRECTION_EXAMPLES


def test_label_that_nobody_spoke_of_is_not_learned_from_that_text() -> None:
    told = [Example(key=f"s{n}", title="", text=f"Siswi kelas enam {n}", sensitive=True) for n in range(6)]
    told += [Example(key=f"o{n}", title="", text=f"Rapat koordinasi {n}", sensitive=False) for n in range(6)]
    model = train(told + corrections(), VOCABULARY)
    assert model.linear.labels[SENSITIVE].examples == 6
    assert probabilities(model, "", "Siswi kelas enam")[SENSITIVE] > 0.5
    assert list(model.sensitive.labels) == [SENSITIVE]
    assert SENSITIVE not in model.topics.labels


def test_examples_without_any_label_of_sensitivity_give_none() -> None:
    assert SENSITIVE not in train([replace(e, sensitive=None) for e in EXAMPLES], VOCABULARY).linear.labels


def test_threshold_lets_few_harmless_texts_be_held() -> None:
    harmless = [n / 200 for n in range(1, 101)]
    assert sum(score >= threshold_for(harmless, false_holds=0.03) for score in harmless) == 3
    assert threshold_for([0.1] * 50, false_holds=0.03) == pytest.approx(0.101)


def test_threshold_is_never_above_one_half() -> None:
    assert threshold_for([0.9, 0.8, 0.1]) == threshold_for([]) == 0.5


def test_shares_are_even_and_stable() -> None:
    shares = [fold(f"bulletin-{n}") for n in range(1_000)]
    assert shares == [fold(f"bulletin-{n}") for n in range(1_000)]
    assert all(150 < shares.count(share) < 250 for share in range(5))


def test_work_is_told_round_by_round() -> None:
    rounds: list[int] = []
    train(EXAMPLES, VOCABULARY, rounds.append)
    assert 2 < sum(rounds) == len(rounds)


def test_model_comes_back_from_json_under_its_version() -> None:
    model = train(EXAMPLES, VOCABULARY)
    assert LearnedModel.from_json(model.to_json()) == model
    with pytest.raises(ValueError, match="version and labels"):
        LearnedModel.from_json({"labels": {}})
