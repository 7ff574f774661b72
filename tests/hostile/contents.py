"""What entries may hold: markup that means harm, and texts on which careless patterns never end."""

from __future__ import annotations

from collections.abc import Callable

LENGTH_CHARS = 1_000_000

HARMFUL = {
    "a script": "<p>Patroli</p><script>alert(1)</script>",
    "a script in capitals": "<p>Patroli</p><ScRiPt src=//jahat.test/x.js></sCrIpT>",
    "a script within a script": "<p>Patroli</p><scr<script>ipt>alert(1)</scr</script>ipt>",
    "a script in a drawing": "<p>Patroli</p><svg><script>alert(1)</script><g onload=alert(1)></g></svg>",
    "a script in a formula": "<p>Patroli</p><math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "a script behind a template": "<p>Patroli</p><template><script>alert(1)</script></template>",
    "a script behind noscript": "<p>Patroli</p><noscript><p title='</noscript><script>alert(1)</script>'>",
    "a script behind a comment": "<p>Patroli</p><!--><script>alert(1)</script>-->",
    "a script behind a conditional comment": "<p>Patroli</p><!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "a script behind CDATA": "<p>Patroli</p><![CDATA[<script>alert(1)</script>]]>",
    "a picture that fails": '<p>Patroli</p><img src=x onerror="alert(1)">',
    "handlers of all kinds": '<p onclick=alert(1) onmouseover=alert(1) style="x:expression(alert(1))">Patroli</p>',
    "a frame": '<p>Patroli</p><iframe src="https://jahat.test/" srcdoc="<script>alert(1)</script>"></iframe>',
    "a form": '<p>Patroli</p><form action="https://jahat.test/"><input name=a><button>Kirim</button></form>',
    "a style": "<p>Patroli</p><style>body{background:url(javascript:alert(1))}</style><link rel=stylesheet href=//x>",
    "a style on an element": '<p style="position:fixed;top:0;width:100%;height:100%">Patroli</p>',
    "a link to a script": '<p><a href="javascript:alert(1)">Patroli</a></p>',
    "a link to a script, disguised": '<p><a href="jav&#x09;ascript&colon;alert(1)">Patroli</a></p>',
    "a link to a script behind blanks": '<p><a href=" \x01 java\nscript:alert(1)">Patroli</a></p>',
    "a link to VBScript": '<p><a href="vbscript:msgbox(1)">Patroli</a></p>',
    "a link to data": '<p><a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">Patroli</a></p>',
    "a base of its own": '<base href="https://jahat.test/"><p>Patroli <a href="/x">x</a></p>',
    "a page that moves on": '<meta http-equiv="refresh" content="0;url=javascript:alert(1)"><p>Patroli</p>',
    "an object": '<p>Patroli</p><object data="x.swf"><embed src="x.swf"></object>',
    "attributes without quotes": "<p>Patroli</p><img src=`x` alt=``onerror=alert(1)>",
    "a harmful title attribute": "<p title='\"><script>alert(1)</script>'>Patroli</p>",
    "a harmful link, escaped twice": "<p>Patroli &amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;</p>",
}
"""Each says `Patroli`, which has to survive."""

