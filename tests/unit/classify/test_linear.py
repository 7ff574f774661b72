"""The linear model: words in, a probability a label out, with the words that told it; JSON and back loses nothing."""

import json

import pytest

from syndicator.classify.linear import LabelWeights, LinearModel, features, probability
from syndicator.classify.words import split_words

MODEL = LinearModel(
    {
        "narkoba": LabelWeights(bias=-2.0, weights={"kristal": 6.0, "putih": 3.0, "warga": -4.0}, examples=12.0),
        "sensitive": LabelWeights(bias=-1.0, weights={"siswi": 5.0}, examples=4.0, threshold=0.2),
    }
)


def test_words_tell_a_label() -> None:
    found = MODEL.score(split_words("Kristal putih", "Kristal itu disita."))
    assert found["narkoba"].probability > 0.9
    assert found["sensitive"].probability == pytest.approx(probability(-1.0))


def test_telling_words_are_those_as_written_the_strongest_first() -> None:
    found = MODEL.score(split_words("", "Serbuk PUTIH berupa Kristalnya disita dari warga."))
    assert found["narkoba"].telling == ("Kristalnya", "PUTIH")


def test_text_without_a_known_word_is_told_by_the_bias_alone() -> None:
    assert MODEL.logits(split_words("", "")) == {"narkoba": -2.0, "sensitive": -1.0}


def test_title_counts_more_and_length_does_not() -> None:
    title, body = features(split_words("kristal", "warga")), features(split_words("", "kristal warga"))
    assert title["kristal"] > body["kristal"]
    assert sum(value**2 for value in features(split_words("satu dua", "tiga " * 900)).values()) == pytest.approx(1.0)


def test_one_label_alone() -> None:
    assert list(MODEL.alone("sensitive").score(split_words("", "Siswi"))) == ["sensitive"]
    assert MODEL.alone("unknown").labels == {}


def test_json_and_back_is_the_same_model() -> None:
    assert LinearModel.from_json(json.loads(json.dumps(MODEL.to_json()))) == MODEL


@pytest.mark.parametrize("told", [{"a": 1}, {"a": {"bias": 1}}, {"a": {"bias": "x", "weights": {}, "examples": 1}}])
def test_what_is_no_model_is_refused_with_its_label(told: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="label 'a'"):
        LinearModel.from_json(told)
