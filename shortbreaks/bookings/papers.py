"""The papers of bookings: facts from the record, drawn, kept in the register, and drawn the same again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.bookings.cancelling import ladder_on
from shortbreaks.bookings.charges import Band, last_moment
from shortbreaks.bookings.facts import allowances_of
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import say_day, to_local
from shortbreaks.documents.tables import Paper
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.errors import NotFound, Refused, Unavailable
from shortbreaks.families.merged import same_child
from shortbreaks.families.tables import Adult, Child, Household
from shortbreaks.ledger.tables import Entry, Transfer
from shortbreaks.providers.tables import BreakSession, Service, Venue

RELAY = "18001 then the number"


def booking_ref(number: int) -> str:
    """A booking's number as people say it: B-00042."""
    return f"B-{number:05d}"


def _rows(db: Session, number: int) -> Sequence[Any]:
    return db.execute(
        select(
            Booking.id, Booking.number, Booking.child_id, Booking.asked_by, Booking.allocation_id, Booking.uses,
            Booking.list_pence, Booking.charge_pence, Booking.exempt, Booking.collected_by, Booking.starts_at,
            Booking.ends_at, Service.name.label("service"), Service.bring, Service.contact_name, Service.contact_phone,
            Venue.name.label("venue"), Venue.address, Venue.postcode, Venue.directions, Venue.parking, Venue.access,
        )
        .join(Service, Service.id == Booking.service_id)
        .join(BreakSession, BreakSession.id == Booking.session_id)
        .join(Venue, Venue.id == BreakSession.venue_id)
        .where(Booking.number == number, Booking.state.in_(("confirmed", "attended", "attended_part")))
        .order_by(Booking.starts_at)
    ).all()  # fmt: skip


def confirmation_facts(view: View, number: int) -> tuple[Any, int, int | None]:
    """What the confirmation of one booking number says, with the child and the adult it is for.

    Raises Refused when nothing of it is confirmed. The adult is who asked, or the first who gets letters (R-P6).
    """
    from shortbreaks.documents.confirmation import ConfirmationFacts, SessionFacts, charge_sentence

    rows = _rows(view.db, number)
    if not rows:
        raise Refused("Nothing of this booking is confirmed.", "Book it first, then print its confirmation.")
    first = rows[0]
    child = view.db.execute(
        select(Child.first_name, Child.known_as, Child.last_name, Household.ref, Household.id)
        .join(Household, Household.id == Child.household_id)
        .where(Child.id == first.child_id)
    ).one()
    adult = _adult_for(view.db, child.id, first.asked_by)
    settings = settings_on(view.db, view.today)
    ladder = ladder_on(view)
    now = to_local(view.now)
    head = letterhead(view, settings)
    charge = sum(row.charge_pence for row in rows)
    paid = _paid(view.db, [row.id for row in rows])
    exempt = next((row.exempt for row in rows if row.exempt), "")
    name = child.known_as or child.first_name
    facts = ConfirmationFacts(
        head=head, number=booking_ref(number), child=f"{name} {child.last_name[:1]}.", family=child.ref,
        dated=view.today, dear=_dear(adult), service=first.service, venue=_venue(first),
        directions=" ".join(filter(None, (first.parking, first.access, first.directions))),
        sessions=tuple(
            SessionFacts(r.starts_at, r.ends_at, *_moments(r.starts_at, r.charge_pence, ladder, now)) for r in rows
        ),
        list_pence=tuple(row.list_pence for row in rows), charge_pence=charge, paid_pence=paid,
        charge_words=charge_sentence(tuple(r.list_pence for r in rows), charge, paid, view.today, exempt),
        allocation_words=_allocation_words(view.db, rows), day_contact=first.contact_name,
        day_phone=first.contact_phone, bring=first.bring, collected_by=first.collected_by,
        foot=settings["letter_foot"], relay=RELAY,
    )  # fmt: skip
    return facts, first.child_id, adult.id if adult is not None else None


def letterhead(view: View, settings: Mapping[str, Any]) -> Any:
    """Who writes: the council and the person signed in, with the office's telephone where theirs is not known."""
    from shortbreaks.documents.page import Letterhead

    officer = view.db.execute(
        select(PersonRecord.phone, PersonRecord.email).where(PersonRecord.id == view.person.id)
    ).first()
    return Letterhead(
        settings["council_name"], settings["service_line"], f"{view.person.name}, {view.person.role}",
        (officer.phone if officer else "") or settings["office_phone"],
        (officer.email if officer else "") or settings["office_email"],
    )  # fmt: skip


def _adult_for(db: Session, household_id: int, asked_by: int | None) -> Any:
    found = select(Adult.id, Adult.title, Adult.first_name, Adult.last_name, Adult.letter_format, Adult.relation)
    if asked_by is not None:
        # An adult of another household never gets this child's letter (safety.md E9)
        row = db.execute(found.where(Adult.id == asked_by, Adult.household_id == household_id)).first()
        if row is not None:
            return row
    return db.execute(
        found.where(Adult.household_id == household_id, Adult.gets_letters.is_(True), Adult.state == "open")
        .order_by(Adult.id)
        .limit(1)
    ).first()


def _dear(adult: Any) -> str:
    if adult is None:
        return "parent or carer"
    return f"{adult.title or adult.first_name} {adult.last_name[:1]}."


def _venue(row: Any) -> str:
    lines = [line.strip() for line in row.address.splitlines() if line.strip()]
    parts = ([] if row.venue in lines else [row.venue]) + lines
    return f"{', '.join(parts)} {row.postcode}.".replace("  ", " ")


