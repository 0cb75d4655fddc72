"""The books on both engines: balances and statements as at any day, reversals, and months that are closed."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import event, text

from shortbreaks.access.permissions import Permission, Role
from shortbreaks.database.check import check
from shortbreaks.database.commands import command
from shortbreaks.errors import NotAllowed, NotFound, Refused
from shortbreaks.ledger.commands import CloseMonth, OpenMonth, close_month, open_month
from shortbreaks.ledger.months import months_of_the_books
from shortbreaks.ledger.posting import Line, Posting, account_for, accounts_held, post, post_many, reverse
from shortbreaks.ledger.queries import account_of, all_balances, balance, statement
from tests.counting import statements


@dataclass(frozen=True)
class Post:
    """(from, to, pence) by the accounts' letters."""

    on: date
    lines: tuple[tuple[str, str, int], ...]
    about: str = "test:1"


@dataclass(frozen=True)
class Undo:
    entry: int
    on: date


@command(needs=Permission.POST_MONEY, recorded_as="Posted in a test")
def post_it(work, request):
    lines = [
        Line(account_for(work, "pot", a, f"Pot {a}"), account_for(work, "pot", b, f"Pot {b}"), pence)
        for a, b, pence in request.lines
    ]
    entry = post(work, "Moved", request.about, request.on, lines)
    work.record(("entry", entry))
    return entry


@command(needs=Permission.POST_MONEY, recorded_as="Undone in a test")
def undo_it(work, request):
    entry = reverse(work, request.entry, "Undone", request.on)
    work.record(("entry", entry))
    return entry


@dataclass(frozen=True)
class PostMany:
    posts: tuple[Post, ...]
    together: bool


@command(needs=Permission.POST_MONEY, recorded_as="Many posted in a test")
def post_all(work, request):
    pots = {x: account_for(work, "pot", x, f"Pot {x}") for x in "ABC"}
    postings = [
        Posting("Moved", one.about, one.on, tuple(Line(pots[a], pots[b], pence) for a, b, pence in one.lines))
        for one in request.posts
    ]
    one_by_one = [] if request.together else [post(work, p.what, p.about, p.on, p.lines) for p in postings]
    ids = one_by_one or post_many(work, postings)
    work.record(("entry", ids[0] if ids else None))
    return ids


@command(needs=Permission.POST_MONEY, recorded_as="Accounts opened in a test")
def open_accounts(work, request):
    found = accounts_held(work, *(("pot", holder, f"Pot {holder}") for holder in request))
    work.record(("account", found[0]))
    return found


JULY = date(2026, 7, 10)


@pytest.fixture
def office(county):
    return county.at(Role.MANAGER)


def test_a_few_accounts_are_one_question_in_the_order_they_were_asked_for(county, office):
    made = office.perform(open_accounts, ("C", "A")).answer
    with statements(county) as sent:
        again = office.perform(open_accounts, ("A", "B", "C")).answer
    assert (again[0], again[2]) == (made[1], made[0]) and again[1] not in made
    assert sum("FROM account" in one for one in sent) == 1


def put(office, on, *lines):
    return office.perform(post_it, Post(on, lines)).answer


def of(office, pot):
    return office.ask(account_of, "pot", pot)


def test_a_statement_runs_from_its_opening_to_its_closing_balance(office):
    put(office, date(2026, 5, 31), ("bank", "a", 10_000))
    put(office, JULY, ("a", "club", 1275))
    put(office, JULY, ("a", "club", 638), ("bank", "a", 500))
    put(office, date(2026, 8, 1), ("a", "club", 1))
    shown = office.ask(statement, of(office, "a"), date(2026, 7, 1), date(2026, 7, 31))
    assert (shown.opening, shown.closing) == (10_000, 8_587)
    assert [(line.pence, line.balance) for line in shown.lines] == [(-1275, 8725), (-638, 8087), (500, 8587)]
    assert office.ask(balance, of(office, "a")) == 8_586
    assert office.ask(balance, of(office, "a"), date(2026, 7, 9)) == 10_000
    assert sum(row.pence for row in office.ask(all_balances)) == 0


