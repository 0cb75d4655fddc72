"""Whether what the council charges for has a price on the day: none that was entered is not the same as free (R-C2)."""

from datetime import date

from shortbreaks.bookings.rules import ServiceFacts
from shortbreaks.dates import say_day
from shortbreaks.findings import Finding, Outcome, met

PRICED = {
    "council": met("R-C2", "Price known"), "provider": met("R-C2", "Provider’s own fee"), "nobody": met("R-C2", "Free for families"),
}  # fmt: skip


def price_known(service: ServiceFacts, day: date) -> Finding:
    """Met where a price holds on the day, the provider charges for itself, or nobody does; else a person decides."""
    if day >= service.priced_from:
        return PRICED.get(service.charged_by, PRICED["council"])
    if service.priced_from == date.max:
        said = f"The council charges for {service.name}, and no price is entered."
    else:
        said = f"The council charges for {service.name}, and its first price holds from {say_day(service.priced_from)}, after this day."
    return Finding(
        "R-C2", Outcome.TO_DECIDE, "No price", said,
        "Enter its price, or that nobody charges. Until then this would be booked at £0.00.",
    )  # fmt: skip
