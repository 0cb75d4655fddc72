"""Letters as tests need them: what is due for one family, issued, and read back from the register."""

import io
import re

from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.documents.tables import Paper
from shortbreaks.families.papers import paper_again
from shortbreaks.payments.ending import ChangeState
from shortbreaks.payments.letters.commands import IssueLetter, issue_letter
from shortbreaks.payments.letters.due import letters_due
from shortbreaks.payments.tables import Agreement
from tests.payments.builders import version_of

AMOUNT = re.compile(r"−?£[\d,]+\.\d\d")


def due(county):
    return county.at(Role.COORDINATOR).ask(letters_due)


def kinds_due(county):
    return [row.key.kind for row in due(county)]


def the_due(county, kind):
    (row,) = [row for row in due(county) if row.key.kind == kind]
    return row.key


def issue(county, key, style="", role=Role.COORDINATOR):
    return county.at(role).perform(issue_letter, IssueLetter(key, style)).answer


def text_of(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages).replace("\u00a0", " ")


def words_of(county, paper):
    return text_of(county.at(Role.COORDINATOR).ask(paper_again, paper).pdf)


def amounts_in(text):
    return set(AMOUNT.findall(text))


def flat(text):
    """Words without spaces, and without the signs that a sum on paper has between its terms."""
    return re.sub(r"[+=\s]|−(?!£)", "", text)


def says_in_order(text, pieces):
    """A paper says these pieces one after the other, each amount beside its words, and no other amount anywhere."""
    left, place = flat(text), 0
    for piece in pieces:
        at = left.find(flat(piece), place)
        assert at >= 0, (piece, text)
        place = at + len(flat(piece))
    assert AMOUNT.findall(left) == [amount for piece in pieces for amount in AMOUNT.findall(flat(piece))], text


def papers(county):
    with Session(county.database.reading) as db:
        return db.scalars(select(Paper).order_by(Paper.id)).all()


def changed(county, agreement, day, reason, words="Care looked at with the social worker"):
    return ChangeState(agreement, version_of(county, Agreement, agreement), day, reason, words, "Half pay for four weeks")
