"""A provider of identities on loopback (OpenID Connect), with what a test wants it to say wrongly."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.outside import Answer, Asked, Outside

CLIENT = "meja-redaksi"
SECRET = "a secret of the client"


@dataclass
class Provider:
    """Gives id tokens for codes; `claims` are put over what is right, `signer` over its own key."""

    world: Outside
    now: int
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signer: RSAKey | None = None
    claims: dict[str, object] = field(default_factory=dict)
    header: dict[str, object] = field(default_factory=dict)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world.answers["/.well-known/openid-configuration"] = self._metadata
        self.world.answers["/keys"] = lambda _: self._said({"keys": [self.key.as_dict(private=False)]})
        self.world.answers["/token"] = self._token

    @property
    def issuer(self) -> str:
        return self.world.url

    def log_in(self, address: str) -> dict[str, str]:
        """Do as a person does who follows an address to here and logs in; return what they bring back."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def _metadata(self, _asked: Asked) -> Answer:
        return self._said(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        )

    def _token(self, asked: Asked) -> Answer:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        proof = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        left = self._codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            left is None
            or asked.headers.get("authorization") != f"Basic {proof}"
            or challenge.decode().rstrip("=") != left["code_challenge"]
            or form.get("redirect_uri") != left["redirect_uri"]
        ):
            return self._said({"error": "invalid_grant"}, 400)
        return self._said({"access_token": "opens nothing", "token_type": "Bearer", "id_token": self._signed(left)})

    def _signed(self, left: dict[str, str]) -> str:
        told = {
            "iss": self.issuer,
            "sub": "person-1",
            "aud": CLIENT,
            "exp": self.now + 300,
            "iat": self.now,
            "nonce": left["nonce"],
            "preferred_username": "siti",
        }
        header = {"alg": "RS256", "kid": (self.signer or self.key).kid} | self.header
        return jwt.encode(header, told | self.claims, self.signer or self.key)

    def _said(self, told: object, status: int = 200) -> Answer:
        return Answer(status, json.dumps(told).encode(), {"Content-Type": "application/json"})
