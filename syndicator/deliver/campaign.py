"""Campaigns: what a link carries so that the portal's log tells by which channel a reader came. Pure."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def with_campaign(link: str, kind: str, campaign: str | None) -> str:
    """Return a link with the usual three parameters behind its own ones; as it is, where there is no campaign."""
    if campaign is None:
        return link
    parts = urlsplit(link)
    told = {"utm_source": kind, "utm_medium": "social", "utm_campaign": campaign}
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *told.items()])
    return urlunsplit(parts._replace(query=query))
