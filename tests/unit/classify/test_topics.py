"""Topics: the vocabulary names the right one, with the words that decided."""

from pathlib import Path

import pytest

from syndicator.classify.judge import Judge
from syndicator.classify.topics import OTHER, TopicScorer, TopicTerms
from syndicator.classify.words import split_words

from .conftest import read_topics

LINES = Path(__file__).with_name("releases.txt").read_text(encoding="utf-8").splitlines()
RELEASES = [tuple(line.split(" | ")) for line in LINES if not line.startswith("#")]
THEFT = TopicTerms("pencurian", "Pencurian", "Theft", {"~curi": 4, "pencurian motor": 5}, {"curi perhatian": 9})
CAMP = TopicTerms("sosial", "Sosial", "Social", {"sembako": 5, "bakti sosial": 5})


def scores(title: str, text: str) -> dict[str, float]:
    return {score.slug: score.score for score in TopicScorer([THEFT, CAMP]).score(split_words(title, text))}


@pytest.mark.parametrize(("topic", "title", "text"), RELEASES)
def test_release_stands_under_its_topic(judge: Judge, topic: str, title: str, text: str) -> None:
    assert judge.judge(title, text, source_unit=None).topics[0].slug == topic


def test_word_in_the_title_counts_more_than_in_the_body() -> None:
    assert scores("Polisi tangkap pencuri", "")["pencurian"] > scores("", "Polisi tangkap pencuri")["pencurian"]


def test_word_that_speaks_against_removes_the_topic() -> None:
    assert scores("", "Penampilan anak curi perhatian warga") == {OTHER: 0.0}


def test_nothing_that_scores_is_lainnya() -> None:
    assert scores("Cuaca cerah", "Langit biru sepanjang hari.") == {OTHER: 0.0}


def test_one_word_repeated_does_not_outweigh_many() -> None:
    often, varied = scores("", "curi " * 50), scores("", "Pencurian motor: pelaku mencuri dua kali.")
    assert often["pencurian"] < varied["pencurian"]


def test_evidence_is_the_words_as_written() -> None:
    found = TopicScorer([THEFT]).score(split_words("", "Kasus Pencurian Motor terungkap"))
    assert found[0].evidence == ("Pencurian Motor",)


def test_two_strong_topics_are_both_reported_best_first() -> None:
    found = scores("Bakti sosial: polisi bagikan sembako", "")
    assert list(found) == ["sosial"]
    found = scores("Usai bakti sosial, polisi ungkap pencurian motor", "Sembako dibagikan, pencuri ditangkap.")
    assert list(found) == ["sosial", "pencurian"]


def test_vocabulary_has_every_topic_once_with_enough_terms() -> None:
    topics = read_topics()
    assert len(topics) == 27
    assert len({topic.slug for topic in topics}) == 27
    assert all(len(topic.terms) >= 25 for topic in topics)


def test_every_weight_is_positive() -> None:
    topics = read_topics()
    assert all(weight > 0 for topic in topics for weight in (*topic.terms.values(), *topic.against.values()))
