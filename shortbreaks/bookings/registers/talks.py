"""Conversations after no-shows that nobody explained: opened by themselves, owned and closed by people (R-C6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import MAY, Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.bookings.facts import begin_of
from shortbreaks.bookings.registers.marks import talk_is_due
from shortbreaks.bookings.registers.tables import Talk, TalkNote
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.lists import codes_in, words_in
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import age_on, months_before, to_local
from shortbreaks.errors import Refused
from shortbreaks.families.merged import same_child
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child

when_broken(
    "uq_talk_open", "talk.child_id",
    lambda: Refused("A conversation with this family was opened just now.", "Look again."),
)  # fmt: skip


def no_shows_of(db: Session, child_id: int, day: date) -> list[date]:
    """The days from twelve months before a day on, on which a child did not come to a session or stay, unexplained."""
    since = begin_of(months_before(day, 12))
    days = [
        start.date()
        for record in (Booking, Stay)
        for start in db.scalars(
            select(record.starts_at).where(
                record.child_id.in_(same_child(child_id)), record.state == "no_show", record.starts_at >= since
            )
        )
    ]
    return sorted(days)


def open_talk_if_due(work: Work, child_id: int, day: date) -> Talk | None:
    """Open a conversation when a no-show is the third unexplained one in twelve months (R-C6); nothing is blocked.

    An open one stays the only one, and no-shows that an earlier one was about are not counted again.
    """
    if work.db.scalar(select(Talk.id).where(Talk.child_id == child_id, Talk.state == "open")) is not None:
        return None
    after = work.db.scalar(select(func.max(Talk.counted_to)).where(Talk.child_id == child_id))
    days = no_shows_of(work.db, child_id, day)
    count = int(setting_on(work.db, "no_shows", work.today))
    # registers come back in any order: this no-show may complete the twelve months up to a later one
    due = next((one for one in days if one >= day and talk_is_due(days, one, after, count)), None)
    if due is None:
        return None
    fresh = [one for one in days if months_before(due, 12) < one <= due and (after is None or one > after)]
    talk = Talk(
        child_id=child_id, opened_at=work.now, opened_on=work.today, counted_to=due, no_shows=len(fresh),
        owner_id=work.person.id, state="open", outcome="", closed_on=None,
    )  # fmt: skip
    work.db.add(talk)
    work.db.flush()
    return talk


def join_talks(work: Work, same: Mapping[int, int]) -> None:
    """Where a child and its other record (old id to new) both have an open conversation, the other's ends in the first."""
    for old, new in same.items():
        both = list(work.db.scalars(select(Talk).where(Talk.child_id.in_((old, new)), Talk.state == "open")))
        if len(both) == 2:
            ended = next(talk for talk in both if talk.child_id == old)
            ended.state, ended.outcome, ended.closed_on = "closed", "nothing", work.today
            words = "The family was entered twice: this goes on in its other conversation."
            work.db.add(TalkNote(talk_id=ended.id, words=words, at=work.now, person_id=work.person.id))
    work.db.flush()


@dataclass(frozen=True, slots=True)
class NoteTalk:
    """What was said or tried with a family; `owner_id` hands the conversation to somebody else."""

    talk_id: int
    seen: int
    words: str
    owner_id: int | None = None


@command(needs=Permission.BOOK, recorded_as="Conversation noted")
def note_talk(work: Work, request: NoteTalk) -> None:
    """Keep a note in an open conversation, and who looks after it. Raises Refused without words or once it is closed."""
    talk = work.take(Talk, request.talk_id, seen=request.seen)
    _check_open(talk)
    words = request.words.strip()
    if request.owner_id is not None and request.owner_id != talk.owner_id:
        owner = work.db.execute(
            select(PersonRecord.name).where(PersonRecord.id == request.owner_id, PersonRecord.active.is_(True))
        ).scalar_one_or_none()
        if owner is None:
            raise Refused("That person does not work here any more.", "Choose somebody else.", "owner_id")
        talk.owner_id = request.owner_id
        words = words or f"Handed to {owner}."
    if not words:
        raise Refused("There is nothing to note.", "Write what was said or tried.", "words")
    work.db.add(TalkNote(talk_id=talk.id, words=words, at=work.now, person_id=work.person.id))
    work.record(talk)


