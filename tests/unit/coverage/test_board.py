from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from syndicator.coverage.board import Board, Span, Tallied
from syndicator.model.unit import Unit, UnitTree, Zone
from syndicator.storage.coverage import Part, Tally

TODAY = date(2026, 3, 2)
SPAN = Span(TODAY, 7)


def unit(slug: str, kind: str, command: str, zone: Zone = Zone.WIB) -> Unit:
    return Unit(slug=slug, name=slug.replace("-", " ").title(), kind=kind, command=command, regency="", zone=zone)


MABES = unit("mabes", "Mabes", "")
DIVISION = unit("divisi-humas", "Divisi", "Mabes")
BALI, PAPUA = unit("polda-bali", "Polda", "Mabes", Zone.WITA), unit("polda-papua", "Polda", "Mabes", Zone.WIT)
BADUNG, BULELENG = (unit(slug, "Polres", "Polda Bali", Zone.WITA) for slug in ("polres-badung", "polres-buleleng"))
KUTA = unit("polsek-kuta", "Polsek", "Polres Badung", Zone.WITA)
UNITS = UnitTree([MABES, DIVISION, BALI, PAPUA, BADUNG, BULELENG, KUTA])


def daily(count: int, *, but: Mapping[date, int] | None = None) -> dict[date, int]:
    days = {SPAN.first + timedelta(days=day): count for day in range(SPAN.length)}
    return days | dict(but or {})


def board(*told: Tally, within: Unit | None = None) -> Board:
    return tallied(*told, apart=within).commands(within)


def tallied(*told: Tally, ahead: int = 0, apart: Unit | None = None) -> Tallied:
    today = {zone: TODAY + timedelta(days=ahead if zone is Zone.WIT else 0) for zone in Zone}
    return Tallied(UNITS, told, SPAN, today, apart)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_each_unit_counts_once_for_its_command_and_headquarters_for_what_has_none() -> None:
    shown = board(
        Tally(MABES, Part.PUBLISHED, {TODAY: 1}),
        Tally(DIVISION, Part.PUBLISHED, {TODAY: 2}),
        Tally(BALI, Part.COPIED, {TODAY: 4}),
        Tally(BADUNG, Part.PUBLISHED, {TODAY: 8, ago(1): 1}),
        Tally(KUTA, Part.HELD, {TODAY: 16}),
        Tally(None, Part.HELD, {ago(6): 32}),
    )
    assert [(row.unit, row.members) for row in shown.rows] == [(MABES, 2), (BALI, 3), (PAPUA, 1), (None, 1)]
    assert [row.total.told for row in shown.rows] == [3, 29, 0, 32]
    today = shown.totals[-1]
    assert (today.day, today.published, today.copied, today.held) == (TODAY, 11, 4, 16)
    assert (shown.days[0], shown.totals[0].held) == (ago(6), 32)
    assert shown.total.told == 64


def test_a_sector_alone_on_its_board_shows_its_own() -> None:
    told = Tally(BADUNG, Part.PUBLISHED, {TODAY: 8}), Tally(KUTA, Part.HELD, {TODAY: 16})
    for within, held in ((KUTA, 16), (BADUNG, 16), (BULELENG, 0)):
        [row] = board(*told, within=within).rows
        assert (row.unit, row.members, row.total.held) == (within, 1, held)


def test_a_command_opens_into_itself_and_what_stands_below_it() -> None:
    shown = tallied(
        Tally(BALI, Part.PUBLISHED, {TODAY: 1}),
        Tally(BADUNG, Part.PUBLISHED, {TODAY: 2}),
        Tally(KUTA, Part.PUBLISHED, {TODAY: 4}),
        Tally(PAPUA, Part.PUBLISHED, {TODAY: 8}),
    )
    opened = shown.units_of(BALI)
    assert [(row.unit, row.alone, row.total.published) for row in opened.rows] == [
        (BALI, True, 1),
        (BADUNG, False, 6),
        (BULELENG, False, 0),
    ]
    assert opened.command == BALI
    assert [row.unit for row in shown.units_of(MABES).rows] == [MABES, DIVISION], "commands are no units of another"


def test_silent_units_are_told_by_their_days_and_the_one_that_is_missed_most_comes_first() -> None:
    mute = daily(4, but=dict.fromkeys((ago(2), ago(1), TODAY), 0))
    shown = board(
        Tally(BALI, Part.PUBLISHED, daily(40)),
        Tally(BADUNG, Part.PUBLISHED, mute),
        Tally(BULELENG, Part.COPIED, daily(6, but={ago(3): 0})),
        Tally(KUTA, Part.PUBLISHED, daily(1, but=dict.fromkeys((ago(2), ago(1), TODAY), 0))),
    )
    assert [(one.unit, one.days, one.usual) for one in shown.silent] == [
        (BADUNG, (ago(2), ago(1)), 10.0),
        (BULELENG, (ago(3),), 6.0),
    ], "today is not over yet; a Polsek counts for its Polres"
    [bali] = [row for row in shown.rows if row.unit == BALI]
    assert [cell.quiet for cell in bali.cells] == [0, 0, 0, 1, 1, 1, 0]
    assert not any(cell.silent for cell in bali.cells), "the command as a whole told nearly what it usually tells"
    assert [cell.norm for cell in bali.cells] == [51.0] * 7


def test_a_day_is_over_by_the_clock_of_the_unit() -> None:
    quiet = daily(5, but={TODAY: 0})
    told = [Tally(PAPUA, Part.PUBLISHED, quiet), Tally(BALI, Part.PUBLISHED, quiet)]
    assert [one.unit for one in tallied(*told, ahead=1).commands().silent] == [PAPUA]


def test_a_silence_that_began_before_the_days_shown_is_known() -> None:
    weekly = {ago(days): 1 for days in range(17, SPAN.length, 7)}
    assert board(Tally(BADUNG, Part.PUBLISHED, weekly)).silent == (), "two are missed"
    until_then = {day: count for day, count in weekly.items() if day <= ago(31)}
    [silence] = board(Tally(BADUNG, Part.PUBLISHED, until_then)).silent
    assert silence.days == (ago(3),), "the fourth that is missed; on other days nothing is usual"


def test_who_is_bound_to_a_unit_sees_that_alone() -> None:
    told = [Tally(one, Part.PUBLISHED, daily(9, but={ago(1): 0})) for one in (MABES, BALI, BADUNG, KUTA, PAPUA)]
    told.append(Tally(None, Part.HELD, {TODAY: 5}))
    for within, rows, silent in ((BALI, [BALI], {BALI, BADUNG}), (BADUNG, [BADUNG], {BADUNG})):
        shown = board(*told, within=within)
        assert [row.unit for row in shown.rows] == rows
        assert {one.unit for one in shown.silent} == silent
        assert shown.total.held == 0
