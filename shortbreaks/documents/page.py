"""The page that owns every paper: letterhead, margins, foot, language and title; a paper supplies its story only."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.rl_accel import escapePDF
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from shortbreaks.documents.paging import TOP, Segment, laid
from shortbreaks.documents.parts import PICTURE, Block, Placed, Row, text_rows
from shortbreaks.documents.pictures import draw_picture
from shortbreaks.documents.style import (
    APRICOT,
    BOLD,
    GROUND,
    INK,
    INK2,
    MARGIN,
    OFTEN,
    PLAIN,
    RULE,
    TEAL,
    WIDTH,
    Style,
    character_widths,
)  # fmt: skip
from shortbreaks.documents.words import NO_BREAK, clean, width_of

FOOT = 11 * mm
MARK = 17 * mm
BLACK = Color(0, 0, 0)  # bars are read by a machine


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: council and service at the left, the officer at the right."""

    council: str
    service: str
    officer: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper as bytes, with its pages and fingerprint."""

    pdf: bytes
    pages: int
    sha256: str


class PageText(PDFTextObject):  # type: ignore[misc]
    """A page's text whose words are put without measuring them again, for every line has a place of its own."""

    # 0 while the font in use has plain letters at their own codes, -1 when no word was written since it was set
    _curSubset: int  # noqa: N815 - the library names it

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._named: dict[tuple[str, float], str] = {}  # how the page calls a font at a size

    def put(self, letters: str) -> None:
        """Letters where the last ones ended. Plain ones stand at their own codes of a font; others the library looks up."""
        plain, font = letters.replace(NO_BREAK, " "), (self._fontname, self._fontsize)
        if not plain.isascii():
            self._code.append(self._formatText(letters))
        elif self._curSubset == 0:
            self._code.append(f"({escapePDF(plain.encode())}) Tj")
        elif font in self._named:
            self._curSubset = 0
            self._code.append(f"{self._named[font]} ({escapePDF(plain.encode())}) Tj")
        else:
            self._code.append(self._formatText(letters))
            self._named[font] = self._code[-1].partition(" (")[0]


class Pen:
    """The one text of a page: words go into it in reading order, with as few changes of font and colour as they need."""

    def __init__(self, canvas: Canvas) -> None:
        self.text = PageText(canvas)
        self._font: tuple[str, float] | None = None
        self._colour: Color | None = None

    def write(self, placed: Placed, top: float) -> None:
        """One line: its pieces beside each other, each in its own font; `top` in points from the page's foot."""
        if self._colour is not placed.colour:
            self.text.setFillColor(placed.colour)
            self._colour = placed.colour
        self.text.setTextOrigin(MARGIN + placed.across, top - placed.down)
        for font, letters in placed.pieces:
            if self._font != (font, placed.size):
                self.text.setFont(font, placed.size)
                self._font = (font, placed.size)
            self.text.put(letters)


def draw(title: str, reference: str, head: Letterhead, style: Style, story: Sequence[Block]) -> Drawn:
    """Lay a story out on house pages. The same facts give the same bytes: no clock, no random ids."""
    character_widths()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1, lang="en-GB", initialFontName=PLAIN)
    canvas.setTitle(clean(title))
    canvas.setAuthor(clean(head.council))
    canvas.setSubject(clean(reference))
    canvas.setCreator("Short Breaks")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    for font in (PLAIN, BOLD):
        pdfmetrics.getFont(font).splitString(OFTEN, canvas._doc)
    pages = laid([_letterhead(head, style), *story], FOOT + style.small + 12)
    for number, segments in enumerate(pages, 1):
        pen = Pen(canvas)
        if number == 1:
            _leaves(canvas, MARGIN, TOP - 13 * mm)
        for segment in segments:
            _frame(canvas, segment)
            _rows(canvas, pen, segment.rows, segment.top - segment.block.pad)
        _foot(canvas, pen, reference, f"Page {number} of {len(pages)}", style)
        canvas.drawText(pen.text)
        canvas.showPage()
    canvas.save()
    pdf = out.getvalue()
    return Drawn(pdf, len(pages), hashlib.sha256(pdf).hexdigest())


def _rows(canvas: Canvas, pen: Pen, rows: Sequence[Row], top: float) -> None:
    """Grounds and rules straight on the page; words into the page's one text, which is drawn over them."""
    for row in rows:
        if row.ground:
            canvas.setFillColor(GROUND)
            canvas.rect(MARGIN, top - row.height, WIDTH, row.height, stroke=0, fill=1)
        for wanted, at in ((row.above, top), (row.below, top - row.height)):
            if wanted:
                canvas.setStrokeColor(RULE)
                canvas.setLineWidth(0.8)
                canvas.line(MARGIN, at, MARGIN + WIDTH, at)
        if row.bar is not None:
            _bar(canvas, row.bar, top, row.height)
        if row.picture:
            draw_picture(canvas, row.picture, MARGIN, top - (row.height + PICTURE) / 2, PICTURE)
        for boxed in row.boxes:
            canvas.setFillColor(BLACK)
            canvas.setStrokeColor(INK2)
            canvas.setLineWidth(0.8)
            canvas.rect(
                MARGIN + boxed.across, top - boxed.down - boxed.height, boxed.width, boxed.height,
                stroke=int(not boxed.filled), fill=int(boxed.filled),
            )  # fmt: skip
        for placed in row.text:
            pen.write(placed, top)
        top -= row.height