def _moments(
    start: datetime, charge: int, ladder: Sequence[Band], now: datetime
) -> tuple[datetime | None, datetime | None, int]:
    """The last free moment, the last part-charge moment and its per cent; none when nothing is charged, or once passed."""
    if not charge:
        return None, None, 50
    rungs = sorted((band for band in ladder if band.days), key=lambda band: -band.days)
    free = next((band for band in rungs if band.percent == 0), None)
    part = next((band for band in reversed(rungs) if 0 < band.percent < 100), None)
    moments = [last_moment(start, rung.days) if rung else None for rung in (free, part)]
    free_until, part_until = (None if moment is None or moment < now else moment for moment in moments)
    return free_until, part_until, part.percent if part else 50


def _paid(db: Session, booking_ids: Sequence[int]) -> int:
    abouts = [f"booking:{one}" for one in booking_ids]
    found = (
        select(func.coalesce(func.sum(Transfer.pence), 0))
        .join(Entry, Entry.id == Transfer.entry_id)
        .where(Entry.about.in_(abouts), Entry.what.like("Paid by %"), Entry.reverses.is_(None))
    )
    return int(db.scalar(found) or 0)


def _allocation_words(db: Session, rows: Sequence[Any]) -> str:
    first = rows[0]
    allowance = next((one for one in allowances_of(db, first.child_id) if one.id == first.allocation_id), None)
    if allowance is None:
        return ""
    uses = say_amount(sum(row.uses for row in rows if row.allocation_id == allowance.id), allowance.unit)
    left, whole = say_amount(max(0, allowance.left), allowance.unit), say_amount(allowance.amount, allowance.unit)
    breaks = "This break uses" if len(rows) == 1 else "These breaks use"
    return f"{breaks} {uses}. You will have {left} of {whole} left until {say_day(allowance.until_day)}."


@dataclass(frozen=True, slots=True)
class IssueConfirmation:
    """The confirmation of one booking number; `style` "" prints as the family asked."""

    number: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Confirmation issued")
def issue_confirmation(work: Work, request: IssueConfirmation) -> int:
    """Draw a confirmation from the record as it stands and enter it in the register; answers the paper's id.

    Drawn in the same transaction (about 20 ms) so that the paper says what the record says. Raises Refused.
    """
    from shortbreaks.documents.confirmation import confirmation
    from shortbreaks.documents.keeping import to_json

    facts, child_id, adult_id = confirmation_facts(work, request.number)
    style = request.style or style_of(work.db, adult_id)
    drawn = confirmation(facts, style)
    paper = Paper(
        kind="confirmation", about=f"booking:{request.number}", child_id=child_id, adult_id=adult_id, style=style,
        audience="family", facts=to_json(facts), pages=drawn.pages, sha256=drawn.sha256, issued_at=work.now,
        person_id=work.person.id, copy_of=None,
    )  # fmt: skip
    work.db.add(paper)
    work.record(paper)
    return paper.id


def style_of(db: Session, adult_id: int | None) -> str:
    """How an adult wishes letters printed; standard for nobody."""
    wish = db.scalar(select(Adult.letter_format).where(Adult.id == adult_id)) if adult_id is not None else None
    return wish or "standard"


@dataclass(frozen=True, slots=True)
class PaperBytes:
    """An issued paper, drawn again from its kept facts and proved to be the same."""

    pdf: bytes
    file_name: str
    pages: int
    sha256: str


@query(needs=Permission.SEE_CASES)
def paper_again(view: View, paper_id: int) -> PaperBytes:
    """The same bytes as were issued. Raises Unavailable when this version of Short Breaks draws them otherwise."""
    from shortbreaks.documents.drawing import draw_again

    row = view.db.execute(
        select(Paper.kind, Paper.facts, Paper.style, Paper.sha256, Paper.about).where(Paper.id == paper_id)
    ).first()
    if row is None:
        raise NotFound("That paper is not in the register.", "Look again.")
    drawn = draw_again(row.kind, row.facts, row.style)
    if drawn.sha256 != row.sha256:
        raise Unavailable(
            "This paper was issued by another version of Short Breaks, which drew it a little differently.",
            "Issue it again, so that the register holds what the family gets.",
        )
    # No child's name in a file's name (safety.md E10)
    return PaperBytes(drawn.pdf, f"{row.about.replace(':', '-')}.pdf", drawn.pages, drawn.sha256)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One issued paper in a list."""

    id: int
    kind: str
    about: str
    style: str
    issued_at: datetime
    person: str
    pages: int


def said_about(about: str) -> str:
    """What a paper is about, as people say it: B-00042, or the kind of record it is about."""
    record, _, number = about.partition(":")
    if record == "booking":
        return booking_ref(int(number))
    return "of the direct payment" if record == "agreement" else f"of {record}"


@query(needs=Permission.SEE_CASES)
def papers_of_child(view: View, child_id: int) -> tuple[PaperRow, ...]:
    """Every paper issued for a child, newest first; times on the clock in Kent."""
    rows = view.db.execute(
        select(Paper.id, Paper.kind, Paper.about, Paper.style, Paper.issued_at, PersonRecord.name, Paper.pages)
        .join(PersonRecord, PersonRecord.id == Paper.person_id)
        .where(Paper.child_id.in_(same_child(child_id)))
        .order_by(Paper.id.desc())
    )
    return tuple(
        PaperRow(r.id, r.kind, said_about(r.about), r.style, to_local(r.issued_at), r.name, r.pages) for r in rows
    )
