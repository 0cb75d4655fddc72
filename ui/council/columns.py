"""What the tables of the council's page show."""

from collections.abc import Sequence
from datetime import date

from shortbreaks.council.holidays import HolidayDecided, HolidayRow
from shortbreaks.council.list_changes import ListChangeRow
from shortbreaks.council.lists import NAMES
from shortbreaks.council.queries import CodeRow, HistoryRow, RateRow, SettingRow, TermRow
from shortbreaks.council.scheme_changes import SchemeRow
from shortbreaks.council.settings import say_plainly
from shortbreaks.dates import say_short, short_day
from shortbreaks.money import pounds
from ui.kit.rows import Column, Mark

LETTERS = 40  # of a value in the list
LIST_TITLES = {
    "district": "Districts", "kind": "Kinds of service", "need": "Needs and support", "level": "Levels of need",
    "sen_type": "SEN types", "sen_provision": "SEN provision", "primary_need": "Primary need (CIN)",
    "benefit": "Benefits that exempt (s29)", "evidence": "Evidence", "check": "Providers' checks",
    "cancel_reason": "Reasons to cancel", "not_for": "What the money is not for",
}  # fmt: skip


def title_of_list(name: str) -> str:
    """What a code list is called on the page."""
    return LIST_TITLES.get(name, name.replace("_", " ").capitalize())


def list_choices() -> tuple[tuple[str, str], ...]:
    """Every code list that ships, districts first."""
    order = sorted(NAMES, key=lambda name: (name != "district", title_of_list(name)))
    return tuple((name, title_of_list(name)) for name in order)


def say_value(row: SettingRow) -> str:
    """A setting's value as a person says it."""
    return say_plainly(row.key, row.value)


def setting_columns(today: date) -> Sequence[Column[SettingRow]]:
    """Each setting with its value today, and since when; a long one begins here, and its tip and the card beside the list say all of it."""

    def begins(row: SettingRow) -> str:
        value = say_value(row)
        return value if len(value) <= LETTERS else value[:LETTERS].rsplit(" ", 1)[0] + "…"

    first: Column[SettingRow] = Column("Setting", lambda r: r.title, second=lambda r: r.sentence, strong=True)
    return [
        first,
        Column("Value today", begins, second=lambda r: f"then {r.to_come}" if r.to_come else "", width=300, whole=say_value),
        Column("Since", lambda r: "as shipped" if r.from_day is None else short_day(r.from_day, today), width=110, tabular=True),
    ]


def history_columns(key: str, today: date) -> Sequence[Column[HistoryRow]]:
    """Every value there has been."""
    first: Column[HistoryRow] = Column(
        "From", lambda r: short_day(r.from_day, today), sort=lambda r: r.from_day, width=110, tabular=True
    )
    return [first, Column("Value", lambda r: say_plainly(key, r.value), second=lambda r: ", ".join(filter(None, (r.reason, r.person))))]


def change_columns(today: date) -> Sequence[Column[ListChangeRow]]:
    """How a term or a code was changed: what it says since then, and what it said before."""

    def second(row: ListChangeRow) -> str:
        return ", ".join(filter(None, (f"before: {row.was}" if row.was else "new", row.reason, row.person)))

    first: Column[ListChangeRow] = Column(
        "Changed", lambda r: short_day(r.at.date(), today), sort=lambda r: r.at, width=110, tabular=True
    )
    return [first, Column("Says", lambda r: r.now, second=second, whole=lambda r: f"{r.now} ({second(r)})")]


