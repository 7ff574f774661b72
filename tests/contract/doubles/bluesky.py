"""A personal data server of the AT Protocol with one account, as `@atproto/pds` behaves."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from typing import cast
from urllib.parse import parse_qsl

import regex

from syndicator.model.channel import ChannelConfig
from tests.contract.double import Fault, HttpDouble
from tests.contract.resets import reset_in
from tests.outside import Answer, Asked, Outside

HANDLE, DID = "humas.bsky.test", "did:plc:l5qmsdk7ndwv72fcyydjacbc"
POST = "app.bsky.feed.post"
TID = re.compile("[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
Told = dict[str, object]


def said(told: Mapping[str, object], status: int = 200, **headers: str) -> Answer:
    return Answer(status, json.dumps(told).encode(), {"Content-Type": "application/json", **headers})


def refused(status: int, error: str, message: str = "no", **headers: str) -> Answer:
    return said({"error": error, "message": message}, status, **headers)


class BlueskyDouble(HttpDouble):
    secrets = {"password": "abcd-efgh-ijkl-mnop"}
    decisive = ("POST", "/xrpc/com.atproto.repo.putRecord")

    def __init__(self) -> None:
        self.records: dict[str, Told] = {}
        self.blobs: dict[str, bytes] = {}
        self.logins = 0
        self._number = 0
        self._access: dict[str, float] = {}
        self._refresh: set[str] = set()

    @property
    def refusals(self) -> Mapping[Fault, Answer]:
        return {
            Fault.VALIDATION: refused(400, "InvalidRequest", "Invalid app.bsky.feed.post record: text is too long"),
            Fault.LOGIN: refused(401, "AuthenticationRequired", "Authentication Required"),
            Fault.LIMIT: refused(429, "RateLimitExceeded", "Rate Limit Exceeded", **{"RateLimit-Reset": reset_in(60)}),
        }

    def config(self, base_url: str) -> ChannelConfig:
        return ChannelConfig(
            name="langit",
            kind="bluesky",
            base_url=base_url,
            secrets={"password": "LANGIT_PASSWORD"},
            options={"handle": HANDLE},
        )

    def serve(self, world: Outside) -> None:
        self.__init__()  # type: ignore[misc]
        self.answer(world)

    def answer(self, world: Outside) -> None:
        methods: dict[str, Callable[[Asked], Answer]] = {
            "server.createSession": self._create_session,
            "server.refreshSession": self._refresh_session,
            "server.getSession": self._as_account(lambda _: said({"handle": HANDLE, "did": DID, "active": True})),
            "repo.uploadBlob": self._as_account(self._upload),
            "repo.putRecord": self._as_account(self._put),
            "repo.getRecord": self._get,
            "repo.deleteRecord": self._as_account(self._delete),
        }
        for name, script in methods.items():
            world.answers[f"/xrpc/com.atproto.{name}"] = script

    def posts(self, world: Outside) -> Mapping[str, str]:
        return {name: str(record["text"]) for name, record in self.records.items()}

    def expire(self) -> None:
        """Let all access tokens end now, whatever they say themselves."""
        self._access = dict.fromkeys(self._access, 0.0)

    def forget_refresh_tokens(self) -> None:
        self._refresh.clear()

    def _create_session(self, asked: Asked) -> Answer:
        self.logins += 1
        told = json.loads(asked.body)
        if (told["identifier"], told["password"]) != (HANDLE, self.secrets["password"]):
            return refused(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._session()

    def _refresh_session(self, asked: Asked) -> Answer:
        token = _bearer(asked)
        if token not in self._refresh:
            return refused(400, "ExpiredToken", "Token has been revoked")
        self._refresh.discard(token)
        return self._session()

    def _session(self) -> Answer:
        self._number += 1
        access, refresh = self._token("access", 7_200), self._token("refresh", 7_776_000)
        self._access[access] = time.time() + 7_200
        self._refresh.add(refresh)
        return said({"accessJwt": access, "refreshJwt": refresh, "handle": HANDLE, "did": DID, "active": True})

    def _token(self, scope: str, lasts_s: int) -> str:
        parts = ({"alg": "none"}, {"scope": scope, "jti": self._number, "exp": int(time.time()) + lasts_s})
        coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
        return ".".join([*coded, "c2ln"])

    def _as_account(self, act: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
        def checked(asked: Asked) -> Answer:
            ends_at = self._access.get(_bearer(asked))
            if ends_at is None:
                return refused(400, "InvalidToken", "Token could not be verified")
            if ends_at <= time.time():
                return refused(400, "ExpiredToken", "Token has expired")
            return act(asked)

        return checked

    def _upload(self, asked: Asked) -> Answer:
        digest = b"\x01\x55\x12\x20" + hashlib.sha256(asked.body).digest()
        name = "b" + base64.b32encode(digest).decode().lower().rstrip("=")
        self.blobs[name] = asked.body
        kind = asked.headers["content-type"]
        return said({"blob": {"$type": "blob", "ref": {"$link": name}, "mimeType": kind, "size": len(asked.body)}})

    def _put(self, asked: Asked) -> Answer:
        told = json.loads(asked.body)
        record = cast("Told", told["record"])
        if told["repo"] not in {HANDLE, DID}:
            return refused(401, "AuthenticationRequired")
        wrong = self._wrong(told["collection"], told["rkey"], record)
        if wrong:
            return refused(400, "InvalidRequest", wrong)
        name = f"at://{DID}/{POST}/{told['rkey']}"
        self.records[name] = record
        return said({"uri": name, "cid": "bafyreibjifzpqj6o6wcq3hejh7y4z4z2vmiklkvykc57tw3pcbx3kxifpm"})

    def _wrong(self, collection: str, rkey: str, record: Told) -> str | None:
        text, embed = str(record["text"]), cast("dict[str, Told]", record.get("embed", {}))
        thumb = cast("dict[str, dict[str, str]] | None", embed.get("external", {}).get("thumb"))
        if not TID.fullmatch(rkey):
            return "Invalid TID"
        if collection != POST or record["$type"] != POST or "createdAt" not in record:
            return "Invalid record"
        if len(regex.findall(r"\X", text)) > 300 or len(text.encode()) > 3_000:
            return "grapheme too big (maximum 300)"
        if thumb and len(self.blobs.get(thumb["ref"]["$link"], b"x" * 2_000_000)) > 1_000_000:
            return "Could not find blob, or it is too large"
        return None

    def _get(self, asked: Asked) -> Answer:
        told = dict(parse_qsl(asked.path.partition("?")[2]))
        name = f"at://{DID}/{told['collection']}/{told['rkey']}"
        if told["repo"] not in {HANDLE, DID} or name not in self.records:
            return refused(400, "RecordNotFound", f"Could not locate record: {name}")
        return said({"uri": name, "value": self.records[name]})

    def _delete(self, asked: Asked) -> Answer:
        told = json.loads(asked.body)
        self.records.pop(f"at://{DID}/{told['collection']}/{told['rkey']}", None)
        return said({})


def _bearer(asked: Asked) -> str:
    return asked.headers.get("authorization", "").removeprefix("Bearer ")


DOUBLE = BlueskyDouble()
