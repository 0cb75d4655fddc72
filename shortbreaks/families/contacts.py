"""Who comes when nobody at home answers, and what was said on the telephone."""

from dataclasses import dataclass

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.families.tables import EmergencyContact, FamilyNote
from shortbreaks.reaching import read_phone


@dataclass(frozen=True, slots=True)
class SaveContact:
    """An emergency contact; `contact_id` None for a new one."""

    child_id: int
    contact_id: int | None
    seen: int | None
    name: str
    relation: str
    phone: str
    within_two_hours: bool


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Emergency contact saved")
def save_contact(work: Work, request: SaveContact) -> int:
    """Add or change who comes when nobody at home answers (R-B12). Raises Refused without name or telephone."""
    if not request.name.strip():
        raise Refused("The contact has no name.", "Write at least a first name.", "name")
    if not request.phone.strip():
        raise Refused("The contact has no telephone number.", "Write the number that is answered.", "phone")
    if request.contact_id is None:
        contact = EmergencyContact(child_id=request.child_id)
    else:
        contact = work.take(EmergencyContact, request.contact_id, seen=request.seen)
    contact.name, contact.relation = request.name.strip(), request.relation.strip()
    contact.phone, contact.within_two_hours = read_phone(request.phone), request.within_two_hours
    work.db.add(contact)
    work.record(contact)
    return contact.id


@dataclass(frozen=True, slots=True)
class WriteNote:
    """A call or a thought, as it was written at the time."""

    household_id: int
    child_id: int | None
    kind: str  # "call", "note"
    words: str


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Call or note recorded")
def write_note(work: Work, request: WriteNote) -> int:
    """Keep what was said. Raises Refused when nothing was written."""
    if not request.words.strip():
        raise Refused("Nothing was written.", "Write what was said, in a line or two.", "words")
    note = FamilyNote(
        household_id=request.household_id, child_id=request.child_id, at=work.now, person_id=work.person.id,
        kind=request.kind, words=request.words.strip(),
    )  # fmt: skip
    work.db.add(note)
    work.record(note)
    return note.id
