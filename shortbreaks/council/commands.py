"""Changing what the council has decided: always from a day, always with a reason, never over what was."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.codes import LISTS
from shortbreaks.council.queries import next_position
from shortbreaks.council.settings import read_setting
from shortbreaks.council.tables import CodeEntry, Rate, SettingValue, Term
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.resources import resource

CHANGE = Permission.CHANGE_COUNCIL


@dataclass(frozen=True, slots=True)
class DecideSetting:
    """A setting's value from a day, as typed, with the reason."""

    key: str
    value: str
    from_day: date
    reason: str


@command(needs=CHANGE, recorded_as="Setting decided")
def decide_setting(work: Work, request: DecideSetting) -> int:
    """Keep a setting's value from a day on. Raises Refused for a value out of its range or an empty reason."""
    kept = read_setting(request.key, request.value)
    _reason(request.reason)
    value = SettingValue(key=request.key, from_day=request.from_day, value=kept, reason=request.reason.strip())
    work.db.add(value)
    work.record(value)
    return value.id


@dataclass(frozen=True, slots=True)
class DecideRate:
    """What one unit of a kind of support costs from a day, in pence."""

    kind: str
    unit: str
    from_day: date
    pence: int
    reason: str


@command(needs=CHANGE, recorded_as="Rate decided")
def decide_rate(work: Work, request: DecideRate) -> int:
    """Keep a rate from a day on. Raises Refused for an empty kind or reason."""
    if not request.kind.strip():
        raise Refused("The rate has no kind of support.", "Write what it pays for, such as Personal assistant.", "kind")
    _reason(request.reason)
    rate = Rate(
        kind=request.kind.strip(), unit=request.unit.strip() or "hour", from_day=request.from_day,
        pence=request.pence, reason=request.reason.strip(),
    )  # fmt: skip
    work.db.add(rate)
    work.record(rate, pence=request.pence)
    return rate.id


@dataclass(frozen=True, slots=True)
class SetTerm:
    """One school term; `seen` is the version shown, None for a new one."""

    school_year: str
    number: int
    first_day: date
    last_day: date
    seen: int | None = None


@command(needs=CHANGE, recorded_as="School term set")
def set_term(work: Work, request: SetTerm) -> int:
    """Keep the days of a term. Raises Refused when it ends before it begins or overlaps another."""
    if request.last_day < request.first_day:
        raise Refused("The term ends before it begins.", "Check both days.", "last_day")
    same = (Term.school_year == request.school_year) & (Term.number == request.number)
    other = work.db.scalar(
        select(Term).where(~same, Term.first_day <= request.last_day, Term.last_day >= request.first_day).limit(1)
    )
    if other is not None:
        raise Refused(
            f"It overlaps term {other.number} of {other.school_year}.", "Change the other term first.", "first_day"
        )
    found = work.db.scalar(select(Term).where(same))
    if found is None:
        found = Term(school_year=request.school_year, number=request.number, first_day=request.first_day,
                     last_day=request.last_day)  # fmt: skip
        work.db.add(found)
    else:
        found = work.take(Term, found.id, seen=request.seen)
        found.first_day, found.last_day = request.first_day, request.last_day
    work.record(found)
    return found.id


@dataclass(frozen=True, slots=True)
class TakePublishedTerms:
    """Kent's published school terms, as they ship."""


@command(needs=CHANGE, recorded_as="Published school terms taken over")
def take_published_terms(work: Work, _request: TakePublishedTerms) -> list[int]:
    """Keep the published terms that are not here yet; answers their ids. Raises Refused when all of them are."""
    there = {(term.school_year, term.number) for term in work.db.scalars(select(Term))}
    lines = resource("council/kent_term_dates.csv").read_text("ascii").splitlines()[1:]
    terms = [
        Term(
            school_year=year, number=int(number), first_day=date.fromisoformat(first), last_day=date.fromisoformat(last)
        )
        for year, number, first, last in (line.split(",") for line in lines)
        if (year, int(number)) not in there
    ]
    if not terms:
        raise Refused("The published terms are here already.", "Change the ones that differ.")
    work.db.add_all(terms)
    work.db.flush()
    work.record(terms[0])
    return [term.id for term in terms]


@dataclass(frozen=True, slots=True)
class SetCode:
    """A code's words in one list; a new one, from a day or from today, when the list has it not. `retired` ends its use.

    `elsewhere` says that a district is another council's: a home there is out of area (R-E3).
    """

    list_name: str
    code: str
    words: str
    old_names: str = ""
    retired: bool = False
    from_day: date | None = None
    elsewhere: bool = False


@command(needs=CHANGE, recorded_as="Code list changed")
def set_code(work: Work, request: SetCode) -> int:
    """Reword, add or retire a code. Raises Refused for an unknown list, or a code or words left empty."""
    if request.list_name not in LISTS:
        raise Refused("There is no such list.", "Choose one from the page.", "list_name")
    code, words = request.code.strip(), request.words.strip()
    if not code or not words:
        raise Refused("A code needs its letters and its words.", "Write both.", "words" if code else "code")
    _check_fixed(request.list_name, code, retired=request.retired)
    if request.elsewhere and request.list_name != "district":
        raise Refused("Only a district can be another council’s.", "Leave it out for this list.", "elsewhere")
    found = work.db.scalar(select(CodeEntry).where(CodeEntry.list_name == request.list_name, CodeEntry.code == code))
    since = None if code in {one.code for one in LISTS[request.list_name]} else work.today
    if found is None:
        found = CodeEntry(
            list_name=request.list_name, code=code, words=words, old_names="", from_day=since, retired_on=None,
            elsewhere=False, position=next_position(work.db, request.list_name),
        )  # fmt: skip
        work.db.add(found)
    found.words = words
    found.from_day = request.from_day or found.from_day
    found.old_names = "|".join(name.strip() for name in request.old_names.split(",") if name.strip())
    found.retired_on = work.today if request.retired else None
    found.elsewhere = request.elsewhere
    work.record(found)
    return found.id


def _check_fixed(list_name: str, code: str, *, retired: bool) -> None:
    """Levels have a rank and codes of needs stand parted by commas in files: neither can be just anything."""
    if list_name == "level" and (retired or code not in {one.code for one in LISTS["level"]}):
        raise Refused("Schemes count with these four levels, in their order.", "Change their words, and keep all four.", "code")
    if set(code) & set(",;|:"):
        raise Refused(f"“{code[:40]}” holds a sign that parts codes from each other.", "Write letters and digits.", "code")


def _reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("A decision needs its reason.", "Write who decided it and why.", "reason")
