"""Pages: a template and what it shows, answered in the language that the request asks for."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from syndicator.bootstrap.service import Service
from syndicator.portal import language
from syndicator.portal.assets import Assets
from syndicator.portal.editions import Edition, editions
from syndicator.portal.language import Language

BRIEFLY = "private, max-age=15"
NOT_AT_ALL = "no-store"
YEAR_S = 365 * 24 * 3600


class Pages:
    """Renders templates."""

    def __init__(self, service: Service, assets: Assets) -> None:
        self._base = service.settings.environment.public_address
        self._editions: Mapping[Language, Edition] = editions(service, assets)

    def edition(self, request: Request) -> Edition:
        """Return the edition that a request asks for."""
        return self._editions[language.chosen(request)]

    def in_language(self, wanted: Language) -> Edition:
        """Return the edition in a language, for what has only one."""
        return self._editions[wanted]

    def answer(
        self,
        request: Request,
        template: str,
        shown: Mapping[str, object] | None = None,
        *,
        status: int = 200,
        cache: str = BRIEFLY,
    ) -> HTMLResponse:
        """Return a page; `shown` are the variables of its template."""
        edition = self.edition(request)
        text = edition.templates.get_template(template).render(
            path=request.url.path,
            switch=_switch(request, edition.language.other),
            canonical=self._base + request.url.path + _paging(request),
            **(shown or {}),
        )
        response = HTMLResponse(text, status_code=status)
        response.headers["Cache-Control"] = cache
        response.headers["Vary"] = "Cookie"
        if language.known(request.query_params.get(language.PARAMETER)) is edition.language:
            response.set_cookie(language.COOKIE, edition.language.value, max_age=YEAR_S, samesite="lax", httponly=True)
        return response


def _switch(request: Request, other: Language) -> str:
    """Return the address of this page in the other language."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != language.PARAMETER]
    return f"{request.url.path}?{urlencode([*kept, (language.PARAMETER, other.value)])}"


def _paging(request: Request) -> str:
    """Return what of the query belongs to the address under which search engines know a page."""
    page = request.query_params.get("page", "")
    return f"?page={page}" if page.isdecimal() and page != "1" else ""
