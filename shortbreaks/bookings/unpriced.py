"""What was booked although no price was known for it, by a person's reason, and still costs nothing (R-C2)."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, String, cast, exists, literal, literal_column, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.eligibility.tables import RuleOverride

NO_PRICE = RuleOverride.rule == literal_column("'R-C2'")  # as the index of such reasons says it
NOT_KNOWN = "We do not know the price yet, so there is nothing to pay now. We write to you before we ask you for anything."
OTHERS_NOT_KNOWN = " For {days} we do not know the price yet. We write to you before we ask you for more."


def past_no_price(record: type[Booking] | type[Stay]) -> ColumnElement[bool]:
    """Whether a booking or stay costs nothing because a person went past “no price”: no exemption, and its reason is kept.

    A price of nought that was entered is no such thing, and neither is what has a charge by now.
    """
    about = literal(f"{record.__tablename__}:") + cast(record.id, String)
    went_past = exists().where(RuleOverride.about == about, NO_PRICE)
    none = record.list_pence == 0 if record is Booking else record.charge_pence == 0
    return none & (record.exempt == "") & went_past


def went_past(db: Session, record: type[Booking] | type[Stay], ids: Collection[int]) -> set[int]:
    """Which of some bookings or stays cost nothing for want of a price, in one question."""
    return set(db.scalars(select(record.id).where(record.id.in_(ids), past_no_price(record))))
