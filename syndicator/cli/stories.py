"""`stories`: which bulletins tell the same release, and a person's word on it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import click

from syndicator.bootstrap.service import Service
from syndicator.cli.cluster import cluster
from syndicator.cli.opening import opened
from syndicator.cli.shell import actor, console, example, json_option, plain
from syndicator.clustering import StoryName, StoryView

AUTHORITIES = ("its issuer", "a command above", "another Humas", "others")
"""Who published a bulletin, by its authority."""
MOST_DIGITS = 18


class StoryParameter(click.ParamType[StoryName]):
    """The id of a story, or its uid."""

    name = "story"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> StoryName:  # noqa: ANN401 -- click's signature
        """Return what is named; digits are an id."""
        told = str(value)
        if re.fullmatch(rf"\d{{1,{MOST_DIGITS}}}", told, re.ASCII):
            return int(told)
        try:
            return UUID(told)
        except ValueError:
            self.fail(f"{told!r} is neither the id of a story nor its uid", param, ctx)


STORY = StoryParameter()
BULLETIN = click.IntRange(1, 10**MOST_DIGITS - 1)


@click.group(epilog=example("syndicator stories show 12"))
def stories() -> None:
    """Look at stories, and say which bulletins tell the same release."""


stories.add_command(cluster)


@stories.command(epilog=example("syndicator stories show 12"))
@click.argument("story", metavar="ID", type=STORY)
@json_option
def show(story: StoryName, as_json: bool) -> None:
    """Show a story: its bulletins, how they are related, what people said of them, and its posts."""
    with opened() as service:
        view = service.clustering.show(story)
    if as_json:
        click.echo(json.dumps(plain(view), ensure_ascii=False))
    else:
        _print(view, story)


@stories.command(epilog=example("syndicator stories pin 12 40"))
@click.argument("story", metavar="ID", type=STORY)
@click.argument("bulletin_id", metavar="BULLETIN", type=BULLETIN)
def pin(story: StoryName, bulletin_id: int) -> None:
    """Make BULLETIN the canonical one of a story, whatever its rank. Its posts stay."""
    with opened() as service:
        rings = service.clustering.pin(story, bulletin_id, actor=actor())
        click.echo(f"bulletin {bulletin_id} is pinned; {_standing(service, [story])}; {_due(rings)}")


@stories.command(epilog=example("syndicator stories unpin 12"))
@click.argument("story", metavar="ID", type=STORY)
def unpin(story: StoryName) -> None:
    """Leave it to the ranks again which bulletin of a story is canonical."""
    with opened() as service:
        rings = service.clustering.unpin(story, actor=actor())
        click.echo(f"nothing is pinned; {_standing(service, [story])}; {_due(rings)}")


@stories.command(epilog=example("syndicator stories split 12 41 43"))
@click.argument("story", metavar="ID", type=STORY)
@click.argument("bulletin_ids", metavar="BULLETIN...", type=BULLETIN, nargs=-1, required=True)
def split(story: StoryName, bulletin_ids: tuple[int, ...]) -> None:
    """Make BULLETINs of a story one of their own; nothing that arrives later joins the two again."""
    with opened() as service:
        rings = service.clustering.split(story, bulletin_ids, actor=actor())
        left = service.tracing.trace(bulletin_ids[0]).bulletin.story_id
        click.echo(f"{_standing(service, [story, left])}; {_due(rings)}")


@stories.command(epilog=example("syndicator stories merge 12 17"))
@click.argument("story", metavar="ID", type=STORY)
@click.argument("other", metavar="OTHER", type=STORY)
def merge(story: StoryName, other: StoryName) -> None:
    """Make two stories one; where both have a post in a channel, one is withdrawn."""
    with opened() as service:
        rings = service.clustering.merge(story, other, actor=actor())
        click.echo(f"{_standing(service, [story])}; {_due(rings)}")


def _due(rings: Sequence[object]) -> str:
    return f"{len(rings)} deliveries are due"


def _standing(service: Service, names: Sequence[StoryName]) -> str:
    views = [service.clustering.show(name) for name in names]
    return "; ".join(
        f"story {view.story.id} has {len(view.members)} bulletins and bulletin {view.story.canonical_id} stands for it"
        for view in views
    )


def _print(view: StoryView, asked: StoryName) -> None:
    story, out = view.story, console()
    if asked not in {story.id, story.uid}:
        click.echo(f"story {asked} became part of this one")
    click.secho(f"story {story.id}  {story.uid}", bold=True)
    for member in view.members:
        marks = ["canonical"] * member.canonical + ["pinned"] * (member.id == story.pinned_id)
        by = "not known" if member.authority is None else AUTHORITIES[member.authority]
        out.print(f"{member.id}  {member.title}", markup=False, soft_wrap=True)
        click.echo(f"    {', '.join([member.state.value, *marks])}; {member.unit or 'unit open'}, published by {by}")
        click.echo(f"    {member.published_at:%Y-%m-%d %H:%M} UTC  {member.address or member.source}")
    for relation in view.relations:
        told = f"{relation.bulletin_id} and {relation.other_id}: {relation.kinship.value} {relation.score:.2f}"
        out.print(f"{told}, {relation.reason}", markup=False, soft_wrap=True)
    for word in view.words:
        said = "one story" if word.together else "two stories"
        click.echo(f"{word.one_id} and {word.other_id}: {said}, said {word.actor} {word.decided_at:%Y-%m-%d %H:%M}")
    for post in view.posts:
        click.echo(f"post in {post.channel}: of bulletin {post.bulletin_id}, {post.state.value}")
