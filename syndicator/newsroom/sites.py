"""One regional site: the posts it holds and the addresses it gives them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from syndicator.newsroom.answers import Answer
from syndicator.newsroom.releases import Release
from syndicator.newsroom.style import SiteStyle
from syndicator.newsroom.units import Unit

Software = Literal["wordpress", "blogger"]
Way = Literal["feed", "sitemap", "page"]
SLUG_WORDS = {"wordpress": 14, "blogger": 7}
CACHE_ENTRIES = 512
FIRST_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
TITLES = ("Humas {unit}", "Tribratanews {unit}", "{unit} News", "Portal Berita {unit}")


@dataclass(slots=True, eq=False)
class Post:
    """
    One post of a site.

    Attributes:
        number: the id that the site's software gave it.
        release: number of the release it shows.
        at: offset of its publication.
        updates: offsets of the edits of the release that it shows.
        path: its page, below the site's address.
        deleted_at: offset of when it was taken down; None while it stands.
    """

    number: int
    release: int
    copied: bool
    at: float
    path: str
    updates: tuple[float, ...] = ()
    deleted_at: float | None = None

    @property
    def deleted(self) -> bool:
        """Whether it was taken down."""
        return self.deleted_at is not None

    @property
    def modified(self) -> float:
        """Return the offset of the last change on this site."""
        return self.at if self.copied or not self.updates else self.updates[-1]

    @property
    def slug(self) -> str:
        """Return the last part of its path."""
        return self.path.strip("/").rsplit("/", 1)[-1].removesuffix(".html")


@dataclass(slots=True, eq=False)
class Site:
    """
    A site and its posts, oldest first.

    Attributes:
        base: its address, without a slash at the end.
        way: by what it is read; without a feed its interface is closed too.
        version: counts changes of any kind; answers are kept as long as it stands.
    """

    index: int
    slug: str
    unit: Unit
    software: Software
    style: SiteStyle
    base: str
    epoch: datetime
    read: Callable[[Post], Release]
    posts: list[Post] = field(default_factory=list)
    live: list[Post] = field(default_factory=list)
    by_path: dict[str, Post] = field(default_factory=dict)
    way: Way = "feed"
    version: int = 0
    requests: int = 0
    kept: dict[str, Answer] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return the site's name."""
        return TITLES[len(self.slug) % len(TITLES)].format(unit=self.unit.name)

    @property
    def feed(self) -> str:
        """Return the address of the main feed."""
        return self.base + ("/feeds/posts/default" if self.software == "blogger" else "/feed/")

    @property
    def source(self) -> str:
        """Return the address by which it is polled."""
        return {"feed": self.feed, "sitemap": f"{self.base}/wp-sitemap.xml", "page": f"{self.base}/"}[self.way]

    def address(self, post: Post) -> str:
        """Return the address of a post's page."""
        return self.base + post.path

    def guid(self, post: Post) -> str:
        """Return the post's lasting name in the feed."""
        if self.software == "blogger":
            return f"{self.feed_id}.post-{post.number}"
        return f"{self.base}/?p={post.number}"

    @property
    def feed_id(self) -> str:
        """Return the Atom id of a Blogger site."""
        return f"tag:blogger.com,1999:blog-{7_000_000_000_000 + self.index * 7_919}"

    def true_moment(self, at: float) -> datetime:
        """Return the moment of an offset, to the second."""
        return (self.epoch + timedelta(seconds=at)).replace(microsecond=0).astimezone(UTC)

    def stated_moment(self, at: float) -> datetime:
        """Return the moment that the site's software believes it was; a wrong clock shifts it."""
        moment = self.true_moment(at)
        return moment + (self.unit.tz.utcoffset(None) if self.style.local_clock else timedelta())

    def local_moment(self, at: float) -> datetime:
        """Return the civil time of an offset at the site."""
        return self.true_moment(at).astimezone(self.unit.tz)

    def last_modified(self) -> datetime:
        """Return the stated moment of the last change of any post that is still there."""
        return self.stated_moment(max((post.modified for post in self.live), default=-1e6))

    def newest(self, start: int, count: int) -> Sequence[Post]:
        """Return live posts, newest first, beginning with number `start`."""
        end = max(0, len(self.live) - start)
        return self.live[max(0, end - count) : end][::-1]

    def publish(self, release: int, at: float, title: str, *, copied: bool, updates: tuple[float, ...]) -> Post:
        """Put up a new post."""
        number = self._next_number(release)
        post = Post(number, release, copied, at, self._free_path(title, at), updates)
        self.posts.append(post)
        self.live.append(post)
        self.by_path[post.path] = post
        self.changed()
        return post

    def update(self, post: Post, at: float) -> None:
        """Note that the desk edited a post."""
        post.updates = (*post.updates, at)
        self.changed()

    def delete(self, post: Post, at: float) -> None:
        """Take a post down."""
        post.deleted_at = at
        self.live.remove(post)
        del self.by_path[post.path]
        self.changed()

    def changed(self) -> None:
        """Forget the answers of the former version."""
        self.version += 1
        self.kept.clear()

    def remembered(self, key: str, render: Callable[[], Answer]) -> Answer:
        """Return the answer kept under a key, rendered if this version has none yet."""
        answer = self.kept.get(key)
        if answer is None:
            answer = render()
            if len(self.kept) < CACHE_ENTRIES:
                self.kept[key] = answer
        return answer

    def _next_number(self, release: int) -> int:
        """Return the id of the next post; it begins with the epoch, so that another run reuses none."""
        if self.posts:
            gap = 104_729 if self.software == "blogger" else 1 + (release * 7 + self.index) % 5
            return self.posts[-1].number + gap
        return int((self.epoch - FIRST_EPOCH).total_seconds() // 60) + self.index % 900

    def _free_path(self, title: str, at: float) -> str:
        slug = slugified(title, SLUG_WORDS[self.software])
        moment = self.local_moment(at)
        copy = 1
        while True:
            name = slug if copy == 1 else f"{slug}-{copy}"
            path = f"/{moment:%Y/%m}/{name}.html" if self.software == "blogger" else f"/{moment:%Y/%m/%d}/{name}/"
            if path not in self.by_path:
                return path
            copy += 1


def slugified(title: str, words: int) -> str:
    """Return a title as an address has it."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:words])
