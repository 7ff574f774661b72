"""Previews: what a person reads of a request, and what never stands in it."""

from __future__ import annotations

import httpx
import pytest

from syndicator.deliver.preview import HIDDEN, LONGEST_BODY_CHARS, preview_of

SECRET = "s3cr&t/+"


def request(**more: object) -> httpx.Request:
    return httpx.Request("POST", "https://service.test/posts", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (request(json={"text": "Apel “pagi”"}), '{\n  "text": "Apel “pagi”"\n}'),
        (request(data={"text": "Apel & pagi", "kosong": ""}), "text=Apel & pagi\nkosong="),
        (request(content="Apel pagi"), "Apel pagi"),
        (request(content=b"\xff\xfe"), "��"),
        (request(), ""),
    ],
)
def test_a_body_is_shown_as_a_person_reads_it(sent: httpx.Request, body: str) -> None:
    shown = preview_of(sent, [])
    assert (shown.method, shown.address, shown.body) == ("POST", "https://service.test/posts", body)


@pytest.mark.parametrize(
    "sent",
    [
        request(params={"access_token": SECRET}),
        request(data={"access_token": SECRET, "text": f"before {SECRET} after"}),
        request(json={"token": SECRET}),
        request(content=f"token={SECRET}"),
        request(headers={"Authorization": f"Bearer {SECRET}"}),
    ],
)
def test_no_secret_stands_in_it_however_it_is_written(sent: httpx.Request) -> None:
    shown = repr(preview_of(sent, [SECRET]))
    assert SECRET not in shown
    assert "s3cr%26t" not in shown


def test_a_secret_that_is_part_of_another_hides_both() -> None:
    shown = preview_of(request(content="abc abcdef"), ["abc", "abcdef", ""])
    assert shown.body == f"{HIDDEN} {HIDDEN}"


def test_of_the_headers_only_harmless_ones_are_shown() -> None:
    sent = request(json={}, headers={"Authorization": "Bearer x", "Idempotency-Key": "msg_1", "Cookie": "a=b"})
    assert preview_of(sent, []).headers == (("content-type", "application/json"), ("idempotency-key", "msg_1"))


def test_a_long_body_is_cut_and_counts_are_passed_on() -> None:
    shown = preview_of(request(content="a" * 30_000), [], count=280, limit=300)
    assert len(shown.body) == LONGEST_BODY_CHARS
    assert (shown.count, shown.limit) == (280, 300)
