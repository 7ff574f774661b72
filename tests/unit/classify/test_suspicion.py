"""Suspicion: what was learned holds a text that no rule knows, with the sentence that told it."""

import pytest

from syndicator.classify.learned import SENSITIVE
from syndicator.classify.linear import LabelWeights, LinearModel
from syndicator.classify.sensitivity import SensitivityGuard
from syndicator.classify.suspicion import Suspicion
from syndicator.classify.words import split_words

from .conftest import read_sensitivity

MODEL = LinearModel({SENSITIVE: LabelWeights(bias=-1.0, weights={"kukila": 9.0, "rarasati": 9.0}, threshold=0.4)})
TEXT = "Hari itu cerah. Kukila bertemu rarasati. Semua pulang."


def test_sentence_with_the_most_telling_words_is_the_passage() -> None:
    assert Suspicion(MODEL).passage(split_words("Hari", TEXT)) == "Kukila bertemu rarasati."


@pytest.mark.parametrize("text", ["", "Hari itu cerah."])
def test_text_without_telling_words_is_not_suspected(text: str) -> None:
    assert Suspicion(MODEL).passage(split_words("", text)) == ""


def test_model_holds_what_no_rule_holds() -> None:
    words = split_words("", TEXT)
    assert SensitivityGuard(read_sensitivity()).weigh(words).hold_reasons == ()
    held = SensitivityGuard(read_sensitivity(), model=Suspicion.of(MODEL)).weigh(words).hold_reasons
    assert [(reason.kind, reason.passage) for reason in held] == [("learned", "Kukila bertemu rarasati.")]


def test_rule_that_holds_is_told_without_the_model() -> None:
    guard = SensitivityGuard(read_sensitivity(), model=Suspicion.of(MODEL))
    kinds = {reason.kind for reason in guard.weigh(split_words("", f"{TEXT} Pelaku mencabuli siswi.")).hold_reasons}
    assert "sexual-violence" in kinds
    assert "learned" not in kinds


def test_model_without_the_label_suspects_nothing() -> None:
    assert Suspicion.of(LinearModel({})) is None
    assert Suspicion.of(None) is None
