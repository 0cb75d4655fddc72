"""What was booked although no price was known for it, by a person's reason, and still costs nothing (R-C2)."""

from collections.abc import Collection, Iterable
from typing import Any, Protocol

from sqlalchemy import ColumnElement, String, cast, exists, literal, literal_column, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.charges import price_on
from shortbreaks.bookings.facts import prices_of
from shortbreaks.bookings.later_tables import PRICE, LaterAnswer
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.eligibility.tables import RuleOverride
from shortbreaks.money import pounds

NO_PRICE = RuleOverride.rule == literal_column("'R-C2'")  # as the index of such reasons says it
NOT_KNOWN = "We do not know the price yet, so there is nothing to pay now. We write to you before we ask you for anything."
OTHERS_NOT_KNOWN = " For {days} we do not know the price yet. We write to you before we ask you for more."
TO_COME = frozenset({"offered", "confirmed", "attended", "attended_part", "booked", "in_house", "ended"})  # may be charged for it yet
AWAITS = {"price": "Not known yet", "person": "Not decided yet"}


def past_no_price(record: type[Booking] | type[Stay]) -> ColumnElement[bool]:
    """Whether a booking or stay costs nothing because a person went past “no price”: no exemption, and its reason is kept.

    A price of nought that was entered is no such thing, and neither is what has a charge by now.
    """
    went_past = exists().where(RuleOverride.about == _about(record), NO_PRICE)
    none = record.list_pence == 0 if record is Booking else record.charge_pence == 0
    return none & (record.exempt == "") & went_past


def _about(record: type[Booking] | type[Stay]) -> ColumnElement[str]:
    return literal(f"{record.__tablename__}:") + cast(record.id, String)


def asked_for(db: Session) -> dict[str, list[int]]:
    """The ids of bookings and of stays for which a person went past “no price” and nobody decided since, by kind.

    Read from those reasons, by an index of their own: they are few, however many years of bookings are kept.
    """
    answered = exists().where(LaterAnswer.about == RuleOverride.about, LaterAnswer.kind == PRICE)
    found: dict[str, list[int]] = {}
    for about in db.scalars(select(RuleOverride.about).where(NO_PRICE, ~answered).distinct().order_by(RuleOverride.about)):
        kind, _, number = about.partition(":")
        found.setdefault(kind, []).append(int(number))
    return found


def awaited(db: Session, record: type[Booking] | type[Stay], ids: Collection[int]) -> dict[int, str]:
    """Which of some bookings or stays cost nothing yet, and what each waits for: its "price", or a "person" once it has one.

    Not what a person left free, nor what was given up, nor what costs nought by the price entered since.
    """
    if not ids:
        return {}
    answered = exists().where(LaterAnswer.about == _about(record), LaterAnswer.kind == PRICE)
    rows = db.execute(
        select(record.id, record.service_id, record.starts_at, record.ends_at)
        .where(record.id.in_(ids), past_no_price(record), record.state.in_(TO_COME), ~answered)
    ).all()  # fmt: skip
    prices = prices_of(db, {row.service_id for row in rows}) if rows else {}
    known = {row.id: price_on(prices.get(row.service_id, ()), row.starts_at, row.ends_at) for row in rows}
    return {number: "price" if price is None else "person" for number, price in known.items() if price != 0}


class Charged(Protocol):
    """A booking or stay as it is listed: what it costs in pence, why it is free, and what its charge still waits for."""

    @property
    def charge_pence(self) -> int: ...
    @property
    def exempt(self) -> str: ...
    @property
    def awaits(self) -> str: ...


def awaited_of(db: Session, rows: Iterable[Any]) -> dict[int, str]:
    """The same of bookings as they were read, with `id`, `charge_pence` and `exempt`: only those that cost nothing are asked about."""
    return awaited(db, Booking, [row.id for row in rows if row.charge_pence == 0 and row.exempt == ""])


def say_charge(one: Charged) -> str:
    """What a list says a break costs: a dash where the council charges nothing, and that a price is not known or not decided."""
    return "–" if one.exempt == "provider" else AWAITS.get(one.awaits) or pounds(one.charge_pence)
