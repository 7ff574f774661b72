"""What accounts show by their services' own records, against the stories that should have a post there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from benchmarks.soak.compare.difference import Compared, plainly
from benchmarks.soak.record import Kept, Post, Record
from syndicator.model.delivery import Action, DeliveryState

EDITED = frozenset({"mastodon", "telegram", "webhook", "wordpress"})
"""Services whose posts can be edited."""
WHOLE = frozenset({"webhook", "wordpress"})
"""They are told the whole text."""
TITLE_CHARS = 60
"""So much of a title stands in the shortest post."""
UNKNOWN = frozenset({DeliveryState.UNCONFIRMED, DeliveryState.ABANDONED})


@dataclass(frozen=True, slots=True)
class _Account:
    """One account, with what we sent there."""

    kind: str
    shown: Mapping[str, str]
    record: Record
    posts: Sequence[Post]
    alive: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By story the names of its posts there."""
    of_bulletin: defaultdict[int, list[Post]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for one in self.posts:
            self.of_bulletin[one.bulletin_id].append(one)


def compare(shown: Mapping[str, Mapping[str, str]], record: Record, began_at: datetime) -> Compared:
    """
    Compare story by story and account by account.

    Args:
        shown: by kind what the account shows, by the service's own name of the post.
        began_at: from when on stories had to be posted; channels were not there before.
    """
    found = Compared()
    stories = record.stories()
    for kind, posts in shown.items():
        account = _Account(kind, posts, record, [one for one in record.posts if one.channel == kind])
        _claim(found, account)
        for story_id, members in stories.items():
            _story(found, account, story_id, members, began_at)
    return found


def _claim(found: Compared, account: _Account) -> None:
    """Find the story of each post; what none of our deliveries knows is a double, or one that nobody knows of."""
    names = {one.remote_id: one for one in account.posts if one.remote_id is not None}
    unknown = [one for one in account.posts if one.state in UNKNOWN]
    for name, words in account.shown.items():
        ours = names.get(name)
        if ours is not None:
            account.alive[account.record.bulletins[ours.bulletin_id].story_id].append(name)
            continue
        lost = next((one for one in unknown if _tells(words, account.record.bulletins[one.bulletin_id].title)), None)
        if lost is None:
            found.differs(account.kind, f"nobody sent {name}: {words[:100]!r}")
        else:
            found.open[f"{account.kind}: made, and its answer lost; left to a person"] += 1


def _story(found: Compared, account: _Account, story_id: int, members: Sequence[Kept], began_at: datetime) -> None:
    names, head = account.alive.get(story_id, []), next((one for one in members if one.is_shown), None)
    posts = [post for one in members for post in account.of_bulletin[one.id]]
    if len(names) > 1:
        found.differs(account.kind, f"story {story_id} has {len(names)} posts: {', '.join(names)}", members[0].id)
    elif names and head is None:
        _left_standing(found, account, names[0], members[0], posts)
    elif names:
        _words(found, account, names[0], members, posts)
    elif head is not None and all(one.first_seen_at >= began_at for one in members):
        _lacking(found, account, head, posts)


def _left_standing(found: Compared, account: _Account, name: str, one: Kept, posts: Sequence[Post]) -> None:
    if any(post.state in UNKNOWN for post in posts):
        found.open[f"{account.kind}: not taken down for sure; left to a person"] += 1
    else:
        found.differs(account.kind, f"{name} still shows bulletin {one.id}, which is {one.state.value}", one.id)


def _lacking(found: Compared, account: _Account, head: Kept, posts: Sequence[Post]) -> None:
    unknown = next((post for post in posts if post.state in UNKNOWN), None)
    if unknown is not None:
        found.open[f"{account.kind}: {unknown.state}; left to a person"] += 1
        return
    told = ", ".join(f"{post.action} {post.state}" for post in posts) or "nothing was planned"
    found.differs(account.kind, f"no post of bulletin {head.id} ({told})", head.id)


def _words(found: Compared, account: _Account, name: str, members: Sequence[Kept], posts: Sequence[Post]) -> None:
    """A post tells the bulletin and revision that it was sent last; where posts are edited, that is the newest one."""
    by_id = {one.id: one for one in members}
    last = max(
        (one for one in posts if one.state == DeliveryState.DELIVERED and _stands(one, posts)),
        key=lambda one: (one.finished_at, one.id),
        default=None,
    )
    if last is None:
        found.differs(account.kind, f"{name} was sent, and is recorded nowhere", members[0].id)
        return
    told = by_id[last.bulletin_id]
    is_newest = last.revision == told.revision
    if account.kind in EDITED and told.is_shown and not is_newest:
        if any(post.state in UNKNOWN for post in posts):
            found.open[f"{account.kind}: a correction is left to a person"] += 1
        else:
            found.differs(account.kind, f"{name} shows revision {last.revision} of {told.revision}", told.id)
    elif is_newest and not _tells(account.shown[name], told.title, told.words if account.kind in WHOLE else ""):
        found.differs(account.kind, f"{name} does not say what bulletin {told.id} says", told.id)
    else:
        found.agree[f"{account.kind}: posts"] += 1


def _stands(post: Post, posts: Sequence[Post]) -> bool:
    """Whether it made or changed a post that was not taken down later for the sake of its own bulletin."""
    later = (one for one in posts if one.bulletin_id == post.bulletin_id and one.id > post.id)
    taken_down = any(one.action == Action.WITHDRAW and one.state == DeliveryState.DELIVERED for one in later)
    return post.action != Action.WITHDRAW and not taken_down


def _tells(shown: str, title: str, words: str = "") -> bool:
    said = plainly(shown)
    return plainly(title)[:TITLE_CHARS] in said and all(plainly(line) in said for line in words.split("\n"))
