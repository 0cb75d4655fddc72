"""What a family hears of a date that is not booked: why, and what happens next; no health fact, no other child."""

from datetime import date

from shortbreaks.dates import say_weekday

WAITS = "We ring you when a place frees or the day opens. Families on the waiting list are asked first."
# By rule: why, in words for a family ("" keeps the rule's own sentence), and what happens next
SAID = {
    "R-B3": ("", WAITS),
    "R-B6": ("Families on the waiting list are asked first for this day.", "We ring you if the place stays free."),
    "R-B9": ("", "We ring you if that changes."),
    "R-B8": ("Your allowance has too little left for this day.", "We ring you if more is awarded."),
    "R-B7": ("So many breaks cannot be booked ahead at once.", "We book it when one of the others is over."),
    "R-E1": ("{name} is 18 by then, and what comes after is not decided yet.", "We ring you once it is decided."),
    "R-C2": ("We have to look up first what it costs.", "We ring you once we know."),
    "R-B11": ("We need a newer care and medicine plan first.", "Send us the plan, and we book it if a place is free."),
    "R-B12": ("We need somebody who can come within two hours.", "Give us a name and number, and we book it if a place is free."),
}
OTHER = ("Something has to be settled with the provider first.", "We ring you once it is settled.")
LEFT_OUT = ("You asked us to leave this day out.", "Nothing, unless you ask for it.")
ENDED = "Nothing more: these bookings have come to their end."
CANCELLED = {
    "cancelled_by_provider": "The provider cancelled this day.", "no_show": "Nobody came.", "absent_ill": "Ill that day.",
    "superseded": "You moved to another day.",
}  # fmt: skip


def why_not_booked(state: str, rule: str, why: str, name: str, *, ended: bool) -> tuple[str, str]:
    """Why a date is not booked and what happens next, as the booking list says it to a family."""
    if state == "left_out":
        return LEFT_OUT[0], ENDED if ended else LEFT_OUT[1]
    said, after = SAID.get(rule, OTHER) if rule else ("We left this day for later.", WAITS)
    return said.format(name=name) or why, ENDED if ended else after


def why_cancelled(state: str, day: date) -> tuple[str, str]:
    """The same of a date that was booked and cancelled."""
    return CANCELLED.get(state, "You cancelled this day."), f"Ring us if you want {say_weekday(day)} after all."
