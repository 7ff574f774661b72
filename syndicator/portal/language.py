"""The languages of the interface: which of them a reader gets, and the texts in each."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path

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
    """
    Return the language that a reader chose, by parameter or cookie, else Indonesian.

    The browser's Accept-Language is not asked: the releases are Indonesian, and so are most who read them.
    """
    asked = known(request.query_params.get(PARAMETER)) or known(request.cookies.get(COOKIE))
    return asked or Language.INDONESIAN


@cache
def read_texts(language: Language) -> Translations:
    """Return the texts of a language, compiled in memory from its catalogue once a process."""
    path = LOCALE / language.value / "LC_MESSAGES" / "portal.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.value))
    compiled.seek(0)
    return Translations(compiled)
