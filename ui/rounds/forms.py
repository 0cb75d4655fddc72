"""What is filled in about a round, and whether wishes still are."""

from collections.abc import Sequence

from shortbreaks.access.permissions import Permission
from shortbreaks.rounds.listing import ServiceChoice
from shortbreaks.rounds.queries import RoundShown
from ui.kit.fields import Field
from ui.shell.desk import Desk

UNITS = (("days", "Days"), ("sessions", "Sessions"))
CUT_OFF = (
    Field("closes_on", "Cut-off, the last day for wishes", "date"),
    Field("closes_time", "At", "time", beside=True, hint="17:00"),
    Field("cap", "One child gets at most", "whole", hint="3"),
    Field("cap_unit", "Counted in", "choice", choices=UNITS, beside=True),
)
CHANGE = (*CUT_OFF, Field("reason", "Why it is changed", "long"))
WITHDRAW = (Field("reason", "What the family said", hint="They go away that week"),)
WHOM = (("all", "Every wish with this question at this scheme"), ("one", "This wish only"))
DECIDE = (
    Field("words", "Who said what", "long", longest=800),
    Field("whom", "It holds for", "choice", choices=WHOM),
)  # fmt: skip
MODES = (("offers", "Offers, held until families answer"), ("bookings", "Bookings, confirmed and charged now"))
PUBLISH = (Field("mode", "The places become", "choice", choices=MODES),)


def may_write(desk: Desk, found: RoundShown | None) -> bool:
    """Whether wishes of a round may still be written by this person."""
    return found is not None and found.state != "published" and desk.may(Permission.BOOK)


def new_round(services: Sequence[ServiceChoice]) -> tuple[Field, ...]:
    """A new round: its name, the schemes with their days, its cut-off and its cap."""
    schemes = [one for one in services if one.kind == "scheme"] or list(services)
    return (
        Field("name", "Name", hint="Summer scheme 2027"),
        Field("service_ids", "Schemes whose places it gives", "many", choices=[(str(s.id), s.name) for s in schemes]),
        Field("first_day", "First day of the scheme", "date"),
        Field("last_day", "Last day", "date", beside=True),
        Field("opens_on", "Families may send wishes from", "date"),
        *CUT_OFF,
    )
