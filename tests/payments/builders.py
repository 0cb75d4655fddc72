"""Agreements as tests need them: a child whose mother is paid for six hours a week at £16.29."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.families.tables import Adult, Child
from shortbreaks.payments.commands import (
    DecideAwardPart,
    MakeAgreement,
    NoteReadiness,
    StartAgreement,
    decide_award_part,
    make_agreement,
    note_readiness,
    start_agreement,
)
from shortbreaks.payments.tables import Agreement
from tests.builders import a_child

FIRST = date(2026, 4, 6)


def payee_of(county, child):
    with Session(county.database.reading) as db:
        household = db.scalar(select(Child.household_id).where(Child.id == child))
        return db.scalar(select(Adult.id).where(Adult.household_id == household).order_by(Adult.id))


def version_of(county, record, row_id):
    with Session(county.database.reading) as db:
        return db.scalar(select(record.version).where(record.id == row_id))


def an_award(agreement, *, rate=1629, minutes=360, since=FIRST, part=None, kind="assistant", per="hour", until=None):
    return DecideAwardPart(
        agreement, part, kind, "", per, minutes if per == "hour" else 0, rate, since, until, "Panel of 20 March"
    )


def ready(county, agreement, **other):
    day = date(2026, 3, 20)
    return NoteReadiness(
        agreement, version_of(county, Agreement, agreement), **{
            "signed_on": day, "plan_on": day, "approval_ref": "RP-118", "account_ready_on": day,
            "vendor_number": f"V{1000 + agreement}", "last4": "4418", "checks_noted_on": day, **other,
        }
    )  # fmt: skip


def a_draft(county, *, starts=FIRST, child=None, last="Okafor", **other):
    child = child or a_child(county, last=last)
    request = MakeAgreement(
        child, payee_of(county, child), "direct payment", "Time out with a personal assistant", "Support by an assistant",
        "card", starts, None, **other,
    )  # fmt: skip
    return county.at(Role.MANAGER).perform(make_agreement, request).answer


def an_agreement(county, *, starts=FIRST, rate=1629, minutes=360, **other):
    office = county.at(Role.MANAGER)
    agreement = a_draft(county, starts=starts, **other)
    office.perform(decide_award_part, an_award(agreement, rate=rate, minutes=minutes, since=starts))
    office.perform(note_readiness, ready(county, agreement))
    office.perform(start_agreement, StartAgreement(agreement, version_of(county, Agreement, agreement), "Panel agreed"))
    return agreement
