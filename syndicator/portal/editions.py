"""Editions: the portal in one language, with its texts, its names and its templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from syndicator.bootstrap.service import Service
from syndicator.model.unit import Zone
from syndicator.portal import moments, reasons, wording
from syndicator.portal.assets import Assets
from syndicator.portal.language import Language, read_texts
from syndicator.portal.listings import Listings
from syndicator.portal.markup import body_of
from syndicator.portal.names import Names, host_of, web_address

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All that depends on the reader's language."""

    language: Language
    texts: Translations
    names: Names
    listings: Listings
    templates: Environment


def editions(service: Service, assets: Assets) -> Mapping[Language, Edition]:
    """Return an edition in each language."""
    return {language: _edition(language, service, assets) for language in Language}


def _edition(language: Language, service: Service, assets: Assets) -> Edition:
    texts = read_texts(language)
    names = Names(service.settings.units, service.keeper.topic_names(language.value))
    return Edition(
        language=language,
        texts=texts,
        names=names,
        listings=Listings(names, texts, {one.slug: one.name for one in service.settings.operations}),
        templates=_templates(language, texts, names, service, assets),
    )


def _templates(language: Language, texts: Translations, names: Names, service: Service, assets: Assets) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(texts, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(_filters(language, texts, service))
    environment.globals.update(
        language=language,
        names=names,
        asset=assets.path,
        base=service.settings.environment.public_address,
    )
    return environment


def _filters(language: Language, texts: Translations, service: Service) -> dict[str, Callable[..., object]]:
    def moment(when: datetime, zone: Zone = Zone.WIB) -> str:
        return moments.long(when, zone, language)

    def exact(when: datetime, zone: Zone = Zone.WIB) -> str:
        return moments.exact(when, zone, language)

    def age(when: datetime, zone: Zone = Zone.WIB) -> str:
        return moments.age_or_date(when, service.clock(), zone, language)

    def ahead(when: datetime, zone: Zone = Zone.WIB) -> str:
        return moments.ahead_or_date(when, service.clock(), zone, language)

    def span(length: timedelta) -> str:
        return moments.span(length, language)

    def said(word: str) -> str:
        return wording.said(word, texts)

    def explained(reason: str) -> str:
        return reasons.explained(reason, texts)

    return {
        "moment": moment,
        "exact": exact,
        "age": age,
        "ahead": ahead,
        "span": span,
        "said": said,
        "explained": explained,
        "translated": texts.gettext,
        "body": body_of,
        "host": host_of,
        "web": web_address,
    }
