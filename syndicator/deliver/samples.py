"""Samples: one telling of every occasion, full and bare, by which templates are tried before anything is posted."""

from __future__ import annotations

from datetime import UTC, datetime

from syndicator.deliver.telling import Line, Occasion, Telling
from syndicator.model.verdict import Urgency

LINK = "https://humas.polri.go.id/b/1-contoh"
_LINES = (Line("Contoh rilis pertama", LINK), Line("Contoh rilis kedua", LINK))
_AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def samples() -> tuple[Telling, ...]:
    """Return tellings that lead through every branch of a template."""
    bare = tuple(
        Telling(occasion=occasion, title="Contoh judul", link=LINK, published_at=_AT)
        for occasion in (Occasion.RELEASE, Occasion.CORRECTION, Occasion.NOTICE, Occasion.TRIAL)
    )
    return bare + tuple(_full(occasion, urgency) for occasion in Occasion for urgency in Urgency)


def _full(occasion: Occasion, urgency: Urgency) -> Telling:
    return Telling(
        occasion=occasion,
        title='Contoh judul dengan <tanda> & "kutipan"',
        lead="Contoh kalimat pertama. Contoh kalimat kedua.",
        text="Contoh kalimat pertama. Contoh kalimat kedua.\n\nContoh alinea kedua.",
        image="https://humas.polri.go.id/contoh.jpg",
        description="Contoh gambar",
        link=LINK,
        topics=("Lalu lintas", "Narkoba"),
        unit="Polres Contoh",
        place="Contoh",
        published_at=_AT,
        urgency=urgency,
        lines=_LINES if occasion is Occasion.DIGEST else (),
    )
