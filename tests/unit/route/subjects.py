"""Bulletins and units as rules see them."""

from __future__ import annotations

from datetime import UTC, datetime

from syndicator.model.bulletin import Content
from syndicator.model.channel import ChannelConfig, OnRevise, OnWithdraw
from syndicator.model.unit import Unit, UnitTree, Zone
from syndicator.model.verdict import HoldReason, TopicScore, Urgency, Verdict
from syndicator.route.rules import Subject

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SOURCE = (7, "https://humas.test/feed/")

UNITS = UnitTree(
    [
        Unit("mabes-polri", "Mabes Polri", "Mabes", "", "Jakarta Selatan", Zone.WIB),
        Unit("polda-jatim", "Polda Jawa Timur", "Polda", "Mabes Polri", "Surabaya", Zone.WIB),
        Unit("polres-malang", "Polres Malang", "Polres", "Polda Jawa Timur", "Kabupaten Malang", Zone.WIB),
        Unit("polres-malang-kota", "Polresta Malang Kota", "Polresta", "Polda Jawa Timur", "Kota Malang", Zone.WIB),
        Unit("polda-kaltim", "Polda Kalimantan Timur", "Polda", "Mabes Polri", "Balikpapan", Zone.WITA),
    ]
)


def subject(
    *,
    title: str = "Polisi Patroli Malam",
    text: str = "Patroli digelar di pasar.",
    topics: tuple[str, ...] = ("patroli",),
    unit: str | None = "polres-malang",
    urgency: Urgency = Urgency.ROUTINE,
    hold: bool = False,
) -> Subject:
    content = Content(
        title=title, lead="", html="", text=text, image=None, author=None, published_at=NOW, modified_at=None, hash="h"
    )
    verdict = Verdict(
        topics=tuple(TopicScore(slug, 1.0, ()) for slug in topics),
        unit=unit,
        urgency=urgency,
        hold_reasons=(HoldReason("child", "anak"),) if hold else (),
    )
    return Subject(content=content, verdict=verdict, source=SOURCE)


def channel(
    name: str, *, enabled: bool = True, on_revise: OnRevise = OnRevise.EDIT, on_withdraw: OnWithdraw = OnWithdraw.DELETE
) -> ChannelConfig:
    return ChannelConfig(name=name, kind="webhook", enabled=enabled, on_revise=on_revise, on_withdraw=on_withdraw)


CHANNELS = {one.name: one for one in (channel("satu"), channel("dua"), channel("mati", enabled=False))}
