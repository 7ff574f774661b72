"""Servers that break HTTP, each called by what it does."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

from tests.feeds import Told, rss
from tests.hostile.siege import LIMITS, Case
from tests.hostile.wire import XML, Peer, Script, answer, saying

FEED = rss([Told(1)], "https://jahat.test")
GOOD = answer(FEED, XML)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
TOTAL_S = LIMITS.total.total_seconds()
READ_S = LIMITS.read.total_seconds()
PAGE = b"<!doctype html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>"


def then(*steps: Callable[[Peer], None]) -> Script:
    def script(peer: Peer) -> None:
        for step in steps:
            step(peer)

    return script


def page(words: bytes, status: str = "200 OK") -> Script:
    return saying(answer(PAGE % (words, words), ("Content-Type", "text/html; charset=UTF-8"), status=status))


def packed(body: bytes, encoding: str) -> Script:
    return saying(answer(body, XML, ("Content-Encoding", encoding)))


def redirect(address: str, status: str = "302 Found") -> Script:
    return saying(answer(b"", ("Location", address), status=status))


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _chain(length: int) -> dict[str, Script]:
    return {f"/{number}": redirect(f"/{number + 1}") for number in range(length)} | {f"/{length}": saying(GOOD)}


def _silent(peer: Peer) -> None:
    peer.pause(60)


SLOW = {
    "drips its status line": Case(
        lambda peer: peer.drip(GOOD, 0.3), "timeout", "the answer took longer than 2 s", limit_s=TOTAL_S
    ),
    "drips its headers": Case(
        then(saying(b"HTTP/1.1 200 OK\r\n"), lambda peer: peer.without_end(b"X-Header: x\r\n", 0.2)),
        "timeout",
        "the answer took longer than 2 s",
        limit_s=TOTAL_S,
    ),
    "drips its body": Case(
        then(saying(HEAD + b"Content-Length: 5000\r\n\r\n"), lambda peer: peer.drip(b" " * 5000, 0.2)),
        "timeout",
        "the answer took longer than 2 s",
        limit_s=TOTAL_S,
    ),
    "drips its chunks": Case(
        then(saying(CHUNKED), lambda peer: peer.without_end(chunk(b" "), 0.2)),
        "timeout",
        "the answer took longer than 2 s",
        limit_s=TOTAL_S,
    ),
    "drips what it packed": Case(
        then(
            saying(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 9999\r\n\r\n"),
            lambda peer: peer.drip(gzip.compress(FEED), 0.2),
        ),
        "timeout",
        "the answer took longer than 2 s",
        limit_s=TOTAL_S,
    ),
    "accepts and says nothing": Case(_silent, "timeout", "did not answer in time", limit_s=READ_S),
    "falls silent within its headers": Case(
        then(saying(HEAD), _silent), "timeout", "did not answer in time", limit_s=READ_S
    ),
    "falls silent within its body": Case(
        then(saying(HEAD + b"Content-Length: 5000\r\n\r\n<rss"), _silent),
        "timeout",
        "did not answer in time",
        limit_s=READ_S,
    ),
    "announces an answer for ever": Case(
        lambda peer: peer.without_end(b"HTTP/1.1 100 Continue\r\n\r\n", 0.2),
        "timeout",
        "the answer took longer than 2 s",
        limit_s=TOTAL_S,
    ),
}

ENDLESS = {
    "sends a body without end": Case(
        then(saying(HEAD + b"\r\n<rss>"), lambda peer: peer.without_end(b" " * 65_536)), "body", "larger than 10 MB"
    ),
    "sends chunks without end": Case(
        then(saying(CHUNKED), lambda peer: peer.without_end(chunk(b" " * 65_536))), "body", "larger than 10 MB"
    ),
    "sends more than it measured without end": Case(
        then(saying(HEAD + b"Content-Length: 100000000000\r\n\r\n"), lambda peer: peer.without_end(b" " * 65_536)),
        "body",
        "larger than 10 MB",
    ),
    "sends many headers without end": Case(
        then(saying(HEAD), lambda peer: peer.without_end(b"X-Header: x\r\n" * 1000)), "network", "headers"
    ),
    "sends one header without end": Case(
        then(saying(HEAD + b"X-Header: "), lambda peer: peer.without_end(b"x" * 65_536)), "network", "headers"
    ),
    "sends a status line without end": Case(
        then(saying(b"HTTP/1.1 200 "), lambda peer: peer.without_end(b"x" * 65_536)), "network", "headers"
    ),
    "floods with 100 Continue": Case(
        lambda peer: peer.without_end(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), "network", "headers"
    ),
    "sends trailers without end": Case(
        then(saying(CHUNKED + chunk(FEED) + b"0\r\n"), lambda peer: peer.without_end(b"X-Trailer: x\r\n" * 1000)),
        "network",
        "headers",
    ),
    "sends a chunk extension without end": Case(
        then(saying(CHUNKED + b"5;x="), lambda peer: peer.without_end(b"x" * 65_536)), "network", "headers"
    ),
    "sends a header of 150 kB": Case(
        saying(answer(FEED, XML, ("X-Header", "x" * 150_000))), "network", "headers of the answer have no end"
    ),
    "sends 10,000 cookies": Case(
        saying(answer(FEED, XML, *[("Set-Cookie", f"c{number}=1") for number in range(10_000)])),
        "network",
        "headers of the answer have no end",
    ),
    "sends 3,000 cookies": Case(
        saying(answer(FEED, XML, *[("Set-Cookie", f"c{number}=1; Path=/") for number in range(3000)])), added=1
    ),
    "goes on talking after its answer": Case(
        then(
            saying(answer(FEED, XML).replace(b"Connection: close\r\n", b"")),
            lambda peer: peer.without_end(b"HTTP/1.1 200 OK\r\n\r\n"),
        ),
        added=1,
    ),
}

LENGTHS = {
    "measures too little": Case(saying(answer(FEED, XML, told_length=len(FEED) - 12)), added=1),
    "measures too much": Case(saying(answer(FEED, XML, told_length=len(FEED) + 9)), "network", "cut short"),
    "measures a negative length": Case(saying(answer(FEED, XML, told_length=-5)), "network", "not HTTP"),
    "measures in words": Case(saying(answer(FEED, XML, told_length="long")), "network", "not HTTP"),
    "measures more than numbers hold": Case(saying(answer(FEED, XML, told_length="9" * 30)), "network", "not HTTP"),
    "measures twice, differently": Case(saying(answer(FEED, XML, ("Content-Length", "7"))), "network", "not HTTP"),
    "measures nothing and closes": Case(saying(answer(FEED, XML, is_measured=False)), added=1),
    "chunks by a size that is none": Case(saying(CHUNKED + b"zz\r\n" + FEED), "network", "not HTTP"),
    "chunks by a negative size": Case(saying(CHUNKED + b"-5\r\n" + FEED), "network", "not HTTP"),
    "chunks by a size that overflows": Case(saying(CHUNKED + b"f" * 20 + b"\r\n" + FEED), "network", "not HTTP"),
    "chunks by a huge size and closes": Case(saying(CHUNKED + b"fffffff\r\n" + FEED), "network", "cut short"),
    "never sends its last chunk": Case(saying(CHUNKED + chunk(FEED)), "network", "cut short"),
    "chunks and measures": Case(
        saying(HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(FEED) + b"0\r\n\r\n"),
        added=1,
    ),
}

NOT_HTTP = {
    "speaks HTTP/0.9": Case(saying(FEED), "network", "not HTTP"),
    "speaks SSH": Case(saying(b"SSH-2.0-OpenSSH_9.6\r\n"), "network", "not HTTP"),
    "speaks SMTP": Case(saying(b"220 mail.test ESMTP\r\n"), "network", "not HTTP"),
    "speaks HTTP/2": Case(saying(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00"), "network", "not HTTP"),
    "answers with garbage": Case(saying(bytes(range(256)) * 40), "network", "not HTTP"),
    "answers with a terminal's commands": Case(
        saying(answer(status="500 \x1b[2J\x1b]0;x\x07")), "status", "answered 500 [2J ]0;x –"
    ),
    "folds its headers": Case(saying(HEAD + b"X-A: 1\r\n 2\r\nContent-Length: 0\r\n\r\n"), "network", "not HTTP"),
    "names a header with a blank": Case(saying(HEAD + b"X A: 1\r\nContent-Length: 0\r\n\r\n"), "network", "not HTTP"),
    "puts a zero into a header": Case(saying(HEAD + b"X-A: \x00\r\nContent-Length: 0\r\n\r\n"), "network", "not HTTP"),
    "closes without an answer": Case(lambda _: None, "network", "closed the connection without an answer"),
    "resets without an answer": Case(Peer.reset, "network", "connection failed"),
    "resets after its headers": Case(
        then(saying(HEAD + b"Content-Length: 5000\r\n\r\n"), Peer.reset), "network", "connection failed"
    ),
    "resets within its body": Case(
        then(saying(HEAD + b"Content-Length: 5000\r\n\r\n<rss>"), lambda peer: peer.pause(0.1), Peer.reset),
        "network",
        "connection failed",
    ),
}

STATUSES = {
    "answers 000": Case(saying(answer(FEED, XML, status="000 Nothing")), "network", "connection failed"),
    "answers 999": Case(saying(answer(FEED, XML, status="999 Request denied")), "status", "answered 999"),
    "answers 101": Case(
        saying(answer(status="101 Switching Protocols", is_measured=False)), "network", "connection failed"
    ),
    "answers 204": Case(saying(answer(status="204 No Content")), "status", "answered 204"),
    "answers 206": Case(
        saying(answer(FEED[:500], XML, ("Content-Range", "bytes 0-499/900"), status="206 Partial Content")),
        "status",
        "answered 206",
    ),
    "answers 300 without a choice": Case(saying(answer(status="300 Multiple Choices")), "status", "answered 300"),
    "answers 302 without a place": Case(saying(answer(status="302 Found")), "status", "answered 302"),
    "answers 304 to a first question": Case(saying(answer(status="304 Not Modified", is_measured=False))),
    "answers 401": Case(page(b"Login", "401 Unauthorized"), "status", "our User-Agent"),
    "answers 403": Case(page(b"Forbidden", "403 Forbidden"), "status", "our User-Agent"),
    "answers 404": Case(page(b"Tidak ada", "404 Not Found"), "status", "correct the address"),
    "answers 410": Case(page(b"Sudah tidak ada", "410 Gone"), "gone", "removed for good"),
    "answers 429": Case(page(b"Pelan", "429 Too Many Requests"), "too_many", "polled less often"),
    "answers 503 with a page": Case(page(b"Perawatan", "503 Service Unavailable"), "status", "answered 503"),
    "gives a reason of 50 kB": Case(saying(answer(status="500 " + "x" * 50_000)), "status", "answered 500 xxx"),
    "answers an error page with 200": Case(page(b"Galat basis data"), "format", "an HTML page, not a feed"),
    "answers a soft 404": Case(page(b"Halaman tidak ditemukan"), "format", "an HTML page, not a feed"),
    "sends to a captive portal": Case(
        redirect("/login?to=feed"),
        "format",
        "an HTML page, not a feed",
        elsewhere={"/login?to=feed": page(b"Masuk ke Wi-Fi")},
        limit_s=1,
    ),
    "calls its type by 50 kB": Case(
        saying(answer(b"tak ada", ("Content-Type", "x/" + "y" * 50_000))), "format", "not a feed"
    ),
}

ENCODINGS = {
    "packs half a feed": Case(packed(gzip.compress(FEED)[:-200], "gzip"), "body", "cut short"),
    "leaves out the checksum": Case(packed(gzip.compress(FEED)[:-8], "gzip"), "body", "cut short"),
    "spoils the checksum": Case(
        packed(gzip.compress(FEED)[:-8] + b"\x00" * 8, "gzip"), "body", "compression is broken"
    ),
    "puts garbage behind what it packed": Case(packed(gzip.compress(FEED) + b"garbage" * 50, "gzip"), added=1),
    "packs by raw deflate": Case(packed(deflated(FEED), "deflate"), added=1),
    "says gzip and packs nothing": Case(packed(FEED, "gzip"), "body", "compression is broken"),
    "packs and does not say so": Case(packed(gzip.compress(FEED), "identity"), "format", "not a feed"),
    "packs by brotli, unasked": Case(packed(b"\x0b\x02\x80", "br"), "body", "encoded as 'br'"),
    "packs by zstd, unasked": Case(packed(b"\x28\xb5\x2f\xfd", "zstd"), "body", "encoded as 'zstd'"),
    "packs twice": Case(packed(gzip.compress(gzip.compress(FEED)), "gzip, gzip"), "body", "'gzip, gzip'"),
    "names an encoding of 50 kB": Case(packed(FEED, "x" * 50_000), "body", "encoded as 'xxx"),
    "packs half a million empty parts": Case(
        packed(gzip.compress(b"") * 400_000, "gzip"), "body", "too many packed parts"
    ),
}

REDIRECTS = {
    "redirects in a loop": Case(redirect("/feed/"), "redirect", "more than 5 redirects", limit_s=2.5),
    "redirects in a loop of two": Case(
        redirect("/b"), "redirect", "more than 5 redirects", elsewhere={"/b": redirect("/feed/")}, limit_s=2.5
    ),
    "redirects six times": Case(redirect("/0"), "redirect", "more than 5", elsewhere=_chain(6), limit_s=2.5),
    "redirects four times": Case(redirect("/0"), added=1, elsewhere=_chain(3), limit_s=2),
    "redirects to an address of 50 kB": Case(redirect("/" + "x" * 50_000), "status", "answered 404", limit_s=1),
    "redirects to what is no address": Case(redirect("http://[::1"), "redirect", "what is no address"),
    "redirects to a host without a name": Case(redirect("http:///feed/"), "network", "connection failed"),
    "redirects to a name with an empty label": Case(
        redirect("http://a..test/feed/"), "dns", "no name is written like this"
    ),
    "redirects to a name of 300 letters": Case(
        redirect(f"http://{'a' * 300}.test/"), "dns", "no name is written like this"
    ),
    "redirects to a port beyond all ports": Case(redirect("http://127.0.0.1:99999/"), "refused", "no port 99999"),
}

CASES: dict[str, Case] = SLOW | ENDLESS | LENGTHS | NOT_HTTP | STATUSES | ENCODINGS | REDIRECTS
