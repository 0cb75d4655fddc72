"""How finance's files are laid out: decided from a day, shown with a sample, remembered by each file (5.1, R-F2)."""

import csv
import io
from datetime import date, timedelta

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import DATES, QUOTING, Style
from shortbreaks.finance.batches import batch_file
from shortbreaks.finance.control import flaws_of
from shortbreaks.finance.kinds import KINDS
from shortbreaks.finance.layout import from_kept, read_layout, shipped, to_kept, typed_codes, typed_columns
from shortbreaks.finance.layouts import DecideLayout, decide_layout, layout_tried, layouts_shown, sample_of
from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
from shortbreaks.finance.rules import kept_until
from tests.nasty import TEXTS
from tests.payments.builders import SECOND, an_agreement, paid

TODAY = date(2026, 7, 22)
SHORT = "vendor_no: Supplier\nnet: Amount\ndue_date: Pay on\ncost_centre"


def a_layout(**other):
    said = {"kind": "payments", "columns": SHORT, "codes": "cost_centre: 4410", "mark": False, "dates": "dmy",
            "quoting": "needed", "from_day": TODAY, "reason": "The new ledger"}  # fmt: skip
    return DecideLayout(**{**said, **other})


def test_a_new_layout_holds_from_its_day_and_files_before_keep_theirs(county):
    an_agreement(county)
    office = county.at(Role.FINANCE)
    first = office.perform(prepare_payments, PreparePayments(paid(county))).answer
    before = office.ask(batch_file, first)
    office.perform(decide_layout, a_layout(from_day=TODAY + timedelta(days=1)))
    assert office.ask(batch_file, first).content == before.content
    (shown, *_) = office.ask(layouts_shown)
    assert (shown.from_day, shown.to_come) == (None, TODAY + timedelta(days=1))
    export_second(county, first)
    county.clock.forward(days=1)
    office = county.at(Role.FINANCE)
    (shown, *_) = office.ask(layouts_shown)
    assert (shown.from_day, shown.reason, shown.person) == (TODAY + timedelta(days=1), "The new ledger", "Finance One")
    batch = office.perform(prepare_payments, PreparePayments(paid(county, SECOND))).answer
    file = office.ask(batch_file, batch)
    assert file.content == b"Supplier,Amount,Pay on,cost_centre\r\nV1001,390.96,01/05/2026,4410\r\n"
    assert flaws_of(file.content.replace(b"01/05", b"02/05"), file.control) == [
        "The file is not the one that was prepared: its fingerprint differs.",
        "A due_date lies outside 2026-05-01 to 2026-05-01.",
    ]
    assert office.ask(batch_file, first).content == before.content


def export_second(county, batch):
    from shortbreaks.finance.batches import MarkWritten, mark_written

    office = county.at(Role.FINANCE)
    office.perform(mark_written, MarkWritten(batch, office.ask(batch_file, batch).control.sha256))


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"columns": "net\nvendor_no"}, "proved by its due_date"),
        ({"columns": SHORT + "\nnet"}, "stands there twice"),
        ({"columns": SHORT + "\ngross: Amount"}, "heading “Amount” stands there twice"),
        ({"columns": SHORT + "\nsort_code"}, "no field “sort_code”"),
        ({"columns": SHORT + "\ngross: =SUM(A1)"}, "cannot be a heading"),
        ({"columns": ""}, "at least one field"),
        ({"codes": "cost_centre: =1"}, "taken for a formula"),
        ({"codes": "colour: red"}, "no code “colour”"),
        ({"dates": "mdy"}, "how dates and quotes"),
        ({"kind": "wages"}, "no such kind"),
        ({"reason": " "}, "needs its reason"),
        ({"from_day": TODAY - timedelta(days=1)}, "keep the layout they had"),
    ],
)
def test_what_cannot_be_a_layout_is_refused_with_its_field(file_county, other, said):
    office = file_county.at(Role.FINANCE)
    with pytest.raises(Refused, match=said):
        office.perform(decide_layout, a_layout(**other))
    assert all(row.from_day is None for row in office.ask(layouts_shown))


@pytest.mark.parametrize("words", TEXTS)
def test_nasty_headings_and_codes_are_refused_or_come_back_whole(words):
    try:
        layout = read_layout("payments", f"{SHORT}\ngross: {words}", f"tax_code: {words}", Style())
    except Refused:
        return
    assert from_kept(to_kept(layout)) == layout
    rows = list(csv.reader(io.StringIO(sample_of("payments", layout), newline="")))
    assert len(rows) == 4 and rows[0][-1] == layout.columns[-1][1]


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("dates", list(DATES))
@pytest.mark.parametrize("quoting", list(QUOTING))
def test_every_style_of_every_kind_reads_back_the_same(kind, dates, quoting):
    layout = read_layout(kind, typed_columns(shipped(kind)), typed_codes(shipped(kind)), Style(True, dates, quoting))
    text = sample_of(kind, layout)
    assert text.count("\r\n") == 4
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[2][KINDS[kind].amount] == "404.40"
    assert rows[0][KINDS[kind].due] == DATES[dates]
    if kind != "charges":
        assert rows[0]["vendor_no"] == "007410"
        assert ('"007410"' in text) is (quoting != "needed")
        assert ('"390.96"' in text) is (quoting == "all")


def test_a_layout_can_be_looked_at_before_it_is_decided(file_county):
    said = file_county.at(Role.FINANCE).ask(layout_tried, a_layout())
    assert said.splitlines()[:2] == ["Supplier,Amount,Pay on,cost_centre", "007410,390.96,02/04/2026,4410"]


def test_finance_keeps_six_years_from_the_end_of_the_year_of_the_last_change():
    assert kept_until(date(2027, 3, 17)) == date(2033, 3, 31)
    assert kept_until(date(2027, 3, 31)) == date(2033, 3, 31)
    assert kept_until(date(2027, 4, 2)) == date(2034, 3, 31)
