"""All letters of a batch as one file for the printer, in family order; each paper's own file stays as it is registered.

A letter begins on a sheet of its own also when both sides are printed: no family finds another's page on its back.
Papers are read one after another; a file has at most so many, so that memory stays bounded however large the batch is.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.database.files import write_whole
from shortbreaks.database.office import Office
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.payments.letters.batches import Progress, file_name, papers_known
from shortbreaks.payments.letters.keys import LetterKey
from shortbreaks.payments.tables import Agreement

if TYPE_CHECKING:
    from pypdf import PdfWriter

MOST_PAPERS = 1000  # in one file; a larger batch has several, numbered
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Printed:
    """What was put together: the files, how many letters and pages, and how many letters of the batch have no file here."""

    files: tuple[Path, ...]
    letters: int
    pages: int
    missing: int
    stopped: bool


@query(needs=Permission.ISSUE_PAPERS)
def in_family_order(view: View, keys: tuple[LetterKey, ...]) -> tuple[str, ...]:
    """The files of some letters, a family's own beside each other, families in the order in which they became known."""
    rows = view.db.execute(
        select(Agreement.id, Agreement.ref, Child.household_id)
        .join(Child, Child.id == Agreement.child_id)
        .where(Agreement.id.in_({key.agreement_id for key in keys}))
    )
    known = {row.id: row for row in rows}
    order = sorted(
        (key for key in keys if key.agreement_id in known),
        key=lambda key: (known[key.agreement_id].household_id, key.agreement_id, key.kind, key.subject, key.number),
    )
    return tuple(file_name(key, known[key.agreement_id].ref) for key in order)


def print_file(
    office: Office, keys: Sequence[LetterKey], folder: Path, *, progress: Progress = lambda _done, _of: None,
    stop: Callable[[], bool] = lambda: False,
) -> Printed:  # fmt: skip
    """Put the letters of a batch that lie in `folder` and stand in the register into one file; stops between letters.

    Raises Refused when none is there, Unavailable when the disk is full. What was begun is not kept when somebody stops.
    """
    names = office.ask(in_family_order, tuple(keys))
    there = [folder / name for name in names if (folder / name).is_file()]
    if not there:
        raise Refused(f"No letter of this batch is in {folder.name}.", "Draw them there first.")
    parts = [there[start : start + MOST_PAPERS] for start in range(0, len(there), MOST_PAPERS)]
    files: list[Path] = []
    letters = pages = done = 0
    for number, papers in enumerate(parts, 1):
        target = folder / (f"For the printer{f' {number} of {len(parts)}' if len(parts) > 1 else ''}.pdf")
        work = _Part(office, lambda n, before=done: progress(before + n, len(there)), stop)  # type: ignore[misc]
        if not work.put_together(papers, target):
            return Printed(tuple(files), letters, pages, len(names) - letters, stopped=True)
        files.append(target)
        letters, pages, done = letters + work.letters, pages + work.pages, done + len(papers)
    return Printed(tuple(files), letters, pages, len(names) - letters, stopped=False)


class _Part:
    """One file on its way."""

    def __init__(self, office: Office, said: Callable[[int], object], stop: Callable[[], bool]) -> None:
        self.office, self._said, self._stop = office, said, stop
        self.letters = self.pages = 0

    def put_together(self, papers: Sequence[Path], target: Path) -> bool:
        """Write these papers into one file; False when somebody stopped, and then there is no file."""
        from pypdf import PdfWriter

        writer = PdfWriter()
        for start in range(0, len(papers), AT_ONCE):
            content = [path.read_bytes() for path in papers[start : start + AT_ONCE]]
            known = self.office.ask(papers_known, tuple(hashlib.sha256(one).hexdigest() for one in content))
            for number, one in enumerate(content, start + 1):
                if self._stop():
                    return False
                if hashlib.sha256(one).hexdigest() in known:
                    self._add(writer, one)
                self._said(number)
        writer.add_metadata({"/Title": target.stem})
        whole = BytesIO()
        writer.write(whole)
        write_whole(target, whole.getvalue())
        return True

    def _add(self, writer: "PdfWriter", paper: bytes) -> None:
        from pypdf import PdfReader

        reader = PdfReader(BytesIO(paper))
        writer.append(reader, import_outline=False)
        self.letters, self.pages = self.letters + 1, self.pages + len(reader.pages)
        if len(reader.pages) % 2:
            writer.add_blank_page()
