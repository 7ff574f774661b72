"""Connections that are not HTTP pass the guard, whatever their port."""

from __future__ import annotations

import socket

import pytest

from syndicator.errors import AddressRefused, SourceFault
from syndicator.fetch.dialling import GuardedDialler
from syndicator.fetch.guard import AddressGuard
from tests.servers import free_port

ALLOWED = ("127.0.0.0/8", "::1/128")


def test_an_allowed_address_is_connected_to_with_the_patience_that_was_asked_for() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        GuardedDialler(AddressGuard(ALLOWED)).connect("127.0.0.1", server.getsockname()[1], 0.5) as line,
    ):
        assert line.getpeername() == server.getsockname()
        assert line.gettimeout() == 0.5


def test_a_network_that_is_not_public_is_never_connected_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with pytest.raises(AddressRefused, match="not a public address"):
            GuardedDialler(AddressGuard()).connect("127.0.0.1", server.getsockname()[1], 0.5)
        server.settimeout(0.05)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_public_address_may_be_used_at_any_port() -> None:
    assert GuardedDialler(AddressGuard()).judge("8.8.8.8") == "8.8.8.8"


def test_nobody_there_is_an_error_of_the_system() -> None:
    with pytest.raises(ConnectionRefusedError):
        GuardedDialler(AddressGuard(ALLOWED)).connect("127.0.0.1", free_port(), 0.5)


def test_a_name_that_cannot_be_asked_for_is_the_fault_of_its_address() -> None:
    with pytest.raises(SourceFault, match="cannot be resolved"):
        GuardedDialler(AddressGuard(ALLOWED)).judge("a" * 70 + ".test")
