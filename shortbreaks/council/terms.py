"""School terms kept and changed, each change with its reason; what was said before stays readable."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.commands import check_reason
from shortbreaks.council.list_changes import note_change, say_term
from shortbreaks.council.tables import Term
from shortbreaks.database.commands import View, Work, command
from shortbreaks.errors import NotFound, Refused
from shortbreaks.resources import resource

CHANGE = Permission.CHANGE_COUNCIL
MOST_TERMS = 9  # of one year


@dataclass(frozen=True, slots=True)
class SetTerm:
    """One school term; `seen` is the version shown, None for a new one."""

    school_year: str
    number: int
    first_day: date
    last_day: date
    seen: int | None = None
    reason: str = ""


@command(needs=CHANGE, recorded_as="School term set")
def set_term(work: Work, request: SetTerm) -> int:
    """Keep the days of a term, new or changed, with the reason.

    Raises Refused for a year or days that cannot be, one that is there already, or one that overlaps another.
    """
    _check_days(request)
    same = (Term.school_year == request.school_year) & (Term.number == request.number) & ~Term.withdrawn
    _check_apart(work, request, but=work.db.scalar(select(Term.id).where(same)))
    check_reason(request.reason)
    term = _standing(work, request)
    was = say_term(term) if term.id else ""
    term.first_day, term.last_day = request.first_day, request.last_day
    work.db.add(term)
    work.db.flush()
    note_change(work, term, was, say_term(term), request.reason)
    work.record(term)
    return term.id


def _check_days(request: SetTerm) -> None:
    found = re.fullmatch("([0-9]{4})-([0-9]{2})", request.school_year)
    begins = int(found[1]) if found else 0
    if found is None or not 2000 <= begins <= 2100 or int(found[2]) != (begins + 1) % 100:
        raise Refused(f"“{request.school_year[:20]}” is no school year.", "Write it like 2026-27.", "school_year")
    if not 1 <= request.number <= MOST_TERMS:
        raise Refused(f"Terms of a year are numbered from 1 to {MOST_TERMS}.", "Write its number.", "number")
    if request.last_day < request.first_day:
        raise Refused("The term ends before it begins.", "Check both days.", "last_day")
    for day, field in ((request.first_day, "first_day"), (request.last_day, "last_day")):
        if not date(begins, 8, 1) <= day <= date(begins + 1, 8, 31):
            raise Refused(f"That day is not in the school year {request.school_year}.", "Look at the year.", field)


def _check_apart(work: Work, request: SetTerm, but: int | None) -> None:
    meets = select(Term).where(
        Term.first_day <= request.last_day, Term.last_day >= request.first_day, Term.id != (but or 0), ~Term.withdrawn
    )  # fmt: skip
    other = work.db.scalar(meets.limit(1))
    if other is not None:
        raise Refused(
            f"It overlaps term {other.number} of {other.school_year}.", "Change the other term first.", "first_day"
        )


def _standing(work: Work, request: SetTerm) -> Term:
    """The term that is changed, locked, or a new one. Raises Refused for a new one that is there already."""
    kept = select(Term.id).where(Term.school_year == request.school_year, Term.number == request.number, ~Term.withdrawn)
    found = work.db.scalar(kept)
    if found is None and request.seen is None:
        return Term(school_year=request.school_year, number=request.number)
    if found is None:
        raise NotFound(f"There is no term {request.number} of {request.school_year} here.", "Look again.", "number")
    if request.seen is None:
        raise Refused(
            f"Term {request.number} of {request.school_year} is here already.", "Choose it in the list, and change it.", "number"
        )
    return work.take(Term, found, seen=request.seen)


@dataclass(frozen=True, slots=True)
class WithdrawTerm:
    """A school term that was kept by mistake, with the reason."""

    term_id: int
    seen: int
    reason: str


@command(needs=CHANGE, recorded_as="School term withdrawn")
def withdraw_term(work: Work, request: WithdrawTerm) -> int:
    """Withdraw a term: it counts nowhere any more, its history stays, and its number may be kept again.

    Raises Refused without a reason, when it is withdrawn already, or while a later number of its year stands: a year has
    no hole in its numbers.
    """
    check_reason(request.reason)
    term = work.take(Term, request.term_id, seen=request.seen)
    if term.withdrawn:
        raise Refused(f"Term {term.number} of {term.school_year} is withdrawn already.", "Add it again where it is held after all.")
    later = select(Term.number).where(Term.school_year == term.school_year, Term.number > term.number, ~Term.withdrawn)
    if (number := work.db.scalar(later.order_by(Term.number.desc()).limit(1))) is not None:
        raise Refused(
            f"Term {number} of {term.school_year} comes after it.",
            "Change this term’s days instead, or withdraw the last number of the year first.",
        )
    was, term.withdrawn = say_term(term), True
    note_change(work, term, was, say_term(term), request.reason)
    work.record(term)
    return term.id


def published_not_here(view: View) -> list[SetTerm]:
    """Kent's published school terms of which none of that number stands here, in order."""
    there = {(row.school_year, row.number) for row in view.db.execute(select(Term.school_year, Term.number).where(~Term.withdrawn))}
    lines = resource("council/kent_term_dates.csv").read_text("ascii").splitlines()[1:]
    found = (line.split(",") for line in lines)
    return [
        SetTerm(year, int(number), date.fromisoformat(first), date.fromisoformat(last))
        for year, number, first, last in found if (year, int(number)) not in there
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakePublishedTerms:
    """Kent's published school terms, as they ship."""


@command(needs=CHANGE, recorded_as="Published school terms taken over")
def take_published_terms(work: Work, _request: TakePublishedTerms) -> list[int]:
    """Keep the published terms that are not here yet; answers their ids. Raises Refused when all of them are."""
    terms = [
        Term(school_year=one.school_year, number=one.number, first_day=one.first_day, last_day=one.last_day)
        for one in published_not_here(work)
    ]
    if not terms:
        raise Refused("The published terms are here already.", "Change the ones that differ.")
    work.db.add_all(terms)
    work.db.flush()
    for term in terms:
        note_change(work, term, "", say_term(term), "Kent’s published term dates.")
    work.record(terms[0])
    return [term.id for term in terms]
