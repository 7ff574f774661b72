"""What is stored of a token tells nothing to who reads the database, and opens only where it was got."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from syndicator.deliver.sealing import Seal, Unreadable
from syndicator.deliver.vault import Grant

GRANT = Grant(
    access="akses-rahasia",
    renewal="perpanjang-rahasia",
    expires_at=datetime(2026, 5, 1, 8, 0, 0, 123456, tzinfo=UTC),
    account="did:plc:humas",
)
SEAL = Seal(channel="ig", secrets={"token": "awal"}, key=lambda: "kunci-layanan-yang-panjang")


@pytest.mark.parametrize("grant", [GRANT, Grant(access="hanya akses – é")])
def test_what_was_sealed_is_what_is_opened(grant: Grant) -> None:
    assert SEAL.opened(SEAL.closed(grant)) == grant


def test_no_credential_stands_in_what_is_stored() -> None:
    sealed = SEAL.closed(GRANT)
    for told in (sealed.encode(), urlsafe_b64decode(sealed)):
        assert not [word for word in (b"akses", b"perpanjang", b"plc", b"awal") if word in told]
    assert SEAL.closed(GRANT) != sealed


def test_neither_a_grant_nor_a_seal_shows_itself() -> None:
    assert "rahasia" not in repr(GRANT) + str(GRANT)
    assert "awal" not in repr(SEAL) + str(SEAL)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (replace(SEAL, key=lambda: "kunci-lain-yang-panjang"), "another SYNDICATOR_SECRET_KEY"),
        (replace(SEAL, channel="fb"), "another channel"),
        (replace(SEAL, secrets={"token": "baru"}), "other secrets"),
    ],
)
def test_a_seal_opens_only_where_it_was_made(other: Seal, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        other.opened(SEAL.closed(GRANT))


@pytest.mark.parametrize("sealed", ["", "bukan segel", "gAAAAA==", SEAL.closed(GRANT)[:-9] + "AAAAAAAA="])
def test_what_is_no_seal_is_unreadable(sealed: str) -> None:
    with pytest.raises(Unreadable):
        SEAL.opened(sealed)


def test_the_key_is_not_asked_for_before_it_is_needed() -> None:
    asked: list[str] = []

    def key() -> str:
        asked.append("key")
        return "kunci-layanan-yang-panjang"

    seal = replace(SEAL, key=key)
    assert asked == []
    seal.closed(GRANT)
    assert asked == ["key"]
