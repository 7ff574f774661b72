"""
Bluesky, and any other server of the AT Protocol (https://docs.bsky.app/docs/api/com-atproto-repo-put-record).

A post is a record of `app.bsky.feed.post` under a key of our own, a TID made from the delivery: `putRecord` with the
same key is the same post, so that a lost answer costs nothing and is sent again. Its link and hash tags are facets,
its link a card with a picture of at most 1,000,000 bytes; a picture that cannot be had leaves a card without one.

At most 300 graphemes and 3,000 bytes; 5,000 points an hour and 35,000 a day, of which a post costs three (about 1,600
posts an hour). 429 names the end of the limit in `ratelimit-reset`, in seconds since 1970. An outdated session is
renewed once, wherever it is noticed; see `deliver.atproto`.

The app does not show edits: a correction, or a notice, takes the post down and makes one of its own.
To take down what is gone already does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC

import httpx

from syndicator.deliver.answers import of_fault
from syndicator.deliver.atproto import Sessions, limit_ends, of_error, tid
from syndicator.deliver.channel import Abilities, Condition, Post, Promise, Supplies
from syndicator.deliver.counting import bluesky_length
from syndicator.deliver.facets import facets
from syndicator.deliver.login import LoginFailed, reason_of, unknown
from syndicator.deliver.message import Message
from syndicator.deliver.preview import Preview, preview_of
from syndicator.deliver.reading import fields, within
from syndicator.deliver.telling import Telling
from syndicator.deliver.writing import Voice
from syndicator.errors import ConfigError, SourceFault
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.receipt import Receipt
from syndicator.telemetry import logger

log = logger(__name__)

COLLECTION = "app.bsky.feed.post"
LONGEST_POST = 300
MOST_PICTURE_BYTES = 1_000_000
POINTS_OF_A_POST = 3
NOT_THERE = "RecordNotFound"
PUBLIC_PAGE = "https://bsky.app/profile"
_ACCOUNT = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]+|([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?")
_VOICE = Voice(template="short", count=bluesky_length, limit=LONGEST_POST)


class BlueskyChannel:
    """Posts on one account, which logs in with an app password."""

    promise = Promise.REPEATABLE
    abilities = Abilities(edits=False)

    def __init__(self, config: ChannelConfig, supplies: Supplies) -> None:
        self.config = config
        self._supplies = supplies
        self._account = config.options["handle"].removeprefix("@").lower()
        if not _ACCOUNT.fullmatch(self._account):
            raise ConfigError(
                config.name, f"{config.options['handle']!r} is no handle on Bluesky", "write it as humas.bsky.social"
            )
        self._address = str(config.base_url).rstrip("/")
        self._sessions = Sessions(supplies, self._address, self._account, supplies.secrets["password"])

    def compose(self, telling: Telling) -> Message:
        """Return a post of at most 300 graphemes."""
        return self._supplies.writer.write(telling, _VOICE, self.config)

    def send(self, post: Post) -> Outcome:
        """Take down what the post replaces, then put what it says; all of it may be done twice."""
        try:
            if post.earlier is not None:
                gone = self._take_down(post.earlier)
                if post.message is None or not isinstance(gone, Delivered):
                    return gone
            if post.message is None:
                return Abandoned("the post that has to go is not known by name")
            return self._put(post, post.message)
        except LoginFailed as failed:
            return failed.outcome
        except (httpx.HTTPError, SourceFault) as error:
            return of_fault(error)

    def _put(self, post: Post, message: Message) -> Outcome:
        answer = self._sessions.exchange(self._request(post, message, self._picture(message)))
        now = self._supplies.clock()
        if not answer.is_success:
            return of_error(answer, now)
        name = fields(answer).get("uri")
        if not isinstance(name, str):
            return Unconfirmed("the answer to a post names no record")
        remaining = answer.headers.get("ratelimit-remaining", "")
        used_up = remaining.isdecimal() and int(remaining) < POINTS_OF_A_POST
        return Delivered(self._receipt(name), limit_ends(answer, now) if used_up else None)

    def _receipt(self, name: str) -> Receipt:
        return Receipt(name, f"{PUBLIC_PAGE}/{self._account}/post/{name.rpartition('/')[2]}")

    def _request(self, post: Post, message: Message, picture: dict[str, object] | None) -> httpx.Request:
        delivery = post.delivery
        told = {
            "repo": self._account,
            "collection": COLLECTION,
            "rkey": tid(delivery.planned_at, delivery.key),
            "record": self._record(post, message, picture),
        }
        return self._asking("repo.putRecord", json=told)

    def _record(self, post: Post, message: Message, picture: dict[str, object] | None) -> dict[str, object]:
        """Return the record; its moment is that of the plan, so that the same delivery is the same record."""
        moment = post.delivery.planned_at.astimezone(UTC)
        record: dict[str, object] = {
            "$type": COLLECTION,
            "text": message.text,
            "facets": facets(message.text),
            "langs": [self.config.language],
            "createdAt": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        if message.link is not None:
            card = {"uri": message.link, "title": message.title, "description": message.lead}
            record["embed"] = {
                "$type": "app.bsky.embed.external",
                "external": card | ({"thumb": picture} if picture else {}),
            }
        return record

    def _picture(self, message: Message) -> dict[str, object] | None:
        """Return the uploaded picture of the card; None where there is none, or none can be had."""
        if message.image is None or message.link is None:
            return None
        picture = self._supplies.pictures.fetch(message.image, most_bytes=MOST_PICTURE_BYTES)
        if picture is None:
            return None
        request = self._asking("repo.uploadBlob", content=picture.data, headers={"content-type": picture.kind})
        try:
            answer = self._sessions.exchange(request)
        except (httpx.HTTPError, SourceFault) as error:
            log.warning("picture_not_uploaded", channel=self.config.name, reason=str(error) or type(error).__name__)
            return None
        blob = within(fields(answer).get("blob"))
        if not answer.is_success or not blob:
            log.warning("picture_not_uploaded", channel=self.config.name, reason=f"answered {answer.status_code}")
            return None
        return dict(blob)

    def _take_down(self, name: str) -> Outcome:
        answer = self._sessions.exchange(self._deletion(name))
        if answer.is_success or fields(answer).get("error") == NOT_THERE:
            return Delivered(Receipt(name))
        return of_error(answer, self._supplies.clock())

    def _deletion(self, name: str) -> httpx.Request:
        told = {"repo": self._account, "collection": COLLECTION, "rkey": name.rpartition("/")[2]}
        return self._asking("repo.deleteRecord", json=told)

    def _asking(
        self,
        method: str,
        *,
        json: Mapping[str, object] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        address = f"{self._address}/xrpc/com.atproto.{method}"
        return self._supplies.client.build_request("POST", address, json=json, content=content, headers=headers)

    def find(self, post: Post) -> Outcome:
        """Ask for the record, and make nothing; a post that has to go is taken down again instead."""
        if post.message is None:
            return self.send(post)
        rkey = tid(post.delivery.planned_at, post.delivery.key)
        asked = {"repo": self._account, "collection": COLLECTION, "rkey": rkey}
        address = f"{self._address}/xrpc/com.atproto.repo.getRecord"
        try:
            answer = self._sessions.exchange(self._supplies.client.build_request("GET", address, params=asked))
        except LoginFailed as failed:
            return unknown(failed.outcome)
        except (httpx.HTTPError, SourceFault) as error:
            return unknown(of_fault(error))
        told = fields(answer)
        if answer.is_success and isinstance(told.get("uri"), str):
            return Delivered(self._receipt(str(told["uri"])))
        if told.get("error") == NOT_THERE:
            return Postponed("the account has no such record", cause=Cause.ABSENT)
        return unknown(of_error(answer, self._supplies.clock()))

    def preview(self, post: Post) -> Preview:
        """Return the record that would be put, its picture left out; for a post taken down, what deletes it."""
        secrets = self._supplies.secrets.values()
        if post.message is None:
            return preview_of(self._deletion(post.earlier or ""), secrets)
        request, count = self._request(post, post.message, None), bluesky_length(post.message.text)
        return preview_of(request, secrets, count=count, limit=LONGEST_POST)

    def check(self) -> Condition:
        """Ask for the session, which tells whether the account may post."""
        request = self._supplies.client.build_request("GET", f"{self._address}/xrpc/com.atproto.server.getSession")
        try:
            answer = self._sessions.exchange(request)
        except LoginFailed as failed:
            return Condition(fault=reason_of(failed.outcome))
        except (httpx.HTTPError, SourceFault) as error:
            return Condition(fault=reason_of(of_fault(error)))
        if not answer.is_success:
            return Condition(fault=reason_of(of_error(answer, self._supplies.clock())))
        told = fields(answer)
        status, handle = told.get("status"), told.get("handle")
        fault = f"the account is {status}" if told.get("active") is False else None
        return Condition(fault=fault, account=handle if isinstance(handle, str) else None)


CHANNEL = BlueskyChannel
