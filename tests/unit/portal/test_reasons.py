"""Reasons in the reader's language: ours are translated, whatever else stands there is left as it is."""

from __future__ import annotations

import pytest

from syndicator.clustering import holding, retraction
from syndicator.dedup import kin
from syndicator.dispatch import dispatching
from syndicator.editing import editing
from syndicator.intake import weighing
from syndicator.model import delivery, posting, source
from syndicator.portal.language import Language, read_texts
from syndicator.portal.reasons import explained
from syndicator.rewriting import rewriting, wake
from syndicator.route import handover
from syndicator.storage import outbox, recording

INDONESIAN = read_texts(Language.INDONESIAN)
TOLD = {
    "route everything": "rute everything",
    "everything: matched": "everything: cocok",
    "retried by siti (route x)": "dicoba lagi oleh siti (rute x)",
    "looked for, and retried by siti (chosen by budi)": "dicari, lalu dicoba lagi oleh siti (dipilih oleh budi)",
    "chosen by siti: hook, telegram": "dipilih oleh siti: hook, telegram",
    "create taken by hook": "kirim: diterima oleh hook",
    "child-in-case: anak 12 tahun; route tahan": "Anak dalam perkara: anak 12 tahun; rute tahan",
    "topics: narkoba 0.91; unit: open; rules 2f": "topik: narkoba 0.91; satuan: belum diketahui; aturan 2f",
    "bulletin 7 tells the same release and is held: pseudonym, newborn": (
        "siaran 7 memuat rilis yang sama dan ditahan: Nama samaran, Bayi baru lahir"
    ),
    "its source is quarantined: its source is new": "sumbernya dikarantina: sumbernya baru",
    "narkoba: less than urgent": "narkoba: kurang dari mendesak",
}
STORED = (
    *(holding.CANCELLED, retraction.CANCELLED, retraction.ISSUER_TOOK_BACK, kin.WORD_FOR_WORD, dispatching.LEFT_OUT),
    *(editing.CANCELLED, editing.HIDDEN, editing.SEEN_AGAIN, weighing.CAME_BACK, source.NEW_SOURCE, posting.DOUBLE),
    *(rewriting.EDITED, wake.OVERTAKEN, handover.WITHDRAWN, outbox.OVERTAKEN, recording.CANCELLED, delivery.REWORDED),
    *(f"{delivery.STOPPED}siti", f"{delivery.SCHEDULED}siti", f"{delivery.RETRIED}siti (route x)"),
    *(f"{delivery.LOOKED_FOR}siti (route x)", f"{delivery.GUARDED}: newborn: bayi"),
)
AS_IT_STANDS = (
    "",
    "libur",
    "a: b; c",
    "HTTP 503 from 10.0.0.1: route",
    "stopped by the service; try later",
    "%(name)s %s",
)


@pytest.mark.parametrize("reason", TOLD)
def test_a_reason_of_ours_is_told_in_indonesian(reason: str) -> None:
    assert explained(reason, INDONESIAN) == TOLD[reason]


@pytest.mark.parametrize("reason", STORED)
def test_what_the_code_stores_has_a_translation(reason: str) -> None:
    assert explained(reason, INDONESIAN) != reason


@pytest.mark.parametrize("reason", AS_IT_STANDS)
def test_what_is_not_ours_stands_as_it_is(reason: str) -> None:
    assert explained(reason, INDONESIAN) == reason
