"""Returns as they stood on any day: asked for, due, reminded so often; each proved against its steps."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from shortbreaks.database.commands import Work
from shortbreaks.database.proofs import proof
from shortbreaks.payments.returns.tables import ReturnStep
from shortbreaks.payments.spending.tables import Return


def step_return(work: Work, kept: Return, words: str) -> None:
    """Keep what became of a return today: when it is due, and how many reminders have gone."""
    step_returns(work, [kept], words)


def step_returns(work: Work, kept: Collection[Return], words: str) -> None:
    """The same of many returns at once."""
    work.db.flush()
    work.db.add_all(
        ReturnStep(return_id=one.id, entered_on=work.today, due_on=one.due_on, chased=one.chased, words=words,
                   at=work.now, person_id=work.person.id)
        for one in kept
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chased:
    """A return as it stood at the end of a day: when it was due, and how many reminders had gone."""

    due: date
    times: int


def returns_on(db: Session, day: date, ids: Collection[int]) -> Mapping[int, Chased]:
    """Each of these returns as it stood at the end of a day; those that nobody had asked for by then are left out."""
    rows = db.execute(
        select(ReturnStep.return_id, ReturnStep.due_on, ReturnStep.chased)
        .where(ReturnStep.return_id.in_(ids), ReturnStep.entered_on <= day)
        .order_by(ReturnStep.id)
    )
    return {row.return_id: Chased(row.due_on, row.chased) for row in rows}


@proof("returns")
def returns_are_where_their_steps_left_them(connection: Connection) -> Iterable[tuple[str, str]]:
    """A return is due on the day, and was reminded as often, as its last step says."""
    statement = text(
        """select r.id, r.due_on, r.chased, s.due_on, s.chased from payment_return r
        left join (select return_id, max(id) as last from return_step group by return_id) t on t.return_id = r.id
        left join return_step s on s.id = t.last
        where s.id is null or r.due_on <> s.due_on or r.chased <> s.chased order by r.id"""
    )
    for row, due, chased, said_due, said in connection.execute(statement):
        last = f"due {said_due}, reminded {said} times" if said_due is not None else "nothing"
        yield f"return {row}", f"it is due {due}, reminded {chased} times, and its last step says {last}"
