"""A mail server (RFC 5321) with accounts (RFC 4954): it takes letters and shows them by the name of their list post."""

from __future__ import annotations

import base64
import email
import email.policy
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Mapping
from email.message import EmailMessage
from typing import ClassVar

from syndicator.deliver.preview import Preview
from syndicator.model.attempt import Postponed
from syndicator.model.channel import ChannelConfig
from tests.contract.double import Fault
from tests.outside import Outside

USER = "humas"


class MailServerDouble:
    """
    Speaks SMTP on loopback.

    Args:
        refused, greylisted: recipients that it never takes, or not now.
        greeting: its first words.
        extensions: what it offers.
        tls: with which it goes under TLS on STARTTLS, or from the first byte if `implicit`.
    """

    def __init__(self, password: str, *, tls: ssl.SSLContext | None = None, implicit: bool = False) -> None:
        self.password = password
        self.tls = tls
        self.implicit = implicit
        self.secured = 0
        self.letters: list[tuple[str, bytes]] = []
        self.sessions = 0
        self.fault: Fault | None = None
        self.fault_after = 0
        self.refused: set[str] = set()
        self.greylisted: set[str] = set()
        self.greeting = "220 surat.test ESMTP"
        self.extensions: tuple[str, ...] = ("AUTH PLAIN",)
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("Speaker", (_Speaker,), {"mail": self}))
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def empty(self) -> None:
        self.letters.clear()
        self.sessions = 0
        self.fault = None

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def opened(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=email.policy.default) for _, raw in self.letters]


class _Speaker(socketserver.StreamRequestHandler):
    mail: ClassVar[MailServerDouble]

    def handle(self) -> None:
        self._logged_in, self._to = False, ""
        try:
            if self.mail.implicit:
                self._secure()
            self._say(self.mail.greeting)
            while line := self.rfile.readline().decode("ascii").strip():
                verb = line.split()[0].upper()
                if verb == "QUIT":
                    return
                if not getattr(self, f"_{verb.lower()}", self._unknown)(line):
                    return
        except OSError:
            return  # the client went away, or did not like the certificate

    def _secure(self) -> None:
        assert self.mail.tls is not None
        self.connection = self.mail.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.mail.secured += 1

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _starttls(self, line: str) -> bool:
        self._say("220 2.0.0 go ahead")
        self._secure()
        return True

    def _say(self, *lines: str) -> bool:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
        return True

    def _unknown(self, line: str) -> bool:
        return self._say("500 5.5.2 what?")

    def _ehlo(self, line: str) -> bool:
        self.mail.sessions += 1
        offered = "STARTTLS" in self.mail.extensions and not isinstance(self.connection, ssl.SSLSocket)
        told = ["surat.test", *(one for one in self.mail.extensions if one != "STARTTLS" or offered)]
        return self._say(*(f"250{'-' if at + 1 < len(told) else ' '}{one}" for at, one in enumerate(told)))

    def _auth(self, line: str) -> bool:
        _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
        self._logged_in = (user, password) == (USER, self.mail.password) and self.mail.fault is not Fault.LOGIN
        return self._say("235 2.7.0 welcome" if self._logged_in else "535 5.7.8 who are you?")

    def _mail(self, line: str) -> bool:
        if "AUTH PLAIN" in self.mail.extensions and not self._logged_in:
            return self._say("530 5.7.0 authentication required")
        return self._say("451 4.7.1 too much mail" if self.mail.fault is Fault.LIMIT else "250 2.1.0 ok")

    def _rcpt(self, line: str) -> bool:
        self._to = line.partition("<")[2].partition(">")[0]
        if self.mail.fault is Fault.VALIDATION or self._to in self.mail.refused:
            return self._say("550 5.1.1 no such mailbox")
        if self.mail.fault is Fault.REDIRECT:
            return self._say("551 5.7.1 not here, try <lain@lain.test>")
        return self._say("450 4.2.0 greylisted" if self._to in self.mail.greylisted else "250 2.1.5 ok")

    def _rset(self, line: str) -> bool:
        return self._say("250 2.0.0 ok")

    def _data(self, line: str) -> bool:
        self._say("354 go ahead")
        body = b""
        while (read := self.rfile.readline()) not in {b".\r\n", b""}:
            body += read[1:] if read.startswith(b".") else read
        fault = self.mail.fault if len(self.mail.letters) >= self.mail.fault_after else None
        if fault in {None, Fault.LOST}:
            self.mail.letters.append((self._to, body))
        return self._end(fault)

    def _end(self, fault: Fault | None) -> bool:
        if fault in {Fault.LOST, Fault.RESET}:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return False
        if fault is Fault.LATE:
            time.sleep(0.4)
        if fault is Fault.CUT:
            self.wfile.write(b"25")
            return False
        if fault is Fault.DRIP:
            for sign in "250 2.0.0 taken\r\n":
                time.sleep(0.2)
                self.wfile.write(sign.encode())
            return True
        return self._say("<html>oops</html>" if fault in {Fault.BROKEN, Fault.GATEWAY} else "250 2.0.0 taken")


class EmailDouble:
    secrets = {"password": "sandi-surat"}
    faults = frozenset(Fault) - {Fault.BUSY}
    unlike = {Fault.LIMIT: Postponed}  # with no word of how long

    def __init__(self) -> None:
        self._world_url = ""
        self._running: MailServerDouble | None = None

    @property
    def server(self) -> MailServerDouble:
        if self._running is None:
            self._running = MailServerDouble(self.secrets["password"])
        return self._running

    def config(self, base_url: str) -> ChannelConfig:
        """The mail server has a port of its own; an address where nobody listens stays one."""
        port = self.server.port if base_url == self._world_url else int(base_url.rpartition(":")[2])
        return ChannelConfig(
            name="kait",
            kind="email",
            base_url=f"smtp://127.0.0.1:{port}",
            options={"sender": "Humas <humas@surat.test>", "recipients": "redaksi@koran.test", "user": USER},
            secrets={"password": "KAIT_PASSWORD"},
        )

    def serve(self, world: Outside) -> None:
        self._world_url = world.url
        self.server.empty()

    def fail(self, world: Outside, fault: Fault) -> None:
        self.server.fault = fault

    def mend(self, world: Outside) -> None:
        self.server.fault = None

    def posts(self, world: Outside) -> Mapping[str, str]:
        shown: dict[str, str] = {}
        for one in self.server.opened():
            text = one.get_body(("plain",))
            assert text is not None
            shown[one["Message-ID"].strip("<>").partition(".")[0]] = f"{one['Subject']}\n{text.get_content()}"
        return shown

    def tries(self, world: Outside) -> int:
        return self.server.sessions

    def last_try(self, world: Outside) -> Preview:
        lines = self.server.letters[-1][1].decode("ascii").replace("\r\n", "\n").splitlines(keepends=True)
        body = "".join(line for line in lines if not line.startswith("Date: "))
        return Preview(method="SMTP", address=f"smtp://127.0.0.1:{self.server.port}", body=body)


DOUBLE = EmailDouble()
