"""What counts on a past day and was entered only after it: parts of the award, its state, what is set aside, lines of the account."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from shortbreaks.dates import end_of, to_local
from shortbreaks.ledger.queries import posted_later
from shortbreaks.money import pounds
from shortbreaks.payments.facts import pot_of
from shortbreaks.payments.rules import WORDS, Part, parts_on, say_part
from shortbreaks.payments.spending.tables import Liability
from shortbreaks.payments.tables import AgreementStep, AwardLine

SAID = {"draft": "Not started", "active": "It is paid", "suspended": "It is suspended", "ended": "It has ended"}


@dataclass(frozen=True, slots=True)
class LaterAward:
    """A part of the award, the state or a sum set aside, as it counts on the day; when it was entered, and from which day it counts."""

    words: str
    entered: date
    from_day: date


@dataclass(frozen=True, slots=True)
class LaterLines:
    """Lines that were entered on one later day: how many, of which days, and what they come to (pence)."""

    entered: date
    first: date
    last: date
    count: int
    pence: int


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What was entered after a day and counts by it; `numbers` are its entries in the books with their days of entry."""

    award: tuple[LaterAward, ...]
    steps: tuple[LaterAward, ...]
    aside: tuple[LaterAward, ...]
    lines: tuple[LaterLines, ...]
    numbers: Mapping[int, date]

    @property
    def later(self) -> tuple[LaterAward, ...]:
        """Everything but the lines: award, state, what is set aside."""
        return (*self.award, *self.steps, *self.aside)

    @property
    def pence(self) -> int:
        """How far what was entered later moves the balance of the day."""
        return sum(one.pence for one in self.lines)


def hindsight_of(
    db: Session, agreement_id: int, day: date, parts: tuple[Sequence[Part], Sequence[Part]], as_of: date
) -> Hindsight:
    """What was entered after a day and counts by it.

    `parts` are those of the award as it counts, and as it had been entered by the evening of the day; `as_of` is the day
    whose award is shown: the day itself, or the first of an agreement that begins later.
    """
    account = pot_of(db, agreement_id)
    later = posted_later(db, account, day) if account is not None else []
    lines = []
    for entered, group in groupby(later, key=lambda line: line.posted):
        mine = list(group)
        days = [line.on for line in mine]
        lines.append(LaterLines(entered, min(days), max(days), len(mine), sum(line.pence for line in mine)))
    return Hindsight(
        _changed(db, *parts, as_of), _stepped(db, agreement_id, day), _set_aside(db, agreement_id, day), tuple(lines),
        {line.number: line.posted for line in later},
    )  # fmt: skip


def _stepped(db: Session, agreement_id: int, day: date) -> tuple[LaterAward, ...]:
    """The states that were entered after a day for days up to it."""
    rows = db.execute(
        select(AgreementStep.state, AgreementStep.at, AgreementStep.from_day)
        .where(AgreementStep.agreement_id == agreement_id, AgreementStep.from_day <= day, AgreementStep.at >= end_of(day))
        .order_by(AgreementStep.id)
    )
    return tuple(LaterAward(SAID[row.state], to_local(row.at).date(), row.from_day) for row in rows)


def _set_aside(db: Session, agreement_id: int, day: date) -> tuple[LaterAward, ...]:
    """What was set aside, or was not any more, by a day, and was entered after it."""
    rows = db.execute(
        select(Liability.kind, Liability.pence, Liability.from_day, Liability.entered_on, Liability.settled_on, Liability.settling_on)
        .where(
            Liability.agreement_id == agreement_id, Liability.from_day <= day,
            or_(Liability.entered_on > day, Liability.settling_on > day),
        )
        .order_by(Liability.id)
    ).all()  # fmt: skip
    found = []
    for kind, pence, since, entered, settled, settling in rows:
        if entered > day:
            found.append(LaterAward(f"{pounds(pence)} set aside for {kind}", entered, since))
        if settled is not None and settling is not None and settled <= day < settling:
            found.append(LaterAward(f"{pounds(pence)} for {kind} not set aside any more", settling, settled))
    return tuple(found)


def _changed(db: Session, counts: Collection[Part], known: Collection[Part], day: date) -> tuple[LaterAward, ...]:
    """The parts that are not what they had been entered as by then: of each the line that decides the day."""
    deciding = {line.id: line for line in _deciding(counts, day).values()}
    before = {line.id for line in _deciding(known, day).values()}
    later = sorted(deciding.keys() - before)
    rows = db.execute(select(AwardLine.id, AwardLine.at).where(AwardLine.id.in_(later)).order_by(AwardLine.id)).all() if later else ()
    held = {line.id for line in parts_on(counts, day)}
    return tuple(
        LaterAward(_words(deciding[row.id], held), to_local(row.at).date(), deciding[row.id].from_day) for row in rows
    )


def _deciding(lines: Collection[Part], day: date) -> dict[int, Part]:
    """Of each part the line that decides a day, whether it holds on it or has ended."""
    found: dict[int, Part] = {}
    for line in sorted(lines, key=lambda one: (one.from_day, one.id)):
        if line.from_day <= day:
            found[line.part] = line
    return found


def _words(line: Part, held: Collection[int]) -> str:
    """A part as a sum, or that it gives nothing on the day."""
    gives = line.id in held and line.pence and (line.minutes or line.per != "hour")
    return f"{line.words or WORDS[line.kind]}: {say_part(line) if gives else 'nothing'}"
