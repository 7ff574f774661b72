"""The vocabularies in TOML: every fault with its file and line."""

from __future__ import annotations

import pytest

from syndicator.errors import ConfigError
from syndicator.settings import load
from tests.unit.settings.conftest import OPERATIONS, TOPICS
from tests.unit.settings.folders import Folder


@pytest.mark.usefixtures("folder")
def test_a_small_folder_is_read() -> None:
    settings = load()
    assert [unit.slug for unit in settings.units] == ["mabes-polri", "polda-jatim", "polres-malang"]
    assert settings.topic_names() == {"id": {"patroli": "Patroli"}, "en": {"patroli": "Patrols"}}
    assert [operation.slug for operation in settings.operations] == ["lilin"]


SECOND_TOPIC = TOPICS.replace("patroli", "narkoba")


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("topics.toml", TOPICS + TOPICS, 8, "a second topic has the slug 'patroli'"),
        (
            "topics.toml",
            TOPICS + SECOND_TOPIC.replace("[topic.terms]", "warna = 3\n[topic.terms]"),
            11,
            "unknown key 'warna'",
        ),
        ("topics.toml", TOPICS + SECOND_TOPIC.replace('name_id = "Patroli"\n', ""), 7, "the key 'name_id' is missing"),
        ("topics.toml", TOPICS + SECOND_TOPIC.replace("= 5", '= "lima"'), 12, ""),
        ("topics.toml", TOPICS.replace("[[topic]]", "[topic]"), 1, "is one table"),
        ("operations.toml", OPERATIONS + OPERATIONS, 6, "a second operation has the slug 'lilin'"),
        ("operations.toml", OPERATIONS + OPERATIONS.replace("words", "warna = 3\nwords"), 8, "unknown key 'warna'"),
        ("operations.toml", OPERATIONS.replace('["lilin"]', '"lilin"'), 4, "words"),
    ],
)
def test_a_fault_in_the_vocabulary_is_told_with_its_line(
    folder: Folder, name: str, text: str, line: int, words: str
) -> None:
    where, error = folder.error(name, text)
    assert words in str(error)
    assert where == f"{name}:{line}"


def test_a_vocabulary_without_topics_is_refused(folder: Folder) -> None:
    where, error = folder.error("topics.toml", "")
    assert where == "topics.toml"
    assert "it names no topic" in str(error)


def test_without_rules_of_sensitivity_there_is_no_service(folder: Folder) -> None:
    where, error = folder.error("sensitivity.toml", "innocent = []\n")
    assert where == "sensitivity.toml:1"
    assert "is missing" in str(error)


@pytest.mark.parametrize(
    "name", ["units.csv", "topics.toml", "operations.toml", "sensitivity.toml", "urgency.toml", "authenticity.toml"]
)
def test_a_file_that_is_not_there_is_told_with_its_mend(folder: Folder, name: str) -> None:
    (folder.path / name).unlink()
    with pytest.raises(ConfigError, match="cannot be read") as caught:
        load()
    assert caught.value.where == str(folder.path / name)
    assert "SYNDICATOR_CONFIG_DIR" in caught.value.mend
