"""Which kinds of channels there are, and what the config of each may and must say. Data only; nothing is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from syndicator.model.channel import OnOverflow, Rate

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """
    A kind of channel; its code is the module of its name in `deliver/channels/`.

    Args:
        secrets: roles that must be named; `more_secrets` may be.
        options: names of its own keys under `options`, and whether they must be there.
        address: the public service; None where everybody has their own.
        schemes: of its address.
        page_first: whether its readers come to our page by the link, so that the page has to be there first.
        rates, on_overflow: what holds where the config names no other.
        digests: whether one post may tell many bulletins; a program that reads us wants each by itself.
        writes: whether its posts are words by a template, in whose place the desk may write its own; else a release
            goes there whole.
    """

    secrets: tuple[str, ...] = ()
    more_secrets: tuple[str, ...] = ()
    options: Mapping[str, bool] = field(default_factory=dict)
    address: str | None = None
    needs_address: bool = False
    schemes: tuple[str, ...] = ("http", "https")
    page_first: bool = True
    rates: tuple[Rate, ...] = ()
    on_overflow: OnOverflow = OnOverflow.WAIT
    digests: bool = True
    writes: bool = True


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "apprise": Kind(secrets=("target",), page_first=False),
        "bluesky": Kind(
            secrets=("password",),
            options={"handle": True},
            address="https://bsky.social",
            rates=(Rate(1_600, HOUR), Rate(11_000, DAY)),
        ),
        "email": Kind(
            more_secrets=("password",),
            options={"sender": True, "recipients": True, "user": False},
            needs_address=True,
            schemes=("smtp", "smtps"),
            page_first=False,
            rates=(Rate(1, HOUR),),
            on_overflow=OnOverflow.DIGEST,
        ),
        "facebook": Kind(secrets=("token",), options={"page": True}, address="https://graph.facebook.com"),
        "instagram": Kind(
            secrets=("token",),
            options={"user": True, "fallback_image": False},
            address="https://graph.instagram.com",
            rates=(Rate(50, DAY),),
        ),
        "mastodon": Kind(
            secrets=("token",), options={"visibility": False}, needs_address=True, rates=(Rate(300, 5 * MINUTE),)
        ),
        "telegram": Kind(
            secrets=("token",), options={"chat": True}, address="https://api.telegram.org", rates=(Rate(20, MINUTE),)
        ),
        "threads": Kind(
            secrets=("token",), options={"user": True}, address="https://graph.threads.net", rates=(Rate(250, DAY),)
        ),
        "webhook": Kind(secrets=("signing",), needs_address=True, page_first=False, digests=False, writes=False),
        "wordpress": Kind(
            secrets=("password",),
            options={"user": True, "status": False, "category": False},
            needs_address=True,
            page_first=False,
            digests=False,
            writes=False,
        ),
        "x": Kind(
            more_secrets=(
                "consumer_key",
                "consumer_secret",
                "token",
                "token_secret",
                "client_id",
                "client_secret",
                "refresh_token",
            ),
            address="https://api.x.com",
            rates=(Rate(100, 15 * MINUTE),),
        ),
    }
)
