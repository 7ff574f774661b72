"""
Mastodon, and servers that speak its API (https://docs.joinmastodon.org/methods/statuses/).

A post is one status: 500 signs of which a link takes 23, unless the instance tells other numbers. A picture is
uploaded before it, with its description; one that is refused, or not ready within seconds, leaves a status of words.
An account may ask 300 times in 5 minutes, and upload and delete 30 times in 30 minutes each
(https://docs.joinmastodon.org/api/rate-limits/); headers tell what is left, and when there is more. 422 is a status
that the server does not want; 401, and 403 where it is about the login, wait for a person.

A correction edits, and brings its own picture: an edit that names none takes the old one away. To edit or delete
twice does no harm, so either is repeated when its answer is lost. A first post carries the delivery's key as
`Idempotency-Key`, which a server keeps for an hour and sets down only after it has stored the status. Hence the
promise is to ask: the account's statuses since the delivery was planned are searched for our link, and only what is
not among them is sent again, with the same key.
"""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

from syndicator.deliver.answers import Refusal
from syndicator.deliver.channel import Abilities, Condition, Post, Promise, Supplies
from syndicator.deliver.counting import LINK_CHARS, mastodon_length
from syndicator.deliver.linking import links
from syndicator.deliver.mastodon_api import Fields, MastodonApi, listed, moment
from syndicator.deliver.message import Message
from syndicator.deliver.preview import Preview, preview_of
from syndicator.deliver.reading import fields, within
from syndicator.deliver.telling import Telling
from syndicator.deliver.writing import Voice
from syndicator.errors import ConfigError
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from syndicator.telemetry import logger

log = logger(__name__)

MOST_PICTURE_BYTES = 5_000_000
LIMITS_HOLD = timedelta(hours=1)
PAGE, MOST_PAGES = 40, 10
CLOCK_SLACK = timedelta(minutes=1)
"""How much the instance's clock may be behind ours."""
VISIBILITIES = ("public", "unlisted", "private", "direct")
_GONE = re.compile("answered (404|410) [A-Za-z ]+: ")
"""How a server itself says so; what has no API says it without words of its own."""
_BREAK, _TAG, _ADDRESS = re.compile(r"<br\b[^>]*>|</p>"), re.compile(r"<[^>]*>"), re.compile(r'href="([^"]*)"')


@dataclass(frozen=True, slots=True)
class _Limits:
    """How long a status may be, and what every link takes of it."""

    status: int = 500
    link: int = LINK_CHARS

    def count(self, text: str) -> int:
        """Return the length of a text as this instance counts."""
        length = mastodon_length(text)
        if self.link != LINK_CHARS:
            length += (self.link - LINK_CHARS) * sum(1 for _ in links(text, bare=False))
        return length


