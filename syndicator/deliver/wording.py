"""Wording: the few fixed words that stand outside of templates, and moments as readers read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from syndicator.deliver.telling import Occasion

# Where the units' own zones are not told: the capital's.
ZONE, ZONE_NAME = ZoneInfo("Asia/Jakarta"), "WIB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """
    The words of one language.

    Args:
        notice: the title of a notice, in place of the release's.
        digest: the title of a digest; `{}` is the number of its releases.
        picture: what a picture without a description is; `{}` is the title.
        marks: what stands before the title of a post that is not simply a release.
        moment: of `datetime.format`, with `{month}` for the name.
    """

    notice: str
    digest: str
    picture: str
    marks: dict[Occasion, str]
    months: tuple[str, ...]
    moment: str


INDONESIAN = Wording(
    notice="Rilis ditarik",
    digest="Ringkasan {} rilis",
    picture="Foto: {}",
    marks={Occasion.CORRECTION: "Koreksi: ", Occasion.TRIAL: "Uji coba: "},
    months=(
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    moment="{day} {month} {year} pukul {hour:02}.{minute:02}",
)
ENGLISH = Wording(
    notice="Release withdrawn",
    digest="{} releases in brief",
    picture="Photo: {}",
    marks={Occasion.CORRECTION: "Correction: ", Occasion.TRIAL: "Trial: "},
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    moment="{day} {month} {year}, {hour:02}:{minute:02}",
)


def wording_of(language: str) -> Wording:
    """Return the words of a channel's language; Indonesian where it has none."""
    return ENGLISH if language == "en" else INDONESIAN


def told_moment(moment: datetime, wording: Wording) -> str:
    """Return a moment by Jakarta's clock: "3 Maret 2026 pukul 15.04 WIB"."""
    local = moment.astimezone(ZONE)
    told = wording.moment.format(
        day=local.day, month=wording.months[local.month - 1], year=local.year, hour=local.hour, minute=local.minute
    )
    return f"{told} {ZONE_NAME}"
