"""Eligibility schemes from day to day: which hold on a day, how they are shown, and changing or ending one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import words_in
from shortbreaks.council.schemes import (
    PUBLISHED,
    EligibilityScheme,
    read_scheme,
    say_awards,
    say_test,
)
from shortbreaks.council.tables import Scheme
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.errors import Refused

AS_SHIPPED = date(1900, 1, 1)
LONGEST_NAME = 80


def schemes_on(db: Session, day: date) -> tuple[EligibilityScheme, ...]:
    """The schemes that hold on a day, the one that ships first until the council decides otherwise; in four questions."""
    name, tests, awards = PUBLISHED[0]
    texts: dict[str, tuple[date, str, str, bool]] = {name: (AS_SHIPPED, tests, awards, False)}
    rows = db.execute(
        select(Scheme.name, Scheme.from_day, Scheme.tests, Scheme.awards, Scheme.retired)
        .where(Scheme.from_day <= day)
        .order_by(Scheme.from_day, Scheme.id)
    )
    for row in rows:
        texts[row.name] = (row.from_day, row.tests, row.awards, row.retired)
    codes = codes_of_schemes(db)
    return tuple(
        read_scheme(name, from_day, tests, awards, codes)
        for name, (from_day, tests, awards, retired) in texts.items() if not retired
    )  # fmt: skip


def codes_of_schemes(db: Session) -> dict[str, dict[str, str]]:
    """The codes a scheme may name with their words, also those since taken out of use: what was decided stays readable."""
    return {name: words_in(db, name) for name in ("need", "evidence")}


def criteria_of(db: Session, scheme: EligibilityScheme) -> tuple[str, ...]:
    """A scheme's tests and awards in words, one a line, as they go into a decision and its letter."""
    return _in_words(codes_of_schemes(db), scheme)


def _in_words(codes: Mapping[str, Mapping[str, str]], scheme: EligibilityScheme) -> tuple[str, ...]:
    said = (say_test(test, lambda listed, code: codes[listed].get(code, code)) for test in scheme.tests)
    return (*said, *say_awards(scheme))


@dataclass(frozen=True, slots=True)
class DecideScheme:
    """A scheme's tests and awards from a day, as typed, with the reason; `retired` ends it from that day."""

    name: str
    from_day: date
    tests: str
    awards: str
    reason: str
    retired: bool = False


@command(needs=Permission.CHANGE_COUNCIL, recorded_as="Eligibility scheme decided")
def decide_scheme(work: Work, request: DecideScheme) -> int:
    """Keep a scheme from a day on; what held before stays for the days before.

    Raises Refused naming the line that cannot be read, an empty reason, or the last scheme being ended.
    """
    read = read_scheme(request.name, request.from_day, request.tests, request.awards, codes_of_schemes(work.db))
    if len(read.name) > LONGEST_NAME:
        raise Refused(f"The name is longer than {LONGEST_NAME} letters.", "Write a shorter one.", "name")
    if not request.reason.strip():
        raise Refused("A decision needs its reason.", "Write who decided it and why.", "reason")
    if request.retired and {one.name for one in schemes_on(work.db, request.from_day)} <= {read.name}:
        raise Refused("No scheme would be left from that day.", "Decide the one that follows it first.", "retired")
    kept = Scheme(
        name=read.name, from_day=request.from_day, tests=_tidy(request.tests), awards=_tidy(request.awards),
        retired=request.retired, reason=request.reason.strip(),
    )  # fmt: skip
    work.db.add(kept)
    work.record(kept)
    return kept.id


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """One form of a scheme on the council's page; `state` is "holds", "to come", "replaced" or "ended"."""

    id: int  # 0 for the one that ships
    name: str
    from_day: date | None
    tests: str
    awards: str
    criteria: tuple[str, ...]
    state: str
    reason: str


@query(needs=Permission.SEE_COUNCIL)
def schemes_shown(view: View) -> tuple[SchemeRow, ...]:
    """Every form every scheme has had, by name, the newest first; the shipped one while nothing replaced it."""
    rows = view.db.execute(
        select(Scheme.id, Scheme.name, Scheme.from_day, Scheme.tests, Scheme.awards, Scheme.retired, Scheme.reason)
        .order_by(Scheme.name, Scheme.from_day.desc(), Scheme.id.desc())
    ).all()  # fmt: skip
    codes = codes_of_schemes(view.db)
    shown, current = [], set()
    for row in rows:
        if row.from_day > view.today:
            state = "ends" if row.retired else "to come"
        elif row.name in current:
            state = "replaced"
        else:
            current.add(row.name)
            state = "ended" if row.retired else "holds"
        criteria = _criteria(codes, row.name, row.from_day, row.tests, row.awards)
        shown.append(SchemeRow(row.id, row.name, row.from_day, row.tests, row.awards, criteria, state, row.reason))
    name, tests, awards = PUBLISHED[0]
    state = "replaced" if name in current else "holds"
    first = SchemeRow(0, name, None, tests, awards, _criteria(codes, name, AS_SHIPPED, tests, awards), state, "As shipped.")
    return (first, *shown) if state == "holds" else (*shown, first)


def _criteria(codes: Mapping[str, Mapping[str, str]], name: str, day: date, tests: str, awards: str) -> tuple[str, ...]:
    return _in_words(codes, read_scheme(name, day, tests, awards, codes))
