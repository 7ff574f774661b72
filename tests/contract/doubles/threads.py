"""A profile of Threads."""

from __future__ import annotations

from collections.abc import Mapping

from syndicator.deliver.channels.threads import VERSION
from syndicator.model.attempt import Delivered
from syndicator.model.channel import ChannelConfig
from tests.contract.double import Fault
from tests.contract.graph import TwoStepDouble


def length(text: str) -> int:
    """As the documentation counts: an emoji is its bytes of UTF-8, and those are beyond the basic plane or so."""
    return sum(len(sign.encode()) if ord(sign) > 0xFFFF else 1 for sign in text)


class ThreadsDouble(TwoStepDouble):
    secrets = {"token": "THAAtokenOfTheProfile0123"}
    version = VERSION
    decisive = ("POST", f"/{VERSION}/178414/threads_publish")
    edges = ("threads", "threads_publish", "threads_publishing_limit", "threads")
    words = "text"
    status = "status"
    unlike: Mapping[Fault, type] = {Fault.LOST: Delivered}

    def config(self, base_url: str) -> ChannelConfig:
        return ChannelConfig(
            name="utas",
            kind="threads",
            base_url=base_url,
            secrets={"token": "UTAS_TOKEN"},
            options={"user": self.user},
        )

    def takes(self, fields: Mapping[str, str]) -> bool:
        kind, text = fields.get("media_type"), fields.get("text", "")
        fits = length(text) <= 500
        shown = kind == "IMAGE" and "image_url" in fields and "link_attachment" not in fields
        return fits and (shown or (kind == "TEXT" and bool(text) and "image_url" not in fields))

    def at(self, name: str) -> str:
        return f"https://www.threads.net/@polresmalang/post/{name}"


DOUBLE = ThreadsDouble()
