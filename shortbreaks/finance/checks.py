"""The questions finance asks every month and at a year's end, each with its figure and the list behind it (5.7, 5.8)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.errors import NotFound, Refused
from shortbreaks.exchange.csv_files import MOST_ROWS_OUT, Money, write_table
from shortbreaks.finance.check_lists import MONTHLY, YEARLY
from shortbreaks.finance.check_rows import CheckRow, Span

COLUMNS = ("reference", "who", "what", "date", "amount", "beside")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its list by name, when it is asked, what it asks, and whether anything on its list is wrong."""

    key: str
    when: str  # "month" or "year"
    title: str
    sentence: str
    wrong: bool  # a line on the list needs somebody; else the list is a fact of the year's end
    rows: Callable[[View, Span], Sequence[CheckRow]]


QUESTIONS: Mapping[str, Question] = MappingProxyType({
    key: Question(key, when, title, sentence, wrong, rows)
    for when, group in (("month", MONTHLY), ("year", YEARLY))
    for key, title, sentence, wrong, rows in group
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question comes to: how many lines, and their pence."""

    key: str
    when: str
    title: str
    sentence: str
    wrong: bool
    count: int
    pence: int


def span_of(when: str, day: date) -> Span:
    """The calendar month that holds a day, or the financial year that ends on a 31 March. Raises Refused for another end."""
    if when == "month":
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return Span(day.replace(day=1), date.fromordinal(following.toordinal() - 1))
    if (day.month, day.day) != (3, 31):
        raise Refused("A financial year ends on 31 March.", "Choose a 31 March.", "day")
    return Span(date(day.year - 1, 4, 1), day)


@query(needs=Permission.SEE_MONEY)
def checks_answered(view: View, when: str, day: date) -> tuple[Answer, ...]:
    """Every question of a month or a year's end with its figure."""
    span = span_of(when, day)
    found = []
    for one in QUESTIONS.values():
        if one.when == when:
            rows = one.rows(view, span)
            found.append(
                Answer(one.key, one.when, one.title, one.sentence, one.wrong, len(rows), sum(row.pence for row in rows))
            )
    return tuple(found)


@query(needs=Permission.SEE_MONEY)
def check_rows(view: View, key: str, day: date) -> tuple[CheckRow, ...]:
    """The list behind a question. Raises NotFound."""
    one = QUESTIONS.get(key)
    if one is None:
        raise NotFound("There is no such question.", "Look again.")
    return tuple(one.rows(view, span_of(one.when, day)))


@query(needs=Permission.SEE_MONEY)
def check_file(view: View, key: str, day: date) -> bytes:
    """The list behind a question as a table. Raises Refused for an empty one, so that no empty file is written."""
    rows = check_rows(view, key, day)
    if not rows:
        raise Refused("There is nothing on this list.", "There is no file to write.")
    return write_table(
        COLUMNS, [(x.ref, x.who, x.what, x.on, Money(x.pence), None if x.beside is None else Money(x.beside)) for x in rows[:MOST_ROWS_OUT]]
    )
