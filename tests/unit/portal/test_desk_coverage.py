from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from syndicator.bootstrap.service import Service
from syndicator.coverage import Cell
from syndicator.model.bulletin import BulletinState
from syndicator.model.user import Role
from syndicator.portal.charts import SPARK_HEIGHT, scale, spark, stacked
from tests.conftest import MovableClock
from tests.history import repeat
from tests.unit.portal.browser import Browser
from tests.unit.portal.conftest import PASSWORD
from tests.unit.portal.press import Press, Release

Desk = Callable[[Role], Browser]
KALTIM, BALIKPAPAN = "polda-kalimantan-timur", "polresta-balikpapan"


@pytest.fixture
def told(press: Press, service: Service, clock: MovableClock) -> None:
    """A Polresta told four a day for eight weeks, then one; today one of its is held, and its Polda copied one."""
    today = clock.now
    clock.now = today - timedelta(days=1)
    first = press.publish(Release(title="Kemarin"))
    repeat(service.database, first.id, (today - timedelta(days=ago) for ago in range(57, 1, -1) for _ in range(4)))
    clock.now = today
    press.publish(Release(title="Salinan", story=first.story_uid, host="polda.example", publisher=KALTIM))
    press.publish(Release(title="Yang ditahan", state=BulletinState.HELD))
    press.publish(Release(title="Tanpa satuan", unit=None))


@pytest.mark.usefixtures("told")
def test_the_board_tells_each_day_of_each_command_and_opens_into_its_units(desk: Desk, clock: MovableClock) -> None:
    clock.advance(timedelta(hours=4))
    browser = desk(Role.READER)
    page = browser.page("/desk/coverage?days=7")
    rows = {row.xpath("string(th)"): row for row in page.xpath("//table[@class='cover']/tbody/tr")}
    assert len(rows) == 38, "headquarters, the commands, and what nobody is known to tell"
    kaltim = [cell.text_content().split() for cell in rows["Polda Kalimantan Timur"].xpath("td")[2:]]
    assert kaltim == [["4"], ["4"], ["4"], ["4"], ["4"], ["1"], ["0", "+1", "!1"]]
    assert rows["satuan belum pasti"].xpath("string(td[9])").split() == ["1"]
    sums = dict(
        zip(
            page.xpath("//dl[@class='sums']/div/dt/text()"),
            page.xpath("//dl[@class='sums']/div/dd/text()"),
            strict=True,
        )
    )
    assert sums == {"Diterbitkan": "22", "Salinan": "1", "Ditahan": "1", "Satuan yang sepi": "0"}
    opened = browser.page(str(rows["Polda Kalimantan Timur"].xpath("th/a/@href")[0]))
    assert opened.xpath("string(//h1)") == "Polda Kalimantan Timur"
    units = opened.xpath("//table[@class='cover']/tbody/tr/th/a/text()")
    assert units[0] == "Polda Kalimantan Timur"
    assert "Polresta Balikpapan" in units
    assert len(opened.xpath("//table[@class='cover']//th/abbr")) == 7


@pytest.mark.usefixtures("told")
def test_a_unit_that_fell_silent_is_marked_once_its_day_is_over(desk: Desk, clock: MovableClock) -> None:
    clock.advance(timedelta(days=2))
    browser = desk(Role.READER)
    page = browser.page("/desk/coverage")
    [row] = page.xpath("//section[@aria-labelledby='silent']//tbody/tr")
    assert row.xpath("string(th)") == "Polresta Balikpapan"
    assert row.xpath("td[1]/text()") == ["1"], "yesterday; the day before was told of, and today is not over"
    [marked] = page.xpath("//td[@class='is-silent']/ancestor::tr")
    assert marked.xpath("string(th)") == "Polda Kalimantan Timur"
    assert page.xpath("//*[name()='rect'][@class='bar-silent']")


