"""Letters: what each of many recipients gets, and what the channel makes of a server's answers."""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from syndicator.deliver import smtp
from syndicator.deliver.channels.email import EmailChannel
from syndicator.deliver.mail import Letter, Letterhead, mailbox, written
from syndicator.deliver.markup import marked_up
from syndicator.deliver.message import Message
from syndicator.errors import ConfigError
from syndicator.fetch.dialling import GuardedDialler
from syndicator.fetch.guard import AddressGuard
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from tests.contract.double import Fault
from tests.contract.doubles.email import USER, MailServerDouble
from tests.contract.supplies import supplies
from tests.unit.deliver.posts import post, post_of
from tests.unit.fetch.tls import self_signed
from tests.unit.model.bulletins import bulletin

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
THREE = "satu@koran.test, Dua <dua@koran.test>, tiga@koran.test"


class Leavers:
    def __init__(self, *left: str) -> None:
        self._left = frozenset(left)

    def left(self) -> frozenset[str]:
        return self._left

    def address_to_leave(self, address: str) -> str:
        return f"https://portal.test/unsubscribe/{address.partition('@')[0]}"


@pytest.fixture
def server() -> Iterator[MailServerDouble]:
    running = MailServerDouble("sandi")
    yield running
    running.close()


def channel(
    server: MailServerDouble,
    recipients: str = THREE,
    *,
    leavers: Leavers | None = None,
    password: str | None = "sandi",
    dialler: GuardedDialler | None = None,
    **options: str,
) -> EmailChannel:
    given = supplies(
        httpx.Client(timeout=0.5),
        {"password": password} if password else {},
        clock=lambda: NOW,
        dialler=dialler or GuardedDialler(AddressGuard(("127.0.0.0/8",))),
        mailing=leavers,
    )
    config = ChannelConfig(
        name="redaksi",
        kind="email",
        base_url=f"{'smtps' if server.implicit else 'smtp'}://127.0.0.1:{server.port}",
        options={"sender": "Humas Polri <humas@surat.test>", "recipients": recipients, "user": USER} | options,
    )
    return EmailChannel(config, given)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("surat"))


@pytest.fixture(params=["smtp", "smtps"])
def secured(request: pytest.FixtureRequest, certificate: Path) -> Iterator[MailServerDouble]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    running = MailServerDouble("sandi", tls=context, implicit=request.param == "smtps")
    running.extensions = ("STARTTLS", "AUTH PLAIN") if request.param == "smtp" else ("AUTH PLAIN",)
    yield running
    running.close()


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As an operator makes it, whose mail server has a certificate of its own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    smtp._tls.cache_clear()
    yield
    smtp._tls.cache_clear()


def sent(server: MailServerDouble, **more: str) -> Outcome:
    sender = channel(server, **more)
    return sender.send(post_of(sender))


def test_everybody_gets_a_letter_of_their_own_that_nobody_else_stands_in(server: MailServerDouble) -> None:
    assert isinstance(sent(server), Delivered)
    assert [to for to, _ in server.letters] == ["satu@koran.test", "dua@koran.test", "tiga@koran.test"]
    assert [one["To"] for one in server.opened()] == [to for to, _ in server.letters]
    assert len({one["Message-ID"] for one in server.opened()}) == 3
    assert server.sessions == 1


def test_a_letter_sent_again_has_the_same_name(server: MailServerDouble) -> None:
    sent(server)
    sent(server)
    names = [one["Message-ID"] for one in server.opened()]
    assert names[:3] == names[3:]


