"""
Facebook pages, by the Graph API (https://developers.facebook.com/docs/pages-api/posts).

A post is a message and a link; Facebook makes the card of the link itself, with the picture that our page names. A card
that cannot be made does not hold up the post: it goes without. A correction changes the message, the card stays. A
message has up to 63,206 characters. The app needs `pages_manage_posts` and `pages_read_engagement`, the token is the
page's own; one that was made of a long-lived user token does not end by itself.

There is no key that makes a repeated send safe. An answer that is lost is looked for in the page's own posts, by link
and words. Error 1 has been seen for posts that were made nevertheless, so that it counts as a lost answer; error 506
says that the same was posted just now, and is looked for likewise. Changing and deleting may be repeated.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import httpx

from syndicator.deliver.channel import Abilities, Condition, Post, Promise, Supplies
from syndicator.deliver.counting import characters
from syndicator.deliver.graph.account import VERSION, Account
from syndicator.deliver.graph.faults import DUPLICATE, SCRAPING, GraphFault
from syndicator.deliver.graph.finding import Shelf, find
from syndicator.deliver.graph.patience import Patience, Timer
from syndicator.deliver.graph.reading import fields_of, json_of, number_of, rows_of, text_of
from syndicator.deliver.message import Message
from syndicator.deliver.preview import Preview, preview_of
from syndicator.deliver.telling import Telling
from syndicator.deliver.writing import Voice
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from syndicator.telemetry import logger

VOICE = Voice(template="long", count=characters, limit=63_206)

log = logger(__name__)


class FacebookChannel:
    """Posts on one page."""

    promise = Promise.ASKABLE
    abilities = Abilities()

    def __init__(self, config: ChannelConfig, supplies: Supplies, timer: Timer | None = None) -> None:
        self.config = config
        self._timer = timer or Timer()
        self._writer = supplies.writer
        self._account = Account(config, supplies, version=VERSION)
        self._page = config.options["page"]
        self._shelf = Shelf(
            path=f"{self._page}/posts",
            fields="id,message,permalink_url,created_time,attachments{unshimmed_url}",
            words="message",
            posted_at="created_time",
            address="permalink_url",
        )

    def compose(self, telling: Telling) -> Message:
        """Return a message that fits."""
        return self._writer.write(telling, VOICE, self.config)

    def send(self, post: Post) -> Outcome:
        """Post, change or delete; a withdrawal with a message becomes that message."""
        if post.delivery.action is Action.CREATE:
            return self._create(post)
        if post.earlier is None:
            return Abandoned("there is no earlier post to change")
        if post.message is None:
            return self._account.remove(post.earlier)
        return self._change(post, post.earlier)

    def _create(self, post: Post) -> Outcome:
        patience = Patience(self._timer)
        try:
            name, pause = self._account.publish(self._request(post))
        except GraphFault as fault:
            if fault.code == DUPLICATE:
                return self._there_already(post, fault)
            if SCRAPING not in {fault.code, fault.subcode}:
                return fault.outcome
            if patience.is_over():
                return Postponed(fault.outcome.reason, cause=Cause.OURS)
            return self._create_without_card(post, fault)
        return _delivered(name, pause)

    def _create_without_card(self, post: Post, fault: GraphFault) -> Outcome:
        log.warning("link_card_refused", channel=self.config.name, reason=fault.outcome.reason)
        try:
            return _delivered(*self._account.publish(self._request(post, card=False)))
        except GraphFault as second:
            return second.outcome

    def _there_already(self, post: Post, fault: GraphFault) -> Outcome:
        found = self.find(post)
        return found if isinstance(found, Delivered) else fault.outcome

    def _change(self, post: Post, earlier: str) -> Outcome:
        try:
            said = self._account.ask(self._request(post))
        except GraphFault as fault:
            return Abandoned(f"the post is gone: {fault.outcome.reason}") if fault.missing else fault.outcome
        if fields_of(said.body).get("success") is False:
            return Abandoned("it says that it did not change the post")
        return _delivered(earlier, said.pause)

    def _request(self, post: Post, *, card: bool = True) -> httpx.Request:
        if post.message is None:
            return self._account.request("DELETE", str(post.earlier))
        fields = {"message": post.message.text}
        if post.delivery.action is not Action.CREATE:
            return self._account.request("POST", str(post.earlier), fields)
        if card and post.message.link:
            fields["link"] = post.message.link
        return self._account.request("POST", f"{self._page}/feed", fields | {"published": "true"})

    def find(self, post: Post) -> Outcome:
        """Look for it among the page's own."""
        return find(self._account, self._shelf, post)

    def preview(self, post: Post) -> Preview:
        """Return the request that is sent."""
        text = post.message.text if post.message else ""
        return preview_of(
            self._request(post), self._account.secrets, count=VOICE.count(text), limit=VOICE.limit if text else None
        )

    def check(self) -> Condition:
        """Return the page's name, and when its token ends."""
        condition = self._account.condition(self._page, "name")
        if condition.fault is not None:
            return condition
        return Condition(account=condition.account, expires_at=self._expires_at())

    def _expires_at(self) -> datetime | None:
        """
        Return when the token ends: None where it does not, or where Facebook does not tell.

        https://developers.facebook.com/docs/graph-api/reference/debug_token wants the token as a parameter. A batch
        (https://developers.facebook.com/docs/graph-api/batch-requests) takes it in its body, where no log finds it.
        """
        question = f"{VERSION}/debug_token?{urlencode({'input_token': self._account.secrets[-1]})}"
        batch = json.dumps([{"method": "GET", "relative_url": question}])
        try:
            said = self._account.ask(self._account.request("POST", "", {"batch": batch}))
        except GraphFault as fault:
            log.warning("token_not_told", channel=self.config.name, reason=fault.outcome.reason)
            return None
        told = fields_of(json_of(text_of(next(iter(rows_of(said.body)), {}).get("body"))))
        ends = number_of(fields_of(told.get("data")).get("expires_at"))
        return datetime.fromtimestamp(ends, UTC) if ends > 0 else None


def _delivered(name: str, pause: timedelta | None) -> Delivered:
    return Delivered(Receipt(name, f"https://www.facebook.com/{name}"), pause)


CHANNEL = FacebookChannel
