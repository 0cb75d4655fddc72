"""To whom the letters of many agreements go, read in one question: payee of the day, child, print, and whether any may go."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View
from shortbreaks.families.letters import RELAY, dear, letterhead
from shortbreaks.families.rights import Rights, rights_of
from shortbreaks.families.tables import CALLED, Adult, Child, Household
from shortbreaks.payments.account_list import said_name
from shortbreaks.payments.payees import PayeePart, held_on, part_on, payee_on, payee_parts
from shortbreaks.payments.tables import Agreement

if TYPE_CHECKING:
    from shortbreaks.documents.payment_letter import ToFamily


@dataclass(frozen=True, slots=True)
class Addressee:
    """One agreement as its letters need it. `stopped` is the sentence that says why none goes, "" when letters go."""

    agreement: Agreement
    name: str
    payee: str
    child_id: int
    adult_id: int | None
    style: str
    stopped: str
    held: str
    last4: str
    part: PayeePart  # the days that are this payee's own (R-D25)
    to: "ToFamily"


@dataclass(frozen=True, slots=True)
class Letters:
    """The addressees of some agreements, with what the council has decided today."""

    view: View
    settings: Mapping[str, Any]
    of: Mapping[int, Addressee]
    parts: Mapping[int, Sequence[PayeePart]]  # of agreements whose payee changed

    def on(self, day: date) -> "Letters":
        """The same letters, each agreement's to whoever was paid on a day."""
        other = {
            one: part_on(parts, day).first for one, parts in self.parts.items()
            if part_on(parts, day).first != self.of[one].part.first
        }  # fmt: skip
        if not other:
            return self
        return Letters(self.view, self.settings, {**self.of, **addressees(self.view, list(other), day).of}, self.parts)

    @property
    def today(self) -> date:
        """The day on which the letters are written."""
        return self.view.today


def addressees(view: View, ids: Collection[int], day: date | None = None) -> Letters:
    """Everybody to whom letters of these agreements go: who is paid today, or was on a day."""
    from shortbreaks.documents.payment_letter import ToFamily

    kept = settings_on(view.db, view.today)
    head = letterhead(view, kept)
    day = day or view.today
    payee, (held, last4), parts = payee_on(day), held_on(day), payee_parts(view.db, ids)
    rows = view.db.execute(
        select(
            Agreement, payee.label("adult_id"), Household.ref.label("family"), CALLED.label("child"),
            Child.last_name.label("child_last"), Adult.title, Adult.first_name, Adult.last_name,
            Adult.first_name.label("adult"), Adult.last_name.label("adult_last"), Adult.letter_format,
            held.label("held"), last4.label("last4"),
        )
        .join(Child, Child.id == Agreement.child_id)
        .join(Household, Household.id == Child.household_id)
        .join(Adult, Adult.id == payee, isouter=True)
        .where(Agreement.id.in_(ids))
    ).all()  # fmt: skip
    found = {}
    rights = rights_of(view.db, {row.adult_id for row in rows if row.adult_id is not None}, view.today)
    for row in rows:
        agreement: Agreement = row.Agreement
        child = f"{row.child} {row.child_last[:1]}."
        greeting = dear(row) if row.adult_id is not None else row.child
        to = ToFamily(head, agreement.ref, child, row.family, greeting, view.today, kept["letter_foot"], RELAY)
        found[agreement.id] = Addressee(
            agreement, said_name(row), f"{row.adult} {row.adult_last[:1]}." if row.adult else child, agreement.child_id,
            row.adult_id, row.letter_format or "standard",
            say_stopped(agreement) or say_untold(rights.get(row.adult_id)), row.held, row.last4,
            part_on(parts.get(agreement.id) or [PayeePart(row.adult_id, date.min, None)], day), to,
        )  # fmt: skip
    return Letters(view, kept, found, parts)


def say_untold(rights: Rights | None) -> str:
    """Why no letter goes to who is paid: they must not be told; "" for whom it goes to, and for the young person (R-P6)."""
    if rights is None or (rights.may_be_told and not (rights.court and not rights.gets_letters)):
        return ""
    who = "A court’s order says that who is paid" if rights.court else "Who is paid"
    return f"{who} gets no letters. Say who is paid from now on, or enter the order that changes it."


def say_stopped(agreement: Any) -> str:
    """Why no letter goes to a family, and with whom to speak; "" when letters go (R-D26). Also of a row with these columns."""
    if not agreement.letters_stopped:
        return ""
    return f"Letters are stopped. Speak to {agreement.named_person or 'a manager'} first."
