"""What an HTTP answer, or its absence, means for a delivery."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.deliver.answers import LONGEST_WISH, of_fault, of_refusal, retry_after
from syndicator.errors import AddressRefused, SourceFault
from syndicator.model.attempt import Abandoned, Cause, Outcome, Postponed, Unconfirmed
from tests.unit.deliver.posts import NOW


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (400, {}, Abandoned("answered 400 Bad Request")),
        (401, {}, Postponed("answered 401 Unauthorized: it does not accept our login", cause=Cause.LOGIN)),
        (403, {}, Abandoned("answered 403 Forbidden")),
        (404, {}, Abandoned("answered 404 Not Found")),
        (409, {}, Abandoned("answered 409 Conflict")),
        (410, {}, Abandoned("answered 410 Gone")),
        (413, {}, Abandoned("answered 413 Request Entity Too Large")),
        (422, {"Retry-After": "60"}, Abandoned("answered 422 Unprocessable Entity")),
        (408, {}, Postponed("answered 408 Request Timeout")),
        (425, {}, Postponed("answered 425 Too Early")),
        (429, {}, Postponed("answered 429 Too Many Requests", cause=Cause.RATE)),
        (429, {"Retry-After": "60"}, Postponed("answered 429 Too Many Requests", timedelta(seconds=60), Cause.RATE)),
        (429, {"Retry-After": "soon"}, Postponed("answered 429 Too Many Requests", cause=Cause.RATE)),
        (503, {"Retry-After": "60"}, Unconfirmed("answered 503 Service Unavailable", timedelta(seconds=60))),
        (503, {}, Unconfirmed("answered 503 Service Unavailable")),
        (500, {}, Unconfirmed("answered 500 Internal Server Error")),
        (500, {"Retry-After": "60"}, Unconfirmed("answered 500 Internal Server Error", timedelta(seconds=60))),
        (502, {}, Unconfirmed("answered 502 Bad Gateway")),
        (504, {}, Unconfirmed("answered 504 Gateway Timeout")),
        (599, {}, Unconfirmed("answered 599")),
        (301, {}, Abandoned("answered 301 Moved Permanently: it leads elsewhere, give the final address")),
        (307, {}, Abandoned("answered 307 Temporary Redirect: it leads elsewhere, give the final address")),
    ],
)
def test_a_refusal(status: int, headers: dict[str, str], outcome: Outcome) -> None:
    assert of_refusal(httpx.Response(status, headers=headers), NOW) == outcome


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError("refused"), Postponed),
        (httpx.ConnectTimeout("late"), Postponed),
        (httpx.PoolTimeout("full"), Postponed),
        (httpx.UnsupportedProtocol("ftp"), Postponed),
        (httpx.ReadTimeout("late"), Unconfirmed),
        (httpx.ReadError("reset"), Unconfirmed),
        (httpx.WriteError("broken pipe"), Unconfirmed),
        (httpx.WriteTimeout("late"), Unconfirmed),
        (httpx.RemoteProtocolError("gone without an answer"), Unconfirmed),
        (httpx.CloseError("x"), Unconfirmed),
        (httpx.DecodingError("x"), Unconfirmed),
        (SourceFault("dns", "no such name"), Postponed),
        (AddressRefused("10.0.0.1 is not a public address"), Abandoned),
    ],
    ids=lambda told: type(told).__name__ if isinstance(told, Exception) else told.__name__,
)
def test_a_fault(error: httpx.HTTPError | SourceFault, kind: type[Outcome]) -> None:
    outcome = of_fault(error)
    assert type(outcome) is kind
    assert str(error) in outcome.reason  # type: ignore[union-attr]


def test_a_fault_without_words_is_called_by_its_kind() -> None:
    assert of_fault(httpx.ReadTimeout("")) == Unconfirmed("the answer was lost: ReadTimeout")


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("60", timedelta(seconds=60)),
        (" 60 ", timedelta(seconds=60)),
        ("0", timedelta(0)),
        ("86400", LONGEST_WISH),
        ("99999999", LONGEST_WISH),
        ("Mon, 02 Mar 2026 08:10:00 GMT", timedelta(seconds=600)),
        ("Mon, 02 Mar 2026 07:00:00 GMT", timedelta(0)),
        ("Mon, 02 Mar 2099 07:00:00 GMT", LONGEST_WISH),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("1.5", None),
        ("Mon, 01 Jan 2026 00:00:99999999999999999999 GMT", None),
        ("Mon, 02 Mar 2026 08:10:00 +99999999999999999999", None),
    ],
)
def test_the_wish_of_a_channel(text: str, wish: timedelta | None) -> None:
    assert retry_after(text, NOW) == wish


@given(st.text(max_size=60))
def test_no_wish_raises(text: str) -> None:
    wish = retry_after(text, NOW)
    assert wish is None or timedelta(0) <= wish <= LONGEST_WISH
