"""Documents that hurt whoever reads them are read as far as they can be, or refused: in words, in time, and alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syndicator.bootstrap.service import Service
from tests.hostile.documents import CASES, EITHER, EITHER_WAY_S
from tests.hostile.siege import besiege, check


@pytest.mark.parametrize("shape", CASES)
def test_a_document_that_hurts_is_read_or_refused_as_it_should(besieged: Service, shape: str) -> None:
    case = CASES[shape]
    outcome = besiege(besieged, case)
    check(outcome, case)
    for bulletin in outcome.bulletins:
        told = bulletin.content
        assert not any(sign in f"{told.title}{told.text}{told.html}" for sign in "\x00\x1b\u202e\ud800")
        assert bulletin.address is None or bulletin.address.startswith("https://jahat.test/")
        assert "@" not in (bulletin.address or "")


@pytest.mark.parametrize("shape", EITHER)
def test_a_document_without_bounds_is_read_within_bounds_or_refused(besieged: Service, shape: str) -> None:
    case = replace(EITHER[shape], limit_s=EITHER_WAY_S + 2)
    outcome = besiege(besieged, case)
    if outcome.kind is not None:
        check(outcome, replace(case, kind="format"))
        return
    check(outcome, replace(case, added=outcome.record.added))
    assert sum(len(bulletin.content.html) for bulletin in outcome.bulletins) < 12_000_000
