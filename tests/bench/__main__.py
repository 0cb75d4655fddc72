"""Builds an example county, times our work and the raw work it contains on the same file, and prints the ratios."""

import argparse
import gc
import resource
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import shortbreaks.schema  # noqa: F401 - makes every table known
from shortbreaks.access.sign_in import person_called, sign_in_to_file
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.find import Wish, breaks_for, sessions_wished
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation, written_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.commands import View, Work
from shortbreaks.database.connections import connect_file
from shortbreaks.database.keys import keys_path, spare_of
from shortbreaks.documents.confirmation import confirmation
from shortbreaks.errors import Refused
from shortbreaks.example.build import PASSWORD, PEOPLE, build
from shortbreaks.families.queries import child_card
from shortbreaks.families.search import find_people
from shortbreaks.ledger import posting
from shortbreaks.ledger.posting import Posting, post_many
from shortbreaks.ledger.queries import all_balances, balance, statement
from shortbreaks.providers.queries import Filters, directory
from tests.bench.bench_batch import batch_lines, statement_line
from tests.bench.bench_books import book_rows
from tests.bench.bench_files import file_line
from tests.bench.bench_growth import growth_lines
from tests.bench.bench_nights import night_lines
from tests.bench.bench_papers import paper_line
from tests.bench.bench_rounds import round_lines
from tests.bench.bench_series import series_lines
from tests.bench.bench_start import start_lines
from tests.bench.bench_table import table_lines, typing_lines
from tests.bench.bench_waiting import waiting_lines
from tests.bench.filled import fill
from tests.bench.lines import Line, busy_family, median, print_head, year_by_hand

DAY = date(2026, 7, 22)
NOW = datetime.fromisoformat("2026-07-22T10:40:00+00:00")


def search_lines(office, raw):
    prefix = "select row_id from search_word where kind = 'child' and word >= ? and word < ? limit 2000"
    keys = ["o", "ok", "oka", "okaf", "a", "am", "ama"]
    read = median(lambda n: raw.execute(prefix, (keys[n % 7], keys[n % 7] + "\uffff")).fetchall())
    yield Line("search as you type: a key", read, median(lambda n: office.ask(find_people, keys[n % 7])), most_ms=3)
    words = "select distinct word from search_word where kind = 'child'"
    read = median(lambda _n: raw.execute(words).fetchall())
    yield Line(
        "search misspelt (raw: read the distinct words)",
        read,
        median(lambda _n: office.ask(find_people, "okafro")),
        most_ms=10,
    )


def find_lines(office, raw):
    free = (
        "select id, service_id, starts_at, ends_at, places, taken, workers, venue_id from break_session "
        "where starts_at >= ? and starts_at < ? and state = 'open' and taken < places"
    )
    span = ("2026-07-22 00:00:00.000000", "2026-08-13 00:00:00.000000")
    read = median(lambda _n: raw.execute(free, span).fetchall())
    wish = Wish(1, DAY, DAY + timedelta(weeks=3), within_miles=None)
    yield Line(
        "find a break, every session with every reason",
        read,
        median(lambda _n: office.ask(breaks_for, wish)),
        most_ms=50,
    )
    yield free_line(office, raw)


def free_line(office, raw):
    """Places free in eight weeks in the district and of the kind that have most, by the question with which a find begins."""
    from sqlalchemy.orm import Session

    last = DAY + timedelta(weeks=8)
    span = (f"{DAY} 00:00:00.000000", f"{last + timedelta(days=1)} 00:00:00.000000")
    free = (
        "from break_session s join service v on v.id = s.service_id join venue p on p.id = s.venue_id where s.starts_at >= ? "
        "and s.starts_at < ? and s.state = 'open' and s.taken < s.places and v.state = 'open'"
    )
    kind, district = raw.execute(f"select v.kind, p.district {free} group by 1, 2 order by count(*) desc limit 1", span).fetchone()
    rows = (
        f"select s.id, s.service_id, s.starts_at, s.ends_at, s.places, s.taken, s.workers, s.venue_id {free} and v.kind = ? "
        "and p.district = ? order by s.starts_at, s.id"
    )
    found = raw.execute(rows, (*span, kind, district)).fetchall()
    wish = Wish(1, DAY, last, kinds=frozenset({kind}), district=district)

    def ours(_number):
        with Session(office.database.reading) as db:
            return sessions_wished(db, wish)

    words = f"{len(found)} sessions free in 8 weeks, kind and district"
    return Line(words, median(lambda _n: raw.execute(rows, (*span, kind, district)).fetchall()), median(ours), times=5)


