"""`channels.toml`: every fault is told with its line, also among several channels."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from syndicator.deliver.kinds import KINDS
from syndicator.errors import ConfigError
from syndicator.model.channel import ChannelConfig, OnOverflow, OnRevise, OnWithdraw, QuietHours, Rate, Spend
from syndicator.settings import load
from tests.unit.settings.folders import Folder

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

FIRST = """# Where we publish.

[[channel]]
name = "satu"
kind = "webhook"
base_url = "https://satu.test/kait"
secrets = { signing = "SATU_SECRET" }

"""
SECOND = """[[channel]]
# name, kind, language, rate and enabled are told below
name = "dua"
kind = "webhook"
enabled = true
base_url = "https://dua.test/kait"
language = "id"
rate = "30/1m"
on_revise = "edit"
on_withdraw = "notice"
quiet_hours = { begin = "22:00", end = "05:00", zone = "Asia/Makassar" }
[channel.secrets]
signing = "DUA_SECRET"

"""
THIRD = """[[channel]]
name = "tiga"
kind = "webhook"
base_url = "https://tiga.test/kait"
secrets = { signing = "TIGA_SECRET" }
"""
BEFORE_SECOND = FIRST.count("\n")


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SATU", "DUA", "TIGA"):
        monkeypatch.setenv(f"{name}_SECRET", SECRET)


def line(within_second: int) -> str:
    return f"channels.toml:{BEFORE_SECOND + within_second}"


def test_channels_are_read_as_they_are_written(folder: Folder) -> None:
    folder.write("channels.toml", FIRST + SECOND + THIRD)
    settings = load()
    assert list(settings.channels) == ["satu", "dua", "tiga"]
    assert settings.channels["dua"] == ChannelConfig(
        name="dua",
        kind="webhook",
        base_url="https://dua.test/kait",
        secrets={"signing": "DUA_SECRET"},
        language="id",
        rates=(Rate(30, timedelta(minutes=1)),),
        quiet_hours=QuietHours(time(22), time(5), "Asia/Makassar"),
        on_revise=OnRevise.EDIT,
        on_withdraw=OnWithdraw.NOTICE,
    )
    assert settings.secrets["dua"] == {"signing": SECRET}


WITH_EVERYTHING = """[[channel]]
name = "kanal"
kind = "telegram"
secrets = { token = "SATU_SECRET" }
options = { chat = -1001234567890 }
template = "singkat"
rate = ["20/1m", "200/d"]
spend = { most = 5.0, per = "1d", post = 0.015, link = 0.2 }
max_age = "6h"
on_overflow = "digest"
page_first = false
campaign = "siaran-pers"
dry_run = true
"""


def test_every_key_has_its_word_in_the_model(folder: Folder) -> None:
    folder.write("channels.toml", WITH_EVERYTHING)
    minute, day = timedelta(minutes=1), timedelta(days=1)
    assert load().channels["kanal"] == ChannelConfig(
        name="kanal",
        kind="telegram",
        secrets={"token": "SATU_SECRET"},
        options={"chat": "-1001234567890"},
        template="singkat",
        rates=(Rate(20, minute), Rate(200, day)),
        spend=Spend(5.0, day, 0.015, 0.2),
        max_age=timedelta(hours=6),
        on_overflow=OnOverflow.DIGEST,
        page_first=False,
        campaign="siaran-pers",
        dry_run=True,
    )


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("telegram", 'secrets = { token = "SATU_SECRET" }\noptions = { chat = "@humas" }'),
        ("webhook", 'base_url = "https://satu.test/kait"\nsecrets = { signing = "SATU_SECRET" }'),
        ("email", 'base_url = "smtps://satu.test"\noptions = { sender = "a@b.test", recipients = ["c@d.test"] }'),
    ],
)
def test_where_nothing_is_said_the_kind_decides(folder: Folder, kind: str, more: str) -> None:
    folder.write("channels.toml", f'[[channel]]\nname = "satu"\nkind = "{kind}"\n{more}\n')
    config, usual = load().channels["satu"], KINDS[kind]
    assert (config.rates, config.on_overflow, config.page_first) == (usual.rates, usual.on_overflow, usual.page_first)


def test_no_rate_at_all_can_be_said_by_an_empty_list(folder: Folder) -> None:
    folder.write("channels.toml", WITH_EVERYTHING.replace('["20/1m", "200/d"]', "[]"))
    assert load().channels["kanal"].rates == ()


def test_without_a_file_there_are_no_channels(folder: Folder) -> None:
    assert load().channels == {}
    folder.write("channels.toml", "# none yet\n")
    assert load().channels == {}


@pytest.mark.parametrize(
    ("before", "after", "within", "words"),
    [
        ('language = "id"', 'langauge = "id"', 7, "unknown key 'langauge'"),
        ('rate = "30/1m"', 'templat = "x"', 8, "unknown key 'templat'"),
        ('rate = "30/1m"', 'template = "../x"', 8, "template: String should match"),
        ('rate = "30/1m"', 'rate = ["30/1m", "0/1h"]', 8, "lets nothing through"),
        ('rate = "30/1m"', 'rate = ["30/1m", 7]', 8, "7 is not a rate"),
        ('rate = "30/1m"', 'spend = { most = 5, per = "1d", post = 0.01 }', 8, "the key 'link' is missing"),
        ('rate = "30/1m"', 'spend = { most = 0, per = "1d", post = 0.01, link = 0.2 }', 8, "most: "),
        (
            'rate = "30/1m"',
            'spend = { most = 0.1, per = "1d", post = 0, link = 0.2 }',
            8,
            "does not pay for a single post",
        ),
        ('rate = "30/1m"', 'max_age = "kemarin"', 8, "'kemarin' is not a duration"),
        ('rate = "30/1m"', 'on_overflow = "buang"', 8, "on_overflow: "),
        ('rate = "30/1m"', 'on_overflow = "digest"', 8, "a webhook tells each bulletin by itself"),
        ('rate = "30/1m"', 'on_small_revise = "repost"', 8, "on_small_revise: "),
        ('rate = "30/1m"', 'page_first = "barangkali"', 8, "page_first: "),
        ('rate = "30/1m"', 'campaign = "siaran pers"', 8, "campaign: String should match"),
        ('rate = "30/1m"', 'dry_run = "barangkali"', 8, "dry_run: "),
        ('rate = "30/1m"', 'options = { chat = "x" }', 8, "a webhook has no option 'chat' – leave it out"),
        ('base_url = "https://dua.test/kait"', 'base_url = "smtp://dua.test"', 6, "a webhook is not reached by smtp"),
        ('language = "id"', 'language = "fr"', 7, "no texts in 'fr' – write one of en, id"),
        ('kind = "webhook"', 'kind = "faks"', 4, "unknown kind 'faks' – write one of"),
        ('name = "dua"', 'name = "satu"', 3, "a second channel is called 'satu'"),
        ('name = "dua"', 'name = "Dua!"', 3, "name: String should match"),
        ('name = "dua"', "name = 2", 3, "name: "),
        ("enabled = true", 'enabled = "barangkali"', 5, "enabled: "),
        ('rate = "30/1m"', 'rate = "banyak"', 8, "'banyak' is not a rate"),
        ('rate = "30/1m"', "rate = 30", 8, "rate: "),
        ('rate = "30/1m"', 'rate = "30/99999999999999d"', 8, "rate: "),
        ('on_revise = "edit"', 'on_revise = "hapus"', 9, "on_revise: "),
        ('on_withdraw = "notice"', 'on_withdraw = "edit"', 10, "on_withdraw: "),
        ('zone = "Asia/Makassar"', 'zone = "Asia/Malang"', 11, "'Asia/Malang' is not a time zone"),
        ('zone = "Asia/Makassar"', 'zone = "../../etc"', 11, "is not a time zone"),
        ('begin = "22:00"', 'begin = "jam sepuluh"', 11, "begin: "),
        ('begin = "22:00", ', "", 11, "the key 'begin' is missing"),
        ('end = "05:00"', 'end = "05:00", days = 7', 11, "unknown key 'days'"),
        ('end = "05:00"', 'ende = "05:00"', 11, "the key 'end' is missing"),
        ('base_url = "https://dua.test/kait"', 'base_url = "dua.test"', 6, "base_url: String should match"),
        ('base_url = "https://dua.test/kait"', 'base_url = "http://["', 6, "base_url: "),
        ('base_url = "https://dua.test/kait"\n', "", 4, "a webhook needs its address"),
        ('signing = "DUA_SECRET"', 'singing = "DUA_SECRET"', 4, "a webhook needs a secret"),
        ('signing = "DUA_SECRET"', 'signing = "rahasia itu sendiri"', 13, "secrets.signing: String should match"),
        ('signing = "DUA_SECRET"', 'signing = "DUA_SECRET"\ntoken = "X"', 12, "a webhook has no secret 'token'"),
        ('name = "dua"\n', "", 1, "the key 'name' is missing"),
        ('kind = "webhook"\n', "", 1, "the key 'kind' is missing"),
        ("enabled = true", "enabled = ", 5, "is not TOML"),
        ("enabled = true", 'name = "lagi"', 5, "is not TOML"),
    ],
)
def test_a_fault_in_one_of_several_channels_is_told_with_its_line(
    folder: Folder, before: str, after: str, within: int, words: str
) -> None:
    assert SECOND.count(before) == 1
    where, error = folder.error("channels.toml", FIRST + SECOND.replace(before, after) + THIRD)
    assert words in str(error)
    assert where == line(within)


def test_a_key_that_a_comment_or_a_text_names_is_not_taken_for_the_key(folder: Folder) -> None:
    told = SECOND.replace("# name, kind", '# language = "en" is possible too\n# name, kind')
    where, _ = folder.error("channels.toml", FIRST + told.replace('language = "id"', 'language = "fr"') + THIRD)
    assert where == line(8)


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ('[channel]\nname = "satu"\n', "channels.toml:1", "'channel' is one table – write it as [[channel]]"),
        ('[[chanel]]\nname = "satu"\n', "channels.toml:1", "unknown key 'chanel'"),
        ('\nversion = 1\n[[channel]]\nname = "satu"\n', "channels.toml:2", "unknown key 'version'"),
        ("channel = [1, 2]\n", "channels.toml:1", ""),
        ("channel = 1\n", "channels.toml:1", "'channel' is one table"),
        ("[[channel]\n", "channels.toml:1", "is not TOML"),
        (b"\xff\xfe", "channels.toml", "is not UTF-8 text"),
    ],
)
def test_a_file_of_another_shape_is_told(folder: Folder, text: str | bytes, where: str, words: str) -> None:
    found, error = folder.error("channels.toml", text)
    assert found == where
    assert words in str(error)


def test_a_folder_in_place_of_the_file_is_told(folder: Folder) -> None:
    (folder.path / "channels.toml").mkdir()
    with pytest.raises(ConfigError, match=r"channels\.toml: cannot be read"):
        load()


def test_a_secret_that_is_not_set_is_told_by_its_variable(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUA_SECRET")
    where, error = folder.error("channels.toml", FIRST + SECOND + THIRD)
    assert where == "DUA_SECRET"
    assert "the channel 'dua' needs it (signing)" in str(error)


@pytest.mark.parametrize("value", ["", None])
def test_an_empty_secret_is_not_set(folder: Folder, monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("DUA_SECRET")
    folder.write("../.env", f"DUA_SECRET={value or ''}\n")
    assert folder.error("channels.toml", FIRST + SECOND)[0] == "DUA_SECRET"


def test_a_channel_that_is_switched_off_needs_no_secret(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUA_SECRET")
    folder.write("channels.toml", FIRST + SECOND.replace("enabled = true", "enabled = false"))
    settings = load()
    assert not settings.channels["dua"].enabled
    assert set(settings.secrets) == {"satu"}


def test_secrets_are_read_from_the_env_file_and_the_environment_wins(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DUA_SECRET")
    folder.write("../.env", "DUA_SECRET=dari-berkas\nSATU_SECRET=dari-berkas\n")
    folder.write("channels.toml", FIRST + SECOND)
    assert load().secrets == {"satu": {"signing": SECRET}, "dua": {"signing": "dari-berkas"}}
