"""A trial: a marked post goes through the very code that sends releases, and is taken down again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from syndicator.deliver.channel import Channel, Post, Promise
from syndicator.deliver.preview import Preview
from syndicator.errors import SyndicatorError
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.probing.asking import condition_of
from syndicator.probing.specimen import Marks, specimen
from syndicator.telemetry import logger

BY_HAND = "take it down by hand"

log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    One step of a trial, what the service answered, and what is left for a person to do (empty: nothing).

    Args:
        name: `account`, `preview`, `post`, `find` or `delete`.
        address: where the public finds the trial.
    """

    name: str
    well: bool
    found: str
    mend: str = ""
    address: str | None = None
    preview: Preview | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One trial of one channel; a post that is kept does not say that it will be deleted."""

    channel: Channel
    marks: Marks
    keep: bool = False

    def steps(self) -> Iterator[Step]:
        """Yield each step as it ends; the first that fails is the last, but what was posted is taken down."""
        if not self.channel.config.dry_run:
            condition = condition_of(self.channel)
            account = f"{condition.account} is well" if condition.account else "nothing is said against it"
            yield Step(name="account", well=condition.fault is None, found=condition.fault or account)
            if condition.fault is not None:
                return
        post = specimen(self.channel, Action.CREATE, self.marks)
        preview = self._preview(post)
        yield preview
        if preview.well and not self.channel.config.dry_run:
            yield from self._there_and_back(post)

    def _preview(self, post: Post) -> Step:
        try:
            shown = self.channel.preview(post)
        except SyndicatorError as error:
            return Step(name="preview", well=False, found=error.cause, mend=error.mend)
        length = f", {shown.count} of {shown.limit} characters" if shown.count is not None and shown.limit else ""
        unsent = "; dry_run is set, nothing is sent" if self.channel.config.dry_run else ""
        found = f"{shown.method} {shown.address}{length}{unsent}"
        return Step(name="preview", well=True, found=found, preview=shown)

    def _there_and_back(self, post: Post) -> Iterator[Step]:
        outcome = self._answered(self.channel.send, post)
        yield self._step("post", outcome)
        if isinstance(outcome, Unconfirmed) and self.channel.promise is Promise.ASKABLE:
            outcome = self._answered(self.channel.find, post)
            yield self._step("find", outcome)
        if isinstance(outcome, Delivered) and not self.keep:
            yield self._taken_down(outcome)

    def _taken_down(self, there: Delivered) -> Step:
        address = there.receipt.address
        by_hand = f"{BY_HAND}: {address or there.receipt.remote_id}"
        if not self.channel.abilities.deletes:
            return Step(name="delete", well=True, found="no program takes posts down there", mend=by_hand)
        outcome = self._answered(
            self.channel.send, specimen(self.channel, Action.WITHDRAW, self.marks, there.receipt.remote_id)
        )
        if isinstance(outcome, Delivered):
            return Step(name="delete", well=True, found="taken down again")
        return Step(name="delete", well=False, found=outcome.reason, mend=by_hand, address=address)

    def _answered(self, ask: Callable[[Post], Outcome], post: Post) -> Outcome:
        try:
            return ask(post)
        except SyndicatorError as error:
            return Postponed(str(error), cause=Cause.OURS)
        except Exception as error:
            log.exception("trial_failed", channel=self.channel.config.name)
            return Unconfirmed(f"our own fault: {type(error).__name__} – the log has more")

    def _step(self, name: str, outcome: Outcome) -> Step:
        if isinstance(outcome, Delivered):
            address = outcome.receipt.address
            where = f" at {address}" if address else ""
            return Step(name=name, well=True, found=f"there as {outcome.receipt.remote_id}{where}", address=address)
        return Step(name=name, well=False, found=outcome.reason, mend=mend_of(outcome, self.channel.config))


def mend_of(outcome: Postponed | Abandoned | Unconfirmed, config: ChannelConfig) -> str:
    """Return what a person can do about an outcome."""
    if isinstance(outcome, Abandoned):
        return "correct what the service names, in channels.toml or at the service"
    if isinstance(outcome, Unconfirmed):
        return f"look at the account: if the trial is there, {BY_HAND}"
    named = f", and write it into {', '.join(config.secrets.values())}" if config.secrets else ""
    when = f"in {outcome.after.total_seconds():.0f} s" if outcome.after else "later"
    return {
        Cause.LOGIN: f"get a new token{named}",
        Cause.RATE: f"try again {when}",
        Cause.ABSENT: "nothing is left behind: try again",
        Cause.OURS: "mend that, and try again",
    }.get(outcome.cause, f"look whether {config.base_url} can be reached from here, and try again")