def read_lines(office, raw):
    account = raw.execute(
        "select from_account from transfer group by from_account order by count(*) desc limit 1"
    ).fetchone()[0]
    total = "select sum(in_pence) - sum(out_pence) from month_total where account_id = ?"
    read = median(lambda _n: raw.execute(total, (account,)).fetchone())
    yield Line(
        "one account's balance (hot account)", read, median(lambda _n: office.ask(balance, account)), most_ms=0.2
    )
    read = median(lambda _n: raw.execute("select * from child where id = 1").fetchone())
    yield Line("a child's card (9 questions)", read, median(lambda _n: office.ask(child_card, 1)))
    read = median(lambda _n: raw.execute("select * from service where state = 'open'").fetchall())
    yield Line("the directory, all services", read, median(lambda _n: office.ask(directory, Filters())))


def books_lines(office, raw):
    """All balances, a year of one busy account, and a run of 700 entries in one transaction."""
    kept = "select account_id, sum(in_pence - out_pence) from month_total group by account_id"
    now = median(lambda _n: raw.execute(kept).fetchall())
    yield Line("all balances (raw: kept totals)", now, median(lambda _n: office.ask(all_balances)), times=2)
    yield Line("all balances at a past day", now, median(lambda _n: office.ask(all_balances, DAY)), times=6)
    account = busy_family(raw)
    for words, first in (("12-month", date(2025, 8, 1)), ("this year's", date(2026, 4, 1))):
        span = (account, first, date(2026, 7, 31))
        count, read = len(year_by_hand(raw, *span)), median(lambda _n, span=span: year_by_hand(raw, *span))
        ours = median(lambda _n, span=span: office.ask(statement, *span))
        yield Line(f"{words} statement of {count} lines", read, ours, times=2.5)
    yield run_line(office, raw)
    yield file_line(office, raw, NOW)


def run_line(office, raw):
    """A run of 700 through post_many, against the same rows by executemany with the same triggers; both rolled back."""
    from sqlalchemy.orm import Session

    one, two = (row[0] for row in raw.execute("select id from account order by id limit 2").fetchall())
    postings = [Posting("Payment", f"bench:{n}", DAY, (posting.Line(one, two, 1000 + n),)) for n in range(700)]

    def by_hand(_number):
        raw.execute("begin immediate")
        number = raw.execute("select max(number) from entry").fetchone()[0]
        key = raw.execute("select max(id) from entry").fetchone()[0]
        raw.executemany(
            "insert into entry (id, number, on_date, posted_on, person_id, what, about, seal) values (?, ?, ?, ?, 1, 'Payment', ?, ?)",
            [(key + n, number + n, f"{DAY}", f"{DAY}", f"bench:{n}", "0" * 64) for n in range(1, 701)],
        )
        raw.executemany(
            "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (?, ?, ?, ?, ?)",
            [(key + n, one, two, f"{DAY}", 1000 + n) for n in range(1, 701)],
        )
        raw.execute("rollback")

    def ours(_number):
        with Session(office.database.writing) as db:
            post_many(Work(db, office.person, NOW, DAY), postings)
            db.rollback()

    return Line("a run of 700 posted (raw: executemany)", median(by_hand, 10), median(ours, 10), times=2)


def book_lines(office, raw):
    raw.execute("create table if not exists bench_row (id integer primary key, words text)")

    def durable(_number):
        raw.execute("begin immediate")
        raw.execute("insert into bench_row (words) values ('one')")
        raw.execute("commit")

    insert = median(durable)
    rows = raw.execute(
        "select s.id from break_session s join service v on v.id = s.service_id where s.taken < s.places and s.starts_at > '2026-07-24' "
        "and v.kind = 'weekend' order by s.starts_at"
    ).fetchall()
    children = [row[0] for row in raw.execute("select id from child where workers_needed = 0 order by id").fetchall()]
    made, places = [], iter([(child, session[0]) for session, child in zip(rows * 3, children, strict=False)])
    times = []
    for child, session in places:
        begun = time.process_time()
        try:
            made += office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer
            times.append((time.process_time() - begun) * 1000)
        except Refused:
            continue
        if len(times) == 40:
            break
    yield Line("book a place (raw: one durable insert)", insert, statistics.median(times))
    issued = median(lambda n: office.perform(issue_confirmation, IssueConfirmation(made[n % len(made)])), 20)
    yield Line("issue a confirmation (raw: one durable insert)", insert, issued)
    yield confirmation_line(office, made[0])


