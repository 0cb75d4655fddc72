"""The uplift desk: a rate changed from a day, worked out over every agreement, approved by another, applied at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.two_people import check_two_people
from shortbreaks.council.tables import Rate
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.money import pounds
from shortbreaks.payments.facts import Paid, awards_of, paid_cycles, steps_of
from shortbreaks.payments.rules import WORDS, Part, Step, award_week, gross_pence, parts_on, workings
from shortbreaks.payments.tables import Agreement, AwardLine, Owed
from shortbreaks.payments.uplift.rates import RAISED
from shortbreaks.payments.uplift.tables import Uplift, UpliftLine
from shortbreaks.words import counted


@dataclass(frozen=True, slots=True)
class Effect:
    """What an uplift does to one agreement: its new lines and sums owed by cycle, or why it stays as it is (pence)."""

    agreement_id: int
    part: int | None
    old: int
    new: int
    old_week: int
    new_week: int
    owed: tuple[tuple[date, date, int], ...]
    lines: tuple[Part, ...]
    unchanged: str

    @property
    def arrears(self) -> int:
        """What is owed for days already paid (pence)."""
        return sum(pence for _, _, pence in self.owed)


@dataclass(frozen=True, slots=True)
class DraftUplift:
    """A new rate for an hour of one kind of support, from a day (pence)."""

    kind: str
    from_day: date
    pence: int
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Uplift worked out")
def draft_uplift(work: Work, request: DraftUplift) -> int:
    """Work an uplift out over every agreement, started or not; nothing changes yet. Raises Refused by field."""
    if request.kind not in RAISED:
        raise Refused("Choose a kind of support that is paid by the hour.", "Choose from the list.", "kind")
    if request.pence <= 0:
        raise Refused("The new rate is missing.", "Write it like 16.85.", "pence")
    if not request.reason.strip():
        raise Refused("An uplift needs its reason.", "Write who decided it and when.", "reason")
    uplift = Uplift(
        kind=request.kind, from_day=request.from_day, pence=request.pence, reason=request.reason.strip(),
        state="drafted", drafted_by=work.person.id, drafted_at=work.now,
    )  # fmt: skip
    work.db.add(uplift)
    work.db.flush()
    effects = effects_of(work.db, request.kind, request.from_day, request.pence)
    if effects:
        work.db.execute(insert(UpliftLine), [_row(uplift.id, effect) for effect in effects])
        work.touched("uplift_line")
    work.record(uplift, pence=request.pence)
    return uplift.id


def _row(uplift_id: int, effect: Effect) -> dict[str, object]:
    return {
        "uplift_id": uplift_id, "agreement_id": effect.agreement_id, "part": effect.part, "old_pence": effect.old,
        "new_pence": effect.new, "old_week": effect.old_week, "new_week": effect.new_week,
        "arrears_pence": effect.arrears, "unchanged_because": effect.unchanged,
    }  # fmt: skip


def effects_of(db: Session, kind: str, day: date, pence: int, among: Collection[int] | None = None) -> list[Effect]:
    """What a rate of `pence` an hour from a day would do to every agreement; none is left out.

    One that has not started is carried up with the others: it has no days paid, so nothing is owed for it. `among` are
    those that are looked at, of a county that is worked out in parts.
    """
    wanted = select(Agreement.id, Agreement.ended_on).order_by(Agreement.id)
    agreements = db.execute(wanted if among is None else wanted.where(Agreement.id.in_(among))).all()
    awards, steps = awards_of(db, among), steps_of(db, among)
    paid = paid_cycles(db, [row.id for row in agreements], day)
    found: list[Effect] = []
    for row in agreements:
        lines = awards.get(row.id, [])
        if row.ended_on is not None and row.ended_on < day:
            found.append(_unchanged(row.id, lines, day, f"Ended on {say_day(row.ended_on)}."))
            continue
        found += _effects_on(row.id, lines, steps.get(row.id, []), paid, kind, day, pence)
    return found


def _effects_on(
    agreement_id: int, lines: Sequence[Part], steps: Sequence[Step], paid: Mapping[int, list[Paid]],
    kind: str, day: date, pence: int,
) -> list[Effect]:  # fmt: skip
    held = [part for part in parts_on(lines, day) if part.kind == kind]
    later = [part for part in lines if part.kind == kind and part.from_day > day]
    mine = [*held, *(part for part in later if part.part not in {one.part for one in held})]
    if not lines:
        return [_unchanged(agreement_id, lines, day, "Nothing is awarded yet: it is awarded at the new rate.")]
    if not mine:
        return [_unchanged(agreement_id, lines, day, f"No {WORDS[kind].lower()} in the award.")]
    effects = []
    for part in mine:
        new = tuple(
            replace(one, pence=pence, from_day=max(one.from_day, day))
            for one in (part, *(x for x in later if x.part == part.part and x is not part))
            if one.per == "hour" and one.pence < pence and one.minutes
        )
        if not new:
            effects.append(_unchanged(agreement_id, lines, day, _why(part, pence), part))
            continue
        # Numbered after every line there is, as they will be when they are kept
        after = [*lines, *(replace(line, id=1 << 62) for line in new)]
        owed = tuple(
            (one.first, one.last, difference)
            for one in paid.get(agreement_id, ())
            if (difference := gross_pence(workings(after, steps, one.cycle)) - one.pence)
        )
        week = max(day, part.from_day)
        effects.append(
            Effect(agreement_id, part.part, part.pence, pence, award_week(lines, week), award_week(after, week), owed,
                   new, "")
        )  # fmt: skip
    return effects


def _why(part: Part, pence: int) -> str:
    if part.per != "hour":
        return f"A sum of {pounds(part.pence)} a {part.per}, not hours: decide it by itself."
    if not part.minutes:
        return "The part has stopped."
    return f"Already {pounds(part.pence)} an hour." if part.pence == pence else f"Its own rate is {pounds(part.pence)}."


def _unchanged(agreement_id: int, lines: Sequence[Part], day: date, why: str, part: Part | None = None) -> Effect:
    week = award_week(lines, day)
    rate = part.pence if part else 0
    return Effect(agreement_id, part.part if part else None, rate, rate, week, week, (), (), why)


@dataclass(frozen=True, slots=True)
class ApplyUplift:
    """Somebody else's yes to an uplift; `typed_pence` is its new rate, typed by hand."""

    uplift_id: int
    seen: int
    typed_pence: int


