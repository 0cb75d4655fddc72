"""What is kept about a child's nights: the legal status decided, who must not share, and visits before a first night."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.places import lock_children
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import say_year
from shortbreaks.errors import Refused
from shortbreaks.families.merged import same_child
from shortbreaks.overnight.rules import mixed_years
from shortbreaks.overnight.tables import PAIR_KINDS, VISITS, FirstVisit, LegalStatus, Pair

when_broken(
    "uq_first_visit_child_id_service_id_on_date",
    "first_visit.child_id, first_visit.service_id, first_visit.on_date",
    lambda: Refused("A visit to that house on that day is noted already.", "Choose another day, or leave it.", "on"),
)


@dataclass(frozen=True, slots=True)
class DecideStatus:
    """A social worker's decision of what a child's nights away are in law, from a day (R-O7)."""

    child_id: int
    situation: int  # 1, 2 or 3
    from_day: date
    decided_by: str
    reason: str
    reviewing_officer: str = ""
    recorded: str = "V3"  # of section 20: "V3" each stay, "V4" the agreement only (R-O9)


@command(needs=Permission.DECIDE, recorded_as="Legal status of nights decided")
def decide_status(work: Work, request: DecideStatus) -> int:
    """Keep the decision; the ones before it stay as they were.

    Raises Refused for what is missing, or where V3 and V4 would be mixed in one year (R-O9).
    """
    if request.situation not in {1, 2, 3}:
        raise Refused("Choose the situation.", "Section 17, or section 20 in short or in full.", "situation")
    if not request.decided_by.strip() or not request.reason.strip():
        raise Refused("A status has the social worker who decided it, and why.", "Write both.", "decided_by")
    if request.situation > 1 and not request.reviewing_officer.strip():
        raise Refused("Section 20 has a reviewing officer.", "Write the name.", "reviewing_officer")
    if request.situation > 1 and request.recorded not in {"V3", "V4"}:
        raise Refused("Section 20 is recorded as V3 or as V4.", "Choose: each stay, or the agreement only.", "recorded")
    lock_children(work, [request.child_id])
    kept = LegalStatus(
        child_id=request.child_id, legal="s17" if request.situation == 1 else "s20", situation=request.situation,
        from_day=request.from_day, decided_by=request.decided_by.strip(), reason=request.reason.strip(),
        reviewing_officer=request.reviewing_officer.strip(), recorded=request.recorded if request.situation > 1 else "",
        at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(kept)
    work.db.flush()
    _check_not_mixed(work, request.child_id)
    work.record(kept)
    return kept.id


def _check_not_mixed(work: Work, child_id: int) -> None:
    """Raise Refused when some year of a child would hold stays of V3 and of V4 (R-O9); the child is locked."""
    rows = work.db.execute(
        select(LegalStatus.from_day, LegalStatus.recorded).where(LegalStatus.child_id.in_(same_child(child_id)))
        .order_by(LegalStatus.from_day, LegalStatus.id)
    ).all()  # fmt: skip
    mixed = mixed_years([(row.from_day, row.recorded) for row in rows])
    if mixed:
        raise Refused(
            f"V3 and V4 are never mixed for one child in one year, and {say_year(mixed[0])} would have both.",
            "Decide it from 1 April, or keep it recorded as before.", "recorded",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeepPair:
    """What is known of two children in one house: "must not share", "prefer not" or "good match", and why."""

    child_id: int
    other_id: int
    kind: str
    reason: str
    from_day: date


@command(needs=Permission.DECIDE, recorded_as="Pair of children noted")
def keep_pair(work: Work, request: KeepPair) -> int:
    """Keep what is known of two children together; what was known before ends the day before (R-O12).

    Raises Refused for one child twice, an unknown kind, or no reason.
    """
    if request.child_id == request.other_id:
        raise Refused("This is one child, not two.", "Choose the other child.", "other")
    if request.kind not in PAIR_KINDS or not request.reason.strip():
        raise Refused("Say how the two are together, and why.", "Choose from the list and write the reason.", "kind")
    lock_children(work, [request.child_id, request.other_id])
    one, other = sorted((request.child_id, request.other_id))
    end_pair(work, one, other, request.from_day)
    kept = Pair(
        child_id=one, other_id=other, kind=request.kind, reason=request.reason.strip(), from_day=request.from_day,
        until_day=None,
    )  # fmt: skip
    work.db.add(kept)
    work.record(kept)
    return kept.id


def end_pair(work: Work, one: int, other: int, day: date) -> None:
    """What was known of two children ends before a day."""
    open_ = select(Pair).where(Pair.child_id == one, Pair.other_id == other, Pair.until_day.is_(None))
    for earlier in work.db.scalars(open_):
        if earlier.from_day >= day:
            raise Refused("Something was noted about these two from a later day.", "Choose a day after it.", "from_day")
        earlier.until_day = date.fromordinal(day.toordinal() - 1)


@dataclass(frozen=True, slots=True)
class NoteVisit:
    """A tea or day visit of a child to a house before a first night (R-O13)."""

    child_id: int
    service_id: int
    on: date
    kind: str
    how: str = ""


@command(needs=Permission.BOOK, recorded_as="Visit before a first night noted")
def note_visit(work: Work, request: NoteVisit) -> int:
    """Keep a visit; it counts as no night. Raises Refused for an unknown kind, or a day to come."""
    if request.kind not in VISITS:
        raise Refused("Choose tea or day visit.", "Choose from the list.", "kind")
    if request.on > work.today:
        raise Refused("That day has not come yet.", "Note the visit once it was made.", "on")
    kept = FirstVisit(
        child_id=request.child_id, service_id=request.service_id, on=request.on, kind=request.kind, how=request.how.strip()
    )
    work.db.add(kept)
    work.record(kept)
    return kept.id
