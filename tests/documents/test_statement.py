"""The direct-payment statement: A26 to the penny, every amount on the page, both prints, the same bytes each time."""

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from shortbreaks.documents.drawing import PAPERS
from shortbreaks.documents.keeping import from_json, to_json
from shortbreaks.documents.page import Letterhead
from shortbreaks.documents.statement import MovedFacts, StatementFacts, statement_paper
from shortbreaks.errors import Refused
from tests.nasty import NAMES

HEAD = Letterhead(
    "Example County Council", "Short breaks for disabled children", "Priya Nair, coordinator", "01632 960170", ""
)


def month(number, day_in, day_out):
    return [
        MovedFacts(day_in, f"Payment from us, run {number}", "", 39096, strong=True),
        MovedFacts(day_out, "Wages, 24 hours × £14.00", "Yes", -33600, strong=False),
        MovedFacts(day_out, "Payroll", "Not yet", -1072, strong=False),
    ]


LINES = (
    *month(1, date(2026, 4, 2), date(2026, 4, 30)),
    *month(2, date(2026, 5, 1), date(2026, 5, 28)),
    *month(3, date(2026, 6, 1), date(2026, 6, 25)),
)
A26 = StatementFacts(
    head=HEAD, ref="DP-10001", who="Grace O., for Amara O.", held_how="Card ending 4471", first=date(2026, 4, 1),
    last=date(2026, 6, 28), dated=date(2026, 7, 22),
    award=("Personal assistant: 6 hours × £16.29 = £97.74 a week, £390.96 every four weeks, from 1 April 2026.",),
    opening=12000, lines=LINES, closing=25272, aside=("holiday pay",), aside_pence=11235, weeks=8, may_hold=78192,
    over=0, test="8 weeks = £781.92; you hold £252.72; nothing to pay back", next_pence=39096,
    next_on=date(2026, 7, 27), next_return=date(2026, 10, 12), query_by=date(2026, 8, 19),
    foot="You can have this letter in large print.", relay="18001 then the number",
)  # fmt: skip


def text_of(drawn):
    pages = PdfReader(io.BytesIO(drawn.pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages).replace("\u00a0", " ")


@pytest.mark.parametrize("style", ["standard", "large"])
def test_a26_every_amount_stands_on_the_page(style):
    said = text_of(statement_paper(A26, style))
    for amount in (
        "£120.00",
        "£1,172.88",
        "£1,040.16",
        "£252.72",
        "£390.96",
        "£336.00",
        "£10.72",
        "£781.92",
        "£112.35",
    ):
        assert amount in said
    balances = ("£510.96", "£174.96", "£164.24", "£555.20", "£219.20", "£208.48", "£599.44", "£263.44")
    assert all(balance in said for balance in balances)
    assert "8 weeks = £781.92; you hold £252.72; nothing to pay back." in said
    assert "£390.96 on Monday 27 July 2026" in said
    assert "18001" in said


def test_a_return_whose_day_has_passed_is_said_to_be_late():
    said = text_of(statement_paper(replace(A26, next_return=date(2026, 7, 21)), "standard"))
    assert "Your return was due on Tuesday 21 July 2026: send it now, or ring us." in said and "next return" not in said
    said = text_of(statement_paper(replace(A26, next_return=A26.dated), "standard"))
    assert "Your next return is due on Wednesday 22 July 2026." in said


def test_a_statement_that_does_not_add_up_is_never_drawn():
    with pytest.raises(Refused, match=r"does not add up: £252\.72 is not £252\.73"):
        statement_paper(replace(A26, closing=25273), "standard")


@pytest.mark.parametrize("style", ["standard", "large"])
def test_the_same_facts_give_the_same_bytes_also_from_the_register(style):
    first = statement_paper(A26, style)
    assert PAPERS["statement"].draw(from_json(PAPERS["statement"].facts, to_json(A26)), style).sha256 == first.sha256
    assert len(first.pdf) <= 60_000


@pytest.mark.parametrize("name", NAMES)
def test_no_payee_breaks_or_decorates_a_statement(name):
    lines = (MovedFacts(date(2026, 4, 30), name, "Yes", -100, strong=False),)
    drawn = statement_paper(replace(A26, opening=100, lines=lines, closing=0), "standard")
    said = text_of(drawn)
    assert "<b>" not in said or "<b>" in name
    assert "£1.00" in said


def test_in_easy_read_a_line_stands_on_one_page_with_its_paper_and_the_balance_after_it():
    begins = []
    for times in range(1, 7):  # what stands before the lines moves them down the page
        given = replace(A26, award=A26.award * times)
        pages = PdfReader(io.BytesIO(PAPERS["statement"].draw(given, "easy").pdf)).pages
        begins += [page.extract_text().strip().splitlines()[0] for page in pages]
    assert len(begins) >= 24 and not any(one.startswith(("Paper seen", "Then there was")) for one in begins)
