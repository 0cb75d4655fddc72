"""What is filled in about a provider, its venue, a service, sessions, a closure and a check."""

from shortbreaks.council.codes import MEDWAY
from shortbreaks.dates import WEEKDAYS
from shortbreaks.providers.editing import ServiceToEdit
from shortbreaks.providers.sessions import KINDS
from ui.kit.fields import Field
from ui.shell.lists import Lists

PROVIDER = (
    Field("name", "Name, as families say it"),
    Field("description", "What it is", "long", optional=True),
    Field("contact_name", "Who to ring", optional=True),
    Field("phone", "Telephone", beside=True, optional=True),
    Field("email", "E-mail", optional=True),
    Field("website", "Website", beside=True, optional=True),
    Field("best_time", "Best time to ring", optional=True, hint="mornings best"),
    Field("vendor_number", "Vendor number", beside=True, optional=True),
    Field("in_house", "One of the council's own units", "yes"),
)
WHY = Field("reason", "Who said so, and why", optional=True, longest=1000)


def venue_fields(lists: Lists, standing: str = "") -> tuple[Field, ...]:
    """Where services happen; `standing` is the district it has where its postcode tells none."""
    offered = lists.choices("district", (standing,) if standing else (), but={MEDWAY.code} - {standing})
    return (
        Field("name", "Name of the place", hint="Pierremont Hall"),
        Field("address", "Address, without the postcode", "long"),
        Field("postcode", "Postcode", hint="CT10 1JX"),
        Field("district", "District, if the postcode tells none", "choice", beside=True, optional=True, choices=offered),
        Field("directions", "How to get there", optional=True),
        Field("parking", "Parking", optional=True),
        Field("access", "Step-free door, changing place, hoist", optional=True),
    )


SESSIONS = (
    Field("kind", "How it recurs", "choice", choices=tuple(KINDS.items())),
    Field("weekdays", "On", "many", choices=tuple((str(n), name) for n, name in enumerate(WEEKDAYS))),
    Field("first_day", "First day", "date"),
    Field("last_day", "Last day", "date", beside=True),
    Field("starts", "Starts at", "time", hint="10:00"),
    Field("ends", "Ends at", "time", beside=True, hint="13:00"),
    Field("nights", "Nights (0 when it ends the same day)", "whole"),
    Field("places", "Places", "whole", beside=True),
    Field("workers", "Workers rostered (0 when not known)", "whole", beside=True),
    Field("on_bank_holidays", "Also on bank holidays", "yes"),
)
CLOSURE = (
    Field("first_day", "Closed from", "date"),
    Field("last_day", "To", "date", beside=True),
    Field("reason", "Reason, as families are told"),
)
OPENED = (Field("first_day", "Open from", "date"), Field("last_day", "To", "date", beside=True))
CLOSE = (Field("reason", "Why it closes"),)
CONFIRM = (Field("note", "Who said so", optional=True),)


def service_fields(lists: Lists, service: ServiceToEdit | None = None) -> tuple[Field, ...]:
    """A service, new or as it stands: what it is and caters for are the council's own lists."""
    return (
        Field("name", "Name, as families say it"),
        Field("kind", "Kind", "choice", choices=lists.choices("kind", [service.kind] if service else ()), beside=True),
        Field("description", "What happens there", "long", optional=True),
        Field("min_age", "Youngest", "whole", optional=True),
        Field("max_age", "Oldest", "whole", beside=True, optional=True),
        Field("children_per_worker", "Children to one worker", "whole", beside=True),
        Field("one_to_one", "Can give a child a worker of their own", "yes"),
        Field("two_to_one", "Can give a child two workers", "yes", beside=True),
        Field(
            "unit", "A place uses", "choice", choices=(("hours", "Hours"), ("sessions", "Sessions"), ("nights", "Nights"))
        ),
        Field(
            "charged_by",
            "Who charges",
            "choice",
            beside=True,
            choices=(("council", "The council"), ("provider", "The provider"), ("nobody", "Nobody")),
        ),  # fmt: skip
        Field("price_pence", "Price for families", "money", optional=True),
        Field("price_per", "The price is for", "choice", beside=True, choices=(("place", "A place"), ("hour", "An hour"))),
        Field("price_from", "The price holds from", "date", beside=True, optional=True),
        Field(
            "referral",
            "Families come",
            "choice",
            choices=(("self", "By themselves"), ("assessment", "After an assessment")),
        ),
        Field("contact_name", "Who to ring on the day", optional=True),
        Field("contact_phone", "Telephone on the day", beside=True, optional=True),
        Field("bring", "What to bring", optional=True),
        Field("offers", "Caters for", "many", choices=lists.choices("need", service.offers if service else (), but={"NONE"})),
    )


def check_fields(lists: Lists) -> tuple[Field, ...]:
    """A check that was seen."""
    return (
        Field("kind", "Check", "choice", choices=lists.choices("check")),
        Field("valid_until", "Valid until", "date", optional=True),
        Field("reference", "Reference", optional=True),
    )