def test_any_day_of_any_history_has_the_balance_a_plain_sum_gives(office):
    chance, pots, kept = Random(11), "abcd", []
    for _ in range(60):
        on = date(2026, 1, 1) + timedelta(days=chance.randrange(400))
        lines = tuple((*chance.sample(pots, 2), chance.randrange(1, 5000)) for _ in range(chance.randrange(1, 4)))
        office.perform(post_it, Post(on, lines))
        kept += [(on, *line) for line in lines]
    for day in [
        date(2025, 12, 31),
        date(2027, 3, 1),
        *(date(2026, 1, 1) + timedelta(days=n) for n in range(0, 400, 23)),
    ]:
        wanted = {p: sum((b == p) * n - (a == p) * n for on, a, b, n in kept if on <= day) for p in pots}
        shown = {row.holder: row.pence for row in office.ask(all_balances, day)}
        assert shown == wanted
        assert {p: office.ask(balance, of(office, p), day) for p in pots} == wanted
    assert check(office.database, pages=False).sound


def test_a_statement_is_the_same_number_of_questions_however_long_it_is(office):
    asked = []
    event.listen(office.database.reading, "before_cursor_execute", lambda *a: asked.append(a[2]))
    counts = []
    for _ in range(3):
        put(office, JULY, ("a", "b", 5))
        account = of(office, "a")
        asked.clear()
        office.ask(statement, account, date(2026, 7, 1), date(2026, 7, 31))
        counts.append(len(asked))
    assert counts[0] == counts[2] <= 7


def test_an_entry_is_undone_once_and_by_its_mirror(office):
    first = put(office, JULY, ("a", "b", 1275), ("c", "b", 5))
    second = office.perform(undo_it, Undo(first, JULY)).answer
    assert {row.holder: row.pence for row in office.ask(all_balances)} == {"a": 0, "b": 0, "c": 0}
    with pytest.raises(Refused, match="was reversed before"):
        office.perform(undo_it, Undo(first, JULY))
    with pytest.raises(Refused, match="is itself a reversal"):
        office.perform(undo_it, Undo(second, JULY))
    with pytest.raises(NotFound):
        office.perform(undo_it, Undo(10_000, JULY))
    assert check(office.database, pages=False).sound


@pytest.mark.parametrize("pence", [0, -1, 100_000_001])
def test_an_amount_out_of_bounds_is_impossible(office, pence):
    with pytest.raises(Exception, match=r"pence|check"):
        put(office, JULY, ("a", "b", pence))
    assert office.ask(all_balances) == ()


def test_a_month_closed_softly_opens_to_one_person_for_a_while(county, office):
    put(office, date(2026, 6, 10), ("a", "b", 5))
    finance = county.at(Role.FINANCE)
    finance.perform(close_month, CloseMonth("2026-06", "Reconciled"))
    with pytest.raises(Refused, match="June 2026 are closed"):
        put(office, date(2026, 6, 30), ("a", "b", 5))
    until = county.clock() + timedelta(hours=2)
    said = finance.perform(open_month, OpenMonth("2026-06", "A late invoice", office.person.id, until)).answer
    assert (said["open_to"], said["open_until"]) == (office.person.id, until.isoformat()), "by that the trail proves to whom"
    put(office, date(2026, 6, 30), ("a", "b", 5))
    with pytest.raises(Refused, match="June 2026 are closed"):
        put(county.at(Role.COORDINATOR), date(2026, 6, 30), ("a", "b", 5))
    county.clock.forward(hours=3)
    with pytest.raises(Refused, match="June 2026 are closed"):
        put(office, date(2026, 6, 30), ("a", "b", 5))
    (row,) = finance.ask(months_of_the_books)
    assert (row.month, row.state, row.open_to) == ("2026-06", "soft", office.person.name)
    finance.perform(open_month, OpenMonth("2026-06", "Not yet done"))
    put(office, date(2026, 6, 30), ("a", "b", 5))


