"""The weekly report as a PDF that a person prints and reads: A4, in Indonesian, with an embedded font."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fpdf.enums import Align, XPos, YPos

from syndicator.coverage.board import Silence
from syndicator.exporting.paper import BLUE, BREADTH, GILT, GREY, INK, MARGIN, MUTED, Paper
from syndicator.exporting.weekly import Figure, Weekly
from syndicator.exporting.wording import (
    AGAINST,
    CHANNELS,
    COMMANDS,
    HEADING,
    NO_POSTS,
    NO_RELEASES,
    NO_SILENCE,
    NO_URGENT,
    SILENCE_RULE,
    SILENT,
    SUMS,
    TOPIC_HEADS,
    TOPICS,
    UNIT_OPEN,
    UNTITLED,
    URGENT,
    days,
    moment,
)
from syndicator.model.unit import UnitTree, Zone
from syndicator.storage.exports import Headline

PDF_TYPE = "application/pdf"
MOST_TOPICS = 15
MOST_SILENT = 25
_LINE = 6.2
_BAR_LEFT, _BAR_BREADTH = 68.0, 66.0


@dataclass(frozen=True, slots=True)
class ReportPrinter:
    """Prints reports; `units` tell the zone and the name of who issued what."""

    units: UnitTree

    def printed(self, weekly: Weekly, now: datetime) -> bytes:
        """Return the report as a PDF."""
        scope = weekly.scope.name if weekly.scope else ""
        written = moment(now.astimezone(ZoneInfo(Zone.WIB.iana)), Zone.WIB)
        paper = Paper(HEADING, days(weekly.week.first, weekly.week.last), weekly.week.number, scope, written)
        self._sums(paper, weekly)
        self._bars(paper, TOPICS, [(name, figure) for name, figure in weekly.topics[:MOST_TOPICS]], NO_RELEASES)
        self._commands(paper, weekly)
        self._silent(paper, weekly.silent)
        counts = [(name, Figure(count, count)) for name, count in weekly.channels]
        self._bars(paper, CHANNELS, counts, NO_POSTS, compared=False)
        self._urgent(paper, weekly.urgent)
        return bytes(paper.output())

    def _sums(self, paper: Paper, weekly: Weekly) -> None:
        figures = weekly.published, weekly.copied, weekly.held, weekly.withdrawn
        told = [(str(figure.now), AGAINST.format(_change(figure))) for figure in figures]
        told.append((str(len(weekly.silent)), ""))
        breadth = BREADTH / len(told)
        top = paper.get_y()
        for place, (name, (number, change)) in enumerate(zip(SUMS, told, strict=True)):
            left = MARGIN + place * breadth
            paper.set_fill_color(*GREY)
            paper.rect(left, top, breadth - 3, 24, style="F")
            for y, size, style, colour, words in (
                (2.0, 8.5, "", MUTED, name),
                (7.5, 17.0, "B", INK, number),
                (16.5, 7.5, "", MUTED, change),
            ):
                paper.set_xy(left + 3, top + y)
                paper.write_in(words, size, style, colour, breadth - 8)
        paper.set_y(top + 28)

    def _bars(
        self,
        paper: Paper,
        heading: str,
        figures: Sequence[tuple[str, Figure]],
        nothing: str,
        *,
        compared: bool = True,
    ) -> None:
        paper.section(heading, room=3 * _LINE)
        if not figures:
            paper.note(nothing)
        elif compared:
            paper.head(TOPIC_HEADS, [0, _BAR_LEFT, _BAR_LEFT + _BAR_BREADTH + 6, _BAR_LEFT + _BAR_BREADTH + 19])
        most = max((figure.now for _, figure in figures), default=1)
        for name, figure in figures:
            paper.line_of(_LINE)
            paper.write_in(name, 9, "", INK, _BAR_LEFT - 2)
            paper.bar(_BAR_LEFT, _BAR_BREADTH * figure.now / most, _LINE, BLUE)
            paper.beside(_BAR_LEFT + _BAR_BREADTH + 3, str(figure.now), 9, "B", INK, 14, Align.R)
            if compared:
                paper.beside(_BAR_LEFT + _BAR_BREADTH + 19, _change(figure), 9, "", MUTED, 22)
            paper.ln(_LINE)

    def _commands(self, paper: Paper, weekly: Weekly) -> None:
        heading, columns, legend, none_told = COMMANDS
        paper.section(heading, room=4 * _LINE)
        told = [one for one in weekly.commands if one.published.now or one.copied or one.silent]
        mute = [one.name for one in weekly.commands if one not in told]
        most = max((one.published.now + one.copied for one in told), default=0) or 1
        if told:
            paper.head(columns, [0, _BAR_LEFT, *(_BAR_LEFT + _BAR_BREADTH + offset for offset in (-5, 9, 27))])
        for one in told:
            paper.line_of(_LINE)
            paper.write_in(one.name, 9, "", INK, _BAR_LEFT - 2)
            scale = (_BAR_BREADTH - 10) / most
            paper.bar(_BAR_LEFT, one.published.now * scale, _LINE, BLUE)
            paper.bar(_BAR_LEFT + one.published.now * scale, one.copied * scale, _LINE, GILT)
            for offset, count in ((-8, one.published.now), (6, one.copied), (20, one.silent)):
                paper.beside(
                    _BAR_LEFT + _BAR_BREADTH + offset, str(count), 9, "B" if offset < 0 else "", INK, 14, Align.R
                )
            paper.ln(_LINE)
        if told:
            paper.note(legend)
        if mute:
            paper.note(f"{none_told} {', '.join(mute)}.")

    def _silent(self, paper: Paper, silent: Sequence[Silence]) -> None:
        heading, columns, more = SILENT
        paper.section(heading, room=4 * _LINE)
        if not silent:
            paper.note(NO_SILENCE)
            return
        paper.head(columns, [0, 66, 132, 154])
        for one in silent[:MOST_SILENT]:
            above = self.units.above(one.unit)
            paper.line_of(_LINE)
            paper.write_in(one.unit.name, 9, "", INK, 65)
            paper.beside(66, above.name if above else "", 9, "", MUTED, 64)
            paper.beside(129, str(len(one.days)), 9, "B", INK, 14, Align.R)
            paper.beside(150, f"{one.usual:.1f}".replace(".", ","), 9, "", INK, 16, Align.R)
            paper.ln(_LINE)
        if len(silent) > MOST_SILENT:
            paper.note(more.format(len(silent) - MOST_SILENT))
        paper.note(SILENCE_RULE)

    def _urgent(self, paper: Paper, urgent: Sequence[Headline]) -> None:
        paper.section(URGENT, room=4 * _LINE)
        if not urgent:
            paper.note(NO_URGENT)
        for one in urgent:
            unit = self.units.find(one.unit) if one.unit else None
            zone = unit.zone if unit else Zone.WIB
            told_at = moment(one.published_at.astimezone(ZoneInfo(zone.iana)), zone)
            paper.keep_together(12)
            paper.set_font(size=9.5, style="B")
            paper.set_text_color(*INK)
            paper.multi_cell(BREADTH, 4.8, " ".join(one.title.split()) or UNTITLED, align=Align.L, new_x=XPos.LMARGIN)
            paper.set_font(size=8, style="")
            paper.set_text_color(*MUTED)
            paper.cell(
                BREADTH, 4.4, f"{unit.name if unit else UNIT_OPEN} · {told_at}", new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )
            paper.ln(1.8)


def _change(figure: Figure) -> str:
    """Return how much more or less it is than in the week before."""
    more = figure.now - figure.before
    return f"{'+' if more > 0 else '–' if more < 0 else '±'}{abs(more)}"
