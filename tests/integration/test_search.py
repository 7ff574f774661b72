"""Searching on both databases: what is found, that it keeps step with every change, that nothing typed breaks it."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, text

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.moment import utc_now
from syndicator.storage import schema, search
from syndicator.storage.questions import Order, Question
from syndicator.storage.tables import SourceRow
from tests.conftest import MovableClock
from tests.unit.portal.press import Press, Release

SEED = 8
OLD, NEW = "Curanmor di Gresik", "Ralat: pencurian sepeda motor"


@pytest.fixture
def press(wired: Service) -> Press:
    return Press(wired)


def found(service: Service, query: str, *, order: Order = Order.NEWEST, **more: object) -> list[int]:
    with service.database.read() as connection:
        return list(search.find(connection, Question(query=query, **more), order=order).ids)  # type: ignore[arg-type]


def test_words_are_found_as_people_write_them(wired: Service, press: Press, clock: MovableClock) -> None:
    told = (
        ("Apel pagi", "Kapolres memimpin apel pagi di halaman Mapolres.", "polres-gresik"),
        ("Patroli", "Sesudah pagi, apel malam. Korban/saksi melapor ke polri.go.id.", "polresta-balikpapan"),
        ("Pencurian motor", "Polisi menangkap pelaku pencurian.", "polres-gresik"),
    )
    ids = []
    for title, body, unit in told:
        clock.advance(timedelta(minutes=1))
        ids.append(press.publish(Release(title=title, text=body, unit=unit)).id)
    first, second, third = ids
    units = wired.settings.units
    polres = units.find("polres-gresik")
    assert polres is not None
    for query, wanted in {
        "apel": [second, first],
        "PAGI apel": [second, first],
        '"apel pagi"': [first],
        "apel -malam": [first],
        'apel -"apel pagi"': [second],
        "saksi": [second],
        "polri.go.id": [second],
        "pencuri": [third],
        "pencurian": [third],
        "apel zebra": [],
        "-apel": [],
        "": [],
        "' OR 1=1 --": [],
    }.items():
        assert found(wired, query) == wanted, query
    assert found(wired, "pagi", order=Order.RELEVANCE) == [first, second], "what says it in its title fits better"
    assert found(wired, "pagi", under=units.path(polres)) == [first]
    assert found(wired, "", under=units.path(polres)) == [third, first]
    assert found(wired, "apel", topic="tppo") == [second, first]
    assert found(wired, "apel", topic="narkoba") == []
    assert found(wired, "apel", since=clock.now - timedelta(minutes=1)) == [second]
    assert found(wired, "apel", until=clock.now - timedelta(minutes=1)) == [first]
    with wired.database.read() as connection:
        some = search.find(connection, Question(query="apel"), most=1)
    assert (list(some.ids), some.more) == ([second], True)


def test_it_keeps_step_with_every_change(wired: Service, press: Press) -> None:
    bulletin = press.publish(Release(title=OLD, text="Isi."))
    copy = press.publish(Release(title="Salinan curanmor", story=bulletin.story_uid, host="lain.example"))
    held = press.publish(Release(title="Curanmor yang ditahan", state=BulletinState.HELD))
    assert found(wired, "curanmor") == [bulletin.id]
    assert found(wired, "curanmor", everyone=True) == [held.id, copy.id, bulletin.id]
    press.correct(bulletin, Release(title=NEW, text="Isi."))
    assert found(wired, "curanmor", everyone=True) == [held.id, copy.id], "what was said before is not found"
    assert found(wired, "sepeda motor") == [bulletin.id]
    wired.clustering.pin(copy.story_id, copy.id, actor="chief")
    assert found(wired, "curanmor") == [copy.id]
    assert found(wired, "sepeda") == []
    wired.editing.release(held.id, actor="chief")
    assert found(wired, "curanmor") == [held.id, copy.id]
    wired.editing.withdraw(held.id, actor="chief")
    assert found(wired, "curanmor") == [copy.id]
    with wired.database.write() as connection:
        connection.execute(text("UPDATE revisions SET title = 'Zebra' WHERE bulletin_id = :id"), {"id": copy.id})
    assert found(wired, "zebra") == [copy.id]
    with wired.database.write() as connection:
        connection.execute(delete(SourceRow))
        assert connection.execute(text("SELECT count(*) FROM sought")).scalar_one() == 0


def test_what_is_stored_already_is_found_after_the_upgrade(wired: Service, press: Press) -> None:
    bulletin = press.publish(Release(title=OLD))
    press.correct(bulletin, Release(title=NEW))
    schema.downgrade(wired.database, "0007")
    schema.upgrade(wired.database)
    assert found(wired, "sepeda motor") == [bulletin.id]
    assert found(wired, "curanmor") == []


def test_in_a_large_archive_the_newest_are_found_first_and_the_rest_after_them(wired: Service, press: Press) -> None:
    ids = []
    for moved_on in (0, 3_000, 30_000, 300_000):
        if moved_on and wired.database.dialect == "postgresql":
            with wired.database.write() as connection:
                last = "SELECT setval(pg_get_serial_sequence('bulletins', 'id'), max(id) + :by) FROM bulletins"
                connection.execute(text(last), {"by": moved_on})
        ids += [press.publish(Release(title=f"Rapat {number}")).id for number in range(2)]
    for most in range(1, len(ids) + 1):
        with wired.database.read() as connection:
            some = search.find(connection, Question(query="rapat"), most=most)
        assert (list(some.ids), some.more) == (ids[::-1][:most], most < len(ids))


def test_postgresql_plans_each_search_for_its_own_words_and_is_asked_little(wired: Service, press: Press) -> None:
    press.publish(Release(title="Rapat"))
    asked: list[str] = []
    event.listen(wired.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    question = Question(query="rapat", until=utc_now() + timedelta(days=400))
    with wired.database.read() as connection:
        assert len(search.find(connection, question, order=Order.RELEVANCE).ids) == 1
        assert len(asked) <= 5, asked
        if wired.database.dialect == "postgresql":
            assert connection.execute(text("SHOW plan_cache_mode")).scalar() == "force_custom_plan"
    with wired.database.read() as connection:
        if wired.database.dialect == "postgresql":
            assert connection.execute(text("SHOW plan_cache_mode")).scalar() == "auto", "no one else pays for it"


def test_nothing_that_anybody_types_raises(wired: Service, press: Press) -> None:
    press.publish(Release())
    dice = random.Random(SEED)
    signs = [*"ab 01\"'-−–+*()^:{}[]<>&|!~%_\\/;,.@\0\x1f\u2028é漢ﷺ\u0301\ud800", "AND", "OR", "NOT", "NEAR(", "title:"]
    for _ in range(300):
        typed = "".join(dice.choice(signs) for _ in range(dice.randrange(1, 40)))
        for order in Order:
            assert found(wired, typed, order=order, everyone=True) in ([], [1]), typed
