"""Nothing that a document names is fetched because it names it: no file, no address, no picture."""

from __future__ import annotations

import pytest

from syndicator.bootstrap.service import Service
from tests.hostile.documents import HEAD, TAIL
from tests.hostile.siege import Case, besiege
from tests.hostile.wire import XML, Peer, answer, saying

SECRET = "root:"
DOCTYPES = {
    "a file": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE rss [<!ENTITY x SYSTEM "{url}/entity">]>',
    "a public name": '<!DOCTYPE rss [<!ENTITY x PUBLIC "-//A//B" "{url}/entity">]>',
    "a parameter": '<!DOCTYPE rss [<!ENTITY % p SYSTEM "{url}/entity"> %p; <!ENTITY x "x">]>',
    "a document type elsewhere": '<!DOCTYPE rss SYSTEM "{url}/entity">',
    "a stylesheet": '<?xml-stylesheet href="{url}/entity" type="text/xsl"?>',
    "an inclusion": "",
}
INCLUSION = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{url}/entity" parse="text"/>'
PICTURE = '&lt;img src="{url}/entity"&gt;&lt;iframe src="{url}/entity"&gt;'


@pytest.mark.parametrize("means", DOCTYPES)
def test_what_a_document_names_is_not_fetched(besieged: Service, means: str) -> None:
    item = f"<item><title>Patroli &x;</title><description>{PICTURE}&x;{INCLUSION}</description></item>"

    def say(peer: Peer) -> None:
        document = HEAD.replace("<rss", f"{DOCTYPES[means]}<rss", 1) + item + TAIL
        peer.send(answer(document.replace("{url}", f"http://127.0.0.1:{peer.port}").encode(), XML))

    entity = saying(answer(b"<title>rahasia</title>"))
    outcome = besiege(besieged, Case(say, limit_s=2, elsewhere={"/entity": entity}))
    assert outcome.server.paths == ["/robots.txt", "/feed/"]
    assert outcome.kind in {None, "format"}
    for bulletin in outcome.bulletins:
        assert SECRET not in f"{bulletin.content.title}{bulletin.content.text}"
        assert "rahasia" not in f"{bulletin.content.title}{bulletin.content.text}"
