"""A robots.txt may be hostile too: it can keep us out, but it cannot hold us."""

from __future__ import annotations

import pytest

from syndicator.bootstrap.service import Service
from tests.hostile.servers import GOOD, HEAD, page, redirect, then
from tests.hostile.siege import LIMITS, Case, besiege, check
from tests.hostile.wire import Script, answer, saying

DENIES = b"User-agent: *\nDisallow: /\n"
TEXT = ("Content-Type", "text/plain")
ROBOTS_S = LIMITS.robots.total_seconds()
KEEPS_OUT = ("refused", "robots.txt keeps us away")
STARS = b"User-agent: *\nDisallow: /" + b"*e" * 2000 + b"x\n"


def _case(robots: Script, *fault: str, limit_s: float = 1) -> Case:
    elsewhere = {"/robots.txt": robots}
    if fault:
        return Case(saying(GOOD), "refused", fault[1], limit_s=limit_s, elsewhere=elsewhere)
    return Case(saying(GOOD), added=1, limit_s=limit_s, elsewhere=elsewhere)


CASES = {
    "denies us": _case(saying(answer(DENIES, TEXT)), *KEEPS_OUT),
    "denies us at the head of 5 MB": _case(saying(answer(DENIES + b"# \n" * 1_700_000, TEXT)), *KEEPS_OUT),
    "denies us at the end of 5 MB": _case(saying(answer(b"# \n" * 1_700_000 + DENIES, TEXT))),
    "has 30,000 rules": _case(saying(answer(b"User-agent: *\n" + b"Disallow: /x*y\n" * 30_000, TEXT)), limit_s=3),
    "has 30,000 groups": _case(
        saying(answer(b"".join(b"User-agent: a%d\nDisallow: /\n" % n for n in range(17_000)), TEXT)), limit_s=3
    ),
    "is full of stars": _case(saying(answer(STARS * 100, TEXT)), limit_s=2),
    "has no end": _case(
        then(saying(HEAD + b"\r\n" + DENIES), lambda peer: peer.without_end(b"# \n" * 20_000)), *KEEPS_OUT
    ),
    "drips for ever": _case(then(saying(HEAD + b"\r\n"), lambda peer: peer.without_end(b"#", 0.1)), limit_s=ROBOTS_S),
    "never answers": _case(lambda peer: peer.pause(60), limit_s=ROBOTS_S),
    "answers 500": _case(page(b"Galat", "500 Internal Server Error")),
    "answers 403": _case(page(b"Tidak", "403 Forbidden")),
    "redirects in a loop": _case(redirect("/robots.txt"), limit_s=2),
    "redirects to a script": _case(redirect("javascript:alert(1)")),
    "redirects to a file": _case(redirect("file:///etc/passwd")),
    "redirects to a private address": _case(redirect("http://10.0.0.1/robots.txt")),
    "redirects to a name that is none": _case(redirect("http://a..b/robots.txt")),
    "redirects to what is no address": _case(redirect("http://[::1")),
    "redirects to a port beyond all ports": _case(redirect("http://127.0.0.1:99999/")),
    "is an HTML page": _case(page(b"Disallow: /")),
    "is no text": _case(saying(answer(bytes(range(256)) * 500, TEXT))),
    "is packed badly": _case(saying(answer(b"\x1f\x8bx", TEXT, ("Content-Encoding", "gzip")))),
    "resets": _case(lambda peer: peer.reset()),
    "is no HTTP": _case(saying(b"SSH-2.0-OpenSSH\r\n")),
}


@pytest.mark.parametrize("habit", CASES)
def test_a_hostile_robots_txt_keeps_us_out_or_is_passed_over(besieged: Service, habit: str) -> None:
    case = CASES[habit]
    check(besiege(besieged, case), case)