@command(needs=Permission.APPROVE, recorded_as="Uplift applied")
def apply_uplift(work: Work, request: ApplyUplift) -> int:
    """Write the new rate, every new line of an award and every sum owed at once, and give how many agreements changed.

    Raises Refused for one's own uplift, a rate typed wrong, or records changed since it was worked out.
    """
    uplift = work.take(Uplift, request.uplift_id, seen=request.seen)
    if uplift.state != "drafted":
        raise Refused(f"This uplift is {uplift.state}.", "Look again.")
    if uplift.drafted_by == work.person.id:
        raise Refused("You worked this uplift out yourself.", "Somebody else applies it.")
    check_two_people(work, [uplift.drafted_by])
    if request.typed_pence != uplift.pence:
        raise Refused(f"The new rate is {pounds(uplift.pence)}.", "Look at the report, then type it.", "typed_pence")
    effects = effects_of(work.db, uplift.kind, uplift.from_day, uplift.pence)
    _check_fresh(work.db, uplift.id, effects)
    work.db.add(
        Rate(kind=WORDS[uplift.kind], unit="hour", from_day=uplift.from_day, pence=uplift.pence, reason=uplift.reason)
    )
    changed = [effect for effect in effects if effect.lines]
    _write(work, uplift, changed)
    uplift.state, uplift.applied_by, uplift.applied_at = "applied", work.person.id, work.now
    work.record(uplift, pence=sum(effect.arrears for effect in changed))
    return len({effect.agreement_id for effect in changed})


def _check_fresh(db: Session, uplift_id: int, effects: Sequence[Effect]) -> None:
    said = db.execute(
        select(UpliftLine.agreement_id, UpliftLine.part, UpliftLine.old_pence, UpliftLine.new_week,
               UpliftLine.arrears_pence).where(UpliftLine.uplift_id == uplift_id)
    )  # fmt: skip
    kept = {tuple(row) for row in said}
    now = {(one.agreement_id, one.part, one.old, one.new_week, one.arrears) for one in effects}
    if kept != now:
        count = len({row[0] for row in kept ^ now})
        raise Refused(
            f"{counted(count, 'agreement')} changed since it was worked out.", "Drop it and work it out again."
        )


def _write(work: Work, uplift: Uplift, changed: Sequence[Effect]) -> None:
    lines = [
        {
            "agreement_id": effect.agreement_id, "part": line.part, "kind": line.kind, "words": line.words,
            "per": line.per, "minutes": line.minutes, "pence": line.pence, "from_day": line.from_day,
            "until_day": line.until_day, "reason": uplift.reason, "at": work.now, "person_id": work.person.id,
        }
        for effect in changed for line in effect.lines
    ]  # fmt: skip
    if lines:
        work.db.execute(insert(AwardLine), lines)
        work.touched("award_line")
        work.touched("agreement", {effect.agreement_id for effect in changed})
    owed = [
        {
            "agreement_id": effect.agreement_id, "first_day": first, "last_day": last, "pence": pence,
            "since": max(first, uplift.from_day),
            "words": f"{WORDS[uplift.kind]} at {pounds(uplift.pence)} from {say_day(uplift.from_day)}",
            "entered_on": work.today, "uplift_id": uplift.id,
        }
        for effect in changed for first, last, pence in effect.owed
    ]  # fmt: skip
    if owed:
        work.db.execute(insert(Owed), owed)
        work.touched("owed")


@dataclass(frozen=True, slots=True)
class DropUplift:
    """Give up an uplift that was not applied."""

    uplift_id: int
    seen: int


@command(needs=Permission.DECIDE, recorded_as="Uplift dropped")
def drop_uplift(work: Work, request: DropUplift) -> None:
    """Drop an uplift that was worked out. Raises Refused once it is applied."""
    uplift = work.take(Uplift, request.uplift_id, seen=request.seen)
    if uplift.state != "drafted":
        raise Refused(f"This uplift is {uplift.state}.", "Decide another from a later day.")
    uplift.state = "dropped"
    work.record(uplift)
