"""The blend: the vocabulary decides until examples say otherwise, and all tell the words that decided."""

from syndicator.classify.blend import HALF_EXAMPLES, Blend
from syndicator.classify.judge import Judge
from syndicator.classify.learned import LearnedModel
from syndicator.classify.linear import LabelWeights, LinearModel
from syndicator.classify.topics import OTHER
from syndicator.classify.words import split_words
from syndicator.model.unit import UnitTree

from .conftest import read_rulebook
from .lessons import VOCABULARY, field_patrol

PATROL = split_words(*field_patrol("Randusari"))
SLIGHT = LabelWeights(0.0, {"pupuk": 1.0})
STRONG = LabelWeights(0.0, {"pupuk": 90.0})


def blend(labels: dict[str, LabelWeights], desk: dict[str, LabelWeights] | None = None) -> Blend:
    return Blend(VOCABULARY, LearnedModel.of(LinearModel(labels), LinearModel(desk or {})))


def slugs(blended: Blend) -> list[str]:
    return [topic.slug for topic in blended.score(PATROL)]


def told(examples: float, weight: float = 20.0) -> Blend:
    return blend({"pangan": LabelWeights(-1.0, {"pupuk": weight, "tani": weight}, examples)})


def test_without_examples_the_vocabulary_decides() -> None:
    assert slugs(blend({})) == ["harkamtibmas"]
    assert slugs(told(0.0)) == ["harkamtibmas"]


def test_model_has_more_to_say_the_more_examples_it_has() -> None:
    logits = [told(n).logits(PATROL)["pangan"] for n in (0, 5, 25, 400)]
    assert logits == sorted(logits)
    assert logits[0] < -2 < 2 < logits[-1]


def test_topic_that_the_vocabulary_gave_up_is_not_told() -> None:
    gone = LabelWeights(9.0, {"pupuk": 9.0}, 900.0)
    assert slugs(blend({"gone": gone}, {"gone": gone})) == ["harkamtibmas"]


def test_what_corrections_teach_is_added() -> None:
    assert slugs(blend({}, {"pangan": STRONG})) == ["pangan"]
    assert slugs(blend({}, {"harkamtibmas": LabelWeights(0.0, {"pupuk": -90.0})})) == [OTHER]


def test_text_that_only_shares_a_word_with_a_correction_stays_as_it_is() -> None:
    assert blend({}, {"pangan": SLIGHT}).score(PATROL) == blend({}).score(PATROL)


def test_evidence_holds_the_words_of_both_as_written() -> None:
    label = LabelWeights(1.0, {"binaan": 5.0, "petak": 2.0}, HALF_EXAMPLES)
    assert set(blend({"harkamtibmas": label}).score(PATROL)[0].evidence) == {"Patroli", "sambang", "binaan", "petak"}


def test_evidence_begins_with_what_added_most() -> None:
    assert blend({}, {"pangan": STRONG}).score(PATROL)[0].evidence[0] == "pupuk"


def test_no_passage_of_the_evidence_lies_in_another() -> None:
    label = LabelWeights(1.0, {"patroli": 5.0}, HALF_EXAMPLES)
    assert blend({"harkamtibmas": label}).score(PATROL)[0].evidence == ("Patroli", "sambang")


def test_nothing_that_decides_is_lainnya() -> None:
    silent = blend({"pangan": LabelWeights(-4.0, {"pupuk": 1.0}, 50.0)})
    assert [topic.slug for topic in silent.score(split_words("Cuaca", "Langit biru."))] == [OTHER]


def test_verdict_names_the_model_that_judged(tree: UnitTree) -> None:
    rulebook = read_rulebook(tree)
    model = LearnedModel.of(LinearModel({"pangan": LabelWeights(3.0, {"pupuk": 9.0}, 500.0)}))
    verdict = Judge(rulebook, model).judge(*field_patrol("Randusari"), source_unit=None)
    assert verdict.version == f"{rulebook.version()}-{model.version}"
    assert verdict.topics[0].slug == "pangan"
    assert "pupuk" in verdict.topics[0].evidence
