"""A house with something on every page, and the paths of all pages, by the routes of the application that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from syndicator.model.source import SourceConfig
from tests.browser.house import UNIT, House
from tests.feeds import Told, distinct
from tests.integration.test_nothing_sensitive_leaves import recipes, routes

CASE = (
    "Satreskrim Polresta Balikpapan menangkap pelaku pencabulan terhadap siswi kelas 2 SMP. Korban berinisial KRW "
    "(14), warga Desa Sukamaju RT 05, putri dari Rahmat Sutanto, dicabuli tetangganya sejak tahun lalu."
)
MACHINES = re.compile(
    r"/(feeds(/|\.opml)|static/|websub/|stream|robots|sitemap|healthz|readyz|metrics|api/(v1|openapi)|desk/live)"
    r"|.*\.(svg|csv|xlsx|pdf|json)(\?|$)"
)
"""What is answered to programs, or kept as a file, is no page."""
MORE = (
    "/search?q=polres",
    "/nothing",
    "/b/999999",
    "/desk/bulletins/999999",
    "/desk?state=held",
    "/desk?state=withdrawn",
)


def furnish(house: House) -> None:
    """Fill a house: bulletins in all states, a story of two, a correction, posts, and a source that fails."""
    plain = [_lately(house, distinct(number)) for number in range(1, 30)]
    urgent = _lately(house, Told(40, "Kebakaran besar melanda pasar, satu orang tewas"))
    house.tell("/feed/", [*plain, urgent, _lately(house, Told(41, "Pelaku ditangkap", CASE))])
    house.tell("/ganda/", [plain[2]], unit="polda-kalimantan-timur")
    house.send()
    house.tell("/feed/", [replace(plain[1], title="Kegiatan nomor 2 (ralat)"), *plain[2:], urgent])
    house.service.editing.withdraw(house.bulletin("Kegiatan nomor 5").id, actor="siti", reason="Salah tanggal.")
    source = house.service.sourcing.add(SourceConfig(address=f"{house.world.url}/mati/", unit=UNIT), actor="siti")
    house.aside(lambda: house.service.intake.poll([source], even_if_not_due=True))
    house.send()


def _lately(house: House, told: Told) -> Told:
    return replace(told, at=house.clock() - timedelta(hours=5 * told.number))


def every_path(house: House) -> Iterator[str]:
    """Yield for each route that can be read the first and the last of the paths that its recipe names."""
    known = recipes(house.service)
    readable = sorted({one.path for one in routes(house.app.routes) if "GET" in (one.methods or ())})
    for pattern in readable:
        yield from dict.fromkeys((known[pattern][0], known[pattern][-1]))
    yield from MORE


def pages(house: House) -> list[str]:
    """Return the paths of all that is shown to people, what is public first, and what is in English last."""
    return sorted(
        (one for one in every_path(house) if not MACHINES.match(one)), key=lambda one: ("lang=" in one, "/desk" in one)
    )
