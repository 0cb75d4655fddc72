"""How fast everybody's statements are drawn: on two processes against one, and one against its words by hand."""

import tempfile
import time
from datetime import date
from pathlib import Path

from tests.bench.bench_papers import paper_line

DAY = date(2026, 7, 22)


def batch_lines(office, line):
    """The rows of the table; `line` makes one of them. Everything is issued: read, drawn, written, registered."""
    from shortbreaks.documents.statement import statement_paper
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
    yield paper_line("draw a statement (raw: its words on a canvas)", lambda: statement_paper(ready.facts, "standard"))
