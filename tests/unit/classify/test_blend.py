"""The blend: the vocabulary decides until examples say otherwise, and both tell the words that decided."""

import pytest

from syndicator.classify.blend import HALF_EXAMPLES, Blend
from syndicator.classify.judge import Judge
from syndicator.classify.learned import LearnedModel
from syndicator.classify.linear import LabelWeights, LinearModel
from syndicator.classify.topics import OTHER
from syndicator.classify.training import train
from syndicator.classify.words import split_words
from syndicator.model.unit import UnitTree

from .conftest import read_rulebook
from .lessons import VILLAGES, VOCABULARY, base, corrections, field_patrol, street_patrol

PATROL = split_words(*field_patrol("Randusari"))


def blended(examples: float, weight: float = 9.0) -> Blend:
    return Blend(VOCABULARY, LinearModel({"pangan": LabelWeights(-1.0, {"pupuk": weight, "tani": weight}, examples)}))


def test_without_examples_the_vocabulary_decides() -> None:
    assert [t.slug for t in Blend(VOCABULARY, LinearModel({})).score(PATROL)] == ["harkamtibmas"]
    assert [t.slug for t in blended(0.0).score(PATROL)] == ["harkamtibmas"]


def test_model_has_more_to_say_the_more_examples_it_has() -> None:
    scores = [next((t.score for t in blended(n, 20).score(PATROL) if t.slug == "pangan"), 0.0) for n in (0, 5, 25, 400)]
    assert scores == sorted(scores)
    assert scores[0] < 0.5 < scores[-1]


@pytest.mark.parametrize("count", [5, 10])
def test_few_corrections_change_the_next_verdict_and_nothing_else(count: int) -> None:
    model = train(base() + corrections(VILLAGES[:count]), VOCABULARY)
    learned = Blend(VOCABULARY, model.topics)
    assert learned.score(PATROL)[0].slug == "pangan"
    assert learned.score(split_words(*street_patrol("Randusari")))[0].slug == "harkamtibmas"


def test_topic_that_the_vocabulary_gave_up_is_not_told() -> None:
    model = LinearModel({"gone": LabelWeights(9.0, {"pupuk": 9.0}, 900.0)})
    assert [t.slug for t in Blend(VOCABULARY, model).score(PATROL)] == ["harkamtibmas"]


def test_evidence_holds_the_words_of_both_as_written() -> None:
    learned = Blend(
        VOCABULARY, LinearModel({"harkamtibmas": LabelWeights(1.0, {"binaan": 5.0, "petak": 2.0}, HALF_EXAMPLES)})
    )
    assert set(learned.score(PATROL)[0].evidence) == {"Patroli", "sambang", "binaan", "petak"}


def test_no_passage_of_the_evidence_lies_in_another() -> None:
    model = LinearModel({"harkamtibmas": LabelWeights(1.0, {"patroli": 5.0}, HALF_EXAMPLES)})
    assert Blend(VOCABULARY, model).score(PATROL)[0].evidence == ("Patroli", "sambang")


def test_nothing_that_decides_is_lainnya() -> None:
    silent = Blend(VOCABULARY, LinearModel({"pangan": LabelWeights(-4.0, {"pupuk": 1.0}, 50.0)}))
    assert [t.slug for t in silent.score(split_words("Cuaca", "Langit biru."))] == [OTHER]


def test_verdict_names_the_model_that_judged(tree: UnitTree) -> None:
    rulebook = read_rulebook(tree)
    model = LearnedModel.of(LinearModel({"pangan": LabelWeights(3.0, {"pupuk": 9.0}, 500.0)}))
    judge = Judge(rulebook, model)
    verdict = judge.judge(*field_patrol("Randusari"), source_unit=None)
    assert verdict.version == f"{rulebook.version()}-{model.version}"
    assert verdict.topics[0].slug == "pangan"
    assert "pupuk" in verdict.topics[0].evidence
