"""A page of Facebook: its posts, and the errors as Graph words them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl

from syndicator.deliver.graph.account import VERSION
from syndicator.model.channel import ChannelConfig
from tests.contract.double import Fault, HttpDouble
from tests.contract.graph import GONE, REFUSALS, answered, now, query_of, trusts
from tests.outside import Answer, Asked, Outside

PAGE = "104728390"


class FacebookDouble(HttpDouble):
    secrets = {"token": "EAAGm0PX4ZCpsBAKtokenOfThePage"}
    decisive = ("POST", f"/{VERSION}/{PAGE}/feed")
    refusals = REFUSALS

    def __init__(self) -> None:
        self._posts: dict[str, dict[str, str]] = {}

    def config(self, base_url: str) -> ChannelConfig:
        return ChannelConfig(
            name="halaman",
            kind="facebook",
            base_url=base_url,
            secrets={"token": "HALAMAN_TOKEN"},
            options={"page": PAGE},
        )

    def serve(self, world: Outside) -> None:
        self._posts = {}
        self.answer(world)

    def answer(self, world: Outside) -> None:
        world.answers["*"] = self._speak

    def posts(self, world: Outside) -> Mapping[str, str]:
        return {name: post["message"] for name, post in self._posts.items()}

    def _speak(self, asked: Asked) -> Answer:
        if not trusts(asked, self.secrets["token"]):
            return self.refusals[Fault.LOGIN]
        path = asked.path.partition("?")[0].removeprefix(f"/{VERSION}/")
        if asked.method == "POST" and path == f"{PAGE}/feed":
            return self._create(dict(parse_qsl(asked.body.decode(), keep_blank_values=True)))
        if asked.method == "POST" and not path:
            return self._batch(asked)
        if asked.method == "GET" and path == f"{PAGE}/posts":
            return self._list(asked)
        if asked.method == "GET" and path == PAGE:
            return answered({"id": PAGE, "name": "Polres Malang"})
        return self._at(path, asked)

    def _create(self, fields: Mapping[str, str]) -> Answer:
        if not fields.get("message") and not fields.get("link"):
            return self.refusals[Fault.VALIDATION]
        name = f"{PAGE}_{len(self._posts) + 1}"
        self._posts[name] = {**fields, "created_time": now()}
        return answered({"id": name})

    def _at(self, name: str, asked: Asked) -> Answer:
        if name not in self._posts:
            return GONE
        if asked.method == "DELETE":
            del self._posts[name]
        elif asked.method == "POST":
            self._posts[name] |= dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
        else:
            return answered({"id": name})
        return answered({"success": True})

    def _list(self, asked: Asked) -> Answer:
        rows = [
            {
                "id": name,
                "message": post["message"],
                "created_time": post["created_time"],
                "permalink_url": f"https://www.facebook.com/{PAGE}/posts/{name}",
                "attachments": {"data": [{"unshimmed_url": post.get("link", "")}]},
            }
            for name, post in reversed(self._posts.items())
        ]
        return answered({"data": rows[: int(query_of(asked)["limit"])]})

    def _batch(self, asked: Asked) -> Answer:
        (question,) = json.loads(parse_qs(asked.body.decode())["batch"][0])
        assert question["relative_url"].startswith(f"{VERSION}/debug_token?input_token=")
        told = {"data": {"type": "PAGE", "is_valid": True, "expires_at": 0}}
        return answered([{"code": 200, "body": json.dumps(told)}])


DOUBLE = FacebookDouble()
