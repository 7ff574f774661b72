"""
X, by its API v2 (https://docs.x.com/x-api/posts/create-post).

A post is one `POST /2/tweets`; its picture goes before it to `POST /2/media/upload`, the words for who cannot see it to
`POST /2/media/metadata`. A picture that fails leaves a post without one. At most 280 by X's own counting, in which a
link is 23. An account may make 100 posts in 15 minutes; each answer tells what is left of each limit and when it
begins anew, in seconds since 1970, and limits of 24 hours have headers of their own.

X knows no key of ours. After a lost answer the account's own posts since the plan are read for our link, which X tells
whole as `expanded_url`. The same text again is refused with 403 "duplicate content", without the name of the post: then
it is looked for as well. Edits make a post with another name, and only for an hour: a correction, or a notice, takes
the post down and makes one of its own. To take down what is gone already does no harm.

An account is spoken for by OAuth 1.0a (consumer_key, consumer_secret, token, token_secret) or by OAuth 2.0 with the
scopes tweet.read, tweet.write, users.read, media.write and offline.access (client_id, refresh_token, and client_secret
of a confidential client).
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import UTC, timedelta

import httpx

from syndicator.deliver.answers import of_fault
from syndicator.deliver.channel import Abilities, Condition, Post, Promise, Supplies
from syndicator.deliver.counting import x_weight
from syndicator.deliver.login import LoginFailed, harmless, reason_of, unknown
from syndicator.deliver.message import Message
from syndicator.deliver.oauth import Login, Renewed, Signed
from syndicator.deliver.preview import Preview, preview_of
from syndicator.deliver.reading import each, fields, within, words
from syndicator.deliver.telling import Telling
from syndicator.deliver.writing import Voice
from syndicator.deliver.x_answers import is_duplicate, of_error, pause
from syndicator.errors import ConfigError, SourceFault
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.receipt import Receipt
from syndicator.telemetry import logger

log = logger(__name__)

LONGEST_POST = 280
LONGEST_DESCRIPTION_CHARS = 1_000
MOST_PICTURE_BYTES = 5_000_000
MOST_PAGES = 5
POSTS_A_PAGE = 100
CLOCKS_DIFFER = timedelta(minutes=5)
PUBLIC_PAGE = "https://x.com/i/web/status"
SIGNED = ("consumer_key", "consumer_secret", "token", "token_secret")
RENEWED = ("client_id", "refresh_token")
_VOICE = Voice(template="short", count=x_weight, limit=LONGEST_POST)


class XChannel:
    """Posts on one account."""

    promise = Promise.ASKABLE
    abilities = Abilities(edits=False)

    def __init__(self, config: ChannelConfig, supplies: Supplies) -> None:
        self.config = config
        self._supplies = supplies
        self._address = str(config.base_url).rstrip("/")
        self._login = _login(config, supplies, self._address)
        self._own_id: str | None = None

    def compose(self, telling: Telling) -> Message:
        """Return a post of at most 280 by X's own counting."""
        return self._supplies.writer.write(telling, _VOICE, self.config)

    def send(self, post: Post) -> Outcome:
        """Take down what the post replaces, which may be done twice, then say what it says."""
        try:
            if post.earlier is not None:
                gone = self._taken_down(post.earlier)
                if post.message is None or not isinstance(gone, Delivered):
                    return gone
            if post.message is None:
                return Abandoned("the post that has to go is not known by name")
            return self._said(post, post.message)
        except LoginFailed as failed:
            return failed.outcome
        except (httpx.HTTPError, SourceFault) as error:
            return of_fault(error)

    def _said(self, post: Post, message: Message) -> Outcome:
        answer = self._login.exchange(self._request(message, self._picture(message)))
        now = self._supplies.clock()
        if is_duplicate(answer):
            return self._had_already(post, answer)
        if not answer.is_success:
            return of_error(answer, now)
        name = within(fields(answer).get("data")).get("id")
        if not isinstance(name, str):
            return Unconfirmed("the answer to a post names none")
        return Delivered(_receipt(name), pause(answer, now))

    def _had_already(self, post: Post, answer: httpx.Response) -> Outcome:
        """Look for the post that has this text; if nobody sees it and an earlier attempt may have made it, say so."""
        found = self.find(post)
        if not isinstance(found, Postponed):
            return found
        refusal = of_error(answer, self._supplies.clock())
        tried_before = post.delivery.attempts > 1 and isinstance(refusal, Abandoned)
        return Unconfirmed(f"{reason_of(refusal)}; it does not show it") if tried_before else refusal

    def _request(self, message: Message, picture: str | None) -> httpx.Request:
        told: dict[str, object] = {"text": message.text}
        if picture is not None:
            told["media"] = {"media_ids": [picture]}
        return self._supplies.client.build_request("POST", f"{self._address}/2/tweets", json=told)

    def _picture(self, message: Message) -> str | None:
        """Return X's name for the uploaded picture; None where there is none, or none can be had."""
        if message.image is None:
            return None
        picture = self._supplies.pictures.fetch(message.image, most_bytes=MOST_PICTURE_BYTES)
        if picture is None:
            return None
        answer = self._prepared(
            self._supplies.client.build_request(
                "POST",
                f"{self._address}/2/media/upload",
                data={"media_category": "tweet_image", "media_type": picture.kind},
                files={"media": ("picture.jpg", picture.data, picture.kind)},
            )
        )
        name = within(fields(answer).get("data")).get("id") if answer is not None else None
        if not isinstance(name, str):
            return None
        if message.description:
            self._describe(name, message.description[:LONGEST_DESCRIPTION_CHARS])
        return name

    def _describe(self, picture: str, description: str) -> None:
        told = {"id": picture, "metadata": {"alt_text": {"text": description}}}
        self._prepared(self._supplies.client.build_request("POST", f"{self._address}/2/media/metadata", json=told))

    def _prepared(self, request: httpx.Request) -> httpx.Response | None:
        """Return the answer to what goes before a post; a failure is told to the log, and the post goes without."""
        try:
            answer = self._login.exchange(request)
        except (httpx.HTTPError, SourceFault) as error:
            reason = str(error) or type(error).__name__
        else:
            if answer.is_success:
                return answer
            reason = reason_of(of_error(answer, self._supplies.clock()))
        log.warning("picture_not_uploaded", channel=self.config.name, path=request.url.path, reason=reason)
        return None

    def _taken_down(self, name: str) -> Outcome:
        try:
            answer = self._login.exchange(self._deletion(name))
        except (httpx.HTTPError, SourceFault) as error:
            return harmless(of_fault(error))
        if within(fields(answer).get("data")).get("deleted") is False:
            return Postponed("it answered that the post was not deleted")
        if answer.is_success or answer.status_code == 404:
            return Delivered(Receipt(name))
        return harmless(of_error(answer, self._supplies.clock()))

    def _deletion(self, name: str) -> httpx.Request:
        return self._supplies.client.build_request("DELETE", f"{self._address}/2/tweets/{name}")

    def find(self, post: Post) -> Outcome:
        """
        Look through the account's own posts since it may be there; a post that has to go is taken down again instead.

        X shows a post among them within seconds, and we ask half a minute after the attempt at the earliest.
        """
        if post.message is None:
            return self.send(post)
        try:
            found = self._found(post, post.message)
        except LoginFailed as failed:
            return unknown(failed.outcome)
        except (httpx.HTTPError, SourceFault) as error:
            return unknown(of_fault(error))
        return found or Postponed("it is not among the account's posts", cause=Cause.ABSENT)

    def _found(self, post: Post, message: Message) -> Outcome | None:
        account = self._own_id or self._account()
        if not isinstance(account, str):
            return account
        self._own_id, page = account, ""
        for _ in range(MOST_PAGES):
            answer = self._login.exchange(self._asking_for_posts(account, post, page))
            told = fields(answer)
            meta = within(told.get("meta"))
            if not answer.is_success or "result_count" not in meta:
                return unknown(of_error(answer, self._supplies.clock()))
            for shown in each(told.get("data")):
                name = shown.get("id")
                if isinstance(name, str) and name != post.earlier and _is_same(shown, message):
                    return Delivered(_receipt(name))
            page = words(meta.get("next_token"))
            if not page:
                return None
        return Unconfirmed(
            f"the account has made more than {MOST_PAGES * POSTS_A_PAGE} posts since", cause=Cause.BEYOND
        )

    def _asking_for_posts(self, account: str, post: Post, page: str) -> httpx.Request:
        since = post.possible_since.astimezone(UTC) - CLOCKS_DIFFER
        asked = {
            "max_results": str(POSTS_A_PAGE),
            "tweet.fields": "entities",
            "exclude": "retweets",
            "start_time": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
        } | ({"pagination_token": page} if page else {})
        return self._supplies.client.build_request("GET", f"{self._address}/2/users/{account}/tweets", params=asked)

    def preview(self, post: Post) -> Preview:
        """Return the post that would be made, its picture left out; for a post taken down, what deletes it."""
        secrets = self._supplies.secrets.values()
        if post.message is None:
            return preview_of(self._deletion(post.earlier or ""), secrets)
        count = x_weight(post.message.text)
        return preview_of(self._request(post.message, None), secrets, count=count, limit=LONGEST_POST)

    def check(self) -> Condition:
        """Ask who we are; tokens of OAuth 2.0 are renewed by us, so none is told to end."""
        try:
            answer = self._login.exchange(self._asking_who_we_are())
        except LoginFailed as failed:
            return Condition(fault=reason_of(failed.outcome))
        except (httpx.HTTPError, SourceFault) as error:
            return Condition(fault=reason_of(of_fault(error)))
        name = within(fields(answer).get("data")).get("username")
        if not answer.is_success or not isinstance(name, str):
            return Condition(fault=reason_of(of_error(answer, self._supplies.clock())))
        return Condition(account=f"@{name}")

    def _account(self) -> str | Outcome:
        answer = self._login.exchange(self._asking_who_we_are())
        name = within(fields(answer).get("data")).get("id")
        return name if isinstance(name, str) else unknown(of_error(answer, self._supplies.clock()))

    def _asking_who_we_are(self) -> httpx.Request:
        return self._supplies.client.build_request("GET", f"{self._address}/2/users/me")


