"""What a bulletin's page tells machines: a schema.org NewsArticle and its breadcrumbs, as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from syndicator.model.bulletin import Bulletin
from syndicator.model.unit import Unit
from syndicator.portal.editions import Edition
from syndicator.portal.names import web_address
from syndicator.portal.wording import SITE_NAME

LONGEST_HEADLINE_CHARS = 110
"""As search engines want it."""
_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def linked(bulletin: Bulletin, edition: Edition, base: str, changed_at: datetime | None) -> Markup:
    """Return the text of a script block that holds data; no sign of it can end the block or begin another."""
    graph = [_article(bulletin, edition, base, changed_at), _breadcrumbs(bulletin, edition, base)]
    told = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return Markup(told.translate(_ESCAPES))  # noqa: S704 -- every sign that HTML knows was escaped just now


def _article(bulletin: Bulletin, edition: Edition, base: str, changed_at: datetime | None) -> dict[str, object]:
    content, names = bulletin.content, edition.names
    unit, zone = names.unit(bulletin), ZoneInfo(names.zone(bulletin).iana)
    site = {"@type": "Organization", "name": edition.texts.gettext(SITE_NAME), "url": f"{base}/"}
    article: dict[str, object] = {
        "@type": "NewsArticle",
        "headline": (content.title or edition.texts.gettext("Untitled release"))[:LONGEST_HEADLINE_CHARS],
        "description": content.lead,
        "url": base + bulletin.path,
        "mainEntityOfPage": base + bulletin.path,
        "inLanguage": "id",
        "isAccessibleForFree": True,
        "datePublished": content.published_at.astimezone(zone).isoformat(timespec="seconds"),
        "dateModified": (changed_at or content.published_at).astimezone(zone).isoformat(timespec="seconds"),
        "author": _organisation(unit, base) if unit else site,
        "publisher": site,
        "articleSection": list(names.topics_of(bulletin).values()),
    }
    if image := web_address(content.image):
        article["image"] = [image]
    if source := web_address(bulletin.address):
        article["isBasedOn"] = source
    if bulletin.verdict.place:
        article["contentLocation"] = {"@type": "Place", "name": bulletin.verdict.place}
    return article


def _organisation(unit: Unit, base: str) -> dict[str, object]:
    return {"@type": "GovernmentOrganization", "name": unit.name, "url": f"{base}/units/{unit.slug}"}


def _breadcrumbs(bulletin: Bulletin, edition: Edition, base: str) -> dict[str, object]:
    unit = edition.names.unit(bulletin)
    above: Sequence[Unit] = [*edition.names.lineage(unit), unit] if unit else []
    steps = [(edition.texts.gettext(SITE_NAME), f"{base}/"), *((one.name, f"{base}/units/{one.slug}") for one in above)]
    steps.append((bulletin.content.title or edition.texts.gettext("Untitled release"), base + bulletin.path))
    listed = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": listed}
