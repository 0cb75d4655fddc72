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
from shortbreaks.documents.page import Letterhead
from shortbreaks.documents.style import BOLD, PLAIN, register_fonts

Line = tuple[float, float, str, float, str]
ROUNDS = 30


def facts_of(sessions: int) -> ConfirmationFacts:
    """A confirmation of so many Saturdays."""
    start = datetime(2026, 8, 1, 10)
    each = tuple(
        SessionFacts(day, day + timedelta(hours=3), day - timedelta(days=7), day - timedelta(days=2), 50)
        for day in (start + timedelta(days=7 * n) for n in range(sessions))
    )
    prices = (1275,) * sessions
    return ConfirmationFacts(
        Letterhead("Example County Council", "Short breaks for disabled children", "Priya Nair, coordinator", "01632 960170",
                   "short.breaks@example.gov.uk"),
        "B-48267", "Amara O.", "F-20418", date(2026, 7, 22), "Ms O.", "Sandpipers Saturday Club",
        "Pierremont Hall, Broadstairs CT10 1JX.", "Park behind the hall, free. The step-free door is on the left.", each,
        prices, sum(prices), sum(prices), charge_sentence(prices, sum(prices), sum(prices), date(2026, 7, 22), ""),
        "These breaks use 6 hours. You will have 28 hours of 60 hours left until 31 March 2027.", "Jo Pierce", "07700 900655",
        "Medicine in its own box with the chemist’s label, a drink, a sun hat and a change of clothes.", "His aunt.",
        "You can have this letter in large print, easy read or another language.", "18001 then the number",
    )  # fmt: skip


def lines_of(pdf: bytes) -> list[list[Line]]:
    """Every run of text of a paper with its place, font and size, page by page."""
    found: list[list[Line]] = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        lines: list[Line] = []

        def see(text: str, cm: list[float], tm: list[float], font: dict[str, str] | None, size: float, lines: list[Line] = lines) -> None:
            if text.strip():
                name = BOLD if "Bold" in (font or {}).get("/BaseFont", "") else PLAIN
                lines.append((cm[4] + tm[4], cm[5] + tm[5], name, size, text.strip("\n")))

        page.extract_text(visitor_text=see)
        found.append(lines)
    return found


def by_hand(pages: list[list[Line]]) -> bytes:
    """The raw limit: the same runs of text drawn straight where they stood, nothing measured or wrapped."""
    register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1)
    for lines in pages:
        for x, y, name, size, text in lines:
            canvas.setFont(name, size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def milliseconds(work: Callable[[], object]) -> float:
    """One run, in milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measure(sessions: int, style: str) -> tuple[float, float, int, int]:
    """Ours and the raw limit in milliseconds (medians of turns taken one after the other), pages and bytes."""
    facts = facts_of(sessions)
    drawn = confirmation(facts, style)
    pages = lines_of(drawn.pdf)
    by_hand(pages)
    pairs = [(milliseconds(lambda: confirmation(facts, style)), milliseconds(lambda: by_hand(pages))) for _ in range(ROUNDS)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs), drawn.pages, len(drawn.pdf)


def main() -> None:
    """Print a table of confirmations."""
    print(f"{'paper':28} {'pages':>5} {'KB':>5} {'ours ms':>8} {'canvas ms':>9} {'ratio':>6}")
    for sessions, style in ((2, "standard"), (2, "large"), (12, "standard"), (60, "standard"), (60, "large")):
        ours, raw, pages, size = measure(sessions, style)
        print(f"{f'{sessions} sessions, {style}':28} {pages:5} {size / 1024:5.0f} {ours:8.1f} {raw:9.1f} {ours / raw:6.2f}")


if __name__ == "__main__":
    main()
