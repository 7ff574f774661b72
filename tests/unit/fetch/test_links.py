"""Link headers, ordinary and hostile."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.fetch.links import hub_and_topic, read_links

AT = "https://humas.test/feed/"


@pytest.mark.parametrize(
    ("headers", "hub", "topic"),
    [
        (['<https://hub.test/>; rel="hub"', '<https://humas.test/feed/>; rel="self"'], "https://hub.test/", AT),
        (["<https://hub.test/>; rel=hub, <https://humas.test/feed/>; rel=self"], "https://hub.test/", AT),
        (["<https://hub.test/>;rel=HUB"], "https://hub.test/", None),
        (['<https://hub.test/?a=1,2;b>; title="a, b; c \\" d"; rel="nofollow hub"'], "https://hub.test/?a=1,2;b", None),
        (['</hub>; rel="hub", <../>; rel=self'], "https://humas.test/hub", "https://humas.test/"),
        (["<https://one.test/>; rel=hub", "<https://two.test/>; rel=hub"], "https://one.test/", None),
        (['<https://x.test/>; rel="next"; rel="hub"'], None, None),
        (['<https://hub.test/>; rel=hub; anchor="https://other.test/"'], None, None),
        (['<https://humas.test/wp-json/>; rel="https://api.w.org/"'], None, None),
        (["<>; rel=hub"], None, None),
        (["<http://[::>; rel=hub"], None, None),
        (["https://hub.test/; rel=hub"], None, None),
        ([], None, None),
    ],
)
def test_the_first_hub_and_the_feeds_own_name_are_found(headers: list[str], hub: str | None, topic: str | None) -> None:
    assert hub_and_topic(headers, AT) == (hub, topic)


@given(st.lists(st.text(st.sampled_from('<>;,="\\ relhubslf/:x\x00ü'), max_size=200), max_size=3))
def test_any_header_is_read_without_an_error(headers: list[str]) -> None:
    assert all(told is None or isinstance(told, str) for told in hub_and_topic(headers, AT))


@pytest.mark.parametrize(
    "hostile", ["<" * 9_999, "<a>" * 9_999, "<a>;" * 9_999, '<a>; x="' + "\\" * 99_999, "<a>" + "; a" * 99_999]
)
def test_a_hostile_header_costs_little(hostile: str) -> None:
    began_at = time.process_time()
    list(read_links([hostile]))
    assert time.process_time() - began_at < 0.5
