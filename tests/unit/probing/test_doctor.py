"""`doctor` tells of each account what a person can do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from syndicator.cli.doctor import _account
from syndicator.deliver.channel import Condition

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_an_account_that_is_well_tells_until_when() -> None:
    finding = _account("ig", Condition(account="@humas", expires_at=NOW + timedelta(days=50)), NOW)
    assert (finding.well, finding.found, finding.mend) == (
        True,
        "ig: @humas, its token ends at 2026-04-21 08:00 UTC",
        "",
    )


def test_a_fault_is_a_finding_with_a_mend() -> None:
    finding = _account("ig", Condition(fault="the token is refused"), NOW)
    assert (finding.well, finding.found) == (False, "ig: the token is refused")
    assert finding.mend == "try it: syndicator channels test ig"


def test_a_token_that_ends_soon_is_a_finding_too() -> None:
    finding = _account("ig", Condition(expires_at=NOW + timedelta(days=3)), NOW)
    assert not finding.well
    assert "its token ends at 2026-03-05 08:00 UTC" in finding.found
