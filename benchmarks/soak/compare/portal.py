"""The pages of bulletins, asked for one by one: shown, led on, gone, or never seen."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape, unescape

import httpx

from benchmarks.soak.compare.difference import Compared, plainly
from benchmarks.soak.record import Kept, Record
from syndicator.model.bulletin import BulletinState

AT_ONCE = 4


def compare(portals: Sequence[str], record: Record) -> Compared:
    """Ask the portals by turns for every bulletin that is stored."""
    found = Compared()
    heads = {story: _head(some) for story, some in record.stories().items()}
    asked = [
        (portals[place % len(portals)], one, heads[one.story_id]) for place, one in enumerate(record.bulletins.values())
    ]
    with httpx.Client(trust_env=False, timeout=60) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        for (_, one, _), (status, fault) in zip(asked, pool.map(lambda turn: _ask(client, *turn), asked), strict=True):
            if fault is None:
                found.agree[f"page: {status}"] += 1
            else:
                found.differs("portal", f"{one.path}: {fault}", one.id)
    return found


def _head(story: Sequence[Kept]) -> Kept | None:
    return next((one for one in story if one.canonical), None)


def _ask(client: httpx.Client, portal: str, one: Kept, head: Kept | None) -> tuple[int, str | None]:
    answer = client.get(f"{portal}{one.path}")
    wanted = _wanted(one, head)
    if answer.status_code != wanted:
        return answer.status_code, f"it answers {answer.status_code} in place of {wanted}"
    if wanted == httpx.codes.OK and plainly(one.title) not in plainly(unescape(answer.text)):
        return wanted, f"its page does not tell {escape(one.title)}"
    if wanted == httpx.codes.FOUND and head is not None and not answer.headers["location"].endswith(head.path):
        return wanted, f"it leads to {answer.headers['location']} in place of {head.path}"
    return wanted, None


def _wanted(one: Kept, head: Kept | None) -> int:
    """Return what a page has to answer; see docs/stories.md."""
    if one.released_at is None or head is None:
        return httpx.codes.NOT_FOUND
    if head.state is BulletinState.RELEASED:
        return httpx.codes.OK if one.canonical else httpx.codes.FOUND
    if BulletinState.WITHDRAWN in {head.state, one.state}:
        return httpx.codes.GONE
    return httpx.codes.NOT_FOUND
