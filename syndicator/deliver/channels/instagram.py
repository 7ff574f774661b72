"""
Instagram professional accounts (https://developers.facebook.com/docs/instagram-platform/content-publishing/).

A post is a picture with a caption, made in two steps: a container, for which Instagram fetches the picture itself (JPEG
at a public address, up to 8 MB, from 4:5 to 1.91:1), and its publication. Where a bulletin has no picture, or one that
Instagram does not take, the option `fallback_image` names one that stands in, such as the desk's emblem; without it
the post is abandoned. A caption has up to 2,200 characters and 30 hash tags; links in it are plain text.

How many posts a day are allowed differs between Instagram's own pages, so that the account is asked before each post.
A lost answer to the publication is settled by the container, whose status tells PUBLISHED, and by the account's own
media, where the link in the caption is our mark.

A caption cannot be changed. Deleting is known only to the API with Facebook Login, with the permission
`instagram_manage_contents`: where `base_url` is https://graph.facebook.com withdrawals delete, elsewhere a person has
to. The app needs `instagram_business_basic` and `instagram_business_content_publish`, or with Facebook Login
`instagram_basic`, `instagram_content_publish` and `pages_read_engagement`.

With Instagram Login a token lives 60 days and is renewed from its second day on
(https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token): `check` does so in time.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from syndicator.deliver.channel import Abilities, Condition, Post, Promise, Supplies
from syndicator.deliver.counting import characters
from syndicator.deliver.graph.account import VERSION, Account
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

VOICE = Voice(template="long", count=characters, limit=2_200, tags=5)
LONGEST_DESCRIPTION_CHARS = 1_000
FACEBOOK_LOGIN = "graph.facebook.com"

_EDGES = Edges(
    make="media",
    publish="media_publish",
    quota="content_publishing_limit",
    status="status_code",
    reason="status",
)


class InstagramChannel:
    """Posts to one account."""

    promise = Promise.ASKABLE

    def __init__(self, config: ChannelConfig, supplies: Supplies, timer: Timer | None = None) -> None:
        facebook_login = urlsplit(str(config.base_url)).hostname == FACEBOOK_LOGIN
        self.config = config
        self.abilities = Abilities(edits=False, deletes=facebook_login)
        self._writer = supplies.writer
        self._account = Account(
            config, supplies, version=VERSION, renewal=None if facebook_login else "ig_refresh_token"
        )
        self._user = config.options["user"]
        shelf = Shelf(
            path=f"{self._user}/media",
            fields="id,caption,permalink,timestamp",
            words="caption",
            posted_at="timestamp",
            address="permalink",
        )
        self._press = Press(self._account, self._user, _EDGES, shelf, timer or Timer())

    def compose(self, telling: Telling) -> Message:
        """Return a message that fits."""
        return self._writer.write(telling, VOICE, self.config)

    def send(self, post: Post) -> Outcome:
        """Post, or delete where the API can."""
        if post.delivery.action is Action.WITHDRAW:
            return self._withdraw(post)
        if post.delivery.action is Action.REVISE or post.message is None:
            return Abandoned("Instagram lets no caption be changed")
        forms = self._forms(post.message)
        if not forms:
            return Abandoned(
                "Instagram takes no post without a picture – route here only what has one,"
                " or name a standard picture as the option fallback_image"
            )
        return self._press.publish(post, forms)

    def _withdraw(self, post: Post) -> Outcome:
        if not self.abilities.deletes or post.earlier is None:
            return Abandoned("Instagram's API takes nothing down here – delete the post in the app")
        return self._account.remove(post.earlier)

    def _forms(self, message: Message) -> tuple[Form, ...]:
        """Return the containers to try, the best first."""
        forms = []
        if message.image:
            described = {"alt_text": message.description[:LONGEST_DESCRIPTION_CHARS]} if message.description else {}
            forms.append({"image_url": message.image, "caption": message.text} | described)
        if fallback := self.config.options.get("fallback_image"):
            forms.append({"image_url": fallback, "caption": message.text})
        return tuple(forms)

    def find(self, post: Post) -> Outcome:
        """Look for it among the account's own."""
        return self._press.find(post)

    def preview(self, post: Post) -> Preview:
        """Return the request that makes the container, or that deletes."""
        if post.delivery.action is not Action.CREATE or post.message is None:
            return preview_of(self._account.request("DELETE", str(post.earlier)), self._account.secrets)
        form = next(iter(self._forms(post.message)), {"caption": post.message.text})
        return preview_of(
            self._press.request(form),
            self._account.secrets,
            count=VOICE.count(post.message.text),
            limit=VOICE.limit,
        )

    def check(self) -> Condition:
        """Return the account's name and when its token ends; one that ends soon is renewed."""
        return self._account.condition(self._user, "username")


CHANNEL = InstagramChannel
