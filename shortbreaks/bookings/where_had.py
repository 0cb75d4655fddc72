"""Where breaks told of together are had: one place said once, several each with its days, as letters say them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shortbreaks.dates import say_weekday
from shortbreaks.words import listed, whole


@dataclass(frozen=True, slots=True)
class WhereHad:
    """The services' names, where they are, how to get there ("" where that stands with each place), whom to ring, what to bring.

    `contact` and `phone` are the first service's; `others` says whom to ring for the others. `parted`: there are several services.
    """

    service: str
    venue: str
    directions: str
    contact: str
    phone: str
    others: str
    bring: str
    parted: bool

    def named(self, row: Any) -> str:
        """Which service a day is of, where they are not all of one; else ""."""
        return str(row.service) if self.parted else ""


def where_had(rows: Sequence[Any]) -> WhereHad:
    """The same of rows by start, each with its service, venue, directions and contact."""
    first, of = rows[0], {row.service: row for row in reversed(rows)}
    names = list(dict.fromkeys(row.service for row in rows))
    one_place = len({(row.service, say_venue(row)) for row in rows}) == 1
    service, venue = service_and_venue(rows, _nothing if one_place else _directions)
    return WhereHad(
        service, venue, _directions(first) if one_place else "", first.contact_name, first.contact_phone,
        " ".join(filter(None, (_ring(of[name], first) for name in names[1:]))), _bring([of[name] for name in names]), len(names) > 1,
    )  # fmt: skip


def _nothing(_row: Any) -> str:
    return ""


def service_and_venue(rows: Sequence[Any], directions: Callable[[Any], str] = _nothing) -> tuple[str, str]:
    """The services' names, and where they are: one place as it is, each of several with its days and how to get there."""
    names = list(dict.fromkeys(row.service for row in rows))
    places: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        places.setdefault((row.service, say_venue(row)), []).append(row)
    several, said = len(places) > 1, []
    for (service, venue), mine in places.items():
        days = listed([say_weekday(row.starts_at.date()) for row in mine])
        lead = f"{service}, {days}: " if len(names) > 1 else f"{days}: "
        said.append(" ".join(filter(None, (f"{lead if several else ''}{venue}", directions(mine[0])))))
    return listed(names), " ".join(said)


def say_venue(row: Any) -> str:
    """Where a break is, in one line that ends with the postcode, which is kept whole."""
    lines = [line.strip() for line in row.address.splitlines() if line.strip()]
    parts = ([] if row.venue in lines else [row.venue]) + lines
    return f"{', '.join(parts)} {whole(row.postcode)}.".replace("  ", " ")


def _directions(row: Any) -> str:
    return " ".join(filter(None, (row.parking, row.access, row.directions)))


def _ring(row: Any, first: Any) -> str:
    if not row.contact_phone or (row.contact_name, row.contact_phone) == (first.contact_name, first.contact_phone):
        return ""
    who = f"{row.contact_name} on {row.contact_phone}" if row.contact_name else row.contact_phone
    return f"For {row.service}, ring {who}."


def _bring(rows: Sequence[Any]) -> str:
    """What each service asks to bring, with its name where it is not the same for all."""
    said = {row.bring for row in rows}
    if len(said) == 1:
        return str(rows[0].bring)
    return " ".join(f"{row.service}: {row.bring}" for row in rows if row.bring)
