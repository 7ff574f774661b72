"""
What an error of the Graph API means for a delivery.

https://developers.facebook.com/docs/graph-api/guides/error-handling and, for the codes of containers,
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import httpx

from syndicator.deliver.answers import Refusal, of_refusal, retry_after
from syndicator.deliver.graph.reading import fields_of, json_of, number_of, text_of
from syndicator.deliver.graph.usage import regain
from syndicator.deliver.preview import HIDDEN
from syndicator.model.attempt import Abandoned, Cause, Postponed, Unconfirmed

DUPLICATE = 506
SCRAPING = 1_609_005
"""The page of a link could not be read for its card."""

LONGEST_WORDS_CHARS = 300
_LOGIN = {102, 190}
_RESTRICTED = 25
"""The account has to be unlocked by a person, in the app."""
_BLOCKED = 368
_RATES = {4, 9, 17, 32, 341, 613, *range(80_000, 80_015)}
_PERMISSION = {3, 10, *range(200, 300)}
_PASSING = {-1, 1, 2}
_MISSING = {(100, 33), (803, 0)}
_NO_CONTAINER = {(24, 2_207_006), (24, 4_279_009), (9_007, 2_207_027)}
"""The container is not there, or not yet: nothing was published."""
_SPAM = 2_207_051
_UNREACHED = {9_004, 2_207_003, 2_207_052}
_UNFIT = {36_000, 36_001, 36_003, 2_207_004, 2_207_005, 2_207_009}
"""Codes and subcodes of pictures that could not be fetched, and of those that are too big, odd or long."""


class GraphFault(Exception):
    """
    A request without a success: what it means for a delivery, and the service's own numbers.

    Args:
        picture: the fault is the picture's.
    """

    def __init__(self, outcome: Refusal, code: int = 0, subcode: int = 0, *, picture: bool = False) -> None:
        super().__init__(outcome, code, subcode)
        self.outcome = outcome
        self.code = code
        self.subcode = subcode
        self.picture = picture

    @property
    def missing(self) -> bool:
        """Whether the service does not see the post that was asked for: it is gone, or hidden from our token."""
        return (self.code, self.subcode) in _MISSING

    def before_posting(self) -> Refusal:
        """Return what the fault means where the request could not have published anything."""
        if isinstance(self.outcome, Unconfirmed):
            return Postponed(self.outcome.reason, self.outcome.after)
        return self.outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Error:
    """An error as the service words it; `plain` is what its HTTP status alone would mean."""

    code: int
    subcode: int
    words: str
    passing: bool
    wish: timedelta | None
    plain: Refusal


def fault_of(answer: httpx.Response, now: datetime, secrets: Iterable[str]) -> GraphFault:
    """Return the fault that an answer tells; wherever it quotes a secret, dots stand instead."""
    plain = of_refusal(answer, now)
    told = fields_of(fields_of(json_of(answer.text)).get("error"))
    if not told:
        return GraphFault(plain)
    error = _Error(
        code=number_of(told.get("code")),
        subcode=number_of(told.get("error_subcode")),
        words=_words(told, secrets),
        passing=told.get("is_transient") is True,
        wish=regain(answer.headers) or retry_after(answer.headers.get("retry-after", ""), now),
        plain=plain,
    )
    return GraphFault(_of_account(error) or _of_request(error), error.code, error.subcode, picture=_of_picture(error))


def _words(told: Mapping[str, object], secrets: Iterable[str]) -> str:
    """Graph quotes a malformed token in its message."""
    code, subcode = text_of(told.get("code")), text_of(told.get("error_subcode"))
    said = " ".join(f"{text_of(told.get('message'))} {text_of(told.get('error_user_msg'))}".split())
    for secret in filter(None, secrets):
        said = said.replace(secret, HIDDEN)
    return f"answered error {code}{f'/{subcode}' if subcode else ''}: {said[:LONGEST_WORDS_CHARS]}"


def _of_account(error: _Error) -> Refusal | None:
    """Return what the account may not do now, whatever is asked; None where it may."""
    if error.code in _LOGIN:
        return Postponed(f"{error.words} – put in a new token", cause=Cause.LOGIN)
    if error.code == _RESTRICTED:
        return Postponed(f"{error.words} – open the app and do what it asks for", cause=Cause.LOGIN)
    if error.code == _BLOCKED or error.subcode == _SPAM:
        return Abandoned(f"{error.words} – the account is blocked by a policy: look into its support inbox")
    if error.code in _RATES:
        return Postponed(error.words, error.wish, Cause.RATE)
    return None


def _of_request(error: _Error) -> Refusal:
    if error.code in _PERMISSION:
        return Abandoned(f"{error.words} – give the app this permission and put in a new token")
    if (error.code, error.subcode) in _NO_CONTAINER:
        return Postponed(error.words, error.wish, Cause.OURS)
    if {error.code, error.subcode} & _UNREACHED:
        return Postponed(error.words, error.wish)
    if error.code in _PASSING or error.passing:
        return Unconfirmed(error.words, error.wish)
    return replace(error.plain, reason=error.words)


def _of_picture(error: _Error) -> bool:
    return bool({error.code, error.subcode} & (_UNREACHED | _UNFIT))