@dataclass(frozen=True, slots=True)
class CloseTalk:
    """A conversation that was had; `outcome` is a code of "talk_outcome"."""

    talk_id: int
    seen: int
    outcome: str
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Conversation closed")
def close_talk(work: Work, request: CloseTalk) -> None:
    """Close a conversation with what came of it. Raises Refused without an outcome, or when it is closed."""
    talk = work.take(Talk, request.talk_id, seen=request.seen)
    _check_open(talk)
    if request.outcome not in codes_in(work.db, "talk_outcome", work.today):
        raise Refused("A conversation ends with what came of it.", "Choose from the list.", "outcome")
    talk.state, talk.outcome, talk.closed_on = "closed", request.outcome, work.today
    if request.words.strip():
        work.db.add(TalkNote(talk_id=talk.id, words=request.words.strip(), at=work.now, person_id=work.person.id))
    work.record(talk)


def _check_open(talk: Talk) -> None:
    if talk.state != "open":
        raise Refused("This conversation is closed.", "Look again; three more no-shows would open another.")


@dataclass(frozen=True, slots=True)
class TalkRow:
    """One conversation; `notes` are (when on Kent's clock, who, words), newest first."""

    id: int
    version: int
    child_id: int
    child: str
    age: int
    opened_on: date
    no_shows: int
    owner_id: int
    owner: str
    state: str
    outcome: str
    closed_on: date | None
    notes: tuple[tuple[datetime, str, str], ...] = ()


@query(needs=Permission.SEE_CASES)
def open_talks(view: View) -> tuple[TalkRow, ...]:
    """Every conversation that is open, the oldest first."""
    return _talks(view, Talk.state == "open")


@query(needs=Permission.SEE_CASES)
def talks_of_child(view: View, child_id: int) -> tuple[TalkRow, ...]:
    """A child's conversations, the open one first, with their notes."""
    found = _talks(view, Talk.child_id.in_(same_child(child_id)))
    return tuple(sorted(found, key=lambda talk: (talk.state != "open", -talk.id)))


def _talks(view: View, wanted: object) -> tuple[TalkRow, ...]:
    outcomes = words_in(view.db, "talk_outcome")
    rows = view.db.execute(
        select(
            Talk.id, Talk.version, Talk.child_id, Child.first_name, Child.last_name, Child.known_as, Child.born,
            Talk.opened_on, Talk.no_shows, Talk.owner_id, PersonRecord.name, Talk.state, Talk.outcome, Talk.closed_on,
        )
        .join(Child, Child.id == Talk.child_id)
        .join(PersonRecord, PersonRecord.id == Talk.owner_id)
        .where(wanted)  # type: ignore[arg-type]
        .order_by(Talk.opened_on, Talk.id)
    ).all()  # fmt: skip
    notes = _notes(view, [r.id for r in rows])
    return tuple(
        TalkRow(
            r.id, r.version, r.child_id, short_name(r.first_name, r.last_name, r.known_as), age_on(r.born, view.today),
            r.opened_on, r.no_shows, r.owner_id, r.name, r.state, outcomes.get(r.outcome, r.outcome), r.closed_on,
            tuple(notes.get(r.id, ())),
        )
        for r in rows
    )  # fmt: skip


def _notes(view: View, talk_ids: Sequence[int]) -> dict[int, list[tuple[datetime, str, str]]]:
    found: dict[int, list[tuple[datetime, str, str]]] = {}
    rows = view.db.execute(
        select(TalkNote.talk_id, TalkNote.at, PersonRecord.name, TalkNote.words)
        .join(PersonRecord, PersonRecord.id == TalkNote.person_id)
        .where(TalkNote.talk_id.in_(talk_ids))
        .order_by(TalkNote.id.desc())
    )
    for row in rows:
        found.setdefault(row.talk_id, []).append((to_local(row.at), row.name, row.words))
    return found


@query(needs=Permission.SEE_CASES)
def owners(view: View) -> tuple[tuple[int, str], ...]:
    """Who may look after a conversation: everybody at work here whose role books, by name."""
    roles = [role.value for role, may in MAY.items() if Permission.BOOK in may]
    rows = view.db.execute(
        select(PersonRecord.id, PersonRecord.name)
        .where(PersonRecord.active.is_(True), PersonRecord.role.in_(roles))
        .order_by(PersonRecord.name)
    )
    return tuple((row.id, row.name) for row in rows)
