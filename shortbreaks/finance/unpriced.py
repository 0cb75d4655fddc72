"""Breaks up to a month's end that were booked without a price and that nobody decided about: what charges may still come (R-C2)."""

from collections.abc import Sequence

from sqlalchemy import select

from shortbreaks.database.commands import View
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import CALLED, Child, Household
from shortbreaks.finance.check_rows import CheckRow, Span
from shortbreaks.overnight.later_charges.unpriced import unpriced


def unpriced_breaks(view: View, span: Span) -> Sequence[CheckRow]:
    """Each with what it would cost the family where its price is known by now, in pence; in a fixed number of questions."""
    found = unpriced(view)
    children = view.db.execute(
        select(Child.id, Household.ref, CALLED.label("first_name"), Child.last_name)
        .join(Household, Household.id == Child.household_id)
        .where(Child.id.in_(list(found)))
    )
    return [
        CheckRow(
            who.ref, short_name(who.first_name, who.last_name),
            f"{one.service}: {'no price is known' if one.price is None else 'booked without a price, to be charged'}",
            one.start.date(), one.pence,
        )
        for who in sorted(children, key=lambda who: (who.ref, who.id)) for one in found[who.id] if one.start.date() <= span.last
    ]  # fmt: skip
