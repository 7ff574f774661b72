"""What really happened, for whoever measures: every release so far and where it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator

from syndicator.newsroom.newsroom import Newsroom
from syndicator.newsroom.schedule import Plan
from syndicator.newsroom.sites import Post, Site


def truth(newsroom: Newsroom) -> dict[str, object]:
    """Return the releases in order of publication, each with all its publications, taken down ones too."""
    return {
        "epoch": newsroom.epoch.isoformat(),
        "offset_seconds": round(newsroom.clock.offset(), 3),
        "releases": [
            _release_row(newsroom, newsroom.plan(number), shown)
            for number, shown in sorted(newsroom.publications.items())
        ],
        "hostile": [{"site": site.slug, "address": site.feed} for site in newsroom.hostile],
    }


def lines(newsroom: Newsroom) -> Iterator[str]:
    """Yield each publication as a line of JSON: where it stands, of which release, and all that it says now."""
    for number, shown in sorted(newsroom.publications.items()):
        kind = newsroom.kind(number)
        for site, post in shown:
            wording = newsroom.shown(site, post).wording
            row = {
                "release": f"r{number:06d}",
                "sensitive": kind.sensitive,
                **_publication_row(site, post),
                "updated_at": [site.true_moment(at).isoformat() for at in ([] if post.copied else post.updates)],
                "deleted_at": None if post.deleted_at is None else site.true_moment(post.deleted_at).isoformat(),
                "title": wording.title,
                "lines": list(wording.lines),
            }
            yield json.dumps(row, ensure_ascii=False) + "\n"


def _release_row(newsroom: Newsroom, plan: Plan, shown: list[tuple[Site, Post]]) -> dict[str, object]:
    kind = newsroom.kind(plan.number)
    return {
        "id": f"r{plan.number:06d}",
        "kind": kind.slug,
        "topic": kind.topics[0],
        "topics": list(kind.topics),
        "unit": newsroom.sites[plan.site].unit.name,
        "sensitive": kind.sensitive,
        "publications": [_publication_row(site, post) for site, post in shown],
    }


def _publication_row(site: Site, post: Post) -> dict[str, object]:
    return {
        "site": site.slug,
        "unit": site.unit.name,
        "address": site.address(post),
        "guid": site.guid(post),
        "published_at": site.true_moment(post.at).isoformat(),
        "is_copy": post.copied,
        "revision": 1 if post.copied else 1 + len(post.updates),
        "deleted": post.deleted,
    }
