"""The guard before every delivery: what a channel is about to show is read once more, by the rules in force now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syndicator.classify.judge import Judge
from syndicator.classify.told import told
from syndicator.clustering import Arranger
from syndicator.deliver.message import Message
from syndicator.dispatch.sending import Sending
from syndicator.model.bulletin import Bulletin, BulletinState, Content
from syndicator.model.clearance import NONE
from syndicator.model.delivery import Action, Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.verdict import HoldReason
from syndicator.storage import bulletins, clearances, events, members, reading, revisions
from syndicator.storage.session import Connection, Database

Reasons = tuple[HoldReason, ...]
MARK = "+sent-"
"""Behind it the version of a verdict names the rules that stopped a delivery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarding:
    """
    Reads messages before they are sent, and holds what may not go out.

    Args:
        judge: returns the one that is in force.
        arranger: holds the whole story of what is held, and takes its posts down.
    """

    database: Database
    judge: Callable[[], Judge]
    arranger: Arranger
    clock: Clock

    def stopped(self, sendings: Collection[Sending]) -> dict[int, Reasons]:
        """
        Return the reasons against deliveries, by their ids; those that may go out are left out.

        What a person saw when releasing this very revision, or overruled, stops nothing; a withdrawal never waits.
        """
        judge = self.judge()
        read = [one for one in sendings if one.claim.delivery.action is not Action.WITHDRAW]
        found = {one.claim.delivery.id: (one, _against(judge, one)) for one in read}
        doubted = {id_: pair for id_, pair in found.items() if pair[1]}
        if not doubted:
            return {}
        with self.database.read() as connection:
            known = clearances.of(connection, {one.post.bulletin.id for one, _ in doubted.values()})
        new = {
            id_: tuple(
                reason
                for reason in reasons
                if not known.get(one.post.bulletin.id, NONE).lets(one.to_tell.bulletin.revision, reason)
            )
            for id_, (one, reasons) in doubted.items()
        }
        return {id_: reasons for id_, reasons in new.items() if reasons}

    def hold(self, bulletin: Bulletin, reasons: Reasons) -> Sequence[Ring]:
        """Hide a bulletin and all that tells the same release; return the withdrawals of its posts to ring for."""
        now = self.clock()
        with self.database.write() as connection:
            _, story = members.lock(connection, bulletin.id)
            known = next(one for one in story if one.bulletin_id == bulletin.id)
            if known.state is not BulletinState.RELEASED:
                return ()
            self._give_reasons(connection, bulletin.id, reasons, now)
            bulletins.set_state(connection, bulletin.id, BulletinState.HELD, now)
            because = "; ".join(f"{reason.kind}: {reason.passage}" for reason in reasons)
            told_of = Event(kind=EventKind.BULLETIN_HELD, at=now, reason=because, bulletin_id=bulletin.id)
            events.append(connection, [told_of])
            return self.arranger.arrange(connection, [bulletin.id], now)

    def _give_reasons(self, connection: Connection, bulletin_id: int, reasons: Reasons, now: datetime) -> None:
        """Put a verdict with these reasons in force, so that the desk sees for what it waits."""
        stands = reading.bulletin(connection, bulletin_id)
        if stands is None or set(reasons) <= set(stands.verdict.hold_reasons):
            return
        all_reasons = tuple(dict.fromkeys((*stands.verdict.hold_reasons, *reasons)))
        version = f"{stands.verdict.version.partition(MARK)[0]}{MARK}{self.judge().version}"
        verdict = replace(stands.verdict, hold_reasons=all_reasons, version=version)
        stored = revisions.add_verdicts(connection, [(bulletin_id, stands.revision, verdict)], now)
        bulletins.set_verdicts(connection, stored)


def _against(judge: Judge, sending: Sending) -> Reasons:
    """
    Return what the rules in force hold against a message.

    Nothing is read twice by the same rules: where they have read this very revision, all that its markup and lead
    show included, and hold nothing against it, and where the message is that revision word for word, they are known to
    say the same again. Other rules, a message in other words, a digest and what the desk wrote are always read.
    """
    message = sending.to_tell.message
    if message is None:
        return ()
    if sending.cleared_by == judge.version and _is_whole(message, sending.to_tell.bulletin.content):
        return ()
    return judge.hold_reasons(message.title, _shown(message))


def _is_whole(message: Message, content: Content) -> bool:
    """Whether a message says what a revision says, and nothing else."""
    said = (message.title, message.text, message.html, message.lead)
    return said == (content.title, content.text, content.html, content.lead) and not message.description


def _shown(message: Message) -> str:
    """Return all words of a message but its title."""
    shown = told(message.text, message.html, lead=message.lead)
    return f"{shown}\n{message.description}" if message.description else shown


def by_bulletin(sendings: Mapping[int, Sending], stopped: Mapping[int, Reasons]) -> dict[int, tuple[Bulletin, Reasons]]:
    """Return the bulletins that deliveries were stopped for, each with all reasons against it."""
    found: dict[int, tuple[Bulletin, Reasons]] = {}
    for id_, reasons in stopped.items():
        bulletin = sendings[id_].post.bulletin
        earlier = found.get(bulletin.id, (bulletin, ()))[1]
        found[bulletin.id] = bulletin, tuple(dict.fromkeys((*earlier, *reasons)))
    return found
