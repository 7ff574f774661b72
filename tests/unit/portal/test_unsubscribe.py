"""Leaving a mailing list: by a button, by a mail program, and by nobody who guesses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from syndicator.bootstrap.service import Service
from syndicator.errors import ConfigError, NotFound
from syndicator.mailing import MailingLists, Member, members_of
from syndicator.model.channel import ChannelConfig
from syndicator.portal.assets import Assets
from syndicator.portal.pages import Pages
from syndicator.portal.problems import Problems
from syndicator.portal.unsubscribe import Unsubscribe
from tests.unit.portal.browser import Browser

CHANNELS = {
    "redaksi": ChannelConfig(
        name="redaksi", kind="email", options={"recipients": "Satu <Satu@Koran.test>, dua@koran.test"}
    ),
    "radio": ChannelConfig(name="radio", kind="email", enabled=False, options={"recipients": "satu@koran.test"}),
    "kait": ChannelConfig(name="kait", kind="webhook"),
}


@pytest.fixture
def lists(service: Service) -> MailingLists:
    return MailingLists(
        service.database, service.clock, key="kunci", base_url="http://portal.test", members=members_of(CHANNELS)
    )


@pytest.fixture
def reader(service: Service, lists: MailingLists) -> Iterator[Browser]:
    app, pages = FastAPI(), Pages(service, Assets())
    Problems(pages).watch(app)
    app.include_router(Unsubscribe(lists, pages).router())
    with Browser(app) as browser:
        yield browser


def path_of(lists: MailingLists, address: str = "satu@koran.test", channel: str = "redaksi") -> str:
    return lists.of(channel).address_to_leave(address).removeprefix("http://portal.test")


def test_a_look_changes_nothing(reader: Browser, lists: MailingLists) -> None:
    page = reader.page(path_of(lists))
    assert "redaksi" in page.text_content()
    assert reader.ask("HEAD", path_of(lists)).status_code == 200
    assert lists.of("redaksi").left() == frozenset()


def test_the_button_leaves_this_list_and_no_other(reader: Browser, lists: MailingLists) -> None:
    answer = reader.press(path_of(lists), path_of(lists))
    assert answer.status_code == 200
    assert "Anda sudah berhenti berlangganan" in answer.text
    assert lists.of("redaksi").left() == {"satu@koran.test"}
    assert lists.of("radio").left() == frozenset()


def test_a_mail_program_leaves_with_one_post_and_is_led_nowhere(reader: Browser, lists: MailingLists) -> None:
    for _ in range(2):
        answer = reader.post(path_of(lists), **{"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    assert lists.of("redaksi").left() == {"satu@koran.test"}


def test_the_list_of_a_channel_that_rests_can_be_left_too(reader: Browser, lists: MailingLists) -> None:
    assert reader.post(path_of(lists, channel="radio")).status_code == 200
    assert lists.of("radio").left() == {"satu@koran.test"}


@pytest.mark.parametrize("address", ["tiga@koran.test", "satu@koran.test.lain"])
def test_who_is_on_no_list_leaves_none(reader: Browser, lists: MailingLists, address: str) -> None:
    path = path_of(lists, address)
    assert reader.get(path).status_code == 404
    assert reader.post(path).status_code == 404


def test_a_token_cannot_be_made_without_the_key_and_tells_nothing(
    reader: Browser, lists: MailingLists, service: Service
) -> None:
    forger = MailingLists(
        service.database, service.clock, key="lain", base_url="http://portal.test", members=members_of(CHANNELS)
    )
    assert reader.post(path_of(forger)).status_code == 404
    for wrong in ("nothing", "x" * 5000, "%00", "é"):
        assert reader.get(f"/unsubscribe/{wrong}").status_code == 404
    assert lists.of("redaksi").left() == frozenset()
    token = lists.token(Member("redaksi", "satu@koran.test"))
    assert len(token) == 32
    assert not {"satu", "redaksi"} & set(token.lower().split("-"))


def test_addresses_are_the_same_however_they_are_written(lists: MailingLists) -> None:
    assert path_of(lists, "SATU@koran.test") == path_of(lists)
    lists.leave(path_of(lists).rpartition("/")[2])
    with pytest.raises(NotFound):
        lists.leave("nothing")


def test_the_page_is_kept_nowhere_and_tells_no_other_site_its_address(reader: Browser, lists: MailingLists) -> None:
    answer = reader.get(path_of(lists))
    assert answer.headers["cache-control"] == "no-store"
    assert '<meta name="referrer" content="no-referrer">' in answer.text


def test_the_page_speaks_english_to_who_asks_for_it(reader: Browser, lists: MailingLists) -> None:
    assert "Unsubscribe" in reader.page(f"{path_of(lists)}?lang=en").text_content()


def test_a_recipient_that_is_no_mailbox_is_an_error_of_the_config() -> None:
    with pytest.raises(ConfigError, match="redaksi"):
        members_of({"redaksi": ChannelConfig(name="redaksi", kind="email", options={"recipients": "siapa"})})
