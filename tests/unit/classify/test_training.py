"""Training: what is labelled is learned, the same from the same examples, and corrections change what is like them."""

import random
from dataclasses import replace

import pytest

from syndicator.classify.blend import Blend
from syndicator.classify.learned import SENSITIVE, Example, LearnedModel
from syndicator.classify.linear import probability
from syndicator.classify.training import HIGHEST_THRESHOLD, correct, fold, threshold_for, train
from syndicator.classify.words import split_words

from .lessons import VILLAGES, VOCABULARY, base, corrections, field_patrol, street_patrol

SCHOOL = [Example(key=f"s{n}", title="", text=f"Siswi kelas enam {n}", sensitive=True) for n in range(6)]
MEETING = [Example(key=f"o{n}", title="", text=f"Rapat koordinasi {n}", sensitive=False) for n in range(6)]
FARMING = [replace(example, corrected=False) for example in corrections()]
EXAMPLES = base() + FARMING


def probabilities(model: LearnedModel, title: str, text: str) -> dict[str, float]:
    return {label: scored.probability for label, scored in model.linear.score(split_words(title, text)).items()}


def test_labels_are_told_on_texts_that_were_not_learned_from() -> None:
    model = train(EXAMPLES)
    field, street = probabilities(model, *field_patrol("Randusari")), probabilities(model, *street_patrol("Randusari"))
    assert min(field["pangan"], street["harkamtibmas"]) > 0.8
    assert max(field["harkamtibmas"], street["pangan"]) < 0.2


def test_same_examples_in_another_order_give_the_same_version() -> None:
    shuffled = random.Random(3).sample(EXAMPLES, len(EXAMPLES))
    assert train(shuffled) == train(EXAMPLES)
    assert train(EXAMPLES[1:]).version != train(EXAMPLES).version


def test_label_that_nobody_spoke_of_is_not_learned_from_that_text() -> None:
    model = train(SCHOOL + MEETING + FARMING)
    assert model.linear.labels[SENSITIVE].examples == 6
    assert model.linear.labels["pangan"].examples == 10
    assert probabilities(model, "", "Siswi kelas enam")[SENSITIVE] > 0.5
    assert list(model.sensitive.labels) == [SENSITIVE]


def test_examples_without_any_label_of_sensitivity_give_none() -> None:
    assert SENSITIVE not in train([replace(e, sensitive=None) for e in EXAMPLES]).linear.labels


@pytest.mark.parametrize("count", [3, 5, 10])
def test_few_corrections_change_the_next_verdict_and_nothing_else(count: int) -> None:
    trained = train(base())
    learned = correct(trained, corrections(VILLAGES[:count]), base(), VOCABULARY)
    before, after = Blend(VOCABULARY, trained), Blend(VOCABULARY, learned)
    field, street = split_words(*field_patrol("Randusari")), split_words(*street_patrol("Randusari"))
    assert [before.score(words)[0].slug for words in (field, street)] == ["harkamtibmas", "harkamtibmas"]
    assert after.score(field)[0].slug == "pangan"
    assert after.score(street) == before.score(street)


def test_correction_that_says_what_was_said_already_teaches_nothing_much() -> None:
    right = [replace(one, topics=("harkamtibmas",), corrected=True) for one in base()]
    learned = correct(train(base()), right, base(), VOCABULARY)
    words = split_words(*street_patrol("Randusari"))
    assert Blend(VOCABULARY, learned).score(words)[0] == Blend(VOCABULARY, train(base())).score(words)[0]


def test_corrections_of_sensitivity_reach_the_guards_part() -> None:
    model = train(SCHOOL + MEETING)
    missed = [Example(key=f"c{n}", title="", text=f"Santri {n} bercerita", sensitive=True) for n in range(6)]
    learned = correct(model, missed, SCHOOL + MEETING, VOCABULARY)
    words = split_words("", "Seorang santri bercerita")
    before, after = (probability(one.sensitive.logits(words)[SENSITIVE]) for one in (model, learned))
    assert before + 0.3 < after


def test_model_without_corrections_is_the_base() -> None:
    assert correct(train(EXAMPLES), [], EXAMPLES, VOCABULARY) == train(EXAMPLES)


def test_other_corrections_are_another_version() -> None:
    first, second = (correct(train(base()), corrections()[:n], base(), VOCABULARY) for n in (4, 5))
    assert first.version != second.version
    assert first.taught_by != second.taught_by


def test_threshold_lets_few_harmless_texts_be_held() -> None:
    harmless = [n / 300 for n in range(1, 101)]
    assert sum(score >= threshold_for(harmless, false_holds=0.03) for score in harmless) == 3
    assert threshold_for([0.1] * 50, false_holds=0.03) == pytest.approx(0.101)


def test_threshold_is_never_high() -> None:
    assert threshold_for([0.9, 0.8, 0.1]) == threshold_for([]) == HIGHEST_THRESHOLD


def test_shares_are_even_and_stable() -> None:
    shares = [fold(f"bulletin-{n}") for n in range(1_000)]
    assert shares == [fold(f"bulletin-{n}") for n in range(1_000)]
    assert all(150 < shares.count(share) < 250 for share in range(5))


def test_work_is_told_round_by_round() -> None:
    rounds: list[int] = []
    correct(train(EXAMPLES, rounds.append), corrections(), EXAMPLES, VOCABULARY, rounds.append)
    assert 4 < sum(rounds) == len(rounds)


def test_model_comes_back_from_json_under_its_version() -> None:
    model = correct(train(base()), corrections(), base(), VOCABULARY)
    assert model.desk.labels
    assert LearnedModel.from_json(model.to_json()) == model
    with pytest.raises(ValueError, match="version and labels"):
        LearnedModel.from_json({"labels": {}})
