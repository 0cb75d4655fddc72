"""The page that owns every paper: letterhead, margins, foot, language and title; a paper supplies its story only."""

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from shortbreaks.documents.style import BOLD, INK, INK2, MARGIN, PLAIN, RULE, Style, register_fonts
from shortbreaks.documents.words import clean, plain_run

HEAD = 27 * mm
FOOT = 17 * mm
APRICOT, LEAF = "#D9822B", "#0B5F6B"


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


class _Counted(Canvas):  # type: ignore[misc]
    """A canvas that writes "Page n of m" when the last page is known."""

    def __init__(self, *args: Any, foot: Callable[[Canvas, int, int], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: list[dict[str, Any]] = []
        self._foot = foot

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        kept = self._kept
        for number, page in enumerate(kept, 1):
            self.__dict__.update(page)
            self._foot(self, number, len(kept))
            Canvas.showPage(self)
        Canvas.save(self)
        self.pages = len(kept)


def draw(title: str, reference: str, head: Letterhead, style: Style, story: Sequence[Flowable]) -> Drawn:
    """Lay a story out on house pages. The same facts give the same bytes: no clock, no random ids."""
    register_fonts()
    out = io.BytesIO()
    width, height = A4
    small = style.small
    foot_height = max(FOOT, 12 * mm + small)
    later = Frame(MARGIN, foot_height, width - 2 * MARGIN, height - foot_height - 14 * mm, 0, 0, 0, 0)
    head_height = HEAD + (8 * mm if style.blocks else 0)
    first = Frame(
        MARGIN, foot_height, width - 2 * MARGIN, height - foot_height - 14 * mm - head_height + 6 * mm, 0, 0, 0, 0
    )
    document = BaseDocTemplate(
        out, pagesize=A4, title=clean(title), author=clean(head.council), subject=clean(reference), creator="Short Breaks",
        lang="en-GB", invariant=1, pageCompression=1,
    )  # fmt: skip
    document.addPageTemplates(
        [
            PageTemplate(
                "first", [first], onPage=lambda c, _d: _letterhead(c, head, style), autoNextPageTemplate="later"
            ),
            PageTemplate("later", [later]),
        ]
    )
    pages: list[int] = []

    def foot(canvas: Canvas, number: int, count: int) -> None:
        pages.append(count)
        _foot(canvas, reference, number, count, style)

    def canvas(*args: Any, **kwargs: Any) -> _Counted:
        return _Counted(*args, foot=foot, **kwargs)

    document.build(list(story), canvasmaker=canvas)
    pdf = out.getvalue()
    return Drawn(pdf, pages[-1], hashlib.sha256(pdf).hexdigest())


def _letterhead(canvas: Canvas, head: Letterhead, style: Style) -> None:
    width, height = A4
    top = height - 17 * mm
    _leaves(canvas, MARGIN, top - 11 * mm)
    name, line = (16, 12) if not style.blocks else (18, 18)
    left = MARGIN + 17 * mm
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, name)
    canvas.drawString(left, top - 4 * mm, plain_run(head.council, bold=True))
    canvas.setFillColor(INK2)
    canvas.setFont(PLAIN, line)
    canvas.drawString(left, top - 4 * mm - line * 1.35, plain_run(head.service, bold=False))
    right = width - MARGIN
    down = 4 * mm if not style.blocks else 4 * mm + 2 * line * 1.35
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, line + 1 if not style.blocks else line)
    write = canvas.drawRightString if not style.blocks else canvas.drawString
    where = right if not style.blocks else left
    if style.blocks:
        write(where, top - down, plain_run(f"{head.officer}, {head.phone}", bold=True))
        return
    write(where, top - down, plain_run(head.officer, bold=True))
    canvas.setFont(PLAIN, line + 1)
    write(where, top - down - line * 1.35, plain_run(head.phone, bold=False))


def _leaves(canvas: Canvas, x: float, y: float) -> None:
    """The mark: a tall apricot leaf and a smaller teal one."""
    for colour, points in (
        (APRICOT, ((1, 32), (-1, 14, 2, 3, 15, 0), (24, 12, 18, 24, 1, 32))),
        (LEAF, ((34, 26), (22, 24, 16, 14, 20, 1), (34, 2, 37, 14, 34, 26))),
    ):
        canvas.setFillColor(colour)
        path = canvas.beginPath()
        path.moveTo(x + points[0][0], y + points[0][1])
        for curve in points[1:]:
            path.curveTo(*(value + (x if n % 2 == 0 else y) for n, value in enumerate(curve)))
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)


def _foot(canvas: Canvas, reference: str, number: int, pages: int, style: Style) -> None:
    width, _ = A4
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.6)
    base = 11 * mm
    canvas.line(MARGIN, base + style.small + 3, width - MARGIN, base + style.small + 3)
    canvas.setFillColor(INK2)
    canvas.setFont(PLAIN, style.small)
    canvas.drawString(MARGIN, base, plain_run(reference, bold=False))
    canvas.drawRightString(width - MARGIN, base, f"Page {number} of {pages}")