def _bar(canvas: Canvas, shares: tuple[float, float, float], top: float, height: float) -> None:
    """Solid, then striped, the rest empty, and a mark: told apart without colour."""
    solid, striped, mark = shares
    foot, tall = top - height * 0.8, height * 0.6
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.8)
    canvas.rect(MARGIN, foot, WIDTH, tall, stroke=1, fill=0)
    canvas.setFillColor(TEAL)
    canvas.rect(MARGIN, foot, WIDTH * min(solid, 1), tall, stroke=0, fill=1)
    left, right = MARGIN + WIDTH * solid, MARGIN + WIDTH * min(1, solid + striped)
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(left, foot, max(0, right - left), tall)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setStrokeColor(TEAL)
    canvas.setLineWidth(1.6)
    x = left - tall
    while x < right:
        canvas.line(x, foot, x + tall, foot + tall)
        x += 5
    canvas.restoreState()
    if 0 < mark <= 1:
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(1.6)
        canvas.line(MARGIN + WIDTH * mark, foot - 4, MARGIN + WIDTH * mark, foot + tall + 4)


def _frame(canvas: Canvas, segment: Segment) -> None:
    if not segment.block.frame:
        return
    height = sum(row.height for row in segment.rows) + 2 * segment.block.pad
    foot = segment.top - height
    if segment.block.frame == "box":
        canvas.setStrokeColor(TEAL)
        canvas.setLineWidth(1)
        canvas.rect(MARGIN, foot, WIDTH, height, stroke=1, fill=0)
        return
    canvas.setFillColor(GROUND)
    canvas.rect(MARGIN, foot, WIDTH, height, stroke=0, fill=1)
    canvas.setFillColor(TEAL)
    canvas.roundRect(MARGIN - 1.5, foot - 1, 4, height + 2, 2, stroke=0, fill=1)


def _letterhead(head: Letterhead, style: Style) -> Block:
    """Council and officer beside each other, in large print below each other; long names take more lines."""
    name, line = (18, 18) if style.blocks else (16, 12)
    share = WIDTH - MARK if style.blocks else WIDTH * 0.57 - MARK
    left = [
        *text_rows([(head.council, True)], name, 1.35, INK, MARK, share),
        *text_rows([(head.service, False)], line, 1.35, INK2, MARK, share),
    ]
    who, width = (18.0, share) if style.blocks else (13.0, WIDTH * 0.41)
    said = ((head.officer, True, who), (head.phone, False, who), (head.email, False, line))
    right = [
        row
        for words, bold, size in said
        if clean(words).strip()
        for row in text_rows([(words, bold)], size, 1.35, INK, MARK, width)
    ]
    if style.blocks:
        return Block((*left, *right), 14)
    placed: list[Placed] = []
    heights = [0.0, 0.0]
    for place, rows in enumerate((left, [_at_right(row) for row in right])):
        for row in rows:
            placed += [Placed(p.across, p.down + heights[place], p.pieces, p.size, p.colour) for p in row.text]
            heights[place] += row.height
    return Block((Row(max(*heights, 15 * mm), tuple(placed)),), 5 * mm)


def _at_right(row: Row) -> Row:
    return Row(
        row.height,
        tuple(
            Placed(WIDTH - sum(width_of(*piece) for piece in p.pieces) * p.size, p.down, p.pieces, p.size, p.colour)
            for p in row.text
        ),
    )


def _leaves(canvas: Canvas, x: float, y: float) -> None:
    """The mark: a tall apricot leaf and a smaller teal one."""
    for colour, points in (
        (APRICOT, ((1, 32), (-1, 14, 2, 3, 15, 0), (24, 12, 18, 24, 1, 32))),
        (TEAL, ((34, 26), (22, 24, 16, 14, 20, 1), (34, 2, 37, 14, 34, 26))),
    ):
        canvas.setFillColor(colour)
        path = canvas.beginPath()
        path.moveTo(x + points[0][0], y + points[0][1])
        for curve in points[1:]:
            path.curveTo(*(value + (x if n % 2 == 0 else y) for n, value in enumerate(curve)))
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)


def _foot(canvas: Canvas, pen: Pen, reference: str, page: str, style: Style) -> None:
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, FOOT + style.small + 4, MARGIN + WIDTH, FOOT + style.small + 4)
    for words, place in ((reference, 0.0), (page, None)):
        room = WIDTH * 0.7
        row, *more = text_rows([(words, False)], style.small, 1, INK2, 0, room)
        if more:  # a long name is seen to go on; it stands whole at the head of the paper
            row = text_rows([(f"{words[: len(words) * 9 // 10 // (len(more) + 1)]}…", False)], style.small, 1, INK2, 0, room)[0]
        put = _at_right(row).text[0] if place is None else row.text[0]
        pen.write(Placed(put.across, 0, put.pieces, put.size, put.colour), FOOT)