def test_a_letter_has_all_that_a_list_owes(server: MailServerDouble) -> None:
    sender = channel(server, "satu@koran.test", leavers=Leavers())
    sender.send(post_of(sender))
    [one] = server.opened()
    assert one["From"] == "Humas Polri <humas@surat.test>"
    assert one["Date"].datetime == NOW
    assert one["List-Id"] == "redaksi <redaksi.surat.test>"
    assert one["List-Unsubscribe"] == (
        "<https://portal.test/unsubscribe/satu>, <mailto:humas@surat.test?subject=unsubscribe%20redaksi>"
    )
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert one["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        body = one.get_body((kind,))
        assert body is not None
        assert "https://portal.test/unsubscribe/satu" in body.get_content()
        assert "https://portal.test/b/1-polisi-patroli-malam" in body.get_content()


def test_without_a_page_to_leave_by_nothing_promises_one_click(server: MailServerDouble) -> None:
    sent(server, recipients="satu@koran.test")
    [one] = server.opened()
    assert "List-Unsubscribe-Post" not in one
    assert one["List-Unsubscribe"] == "<mailto:humas@surat.test?subject=unsubscribe%20redaksi>"


def test_who_left_gets_nothing_however_the_address_is_written(server: MailServerDouble) -> None:
    sender = channel(server, "Satu@Koran.test, dua@koran.test", leavers=Leavers("satu@koran.test"))
    assert isinstance(sender.send(post_of(sender)), Delivered)
    assert [to for to, _ in server.letters] == ["dua@koran.test"]
    gone = channel(server, "satu@koran.test", leavers=Leavers("satu@koran.test"))
    outcome = gone.send(post_of(gone))
    assert isinstance(outcome, Abandoned)
    assert "left" in outcome.reason


def test_one_refused_mailbox_keeps_nobody_else_from_theirs(
    server: MailServerDouble,
) -> None:
    server.refused = {"dua@koran.test"}
    assert isinstance(sent(server), Delivered)
    assert [to for to, _ in server.letters] == ["satu@koran.test", "tiga@koran.test"]


def test_where_all_are_refused_the_reason_names_them(server: MailServerDouble) -> None:
    server.fault = Fault.VALIDATION
    outcome = sent(server)
    assert isinstance(outcome, Abandoned)
    assert "dua@koran.test: 550 5.1.1 no such mailbox" in outcome.reason


def test_where_some_shall_wait_a_person_is_told(server: MailServerDouble) -> None:
    """To send again would double the letters of the others."""
    server.greylisted = {"dua@koran.test"}
    outcome = sent(server)
    assert isinstance(outcome, Unconfirmed)
    assert outcome.reason == "2 of 3 got their letter, then: 450 4.2.0 greylisted"


def test_where_all_shall_wait_the_account_pauses(server: MailServerDouble) -> None:
    server.greylisted = {"satu@koran.test"}
    outcome = sent(server, recipients="satu@koran.test")
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.RATE


def test_a_line_that_breaks_in_the_middle_of_a_list_is_unconfirmed_and_not_gone_on_with(
    server: MailServerDouble,
) -> None:
    server.fault, server.fault_after = Fault.RESET, 1
    outcome = sent(server)
    assert isinstance(outcome, Unconfirmed)
    assert outcome.reason.startswith("1 of 3 got their letter")
    assert [to for to, _ in server.letters] == ["satu@koran.test"]


@pytest.mark.parametrize(
    ("greeting", "cause"),
    [
        ("421 4.3.2 come later", Cause.RATE),
        ("450 4.7.1 come later", Cause.RATE),
        ("554 5.7.1 go away", Cause.FAULT),
        ("<html>", Cause.FAULT),
    ],
)
def test_a_server_that_does_not_welcome_us_took_nothing(server: MailServerDouble, greeting: str, cause: Cause) -> None:
    server.greeting = greeting
    outcome = sent(server)
    assert isinstance(outcome, Postponed)
    assert outcome.cause is cause


def test_a_wrong_password_is_a_login_that_a_person_has_to_mend(server: MailServerDouble) -> None:
    outcome = sent(server, password="lain")
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN
    assert "535" in (channel(server, password="lain").check().fault or "")


def test_a_login_that_is_wanted_and_not_given_is_told_as_such(server: MailServerDouble) -> None:
    outcome = sent(server, password=None)
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN


def test_a_server_without_accounts_is_told_no_password(server: MailServerDouble) -> None:
    server.extensions = ()
    outcome = sent(server)
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN
    assert isinstance(sent(server, password=None), Delivered)


@pytest.mark.usefixtures("trusted")
def test_letters_and_passwords_go_under_tls_where_the_server_has_it(secured: MailServerDouble) -> None:
    assert isinstance(sent(secured), Delivered)
    assert len(secured.letters) == 3
    assert secured.secured == 1


def test_a_certificate_that_nobody_vouches_for_gets_no_password(secured: MailServerDouble) -> None:
    outcome = sent(secured)
    assert isinstance(outcome, Postponed)
    assert "certificate verify failed" in outcome.reason
    assert secured.letters == []


def test_a_title_cannot_write_headers(server: MailServerDouble) -> None:
    sender = channel(server, "satu@koran.test")
    title = "Rilis\r\nBcc: semua@koran.test\r\n\r\n<b>isi</b>\x00"
    sender.send(post_of(sender, told=bulletin(title)))
    [one] = server.opened()
    assert one["Bcc"] is None
    assert one["Subject"] == "Rilis Bcc: semua@koran.test <b>isi</b>"
    page = one.get_body(("html",))
    assert page is not None
    assert "<b>isi" not in page.get_content()


def test_lines_that_begin_with_a_dot_arrive_whole(server: MailServerDouble) -> None:
    sender = channel(server, "satu@koran.test")
    text = "satu\n.\n..dua\nQUIT"
    sender.send(post(message=Message(title="Titik", text=text, html=marked_up(text))))
    [one] = server.opened()
    body = one.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").startswith(text)


def test_mail_is_never_taken_back(server: MailServerDouble) -> None:
    sender = channel(server)
    assert isinstance(sender.send(post(Action.WITHDRAW, earlier="dlv_1_1_kait")), Abandoned)
    assert server.sessions == 0


@pytest.mark.parametrize("wrong", ["", "satu", "satu@koran.test\nBcc: dua@koran.test", "süd@koran.test", "a@b@c.test"])
def test_what_is_no_mailbox_is_an_error_of_the_config(server: MailServerDouble, wrong: str) -> None:
    with pytest.raises(ConfigError):
        channel(server, wrong)
    with pytest.raises(ConfigError):
        channel(server, sender=wrong)


def test_a_list_that_is_too_long_names_the_way_out(server: MailServerDouble) -> None:
    with pytest.raises(ConfigError, match="list server"):
        channel(server, ", ".join(f"p{number}@koran.test" for number in range(101)))


@pytest.mark.parametrize("title", ["رسالة عاجلة جداً" * 20, "😀" * 150, "kata " * 60, "=?utf-8?q?palsu?="])
def test_any_subject_is_ascii_on_the_wire_and_itself_when_read(title: str) -> None:
    head = Letterhead(name="redaksi", sender=mailbox("humas@surat.test"), language="id")
    letter = Letter(
        key="k", seed="s", message=Message(title=title, text=title), recipient="a@b.test", leave_at=None, date=NOW
    )
    raw = written(letter, head)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    read = email.message_from_bytes(raw, policy=email.policy.default)
    if not title.startswith("=?"):
        assert title.strip().startswith(read["Subject"].removesuffix("…"))


def test_the_language_of_the_footer_is_the_channels(server: MailServerDouble) -> None:
    sender = channel(server, "satu@koran.test")
    sender.config = replace(sender.config, language="en")
    assert "Berhenti berlangganan" in sender.preview(post_of(sender)).body
    head = Letterhead(name="redaksi", sender=mailbox("humas@surat.test"), language="en")
    letter = Letter(
        key="k", seed="s", message=Message(title="t", text="t"), recipient="a@b.test", leave_at=None, date=None
    )
    assert b"Unsubscribe:" in written(letter, head)


def test_addresses_of_the_web_are_links_and_everything_else_is_words() -> None:
    assert marked_up("Lihat https://a.test/?b=1&c=2 <i>ya</i>\n\nbaris\nlagi") == (
        '<p>Lihat <a href="https://a.test/?b=1&amp;c=2">https://a.test/?b=1&amp;c=2</a> &lt;i&gt;ya&lt;/i&gt;</p>\n'
        "<p>baris<br>\nlagi</p>"
    )
