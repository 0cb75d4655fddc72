"""Bank holidays that the council adds or strikes, from a proclamation or by mistake: each with its reason, none overwritten."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.commands import check_day, check_reason
from shortbreaks.council.queries import bank_holidays, known_holiday
from shortbreaks.council.tables import BankHoliday
from shortbreaks.database.audit import AuditEntry, AuditMark
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import say_full, to_local
from shortbreaks.errors import Refused

LONGEST = 80  # letters of a name


@dataclass(frozen=True, slots=True)
class DecideHoliday:
    """A day that is a bank holiday, or (`held` False) is none, with the reason; `name` is read for one that is held."""

    day: date
    name: str
    reason: str
    held: bool = True


@command(needs=Permission.CHANGE_COUNCIL, recorded_as="Bank holiday decided")
def decide_holiday(work: Work, request: DecideHoliday) -> int:
    """Keep that a day is, or is not, a bank holiday for whatever counts working days or makes sessions from now on.

    What was counted before stays. Raises Refused for a day gone by, without name or reason, or for what is so already.
    """
    check_day(request.day, "day")
    now = bank_holidays(request.day, request.day).get(request.day, "")
    if request.day < work.today:
        raise Refused("Days gone by stay as they were counted.", "Choose today or a day to come.", "day")
    name = " ".join(request.name.split()) if request.held else now
    if request.held and now:
        raise Refused(f"{say_full(request.day)} is a bank holiday already: {now}.", "Choose another day.", "day")
    if not request.held and not now:
        raise Refused(f"{say_full(request.day)} is no bank holiday.", "Choose one from the list.", "day")
    if not name or len(name) > LONGEST:
        raise Refused(f"A bank holiday has a name of up to {LONGEST} letters.", "Write what it is called, such as Coronation.", "name")
    check_reason(request.reason)
    decided = BankHoliday(day=request.day, held=request.held, name=name, reason=request.reason.strip())
    work.db.add(decided)
    work.record(decided)
    return decided.id


@dataclass(frozen=True, slots=True)
class HolidayDecided:
    """One decision about a day: when in Kent it was entered, what it said, why and by whom."""

    at: datetime
    said: str
    reason: str
    person: str


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """One day: its name, and whether it is "known" in England, "added" or "struck" by the council, its decisions newest first."""

    day: date
    name: str
    state: str
    decided: tuple[HolidayDecided, ...] = ()


@query(needs=Permission.SEE_COUNCIL)
def holidays_shown(view: View) -> tuple[HolidayRow, ...]:
    """The bank holidays of this year and next in order, and every day of which the council has decided."""
    decided: dict[date, list[HolidayDecided]] = {}
    names: dict[date, str] = {}
    held: set[date] = set()
    for row in view.db.execute(_DECIDED):
        words = "A bank holiday" if row.held else "No bank holiday"
        decided.setdefault(row.day, []).insert(0, HolidayDecided(to_local(row.at), words, row.reason, row.person or ""))
        names[row.day] = row.name
        held = held | {row.day} if row.held else held - {row.day}
    known = bank_holidays(date(view.today.year, 1, 1), date(view.today.year + 1, 12, 31))
    shown = []
    for day in sorted({*known, *names}):
        state = "struck" if day in names and day not in held else "known" if known_holiday(day) else "added"
        shown.append(HolidayRow(day, names.get(day) or known[day], state, tuple(decided.get(day, ()))))
    return tuple(shown)


_DECIDED = (
    select(BankHoliday.day, BankHoliday.held, BankHoliday.name, BankHoliday.reason, AuditEntry.at, PersonRecord.name.label("person"))
    .join(
        AuditMark,
        BankHoliday.id.between(AuditMark.row_id, AuditMark.last_id) & (AuditMark.table_name == BankHoliday.__tablename__),
    )
    .join(AuditEntry, AuditEntry.number == AuditMark.entry)
    .join(PersonRecord, PersonRecord.id == AuditEntry.person_id, isouter=True)
    .order_by(BankHoliday.id)
)
