"""How a desk opens a release (the dateline) and signs it (the closers)."""

from __future__ import annotations

import random
from datetime import datetime

from syndicator.newsroom.moments import long_date
from syndicator.newsroom.names import person_name
from syndicator.newsroom.units import Unit

DATELINES = 9
CLOSERS = 9
MEDIA = ("Kabarpolisi.com", "Suaranusa.id", "Lensadaerah.com", "Mediapatroli.co.id", "Wartabhayangkara.com")


def dateline(form: int, unit: Unit, published: datetime) -> str:
    """Return one of DATELINES openings with its dash; one of them is empty."""
    place = unit.place
    area = "".join(letter for letter in place.lower() if letter.isalnum())
    forms = (
        f"Media Humas Polri//{place} – ",
        f"Tribratanews.{area}.polri.go.id, {place} – ",
        f"{unit.name} – ",
        f"{place}, {long_date(published)} – ",
        f"{place.upper()}, {MEDIA[len(place) % len(MEDIA)]} - ",
        "",
        f"{place.upper()} – ",
        f"Humas {unit.name}, ",
        f"{place} (Humas) — ",
    )
    return forms[form % DATELINES]


def closer(form: int, unit: Unit, rng: random.Random) -> str:
    """Return one of CLOSERS signatures; one of them is empty."""
    forms = (
        f"( {person_name(rng).split()[0]} )",
        "(*)",
        "***",
        "(Red)",
        f"(Humas {unit.name})",
        f"Sumber: Humas {unit.name}",
        f"Editor: {person_name(rng)}",
        "",
        f"(hms/{unit.slug.split('-')[-1]})",
    )
    return forms[form % CLOSERS]
