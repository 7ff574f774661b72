"""`routes.toml`: ordered rules, and every fault with its line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syndicator.route.rules import EVERYTHING, Rule, When
from syndicator.settings import load
from tests.unit.settings.folders import Folder

CHANNELS = """[[channel]]
name = "kait"
kind = "webhook"
enabled = false
base_url = "https://kait.test/"
secrets = { signing = "KAIT_SECRET" }
"""
FIRST = """[[route]]
name = "semua"
channels = ["*"]

"""
SECOND = """[[route]]
name = "patroli Jatim"
channels = ["kait"]
delay = "5m"
hold = false
stop = true
[route.when]
topics = ["patroli"]
units = ["polda-jatim"]
words = ["pasar"]
sources = ["https://humas.test/feed/", 3]
urgency = "important"
sensitive = false

"""
THIRD = """[[route]]
channels = []
when = { topics = ["patroli"] }
"""
BEFORE_SECOND = FIRST.count("\n")


@pytest.fixture(autouse=True)
def _channels(folder: Folder) -> None:
    folder.write("channels.toml", CHANNELS)


def test_rules_are_read_in_order_as_they_are_written(folder: Folder) -> None:
    folder.write("routes.toml", FIRST + SECOND + THIRD)
    first, second, third = load().rules
    assert first == Rule(name="semua", channels=("*",))
    assert second == Rule(
        name="patroli Jatim",
        when=When(
            topics=("patroli",),
            units=("polda-jatim",),
            words=("pasar",),
            sources=("https://humas.test/feed/", 3),
            urgency="important",
            sensitive=False,
        ),
        channels=("kait",),
        stop=True,
        delay=timedelta(minutes=5),
    )
    assert (third.name, third.when.topics) == ("route 3", ("patroli",))


@pytest.mark.usefixtures("folder")
def test_without_a_file_everything_goes_everywhere() -> None:
    assert load().rules == (EVERYTHING,)


def test_an_empty_file_sends_nothing_anywhere(folder: Folder) -> None:
    folder.write("routes.toml", "")
    assert load().rules == ()


@pytest.mark.parametrize(
    ("before", "after", "within", "words"),
    [
        ('channels = ["kait"]', 'channels = ["kati"]', 3, "channels: 'kati' is not known"),
        ('channels = ["kait"]', 'channels = "kait"', 3, "channels: "),
        ('topics = ["patroli"]', 'topics = ["patrol"]', 8, "topics: 'patrol' is not known"),
        ('units = ["polda-jatim"]', 'units = ["Polda Jatim"]', 9, "units: 'Polda Jatim' is not known"),
        ('words = ["pasar"]', 'word = ["pasar"]', 10, "unknown key 'word'"),
        ('words = ["pasar"]', 'words = "pasar"', 10, "words: "),
        ('words = ["pasar"]', 'words = [""]', 10, "words"),
        ('urgency = "important"', 'urgency = "penting"', 12, "urgency: "),
        ("sensitive = false", 'sensitive = "entah"', 13, "sensitive: "),
        ('delay = "5m"', 'delay = "sebentar"', 4, "'sebentar' is not a duration"),
        ('delay = "5m"', "delay = -5", 4, "delay: "),
        ('delay = "5m"', 'deley = "5m"', 4, "unknown key 'deley'"),
        ("hold = false", "hold = 7", 5, "hold: "),
        ("[route.when]", "[route.wen]", 7, "unknown key 'wen'"),
        ("stop = true", "stop = ", 6, "is not TOML"),
    ],
)
def test_a_fault_in_one_of_several_rules_is_told_with_its_line(
    folder: Folder, before: str, after: str, within: int, words: str
) -> None:
    assert SECOND.count(before) == 1
    where, error = folder.error("routes.toml", FIRST + SECOND.replace(before, after) + THIRD)
    assert words in str(error)
    assert where == f"routes.toml:{BEFORE_SECOND + within}"


@pytest.mark.parametrize("unit", ["polres-malang", "Polres Malang", "polres malang"])
def test_units_are_named_by_slug_or_name(folder: Folder, unit: str) -> None:
    folder.write("routes.toml", FIRST + SECOND.replace("polda-jatim", unit))
    assert load().rules[1].when.units == (unit,)
