"""What the notice says once a closing was put back: which breaks are on again, which are not and why, money and allowance."""

from collections.abc import Sequence

from sqlalchemy import select

from shortbreaks.bookings.benefits import liable_words
from shortbreaks.bookings.facts import allowances_of
from shortbreaks.bookings.notices.facts import Item, items_of, paid_and_cost
from shortbreaks.bookings.notices.tables import ClosingUndone, Notice, Returned
from shortbreaks.bookings.shares import paid_by_allocation
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View
from shortbreaks.dates import say_day
from shortbreaks.eligibility.rules import Allowance, say_amount
from shortbreaks.families.letters import RELAY, Letter, addressed, adult_for, dear, letterhead
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.money import pounds
from shortbreaks.words import booking_ref


def written_again(view: View, notice: Notice) -> Letter:
    """What such a notice says, with the child, the adult it is for, and what it is about; every amount is the record's."""
    from shortbreaks.documents.on_again import BreakFacts, OnAgainFacts

    child = view.db.execute(
        select(Child.first_name, Child.last_name, Child.known_as, Child.born, Household.ref, Household.id)
        .join(Household, Household.id == Child.household_id)
        .where(Child.id == notice.child_id)
    ).one()
    allowances = {one.id: one for one in allowances_of(view.db, notice.child_id)}
    items = items_of(view, notice.id, allowances, refilled=False)
    told = _told(view, items)
    back = [one for one in items if not told[one.cancellation.id]]
    record = items[0].record
    adult = adult_for(view, child.id, record.asked_by if isinstance(record, Booking) else None)
    settings = settings_on(view.db, view.today)
    charges = [(one.record.starts_at.date(), one.record.charge_pence, one.record.exempt) for one in back]
    undone = view.db.scalar(select(ClosingUndone.words).where(ClosingUndone.closing_id == notice.closing_id))
    facts = OnAgainFacts(
        head=letterhead(view, settings), number=booking_ref(record.number) if isinstance(record, Booking) else f"Stay {record.id}",
        child=short_name(child.first_name, child.last_name, child.known_as), family=child.ref, dated=view.today,
        dear=dear(adult), reason=undone or "",
        breaks=tuple(
            BreakFacts(one.service, one.venue, one.record.starts_at, one.record.ends_at, told[one.cancellation.id]) for one in items
        ),
        money=_money(view, back), allowance=_allowance(view, back, allowances),
        liable=liable_words(child.known_as or child.first_name, child.born, charges), foot=settings["letter_foot"], relay=RELAY,
    )  # fmt: skip
    about = f"booking:{record.number}" if isinstance(record, Booking) else f"stay:{record.id}"
    return addressed(about, facts, notice.child_id, adult)


def _told(view: View, items: Sequence[Item]) -> dict[int, str]:
    """For each cancellation why it could not be put back, as the family is told it; "" for what is booked again."""
    rows = view.db.execute(
        select(Returned.cancellation_id, Returned.told).where(Returned.cancellation_id.in_([one.cancellation.id for one in items]))
    )
    return {row.cancellation_id: row.told for row in rows}


def _money(view: View, back: Sequence[Item]) -> str:
    charged = sum(one.record.charge_pence for one in back)
    if not back or not charged:
        return "There is nothing to pay."
    paid, cost = paid_and_cost(view, back)
    words = f"{pounds(charged)} is charged again, as before the break was cancelled."
    due = min(charged, max(0, cost - paid))
    if due:
        return f"{words} {pounds(due)} is still to pay; ring us to pay by card."
    return f"{words} You paid for it before, so there is nothing more to pay. If we have paid it back to you since, ring us."


def _allowance(view: View, back: Sequence[Item], allowances: dict[int, Allowance]) -> str:
    """What the breaks use again of each allowance, and what is left of it."""
    uses = paid_by_allocation(view.db, [one.record for one in back if isinstance(one.record, Booking)])
    for one in back:
        if isinstance(one.record, Stay):
            for of, nights in one.uses.items():
                uses[of] = uses.get(of, 0) + nights
    said = []
    for of, amount in sorted(uses.items()):
        allowance = allowances.get(of)
        if allowance is not None and amount:
            left, whole = say_amount(max(0, allowance.left), allowance.unit), say_amount(allowance.amount, allowance.unit)
            said.append(
                f"{say_amount(amount, allowance.unit)} of your allowance are used again. You have {left} of {whole} left until "
                f"{say_day(allowance.until_day)}."
            )
    return " ".join(said).replace("1 night of your allowance are", "1 night of your allowance is")