def confirmation_line(office, number):
    """The confirmation of a booking just made against its words by hand."""
    from sqlalchemy.orm import Session

    with Session(office.database.reading) as db:
        facts = written_confirmation(View(db, office.person, NOW, DAY), number).facts
    return paper_line("draw a confirmation (raw: its words on a canvas)", lambda: confirmation(facts, "standard"))


def in_and_out(office, raw, folder):
    """The journal, a posting, an import and a long run's files, by somebody who may."""
    finance = replace(office, person=person_called(office.database, "helen.marsh"))
    return book_rows(finance, raw, fill(raw, 12_500), folder)


def built(path, scale):
    """Build the county there, saying how far it has come on the side, and what it took."""
    begun, spent = time.perf_counter(), time.process_time()
    children, bookings = build(path, scale, DAY, lambda words: print(words, file=sys.stderr, flush=True))
    took, cost = time.perf_counter() - begun, time.process_time() - spent
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"Example county at scale {scale:g}: {children:,} children, {bookings:,} bookings, built in {took:.1f} s "
        f"({cost:.1f} s of the processor's time, {most:.0f} MB at most), {path.stat().st_size / 1e6:.0f} MB encrypted."
    )


def copied(county, path):
    """A county built before, so that what is booked and posted here is not in it afterwards."""
    for source, target in ((county, path), (keys_path(county), keys_path(path)), (spare_of(keys_path(county)), spare_of(keys_path(path)))):
        shutil.copy(source, target)
    print(f"{county.name}, {path.stat().st_size / 1e6:.0f} MB encrypted.")


def beside_a_tenth(office, raw, scale, folder):
    """What must not grow, beside a county of a tenth; of the usual one that would be too small to compare with."""
    if scale >= 10:
        small = folder / "small" / "bench.sbo"
        small.parent.mkdir()
        build(small, scale / 10, DAY)
        yield from growth_lines(office, raw, small, scale / 10)


def main():
    words = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    words.add_argument("--scale", type=float, default=1, help="how large a county is built: 1 (default), 10, 100")
    words.add_argument("--county", type=Path, help="a county built before, around the day of the bench; a copy is used and put away")
    words.add_argument("--build-to", type=Path, help="only build the county there, and say what it took")
    wish = words.parse_args()
    if wish.build_to is not None:
        built(wish.build_to, wish.scale)
        return
    with tempfile.TemporaryDirectory(dir=wish.county.parent if wish.county else None) as folder:
        path = Path(folder) / "bench.sbo"
        if wish.county is not None:
            copied(wish.county, path)
        else:
            built(path, wish.scale)
        print("Median milliseconds; targets are those of the design, as a multiple of the raw work or in milliseconds.\n")
        print_head()
        for lines in (start_lines(path), table_lines(), typing_lines(path), batch_lines(path)):
            for line in lines:  # first, while this process has not opened the office
                print(line.said(), flush=True)
        signed_in = sign_in_to_file(path, PEOPLE[0][0], PASSWORD)
        office = replace(signed_in.office, now=lambda: NOW)
        raw = connect_file(path, signed_in.opened.database.key)
        gc.collect()
        gc.freeze()  # as the application does when it has started
        for lines in (
            beside_a_tenth(office, raw, wish.scale, Path(folder)),
            search_lines(office, raw),
            find_lines(office, raw),
            series_lines(office, raw),
            book_lines(office, raw),  # before a thousand more families wait for the same places
            waiting_lines(office, raw),
            read_lines(office, raw),
            night_lines(office, raw),
            books_lines(office, raw),
            round_lines(office, raw),
            (statement_line(office),),
            in_and_out(office, raw, Path(folder)),  # last: a hundred thousand lines more in the books
        ):
            for line in lines:
                print(line.said(), flush=True)
        raw.close()
        signed_in.opened.close()


if __name__ == "__main__":
    main()
