"""Finding a post whose answer was lost: the account's own posts are read, back to the time of its delivery."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.deliver.channel import Post
from syndicator.deliver.graph.account import Account
from syndicator.deliver.graph.faults import GraphFault
from syndicator.deliver.graph.reading import fields_of, rows_of, text_of, texts_in
from syndicator.model.attempt import Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.receipt import Receipt

PAGE = 25
MOST_PAGES = 8
CLOCKS_DIFFER_BY = timedelta(minutes=5)

Entry = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """
    Where a service lists an account's own posts, newest first, and how it calls their parts.

    Args:
        fields: all that is asked for, those named below among them.
        words, posted_at, address: names of fields.
    """

    path: str
    fields: str
    words: str
    posted_at: str
    address: str


def find(account: Account, shelf: Shelf, post: Post) -> Outcome:
    """
    Return what became of a first post: it is there if one since it may be there has its link or its words.

    Older posts do not count, for the same bulletin may have been posted before.
    """
    since = post.possible_since - CLOCKS_DIFFER_BY
    try:
        for entry in _recent(account, shelf, since):
            if _is(entry, shelf, post):
                return Delivered(Receipt(text_of(entry.get("id")), text_of(entry.get(shelf.address)) or None))
    except GraphFault as fault:
        return Unconfirmed(f"it cannot be asked: {fault.outcome.reason}", _wish(fault), _cause(fault))
    return Postponed("it is not there", cause=Cause.ABSENT)


def _wish(fault: GraphFault) -> timedelta | None:
    outcome = fault.outcome
    return outcome.after if isinstance(outcome, Postponed | Unconfirmed) else None


def _cause(fault: GraphFault) -> Cause:
    outcome = fault.outcome
    return Cause.BEYOND if isinstance(outcome, Unconfirmed) and outcome.cause is Cause.BEYOND else Cause.FAULT


def _recent(account: Account, shelf: Shelf, since: datetime) -> Iterator[Entry]:
    """Yield posts; raises GraphFault, also where there are too many to read."""
    page = {"fields": shelf.fields, "limit": str(PAGE)}
    for _ in range(MOST_PAGES):
        told = fields_of(account.get(shelf.path, **page).body)
        if "data" not in told:
            raise GraphFault(Unconfirmed("its list of posts cannot be read"))
        entries = rows_of(told["data"])
        yield from (entry for entry in entries if _moment(entry, shelf) >= since)
        paging = fields_of(told.get("paging"))
        after = text_of(fields_of(paging.get("cursors")).get("after"))
        if not (paging.get("next") and after and entries) or _moment(entries[-1], shelf) < since:
            return
        page["after"] = after
    raise GraphFault(Unconfirmed(f"more than {PAGE * MOST_PAGES} posts since then", cause=Cause.BEYOND))


def _moment(entry: Entry, shelf: Shelf) -> datetime:
    try:
        told = datetime.fromisoformat(text_of(entry.get(shelf.posted_at)))
    except ValueError as error:
        raise GraphFault(Unconfirmed("a post without its time")) from error
    if told.tzinfo is None:
        raise GraphFault(Unconfirmed("a post's time without its zone"))
    return told


def _is(entry: Entry, shelf: Shelf, post: Post) -> bool:
    if text_of(entry.get("id")) == post.earlier:
        return False
    if post.message is not None and text_of(entry.get(shelf.words)).split() == post.message.text.split():
        return True
    links = {post.link, post.message.link if post.message else None} - {None}
    return any(_holds(text, str(link)) for text in texts_in(entry) for link in links)


def _holds(text: str, link: str) -> bool:
    """A link that only begins like ours is another one."""
    return re.search(re.escape(link) + r"(?![\w/?&=%#-])", text) is not None
