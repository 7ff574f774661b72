"""A channel that answers as a test wishes, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from syndicator.deliver.channel import Abilities, Condition, Post, Promise
from syndicator.deliver.message import Message
from syndicator.deliver.preview import Preview
from syndicator.deliver.telling import Telling, whole
from syndicator.model.attempt import Delivered, Outcome
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt

T = TypeVar("T")
Answer = T | Exception | Callable[[], T]
THERE = Delivered(Receipt("77", "https://sosial.test/77"))
CONFIG = ChannelConfig(name="kait", kind="webhook", base_url="https://sosial.test/api", secrets={"token": "KAIT_TOKEN"})


@dataclass
class PretendChannel:
    config: ChannelConfig = CONFIG
    promise: Promise = Promise.ASKABLE
    abilities: Abilities = field(default_factory=Abilities)
    condition: Answer[Condition] = field(default_factory=lambda: Condition(account="@humas"))
    posted: Answer[Outcome] = THERE
    deleted: Answer[Outcome] = THERE
    found: Answer[Outcome] = THERE
    shown: Answer[Preview] = field(
        default_factory=lambda: Preview(
            method="POST", address="https://sosial.test/api", body='{"text": "…"}', count=40, limit=280
        )
    )
    tellings: list[Telling] = field(default_factory=list)
    asked: list[tuple[str, Post]] = field(default_factory=list)

    def compose(self, telling: Telling) -> Message:
        self.tellings.append(telling)
        return whole(telling)

    def send(self, post: Post) -> Outcome:
        self.asked.append((post.delivery.action.value, post))
        return said(self.deleted if post.delivery.action is Action.WITHDRAW else self.posted)

    def find(self, post: Post) -> Outcome:
        self.asked.append(("find", post))
        return said(self.found)

    def preview(self, post: Post) -> Preview:
        return said(self.shown)

    def check(self) -> Condition:
        return said(self.condition)


def said(answer: Answer[T]) -> T:
    if isinstance(answer, Exception):
        raise answer
    return answer() if callable(answer) else answer