BIG: dict[str, Callable[[], str]] = {
    "100,000 nested divs": lambda: "<div>" * 100_000 + "Patroli" + "</div>" * 100_000,
    "100,000 nested spans": lambda: "<span>" * 100_000 + "Patroli",
    "50,000 nested tables": lambda: "<table><tr><td>" * 50_000 + "Patroli",
    "nesting behind ends of nothing": lambda: "<div><table><td></div></td></table>" * 25_000 + "Patroli",
    "nesting behind a quoted bracket": lambda: '<div><br title="></div>">' * 35_000 + "Patroli",
    "nesting behind comments": lambda: "<div><!-- </div> --><!--> <div> -->" * 25_000 + "Patroli",
    "nesting behind text areas": lambda: "<div><textarea></div></textarea>" * 30_000 + "Patroli",
    "nesting behind formatting": lambda: "<b><div></b>" * 80_000 + "Patroli",
    "formatting left open before many paragraphs": lambda: (
        "<p>" + "".join(f"<b id=n{n}>" for n in range(20_000)) + "</p>" + "<p>Patroli</p>" * 50_000
    ),
    "a long class left open before many paragraphs": lambda: (
        f'<p><b class="{"x" * 500_000}"></p>' + "<p>Patroli</p>" * 35_000
    ),
    "an element of 100,000 attributes": lambda: f"<p>Patroli</p><p {' '.join(f'a{n}=1' for n in range(100_000))}>x",
    "50,000 links": lambda: '<p><a href="/x?y=1">Patroli</a> oleh</p>' * 25_000 + '<a href="/z">x</a>' * 25_000,
    "a picture of 5 MB in its address": lambda: f'<p>Patroli</p><img src="data:image/png;base64,{"A" * 5_000_000}">',
    "50,000 share buttons": lambda: "Patroli <span class=sharedaddy>x</span> malam " * 25_000,
    "line breaks in 200 blocks": lambda: "<div>" * 200 + "Patroli<br>" * 80_000,
    "related links within related links": lambda: "<div><p>Baca juga</p>" * 200 + "Patroli malam " * 70_000,
    "20,000 headings of related links": lambda: '<p>Baca juga</p><p><a href="/x">x</a></p><p>Patroli</p>' * 15_000,
    "hard spaces": lambda: "<p>Patroli</p>" + "&nbsp;\u00a0 x" * 100_000,
    "references": lambda: "<p>Patroli</p>" + "&lt;&amp;&quot;&#65;" * 60_000,
    "unclosed comments": lambda: "<p>Patroli</p>" + "<!--" * 250_000,
    "unclosed scripts": lambda: "<p>Patroli</p>" + "<script><!--" * 80_000,
    "unclosed tags": lambda: "<p>Patroli</p>" + "<p class='x" * 90_000,
    "less-than signs": lambda: "<p>Patroli</p>" + "<" * LENGTH_CHARS,
}
"""The same."""


def _row(piece: str) -> Callable[[], str]:
    return lambda: piece * (LENGTH_CHARS // len(piece))


TEXTS: dict[str, Callable[[], str]] = {
    "digits": _row("1234567890"),
    "digits and dots": _row("1.000."),
    "dots": _row("."),
    "letters and dots": _row("a."),
    "blanks": lambda: f"a{' ' * LENGTH_CHARS}b",
    "hard spaces": lambda: f"a{chr(0xA0) * LENGTH_CHARS}b",
    "line breaks": _row("\n"),
    "lines of a letter": _row("a\n"),
    "opening brackets": _row("("),
    "brackets": _row("()"),
    "square brackets": _row("[a "),
    "quotes": _row('"'),
    "apostrophes": _row("'"),
    "dashes": _row("– "),
    "stars and underscores": _row("*_ "),
    "hash signs": _row("#"),
    "hash tags": _row("#polri "),
    "capitalised words": _row("Aa "),
    "one word": _row("a"),
    "ampersands": _row("&"),
    "slashes": _row("/"),
    "Baca juga": lambda: "Baca juga " * 50_000,
    "Baca juga, line by line": lambda: "Baca juga\n" * 50_000,
    "POLRES": _row("POLRES "),
    "Polres Metro": _row("Polres Metro "),
    "Polda": _row("Polda "),
    "Polsek A": _row("Polsek A "),
    "Kapolres": _row("Kapolres "),
    "Humas": _row("Media Humas "),
    "ages": _row("M (14), "),
    "children": _row("korban anak "),
    "initials of a victim": _row("berinisial "),
    "villages": _row("Desa "),
    "streets": _row("Jl. "),
    "amounts": _row("1 gram Rp 1.000 "),
    "dates": _row("1/1/2026 "),
    "combining marks": _row("a\u0301\u0301\u0301"),
    "long ligatures": _row("\ufdfa"),
    "emoji": _row("\U0001f600"),
}
