"""What may be asked of the hub, and with which word everything else is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syndicator.errors import Refused
from syndicator.hub.wishes import LONGEST_LEASE, SHORTEST_LEASE, USUAL_LEASE, form_of, wish_of
from syndicator.model.subscriber import Mode

BASE = "https://humas.test"
FORM = {
    "hub.mode": "subscribe",
    "hub.topic": f"{BASE}/feeds/all.atom",
    "hub.callback": "https://www.pembaca.test:8443/sub?id=1&x=a%20b",
}


def test_a_whole_request_is_read() -> None:
    wish = wish_of({**FORM, "hub.lease_seconds": "86400", "hub.secret": "rahasia", "hub.later": "x"}, BASE)
    assert (wish.mode, wish.topic, wish.callback) == (Mode.SUBSCRIBE, FORM["hub.topic"], FORM["hub.callback"])
    assert (wish.domain, wish.lane) == ("pembaca.test", "www.pembaca.test:8443")
    assert (wish.lease, wish.secret) == (timedelta(days=1), "rahasia")
    assert "rahasia" not in repr(wish)


@pytest.mark.parametrize(
    ("told", "granted"),
    [
        ("", USUAL_LEASE),
        ("1", SHORTEST_LEASE),
        ("3600", timedelta(hours=1)),
        ("99999999", LONGEST_LEASE),
        ("9" * 400, LONGEST_LEASE),
    ],
)
def test_a_lease_stays_within_bounds(told: str, granted: timedelta) -> None:
    assert wish_of({**FORM, "hub.lease_seconds": told}, BASE).lease == granted


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/all.rss",
        "/feeds/topics/narkoba.json",
        "/feeds/units/polres-a.atom",
        "/feeds/operations/operasi-ketupat.rss",
        "/feeds/search.rss?q=sabu%20di%20pelabuhan",
    ],
)
def test_each_of_our_feeds_can_be_a_topic(path: str) -> None:
    assert wish_of({**FORM, "hub.topic": BASE + path}, BASE).topic == BASE + path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hub.mode", ""),
        ("hub.mode", "denied"),
        ("hub.mode", "publish"),
        ("hub.topic", ""),
        ("hub.topic", "https://elsewhere.test/feeds/all.rss"),
        ("hub.topic", f"{BASE}.evil.test/feeds/all.rss"),
        ("hub.topic", f"{BASE}/desk"),
        ("hub.topic", f"{BASE}/feeds/all.rss?page=2"),
        ("hub.topic", f"{BASE}/feeds/../desk.rss"),
        ("hub.topic", f"{BASE}/feeds/all.rss\r\nX: y"),
        ("hub.callback", ""),
        ("hub.callback", "pembaca.test/sub"),
        ("hub.callback", "file:///etc/passwd"),
        ("hub.callback", "https://"),
        ("hub.callback", "https://user:pw@pembaca.test/"),
        ("hub.callback", "https://pembaca.test/#part"),
        ("hub.callback", "https://pembaca.test/a b"),
        ("hub.callback", "https://pembaca.test:99999/"),
        ("hub.callback", "https://[::1/"),
        ("hub.callback", "https://pembaca.test/" + "a" * 500),
        ("hub.lease_seconds", "0"),
        ("hub.lease_seconds", "-5"),
        ("hub.lease_seconds", "٣"),
        ("hub.secret", "s" * 200),
        ("hub.secret", "é" * 100),
    ],
)
def test_what_cannot_be_is_refused_with_the_name_of_its_parameter(name: str, value: str) -> None:
    with pytest.raises(Refused) as refused:
        wish_of({**FORM, name: value}, BASE)
    assert refused.value.cause.startswith(name)


def test_a_secret_of_199_bytes_is_taken() -> None:
    assert wish_of({**FORM, "hub.secret": "s" * 199}, BASE).secret == "s" * 199


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=%FF", b"&".join([b"a=1"] * 60)])
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        form_of(body)


def test_of_a_name_told_twice_the_first_counts() -> None:
    assert form_of(b"hub.mode=subscribe&hub.mode=unsubscribe&x=") == {"hub.mode": "subscribe", "x": ""}
