"""Accounts on doubles of services, which fail as a test says: each is one server, and keeps its own record of posts."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from tests.contract.double import HttpDouble
from tests.contract.doubles import bluesky, mastodon, telegram, webhook, wordpress, x
from tests.contract.resets import reset_in
from tests.outside import Answer, Asked, Outside, Script, outside

NUMBER = re.compile(r"Kegiatan nomor (\d+)")
SHARE = 0.6
"""So many of the requests that make a post meet the mood of their service, the first of them surely."""
LATE_S = 2.5
WISH_S = 2


class Mood(StrEnum):
    """What requests that make a post meet; LOST and LATE are taken, the others are not."""

    WELL = "well"
    RESET = "reset before it is taken"
    LOST = "reset after it was taken"
    BROKEN = "a fault of its own"
    LIMIT = "a limit"
    LATE = "taken, and answered late"


MOODS = tuple(mood for mood in Mood if mood is not Mood.WELL)


def limit_of(kind: str) -> Answer:
    """Return how a service says that it takes no more for two seconds."""
    match kind:
        case "telegram":
            return telegram.refusal(429, "Too Many Requests", retry_after=WISH_S)
        case "mastodon":
            return mastodon.said(429, {}, **mastodon.limits(0, timedelta(seconds=WISH_S)))
        case "bluesky":
            return bluesky.refused(429, "RateLimitExceeded", **{"RateLimit-Reset": reset_in(WISH_S)})
        case "x":
            spent = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": reset_in(WISH_S)}
            return x.problem(429, "Too Many Requests", "Too Many Requests", **spent)
    return Answer(429, headers={"Retry-After": str(WISH_S)})


@dataclass
class MoodyAccount:
    """One account; it answers one request at a time, as its double is made for one."""

    kind: str
    double: HttpDouble
    world: Outside
    chance: random.Random
    mood: Mood = Mood.WELL
    faults: Counter[Mood] = field(default_factory=Counter)
    under_way: int = 0
    late_s: float = LATE_S
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.double.serve(self.world)
        served = dict(self.world.answers)
        self.world.answers = {path: self._moody(answer) for path, answer in served.items()}

    def _moody(self, served: Answer | Script) -> Script:
        def answer(asked: Asked) -> Answer:
            with self._lock:
                self.under_way += 1
                try:
                    return self._answer(served, asked)
                finally:
                    self.under_way -= 1

        return answer

    def _answer(self, served: Answer | Script, asked: Asked) -> Answer:
        makes_a_post = (asked.method, asked.path.partition("?")[0]) == self.double.decisive
        mood = self.mood if makes_a_post and self.chance.random() < (SHARE if self.failed else 1) else Mood.WELL
        self.faults[mood] += 1
        match mood:
            case Mood.RESET:
                return Answer(reset=True)
            case Mood.BROKEN:
                return Answer(500, b"<html>oops</html>")
            case Mood.LIMIT:
                return limit_of(self.kind)
        answer = served(asked) if callable(served) else served
        match mood:
            case Mood.LOST:
                return Answer(reset=True)
            case Mood.LATE:
                return Answer(answer.status, answer.body, answer.headers, delay_s=self.late_s)
        return answer

    @property
    def failed(self) -> int:
        """How many requests met a fault."""
        return self.faults.total() - self.faults[Mood.WELL]

    def shown(self) -> Mapping[int, Sequence[str]]:
        """Return by the number of a release the words of all posts that tell it."""
        found: dict[int, list[str]] = {}
        with self._lock:
            for words in self.double.posts(self.world).values():
                number = NUMBER.search(words)
                assert number is not None, words
                found.setdefault(int(number[1]), []).append(words)
        return found

    def table(self) -> str:
        """Return the channel that publishes there, as `channels.toml` tells it; rates and pages are tried elsewhere."""
        config = self.double.config(self.world.url)
        secrets = ", ".join(f'{role} = "{variable}"' for role, variable in config.secrets.items())
        options = ", ".join(f'{name} = "{value}"' for name, value in config.options.items())
        return (
            f'[[channel]]\nname = "{self.kind}"\nkind = "{self.kind}"\nbase_url = "{config.base_url}"\n'
            f"secrets = {{ {secrets} }}\noptions = {{ {options} }}\nrate = []\npage_first = false\n"
        ).replace("KAIT_", f"{self.kind.upper()}_")

    def environment(self) -> dict[str, str]:
        """Return the secrets that the channel names."""
        config = self.double.config(self.world.url)
        return {
            variable.replace("KAIT_", f"{self.kind.upper()}_"): self.double.secrets[role]
            for role, variable in config.secrets.items()
        }


DOUBLES: Mapping[str, type[HttpDouble]] = {
    "bluesky": bluesky.BlueskyDouble,
    "mastodon": mastodon.MastodonDouble,
    "telegram": telegram.TelegramDouble,
    "webhook": webhook.WebhookDouble,
    "wordpress": wordpress.WordPressDouble,
    "x": x.XDouble,
}


@contextmanager
def moody_accounts(seed: int) -> Iterator[dict[str, MoodyAccount]]:
    """Serve an empty account of each kind, all in a good mood."""
    with ExitStack() as stack:
        yield {
            kind: MoodyAccount(kind, double(), stack.enter_context(outside()), random.Random(f"{seed}-{kind}"))
            for kind, double in DOUBLES.items()
        }
