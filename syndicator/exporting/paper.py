"""The paper that a report is printed on: its font, its head and foot, and the few things that are drawn on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from syndicator.exporting.wording import PAGE, WEEK, WRITTEN

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Noto Sans"
MARGIN = 18.0
BREADTH = 210.0 - 2 * MARGIN
Colour = tuple[int, int, int]
NAVY, GILT, BLUE = (20, 41, 75), (197, 154, 58), (27, 70, 132)
INK, MUTED, GREY, PAPER = (23, 32, 45), (82, 93, 108), (243, 240, 232), (245, 241, 230)
_BOTTOM = 20.0
UNKNOWN = "\ufffd"


class Paper(FPDF):
    """An A4 page after the other. Millimetres everywhere; x is counted from the left margin."""

    def __init__(self, heading: str, days: str, week: int, scope: str, written: str) -> None:
        super().__init__(format="A4")
        self._foot = f"{heading} · {days}"
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=_BOTTOM)
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font(FAMILY, style, FONTS / f"NotoSans-{name}.ttf")
        self._known = {code for font in self.fonts.values() for code in getattr(font, "cmap", {})}
        self.set_lang("id")
        self.set_title(f"{heading} {days}")
        self.set_font(FAMILY, size=9)
        self.add_page()
        self._cover(heading, f"{days} · {WEEK.format(week)}", scope, WRITTEN.format(written))

    def normalize_text(self, text: str) -> str:
        """Return a text with a sign for each letter that the font lacks, which else nobody would see."""
        whole = unicodedata.normalize("NFC", text)
        shown = "".join(one if ord(one) in self._known or one.isspace() else UNKNOWN for one in whole)
        return super().normalize_text(shown)

    def _cover(self, heading: str, days: str, scope: str, written: str) -> None:
        """Draw the band at the top of the first page."""
        self.set_fill_color(*NAVY)
        self.rect(0, 0, self.w, 40, style="F")
        self.set_fill_color(*GILT)
        self.rect(0, 40, self.w, 1.2, style="F")
        for y, size, style, words in ((9, 19, "B", heading), (20, 11, "", days), (28, 8.5, "", written)):
            self.set_xy(MARGIN, y)
            self.write_in(f"{words} · {scope}" if scope and y == 20 else words, size, style, PAPER, BREADTH)
        self.set_xy(MARGIN, 48)

    def footer(self) -> None:
        """Draw the foot of a page."""
        self.set_y(-14)
        self.set_font(FAMILY, size=7.5)
        self.set_text_color(*MUTED)
        self.cell(BREADTH / 2, 5, self._foot)
        self.cell(BREADTH / 2, 5, PAGE.format(self.page_no()), align=Align.R)

    def section(self, heading: str, *, room: float) -> None:
        """Begin a section, on a new page unless `room` is left below its heading."""
        self.keep_together(room + 14)
        self.ln(4)
        self.set_font(FAMILY, "B", 12)
        self.set_text_color(*NAVY)
        self.cell(BREADTH, 7, heading, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_draw_color(*GILT)
        self.set_line_width(0.4)
        self.line(MARGIN, self.get_y(), MARGIN + BREADTH, self.get_y())
        self.ln(2)

    def keep_together(self, height: float) -> None:
        """Begin a new page unless this height is left."""
        if self.will_page_break(height):
            self.add_page()

    def line_of(self, height: float) -> None:
        """Begin a line of this height at the left."""
        self.keep_together(height)
        self.set_x(MARGIN)

    def head(self, columns: Sequence[str], places: Sequence[float]) -> None:
        """Write the heads of columns above their places."""
        self.line_of(5)
        for name, place in zip(columns, places, strict=True):
            self.beside(place, name, 7.5, "B", MUTED, 40)
        self.ln(5)

    def write_in(self, words: str, size: float, style: str, colour: Colour, breadth: float) -> None:
        """Write one line here, and cut what does not fit."""
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)
        self.cell(breadth, size * 0.62, self._fitting(words, breadth), align=Align.L)

    def beside(
        self, x: float, words: str, size: float, style: str, colour: Colour, breadth: float, align: Align = Align.L
    ) -> None:
        """Write words at a place of this line."""
        self.set_x(MARGIN + x)
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)
        self.cell(breadth, 5.6, self._fitting(words, breadth), align=align)

    def _fitting(self, words: str, breadth: float) -> str:
        room = breadth - 2 * self.c_margin
        if self.get_string_width(words) <= room:
            return words
        while words and self.get_string_width(f"{words}…") > room:
            words = words[:-1]
        return f"{words.rstrip()}…"

    def bar(self, x: float, breadth: float, line: float, colour: Colour) -> None:
        """Draw a bar in this line."""
        if breadth > 0:
            self.set_fill_color(*colour)
            self.rect(MARGIN + x, self.get_y() + line * 0.17, breadth, line * 0.58, style="F")

    def note(self, words: str) -> None:
        """Write a paragraph in small letters."""
        self.ln(1)
        self.set_x(MARGIN)
        self.set_font(FAMILY, size=8)
        self.set_text_color(*MUTED)
        self.multi_cell(BREADTH, 4.2, words, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
