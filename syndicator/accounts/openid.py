"""OpenID Connect: people who prove elsewhere who they are (authorization code with PKCE, OpenID Connect Core 1.0)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.auth import ClientAuth  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from syndicator.errors import Refused, Unavailable
from syndicator.model.moment import Clock
from syndicator.model.user import Role

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""By a key of the provider's; `none` and what is signed by a shared secret are no proof here."""
SCOPE = "openid profile email"
KNOWN_FOR = timedelta(hours=1)
"""For how long what the provider says of itself is kept; a key that is not known makes us ask at once."""
LEEWAY_S = 60
LARGEST_ANSWER_BYTES = 500_000
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_MEND = "ask whoever runs it, or log in with a password"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """
    Who says who people are.

    Args:
        client_secret: None for a client that has none.
        claim: which claim of the id token is the login at the desk.
        default_role: of people that the desk does not know yet; None refuses them.
    """

    issuer: str
    client_id: str
    client_secret: str | None
    name: str
    claim: str
    default_role: Role | None


@dataclass(frozen=True, slots=True, repr=False)
class Departure:
    """Where a browser is sent, and what it has to bring back with it."""

    address: str
    state: str
    nonce: str
    verifier: str


class OpenId:
    """
    Talks with one provider.

    Every method raises Unavailable where the provider does not answer as the protocol says, and Refused where its
    answer proves nothing.
    """

    def __init__(self, provider: IdentityProvider, client: httpx.Client, *, callback: str, clock: Clock) -> None:
        self.provider = provider
        self._client = client
        self._callback = callback
        self._clock = clock
        self._told: tuple[datetime, dict[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def depart(self) -> Departure:
        """Return where to send a browser."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        address = prepare_grant_uri(
            str(self._metadata()["authorization_endpoint"]),
            client_id=self.provider.client_id,
            response_type="code",
            redirect_uri=self._callback,
            scope=SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Departure(str(address), state, nonce, verifier)

    def arrive(self, left: Departure, answer: Mapping[str, str]) -> Mapping[str, object]:
        """Return the claims of the id token that the answer with which a browser came back leads to."""
        if not secrets.compare_digest(answer.get("state", "").encode(), left.state.encode()):
            raise Refused("the answer belongs to another login", "begin again")
        if answer.get("iss", self.provider.issuer) != self.provider.issuer:
            raise Refused("the answer is of another provider (RFC 9207)", _MEND)
        if "error" in answer or not answer.get("code"):
            raise Refused(f"the provider let nobody in: {answer.get('error', 'no code')[:60]}", _MEND)
        return self._claims(self._token(answer["code"], left.verifier), left.nonce)

    def _token(self, code: str, verifier: str) -> dict[str, Any]:
        address = str(self._metadata()["token_endpoint"])
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._callback,
            "code_verifier": verifier,
        }
        signer = ClientAuth(self.provider.client_id, self.provider.client_secret, self._way_of_proof())
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        address, headers, body = signer.prepare("POST", address, headers, urlencode(form))
        return self._asked(httpx.Request("POST", address, headers=headers, content=body))

    def _way_of_proof(self) -> str:
        """Return how we prove to be this client: as the provider takes it, by a header where it says nothing."""
        if self.provider.client_secret is None:
            return "none"
        taken = self._metadata().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_basic" if "client_secret_basic" in taken else "client_secret_post"

    def _claims(self, told: dict[str, Any], nonce: str) -> Mapping[str, object]:
        provider, token = self.provider, told.get("id_token")
        if not isinstance(token, str):
            raise Refused("the provider gave no id token", _MEND)
        try:
            try:
                read = jwt.decode(token, self._key_set(), algorithms=SIGNED_BY)
            except (JoseError, ValueError):
                read = jwt.decode(token, self._key_set(anew=True), algorithms=SIGNED_BY)
            options = {"iss": {"value": provider.issuer}, "aud": {"value": provider.client_id}}
            known = {"nonce": nonce, "client_id": provider.client_id, "access_token": told.get("access_token")}
            claims = CodeIDToken(read.claims, read.header, options, known)
            claims.validate(now=int(self._clock().timestamp()), leeway=LEEWAY_S)
        except (JoseError, ValueError) as error:
            raise Refused(f"the id token proves nothing: {type(error).__name__} {error}"[:200], _MEND) from error
        return cast("Mapping[str, object]", claims)

    def _metadata(self) -> dict[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0 section 4); it must say who it is."""
        now = self._clock()
        if self._told is not None and now - self._told[0] < KNOWN_FOR:
            return self._told[1]
        issuer = self.provider.issuer
        told = self._asked(httpx.Request("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration"))
        if told.get("issuer") != issuer:
            raise Unavailable(f"the provider calls itself {str(told.get('issuer'))[:100]!r}, not {issuer!r}")
        for name in NEEDED:
            scheme = urlsplit(str(told.get(name, ""))).scheme
            if scheme != "https" and (scheme != "http" or not issuer.startswith("http://")):
                raise Unavailable(f"the provider names no {name} that can be trusted")
        self._told = (now, told)
        return told

    def _key_set(self, *, anew: bool = False) -> KeySet:
        now = self._clock()
        if self._keys is None or anew or now - self._keys[0] >= KNOWN_FOR:
            told = self._asked(httpx.Request("GET", str(self._metadata()["jwks_uri"])))
            self._keys = (now, KeySet.import_key_set(cast("Any", told)))
        return self._keys[1]

    def _asked(self, request: httpx.Request) -> dict[str, Any]:
        try:
            with self._client.stream(request.method, request.url, headers=request.headers, content=request.read()) as (
                response
            ):
                body = b""
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > LARGEST_ANSWER_BYTES:
                        raise Unavailable("the provider of identities answers without end", _MEND)
        except httpx.HTTPError as error:
            raise Unavailable(f"the provider of identities does not answer: {type(error).__name__}", _MEND) from error
        if response.status_code != 200:
            raise Unavailable(f"the provider of identities answers {response.status_code}", _MEND)
        try:
            told = httpx.Response(200, content=body).json()
        except ValueError as error:
            raise Unavailable("the provider of identities answers no JSON", _MEND) from error
        if not isinstance(told, dict):
            raise Unavailable("the provider of identities answers no JSON object", _MEND)
        return told
