"""What a question costs does not grow with the years kept: every plan is looked at, on both engines, and every step counted."""

import re
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, select

import shortbreaks.schema
from shortbreaks.access.permissions import Role
from shortbreaks.database.connections import note_sizes, open_file
from shortbreaks.errors import Spoken
from tests.acts import Acts
from tests.conftest import TODAY, County, _copied
from tests.counting import APART
from tests.kept_years import FEW, add_years
from tests.put_back import PAST_GUARDS
from tests.questions import Asking

YEARS = 3
CHILD_OF_BOOKING = ("ix_booking_child", "ix_booking_free")
TINY = 50  # rows: of fewer a server reads an index whole sooner than a part of it
TABLES = shortbreaks.schema.metadata.tables
PARTIAL = {index.name for table in TABLES.values() for index in table.indexes if "where" in index.info}
OF_INDEX = {index.name: name for name, table in TABLES.items() for index in table.indexes}
STOPS = re.compile(r"FROM audit_entry.* ORDER BY audit_entry.number DESC\s*LIMIT", re.DOTALL)  # the newest of the trail
# Whose answer grows with the years, or which is meant to read them all; each with why. In brackets: steps of the engine for
# each that is over
MEANT = {
    "finance.journal.write_journal": "every entry there ever was, written out",
    "ledger.queries.all_balances": "a balance of each account, also of families who left",
    "finance.checks.check_rows ended": "of each payment that ended one look for what was paid after: 70",
    "finance.checks.check_file ended": "the same",
    "finance.checks.check_rows held": "what each family held, also those who left: 300 each",
    "finance.checks.check_file held": "the same", "finance.checks.checks_answered year": "the lists together",
    "ledger.months.months_of_the_books": "every month of the books",
    "overnight.costs.cost_of_council": "six years of nights; there is no more here yet",
    "overnight.costs.cost_of_unit": "six years of nights", "overnight.costs.costs_shown": "six years of nights",
    "payments.account_list.accounts_listed": "every account, also those that ended",
    "payments.erasure.queries.families_due": "whose time is up is judged anew of all who left: 330 a family",
    "payments.letters.due.statements_wanted": "once a year: whether money was held is summed for each payment that ended: 620 each",
    "payments.letters.due.letters_due": "whether the last return of each payment that ended was asked for: 40 each",
    "eligibility.worklists.decided_not_told": "each decision is looked up among what was told: 12 each",
    "overnight.later_charges.due.later_due": "a benefit may be put right for any break that was ever free: 13 each, in an index of those",
    "payments.runs.queries.runs_listed": "every run with its payments counted",
    "exchange.night_commands.past_nights_previewed": "every child by name, against a file",
    "families.looks.looks_at_records": "the newest five hundred looks; the example has fewer",
    "families.search.find_people": "more families are found by the same letters",
    "bookings.found.find_by_letters": "more families are found by the same letters",
}  # fmt: skip
# Read a table whole by their plan, and may: few rows, once, or no more than the first that is found
READS = {
    "finance.checks.check_rows": "at a month's or a year's end", "finance.checks.check_file": "the same",
    "finance.checks.checks_answered": "the same", "finance.accruals.accruals_at": "a year's end",
    "finance.accruals.accruals_file": "a year's end", "finance.recoveries.recoveries_listed": "every recovery",
    "payments.uplift.queries.uplift_report": "every agreement of an uplift",
    "payments.letters.batches.papers_known": "as what letters are due", "payments.letters.commands.letters_as_read": "the same",
    "payments.letters.commands.letters_ready": "the same", "bookings.beginning.first_steps": "whether there is any",
    "bookings.merge_preview.side_by_side": "a rare act", "families.subject_items.held_on": "all that is kept of one",
    "payments.kept.record_kept": "a rare act", "families.queries.families_listed": "how many children are open",
    "rounds.wish_files.preview_wishes": "every child by name, against a file", "rounds.listing.rounds_listed": "every round",
    "exchange.stays_out.stays_in_law": "a yearly return", "exchange.stays_out.stays_in_law_file": "a yearly return",
    "finance.purchase_queries.invoices_listed": "every invoice", "families.looks.looks_kept": "how many looks are kept",
    "bookings.today.due_today: child": "open children are found among all, once a question",
    "bookings.today.due_today: decision": "all of theirs", "bookings.today.due_today: evidence": "all of theirs",
    "eligibility.worklists.evidence_running_out: child": "open children are found among all",
    "overnight.returning.reopening_would: child": "a rare act",
    "bookings.today.due_today: cancellation": "few notices are owed", "bookings.notices.commands.notices_owed: cancellation": "the same",
    "finance.purchase_queries.lines_proposed: stay": "found by house and time as soon as a file was counted",
    "bookings.series.kept.series_listed": "every series", "payments.spending.files_taken.files_taken": "how many files there are",
}  # fmt: skip
# Some tens or hundreds a year in a whole county
RARE = {"payment_run", "uplift", "later_answer", "legal_status", "owed", "owed_part", "review_held", "transition_step", "unmet_outcome", "unmet_request"}
UNCOUNTED = {"break_session"}  # found by service and time as soon as a file was counted, which each closing does


