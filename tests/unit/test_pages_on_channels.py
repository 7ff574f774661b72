"""What docs and examples say of channels is what the code says."""

from __future__ import annotations

import dataclasses
import importlib
import re
from datetime import timedelta
from pathlib import Path

import pytest

from syndicator.deliver.kinds import KINDS
from syndicator.model.channel import Rate
from syndicator.settings.channels import ChannelTable, parse_rate, read_channels

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "adding-a-channel.md").read_text(encoding="utf-8")
EXAMPLES = PROJECT / "config" / "channels.toml"


def table(heading: str) -> dict[str, list[str]]:
    """Return the first table under a heading: by the word in its first cell, the cells behind it."""
    lines = PAGE.partition(f"### {heading}\n")[2].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return {row[0].strip("` "): row[1:] for row in rows}


def words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def named(cell: str) -> tuple[set[str], set[str]]:
    """Return what has to be named, and what may be."""
    needed, _, possible = cell.partition("maybe")
    return set(words(needed)), set(words(possible))


@pytest.mark.parametrize(
    "heading",
    ["The kinds", "What is promised after a lost answer", "Lengths and limits", "Where secrets come from"],
)
def test_each_table_tells_of_every_kind_in_order(heading: str) -> None:
    assert list(table(heading)) == sorted(KINDS)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_is_told_as_it_is(name: str) -> None:
    kind, (secrets, options, address, rates, page_first) = KINDS[name], table("The kinds")[name]
    assert named(secrets) == (set(kind.secrets), set(kind.more_secrets))
    needed = {option for option, must in kind.options.items() if must}
    assert named(options) == (needed, set(kind.options) - needed)
    assert words(address) == ([kind.address] if kind.address else [])
    assert (address == "yours") is kind.needs_address
    assert tuple(parse_rate(rate) for rate in words(rates)) == kind.rates
    assert page_first == ("yes" if kind.page_first else "no")


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_promise_is_told_as_it_is(name: str) -> None:
    promise, edits, deletes, done = table("What is promised after a lost answer")[name]
    channel = importlib.import_module(f"syndicator.deliver.channels.{name}").CHANNEL
    assert promise.replace(" ", "_") == channel.promise.value
    assert done
    abilities = getattr(channel, "abilities", None)
    if abilities is None:
        assert deletes == "depends"
    else:
        told = {"yes": True, "no": False}
        assert (told[edits], told[deletes]) == (abilities.edits, abilities.deletes)


def test_every_key_of_a_channel_is_told() -> None:
    keys = table("All keys of a `[[channel]]`")
    assert list(keys) == [field.name for field in dataclasses.fields(ChannelTable)]
    assert all(meaning for meaning, *_ in keys.values())


def uncommented() -> str:
    lines = EXAMPLES.read_text(encoding="utf-8").partition("# [[channel]]")[2].splitlines()
    return "\n".join(["[[channel]]", *(line.removeprefix("#").removeprefix(" ") for line in lines)])


def test_the_examples_show_every_kind_and_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "channels.toml"
    path.write_text(uncommented(), encoding="utf-8")
    channels = read_channels(path, frozenset({"id", "en"}))
    assert sorted(one.kind for one in channels.values()) == sorted(KINDS)
    assert Rate(50, timedelta(days=1)) in channels["humas-x"].rates
    assert [one.name for one in channels.values() if one.dry_run] == ["kanal-humas"]


def test_the_file_itself_configures_nothing() -> None:
    assert read_channels(EXAMPLES, frozenset({"id", "en"})) == {}
