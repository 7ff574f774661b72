"""A connection is as secure as it says, or the source is told why not; an exception is a person's."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from syndicator.bootstrap.service import Service
from syndicator.parse.reader import FeedReader
from tests.hostile.certificates import Shown, make
from tests.hostile.servers import GOOD
from tests.hostile.siege import Case, armed, besiege, check
from tests.hostile.wire import raw_server, saying

WHY = "its certificate ended, the site knows"
KINDS = {
    "vouches for itself": ({}, "the certificate is not valid"),
    "ended yesterday": ({"days": -1}, "certificate has expired"),
    "belongs to another host": ({"subject": "DNS:lain.test"}, "certificate is not valid for '127.0.0.1'"),
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


def _shown(folder: Path, kind: str) -> Shown:
    settings, _ = KINDS[kind]
    return make(folder, kind.replace(" ", "-"), **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_a_certificate_that_should_not_be_believed_is_not(
    besieged: Service, reader: FeedReader, monkeypatch: pytest.MonkeyPatch, folder: Path, kind: str
) -> None:
    """The system trusts who signed the last two, so that nothing else is wrong with them."""
    shown = _shown(folder, kind)
    if kind != "vouches for itself":
        monkeypatch.setenv("SSL_CERT_FILE", str(shown.path))
        besieged = armed(besieged, reader)
    case = Case(saying(GOOD), "tls", KINDS[kind][1], limit_s=1)
    with raw_server({"/feed/": saying(GOOD)}, tls=shown.context) as secure:
        outcome = besiege(besieged, case, address=f"{secure.url}/feed/")
        check(outcome, case)
        assert secure.paths == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_recorded_exception_lets_a_bad_certificate_pass(besieged: Service, folder: Path, kind: str) -> None:
    case = Case(saying(GOOD), added=1, limit_s=1)
    with raw_server({"/feed/": saying(GOOD)}, tls=_shown(folder, kind).context) as secure:
        check(besiege(besieged, case, address=f"{secure.url}/feed/", tls_exception=WHY), case)


@pytest.mark.parametrize("exception", [None, WHY])
def test_plain_http_where_tls_was_promised_is_a_fault_of_tls(besieged: Service, exception: str | None) -> None:
    case = Case(saying(GOOD), "tls", "no secure connection came about")
    outcome = besiege(besieged, case, address="https://127.0.0.1:{port}/feed/", tls_exception=exception)
    check(outcome, case)


def test_a_server_that_never_finishes_its_handshake_is_left(besieged: Service) -> None:
    case = Case(saying(GOOD), "timeout", "did not answer in time", limit_s=2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/feed/"
        check(besiege(besieged, case, address=address), case)
