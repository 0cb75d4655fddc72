"""The example county: every proof holds, it is the same county each time, and the people of the pictures are in it."""

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.series.kept import series_listed
from shortbreaks.database.check import check
from shortbreaks.eligibility.judging import eligibility_today
from shortbreaks.example.build import PASSWORD, build, fill
from shortbreaks.families.queries import child_card
from shortbreaks.families.search import find_people
from shortbreaks.findings import Outcome
from shortbreaks.payments.facts import awards_of, awards_on
from shortbreaks.payments.letters.due import letters_due, letters_of_account
from shortbreaks.payments.rules import parts_on
from shortbreaks.providers.queries import Filters, directory
from shortbreaks.rounds.listing import rounds_listed
from shortbreaks.rounds.preview import preview_of
from tests.conftest import TODAY

DAY = date(2026, 7, 22)
CONTENT = ("provider", "venue", "service", "break_session", "household", "adult", "child", "child_need", "allocation", "booking", "booking_step",
           "booking_place", "entry", "transfer", "search_word", "agreement", "award_line", "run_line", "spend_line",
           "payment_return")  # fmt: skip


def content_of(county):
    """A fingerprint of what the county holds, whatever the engine's way of saying it."""
    digest = hashlib.sha256()
    with county.database.reading.connect() as connection:
        for table in CONTENT:
            rows = connection.execute(text(f"select * from {table}")).all()
            for row in sorted(tuple(_said(value) for value in one) for one in rows):
                digest.update(repr(row).encode())
    return digest.hexdigest()


def _said(value):
    if isinstance(value, bool) or value in (0, 1):
        return str(int(value))
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).strftime("%Y-%m-%d %H:%M")
    return str(value)[:16] if str(value)[10:11] == " " else str(value)


def test_every_proof_holds_on_both_engines(county):
    children, bookings = fill(county.database, 0.2, DAY, now=lambda: TODAY)
    assert children >= 180 and bookings > 1000
    report = check(county.database)
    assert list(report.flaws) == []
    lives = {}
    for name, way in (("Noor Quayle", "easy"), ("Teddy Winship", "large")):
        (found,) = county.at().ask(find_people, name)
        card = county.at().ask(child_card, found.id)
        (where,) = [one for one in county.at().ask(eligibility_today, found.id).findings if one.rule == "R-E3"]
        lives[card.district] = where.outcome
        assert next(one.letter_format for one in card.adults) == way
    assert lives == {"Ebbsfleet": Outcome.MET, "Romney Edge, not Kent": Outcome.NOT_MET}, "one is ours, one a neighbour's"
    with county.database.reading.connect() as connection:
        states = {row[0] for row in connection.execute(text("select distinct state from booking"))}
        assert states >= {
            "confirmed",
            "offered",
            "attended",
            "absent_ill",
            "no_show",
            "cancelled_in_notice",
            "cancelled_late",
        }
        for table in ("booking", "stay"):  # nobody says yes to what has begun
            outlasting = text(f"select count(*) from {table} where state = 'offered' and offered_until > starts_at")
            assert connection.execute(outlasting).scalar() == 0
        assert connection.execute(text("select count(*) from audit_entry")).scalar() == 1
        files = dict(connection.execute(text("select kind, count(*) from export_batch group by kind")).all())
        assert files == {"payments": 13, "recoveries": 1}
        invoices = dict(connection.execute(text("select state, count(*) from provider_invoice group by state")).all())
        assert invoices == {"approved": 1, "entered": 4}
        counts = dict(tuple(row) for row in connection.execute(text("select state, count(*) from series_date group by state")))
    assert counts["booked"] >= 24 and counts["skipped"] and counts["left_out"]
    rows = county.at().ask(series_listed)  # a dozen children go week after week, with days left out
    assert len(rows) == 12 and all(row.booked for row in rows)


