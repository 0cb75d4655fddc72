"""What stands beside the lists of the council's page: the chosen setting, rate, term, holiday or code in full."""

from datetime import date

from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.council.holidays import HolidayRow
from shortbreaks.council.list_changes import ListChangeRow
from shortbreaks.council.queries import CodeRow, HistoryRow, RateRow, SettingRow, TermRow
from shortbreaks.council.scheme_changes import SchemeRow
from shortbreaks.dates import say_full
from shortbreaks.money import pounds
from ui.council.columns import change_columns, decided_columns, history_columns, say_value, title_of_list
from ui.kit.facts import facts
from ui.kit.layouts import empty
from ui.kit.table import Table
from ui.kit.text import label


def show_setting(into: QVBoxLayout, row: SettingRow, history: tuple[HistoryRow, ...], today: date) -> None:
    """A setting: what it does, what it rests on, every value it has had."""
    _head(into, row.title, row.sentence)
    pairs = [("Today", say_value(row)), ("Since", "as shipped" if row.from_day is None else say_full(row.from_day))]
    if row.to_come:
        pairs.append(("To come", row.to_come))
    if row.basis:
        pairs.append(("Rests on", row.basis))
    into.addWidget(facts(pairs, name="setting_facts"))
    if history:
        table = Table(history_columns(row.key, today), key=lambda r: (r.from_day, r.value), height=44, name="setting_history")
        table.set_rows(history)
        into.addWidget(label("Every value it has had", "label"))
        into.addWidget(table, 1)
    else:
        into.addWidget(label("Nobody has changed it: it holds as it was shipped.", "second", wrap=True))


def show_rate(into: QVBoxLayout, row: RateRow) -> None:
    """A rate and why."""
    _head(into, row.kind, "What was paid before a day stays as it was on that day.")
    pairs = [("Rate", f"{pounds(row.pence)} for one {row.unit}"), ("From", say_full(row.from_day)), ("Why", row.reason)]
    if row.person:
        pairs.append(("Entered by", row.person))
    into.addWidget(facts(pairs))


def show_scheme(into: QVBoxLayout, row: SchemeRow) -> None:
    """A scheme in the words families read, one a line, from when and why."""
    _head(into, row.name, "Decisions of a day are explained by the scheme as it stood on that day. It never refuses by itself.")
    for line in row.criteria:
        into.addWidget(label(line, wrap=True))
    since = "as shipped" if row.from_day is None else say_full(row.from_day)
    into.addWidget(facts([("From", since), ("State", row.state), ("Why", row.reason)], name="scheme_facts"))


def show_changes(into: QVBoxLayout, rows: tuple[ListChangeRow, ...], today: date) -> None:
    """Every change of the term or the code that is shown: before and after, why and by whom."""
    if rows:
        table = Table(change_columns(today), key=lambda r: r.id, height=44, name="list_changes")
        table.set_rows(rows)
        into.addWidget(label("Every change", "label"))
        into.addWidget(table, 1)


def show_term(into: QVBoxLayout, row: TermRow) -> None:
    """A school term and how long it is."""
    _head(
        into, f"Term {row.number} of {row.school_year}", "Weekly sessions are held in term; holiday weeks lie between."
    )
    if row.withdrawn:
        into.addWidget(label("It was withdrawn, and counts nowhere. Change keeps it again.", wrap=True))
    weeks = -(-((row.last_day - row.first_day).days + 1) // 7)
    into.addWidget(
        facts([("First day", say_full(row.first_day)), ("Last day", say_full(row.last_day)), ("Weeks", str(weeks))])
    )


HOLIDAY = "Bank holidays are no working days, and weekly sessions are not made on them. England's come with the application."


def show_holiday(into: QVBoxLayout, row: HolidayRow, today: date) -> None:
    """A bank holiday, whose it is, and everything that was decided of it."""
    _head(into, row.name, HOLIDAY)
    whose = {"known": "England's", "added": "added by the council", "struck": "struck by the council: it is a working day"}
    into.addWidget(facts([("Day", say_full(row.day)), ("Whose it is", whose[row.state])], name="holiday_facts"))
    if row.decided:
        table = Table(decided_columns(today), key=lambda r: r, height=44, name="holiday_decided")
        table.set_rows(row.decided)
        into.addWidget(label("Every change", "label"))
        into.addWidget(table, 1)


USED = {"not_for": "A line of a family’s bank that holds one of the other names is shown to a person. Families read the words."}


def show_code(into: QVBoxLayout, row: CodeRow) -> None:
    """A code, its words and the other names by which files may call it."""
    use = USED.get(row.list_name, "Files and returns use the code, people read the words.")
    _head(into, row.words, f"{title_of_list(row.list_name)}. {use}")
    pairs = [
        ("Code", row.code),
        ("Other names", row.old_names or "none"),
        ("Words", "the council's own" if row.own else "as shipped"),
    ]
    if row.elsewhere:
        pairs.append(("Whose it is", "another council’s: a home there is out of area"))
    if row.from_day is not None:
        pairs.append(("In use", f"from {say_full(row.from_day)}"))
    if row.retired_on is not None:
        pairs.append(("Out of use", f"from {say_full(row.retired_on)}"))
    into.addWidget(facts(pairs))


def show_nothing(into: QVBoxLayout, words: str) -> None:
    """What can be found here, while nothing is chosen."""
    empty(into)
    into.addWidget(label(words, "second", wrap=True))


def _head(into: QVBoxLayout, title: str, words: str) -> None:
    empty(into)
    into.addWidget(label(title, "title", wrap=True, name="detail_title"))
    into.addWidget(label(words, "second", wrap=True))
