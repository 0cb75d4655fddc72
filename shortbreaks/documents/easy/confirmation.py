"""A booking confirmation in easy read: one idea a line in a short sentence, each with a picture, in large type (domain.md section 4).

Every amount, day and name is the record's, as in the other prints; what people wrote stands as they wrote it, a sentence a line.
"""

from collections.abc import Iterator

from shortbreaks.documents import said
from shortbreaks.documents.confirmation import ConfirmationFacts, SessionFacts
from shortbreaks.documents.easy.parts import (
    Idea,
    Part,
    cost,
    easy_letter,
    late_or_unwell,
    our_number,
    plain,
    plans_change,
    told,
    when,
)
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.said import said_full_day, said_moment


def easy_confirmation(given: ConfirmationFacts) -> Drawn:
    """Draw a confirmation in easy read."""
    return easy_letter("Your booking is confirmed", "booking number", given, _parts(given, given.child.split(" ")[0]))


def _parts(given: ConfirmationFacts, name: str) -> Iterator[Part]:
    """The letter's parts in the order of the other prints, each with its ideas."""
    yield "", [
        ("ok", plain(f"{name} has a place.")),
        ("provider", [("It is at ", False), (given.service, True), (".", False)]),
    ]
    yield "When", [idea for session in given.sessions for idea in _when(session)]
    yield "Where", [*told("map", given.venue), *told("map", given.directions)]
    yield "What it costs", cost(given.charge_pence, given.charge_words)
    yield "Your allowance", told("register", given.allocation_words)
    yield "On the day", [
        *late_or_unwell(given.day_contact, given.day_phone, name), *told("call", given.day_others),
        *told("family", given.transport), *told("person", _collects(given)),
        *told("needs", given.bring and f"Please bring: {given.bring}"),
        *(() if said.said_bring(given.bring) == given.bring
          else told("medicine", "Please bring medicine in its own box with the chemist’s label.")),
    ]  # fmt: skip
    yield "If plans change", _changes(given, name)


def _when(session: SessionFacts) -> Iterator[Idea]:
    yield from when(session.start, session.end)
    if session.service:
        yield "provider", plain(f"It is at {session.service}.")


def _collects(given: ConfirmationFacts) -> str:
    return given.collected_by and f"Who collects: {given.collected_by}"


def _changes(given: ConfirmationFacts, name: str) -> Iterator[Idea]:
    yield "call", plain("Ring us if you cannot come.")
    yield our_number(given)
    several = len(given.sessions) > 1
    for session in given.sessions:
        if session.free_until is None and session.half_until is None:
            continue
        if several:
            yield "booking", [(f"For {said_full_day(session.start.date())}:", True)]
        if session.free_until is not None:
            yield "ok", plain(f"You pay nothing if you cancel by {said_moment(session.free_until)}.")
        if session.half_until is not None:
            part = "half" if session.half_percent == 50 else f"{session.half_percent}% of it"
            yield "payment", plain(f"You pay {part} if you cancel by {said_moment(session.half_until)}.")
    yield from plans_change(name)