def test_the_scheme_of_the_next_holiday_waits_for_its_preview(example_county):
    """Closed and ready to be worked out; last year's is published. No fewer first wishes are met than by first come."""
    county = example_county(0.3)
    new, old = county.at().ask(rounds_listed)
    assert (new.name, new.state, old.name, old.state) == ("Summer scheme 2026", "closed", "Summer scheme 2025", "published")
    assert new.wishes >= 60 and 0 < old.given < old.wishes
    preview = county.at().ask(preview_of, new.id)
    assert preview.round.firsts >= preview.first_come.firsts > 0
    assert {row.outcome for row in preview.rows} >= {"given", "not given"} and all(row.reason for row in preview.rows)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The county at its own size, which the tests of this file only read."""
    path = tmp_path_factory.mktemp("whole") / "county.sbo"
    build(path, 1, DAY)
    signed = sign_in_to_file(path, "priya.nair", PASSWORD)
    yield signed
    signed.opened.close()


def test_the_payments_have_every_awkward_case(whole):
    """Each kind once at least, and rates decided late: the report, what is owed and what the next run paid are one sum."""
    with whole.opened.database.reading.connect() as connection:
        def kinds(words, *columns):
            return {tuple(row) for row in connection.execute(text(f"select distinct {', '.join(columns)} from {words}"))}

        def number(words):
            return connection.execute(text(words)).scalar()

        assert kinds("run_line", "kind", "state") == {
            ("cycle", "acknowledged"), ("cycle", "rejected"), ("cycle", "left out"), ("cycle", "returned"), ("arrears", "acknowledged"), ("supplement", "acknowledged")
        }  # fmt: skip
        assert number("select count(*) from agreement") == 700
        runs = (DAY - date.fromisoformat(str(number("select min(first_day) from payment_run")))).days
        assert 365 * 3 <= runs < 365 * 3 + 28
        assert kinds("agreement", "pot") == {("direct payment",), ("transport budget",), ("personal budget",)}
        assert kinds("agreement", "state") == {("draft",), ("active",), ("suspended",), ("ended",)}
        assert kinds("away_step", "kind") == {("hospital",), ("abroad",)}
        assert kinds("surplus_review", "outcome") == {("nothing",), ("more time",), ("plan review",), ("pay back",)}
        assert kinds("spend_line", "match") == {("matched",), ("accepted",), ("odd",), ("misspent",), ("put back",)}
        assert kinds("owed where pence < 0", "entered_on") == {(str(DAY - timedelta(days=9)),)} and number("select sum(pence) from owed_part") is None
        assert kinds("spend_file", "back_why", "added", "rows") == {("", 2, 5), ("It was another family’s card", 3, 3)}
        assert number("select count(*) from spend_line where payee = 'RETURNED PAYMENT'") == number("select count(*) from run_line where state = 'returned'")
        assert kinds("spend_line where match = 'odd' and why like '%paid twice?%'", "payee") == {("Saturday Riders",)}
        assert number("select sum(deducted_pence) from run_line") == number("select sum(pence) from run_deduction") > 0
        arrears = number("select sum(arrears_pence) from uplift_line")
        assert arrears == number("select sum(pence) from owed where pence > 0") == number("select sum(net_pence) from run_line where kind = 'arrears'") > 0
        reported = number("select count(distinct agreement_id) from uplift_line where unchanged_because = ''")
        assert reported >= 60 and number("select count(*) from uplift_line") == number("select count(*) from agreement where state <> 'draft'")
        assert number("select count(*) from payment_letter where kind = 'uplift letter'") == reported
        again = "select count(*) from run_line late join run_line first on first.agreement_id = late.agreement_id and first.first_day = late.first_day where late.flags = 'late' and first.state in ('rejected', 'left out', 'returned')"
        assert number(again) == number("select count(*) from run_line where state in ('rejected', 'left out', 'returned')") >= 9
        assert kinds("debt", "kind") == {("surplus",), ("misspent",), ("final account",)}
        assert kinds("surplus_review where final", "outcome") == {("pay back",), ("nothing",)}


def test_what_one_account_is_asked_is_what_the_lists_say_of_it(whole):
    """One account's letters are those of the list, and the lines of awards that hold on a day are those among all of them."""
    office = replace(whole.office, now=lambda: TODAY, person=replace(whole.office.person, permissions=frozenset(map(str, Permission))))
    listed = {}
    for row in office.ask(letters_due):
        listed.setdefault(row.key.agreement_id, []).append(row)
    assert len({row.key.kind for rows in listed.values() for row in rows}) > 4
    for agreement in range(1, 700, 9):
        assert list(office.ask(letters_of_account, agreement).due) == listed.get(agreement, [])
    with Session(whole.opened.database.reading) as db:
        every = awards_of(db)
        assert max(map(len, every.values())) > 2
        for day in (DAY, DAY - timedelta(days=400), DAY + timedelta(days=40)):
            then = awards_on(db, day)
            assert {one: parts_on(then.get(one, ()), day) for one in every} == {one: parts_on(lines, day) for one, lines in every.items()}


def test_the_same_seed_gives_the_same_county_and_another_seed_another(example_county, file_county, server_county):
    again = example_county(0.05)
    fill(server_county.database, 0.05, DAY, now=lambda: TODAY)
    with again.database.reading.connect() as one, server_county.database.reading.connect() as two:
        for table in CONTENT[:10]:
            order = f"select * from {table} order by id"
            ours = [[_said(value) for value in row] for row in one.execute(text(order))]
            theirs = [[_said(value) for value in row] for row in two.execute(text(order))]
            assert ours == theirs, table
    fill(file_county.database, 0.05, DAY, seed=1, now=lambda: TODAY)
    assert content_of(again) != content_of(file_county)


def test_amara_of_the_first_five_minutes(whole):
    office = replace(whole.office, now=lambda: TODAY)
    rows, count = office.ask(directory, Filters())
    assert count == (84, 0) and {"Bewl Water", "Swattenden", "Allsworth Court"} <= {row.name for row in rows}
    assert len({row.district for row in rows}) == 12
    assert {row.kind for row in rows} == {"club", "youth", "scheme", "weekend", "family", "overnight", "home", "carer"}
    (amara, *_) = office.ask(find_people, "amara ok")
    assert (amara.name, amara.age, amara.ref, amara.town) == ("Amara O.", 9, "F-20418", "Ramsgate, Thanet")
    answer = office.ask(breaks_for, Wish(amara.id, DAY, date(2026, 8, 9), weekdays=frozenset({5})))
    fits = [row.name for row in answer.rows if row.outcome.value == "met"]
    assert "Sandpipers Saturday Club" in fits
    assert {row.outcome.value for row in answer.rows} == {"met", "to decide", "not met"}
