"""How fast a confirmation is drawn, against the same words placed by hand on a bare canvas in the same run."""

import io
import statistics
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pypdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from shortbreaks.documents.confirmation import ConfirmationFacts, SessionFacts, charge_sentence, confirmation
from shortbreaks.documents.page import Drawn, Letterhead
from shortbreaks.documents.style import BOLD, PLAIN, character_widths
from tests.bench.lines import Line, least

Words = tuple[float, float, str, float, str]
ROUNDS = 30


def facts_of(sessions: int, turn: int) -> ConfirmationFacts:
    """A confirmation of so many Saturdays; no two turns have a name, number, day or price in common, as no two letters do."""
    start = datetime(2026, 8, 1, 10) + timedelta(days=7 * turn, minutes=turn)
    letters = "".join(chr(97 + turn * step % 26) for step in (3, 5, 7, 11, 17))
    each = tuple(
        SessionFacts(day, day + timedelta(hours=3), day - timedelta(days=7), day - timedelta(days=2), 50)
        for day in (start + timedelta(days=7 * n) for n in range(sessions))
    )
    prices = (1275 + turn,) * sessions
    return ConfirmationFacts(
        Letterhead("Example County Council", "Short breaks for disabled children", "Priya Nair, coordinator", "01632 960170",
                   "short.breaks@example.gov.uk"),
        f"B-{48267 + turn}", f"{letters.title()} O.", f"F-{20418 + turn}", date(2026, 7, 22), "Ms O.", f"{letters.title()} Saturday Club",
        f"{letters.title()} Hall, Broadstairs CT10 1JX.", f"Park behind the {letters}, free. The step-free door is on the left.", each,
        prices, sum(prices), sum(prices), charge_sentence(prices, sum(prices), sum(prices), date(2026, 7, 22), ""),
        f"These breaks use 6 hours. You will have {turn} hours of 60 hours left until 31 March 2027.", f"Jo {letters}", f"07700 900{turn:03d}",
        f"Medicine in its own box with the chemist’s label, {letters}, a sun hat and a change of clothes.", f"Aunt {letters}.",
        "You can have this letter in large print, easy read or another language.", "18001 then the number",
    )  # fmt: skip


def lines_of(pdf: bytes) -> list[list[Words]]:
    """Every run of text of a paper with its place, font and size, page by page."""
    found: list[list[Words]] = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        lines: list[Words] = []

        def see(text: str, cm: list[float], tm: list[float], font: dict[str, str] | None, size: float, lines: list[Words] = lines) -> None:
            if text.strip():
                name = BOLD if "Bold" in (font or {}).get("/BaseFont", "") else PLAIN
                lines.append((cm[4] + tm[4], cm[5] + tm[5], name, size, text.strip("\n")))

        page.extract_text(visitor_text=see)
        found.append(lines)
    return found


def by_hand(pages: list[list[Words]]) -> bytes:
    """The raw limit: the same runs of text drawn straight where they stood, nothing measured or wrapped."""
    character_widths()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1)
    for lines in pages:
        for x, y, name, size, text in lines:
            canvas.setFont(name, size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def paper_line(work: str, draw: Callable[[], Drawn]) -> Line:
    """A row of the bench: a paper against its words by hand."""
    placed = lines_of(draw().pdf)
    return Line(work, least(lambda _n: by_hand(placed)), least(lambda _n: draw()), times=1.25)


def milliseconds(work: Callable[[], object]) -> float:
    """One run, in milliseconds of the processor."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def measure(sessions: int, style: str) -> tuple[float, float, int, int]:
    """Ours and the raw limit in milliseconds (medians of turns taken one after the other), pages and bytes."""
    confirmation(facts_of(sessions, 0), style)
    pairs: list[tuple[float, float]] = []
    for turn in range(1, ROUNDS + 1):
        facts = facts_of(sessions, turn)
        ours = milliseconds(lambda facts=facts: confirmation(facts, style))
        drawn = confirmation(facts, style)
        placed = lines_of(drawn.pdf)
        pairs.append((ours, milliseconds(lambda placed=placed: by_hand(placed))))
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs), drawn.pages, len(drawn.pdf)


def main() -> None:
    """Print a table of confirmations."""
    print(f"{'paper':28} {'pages':>5} {'KB':>5} {'ours ms':>8} {'canvas ms':>9} {'ratio':>6}")
    for sessions, style in ((2, "standard"), (2, "large"), (12, "standard"), (60, "standard"), (60, "large")):
        ours, raw, pages, size = measure(sessions, style)
        print(f"{f'{sessions} sessions, {style}':28} {pages:5} {size / 1024:5.0f} {ours:8.1f} {raw:9.1f} {ours / raw:6.2f}")


if __name__ == "__main__":
    main()
