"""A professional account of Instagram, by Instagram Login."""

from __future__ import annotations

from collections.abc import Mapping

from syndicator.deliver.graph.account import VERSION
from syndicator.model.attempt import Delivered
from syndicator.model.channel import ChannelConfig
from tests.contract.double import Fault
from tests.contract.graph import TwoStepDouble


class InstagramDouble(TwoStepDouble):
    secrets = {"token": "IGAAtokenOfTheAccount0123"}
    version = VERSION
    decisive = ("POST", f"/{VERSION}/178414/media_publish")
    edges = ("media", "media_publish", "content_publishing_limit", "media")
    words = "caption"
    status = "status_code"
    unlike: Mapping[Fault, type] = {Fault.LOST: Delivered}

    def config(self, base_url: str) -> ChannelConfig:
        return ChannelConfig(
            name="foto",
            kind="instagram",
            base_url=base_url,
            secrets={"token": "FOTO_TOKEN"},
            options={"user": self.user, "fallback_image": "https://portal.test/lambang.jpg"},
        )

    def takes(self, fields: Mapping[str, str]) -> bool:
        caption = fields.get("caption", "")
        return fields.get("image_url", "").endswith(".jpg") and len(caption) <= 2_200 and caption.count("#") <= 30

    def at(self, name: str) -> str:
        return f"https://www.instagram.com/p/{name}/"


DOUBLE = InstagramDouble()
