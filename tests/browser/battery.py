"""Words that mean to run in a reader's browser, group by group; each calls `alert` if it ever acts."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime
from html import escape
from itertools import chain

from tests.feeds import distinct

TAGS = (
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT >",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<script src=data:text/javascript,alert(1)></script>",
    '<script src="data:text/javascript;base64,YWxlcnQoMSk="></script>',
    "<script type=module>alert(1)</script>",
    "<script>alert`1`</script>",
    "<script>self['al'+'ert'](1)</script>",
    "<script>\\u0061lert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "</script><script>alert(1)</script>",
    "<script>alert(1)<!--",
    "<script>/*<![CDATA[*/alert(1)/*]]>*/</script>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    '<iframe srcdoc="&lt;img src=x onerror=parent.alert(1)&gt;"></iframe>',
    "<iframe src=javascript:parent.alert(1)></iframe>",
    "<iframe/src='data:text/html,<script>alert(1)</script>'>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<object data=javascript:alert(1)></object>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=javascript:alert(1)>",
    "<embed src='data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 onload=%22alert(1)%22/>'>",
    "<base href=javascript:alert(1)//>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<meta http-equiv=refresh content='0;url=data:text/html,<script>alert(1)</script>'>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<link rel=preload as=script href=data:, onload=alert(1)>",
    "<link rel=import href='data:text/html,<script>alert(1)</script>'>",
    "<template><script>alert(1)</script></template>",
    "<template shadowrootmode=open><img src=x onerror=alert(1)></template>",
    "<portal src=javascript:alert(1)></portal>",
    "<isindex action=javascript:alert(1) type=image>",
)
HANDLERS = (
    "<img src=x onerror=alert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x oNeRrOr=alert(1)>",
    "<img src=x onerror\n=\nalert(1)>",
    "<img src=x onerror\t=\t'alert(1)'>",
    "<img src=x onerror=&#97;lert(1)>",
    "<img srcset=x onerror=alert(1)>",
    "<image src=x onerror=alert(1)>",
    "<picture><source srcset=x onerror=alert(1)><img onerror=alert(1) src=x></picture>",
    "<body onload=alert(1)>",
    "<body onpageshow=alert(1)>",
    "<body onhashchange=alert(1)><a href=#x>x</a>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>x</select>",
    "<textarea autofocus onfocus=alert(1)>x</textarea>",
    "<button autofocus onfocus=alert(1)>x</button>",
    "<a autofocus href=# onfocus=alert(1)>x</a>",
    "<p tabindex=0 autofocus onfocusin=alert(1)>x</p>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<dialog open onclose=alert(1)><form method=dialog><button>x</button></form></dialog>",
    "<video src=x onerror=alert(1)></video>",
    "<video><source onerror=alert(1) src=x></video>",
    "<video poster=javascript:alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<audio autoplay onloadstart=alert(1) src=x></audio>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<marquee loop=1 width=0 onfinish=alert(1)>x</marquee>",
    "<p onmouseover=alert(1) onclick=alert(1)>x</p>",
    "<p onpointerenter=alert(1) onpointerrawupdate=alert(1)>x</p>",
    "<p onanimationstart=alert(1) style=animation-name:x>x</p>",
    "<p ontransitionend=alert(1) style=transition:1s>x</p>",
    "<p onbeforecopy=alert(1) oncopy=alert(1) contenteditable>x</p>",
    "<p oncontentvisibilityautostatechange=alert(1) style=content-visibility:auto>x</p>",
    "<p popover onbeforetoggle=alert(1)>x</p>",
    "<xss onclick=alert(1)>x</xss>",
    "<x-y onload=alert(1) id=x tabindex=1 onfocus=alert(1)>x</x-y>",
    "<object onerror=alert(1) data=x></object>",
    "<style onload=alert(1)></style>",
    "<form onsubmit=alert(1)><button>x</button></form>",
    "<form><button formaction=javascript:alert(1)>x</button></form>",
    "<keygen autofocus onfocus=alert(1)>",
)
DRAWINGS = (
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script>alert&#40;1&#41;</script></svg>",
    "<svg><script href=data:text/javascript,alert(1) />",
    "<svg><script xlink:href=data:text/javascript,alert(1)></script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<svg><a href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)></set></svg>",
    "<svg><a><animate attributeName=href values=javascript:alert(1) /><text y=9>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload=alert(1) />#x'/></svg>",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
    "<svg><image href=x onerror=alert(1)></svg>",
    "<svg><style>@import 'javascript:alert(1)';</style></svg>",
    "<svg><title><img src=x onerror=alert(1)></title></svg>",
    "<svg><desc><script>alert(1)</script></desc></svg>",
    "<svg><discard onbegin=alert(1)></svg>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><mtext href=javascript:alert(1)>x</mtext></math>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=alert(1)></annotation-xml></math>",
    "<math><semantics><annotation-xml><script>alert(1)</script></annotation-xml></semantics></math>",
)
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "javascript://contoh.test/%0Aalert(1)",
    "javascript:/*https://contoh.test*/alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "javascript%3Aalert(1)",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "data:application/xhtml+xml,<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
    "vbscript:alert(1)",
    "livescript:alert(1)",
    "blob:javascript:alert(1)",
    "filesystem:javascript:alert(1)",
    "//javascript:alert(1)",
    "https://javascript:alert(1)@contoh.test/",
    'https://contoh.test/"onmouseover=alert(1) x="',
    "https://contoh.test/'onmouseover=alert(1) x='",
    "https://contoh.test/><script>alert(1)</script>",
    "https://contoh.test/?q=</title><script>alert(1)</script>",
    'https://contoh.test/#"><img src=x onerror=alert(1)>',
    "\\\\javascript:alert(1)",
)
ENTITIES = (
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "&#0000060script>alert(1)</script>",
    "&LT;script&GT;alert(1)&LT;/script&GT;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%253Cscript%253Ealert(1)%253C/script%253E",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "\\x3cscript\\x3ealert(1)\\x3c/script\\x3e",
    "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;",
    "&apos;-alert(1)-&apos;",
)
MUTATIONS = (
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<math><mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><title><style><img title='</style></title><img src=x onerror=alert(1)>'>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<noframes><style></noframes><img src=x onerror=alert(1)></style>",
    "<iframe><style></iframe><img src=x onerror=alert(1)></style>",
    "<title><style></title><img src=x onerror=alert(1)></style>",
    "<textarea><style></textarea><img src=x onerror=alert(1)></style>",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<table><tr><td><style><!--</style><img src=x onerror=alert(1)>--></td></tr></table>",
    "<p id='`'><img src=`x` alt=``onerror=alert(1)>",
    "<img title='x` onerror=alert(1) `'>",
    "<p><svg><p><style><g title='</style><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--!><img src=x onerror=alert(1)>",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<?xml-stylesheet href='javascript:alert(1)'?><img src=x onerror=alert(1)>",
    "<!DOCTYPE x [<!ENTITY e '<img src=x onerror=alert(1)>'>]>&e;",
    "<a/href='x'onmouseover=alert(1)//>x",
    "<plaintext><img src=x onerror=alert(1)>",
)
TEMPLATES = (
    "{{ 7 * 7 }}{{ alert(1) }}",
    "{{ ''.__class__.__mro__ }}",
    "{% print(alert(1)) %}",
    "{% raw %}</script><script>alert(1)</script>{% endraw %}",
    "${alert(1)}",
    "#{alert(1)}",
    "<%= alert(1) %>",
    "{{constructor.constructor('alert(1)')()}}",
    "[[${alert(1)}]]",
    "%(alert)s %s {0} {alert}",
)
SECTIONS = (
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]><script>alert(1)</script><![CDATA[",
    "<![CDATA[ ]]]]><![CDATA[><img src=x onerror=alert(1)>",
    "<![if IE]><script>alert(1)</script><![endif]>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "</description></item></channel></rss><script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
    "<xhtml:script xmlns:xhtml='http://www.w3.org/1999/xhtml'>alert(1)</xhtml:script>",
    "<x:svg xmlns:x='http://www.w3.org/2000/svg' onload='alert(1)'/>",
)
BREAKOUTS = (
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="',
    "' autofocus onfocus=alert(1) x='",
    "` onmouseover=alert(1) `",
    '" onerror=alert(1) src=x "',
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</option></select><script>alert(1)</script>",
    "</pre></code><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "--!><script>alert(1)</script>",
    '" style="x:expression(alert(1))',
    '" http-equiv=refresh content="0;url=javascript:alert(1)',
    '"/><meta property=og:image content="javascript:alert(1)',
)
DATA = (
    "</script><script>alert(1)</script>",
    "</ScRiPt><img src=x onerror=alert(1)>",
    '"}</script><script>alert(1)</script>',
    "<!--<script>",
    '<!--<script>"}</script><script>alert(1)//',
    '\\"};alert(1);//',
    "';alert(1)//",
    "\\';alert(1)//",
    "\u2028alert(1)\u2029",
    '"-alert(1)-"',
    '__proto__","onerror":"alert(1)',
)
STYLES = (
    "<style>@import 'javascript:alert(1)';</style>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<style>*{x:expression(alert(1))}</style>",
    "<p style=\"background:url('javascript:alert(1)')\">x</p>",
    "<p style='-moz-binding:url(data:text/xml,x)'>x</p>",
    "<p style='behavior:url(#default#time2)' onbegin=alert(1)>x</p>",
    "<p style='position:fixed;inset:0;z-index:9999'>x</p>",
    "<link rel=stylesheet href='data:text/css,*{color:red}'>",
    "<p style=width:1e9px;animation:x onanimationend=alert(1)>x</p>",
)
SIGNS = (
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "\u2039script\u203aalert(1)",
    "<\u200bscript>alert(1)</script>",
    "<scr\u00adipt>alert(1)</scr\u00adipt>",
    "<\u017fcript>alert(1)</\u017fcript>",
    "<img src=x onerror=\u212alert(1)>",
    "\u202e<script>alert(1)</script>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u00bcscript\u00bealert(1)\u00bc/script\u00be",
    "<svg\u3000onload=alert(1)>",
    "<img\u00a0src=x\u00a0onerror=alert(1)>",
    "<a href='java\u2028script:alert(1)'>x</a>",
    "<img src=x onerror=alert(1)\ufeff>",
)
FEEDS = (
    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></div></content>",
    "<a href='feed:data:text/html,<script>alert(1)</script>'>x</a>",
    "<enclosure url='javascript:alert(1)' type='text/html' length='1'/>",
    "<media:content xmlns:media='http://search.yahoo.com/mrss/' url='javascript:alert(1)'/>",
    "<a rel='alternate' type='text/html' href='javascript:alert(1)'>x</a>",
    "<itunes:summary><script>alert(1)</script></itunes:summary>",
    "<a href='javascript:alert(1)' title='x'>Selengkapnya</a>",
    "<a href='https://contoh.test/' target=_blank ping=javascript:alert(1)>x</a>",
    "<img src='javascript:alert(1)' alt='<script>alert(1)</script>'>",
    "<img src='https://contoh.test/x.jpg' alt='\"><script>alert(1)</script>'>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<area href=javascript:alert(1) shape=default><map name=x></map>",
)
GROUPS = {
    "tags": TAGS,
    "handlers": HANDLERS,
    "drawings": DRAWINGS,
    "addresses": ADDRESSES,
    "entities": ENTITIES,
    "mutations": MUTATIONS,
    "templates": TEMPLATES,
    "sections": SECTIONS,
    "break-outs": BREAKOUTS,
    "ends of data": DATA,
    "styles": STYLES,
    "signs": SIGNS,
    "feeds": FEEDS,
}
VECTORS: tuple[str, ...] = tuple(dict.fromkeys(chain.from_iterable(GROUPS.values())))
TOGETHER = 3
"""So many vectors stand in one title and text, one behind the other; an address has a release of its own to link to."""


def packed() -> list[tuple[str, ...]]:
    """Return all vectors, in the portions of which each is one release."""
    portions: list[tuple[str, ...]] = []
    for group in GROUPS.values():
        size = 1 if group is ADDRESSES else TOGETHER
        portions += [tuple(group[start : start + size]) for start in range(0, len(group), size)]
    return portions


def entry(number: int, vectors: Sequence[str]) -> str:
    """Return an entry of a feed with vectors wherever a source can put any, as markup and as text."""
    told, [first, *_] = distinct(number), vectors
    shown = " ".join(escape(escape(vector)) for vector in vectors)
    linked = "".join(f'<a href="{escape(one)}">x</a><img src="{escape(one)}" alt="{escape(one)}">' for one in vectors)
    body = f"<p>{told.text} {shown}</p><p>{linked}</p>{''.join(vectors)}"
    address = first if first in ADDRESSES else f"https://contoh.test/rilis-{number}/?x={first}"
    picture = first if number % 2 else f"https://contoh.test/{number}.jpg?{first}"
    return (
        f"<item><title>{escape(told.title)} {shown} {escape(first)}</title><link>{escape(address)}</link>"
        f'<guid isPermaLink="false">{number} {escape(first)}</guid><pubDate>{format_datetime(told.at)}</pubDate>'
        f"<dc:creator>{shown}</dc:creator><category>{shown}</category>"
        f'<enclosure url="{escape(picture)}" type="image/jpeg" length="9"/>'
        f"<content:encoded>{escape(body)}</content:encoded></item>"
    )


def feed(numbered: Sequence[tuple[int, tuple[str, ...]]]) -> bytes:
    """Return a feed that tells these portions, and whose own name is a vector as well."""
    name = escape(escape(numbered[0][1][0]))
    entries = "".join(entry(number, vectors) for number, vectors in numbered)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{name}</title><link>{name}</link><description>{name}</description>{entries}</channel></rss>"
    ).encode()


def opml() -> bytes:
    """Return a list of sources that are called by vectors; those that are addresses are theirs, too."""
    outlines = "".join(
        f'<outline text="{escape(one)}" title="{escape(one)}" type="rss" '
        f'xmlUrl="https://contoh.test/{number}/feed/?x={escape(one)}" htmlUrl="{escape(one)}"/>'
        for number, one in enumerate(VECTORS)
    )
    group = f'<outline text="{escape(TAGS[0])}">{outlines}</outline>'
    return f'<?xml version="1.0"?><opml version="2.0"><body>{group}</body></opml>'.encode()
