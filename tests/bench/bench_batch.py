"""How fast everybody's statements are drawn: on two processes against one, and one statement against its words by hand."""

import io
import tempfile
import time
from datetime import date
from pathlib import Path

DAY = date(2026, 7, 22)


def batch_lines(office, line, median):
    """The rows of the table; `line` makes one of them. Everything is issued: read, drawn, written, registered."""
    from shortbreaks.payments.letter_batches import issue_all
    from shortbreaks.payments.letters import letters_ready
    from shortbreaks.payments.letters_due import statements_wanted

    took = {}
    for processes, last in ((1, DAY), (2, date(2026, 7, 21))):  # another day, or the second batch would find all issued
        keys = office.ask(statements_wanted, last)
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            outcome = issue_all(office, keys, Path(folder), processes=processes)
            took[processes] = (time.perf_counter() - begun) * 1000
            assert outcome.issued + len(outcome.not_done) == len(keys)  # families whose letters are stopped get none
            size = max(path.stat().st_size for path in Path(folder).iterdir())
            assert size <= 60_000, size
    count = len(office.ask(statements_wanted, DAY))
    yield line(f"{count} statements, 2 processes (raw: on one)", took[1], took[2], times=0.59)  # 1.7 times as fast
    (ready,) = office.ask(letters_ready, (office.ask(statements_wanted, date(2026, 7, 20))[0],))
    yield statement_line(ready.facts, line, median)


def statement_line(facts, line, median):
    """One statement against the same lines of words placed by hand on a bare canvas, in the same fonts and sizes."""
    import pypdf
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    from shortbreaks.documents.statement import statement_paper
    from shortbreaks.documents.style import BOLD, PLAIN

    placed = [_placed(page) for page in pypdf.PdfReader(io.BytesIO(statement_paper(facts, "standard").pdf)).pages]

    def by_hand(_number):
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1)
        for words in placed:
            for across, up, size, bold, text in words:
                canvas.setFont(BOLD if bold else PLAIN, size)
                canvas.drawString(across, up, text)
            canvas.showPage()
        canvas.save()

    return line(
        "draw a statement (raw: its words on a canvas)", median(by_hand, 20),
        median(lambda _n: statement_paper(facts, "standard"), 20), times=1.25,
    )  # fmt: skip


def _placed(page):
    found = []

    def visit(text, _matrix, at, font, size):
        if text.strip():
            found.append((at[4], at[5], size, "Bold" in str((font or {}).get("/BaseFont", "")), text.strip("\n")))

    page.extract_text(visitor_text=visit)
    return found
