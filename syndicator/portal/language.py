"""The languages of the interface: which of them a reader gets, and the texts in each."""

from __future__ import annotations

from enum import StrEnum
from io import BytesIO
from pathlib import Path

from babel.core import parse_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from starlette.requests import Request

LOCALE = Path(__file__).parent / "locale"
COOKIE = "lang"
PARAMETER = "lang"


class Language(StrEnum):
    """A language of the interface; releases stay in the language that their unit wrote."""

    INDONESIAN = "id"
    ENGLISH = "en"

    @property
    def own_name(self) -> str:
        """Its name in itself, as a switch shows it."""
        return {"id": "Indonesia", "en": "English"}[self.value]

    @property
    def other(self) -> Language:
        """The language that a switch leads to."""
        return Language.ENGLISH if self is Language.INDONESIAN else Language.INDONESIAN


def known(code: str | None) -> Language | None:
    """Return the language of this code, None where there is none."""
    return next((language for language in Language if language.value == code), None)


def chosen(request: Request) -> Language:
    """Return the language that a request asks for: by parameter, by cookie, by its Accept-Language, else Indonesian."""
    asked = known(request.query_params.get(PARAMETER)) or known(request.cookies.get(COOKIE))
    return asked or accepted(request.headers.get("accept-language", "")) or Language.INDONESIAN


def accepted(header: str) -> Language | None:
    """Return the first of our languages in an Accept-Language header (RFC 9110 section 12.5.4) by weight."""
    ranked: list[tuple[float, Language]] = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = _of_tag(tag.strip())
        if language is not None and (value := _weight(weight)) > 0:
            ranked.append((value, language))
    return max(ranked, key=lambda one: one[0])[1] if ranked else None


def _of_tag(tag: str) -> Language | None:
    try:
        return known(parse_locale(tag, sep="-")[0])
    except ValueError:
        return None


def _weight(written: str) -> float:
    try:
        return float(written) if written else 1.0
    except ValueError:
        return 0.0


def read_texts(language: Language) -> Translations:
    """Return the texts of a language, compiled in memory from its catalogue."""
    path = LOCALE / language.value / "LC_MESSAGES" / "portal.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.value))
    compiled.seek(0)
    return Translations(compiled)
