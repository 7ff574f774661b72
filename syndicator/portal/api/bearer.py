"""Who may use the API: bearer tokens (RFC 6750), checked at one door."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from fastapi import HTTPException
from starlette.requests import Request

from syndicator.access import Access
from syndicator.model.token import Scope, Token
from syndicator.portal.api.quota import Quota

REALM = 'Bearer realm="syndicator"'


class Bearer:
    """Lets in who shows a token with the right scope, and has not used up what a token may ask."""

    def __init__(self, access: Access, quota: Quota) -> None:
        self._access = access
        self._quota = quota

    def opener(self, scope: Scope) -> Callable[[Request], None]:
        """Return a dependency that lets a request in, or raises HTTPException: 401, 403 for a lesser token, 429."""

        def open_(request: Request) -> None:
            secret = _shown(request)
            if secret is None:
                raise HTTPException(401, "show a token: Authorization: Bearer …", {"WWW-Authenticate": REALM})
            token = self._access.identify(secret)
            if token is None:
                told = f'{REALM}, error="invalid_token"'
                raise HTTPException(401, "this token is unknown, expired or revoked", {"WWW-Authenticate": told})
            self._quota.take(request, token)
            if scope not in token.scopes:
                told = f'{REALM}, error="insufficient_scope", scope="{scope}"'
                raise HTTPException(403, f"this token does not allow {scope}", {"WWW-Authenticate": told})
            request.state.token = token

        return open_


def token_of(request: Request) -> Token:
    """Return the token that the door let in."""
    return cast("Token", request.state.token)


def _shown(request: Request) -> str | None:
    """Return what stands behind `Bearer`; several such headers are none, for others may have read another."""
    headers = request.headers.getlist("authorization")
    kind, _, secret = headers[0].strip().partition(" ") if len(headers) == 1 else ("", "", "")
    return secret.strip() or None if kind.lower() == "bearer" else None
