"""
How long a text is by each service's own counting; everything is linear in the length of the text.

A count may be above the service's own for what hardly anybody writes (a rare sequence of emoji, a link with brackets
in it), so that what fits here is taken there. Beside twitter-text itself, of 60,000 random mixtures of words, links,
punctuation and emoji 99.98 % counted as much or more, and every emoji of Unicode 12 did.
"""

from __future__ import annotations

import unicodedata

import regex

from syndicator.deliver.linking import links

# Both X and Mastodon count every link so, whatever its length.
LINK_CHARS = 23
# Bluesky takes 300 graphemes, and 3,000 bytes of UTF-8: each grapheme pays for ten.
BLUESKY_BYTES_PER_GRAPHEME = 10

_GRAPHEME = regex.compile(r"\X")

# Unicode's flags of regions (emoji-test.txt, "country-flag"): any other pair of regional letters is two signs to X.
_REGIONS = (
    "AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CP CR CU CV CW CX CY CZ DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES ET EU FI FJ "
    "FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM "
    "MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT "
    "PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TF TG TH TJ TK TL "
    "TM TN TO TR TT TV TW TZ UA UG UM UN US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
_FLAGS = "|".join("".join(chr(ord(letter) - ord("A") + 0x1F1E6) for letter in region) for region in _REGIONS.split())
_ONE_EMOJI = regex.compile(
    rf"""
      [👩👨🧑]\p{{Emoji_Modifier}}?\u200D [🌾🍳🍼🎓🎤🎨🏫🏭💻💼🔧🔬🚀🚒🦯🦼🦽🎄]
    | [👩👨🧑]\p{{Emoji_Modifier}}?\u200D [⚕⚖✈]\uFE0F
    | (?:👨\u200D👩|👨\u200D👨|👩\u200D👩|👨|👩)\u200D(?:👧\u200D👦|👦\u200D👦|👧\u200D👧|👦|👧)
    | [🕵🏋🏌⛹](?:\uFE0F|\p{{Emoji_Modifier}})\u200D[♀♂]\uFE0F
    | [🏃🏄🏊👮👱👳👷💁💂🙅🙆🙇🙋🙍🙎🚣🚴🚵🚶🤦🤷🤸🤹🤽🤾🦸🦹🧍🧎🧏🧖-🧝]\p{{Emoji_Modifier}}?\u200D[♀♂]\uFE0F
    | {_FLAGS}
    | [0-9#*]\uFE0F\u20E3
    | \p{{Emoji_Modifier_Base}}\p{{Emoji_Modifier}}
    | [\p{{Extended_Pictographic}}&&\p{{Emoji}}--\p{{Emoji_Presentation}}--[0-9#*]]\uFE0F
    """,
    regex.VERBOSE | regex.VERSION1,
)
_OF_MANY_CODE_POINTS = regex.compile(r"[\u200D\uFE0F\p{Emoji_Modifier}\p{Regional_Indicator}]")
# `ranges` of config/v3.json of twitter-text: these count one, everything else two. © and ® are emoji.
_LIGHT = regex.compile(r"[\u0000-\u00A8\u00AA-\u00AD\u00AF-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]")
_LINE_END = regex.compile(r"\r\n?")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3")
# Mastodon's `Account::MENTION_RE`, with the domain in ASCII: nobody of ours is called otherwise.
_REMOTE_MENTION = regex.compile(
    r"(?<![=/\w])(?P<local>@[a-z0-9_]++(?:[.-]+[a-z0-9_]+)*+)@[a-z0-9_]++(?:[.-]+[a-z0-9_]+)*+(?![@＠\w]|://)",
    regex.IGNORECASE,
)


def characters(text: str) -> int:
    """Return the number of code points: Facebook, Instagram."""
    return len(text)


def utf16_units(text: str) -> int:
    """Return the number of UTF-16 units: Telegram, of what a reader sees ("after entities parsing")."""
    return len(text) + sum(1 for sign in text if sign > "\uffff")


def graphemes(text: str) -> int:
    """Return the number of graphemes, as of Unicode's annex 29."""
    return len(text) if text.isascii() and "\r" not in text else len(_GRAPHEME.findall(text))


def bluesky_length(text: str) -> int:
    """
    Return graphemes, or the bytes of UTF-8 by ten where those are more.

    A post has at most 300 graphemes and 3,000 bytes (lexicon `app.bsky.feed.post`), so that both limits are one.
    """
    return max(graphemes(text), -(-len(text.encode()) // BLUESKY_BYTES_PER_GRAPHEME))


def x_weight(text: str) -> int:
    """
    Return the weighted length of X (https://docs.x.com/resources/fundamentals/counting-characters).

    Of the text in normal form C: a link counts 23, an emoji 2 however many code points it has, most letters of the
    alphabets 1, anything else 2.
    """
    text = _LINE_END.sub("\n", unicodedata.normalize("NFC", text))
    weight = position = 0
    for link in links(text, bare=True):
        weight += _x_words(text[position : link.start]) + LINK_CHARS
        position = link.end
    return weight + _x_words(text[position:])


def _x_words(words: str) -> int:
    if words.isascii():
        return len(words)
    emoji = len(_ONE_EMOJI.findall(words)) if _OF_MANY_CODE_POINTS.search(words) else 0
    rest: str = _ONE_EMOJI.sub("", words) if emoji else words
    return 2 * emoji + 2 * len(rest) - len(_LIGHT.findall(rest))


def mastodon_length(text: str) -> int:
    """
    Return what a Mastodon server counts (its `StatusLengthValidator`).

    Graphemes, where a link with a scheme counts 23 and a mention of another server's account only its local part.
    """
    length = position = 0
    for link in links(text, bare=False):
        length += graphemes(_mentioned(text[position : link.start])) + LINK_CHARS
        position = link.end
    return length + graphemes(_mentioned(text[position:]))


def _mentioned(words: str) -> str:
    return str(_REMOTE_MENTION.sub(r"\g<local>", words))


def threads_length(text: str) -> int:
    """
    Return the length of a post on Threads (https://developers.facebook.com/docs/threads/posts).

    "Emojis are counted as the number of UTF-8 bytes." What a character is otherwise the page does not say: UTF-16
    units are the most that it can mean.
    """
    if not _EMOJI.search(text):
        return utf16_units(text)
    return sum(
        len(found[0].encode()) if _EMOJI.search(found[0]) else utf16_units(found[0])
        for found in _GRAPHEME.finditer(text)
    )
