"""What is wrong with an answer, or with there being none: the fault that its source is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx

from syndicator.errors import SourceFault
from syndicator.fetch.headers import retry_after


def check_status(answer: httpx.Response, now: datetime) -> None:
    """Raise SourceFault, with the server's own wish to be left alone, unless the answer is 200."""
    status = answer.status_code
    if status == httpx.codes.OK:
        return
    said = f"the server answered {status} {answer.reason_phrase}".rstrip()
    wish = retry_after(answer.headers, now) if status in {429, 503} else None
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise SourceFault("too_many", said, "it is polled less often from now on", wish)
    if status == httpx.codes.GONE:
        raise SourceFault("gone", said, "the feed was removed for good: give its new address or pause it")
    if status in {401, 403}:
        raise SourceFault("status", said, "ask the site to let our User-Agent read its feed")
    if status == httpx.codes.NOT_FOUND:
        raise SourceFault("status", said, "correct the address of the feed")
    raise SourceFault("status", said, "it is tried again later; tell the site if it lasts", wish)


def translated(error: Exception, *, redirects: int, total: timedelta) -> SourceFault:
    """Return the fault that an error of the network or of an address amounts to."""
    match error:
        case httpx.TooManyRedirects():
            return SourceFault(
                "redirect", f"more than {redirects} redirects", "give the address to which it should lead"
            )
        case TimeoutError():
            seconds = total.total_seconds()
            return SourceFault("timeout", f"the answer took longer than {seconds:g} s", "it is tried again later")
        case httpx.TimeoutException():
            return SourceFault("timeout", "the server did not answer in time", "it is tried again later")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return SourceFault("refused", f"this address cannot be fetched: {error}", "write http:// or https://")
        case _:
            return _unconnected(str(error) or type(error).__name__)


def _unconnected(words: str) -> SourceFault:
    """Return why there is no answer, by the words of libraries that have no types for it."""
    if "location header" in words:
        return SourceFault("redirect", f"it redirects to what is no address: {words}", "the site has to mend it")
    if "CERTIFICATE" in words.upper():
        return SourceFault(
            "tls", f"the certificate is not valid: {words}", "the site has to mend it; or record a tls_exception"
        )
    if "SSL" in words:
        return SourceFault(
            "tls", f"no secure connection came about: {words}", "the site has to mend it, or is found at http://"
        )
    return SourceFault("network", f"the connection failed: {words}", "it is tried again later")
