"""Who left a list, on both databases."""

from __future__ import annotations

from datetime import timedelta

from syndicator.mailing import MailingLists, Member
from syndicator.storage.session import Database
from tests.conftest import MovableClock


def test_who_left_stays_away_from_that_list_alone(database: Database, clock: MovableClock) -> None:
    members = [
        Member("redaksi", "satu@koran.test"),
        Member("redaksi", "dua@koran.test"),
        Member("radio", "satu@koran.test"),
    ]
    lists = MailingLists(database, clock, key="kunci", base_url="http://portal.test", members=members)
    for _ in range(2):
        assert lists.leave(lists.token(members[0])) == "redaksi"
        clock.advance(timedelta(days=1))
    assert lists.of("redaksi").left() == {"satu@koran.test"}
    assert lists.of("radio").left() == frozenset()
