"""Title and lead of a bulletin in the desk's own words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from syndicator.classify.told import told
from syndicator.deliver.cleaning import one_line
from syndicator.errors import Refused
from syndicator.model.bulletin import Bulletin
from syndicator.model.delivery import Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.verdict import HoldReason
from syndicator.rewriting.wake import Wake
from syndicator.storage.session import Database

LONGEST_TITLE_CHARS = 300
LONGEST_LEAD_CHARS = 600
EDITED = "the desk edited it"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a bulletin is called, and its first words."""

    title: str
    lead: str

    def cleaned(self) -> Wording:
        """Return it as it is stored, each in one line."""
        return Wording(one_line(self.title), one_line(self.lead))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """
    Puts the desk's title and lead in the place of the source's, as a revision that the desk made.

    The source's word goes before the desk's: where it says something else afterwards, that is the next revision, and
    the desk's words wait on its sheet to be put there again by a person who has read both.
    """

    database: Database
    wake: Wake
    clock: Clock

    def rewrite(self, bulletin_id: int, wording: Wording, *, revision: int, actor: str) -> list[Ring]:
        """
        Show a bulletin under another title and lead; return what to ring for.

        What the public sees is corrected wherever it is, and read by the rules before; what is held stays held.

        Args:
            revision: the one that the person saw.

        Raises:
            NotFound: there is no such bulletin.
            Refused: it was withdrawn, nothing is changed, a title is missing or too long, or it would be held.
            ConcurrentChange: it was revised meanwhile, by its source or by another person.
        """
        wording, now = _checked(wording), self.clock()
        with self.database.write() as connection:
            before = self.wake.lock(connection, bulletin_id, revision)
            content = replace(before.content, title=wording.title, lead=wording.lead)
            if content == before.content:
                raise Refused("nothing is changed", "write another title or lead")
            reasons = self._reasons(before, wording)
            self.wake.check(connection, before, reasons)
            judged = self.wake.verdict(connection, before, reasons)
            number = self.wake.put(connection, before, content, judged, actor=actor, now=now)
            told_of = "; ".join(_changes(before, wording))
            edited = Event(kind=EventKind.BULLETIN_EDITED, at=now, reason=told_of, actor=actor)
            self.wake.tell(connection, before, number, edited)
            return self.wake.correct(connection, before, number, EDITED, now)

    def _reasons(self, bulletin: Bulletin, wording: Wording) -> tuple[HoldReason, ...]:
        shown = told(bulletin.content.text, bulletin.content.html, lead=wording.lead)
        return self.wake.judge().hold_reasons(wording.title, shown)


def _checked(wording: Wording) -> Wording:
    clean = wording.cleaned()
    if not clean.title:
        raise Refused("the title is missing", "write one")
    for name, text, most in (
        ("a title", clean.title, LONGEST_TITLE_CHARS),
        ("a lead", clean.lead, LONGEST_LEAD_CHARS),
    ):
        if len(text) > most:
            raise Refused(f"{name} of {len(text)} characters", f"write at most {most}")
    return clean


def _changes(before: Bulletin, wording: Wording) -> list[str]:
    old = before.content
    changes = [("title", old.title, wording.title), ("lead", old.lead, wording.lead)]
    return [f"{name}: {now!r} (before: {was!r})" for name, was, now in changes if was != now]
