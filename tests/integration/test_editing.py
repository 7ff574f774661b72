"""Title and lead in the desk's own words: who sees them, who is corrected, and what the source may still say."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from syndicator.bootstrap.service import Service
from syndicator.errors import ConcurrentChange, Refused
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.event import EventKind
from syndicator.rewriting import Wording
from syndicator.storage import changes, reading
from tests.feeds import Told, distinct
from tests.integration.fanning import publish
from tests.outside import Outside

OURS = Wording("Judul meja", "Teras yang ditulis meja.")
CHILD = "Korban adalah siswi kelas 2 SMP berinisial KRW (14), yang dicabuli tetangganya di Desa Sukamaju."


def send(service: Service) -> None:
    service.dispatch.dispatch([one.id for one in service.tracing.deliveries(most=100)])


def titles(world: Outside) -> list[str]:
    return [json.loads(one.body)["data"]["title"] for one in world.requests_to("/hook")]


def test_an_edited_bulletin_is_shown_and_corrected_and_its_source_goes_before_it(
    wired: Service, world: Outside
) -> None:
    told = distinct(1)
    publish(wired, world, told)
    send(wired)
    rings = wired.rewriting.rewrite(1, Wording("  Judul \n meja ", OURS.lead), revision=1, actor="siti")
    assert len(rings) == 1
    send(wired)
    edited = wired.tracing.trace(1)
    assert (edited.bulletin.revision, edited.bulletin.content.title) == (2, "Judul meja")
    assert titles(world) == [told.title, "Judul meja"]
    (event,) = [one for one in edited.events if one.kind is EventKind.BULLETIN_EDITED]
    assert event.actor == "siti"
    assert told.title in event.reason
    with pytest.raises(ConcurrentChange):
        wired.rewriting.rewrite(1, Wording("Judul lain", ""), revision=1, actor="budi")
    publish(wired, world, told)
    assert wired.tracing.trace(1).bulletin.revision == 2, "the same words of the source change nothing"
    assert wired.sheets.sheet(1).overtaken is None
    publish(wired, world, replace(told, text=f"{told.text} Tersangka ditahan di rutan setempat."))
    send(wired)
    after = wired.sheets.sheet(1)
    assert (after.bulletin.revision, after.bulletin.content.title) == (3, told.title)
    assert after.overtaken is not None
    assert (after.overtaken.title, after.overtaken.lead, after.overtaken.editor) == (OURS.title, OURS.lead, "siti")
    wired.rewriting.rewrite(1, Wording(after.overtaken.title, after.overtaken.lead), revision=3, actor="budi")
    send(wired)
    assert titles(world) == [told.title, "Judul meja", told.title, "Judul meja"]
    assert wired.sheets.sheet(1).overtaken is None
    with wired.database.read() as connection:
        assert len(reading.corrected_at(connection, 1)) == 3, "each of them is told to readers"


def test_a_first_post_tells_the_edit_and_an_older_correction_is_not_sent_any_more(
    wired: Service, world: Outside
) -> None:
    told = distinct(1)
    publish(wired, world, told)
    assert wired.rewriting.rewrite(1, OURS, revision=1, actor="siti") == [], "nothing is out"
    send(wired)
    assert titles(world) == [OURS.title]
    wired.rewriting.rewrite(1, Wording("Satu", ""), revision=2, actor="siti")
    wired.rewriting.rewrite(1, Wording("Dua", ""), revision=3, actor="siti")
    send(wired)
    assert titles(world) == [OURS.title, "Dua"]
    corrections = [one.state for one in wired.tracing.deliveries() if one.action is Action.REVISE]
    assert corrections == [DeliveryState.DELIVERED, DeliveryState.CANCELLED]


def test_words_that_would_be_held_are_not_shown_and_what_is_held_stays_so(wired: Service, world: Outside) -> None:
    publish(wired, world, distinct(1))
    publish(wired, world, distinct(1), Told(2, text=CHILD))
    send(wired)
    with pytest.raises(Refused, match="it would be held"):
        wired.rewriting.rewrite(
            1, Wording("Siswi SMP berinisial KRW (14) dicabuli tetangga", CHILD), revision=1, actor="a"
        )
    for wording, why in (
        (Wording(" ", "x"), "the title is missing"),
        (Wording("x" * 301, ""), "a title of 301"),
        (Wording("x", "y" * 601), "a lead of 601"),
    ):
        with pytest.raises(Refused, match=why):
            wired.rewriting.rewrite(1, wording, revision=1, actor="siti")
    before = wired.tracing.trace(1).bulletin
    with pytest.raises(Refused, match="nothing is changed"):
        wired.rewriting.rewrite(1, Wording(before.content.title, before.content.lead), revision=1, actor="siti")
    wired.rewriting.rewrite(2, OURS, revision=1, actor="siti")
    held = wired.tracing.trace(2).bulletin
    assert (held.state, held.content.title, held.verdict.hold) == (BulletinState.HELD, OURS.title, True)
    wired.editing.withdraw(1, actor="siti")
    with pytest.raises(Refused, match="withdrawn"):
        wired.rewriting.rewrite(1, OURS, revision=1, actor="siti")


def test_what_the_desk_let_through_is_let_through_of_its_edit(wired: Service, world: Outside) -> None:
    publish(wired, world, Told(1, text=CHILD))
    wired.editing.release(1, actor="siti")
    send(wired)
    with wired.database.read() as connection:
        version = changes.version(connection)
    wired.rewriting.rewrite(
        1, Wording("Polisi tangkap pelaku", wired.tracing.trace(1).bulletin.content.lead), revision=1, actor="siti"
    )
    send(wired)
    assert titles(world)[-1] == "Polisi tangkap pelaku"
    assert wired.tracing.trace(1).bulletin.state is BulletinState.RELEASED
    with wired.database.read() as connection:
        assert changes.version(connection) != version, "pages and feeds are printed anew"