@pytest.mark.usefixtures("told")
def test_a_cell_leads_to_what_was_told(desk: Desk) -> None:
    browser = desk(Role.READER)
    page = browser.page("/desk/coverage?days=7&command=polda-kalimantan-timur")
    [row] = [one for one in page.xpath("//tbody/tr") if one.xpath("string(th/a)") == "Polresta Balikpapan"]
    held = browser.page(str(row.xpath("td/a/@href")[-1]))
    assert held.xpath("//tbody//a/text()") == ["Yang ditahan"]
    assert held.xpath("//tbody/tr/td[4]/text()") == ["ditahan"]
    assert held.xpath("//tbody//time/text()")[0].endswith("WITA")
    whole = "/desk/coverage/day?unit=polda-kalimantan-timur&day=2026-03-02"
    assert len(browser.page(whole).xpath("//tbody/tr")) == 2
    assert browser.page(f"{whole}&alone=1").xpath("//tbody//a/text()") == ["Salinan"]
    for path, status in (
        ("/desk/coverage?command=nobody", 404),
        ("/desk/coverage?days=9999", 200),
        ("/desk/coverage?days=x", 404),
        ("/desk/coverage/day?unit=nobody&day=2026-03-02", 404),
        ("/desk/coverage/day?unit=polda-bali&day=0001-01-01", 404),
        ("/desk/coverage/day?unit=polda-bali&day=9999-12-31", 404),
        ("/desk/coverage/day?unit=polda-bali&day=2026-02-30", 404),
        ("/desk/coverage/day?unit=mabes-polri&day=2026-03-02", 200),
    ):
        assert browser.get(path).status_code == status, path


@pytest.mark.usefixtures("told")
def test_who_is_bound_to_a_command_sees_nothing_of_others(desk: Desk, service: Service, press: Press) -> None:
    bound = {}
    for role, unit in ((Role.CHIEF, "polda-bali"), (Role.EDITOR, KALTIM)):
        bound[unit] = desk(role)
        service.accounts.bind(role.value, unit, actor="test")
        assert bound[unit].post("/desk/login", login=role.value, password=PASSWORD).status_code == 303
    bali, kaltim = bound["polda-bali"], bound[KALTIM]
    for path in ("/desk/coverage", f"/desk/coverage?command={KALTIM}", "/desk/coverage?command=mabes-polri"):
        page = bali.page(path)
        assert page.xpath("//table[@class='cover']/tbody/tr/th/a/text()") == ["Polda Bali"], path
        assert page.xpath("//dl[@class='sums']/div/dd/text()") == ["0", "0", "0", "0"], path
    assert bali.get(f"/desk/coverage/day?unit={BALIKPAPAN}&day=2026-03-02").status_code == 403
    assert kaltim.get(f"/desk/coverage/day?unit={BALIKPAPAN}&day=2026-03-02").status_code == 200
    assert kaltim.get("/desk/coverage/day?unit=mabes-polri&day=2026-03-02").status_code == 403
    assert len(kaltim.page(f"/desk/coverage?command={KALTIM}").xpath("//table[@class='cover']/tbody/tr")) > 5
    held = {"state": BulletinState.HELD, "publisher": BALIKPAPAN, "host": "balikpapan.example"}
    press.publish(Release(title="Belum jelas milik siapa", unit=None, **held))  # type: ignore[arg-type]
    press.publish(Release(title="Milik mereka", **held))  # type: ignore[arg-type]
    told = kaltim.get(f"/desk/coverage/day?unit={BALIKPAPAN}&day=2026-03-02").text
    assert ("Milik mereka" in told, "Belum jelas" in told) == (True, False)


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (20, [0, 5, 10, 15, 20]),
        (21, [0, 10, 20, 30]),
        (1430, [0, 500, 1000, 1500]),
        (80_000, [0, 20_000, 40_000, 60_000, 80_000]),
    ],
)
def test_lines_of_a_chart_stand_at_round_numbers(most: int, lines: list[int]) -> None:
    assert scale(most) == lines


def test_bars_stand_upon_each_other_and_reach_no_higher_than_the_chart(clock: MovableClock) -> None:
    today = clock.now.date()
    cells = [
        Cell(day=today, published=published, copied=copied, held=held, norm=norm, silent=not published)
        for published, copied, held, norm in ((120, 30, 6, 90.0), (0, 0, 0, None), (3, 0, 0, 0.0))
    ]
    chart = stacked(cells)
    first, second, third = chart.columns
    assert [bar.part for bar in first.bars] == ["published", "copied", "held"]
    for lower, upper in zip(first.bars, first.bars[1:], strict=False):
        assert lower.y == pytest.approx(upper.y + upper.height, abs=0.2)
    assert first.top > 0
    assert (second.bars, second.top) == ((), chart.floor)
    assert third.bars[0].height > 0
    small = spark(cells)
    assert [bar.part for bar in small.bars] == ["told", "silent", "told"]
    assert all(bar.y >= 0 and bar.y + bar.height == pytest.approx(SPARK_HEIGHT, abs=0.2) for bar in small.bars)
    assert len(small.norms) == 2, "no line over days without a norm"
