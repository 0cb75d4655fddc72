"""What the council has decided, as it holds on a day."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.codes import LISTS, MEDWAY
from shortbreaks.council.england import england
from shortbreaks.council.settings import BY_KEY, SETTINGS, say_plainly, say_setting
from shortbreaks.council.tables import CodeEntry, Rate, SettingValue, Term
from shortbreaks.database.audit import AuditEntry, AuditMark
from shortbreaks.database.commands import View, query
from shortbreaks.database.noticing import only_read
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import own_holidays, say_day

# Built once: a select costs more to build than to run (speed.md).
_TABLE = SettingValue.__tablename__
_SETTING = (
    select(SettingValue.value)
    .where(SettingValue.key == bindparam("key"), SettingValue.from_day <= bindparam("day"))
    .order_by(SettingValue.from_day.desc(), SettingValue.id.desc())
    .limit(1)
)
_SETTINGS = (
    select(SettingValue.key, SettingValue.value)
    .where(SettingValue.from_day <= bindparam("day"))
    .order_by(SettingValue.from_day, SettingValue.id)
)

_DECIDED = (
    select(SettingValue.key, SettingValue.from_day, SettingValue.value)
    .where(SettingValue.key.in_(bindparam("keys", expanding=True)))
    .order_by(SettingValue.from_day, SettingValue.id)
)
_TERMS = select(Term.first_day, Term.last_day).where(~Term.withdrawn).order_by(Term.first_day)


def setting_on(db: Session, key: str, day: date) -> Any:
    """A setting's value on a day: the newest that holds from that day or before, or the shipped default."""
    if not db.autoflush or day in db.info.get(settings_on, ()):  # most questions ask for several settings, and so do some acts
        return settings_on(db, day)[key]
    kept = rows_of(db, _SETTING, {"key": key, "day": day}).scalar()
    return BY_KEY[key].default if kept is None else json.loads(kept)


def values_of(db: Session, key: str) -> tuple[tuple[date, Any], ...]:
    """Every value decided for a setting with the day it holds from, in order; the last entered for a day counts."""
    return values_of_many(db, [key])[key]


def values_of_many(db: Session, keys: Sequence[str]) -> dict[str, tuple[tuple[date, Any], ...]]:
    """The same of several settings, in one question."""
    found: dict[str, dict[date, Any]] = {key: {} for key in keys}
    for key, from_day, value in rows_of(db, _DECIDED, {"keys": keys}):
        found[key][from_day] = json.loads(value)
    return {key: tuple(values.items()) for key, values in found.items()}


def value_in(decided: Sequence[tuple[date, Any]], key: str, day: date) -> Any:
    """The value that held on a day out of every value decided for a setting, or the shipped default."""
    return next((value for since, value in reversed(decided) if since <= day), BY_KEY[key].default)


def settings_on(db: Session, day: date) -> Mapping[str, Any]:
    """Every setting's value on a day, in one question: of each day once while one question is answered or one act is done.

    An act that decided one itself goes by what it decided.
    """
    known: dict[date, Mapping[str, Any]] = db.info.setdefault(settings_on, {}) if only_read(db, _TABLE) else {}
    if day not in known:
        kept = {row.key: json.loads(row.value) for row in rows_of(db, _SETTINGS, {"day": day})}
        known[day] = MappingProxyType({setting.key: kept.get(setting.key, setting.default) for setting in SETTINGS})
    return known[day]


def bank_holidays(first: date, last: date) -> dict[date, str]:
    """The bank holidays from one day to another, with their names: England's, as this council has decided of them."""
    own, days = own_holidays(), {day: name for year in range(first.year, last.year + 1) for day, name in england(year).items()}
    return {day: name for day, name in sorted({**days, **own}.items()) if name and first <= day <= last}


def known_holiday(day: date) -> str:
    """The name of the bank holiday that England is known to have on a day, whatever the council decided; "" where it has none."""
    return england(day.year).get(day, "")


def holidays_after(day: date, working_days: int) -> frozenset[date]:
    """Enough of the coming bank holidays to count some working days (R-B2)."""
    return frozenset(bank_holidays(day, day + timedelta(days=working_days * 3 + 30)))


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting as shown on the council's page."""

    key: str
    title: str
    value: str
    unit: str
    from_day: date | None
    sentence: str
    basis: str
    to_come: str


