"""
Pages of a portal with a hundred thousand bulletins stored, on either database: how soon they answer, what they weigh.

Each page is asked for many times over one connection, a different one of its kind each time: the last one of 20 to
answer is compared with 50 ms. A page weighs what a browser gets that has nothing yet, pictures of releases aside,
before anything is compressed.

PORTAL_BULLETINS sets another number of bulletins for trying out, PORTAL_DATABASES (sqlite,postgresql) which databases.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote_plus

import httpx
import lxml.html

from benchmarks.archive import Archive
from benchmarks.documents import SEED
from benchmarks.figure import Figure
from benchmarks.machine import Machine, machine
from syndicator.settings import load
from syndicator.storage import reading
from syndicator.storage.reading import Selection
from tests.processes import wait_for

BULLETINS = int(os.environ.get("PORTAL_BULLETINS", "100000"))
DATABASES = os.environ.get("PORTAL_DATABASES", "sqlite,postgresql").split(",")
LIMIT_MS, LIMIT_KB = 50, 100
ASKED = 200
COMMON = ("polres", "polisi masyarakat", "kapolres", "apel", "warga", '"apel pagi"', "lalu lintas -kecelakaan")
_WORD = re.compile(r"[A-Z][a-z]{4,}")


def measure() -> Iterator[Figure]:
    """Yield the limits over what was reached."""
    for name in DATABASES:
        with machine(postgres=name == "postgresql") as here:
            yield from _measure(here, name)


def _measure(here: Machine, database: str) -> Iterator[Figure]:
    settings = load()
    Archive(here.database, settings.units, [topic.slug for topic in settings.topics]).fill(BULLETINS)
    here.start([sys.executable, "-m", "syndicator", "portal"])
    with httpx.Client(base_url=here.portal, trust_env=False, timeout=60) as client:
        wait_for("the portal answers", lambda: _answers(client), seconds=60)
        for kind, paths in _paths(here).items():
            took_ms, heaviest = _ask(client, paths)
            yield Figure(
                what=f"{kind}, {BULLETINS:,} bulletins in {database}: limit for 95 of 100 answers, ms",
                ours=LIMIT_MS,
                beside="ours",
                other=took_ms,
                aim=1,
            )
            yield Figure(
                what=f"{kind}: limit for the weight without pictures, kB",
                ours=LIMIT_KB,
                beside="ours",
                other=_weight(client, heaviest) / 1000,
                aim=1,
            )


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _paths(here: Machine) -> Mapping[str, Sequence[str]]:
    """Return pages of each kind, in an order of chance."""
    settings, dice = load(), random.Random(SEED)
    topics, units = [topic.slug for topic in settings.topics], settings.units
    poldas = [unit.slug for unit in units.commands()]
    polres = [below.slug for polda in units.commands() if polda.command for below in units.below(polda)]
    with here.database.read() as connection:
        last = reading.released(connection, Selection(), units, size=1).bulletins[0].id
        told = [reading.bulletin(connection, dice.randint(1, last)) for _ in range(ASKED)]
    shown = [one for one in told if one is not None]
    names = [name for one in shown for name in _WORD.findall(one.content.text)]
    deep = min(1_500, last // 25)
    return {
        "front page": ["/"] * ASKED,
        "deep front page": [f"/?page={dice.randint(2, deep)}" for _ in range(ASKED)],
        "topic": [f"/topics/{dice.choice(topics)}?page={dice.choice((1, 1, 2, 5))}" for _ in range(ASKED)],
        "command": [f"/units/{dice.choice(poldas)}?page={dice.choice((1, 1, 2, 3))}" for _ in range(ASKED)],
        "unit": [f"/units/{dice.choice(polres)}" for _ in range(ASKED)],
        "deep command": [f"/units/mabes-polri?page={dice.randint(2, deep)}" for _ in range(ASKED)],
        "tree of units": ["/units"] * ASKED,
        "bulletin": [one.path for one in shown],
        "search, common words": [f"/search?q={quote_plus(dice.choice(COMMON))}" for _ in range(ASKED)],
        "search, names": [f"/search?q={dice.choice(names)}+{dice.choice(names)}" for _ in range(ASKED)],
        "search in a unit": [f"/search?q=polisi&unit={dice.choice(poldas + polres)}" for _ in range(ASKED)],
        "search by date": [f"/search?q=polisi&to={_day(here, dice)}&by=newest" for _ in range(ASKED)],
    }


def _day(here: Machine, dice: random.Random) -> str:
    with here.database.read() as connection:
        bulletin = reading.bulletin(connection, dice.randint(1, BULLETINS))
    assert bulletin is not None
    return bulletin.content.published_at.date().isoformat()


def _ask(client: httpx.Client, paths: Sequence[str]) -> tuple[float, str]:
    """Return the time within which 95 of 100 answered, after a few that warm up, and the heaviest page."""
    for path in paths[:10]:
        client.get(path)
    took_ms, weights = [], {}
    for path in paths:
        began_at = time.perf_counter()
        answer = client.get(path)
        took_ms.append(1000 * (time.perf_counter() - began_at))
        if answer.status_code == httpx.codes.OK:
            weights[path] = len(answer.content)
        elif answer.status_code != httpx.codes.NOT_FOUND:
            message = f"{path}: {answer.status_code}"
            raise RuntimeError(message)
    return statistics.quantiles(took_ms, n=20)[-1], max(weights, key=weights.__getitem__)


def _weight(client: httpx.Client, path: str) -> int:
    """Return how many bytes a page is, with its style sheets, scripts and signs of our own."""
    page = client.get(path)
    ours = lxml.html.fromstring(page.text).xpath(
        "//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img[starts-with(@src, '/')]/@src"
    )
    return len(page.content) + sum(len(client.get(str(one)).content) for one in set(ours))