def _login(config: ChannelConfig, supplies: Supplies, address: str) -> Login:
    secrets = {role: secret for role, secret in supplies.secrets.items() if secret}
    if all(role in secrets for role in SIGNED):
        return Signed(client=supplies.client, **{role: secrets[role] for role in SIGNED})
    if all(role in secrets for role in RENEWED):
        return Renewed(
            supplies=supplies,
            address=f"{address}/2/oauth2/token",
            client_id=secrets["client_id"],
            client_secret=secrets.get("client_secret", ""),
            first_token=secrets["refresh_token"],
        )
    raise ConfigError(
        config.name, "X needs more secrets than these", f"name {', '.join(SIGNED)}, or {' and '.join(RENEWED)}"
    )


def _is_same(shown: Mapping[str, object], message: Message) -> bool:
    """Whether a post leads to our link; without a link, whether it says the same. X answers with HTML entities."""
    if message.link is None or message.link not in message.text:
        return html.unescape(str(shown.get("text"))).strip() == message.text.strip()
    leads = each(within(shown.get("entities")).get("urls"))
    return any(message.link in {lead.get("expanded_url"), lead.get("unwound_url")} for lead in leads)


def _receipt(name: str) -> Receipt:
    return Receipt(name, f"{PUBLIC_PAGE}/{name}")


CHANNEL = XChannel
