"""How offers of stays and free nights are said on Today, among those of places."""

from datetime import date, datetime

from shortbreaks.dates import say_short
from shortbreaks.findings import Outcome
from shortbreaks.overnight.nights_queries import RunRow
from shortbreaks.overnight.today import StayOfferDue
from ui.today.lines import DueLine, lapses


def stay_offer_line(due: StayOfferDue, now: datetime) -> DueLine:
    """An offer of nights, the sooner the redder."""
    chip, meaning = lapses(due.until, now)
    second = f"{due.house}, nights from {say_short(due.start.date(), now.date())}"
    target = (("unit", due.unit_id), ("stay", due.stay_id), ("first", due.start.date()))
    name = " and ".join((due.child, *due.siblings)) if due.siblings else f"{due.child}, {due.age}"
    return DueLine(name, second, chip, meaning, "beds", target)


def free_nights_line(due: RunRow, today: date) -> DueLine:
    """Free nights, with the family that is next in line for them."""
    following = due.next
    assert following is not None
    decides = following.outcome is not Outcome.MET
    chip, meaning = ("A person decides", "warn") if decides else ("Offer it", "info")
    second = f"{due.service}, nights {following.when(today)}"
    return DueLine(f"Next: {following.child}", second, chip, meaning, "waiting", (("tab", "Nights to offer"), ("run", due.key)))