@contextmanager
def heard(engine, note):
    """`note` hears of every statement that is sent through an engine, with its values."""

    def hear(connection, _cursor, statement, values, *_rest):
        if not statement.lower().startswith(APART):
            note(connection, statement, values)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", hear)


class Asked:
    """Every question asked once: by its name the steps it took, and by statement who asked it with which values."""

    def __init__(self, county) -> None:
        self.steps, self.said, self.sent = {}, {}, Counter()
        asking, ticks, on = Asking(county.at(Role.MANAGER)), [0], set()

        def tick():
            ticks[0] += 1

        def note(connection, statement, values):
            raw = connection.connection.driver_connection
            if county.kind == "file" and id(raw) not in on:
                on.add(id(raw))
                raw.set_progress_handler(tick, 100)
            self.said.setdefault(statement, (set(), values))[0].add(name)
            self.sent[name] += 1

        name = ""
        with heard(county.database.reading, note):
            for bare, function, values in asking.calls():
                ticks[0], about = 0, values.get("key", values.get("when"))
                name = f"{bare} {about}" if isinstance(about, str) else bare  # each list of a month or a year by itself
                with suppress(Spoken):
                    asking.office.ask(function, **values)
                self.steps[name] = self.steps.get(name, 0) + 100 * ticks[0]


def steps_of_acts(county):
    """By the name of each act the steps it took, with all that it looked at and kept."""
    steps, ticks, on = Counter(), [0], set()

    def note(connection, *_):
        raw = connection.connection.driver_connection
        if id(raw) not in on:
            on.add(id(raw))
            raw.set_progress_handler(lambda: ticks.__setitem__(0, ticks[0] + 1), 100)

    with heard(county.database.reading, note), heard(county.database.writing, note):
        for name in Acts(county).done_one_by_one(lambda: ticks.__setitem__(0, 0)):
            steps[name] = 100 * ticks[0]
    return steps


@pytest.fixture(scope="module")
def at_server(server, _filled, tmp_path_factory):
    """The same example office on a server, row by row, what it was asked, and its keeper's connection: (asked, raw)."""
    import psycopg

    whence = _copied(_filled(0.1), tmp_path_factory.mktemp("whence"))
    with server.lent() as database:
        name = database.writing.url.database
        with (
            psycopg.connect(server.url(name), options=PAST_GUARDS) as into, into.cursor() as cursor,
            whence.database.reading.connect() as out,
        ):  # fmt: skip
            for table in TABLES.values():
                if table.name != "office":
                    cursor.execute(f"delete from {table.name}")
                    names = ", ".join(f'"{column.name}"' for column in table.columns)
                    with cursor.copy(f"copy {table.name} ({names}) from stdin") as copy:
                        for row in out.execute(select(table)):
                            copy.write_row(row)
            cursor.execute("analyze")
        with psycopg.connect(server.url(name)) as raw:
            yield Asked(County(database, kind="server")), raw
    whence.database.close()


@pytest.fixture(scope="module")
def grown(_filled, tmp_path_factory):
    """An example office asked everything, then with more years kept and asked again: (county, before, after)."""
    county = _copied(_filled(0.1), tmp_path_factory.mktemp("years"))
    before = Asked(county)
    add_years(county.database, YEARS, TODAY.date())
    note_sizes(county.database)
    county.database.close()
    county = replace(county, database=open_file(Path(county.database.place), county.database.key))
    yield county, before, Asked(county)
    county.database.close()


def test_no_question_costs_more_with_the_years(grown):
    """Three times as much again of what is over, of families who left: steps of the engine, not time."""
    _, before, after = grown
    more = {name: (before.steps[name], steps) for name, steps in after.steps.items() if steps > 1.5 * before.steps[name] + 1500}
    assert {name: steps for name, steps in more.items() if name not in MEANT} == {}
    assert MEANT.keys() <= more.keys(), "these cost no more with the years, so they need no reason"


