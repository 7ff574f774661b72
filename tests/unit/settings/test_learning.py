"""Our own labelled texts and the model that came of them: every fault with its file and line."""

from __future__ import annotations

import json

import pytest

from syndicator.classify.learned import LearnedModel
from syndicator.classify.linear import LabelWeights, LinearModel
from syndicator.errors import ConfigError
from syndicator.settings import load
from tests.unit.settings.folders import Folder

LINE = {"id": "a-1", "title": "Judul", "text": "Teks", "topics": ["patroli"], "sensitive": False, "note": "mudah"}
MODEL = LearnedModel.of(LinearModel({"patroli": LabelWeights(-1.0, {"pos": 2.5}, 12.0)}))


def lines(*more: dict[str, object]) -> str:
    return "".join(json.dumps(LINE | one) + "\n" for one in ({}, *more))


def test_folder_without_any_is_judged_by_the_vocabulary_alone(folder: Folder) -> None:
    assert load().model is None
    assert load().base_examples() == ()
    assert folder.path.exists()


def test_examples_are_read_file_by_file(folder: Folder) -> None:
    folder.write("examples/b.jsonl", lines({"id": "b-2", "sensitive": True}).replace('"a-1"', '"b-1"'))
    folder.write("examples/a.jsonl", lines())
    found = load().base_examples()
    assert [(one.key, one.sensitive, one.corrected) for one in found] == [
        ("a-1", False, False),
        ("b-1", False, False),
        ("b-2", True, False),
    ]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"id": "a-1"}, "a second text has the id 'a-1'"),
        ({"id": "a-2", "topics": ["parkir"]}, "no topic has the slug 'parkir'"),
        ({"id": "a-2", "topics": []}, "topics"),
        ({"id": "a-2", "sensitive": "ya"}, "sensitive"),
        ({"id": ""}, "id"),
    ],
)
def test_faulty_example_is_refused_with_its_line(folder: Folder, more: dict[str, object], words: str) -> None:
    path = folder.write("examples/a.jsonl", lines(more))
    settings = load()
    with pytest.raises(ConfigError, match=words) as caught:
        settings.base_examples()
    assert caught.value.where == f"{path}:2"


def test_line_that_is_not_json_is_refused_with_its_line(folder: Folder) -> None:
    path = folder.write("examples/a.jsonl", lines() + "{\n")
    settings = load()
    with pytest.raises(ConfigError, match="the line") as caught:
        settings.base_examples()
    assert caught.value.where == f"{path}:2"


def test_model_is_read(folder: Folder) -> None:
    folder.write("model.json", json.dumps(MODEL.to_json() | {"examples": "abc"}))
    assert load().model == MODEL


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("{\n", "model.json:2", "is not JSON"),
        ("[]", "model.json", "is not an object"),
        ('{"version": "a"}', "model.json", "version and labels"),
        ('{"version": "a", "labels": {"patroli": {"bias": 1}}}', "model.json", "the label 'patroli'"),
        (b"\xff", "model.json", "is not UTF-8"),
    ],
)
def test_what_is_no_model_is_refused_with_its_mend(folder: Folder, text: str | bytes, where: str, words: str) -> None:
    named, error = folder.error("model.json", text)
    assert named == where
    assert words in str(error)
