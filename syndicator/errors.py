"""
The one tree of errors, a class per reaction; every error names its cause and its mend.

    SyndicatorError             shown to a person as one line
    ├── ConfigError             stop: a setting or a config file is wrong; carries file and line
    ├── SchemaMismatch          stop: the database belongs to another version of the program
    ├── Unavailable             try again later: a server of ours (database, Redis) does not answer
    ├── NotFound                answer 404 or exit 1: no such source, bulletin, delivery …
    ├── Refused                 answer 409 or exit 1: it exists, but its state forbids what was asked
    ├── ConcurrentChange        read again and decide again: somebody else wrote first
    ├── Unstorable              set the one culprit aside: the database refuses its values
    └── SourceFault             record on the source and poll later: the fault is the source's, never ours
        └── AddressRefused      the address guard refused to connect

An error carries its parts as arguments, so that it survives pickling between processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import timedelta

FaultKind = Literal[
    "network", "dns", "timeout", "tls", "status", "gone", "too_many", "body", "redirect", "refused", "format"
]


LONGEST_CAUSE_CHARS = 300


def _one_line(text: str) -> str:
    """Return a text without line breaks, control characters and what is too long of it."""
    head = text[: 2 * LONGEST_CAUSE_CHARS]
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in head).split())
    return line if len(line) <= LONGEST_CAUSE_CHARS else f"{line[: LONGEST_CAUSE_CHARS - 1]}…"


class SyndicatorError(Exception):
    """Base of all errors that are shown to a person: a cause, and how to mend it."""

    def __init__(self, cause: str, mend: str = "") -> None:
        super().__init__(cause, mend)
        self.cause = cause
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.cause} – {self.mend}" if self.mend else self.cause


class ConfigError(SyndicatorError):
    """A setting or a config file is wrong. `where` is `file:line`, a file, or the name of a variable."""

    def __init__(self, where: str, cause: str, mend: str = "") -> None:
        super().__init__(cause, mend)
        self.args = (where, cause, mend)
        self.where = where

    def __str__(self) -> str:
        return f"{self.where}: {super().__str__()}"


class SchemaMismatch(SyndicatorError):
    """The database's schema is not the one that this program knows."""


class Unavailable(SyndicatorError):
    """A server that we need (database, Redis) does not answer now."""


class NotFound(SyndicatorError):
    """There is no such thing."""


class Refused(SyndicatorError):
    """The thing exists, but its state forbids what was asked of it."""


class ConcurrentChange(SyndicatorError):
    """Another process wrote the same thing between our reading and our writing; read and decide again."""


class Unstorable(SyndicatorError):
    """The database refuses the values themselves; trying again cannot help."""


class SourceFault(SyndicatorError):
    """
    A source answered wrongly or not at all. `retry_after` is the server's own wish, where it gave one.

    A cause often quotes the source, which may be hostile: it becomes one line, no longer than a person reads.
    """

    def __init__(self, kind: FaultKind, cause: str, mend: str = "", retry_after: timedelta | None = None) -> None:
        cause = _one_line(cause)
        super().__init__(cause, mend)
        self.args = (kind, cause, mend, retry_after)
        self.kind: FaultKind = kind
        self.retry_after = retry_after


class AddressRefused(SourceFault):
    """The guard refused an address: scheme, port, or a network that is not public."""

    def __init__(self, cause: str, mend: str = "") -> None:
        super().__init__("refused", cause, mend)
        self.args = (cause, mend)
