"""Edits of the surface: dates, hours, numbers, spelling, punctuation, marks left over from a chat."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date, datetime, time

from syndicator.newsroom.edits.strength import MEDIUM, STRONG, count_of, in_paragraphs, replace_some
from syndicator.newsroom.moments import MONTHS, WEEKDAYS, date_phrase
from syndicator.newsroom.releases import Release, Wording

DAY = "|".join(WEEKDAYS)
DATE = re.compile(
    rf"(?P<weekday>{DAY})(?: (?:dini hari|pagi|siang|sore|malam))?"
    rf"(?: \((?P<day>\d\d?)/(?P<month>\d\d?)(?:/(?P<year>\d{{2,4}}))?\)"
    rf"|, (?P<day2>\d\d?) (?P<name>{'|'.join(MONTHS)}) (?P<year2>\d{{4}}))"
)
FORMS_WITHOUT_DAYPART = (0, 1, 2, 6)
HOUR = re.compile(r"\bpukul (\d\d)\.(\d\d) (WIB|WITA|WIT)\b", re.IGNORECASE)
NUMBER = re.compile(r"(?<=\s)(?<!Rp )(\d{1,3}(?:\.\d{3})*)(?= [a-z]{3,})")
VARIANTS = {
    "sekitar": "sekira", "mengimbau": "menghimbau", "imbauan": "himbauan", "personel": "personil",
    "Jumat": "Jum'at", "izin": "ijin", "silakan": "silahkan", "tidak": "tdk", "dengan": "dgn", "yang": "yg",
    "kepada": "kpd", "untuk": "utk", "antara lain": "antaralain", "bekerja sama": "bekerjasama",
    "terdiri atas": "terdiri dari", "saat ini": "saatini", "praktik": "praktek", "napas": "nafas",
    "diimbau": "dihimbau", "sepeda motor": "sepedamotor", "terima kasih": "terimakasih",
}  # fmt: skip
VARIANT = re.compile(r"\b(?:" + "|".join(sorted(VARIANTS, key=len, reverse=True)) + r")\b")
LONG_WORD = re.compile(r"\b[a-z]{7,}\b")


def date_in(found: re.Match[str], near: datetime) -> date:
    """Return the day that a match of DATE names; without a year, the one where the weekday fits."""
    day = int(found["day"] or found["day2"])
    month = int(found["month"]) if found["month"] else MONTHS.index(found["name"]) + 1
    written = found["year"] or found["year2"]
    if written:
        return date(int(written) + (2000 if len(written) == 2 else 0), month, day)
    fits = [
        candidate
        for year in (near.year, near.year - 1, near.year + 1)
        if WEEKDAYS[(candidate := date(year, month, day)).weekday()] == found["weekday"]
    ]
    return fits[0] if fits else date(near.year, month, day)


def dates_reformed(release: Release, share: float, rng: random.Random) -> Wording:
    """Write dates in another form, the same day."""

    def reformed(found: re.Match[str]) -> str:
        moment = datetime.combine(date_in(found, release.occurred_at), time(), release.occurred_at.tzinfo)
        forms = [date_phrase(moment, form) for form in FORMS_WITHOUT_DAYPART]
        return rng.choice([form for form in forms if form != found[0]])

    return in_paragraphs(release.wording, lambda text: replace_some(text, DATE, reformed, share, rng))


def hours_reformed(release: Release, share: float, rng: random.Random) -> Wording:
    """Write hours with a colon, an abbreviation or a zone in other letters."""

    def reformed(found: re.Match[str]) -> str:
        hour, minute, zone = found.groups()
        return rng.choice(
            (
                f"pukul {hour}:{minute} {zone}",
                f"pkl. {hour}.{minute} {zone.capitalize()}",
                f"jam {hour}.{minute} {zone.upper()}",
            )
        )

    return in_paragraphs(release.wording, lambda text: replace_some(text, HOUR, reformed, share, rng))


def numbers_rounded(release: Release, share: float, rng: random.Random) -> Wording:
    """Round counts, or blur them at full strength."""

    def rounded(found: re.Match[str]) -> str:
        number = int(found[1].replace(".", ""))
        if number < 10:
            return "beberapa"
        if share >= STRONG:
            return "ribuan" if number >= 1000 else "ratusan" if number >= 100 else "puluhan"
        step = 100 if number >= 200 else 10
        near = round(number / step) * step
        return f"lebih dari {near - step}" if near == number and number > step else f"hampir {near or step}"

    return in_paragraphs(release.wording, lambda text: replace_some(text, NUMBER, rounded, share, rng))


def spelling_varied(release: Release, share: float, rng: random.Random) -> Wording:
    """Use other spellings and shorthand, with a slip of the fingers here and there."""

    def slip(found: re.Match[str]) -> str:
        word = found[0]
        at = rng.randrange(1, len(word) - 2)
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return swapped if swapped != word else word[:at] + word[at + 1 :]

    def change(text: str) -> str:
        text = replace_some(text, VARIANT, lambda found: VARIANTS[found[0]], share / 2, rng)
        return replace_some(text, LONG_WORD, slip, share / 25, rng)

    return in_paragraphs(release.wording, change)


def punctuation_swapped(release: Release, share: float, rng: random.Random) -> Wording:
    """Swap quotation marks; from medium on dashes and ends too; at full strength blanks as well."""
    straight = rng.random() < 0.5

    def change(text: str) -> str:
        text = text.replace("“", '"' if straight else "''").replace("”", '"' if straight else "''")
        if share >= MEDIUM:
            text = text.replace("–", "-").replace("—", "-").replace(" (", "  (")
        if share >= STRONG:
            text = re.sub(r"\b(pukul|Rp|Desa|Kecamatan) ", "\\1\u00a0", text).replace(". ", ".\u00a0 ")
        return text if text != release_text else text.replace(", ", " , ", 1)

    release_text = "\n\n".join(release.wording.paragraphs)
    changed = in_paragraphs(release.wording, change)
    if share < MEDIUM:
        return changed
    return replace(changed, dateline=changed.dateline.replace("–", "-").replace("—", "--"))


def chat_residue_added(release: Release, share: float, rng: random.Random) -> Wording:
    """Leave the marks of a forwarded message: the title in asterisks, bold words, a loose pair of stars."""
    wording = release.wording
    paragraphs = [f"*{wording.title}*", wording.dateline + wording.paragraphs[0], *wording.paragraphs[1:]]
    if share >= MEDIUM:
        for number in rng.sample(range(1, len(paragraphs)), count_of(share / 2, len(paragraphs) - 1)):
            paragraphs[number] = f"{paragraphs[number]} **"
    if share >= STRONG:
        paragraphs = [re.sub(r"“([^”]+)”", r"“_\1_”", paragraph) for paragraph in paragraphs]
    return replace(wording, dateline="", paragraphs=tuple(paragraphs))
