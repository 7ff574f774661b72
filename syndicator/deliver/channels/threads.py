"""
Threads (https://developers.facebook.com/docs/threads/posts).

A post is made in two steps: a container with the text, the link and perhaps a picture, which Threads fetches itself,
and its publication. A picture that Threads does not take does not hold up the post: it goes as text, with a card of the
link. A text has up to 500 characters, emoji counted as their bytes in UTF-8, one hash tag, and at most five addresses.
A profile publishes 250 posts and deletes 100 in 24 hours; how much is left is asked before each post.

Error 24/4279009 on publishing means that the container was lost, and nothing is public: it may be tried again.
Any other answer to the publication that is lost is settled by the container, whose status tells PUBLISHED, and by the
profile's own posts. Nothing can be changed; a withdrawal deletes. The app needs `threads_basic`,
`threads_content_publish` and `threads_delete`.

A token lives 60 days and is renewed from its second day on
(https://developers.facebook.com/docs/threads/get-started/long-lived-tokens/): `check` does so in time.
"""

from __future__ import annotations

from syndicator.deliver.channel import Abilities, Condition, Post, Promise, Supplies
from syndicator.deliver.counting import threads_length
from syndicator.deliver.graph.account import Account
from syndicator.deliver.graph.containers import Edges, Form, Press
from syndicator.deliver.graph.finding import Shelf
from syndicator.deliver.graph.patience import Timer
from syndicator.deliver.message import Message
from syndicator.deliver.preview import Preview, preview_of
from syndicator.deliver.telling import Telling
from syndicator.deliver.writing import Voice
from syndicator.model.attempt import Abandoned, Outcome
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action

VERSION = "v1.0"
VOICE = Voice(template="short", count=threads_length, limit=500, tags=1)
LONGEST_DESCRIPTION_CHARS = 1_000

_EDGES = Edges(
    make="threads",
    publish="threads_publish",
    quota="threads_publishing_limit",
    status="status",
    reason="error_message",
)


class ThreadsChannel:
    """Posts to one profile."""

    promise = Promise.ASKABLE
    abilities = Abilities(edits=False)

    def __init__(self, config: ChannelConfig, supplies: Supplies, timer: Timer | None = None) -> None:
        self.config = config
        self._writer = supplies.writer
        self._account = Account(config, supplies, version=VERSION, renewal="th_refresh_token")
        self._user = config.options["user"]
        shelf = Shelf(
            path=f"{self._user}/threads",
            fields="id,text,permalink,timestamp,link_attachment_url",
            words="text",
            posted_at="timestamp",
            address="permalink",
        )
        self._press = Press(self._account, self._user, _EDGES, shelf, timer or Timer())

    def compose(self, telling: Telling) -> Message:
        """Return a message that fits."""
        return self._writer.write(telling, VOICE, self.config)

    def send(self, post: Post) -> Outcome:
        """Post or delete."""
        if post.delivery.action is Action.WITHDRAW and post.earlier:
            return self._account.remove(post.earlier)
        if post.delivery.action is not Action.CREATE or post.message is None:
            return Abandoned("Threads lets no post be changed")
        return self._press.publish(post, _forms(post.message))

    def find(self, post: Post) -> Outcome:
        """Look for it among the profile's own."""
        return self._press.find(post)

    def preview(self, post: Post) -> Preview:
        """Return the request that makes the container, or that deletes."""
        if post.delivery.action is not Action.CREATE or post.message is None:
            return preview_of(self._account.request("DELETE", str(post.earlier)), self._account.secrets)
        request = self._press.request(_forms(post.message)[0])
        return preview_of(request, self._account.secrets, count=VOICE.count(post.message.text), limit=VOICE.limit)

    def check(self) -> Condition:
        """Return the profile's name and when its token ends; one that ends soon is renewed."""
        return self._account.condition(self._user, "username")


def _forms(message: Message) -> tuple[Form, ...]:
    """Return the containers to try, the best first."""
    plain = {"media_type": "TEXT", "text": message.text}
    if message.link:
        plain["link_attachment"] = message.link
    if not message.image:
        return (plain,)
    shown = {"media_type": "IMAGE", "image_url": message.image, "text": message.text}
    if message.description:
        shown["alt_text"] = message.description[:LONGEST_DESCRIPTION_CHARS]
    return shown, plain


CHANNEL = ThreadsChannel
