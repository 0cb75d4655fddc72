"""What the booking panel reads to the parent: who, what, when, where, what it costs, and until when it can be cancelled."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.bookings.chosen_places import PlaceOffer
from shortbreaks.dates import say_full, say_short, say_span
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.findings import Outcome
from shortbreaks.money import percent_of, pounds
from shortbreaks.words import counted
from ui.kit.chips import Chip
from ui.kit.layouts import column, row
from ui.kit.text import label

Asked = tuple[str, tuple[PlaceOffer, ...]]  # a child and the places asked for it


def read_out(asked: Sequence[Asked]) -> list[tuple[str, str]]:
    """Name and value of everything that is read, for one child or for siblings together."""
    names, offers = " and ".join(name for name, _ in asked), asked[0][1]
    first = offers[0]
    when = "\n".join(f"{say_full(o.start.date())}, {times_of(o)}" for o in offers)
    pairs = [("Child" if len(asked) == 1 else "Children", names), ("Break", first.service), ("When", when), ("Where", first.venue)]
    every = [one for _, mine in asked for one in mine]
    pairs.append(("Family pays", _pays(every)))
    pairs += [("Who pays", said) for said in dict.fromkeys(one.liable for one in every if one.liable)]
    for name, mine in asked:
        if mine[0].left_before is not None:
            unit, after = mine[0].unit, mine[0].left_before - sum(one.uses for one in mine)
            title = f"{unit.capitalize()} left" if len(asked) == 1 else f"{name.split(' ')[0]}’s {unit}"
            pairs.append((title, f"{say_amount(mine[0].left_before, unit)} now, {say_amount(after, unit)} after this"))
        pairs += [("Taken from" if len(asked) == 1 else f"{name.split(' ')[0]}’s from", said) for said in _taken_from(mine)]
    return pairs


def _taken_from(mine: Sequence[PlaceOffer]) -> list[str]:
    """Of each place that several allocations pay, how much each; with its day where there are several places."""
    split = [one for one in mine if one.taken_from]
    return [one.taken_from if len(mine) == 1 else f"{say_short(one.start.date(), one.start.date())}: {one.taken_from}" for one in split]


def _pays(offers: Sequence[PlaceOffer]) -> str:
    """The sum that is charged and what it is made of: a benefit may free from some of it, and days may cost differently."""
    first, charged = offers[0], [one.charge_pence for one in offers if one.charge_pence]
    if first.exempt == "provider":
        fees = " or ".join(pounds(pence) for pence in sorted({one.list_pence for one in offers}) if pence)
        return f"{fees} a session, to the provider" if fees else "The provider’s own fee: ask the provider"
    unpriced = any(one.rule == "R-C2" and one.outcome is not Outcome.MET for offer in offers for one in offer.findings)
    missing = "; a price is not entered" if unpriced else ""
    free = sum(one.exempt == "s29(3)" for one in offers)
    if not charged:
        return "Nothing: exempt from charges" if free else f"Nothing{missing or ': it is free'}"
    alike = [f"{many} × {pounds(pence)}" if many > 1 else pounds(pence) for pence, many in Counter(charged).items()]
    each = f" ({' + '.join(alike)})" if len(charged) > 1 else ""
    exempt = f"; {counted(free, 'place')} exempt from charges" if free else ""
    return f"{pounds(sum(charged))}{each}{exempt}{missing}"


def times_of(offer: PlaceOffer) -> str:
    """10:00 to 13:00; over a night, with the day it ends."""
    if offer.start.date() == offer.end.date():
        return say_span(offer.start, offer.end)
    return f"{offer.start:%H:%M} to {say_short(offer.end.date(), offer.start.date())} {offer.end:%H:%M}"


def ladder_lines(offer: PlaceOffer, now: datetime) -> QVBoxLayout:
    """What cancelling costs, and until when, for one place."""
    lines = column(gap=4)
    coming = [one for one in offer.deadlines if one.until > now]
    for one in coming:
        cost = _share(offer, one.percent)
        until = f"to {say_short(one.until.date(), one.until.date())}, {one.until:%H:%M}"
        lines.addLayout(row(Chip(cost, "ok" if one.percent == 0 else "warn"), label(until, "caption"), None))
    after = "after that; illness is free" if coming else "from now on; illness is free"
    last = "Full" if offer.without_notice == 100 else _share(offer, offer.without_notice)
    lines.addLayout(row(Chip(last, "bad"), label(after, "caption"), None))
    return lines


def _share(offer: PlaceOffer, percent: int) -> str:
    """What a rung of the ladder costs: Free; Half, £6.38; 25%, £3.19."""
    owed = pounds(percent_of(offer.charge_pence, percent))
    return "Free" if percent == 0 else f"{'Half' if percent == 50 else f'{percent}%'}, {owed}"
