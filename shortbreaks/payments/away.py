"""A child in hospital or abroad: after more than so many days somebody thinks about the payment; nothing stops by itself (R-D21)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.payments.agreement_tables import AWAY, AwayStep
from shortbreaks.payments.tables import Agreement
from shortbreaks.words import counted

WORDS = {"hospital": "In hospital", "abroad": "Abroad"}


@dataclass(frozen=True, slots=True)
class NoteAway:
    """In hospital or abroad from a day; `until_day` is the last day away, none while it is not known."""

    agreement_id: int
    kind: str
    from_day: date
    until_day: date | None


@command(needs=Permission.POST_MONEY, recorded_as="Time away noted")
def note_away(work: Work, request: NoteAway) -> int:
    """Keep it; the same first day again says how long it was. Raises Refused naming the field."""
    agreement = work.take(Agreement, request.agreement_id)
    if request.kind not in AWAY:
        raise Refused("Choose where the child is.", "Choose from the list.", "kind")
    if request.from_day > work.today:
        raise Refused(f"{say_day(request.from_day)} has not come yet.", "Write the first day away.", "from_day")
    if request.until_day is not None and request.until_day < request.from_day:
        raise Refused("It ends before it begins.", "Check both days.", "until_day")
    kept = AwayStep(
        agreement_id=agreement.id, kind=request.kind, from_day=request.from_day, until_day=request.until_day, at=work.now,
        person_id=work.person.id,
    )  # fmt: skip
    work.db.add(kept)
    work.record(agreement)
    return kept.id


@dataclass(frozen=True, slots=True)
class Away:
    """Where a child is on a day, since when, and how many days that makes, the first and this one counted."""

    kind: str
    since: date
    days: int

    @property
    def words(self) -> str:
        """As it is said: "In hospital since 1 September, 29 days"."""
        return f"{WORDS[self.kind]} since {say_day(self.since)}, {counted(self.days, 'day')}"


def away_on(db: Session, day: date, ids: Collection[int] | None = None) -> dict[int, Away]:
    """Of each agreement whose child is in hospital or abroad on a day: where, and for how long (days counted as nights are not)."""
    wanted = select(AwayStep.agreement_id, AwayStep.from_day, AwayStep.kind, AwayStep.until_day).where(AwayStep.from_day <= day)
    rows = db.execute((wanted if ids is None else wanted.where(AwayStep.agreement_id.in_(ids))).order_by(AwayStep.from_day, AwayStep.id))
    latest = {(row.agreement_id, row.from_day): row for row in rows}
    return {
        row.agreement_id: Away(row.kind, row.from_day, (day - row.from_day).days + 1)
        for row in latest.values() if row.until_day is None or row.until_day >= day
    }  # fmt: skip
