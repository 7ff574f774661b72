"""One conversation with a mail server (RFC 5321): what it took, what it refused, and what nobody can tell."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ipaddress import ip_address

from syndicator.deliver.dialling import Dialler
from syndicator.telemetry import logger

log = logger(__name__)

NOT_LOGGED_IN = frozenset({530, 534, 535, 538})
"""RFC 4954 section 6: authentication is required, too weak, failed, or wants encryption."""
TAKEN = frozenset({250, 251, 252})
LONGEST_WORDS_CHARS = 200


class Fate(StrEnum):
    """
    What became of a letter, or of the try to begin.

    TAKEN; REFUSED for good; NOT_NOW asks to come again; LOGIN wants another login; UNSENT broke off before the server
    could take it; LOST after, so that it may have.
    """

    TAKEN = "taken"
    REFUSED = "refused"
    NOT_NOW = "not now"
    LOGIN = "login"
    UNSENT = "unsent"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of it, in the server's own words."""

    fate: Fate
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """
    A server and our login.

    Args:
        tls: from the first byte; otherwise as soon as the server offers it.
        greeting: the name that we give ourselves.
        within_s: patience with a single answer.
        all_within_s: patience with the whole conversation.
    """

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None
    greeting: str
    within_s: float
    all_within_s: float


class _Line(smtplib.SMTP):
    """A connection through the address guard; with TLS from the first byte where the server wants it so."""

    def __init__(self, server: MailServer, dialler: Dialler) -> None:
        self._server = server
        self._dialler = dialler
        super().__init__(local_hostname=server.greeting, timeout=server.within_s)
        self._host = server.host  # whose certificate is wanted
        self.is_cut = False

    def greet(self) -> None:
        """Connect, and wait for the first words; raises SMTPConnectError where they are no welcome."""
        code, said = self.connect(self._server.host, self._server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = self._dialler.connect(host, port, timeout)
        if not self._server.tls:
            return line
        try:
            return _tls().wrap_socket(line, server_hostname=host)
        except BaseException:
            line.close()
            raise

    def cut(self) -> None:
        """End it from another thread: whoever waits for an answer finds that there is none, or but half a one."""
        self.is_cut = True
        if self.sock is not None:
            try:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError as error:
                log.debug("mail_server_gone_already", error=str(error))

    @property
    def is_private(self) -> bool:
        """Whether nobody on the way can read a password."""
        if self.sock is None:
            return False
        return isinstance(self.sock, ssl.SSLSocket) or ip_address(self.sock.getpeername()[0]).is_loopback


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class Conversation:
    """A conversation that has come so far that letters may be handed over."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    def hand_over(self, sender: str, recipient: str, letter: bytes) -> Verdict:
        """Offer one letter; after its last line it is the server's, or nobody can tell whose."""
        if self._line.is_cut:
            return Verdict(Fate.UNSENT, "the mail server takes too long")
        try:
            code, said = self._line.mail(sender)
            if code in TAKEN:
                code, said = self._line.rcpt(recipient)
            if code in TAKEN:
                code, said = self._line.docmd("DATA")
            if code != 354:
                if code != 421:
                    self._line.docmd("RSET")
                return _refusal(code, said)
        except smtplib.SMTPException as error:
            return Verdict(Fate.UNSENT, _words(str(error)))
        return self._rest(letter)

    def _rest(self, letter: bytes) -> Verdict:
        try:
            self._line.send(re.sub(rb"(?m)^\.", b"..", letter) + b".\r\n")
            code, said = self._line.getreply()
        except smtplib.SMTPException as error:
            return Verdict(Fate.LOST, _words(str(error)))
        if self._line.is_cut:
            return Verdict(Fate.LOST, "the answer took too long")
        if code in TAKEN:
            return Verdict(Fate.TAKEN, "")
        if not 400 <= code < 600:
            return Verdict(Fate.LOST, f"an answer that no mail server gives: {_words(said)}")
        return _refusal(code, said)


@contextmanager
def conversation(server: MailServer, dialler: Dialler) -> Iterator[Conversation | Verdict]:
    """
    Begin a conversation, log in, and end it; a verdict tells that it did not come so far.

    Raises:
        SourceFault: the server's name cannot be resolved, or the address guard refuses it.
    """
    line = _Line(server, dialler)
    watch = threading.Timer(server.all_within_s, line.cut)
    watch.daemon = True
    watch.start()
    try:
        yield _begin(line, server) or Conversation(line)
    finally:
        watch.cancel()
        _end(line)


def _begin(line: _Line, server: MailServer) -> Verdict | None:
    """Connect and log in; None where all went well."""
    try:
        line.greet()
        return _log_in(line, server)
    except smtplib.SMTPNotSupportedError:
        return Verdict(Fate.LOGIN, "the server takes no login, leave user and password out")
    except smtplib.SMTPResponseException as error:
        return _early(error)
    except (smtplib.SMTPException, OSError) as error:
        return Verdict(Fate.UNSENT, f"no connection: {_words(str(error)) or type(error).__name__}")


def _log_in(line: _Line, server: MailServer) -> Verdict | None:
    """Go under TLS where it is offered, and tell who we are."""
    line.ehlo_or_helo_if_needed()
    if not server.tls and line.has_extn("starttls"):
        line.starttls(context=_tls())
        line.ehlo()
    if server.user is None or server.password is None:
        return None
    if not line.is_private:
        return Verdict(Fate.LOGIN, "the server offers no TLS, and no password goes over an open line")
    line.login(server.user, server.password)
    return None


def _early(error: smtplib.SMTPResponseException) -> Verdict:
    """Before there is a letter, nothing is refused for good: a server that wants nobody may want us tomorrow."""
    told = _refusal(error.smtp_code, error.smtp_error)
    return Verdict(Fate.UNSENT, told.said) if told.fate is Fate.REFUSED else told


def _refusal(code: int, said: bytes | str) -> Verdict:
    words = f"{code} {_words(said)}".rstrip()
    if code in NOT_LOGGED_IN:
        return Verdict(Fate.LOGIN, words)
    return Verdict(Fate.NOT_NOW if 400 <= code < 500 else Fate.REFUSED, words)


def _end(line: _Line) -> None:
    """Say goodbye without waiting: what was taken is taken."""
    if line.sock is not None:
        try:
            line.putcmd("quit")
        except smtplib.SMTPException as error:
            log.debug("mail_server_gone_already", error=str(error))
    line.close()


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_WORDS_CHARS]
