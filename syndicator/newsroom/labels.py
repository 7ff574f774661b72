"""What sites call the topics, and the people who post."""

from __future__ import annotations

from syndicator.newsroom.releases import Release
from syndicator.newsroom.sites import Site

LABELS = {
    "narkoba": "Narkoba", "pencurian": "Reskrim", "kekerasan": "Kriminal", "ppa": "PPA", "tppo": "TPPO",
    "siber": "Siber", "pekat": "Operasi Pekat", "penipuan": "Reskrim", "korupsi": "Tipidkor",
    "tipidter": "Tipidter", "karhutla": "Karhutla", "bencana": "Bencana", "peristiwa": "Peristiwa",
    "lalu-lintas": "Lalu Lintas", "laka-lantas": "Lalu Lintas", "pengamanan": "Operasional",
    "unjuk-rasa": "Operasional", "pemilu": "Pilkada", "harkamtibmas": "Binmas", "pelayanan": "Pelayanan",
    "sosial": "Polri Peduli", "pangan": "Ketahanan Pangan", "sdm": "SDM", "propam": "Propam",
    "kelembagaan": "Giat Pimpinan",
}  # fmt: skip
HABITS = ("by_topic", "by_topic_and_news", "news_only", "uncategorised")


def categories(site: Site, release: Release) -> tuple[str, ...]:
    """Return the categories under which a site files a release; some sites file all under one."""
    habit = HABITS[site.index % len(HABITS)]
    by_topic = tuple(dict.fromkeys(LABELS[topic] for topic in release.topics))
    if habit == "by_topic":
        return by_topic
    if habit == "by_topic_and_news":
        return ("Berita", *by_topic)
    return ("Berita",) if habit == "news_only" else ("Tak Berkategori",)


def author(site: Site) -> str:
    """Return the account that posts."""
    return (f"Humas {site.unit.name}", "admin", "Redaksi", "humas")[site.index % 4]