def test_a_month_closed_for_good_stays_closed(county, office):
    finance = county.at(Role.FINANCE)
    finance.perform(close_month, CloseMonth("2026-03", "Year end", for_good=True))
    with pytest.raises(Refused, match="March 2026 are closed"):
        put(office, date(2026, 3, 31), ("a", "b", 5))
    for act, request in ((open_month, OpenMonth("2026-03", "x")), (close_month, CloseMonth("2026-03", "x"))):
        with pytest.raises(Refused, match="for good"):
            finance.perform(act, request)
    with pytest.raises(Exception, match="closed for good stays closed"), county.database.writing.begin() as connection:
        connection.execute(text("update period set state = 'open' where month = '2026-03'"))


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (CloseMonth("2026-13", "x"), "month"), (CloseMonth("July", "x"), "month"), (CloseMonth("2026-05", " "), "reason"),
        (CloseMonth("2026-07", "x"), "month"),
    ],
)  # fmt: skip
def test_a_month_that_cannot_be_closed_says_why(county, request_, field):
    with pytest.raises(Refused) as refusal:
        county.at(Role.FINANCE).perform(close_month, request_)
    assert refusal.value.field == field


def test_only_finance_and_managers_close_months(county):
    for role in set(Role) - {Role.FINANCE, Role.MANAGER}:
        with pytest.raises(NotAllowed):
            county.at(role).perform(close_month, CloseMonth("2026-05", "x"))


def test_closing_a_month_and_posting_into_it_never_pass_each_other(server_county):
    """Rounds from one start: either the posting was first and is in the month, or it was refused (safety.md C5)."""
    import threading

    county = server_county
    put(county.at(Role.MANAGER), date(2026, 7, 1), ("a", "b", 1))
    for month in range(1, 7):
        start, outcome = threading.Barrier(2), []

        def posting(month=month, start=start, outcome=outcome):
            start.wait()
            try:
                put(county.at(Role.MANAGER), date(2026, month, 5), ("a", "b", 1))
                outcome.append("posted")
            except Refused:
                outcome.append("refused")

        thread = threading.Thread(target=posting)
        thread.start()
        start.wait()
        done = county.at(Role.FINANCE).perform(close_month, CloseMonth(f"2026-{month:02d}", "x", for_good=True))
        thread.join()
        with county.database.reading.connect() as connection:
            closed = connection.execute(
                text("select number from audit_entry where number = :n"), {"n": done.number}
            ).scalar()
            posted = connection.execute(
                text("select a.number from entry e join audit_entry a on a.subject_table = 'entry' and a.subject_id = e.id "
                     "where e.on_date = :day"), {"day": date(2026, month, 5)}
            ).scalar()  # fmt: skip
        assert (posted is not None) == (outcome == ["posted"])
        assert posted is None or posted < closed


def test_many_posted_together_are_numbered_sealed_and_totalled_as_one_by_one(office):
    posts = tuple(
        Post(JULY + timedelta(days=n % 40), (("A", "B", 100 + n), ("B", "C", 7)), f"test:{n}") for n in range(60)
    )
    sums = []
    for together in (False, True):
        ids = office.perform(post_all, PostMany(posts, together)).answer
        assert ids == sorted(ids)
        sums.append({row.holder: row.pence for row in office.ask(all_balances, JULY + timedelta(days=20))})
    with office.database.reading.connect() as db:
        rows = db.execute(text("select number, about from entry order by number")).all()
    assert [tuple(row) for row in rows] == [(n + 1, f"test:{n % 60}") for n in range(120)]
    assert sums[0]["A"] < 0
    assert sums[1] == {holder: 2 * pence for holder, pence in sums[0].items()}
    assert check(office.database, pages=False).sound  # every seal and total worked out again


def test_nothing_of_many_is_posted_when_one_may_not_be(office):
    good = Post(JULY, (("A", "B", 5),))
    with pytest.raises(Refused):
        office.perform(post_all, PostMany((good, Post(JULY, ())), together=True))
    assert not office.ask(all_balances)
    assert office.perform(post_all, PostMany((), together=True)).answer == []
