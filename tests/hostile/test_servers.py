"""Servers that break HTTP do no more than fail: in words, in time, and alone."""

from __future__ import annotations

import pytest

from syndicator.bootstrap.service import Service
from tests.hostile.servers import CASES
from tests.hostile.siege import besiege, check


@pytest.mark.parametrize("habit", CASES)
def test_a_server_that_breaks_http_harms_only_its_own_source(besieged: Service, habit: str) -> None:
    case = CASES[habit]
    check(besiege(besieged, case), case)