def rate_columns(today: date) -> Sequence[Column[RateRow]]:
    """Every rate by kind, the newest first."""

    def state(row: RateRow) -> Sequence[Mark]:
        meaning = {"holds": "ok", "to come": "info"}.get(row.state, "neutral")
        return (Mark(row.state.capitalize(), meaning),)

    first: Column[RateRow] = Column("Pays for", lambda r: r.kind, second=lambda r: r.reason, strong=True)
    return [
        first,
        Column("For one", lambda r: r.unit, width=90),
        Column("Rate", lambda r: pounds(r.pence), sort=lambda r: r.pence, right=True, width=100, tabular=True),
        Column("From", lambda r: short_day(r.from_day, today), sort=lambda r: r.from_day, width=120, tabular=True),
        Column("", marks=state, width=110),
    ]


def scheme_columns(today: date) -> Sequence[Column[SchemeRow]]:
    """Every form of every scheme."""

    def state(row: SchemeRow) -> Sequence[Mark]:
        meaning = {"holds": "ok", "to come": "info", "ends": "warn"}.get(row.state, "neutral")
        return (Mark(row.state.capitalize(), meaning),)

    first: Column[SchemeRow] = Column("Scheme", lambda r: r.name, second=lambda r: "; ".join(r.criteria), strong=True)
    return [
        first,
        Column("From", lambda r: "as shipped" if r.from_day is None else short_day(r.from_day, today), width=120, tabular=True),
        Column("", marks=state, width=120),
    ]


def term_columns(today: date) -> Sequence[Column[TermRow]]:
    """School terms in order; one that was withdrawn says so."""

    def state(row: TermRow) -> Sequence[Mark]:
        return (Mark("Withdrawn", "neutral"),) if row.withdrawn else ()

    first: Column[TermRow] = Column("School year", lambda r: r.school_year, strong=True, tabular=True)
    return [
        first,
        Column("Term", lambda r: str(r.number), sort=lambda r: r.number, right=True, width=70, tabular=True),
        Column("First day", lambda r: say_short(r.first_day, today), sort=lambda r: r.first_day, width=160, tabular=True),
        Column("Last day", lambda r: say_short(r.last_day, today), sort=lambda r: r.last_day, width=160, tabular=True),
        Column("", marks=state, width=110),
    ]


def holiday_columns(today: date) -> Sequence[Column[HolidayRow]]:
    """The bank holidays, and which of them the council itself decided."""

    def state(row: HolidayRow) -> Sequence[Mark]:
        said = {"added": Mark("Council's own", "info"), "struck": Mark("Struck: a working day", "warn")}
        return (said[row.state],) if row.state in said else ()

    first: Column[HolidayRow] = Column(
        "Day", lambda r: say_short(r.day, today), sort=lambda r: r.day, width=170, tabular=True
    )
    return [first, Column("Bank holiday", lambda r: r.name, strong=True), Column("", marks=state, width=190)]


def decided_columns(today: date) -> Sequence[Column[HolidayDecided]]:
    """What was decided of one bank holiday, the newest first."""

    def second(row: HolidayDecided) -> str:
        return ", ".join(filter(None, (row.reason, row.person)))

    first: Column[HolidayDecided] = Column(
        "Decided", lambda r: short_day(r.at.date(), today), sort=lambda r: r.at, width=110, tabular=True
    )
    return [first, Column("Says", lambda r: r.said, second=second, whole=lambda r: f"{r.said} ({second(r)})")]


def code_columns(today: date) -> Sequence[Column[CodeRow]]:
    """The codes of one list with the words said for them."""

    def state(row: CodeRow) -> Sequence[Mark]:
        if row.retired_on is not None and row.retired_on > today:
            return (Mark(f"Until {short_day(row.retired_on, today)}", "warn"),)
        if row.retired_on is not None:
            return (Mark("Out of use", "neutral"),)
        if row.elsewhere:
            return (Mark("Another council's", "neutral", "council-filled"),)
        return (Mark("Council's own words", "info"),) if row.own else ()

    first: Column[CodeRow] = Column("Code", lambda r: r.code, width=120, tabular=True)
    return [
        first,
        Column("Words", lambda r: r.words, strong=True),
        Column("Other names", lambda r: r.old_names, width=180),
        Column("", marks=state, width=170),
    ]
