"""Mail: one letter to one recipient, in plain words and in HTML, with all that a list owes who wants to leave it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from syndicator.deliver.cleaning import one_line, paragraphs
from syndicator.deliver.mailing import folded
from syndicator.deliver.markup import marked_up
from syndicator.deliver.message import Message

LONGEST_SUBJECT_CHARS = 200
LONGEST_ADDRESS_CHARS = 200
_MAILBOX = re.compile(r"([\w!#$%&'*+/=?^`{|}~.-]+)@([A-Za-z0-9][A-Za-z0-9.-]*)", re.ASCII)
_FOOTERS = {
    "id": "Anda menerima surat ini karena terdaftar di {name}. Berhenti berlangganan: {way}",
    "en": "You receive this mail because you are on the list {name}. Unsubscribe: {way}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """
    What all letters of a channel share.

    Args:
        name: of the list, as its recipients know it.
        language: of the words that are not the message's own.
    """

    name: str
    sender: Address
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """
    One letter.

    Args:
        key: of the delivery, `seed` of the bulletin; with the recipient they make the Message-ID.
        leave_at: where the recipient leaves the list by one click; None where only mail to the sender does it.
        date: when it leaves; None in what is only shown.
    """

    key: str
    seed: str
    message: Message
    recipient: str
    leave_at: str | None
    date: datetime | None


def mailbox(text: str) -> Address:
    """
    Return a mailbox, written as `name@domain` or `Words <name@domain>`.

    Raises:
        ValueError: it is none, or one that only servers with SMTPUTF8 (RFC 6531) take.
    """
    words, opened, spec = text.strip().rpartition("<")
    spec = spec.removesuffix(">") if opened else spec
    parts = _MAILBOX.fullmatch(spec.strip())
    if parts is None or len(spec) > LONGEST_ADDRESS_CHARS:
        raise ValueError(f"{text.strip()!r} is no address of a mailbox")
    return Address(display_name=_line(words).strip('"'), username=parts[1], domain=parts[2])


def mailboxes(text: str) -> tuple[Address, ...]:
    """Return the mailboxes of a list with commas; raises ValueError as above."""
    return tuple(mailbox(one) for one in text.split(",") if one.strip())


def written(letter: Letter, head: Letterhead) -> bytes:
    """Return a letter as it goes over the wire (RFC 5322): lines end in CRLF, and all is ASCII."""
    mail = EmailMessage(policy=SMTP)
    way = letter.leave_at or _mail_to_leave(head)
    footer = _FOOTERS.get(head.language, _FOOTERS["en"]).format(name=head.name, way=way)
    for name, value in _headers(letter, head):
        mail[name] = value
    mail.set_content(f"{paragraphs(letter.message.text)}\n\n-- \n{footer}\n", cte="quoted-printable")
    page = _page(letter.message.html, marked_up(footer), head.language)
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    mail.set_boundary(f"=_{_chance(letter)}")
    return mail.as_bytes()


def _headers(letter: Letter, head: Letterhead) -> Iterable[tuple[str, str | Address]]:
    """
    The list's headers are those of RFC 2369, 2919 and 8058; RFC 3834 has machines not answer to machines.

    One click counts only where the mail server signs these headers with DKIM, which is its business.
    """
    domain = head.sender.domain
    ways = [f"<{letter.leave_at}>"] if letter.leave_at else []
    yield "From", head.sender
    yield "To", letter.recipient
    yield "Subject", _line(letter.message.title) or head.name
    if letter.date is not None:
        yield "Date", format_datetime(letter.date)
    yield "Message-ID", f"<{letter.key}.{_chance(letter)}@{domain}>"
    yield "List-Id", f"{head.name} <{head.name}.{domain}>"
    yield "List-Unsubscribe", ", ".join([*ways, f"<{_mail_to_leave(head)}>"])
    if letter.leave_at:
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "Auto-Submitted", "auto-generated"
    yield "Content-Language", head.language


def _mail_to_leave(head: Letterhead) -> str:
    return f"mailto:{head.sender.addr_spec}?subject=unsubscribe%20{head.name}"


def _chance(letter: Letter) -> str:
    """Return what nobody else's letter has: keys begin anew with a new database, and some mailboxes drop repeats."""
    return sha256(f"{letter.key} {letter.seed} {folded(letter.recipient)}".encode()).hexdigest()[:20]


def _page(body: str, footer: str, language: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"></head>\n'
        f"<body>\n{body}\n<hr>\n<small>{footer}</small>\n</body></html>\n"
    )


def _line(text: str) -> str:
    """Return a text as a header can carry it: nothing in it ends the header."""
    line = one_line(text)
    return line if len(line) <= LONGEST_SUBJECT_CHARS else f"{line[: LONGEST_SUBJECT_CHARS - 1].rstrip()}…"
