from __future__ import annotations

import threading

from syndicator.bootstrap.service import Service
from syndicator.portal.counts import Counting
from tests.unit.portal.press import Press, Release


def test_a_small_portal_counts_at_once_and_a_large_one_while_nobody_waits(service: Service, press: Press) -> None:
    small = Counting(service.database, service.settings.units)
    large = Counting(service.database, service.settings.units, many=0)
    for number, before in ((1, {}), (2, {"tppo": 1})):
        large.now()
        press.publish(Release(unit="polresta-balikpapan"))
        assert small.now().topics == {"tppo": number}
        assert small.now().units["polda-kalimantan-timur"] == number
        assert large.now().topics == before, "those of a moment ago, while new ones are made"
        for thread in threading.enumerate():
            if thread.name == "counting":
                thread.join(timeout=30)
        assert large.now().topics == {"tppo": number}