def test_no_question_asks_more_often_with_the_years(grown):
    """Lists of what is kept are four times as long: none asks once a row. A few more are asked of what else is found."""
    _, before, after = grown
    assert {name: (before.sent[name], sent) for name, sent in after.sent.items() if sent > before.sent[name] + 8} == {}


def test_no_act_costs_more_with_the_years(example_county, grown):
    """The same of what is read, looked at and kept inside the acts of every day."""
    first, after = steps_of_acts(example_county(0.1)), steps_of_acts(grown[0])
    assert {name: (first[name], steps) for name, steps in after.items() if steps > 1.5 * first[name] + 1500} == {}


def test_no_plan_of_a_file_reads_a_table_that_grows_whole(grown):
    """As a file is before it was ever counted, and takes no table for small; red without an index."""
    county, _, asked = grown
    with county.database.writing.begin() as connection:
        connection.exec_driver_sql("drop table sqlite_stat1")
    county.database.close()
    raw = county.database.reading.raw_connection().driver_connection
    assert whole_of(plans_of_file(raw, asked)).keys() <= UNCOUNTED
    raw.execute("pragma query_only = off")
    for index in CHILD_OF_BOOKING:
        raw.execute(f"drop index {index}")
    assert "bookings.queries.bookings_of_child" in whole_of(plans_of_file(raw, asked))["booking"]


def test_no_plan_of_a_server_reads_a_table_that_grows_whole(at_server):
    """With scans of tables made dear: what is read whole all the same, no index can find; red without one."""
    asked, raw = at_server
    assert whole_of(plans_of_server(raw, asked)) == {}
    for index in CHILD_OF_BOOKING:
        raw.execute(f"drop index {index}")
    found = whole_of(plans_of_server(raw, asked))
    raw.rollback()
    assert "bookings.as_at.child_as_at" in found["booking"]


def plans_of_file(raw, asked):
    """(table, question) of every table that a plan of a file reads from end to end."""
    return {
        (table, name)
        for statement, (names, values) in asked.said.items() for *_, step in raw.execute(f"explain query plan {statement}", values)
        for table in scanned_in_file(step, statement) for name in names
    }  # fmt: skip


def plans_of_server(raw, asked):
    """The same of a server."""
    found = set()
    sizes = {name: raw.execute(f'select count(*) from "{name}"').fetchone()[0] for name in TABLES}
    for kind in ("seqscan", "hashjoin", "mergejoin"):
        raw.execute(f"set local enable_{kind} = off")
    for statement, (names, values) in asked.said.items():
        plan = raw.execute(f"explain (format json) {statement}", values).fetchone()[0][0]["Plan"]
        found |= {(table, name) for table, by_index in scanned_at_server(plan) for name in names if not by_index or sizes[table] > TINY}
    return found


def whole_of(found):
    """By table the questions that read it whole, which is not what they are for."""
    meant = {*MEANT, *READS}
    kept = sorted(one for one in found if one[0] not in FEW | RARE and not {one[1], one[1].partition(" ")[0], f"{one[1]}: {one[0]}"} & meant)
    return {table: [name for one, name in kept if one == table] for table, _ in kept}


def scanned_in_file(step, statement):
    """The table that a step of a plan reads from end to end; one that stops at a number of rows does not, if it need not sort."""
    found = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
    if found is None or found[2] in PARTIAL:
        return
    named = dict(re.findall(r"(?:FROM|JOIN|,) (\w+) AS (\w+)", statement))
    table = next((table for table, alias in named.items() if alias == found[1]), found[1])
    if table in TABLES and not STOPS.search(statement):
        yield table


def scanned_at_server(plan, *, stops=False):
    """The tables that a plan reads from end to end, and whether by an index, as it may what is tiny."""
    stops = plan["Node Type"] == "Limit" or (stops and plan["Node Type"] not in {"Sort", "Aggregate"})
    index = plan.get("Index Name")
    table = plan.get("Relation Name") or OF_INDEX.get(index)
    chosen = "Index Cond" in plan or index in PARTIAL or plan["Node Type"] == "Bitmap Heap Scan"
    if "Scan" in plan["Node Type"] and table in TABLES and not (chosen or stops):
        yield table, plan["Node Type"] != "Seq Scan"
    for inner in plan.get("Plans", ()):
        yield from scanned_at_server(inner, stops=stops)
