"""
WordPress (https://developer.wordpress.org/rest-api/reference/posts/), with an application password of one user.

The address is that of the site, whose REST API answers under `/wp-json` (with permalinks other than plain). A site has
no limits of its own; what stands before it answers 429 or 503. A wrong password is 401 `incorrect_password`, or the
site takes us for nobody (6.1 does): 401 `rest_not_logged_in` or `rest_cannot_create`, and 400 around
`rest_forbidden_status` where drafts are asked for. So it is where the web server drops the header of the login. 403
tells that the user's role does not suffice (Author: publishes and uploads; Editor: makes categories too).

The API knows no idempotency key, and makes as many posts of one slug as it is asked for. So the slug ends in a mark of
the delivery, and it is looked for before each creation and after each lost answer; once something may have gone wrong,
among the newest posts too, since a title may have changed meanwhile. Categories, tags and the picture are there or
not, the post goes out. A correction changes title, text, excerpt and picture, and leaves what editors of the site
decide: state, slug, categories, tags. A post that is taken down lies in the site's trash; its picture is deleted.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import replace

import httpx

from syndicator.deliver.answers import of_fault, of_refusal
from syndicator.deliver.channel import Abilities, Condition, Post, Promise, Supplies
from syndicator.deliver.cleaning import one_line
from syndicator.deliver.message import Message
from syndicator.deliver.preview import Preview, preview_of
from syndicator.deliver.telling import Occasion, Telling
from syndicator.deliver.wordpress_api import Site, fault_of, number_of, parsed
from syndicator.deliver.wordpress_words import composed, mark_of, shown, slug_of
from syndicator.deliver.writing import Voice
from syndicator.errors import ConfigError, SourceFault
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from syndicator.telemetry import logger

log = logger(__name__)

STATES = ("publish", "draft", "pending", "private")
SHOWN = "id,link,status"
NEWEST = 100
PREPARING_S = 8.0
"""So long categories, tags and a picture may take; the post goes without the rest."""
BEGIN_WITHIN_S = 20.0
"""What is not sent by then is sent another time: the delivery's lease has to outlast the longest exchange."""
VOICE = Voice(template="long", count=len, limit=100_000)
PICTURE_BYTES = 1_900_000
"""PHP takes files up to 2 MB unless it is told otherwise."""
NOT_ALLOWED = ("rest_cannot_", "rest_forbidden", "rest_user_cannot_", "application_passwords_disabled")
TRIMMINGS = frozenset({"rest_cannot_assign_term", "rest_invalid_featured_media"})


