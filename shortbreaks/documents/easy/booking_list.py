"""The booking list of a series in easy read: each date that is booked and each that is not, one idea a line with its picture."""

import re
from collections.abc import Iterator

from shortbreaks.dates import say_weekday
from shortbreaks.documents.booking_list import TITLE, BookedFacts, BookingListFacts, NotBookedFacts, day_listed
from shortbreaks.documents.easy.parts import (
    Idea,
    Part,
    easy_letter,
    late_or_unwell,
    our_number,
    plain,
    plans_change,
    told,
)
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.said import said_moment
from shortbreaks.documents.words import unbroken

TERM = re.compile(r"([0-9]+ dates?) × (£[0-9,.]+[0-9])")


def easy_booking_list(given: BookingListFacts) -> Drawn:
    """Draw a booking list in easy read."""
    return easy_letter(TITLE, "list number", given, _parts(given, given.child.split(" ")[0]))


def _parts(given: BookingListFacts, name: str) -> Iterator[Part]:
    yield "", [
        ("find", [(f"You asked for {name} at ", False), (given.service, True), (".", False)]),
        ("booking", plain(f"You asked for: {given.recurs}.")),
        ("ok", plain(_count(len(given.booked), "booked"))),
        *((("close", plain(_count(len(given.not_booked), "not booked"))),) if given.not_booked else ()),
    ]  # fmt: skip
    yield "What is booked", [idea for one in given.booked for idea in _booked(given, one)]
    yield "What is not booked", [
        idea
        for one in given.not_booked
        for idea in _not_booked(given, one)
    ]  # fmt: skip
    yield "Where", told("map", given.venue)
    yield "What it costs", _cost(given.charge_words)
    yield "Your allowance", told("register", given.allowance_words)
    yield (
        "On the day",
        [
            *late_or_unwell(given.day_contact, given.day_phone, name),
            *told("person", given.collected_by and f"Who collects: {given.collected_by}"),
        ],
    )
    yield "If plans change", [("call", plain("Ring us.")), our_number(given), *plans_change(name)]


def _count(dates: int, words: str) -> str:
    return f"1 date is {words}." if dates == 1 else f"{dates or 'No'} dates are {words}."


def _booked(given: BookingListFacts, one: BookedFacts) -> Iterator[Idea]:
    """A date with its times, so that no page's end parts them."""
    ends = "" if one.start.date() == one.end.date() else f" on {say_weekday(one.end.date())}"
    times = f", {unbroken(f'{one.start:%H:%M} to {one.end:%H:%M}{ends}')}."
    yield "booking", [(day_listed(one.start.date(), given.dated), True), (times, False)]
    if one.free_until is not None:
        yield "ok", plain(f"Cancel free until {said_moment(one.free_until)}.")


def _not_booked(given: BookingListFacts, one: NotBookedFacts) -> Iterator[Idea]:
    first, *rest = [words for _, ((words, _),) in told("info", one.why)] or [""]
    yield "close", [(day_listed(one.day, given.dated), True), (f". {first}".rstrip(), False)]
    for words in rest:
        yield "info", plain(words)
    yield from told("right", one.after)


def _cost(words: str) -> Iterator[Idea]:
    """How many dates at which price, then all of it, as the other prints work it out on one line."""
    first, equals, rest = words.partition(" = ")
    terms = TERM.findall(first)
    if not equals or not terms:
        yield from told("payment", words)
        return
    for dates, price in terms:
        yield "register", plain(f"{dates} at {price} each.")
    yield from told("payment", f"That is {rest}")