class MastodonChannel:
    """Posts as one account; the option `visibility` is one of VISIBILITIES, else as the account is set."""

    promise = Promise.ASKABLE
    abilities = Abilities()

    def __init__(
        self, config: ChannelConfig, supplies: Supplies, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.config = config
        self._writer, self._pictures, self._clock = supplies.writer, supplies.pictures, supplies.clock
        self._sleep, self._token = sleep, supplies.secrets["token"]
        self._api = MastodonApi(
            client=supplies.client, base_url=str(config.base_url), token=self._token, clock=supplies.clock
        )
        self._limits, self._limits_until, self._account = _Limits(), datetime.min.replace(tzinfo=UTC), ""
        visibility = config.options.get("visibility", "public")
        if visibility not in VISIBILITIES:
            raise ConfigError(
                f"channel {config.name}", f"there is no visibility {visibility!r}", f"take one of {VISIBILITIES}"
            )

    def compose(self, telling: Telling) -> Message:
        """Return words, a link and tags, within what the instance allows."""
        limits = self._limits_now()
        voice = Voice(template="short", count=limits.count, limit=limits.status)
        return self._writer.write(telling, voice, self.config)

    def send(self, post: Post) -> Outcome:
        """Create, edit or delete one status."""
        if post.delivery.action is Action.CREATE and post.message is not None:
            media = self._media(post.message)
            return self._shown(self._api.ask(self._first_request(post, post.message, media)))
        if not post.earlier:
            return Abandoned("nothing tells which status this is about")
        if post.message is None:
            return self._delete(post.earlier)
        return self._edit(post.earlier, post.message)

    def find(self, post: Post) -> Outcome:
        """Look through the account's statuses since it may be there; a change may always be made again."""
        if post.delivery.action is not Action.CREATE or post.message is None:
            return _ABSENT
        account = self._own_account()
        if isinstance(account, Refusal):
            return _unasked(account)
        return self._look(account, post.message, post.possible_since - CLOCK_SLACK)

    def preview(self, post: Post) -> Preview:
        """Return the request; the address of a picture stands where its number will."""
        message, limits = post.message, self._limits_now()
        if message is None:
            return preview_of(self._delete_request(post.earlier or ""), [self._token])
        media = [message.image] if message.image else []
        if post.delivery.action is Action.CREATE:
            request = self._first_request(post, message, media)
        else:
            request = self._edit_request(post.earlier or "", message, media)
        return preview_of(request, [self._token], count=limits.count(message.text), limit=limits.status)

    def check(self) -> Condition:
        """Ask whose the token is, and whether it may read that account's statuses, as looking for a post needs."""
        account = self._whose()
        if isinstance(account, Refusal):
            return Condition(fault=account.reason)
        name = f"@{account.get('acct')}"
        if account.get("suspended") is True:
            return Condition(fault="the account is suspended: ask the people who run the instance", account=name)
        read = self._statuses(str(account.get("id")), "limit=1")
        return Condition(fault=read.reason if isinstance(read, Refusal) else None, account=name)

    def _shown(self, answer: httpx.Response | Refusal) -> Outcome:
        """Return the receipt of a status that was created or edited."""
        if not isinstance(answer, httpx.Response):
            return answer
        status = fields(answer)
        if "id" not in status:
            return Unconfirmed("the answer tells of no status")
        return Delivered(_receipt(status), self._api.pause(answer))

    def _edit(self, earlier: str, message: Message) -> Outcome:
        media = self._media(message)
        outcome = _safe_again(self._shown(self._api.ask(self._edit_request(earlier, message, media))))
        if isinstance(outcome, Abandoned) and _GONE.match(outcome.reason):
            return Abandoned(f"{outcome.reason}: somebody deleted it, so there is nothing to correct")
        return outcome

    def _delete(self, earlier: str) -> Outcome:
        answer = self._api.ask(self._delete_request(earlier))
        if isinstance(answer, httpx.Response) or (isinstance(answer, Abandoned) and _GONE.match(answer.reason)):
            return Delivered(Receipt(earlier))
        return _safe_again(answer)

    def _first_request(self, post: Post, message: Message, media: list[str]) -> httpx.Request:
        named = self._fields(message, media)
        if visibility := self.config.options.get("visibility"):
            named["visibility"] = visibility
        return self._api.request("POST", "v1/statuses", named, key=post.delivery.key)

    def _edit_request(self, earlier: str, message: Message, media: list[str]) -> httpx.Request:
        return self._api.request("PUT", f"v1/statuses/{earlier}", self._fields(message, media))

    def _delete_request(self, earlier: str) -> httpx.Request:
        """Return the request that takes down a status with its picture, which else stays on the server for a day."""
        return self._api.request("DELETE", f"v1/statuses/{earlier}?delete_media=true")

    def _fields(self, message: Message, media: list[str]) -> dict[str, object]:
        return {"status": message.text, "language": self.config.language, "media_ids": media}

    def _media(self, message: Message) -> list[str]:
        """Upload the picture of a status; an empty list where there is none to show."""
        picture = self._pictures.fetch(message.image, most_bytes=MOST_PICTURE_BYTES) if message.image else None
        if picture is None:
            return []
        number = self._api.attach(picture, message.description, self._sleep)
        if isinstance(number, str):
            return [number]
        log.warning("picture_refused", channel=self.config.name, image=message.image, reason=number.reason)
        return []

    def _whose(self) -> Fields | Refusal:
        answer = self._api.ask(self._api.request("GET", "v1/accounts/verify_credentials"))
        if not isinstance(answer, httpx.Response):
            return answer
        account = fields(answer)
        return account if "id" in account else Unconfirmed("the answer tells of no account")

    def _own_account(self) -> str | Refusal:
        if not self._account:
            account = self._whose()
            if isinstance(account, Refusal):
                return account
            self._account = str(account["id"])
        return self._account

    def _statuses(self, account: str, query: str) -> list[Fields] | Refusal:
        answer = self._api.ask(self._api.request("GET", f"v1/accounts/{account}/statuses?{query}"))
        if not isinstance(answer, httpx.Response):
            return answer
        statuses = listed(answer)
        return Unconfirmed("the answer tells of no statuses") if statuses is None else statuses

    def _look(self, account: str, message: Message, since: datetime) -> Outcome:
        page = f"limit={PAGE}&exclude_reblogs=true"
        for _ in range(MOST_PAGES):
            statuses = self._statuses(account, page)
            if isinstance(statuses, Refusal):
                return _unasked(statuses)
            for status in statuses:
                made = moment(status.get("created_at"))
                if made is not None and made < since:
                    return _ABSENT
                if _shows(status, message):
                    return Delivered(_receipt(status))
            if not statuses:
                return _ABSENT
            page = f"limit={PAGE}&exclude_reblogs=true&max_id={statuses[-1].get('id')}"
        return Unconfirmed("the account has said more since than we look through", cause=Cause.BEYOND)

    def _limits_now(self) -> _Limits:
        """Return the instance's limits, asked once an hour; a fault leaves those that were known."""
        now = self._clock()
        if now >= self._limits_until:
            self._limits_until = now + LIMITS_HOLD
            answer = self._api.ask(self._api.request("GET", "v2/instance"))
            if isinstance(answer, httpx.Response):
                self._limits = _limits_of(fields(answer))
            else:
                log.info("limits_unknown", channel=self.config.name, reason=answer.reason)
        return self._limits


_ABSENT = Postponed("no status of the account shows it yet", cause=Cause.ABSENT)


def _limits_of(instance: Fields) -> _Limits:
    statuses = within(within(instance.get("configuration")).get("statuses"))
    most, link = statuses.get("max_characters"), statuses.get("characters_reserved_per_url")
    usual = _Limits()
    return _Limits(
        most if isinstance(most, int) and most > 0 else usual.status,
        link if isinstance(link, int) and link > 0 else usual.link,
    )


def _receipt(status: Fields) -> Receipt:
    address = status.get("url") or status.get("uri")
    return Receipt(str(status["id"]), str(address) if address else None)


def _shows(status: Fields, message: Message) -> bool:
    """Return whether a status leads where a message leads; a message without a link is known by all its words."""
    content = str(status.get("content") or "")
    words = html.unescape(_TAG.sub("", _BREAK.sub(" ", content))).split()
    if message.link is None or message.link not in message.text:
        return words == message.text.split()
    return message.link in words or message.link in map(html.unescape, _ADDRESS.findall(content))


def _safe_again(outcome: Outcome) -> Outcome:
    """Return the outcome of a change: its repetition does no harm, so that nothing about it stays unconfirmed."""
    return Postponed(outcome.reason, outcome.after) if isinstance(outcome, Unconfirmed) else outcome


def _unasked(refusal: Refusal) -> Unconfirmed:
    after = None if isinstance(refusal, Abandoned) else refusal.after
    return Unconfirmed(f"it could not be asked: {refusal.reason}", after)


CHANNEL = MastodonChannel