class WordPressChannel:
    """Publishes posts on one site."""

    promise = Promise.ASKABLE
    abilities = Abilities()

    def __init__(self, config: ChannelConfig, supplies: Supplies) -> None:
        self.config = config
        self._clock = supplies.clock
        self._pictures = supplies.pictures
        self._writer = supplies.writer
        self._secrets = tuple(supplies.secrets.values())
        self._state = config.options.get("status", STATES[0])
        if self._state not in STATES:
            raise ConfigError(
                "channels.toml", f"{config.name}: no post has the status {self._state!r}", f"write {', '.join(STATES)}"
            )
        self._categories = _names(config.options.get("category", ""))
        self._site = Site(supplies.client, str(config.base_url), config.options["user"], supplies.secrets["password"])
        self._lock = threading.Lock()

    def compose(self, telling: Telling) -> Message:
        """Return all of it, and a last line that names the source and leads to it; a title stays the release's own."""
        told = replace(telling, occasion=Occasion.RELEASE) if telling.occasion is Occasion.CORRECTION else telling
        return composed(told, self._writer.write(told, VOICE, self.config), self.config)

    def send(self, post: Post) -> Outcome:
        """Publish, correct, or move to the trash."""
        if post.delivery.action is Action.CREATE and post.message is not None:
            with self._lock:
                return self._create(post, post.message)
        if post.earlier is None:
            return Abandoned("it is not known which post of the site this is about")
        if post.message is None:
            return self._take_down(post.earlier)
        return self._correct(post.message, post.earlier)

    def _create(self, post: Post, message: Message) -> Outcome:
        began = time.monotonic()
        found = self._look(post, message, anywhere=post.delivery.attempts > 1)
        if isinstance(found, Unconfirmed):
            return Postponed(f"could not look for it first: {found.reason}", found.after)
        if found is not None:
            return found
        until = time.monotonic() + PREPARING_S
        picture = self._picture(message, until)
        body = shown(message) | self._first(post, message) | self._terms(post, until, make=True)
        if time.monotonic() > began + BEGIN_WITHIN_S:
            return Postponed("the site answers so slowly that nothing was sent")
        outcome, code = self._said("POST", "/posts", body | ({"featured_media": picture} if picture else {}))
        if code in TRIMMINGS:
            log.warning("wordpress_without", channel=self.config.name, fault=code)
            outcome, _ = self._said("POST", "/posts", shown(message) | self._first(post, message))
        return outcome

    def _said(self, method: str, path: str, body: Mapping[str, object]) -> tuple[Outcome, str]:
        """Return what a writing request came to, and the code with which the site refused it."""
        try:
            answer = self._site.ask(self._site.request(method, path, {"_fields": SHOWN}, body))
        except (httpx.HTTPError, SourceFault) as error:
            return of_fault(error), ""
        if not answer.is_success:
            return self._refused(answer), fault_of(answer)[0]
        receipt = _receipt(parsed(answer))
        return (Delivered(receipt) if receipt else Unconfirmed("it answered what nobody can read")), ""

    def _first(self, post: Post, message: Message) -> dict[str, object]:
        return {"slug": slug_of(post, message), "status": self._state}

    def _terms(self, post: Post, until: float, *, make: bool) -> dict[str, object]:
        """Without a category of the channel's own, the main topic is one; all topics and the unit are tags."""
        topics = list(post.topics.values())
        named = {
            "categories": self._categories or topics[:1],
            "tags": [*topics, *([post.unit.name] if post.unit else [])],
        }
        found: dict[str, object] = {}
        for kind, names in named.items():
            ids = self._site.terms(kind, names, make=make) if time.monotonic() < until else []
            found |= {kind: ids} if ids else {}
        return found

    def _picture(self, message: Message, until: float) -> int | None:
        if message.image is None:
            return None
        picture = self._pictures.fetch(message.image, most_bytes=PICTURE_BYTES)
        if picture is None or time.monotonic() > until:
            return None
        return self._site.picture(message.image, picture, one_line(message.description))

    def _correct(self, message: Message, earlier: str) -> Outcome:
        """A picture that the correction does not show, or that cannot be had now, goes: it may be what was wrong."""
        picture = self._picture(message, time.monotonic() + PREPARING_S)
        outcome, code = self._said("POST", f"/posts/{earlier}", shown(message) | {"featured_media": picture or 0})
        if code in TRIMMINGS:
            outcome, _ = self._said("POST", f"/posts/{earlier}", shown(message))
        return outcome

    def _take_down(self, earlier: str) -> Outcome:
        outcome, code = self._deleted(earlier, "false")
        return self._deleted(earlier, "true")[0] if code == "rest_trash_not_supported" else outcome

    def _deleted(self, earlier: str, force: str) -> tuple[Outcome, str]:
        try:
            answer = self._site.ask(self._site.request("DELETE", f"/posts/{earlier}", {"force": force}))
        except (httpx.HTTPError, SourceFault) as error:
            return of_fault(error), ""
        told = parsed(answer)
        if answer.is_success:
            was = told.get("previous", told) if isinstance(told, dict) else None
            if (picture := number_of(was, "featured_media")) is not None:
                self._site.delete_picture(picture)
        elif answer.status_code != 410 and fault_of(answer)[0] != "rest_post_invalid_id":
            return self._refused(answer), fault_of(answer)[0]
        return Delivered(Receipt(remote_id=earlier)), ""

    def find(self, post: Post) -> Outcome:
        """Look for a creation by its slug; anything else can be done again without harm."""
        if post.delivery.action is not Action.CREATE or post.message is None:
            return Postponed("what is done twice is the same here", cause=Cause.ABSENT)
        found = self._look(post, post.message, anywhere=True)
        if found is None:
            return Postponed("no post has its slug", cause=Cause.ABSENT)
        return found if isinstance(found, Delivered) else Unconfirmed(found.reason)

    def _look(self, post: Post, message: Message, *, anywhere: bool) -> Outcome | None:
        """
        Return the post if it is there, None if it surely is not.

        Args:
            anywhere: look at the newest posts of the site too; it was called by another title, perhaps.
        """
        queries: list[dict[str, str | int]] = [{"slug": slug_of(post, message)}]
        if anywhere:
            queries.append({"orderby": "id", "order": "desc", "per_page": NEWEST})
        for query in queries:
            told = {"status": "any", "context": "edit", "_fields": f"{SHOWN},slug"} | query
            found = self._asked(self._site.request("GET", "/posts", told), mark_of(post))
            if found is not None:
                return found
        return None

    def _asked(self, request: httpx.Request, mark: str) -> Outcome | None:
        try:
            answer = self._site.ask(request)
        except (httpx.HTTPError, SourceFault) as error:
            return of_fault(error)
        if not answer.is_success:
            return self._refused(answer)
        told = parsed(answer)
        if not isinstance(told, list):
            return Unconfirmed("it answered what nobody can read")
        for one in told:
            receipt = _receipt(one)
            if receipt and str(one.get("slug", "")).endswith(mark):
                return Delivered(receipt)
        return None

    def _refused(self, answer: httpx.Response) -> Outcome:
        outcome, (code, words) = of_refusal(answer, self._clock()), fault_of(answer)
        told = ": ".join(part for part in (code, words) if part)
        if isinstance(outcome, Delivered) or not told:
            return outcome
        if isinstance(outcome, Abandoned) and answer.status_code in {400, 403} and code.startswith(NOT_ALLOWED):
            outcome = Postponed(outcome.reason, cause=Cause.LOGIN)
        return replace(outcome, reason=f"{outcome.reason}: {told}")

    def preview(self, post: Post) -> Preview:
        """Return the request that publishes or corrects; terms and pictures that are not on the site are left out."""
        action, message = post.delivery.action, post.message
        if message is None:
            return preview_of(self._site.request("DELETE", f"/posts/{post.earlier}", {"force": "false"}), self._secrets)
        if action is Action.CREATE:
            terms = self._terms(post, time.monotonic() + PREPARING_S, make=False)
            body, path = shown(message) | self._first(post, message) | terms, "/posts"
        else:
            body, path = shown(message), f"/posts/{post.earlier}"
        return preview_of(self._site.request("POST", path, {"_fields": SHOWN}, body), self._secrets)

    def check(self) -> Condition:
        """Ask who we are and what we may."""
        try:
            answer = self._site.ask(
                self._site.request("GET", "/users/me", {"context": "edit", "_fields": "slug,name,capabilities"})
            )
        except (httpx.HTTPError, SourceFault) as error:
            return Condition(fault=str(error) or type(error).__name__)
        told = parsed(answer)
        if not answer.is_success or not isinstance(told, dict):
            return Condition(fault=getattr(self._refused(answer), "reason", "it answered what nobody can read"))
        may, wanted = told.get("capabilities"), "publish_posts" if self._state == "publish" else "edit_posts"
        allowed = isinstance(may, dict) and bool(may.get(wanted))
        fault = None if allowed else f"this user may not {wanted.replace('_', ' ')}: give the role Author or Editor"
        return Condition(fault=fault, account=str(told.get("slug") or told.get("name") or ""))


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _receipt(told: object) -> Receipt | None:
    """Return the receipt for a post as the site shows it; only what is published has an address."""
    number = number_of(told)
    if number is None or not isinstance(told, dict):
        return None
    address = told.get("link") if told.get("status") == "publish" else None
    return Receipt(remote_id=str(number), address=address if isinstance(address, str) else None)


CHANNEL = WordPressChannel
