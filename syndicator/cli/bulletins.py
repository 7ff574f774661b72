"""`bulletins` and `explain`: what came in, what a person decides on it, and its whole trace."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from syndicator.cli.opening import opened
from syndicator.cli.shell import actor, console, example, json_option, plain, print_rows
from syndicator.cli.waiting import said, waiting_of
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.correction import OPEN, DeskWord
from syndicator.model.event import Event, EventKind
from syndicator.model.story import Kinship
from syndicator.tracing import Related, Trace, Waiting

STATES = click.Choice([state.value for state in BulletinState])


def _row(bulletin: Bulletin) -> dict[str, object]:
    return {
        "id": bulletin.id,
        "state": bulletin.state.value,
        "published_at": bulletin.content.published_at,
        "unit": bulletin.verdict.unit,
        "topics": ", ".join(topic.slug for topic in bulletin.verdict.topics),
        "title": bulletin.content.title,
    }


@click.group(epilog=example("syndicator bulletins list --state held"))
def bulletins() -> None:
    """Look at bulletins, and decide on them."""


@bulletins.command("list", epilog=example("syndicator bulletins list --state held --limit 20"))
@click.option("--state", type=STATES, help="Only those in this state.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--before", type=int, help="Only those with a lower id: the next page.")
@json_option
def list_(state: str | None, limit: int, before: int | None, as_json: bool) -> None:
    """List bulletins, newest first."""
    with opened() as service:
        wanted = BulletinState(state) if state else None
        rows = [_row(bulletin) for bulletin in service.tracing.bulletins(wanted, before=before, most=limit)]
    print_rows(rows, as_json=as_json, empty="No bulletins. Poll with: syndicator sources poll --due")


@bulletins.command(epilog=example("syndicator bulletins search 'sabu Balikpapan'"))
@click.argument("query")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@json_option
def search(query: str, limit: int, as_json: bool) -> None:
    """List bulletins in any state that carry every word of QUERY."""
    with opened() as service:
        rows = [_row(bulletin) for bulletin in service.tracing.search(query, most=limit)]
    print_rows(rows, as_json=as_json, empty="Nothing carries all of these words.")


@bulletins.command(epilog=example("syndicator bulletins show 12"))
@click.argument("bulletin_id", metavar="ID", type=int)
@json_option
def show(bulletin_id: int, as_json: bool) -> None:
    """Show one bulletin: its text and the verdict with its evidence."""
    with opened() as service:
        trace = service.tracing.trace(bulletin_id)
    bulletin = trace.bulletin
    if as_json:
        click.echo(json.dumps(plain(bulletin), ensure_ascii=False))
        return
    verdict = bulletin.verdict
    click.secho(bulletin.content.title, bold=True)
    click.echo(f"{bulletin.state.value}, revision {bulletin.revision}, {bulletin.address or 'no address'}")
    click.echo(f"unit {verdict.unit or 'open'}, place {verdict.place or 'open'}, {verdict.urgency.name.lower()}")
    for topic in verdict.topics:
        click.echo(f"topic {topic.slug} {topic.score:.2f}: {', '.join(topic.evidence)}")
    for reason in verdict.hold_reasons:
        click.echo(f"holds it: {reason.kind}: “{reason.passage}”")
    if trace.word is not None:
        judged = ", ".join(topic.slug for topic in trace.judged.topics)
        click.echo(f"the desk corrected it; the judge said: {judged}; unit {trace.judged.unit or 'open'}")
    click.echo(f"\n{bulletin.content.text}")


@bulletins.command(epilog=example("syndicator bulletins masked 12"))
@click.argument("bulletin_id", metavar="ID", type=int)
@json_option
def masked(bulletin_id: int, as_json: bool) -> None:
    """Show what a bulletin would say without names, initials, addresses and numbers of persons."""
    with opened() as service:
        proposed = service.masking.proposal(bulletin_id)
    if as_json:
        click.echo(json.dumps(plain(proposed), ensure_ascii=False))
    elif proposed is None:
        click.echo("there is no masked version: nothing identifies anybody, or not all of it can be masked")
    else:
        click.secho(proposed.title, bold=True)
        click.echo(f"\n{proposed.text}\n\nAccept it with: syndicator bulletins release {bulletin_id} --masked")


@bulletins.command(epilog=example("syndicator bulletins release 12\nsyndicator bulletins release 12 --masked"))
@click.argument("bulletin_id", metavar="ID", type=int)
@click.option("--masked", "is_masked", is_flag=True, help="Show the masked version in its place.")
def release(bulletin_id: int, is_masked: bool) -> None:
    """Let the public see a held or rejected bulletin, and send it where the routes say."""
    with opened() as service:
        rings = service.masking.accept(bulletin_id, actor=actor()) if is_masked else []
        shown = is_masked and service.tracing.trace(bulletin_id).bulletin.state is BulletinState.RELEASED
        rings += [] if shown else service.editing.release(bulletin_id, actor=actor())
    click.echo(f"bulletin {bulletin_id} is released; {len(rings)} deliveries are due")


@bulletins.command(epilog=example("syndicator bulletins reject 12 --reason 'not a release'"))
@click.argument("bulletin_id", metavar="ID", type=int)
@click.option("--reason", default="", help="Kept in the trace.")
def reject(bulletin_id: int, reason: str) -> None:
    """Put a held bulletin away."""
    with opened() as service:
        service.editing.reject(bulletin_id, actor=actor(), reason=reason)
    click.echo(f"bulletin {bulletin_id} is rejected")


@bulletins.command(epilog=example("syndicator bulletins withdraw 12 --reason 'wrong name'"))
@click.argument("bulletin_id", metavar="ID", type=int)
@click.option("--reason", default="", help="Kept in the trace.")
def withdraw(bulletin_id: int, reason: str) -> None:
    """Take a bulletin back from portal, feeds and every channel that has it."""
    with opened() as service:
        rings = service.editing.withdraw(bulletin_id, actor=actor(), reason=reason)
    click.echo(f"bulletin {bulletin_id} is withdrawn; {len(rings)} channels are told")


@bulletins.command(
    epilog=example(
        "syndicator bulletins correct 12 --topic ppa --topic siber --unit polres-gresik --place 'Kabupaten Gresik'\n"
        "syndicator bulletins correct 12 --not-sensitive"
    )
)
@click.argument("bulletin_id", metavar="ID", type=int)
@click.option("--topic", "topics", multiple=True, metavar="SLUG", help="What it is about, the main topic first.")
@click.option("--unit", metavar="SLUG", help="Who issued it, by slug or name; 'open' where nobody can tell.")
@click.option("--place", help="Where it happened: a regency or city; 'open' where nobody can tell.")
@click.option("--sensitive/--not-sensitive", default=None, help="Whether it may identify whoever is to be protected.")
def correct(
    bulletin_id: int, topics: tuple[str, ...], unit: str | None, place: str | None, sensitive: bool | None
) -> None:
    """
    Correct the verdict on a bulletin; what is not named stays as it is.

    It shows at once, lasts over later revisions, and is an example to learn from. A bulletin that is sensitive is
    hidden and taken down; one that is not is still held until it is released.
    """
    said = DeskWord(topics=topics or None, unit=_or_open(unit), place=_or_open(place), sensitive=sensitive)
    with opened() as service:
        done = service.correcting.correct(bulletin_id, said, actor=actor())
    click.echo(f"bulletin {bulletin_id} is corrected; {len(done.rings)} deliveries are due")
    if done.hidden:
        click.echo(f"hidden from the public: bulletin {', '.join(map(str, done.hidden))}")
    if sensitive is False and done.state is BulletinState.HELD:
        click.echo(f"it is still held; let the public see it with: syndicator bulletins release {bulletin_id}")


def _or_open(value: str | None) -> str | None:
    return OPEN if value == "open" else value


@click.command(epilog=example("syndicator explain 12"))
@click.argument("bulletin_id", metavar="ID", type=int)
@json_option
def explain(bulletin_id: int, as_json: bool) -> None:
    """
    Tell the trace of a bulletin: fetched, merged, classified, held, routed, posted, each with its reason.

    For what has not gone out yet, it tells what it waits for.
    """
    with opened() as service:
        trace = service.tracing.trace(bulletin_id)
        urgency = trace.bulletin.verdict.urgency
        found = {one.id: waiting_of(service, one, urgency) for one in trace.deliveries}
    waits = {id_: waiting for id_, waiting in found.items() if waiting is not None}
    if as_json:
        told = dict(plain(trace).items())  # type: ignore[attr-defined]
        click.echo(json.dumps({**told, "waits": plain(waits)}, ensure_ascii=False))
    else:
        _print_trace(trace)
        _print_deliveries(trace, waits)


KINSHIPS = {
    Kinship.COPY: "the same release as",
    Kinship.REVISION: "another version of",
    Kinship.FOLLOW_UP: "another release that follows up, or is followed up by,",
    Kinship.OTHER_ANGLE: "another release on the event of",
    Kinship.SAME_TEMPLATE: "another event, in the same template as",
}


def _related(relation: Related, story_id: int) -> str:
    where = "" if relation.story_id == story_id else f" (story {relation.story_id})"
    of = f"bulletin {relation.bulletin_id}{where} “{relation.title}”"
    return f"{KINSHIPS[relation.kinship]} {of}: {relation.score:.2f}, {relation.reason}"


def _print_trace(trace: Trace) -> None:
    bulletin, out = trace.bulletin, console()
    click.secho(f"{bulletin.id}  {bulletin.content.title}", bold=True)
    click.echo(f"{bulletin.state.value}, from {trace.source_address}, {len(trace.revisions)} revision(s)")
    for number, changed in trace.changes().items():
        click.echo(f"  revision {number}: {'; '.join(changed) or 'nothing that readers see'}")
    for number, name in trace.trace_ids.items():
        click.echo(f"trace of revision {number} in the logs: {name}")
    click.echo(f"story {bulletin.story_id}{', for which it stands' if bulletin.canonical else ''}")
    for copy in trace.copies:
        click.echo(f"same story: bulletin {copy.bulletin_id} ({copy.unit or 'unit open'}) {copy.address or ''}")
    for relation in trace.relations:
        out.print(_related(relation, bulletin.story_id), markup=False, soft_wrap=True)
    click.echo()
    for event in trace.events:
        who = f" by {event.actor}" if event.actor else ""
        out.print(f"{event.at:%Y-%m-%d %H:%M:%S}  {event.kind.value:<22}{who}", markup=False)
        for line in trace_lines(event):
            out.print(f"    {line}", markup=False, soft_wrap=True)


def trace_lines(event: Event) -> list[str]:
    """Return why something happened; of routes what each rule said, a line each."""
    if event.kind is EventKind.BULLETIN_ROUTED:
        return event.reason.split("; ")
    return [event.reason] if event.reason else []


def _print_deliveries(trace: Trace, waits: Mapping[int, Waiting]) -> None:
    out = console()
    for delivery in trace.deliveries:
        told = f"\n{delivery.action.value} to {delivery.channel}: {delivery.state.value} ({delivery.reason})"
        out.print(told, markup=False, soft_wrap=True)
        ends = [said(waits[delivery.id])] if delivery.id in waits else []
        ends += [delivery.last_error] if delivery.last_error and delivery.state.final else []
        ends += [delivery.remote_address] if delivery.remote_address else []
        if delivery.carried_by is not None and delivery.state.final:
            ends.append(f"told in the digest of delivery {delivery.carried_by}")
        for line in ends:
            out.print(f"    {line}", markup=False, soft_wrap=True)
        for attempt in (one for one in trace.attempts if one.delivery_id == delivery.id):
            ended = f"{attempt.outcome or 'no record'} {attempt.reason or ''}"
            out.print(
                f"    attempt {attempt.number} {attempt.started_at:%H:%M:%S} {ended}", markup=False, soft_wrap=True
            )
