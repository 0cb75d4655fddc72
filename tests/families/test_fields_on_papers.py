"""Each field of a child's record on the papers that leave the office: what staff must read, and what nobody may (R-P7)."""

import pytest
from sqlalchemy import text

from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.registers.papers import IssueRegisters, issue_registers
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.families.papers import paper_again
from shortbreaks.families.tables import Child, ChildNeed, EmergencyContact
from tests.bookings.test_papers import text_of
from tests.builders import a_child, a_service, a_session, save

ALWAYS, NEVER = {"register", "confirmation"}, set()
# A new column is decided about here, or this test fails: on which papers what stands in it is read.
ON = {
    "child.first_name": NEVER,  # the name it is known by stands for it
    "child.known_as": ALWAYS,
    "child.last_name": NEVER,  # its first letter alone
    "child.born": NEVER,  # the age, on a register
    "child.communication": {"register"},
    "child.health": {"register"},
    "child.likes": {"register"},
    "child.school": NEVER,
    "child.key_worker": NEVER,
    "child.early_support_point": NEVER,
    "child.advance_care_plan_held": NEVER,
    "child.care_plan_on": NEVER,
    "child.sen_first": NEVER,
    "child.sen_second": NEVER,
    "child.sen_provision": NEVER,
    "child.sen_said": NEVER,
    "child.primary_need": NEVER,
    "child_need.note": {"register"},
    "emergency_contact.name": {"register"},
    "emergency_contact.relation": {"register"},
    "emergency_contact.phone": {"register"},
}
# What no mark can stand in: a number, a state or a code that says of itself where it is met
OF_ITSELF = {
    "child.id", "child.version", "child.household_id", "child.sibling_only", "child.palliative", "child.long_term", "child.state",
    "child.merged_into", "child.workers_needed", "child_need.id", "child_need.child_id", "child_need.code", "child_need.level",
    "emergency_contact.id", "emergency_contact.version", "emergency_contact.child_id", "emergency_contact.within_two_hours",
}  # fmt: skip
SAID_AS = {"child.born": "November 2016", "child.care_plan_on": "June 2026", "child.sen_first": "Autistic", "child.sen_second": "Hearing",
           "child.sen_provision": "EHC", "child.primary_need": "N1"}  # fmt: skip


def mark(name):
    return SAID_AS.get(name, f"Q{sum(map(ord, name))}{name.rpartition('.')[2].replace('_', '')}")


def test_every_field_of_a_child_is_decided_about():
    columns = {f"{table.__tablename__}.{column.name}" for table in (Child, ChildNeed, EmergencyContact) for column in table.__table__.columns}
    assert columns == set(ON) | OF_ITSELF


@pytest.mark.parametrize("style", ["standard", "large", "easy"])
def test_each_field_stands_where_it_must_and_nowhere_else(file_county, style):
    service, venue = a_service(file_county, offers=("WHEEL",))
    session, child = a_session(file_county, service, venue), a_child(file_county)
    cells = {name.partition(".")[2]: mark(name) for name in ON if name.startswith("child.") and name not in SAID_AS}
    cells |= {"sen_first": "ASD", "sen_second": "HI", "sen_provision": "E", "primary_need": "N1"}
    with file_county.database.writing.begin() as connection:
        connection.execute(Child.__table__.update().where(Child.__table__.c.id == child).values(**cells))
        connection.execute(text("delete from emergency_contact"))
    save(file_county, ChildNeed(child_id=child, code="WHEEL", level="", note=mark("child_need.note")))
    save(file_county, EmergencyContact(
        child_id=child, name=mark("emergency_contact.name"), relation=mark("emergency_contact.relation"),
        phone=mark("emergency_contact.phone"), within_two_hours=True,
    ))  # fmt: skip
    office = file_county.at()
    (number,) = office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer
    papers = {"confirmation": office.perform(issue_confirmation, IssueConfirmation(number, style)).answer}
    papers["register"] = office.perform(issue_registers, IssueRegisters(1, (session,), "large" if style == "large" else "standard")).answer
    said = {kind: text_of(office.ask(paper_again, paper).pdf).replace(" ", "").lower() for kind, paper in papers.items()}
    wrong = [
        (name, kind) for name, where in ON.items() for kind, words in said.items()
        if (mark(name).replace(" ", "").lower() in words) is not (kind in where)
    ]  # fmt: skip
    assert wrong == []