@query(needs=Permission.SEE_COUNCIL)
def settings_shown(view: View) -> tuple[SettingRow, ...]:
    """Every setting as it holds today, and the next value to come where one is already decided."""
    rows = view.db.execute(
        select(SettingValue.key, SettingValue.value, SettingValue.from_day).order_by(
            SettingValue.from_day, SettingValue.id
        )
    ).all()
    now = {row.key: row for row in rows if row.from_day <= view.today}
    later: dict[str, Any] = {}
    for row in rows:
        if row.from_day > view.today:
            later.setdefault(row.key, row)
    shown = []
    for setting in SETTINGS:
        kept, next_one = now.get(setting.key), later.get(setting.key)
        value = say_setting(setting.key, kept.value if kept else json.dumps(setting.default))
        to_come = ""
        if next_one is not None:
            to_come = f"{say_plainly(setting.key, say_setting(setting.key, next_one.value))} from {say_day(next_one.from_day)}"
        shown.append(
            SettingRow(setting.key, setting.title, value, setting.unit, kept.from_day if kept else None,
                       setting.sentence, setting.basis, to_come)
        )  # fmt: skip
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One value a setting has had: from when, who decided and why."""

    from_day: date
    value: str
    reason: str
    person: str


@query(needs=Permission.SEE_COUNCIL)
def history_of_setting(view: View, key: str) -> tuple[HistoryRow, ...]:
    """Every value a setting has had, newest first, with who entered it."""
    rows = view.db.execute(
        select(SettingValue.from_day, SettingValue.value, SettingValue.reason, PersonRecord.name)
        .join(
            AuditMark,
            SettingValue.id.between(AuditMark.row_id, AuditMark.last_id)
            & (AuditMark.table_name == SettingValue.__tablename__),
            isouter=True,
        )
        .join(AuditEntry, AuditEntry.number == AuditMark.entry, isouter=True)
        .join(PersonRecord, PersonRecord.id == AuditEntry.person_id, isouter=True)
        .where(SettingValue.key == key)
        .order_by(SettingValue.from_day.desc(), SettingValue.id.desc())
    )
    return tuple(HistoryRow(r.from_day, say_setting(key, r.value), r.reason, r.name or "") for r in rows)


@dataclass(frozen=True, slots=True)
class TermRow:
    """One school term."""

    id: int
    version: int
    school_year: str
    number: int
    first_day: date
    last_day: date
    withdrawn: bool = False


def school_terms(db: Session) -> list[tuple[date, date]]:
    """First and last day of every school term that stands, in order."""
    return [(row.first_day, row.last_day) for row in rows_of(db, _TERMS)]


@query(needs=Permission.SEE_COUNCIL)
def terms_shown(view: View) -> tuple[TermRow, ...]:
    """Every school term, in order, those that were withdrawn among them."""
    found = select(Term.id, Term.version, Term.school_year, Term.number, Term.first_day, Term.last_day, Term.withdrawn)
    return tuple(TermRow(*row) for row in view.db.execute(found.order_by(Term.first_day)))


@dataclass(frozen=True, slots=True)
class RateRow:
    """What a unit of support costs from a day, who entered it, and whether it holds: "holds", "to come", "before", "replaced"."""

    id: int
    kind: str
    unit: str
    from_day: date
    pence: int
    reason: str
    person: str = ""
    state: str = "holds"


@query(needs=Permission.SEE_COUNCIL)
def rates_shown(view: View) -> tuple[RateRow, ...]:
    """Every rate there has been, newest first within its kind; the last entered for a day counts."""
    rows = view.db.execute(
        select(Rate.id, Rate.kind, Rate.unit, Rate.from_day, Rate.pence, Rate.reason, PersonRecord.name)
        .join(
            AuditMark,
            Rate.id.between(AuditMark.row_id, AuditMark.last_id) & (AuditMark.table_name == Rate.__tablename__), isouter=True,
        )
        .join(AuditEntry, AuditEntry.number == AuditMark.entry, isouter=True)
        .join(PersonRecord, PersonRecord.id == AuditEntry.person_id, isouter=True)
        .order_by(Rate.kind, Rate.unit, Rate.from_day.desc(), Rate.id.desc())
    )  # fmt: skip
    shown: list[RateRow] = []
    days: set[tuple[str, str, date]] = set()
    holding: set[tuple[str, str]] = set()
    for row in rows:
        series, day = (row.kind, row.unit), (row.kind, row.unit, row.from_day)
        state = "replaced" if day in days else "to come" if row.from_day > view.today else "before" if series in holding else "holds"
        days.add(day)
        if state == "holds":
            holding.add(series)
        shown.append(RateRow(*row[:6], row.name or "", state))
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code with its words; `own` when the council added or reworded it."""

    list_name: str
    code: str
    words: str
    old_names: str
    own: bool
    retired_on: date | None
    from_day: date | None = None
    elsewhere: bool = False
    row_id: int | None = None  # and version, of one that the council has added or changed
    version: int | None = None


@query(needs=Permission.SEE_COUNCIL)
def codes_shown(view: View, list_name: str) -> tuple[CodeRow, ...]:
    """A list's codes, the shipped ones first, retired ones marked."""
    columns = (
        CodeEntry.code, CodeEntry.words, CodeEntry.old_names, CodeEntry.retired_on, CodeEntry.from_day, CodeEntry.elsewhere,
        CodeEntry.id, CodeEntry.version,
    )  # fmt: skip
    found = view.db.execute(select(*columns).where(CodeEntry.list_name == list_name).order_by(CodeEntry.position))
    kept = {row.code: row for row in found}

    def own(code: str, row: Any, *, elsewhere: bool = False) -> CodeRow:
        names = row.old_names.replace("|", ", ")
        return CodeRow(
            list_name, code, row.words, names, own=True, retired_on=row.retired_on, from_day=row.from_day,
            elsewhere=elsewhere or row.elsewhere, row_id=row.id, version=row.version,
        )  # fmt: skip

    shown = []
    for code in LISTS.get(list_name, ()):
        row, away = kept.pop(code.code, None), code == MEDWAY
        as_shipped = CodeRow(list_name, code.code, code.words, ", ".join(code.old_names), own=False, retired_on=None, elsewhere=away)
        shown.append(as_shipped if row is None else own(code.code, row, elsewhere=away))
    return (*shown, *(own(code, row) for code, row in kept.items()))


@query(needs=Permission.SEE_COUNCIL)
def setting_now(view: View, key: str) -> Any:
    """One setting's value today."""
    return setting_on(view.db, key, view.today)


def next_position(db: Session, list_name: str) -> int:
    """The place at the end of a code list."""
    return (db.scalar(select(func.max(CodeEntry.position)).where(CodeEntry.list_name == list_name)) or 0) + 1
