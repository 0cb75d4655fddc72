"""How far a break is from home, and whether that is within what was asked for; said, and never in the way of booking."""

import math

from shortbreaks.bookings.rules import ChildFacts
from shortbreaks.findings import Finding, Outcome, met

METRES_PER_MILE = 1609.344
FAR = "distance"  # the finding's name: it needs no reason


def miles(child: ChildFacts, easting: int | None, northing: int | None) -> float | None:
    """Miles as the crow flies from home to a venue; None when either place is not known."""
    if child.easting is None or child.northing is None or easting is None or northing is None:
        return None
    across, up = child.easting - easting, child.northing - northing
    return float((across * across + up * up) ** 0.5) / METRES_PER_MILE


def within_reach(child: ChildFacts, away: float | None, most: int | None) -> tuple[Finding, ...]:
    """Not further from home than was asked for; nothing to say where no limit is asked for or a place is not known."""
    if away is None or most is None:
        return ()
    if away <= most:
        return (met(FAR, f"Within {_miles(most)}"),)
    return (
        Finding(
            FAR, Outcome.NOT_MET, "Too far",
            f"It is {away:.1f} miles from {child.name}'s home, further than {_miles(most)}.",
            f"Look within {_miles(math.ceil(away))}.",
        ),
    )  # fmt: skip


def _miles(number: int) -> str:
    return "1 mile" if number == 1 else f"{number} miles"
