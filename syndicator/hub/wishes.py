"""Reading what a subscriber asks for (WebSub section 5.1): a form in, a wish or a word why not out. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import SplitResult, parse_qsl, urlsplit

from syndicator.errors import Refused
from syndicator.fetch.politeness import registered_domain
from syndicator.model.subscriber import Mode, Wish

USUAL_LEASE = timedelta(days=10)
SHORTEST_LEASE = timedelta(minutes=5)
LONGEST_LEASE = timedelta(days=30)
SECRET_BELOW_BYTES = 200
LONGEST_ADDRESS_CHARS = 500
LONGEST_HOST_CHARS = 190
_FEED = re.compile(
    r"/feeds/(?:all|(?:topics|units|operations)/[a-z0-9-]{1,100})\.(?:rss|atom|json)"
    r"|/feeds/search\.(?:rss|atom|json)\?q=[^&]{1,200}"
)
_PLAIN = re.compile(r"[!-~]+", re.ASCII)


def wish_of(form: Mapping[str, str], base_url: str) -> Wish:
    """
    Return what a form asks for; parameters that nobody knows do not matter.

    Args:
        base_url: the portal's address, under which our feeds are.

    Raises:
        Refused: the form asks for nothing that this hub can do; the cause names the parameter.
    """
    mode = form.get("hub.mode", "")
    if mode == "publish":
        raise Refused("hub.mode: this hub carries the feeds of this site only, and looks itself when they change")
    if mode not in {Mode.SUBSCRIBE, Mode.UNSUBSCRIBE}:
        raise Refused("hub.mode: write subscribe or unsubscribe")
    callback = form.get("hub.callback", "")
    parts = _callback(callback)
    return Wish(
        mode=Mode(mode),
        topic=_topic(form.get("hub.topic", ""), base_url),
        callback=callback,
        domain=registered_domain(parts.hostname or ""),
        lane=parts.netloc.lower(),
        lease=_lease(form.get("hub.lease_seconds", "")),
        secret=_secret(form.get("hub.secret", "")),
    )


def form_of(body: bytes) -> dict[str, str]:
    """
    Return the fields of a form, the first of each name.

    Raises:
        Refused: this is not a form.
    """
    try:
        told = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError as error:
        raise Refused("the body is no form (application/x-www-form-urlencoded, in UTF-8)") from error
    fields: dict[str, str] = {}
    for name, value in told:
        fields.setdefault(name, value)
    return fields


def _topic(topic: str, base_url: str) -> str:
    is_ours = topic.startswith(f"{base_url}/") and len(topic) <= LONGEST_ADDRESS_CHARS and _PLAIN.fullmatch(topic)
    if not is_ours or _FEED.fullmatch(topic.removeprefix(base_url)) is None:
        raise Refused(f"hub.topic: this hub carries the feeds that {base_url}/feeds lists, each by that very address")
    return topic


def _callback(callback: str) -> SplitResult:
    wrong = Refused(
        "hub.callback: write an address of the web (http, https), with no login and no fragment,"
        f" of at most {LONGEST_ADDRESS_CHARS} characters"
    )
    if len(callback) > LONGEST_ADDRESS_CHARS or not _PLAIN.fullmatch(callback) or "#" in callback:
        raise wrong
    try:
        parts = urlsplit(callback)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise wrong from error
    if not is_web or "@" in parts.netloc or len(parts.netloc) > LONGEST_HOST_CHARS:
        raise wrong
    return parts


def _lease(told: str) -> timedelta:
    """Leases outside of our bounds become the nearest within; the hub tells which when it asks back."""
    if not told:
        return USUAL_LEASE
    if not (told.isascii() and told.isdecimal()) or int(told[:12]) == 0:
        raise Refused("hub.lease_seconds: write a whole number above 0")
    wished = timedelta(seconds=int(told)) if len(told) < 9 else LONGEST_LEASE
    return min(max(wished, SHORTEST_LEASE), LONGEST_LEASE)


def _secret(told: str) -> str | None:
    if len(told.encode("utf-8", "replace")) >= SECRET_BELOW_BYTES:
        raise Refused(f"hub.secret: it has to be shorter than {SECRET_BELOW_BYTES} bytes")
    return told or None
