"""The states of a booking and of what comes before one, their words, and the moves between them (R-B1).

The first three are of records of their own (before_booking): a booking begins as offered or confirmed.
"""

from shortbreaks.errors import Refused

WORDS = {
    "enquiry": "Enquiry", "requested": "Asked for", "waiting": "Waiting", "offered": "Offered",
    "confirmed": "Confirmed", "attended": "Attended", "attended_part": "Attended part",
    "cancelled_in_notice": "Cancelled in time", "cancelled_late": "Cancelled late", "absent_ill": "Absent, ill",
    "no_show": "Did not come", "cancelled_by_provider": "Provider cancelled", "superseded": "Replaced",
}  # fmt: skip
_ENDED = {"cancelled_in_notice", "cancelled_late", "cancelled_by_provider", "superseded"}
ON_THE_DAY = frozenset({"attended", "attended_part", "absent_ill", "no_show"})
FORWARD: dict[str, frozenset[str]] = {
    "offered": frozenset({"confirmed", *_ENDED}),
    "confirmed": frozenset({*ON_THE_DAY, *_ENDED}),
}
CANCELLED = frozenset(_ENDED)
# A place is held while the booking is in one of these (R-B3)
HOLDING = frozenset({"offered", "confirmed", "attended", "attended_part"})
# How an allocation counts (R-B8): booked ahead, or used up
BOOKED = frozenset({"offered", "confirmed"})
USED = frozenset({"attended", "attended_part", "cancelled_late", "no_show"})

# The same of nights in a bed: ended early or not, a stay holds the nights that were slept
STAY_WORDS = {
    "offered": "Offered", "booked": "Booked", "in_house": "In the house", "ended": "Ended",
    "cancelled_in_notice": "Cancelled in time", "cancelled_late": "Cancelled late",
    "cancelled_by_provider": "Provider cancelled", "no_show": "Did not come",
}  # fmt: skip
STAY_HOLDING = frozenset({"offered", "booked", "in_house", "ended"})
STAY_BOOKED = frozenset({"offered", "booked"})
STAY_USED = frozenset({"in_house", "ended", "cancelled_late", "no_show"})


def check_move(old: str, new: str) -> None:
    """Refuse a move that does not go forward; a cancellation is put back by its own command, never edited."""
    if new not in FORWARD.get(old, frozenset()):
        raise Refused(
            f"A booking that is “{WORDS[old].lower()}” cannot become “{WORDS[new].lower()}”.",
            "Look at the booking again; somebody may have changed it.",
        )


def may_cancel(state: str) -> bool:
    """Whether a booking in this state can still be cancelled."""
    return state in FORWARD
