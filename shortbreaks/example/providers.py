"""The example county's providers, services and six months of sessions."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from shortbreaks.council.codes import KENT_DISTRICTS
from shortbreaks.council.postcodes import Place, postcodes_of
from shortbreaks.council.queries import bank_holidays
from shortbreaks.database.search import SearchWord, words_of
from shortbreaks.example.beds import MadeUnit, make_unit
from shortbreaks.example.names import CLUBS, CONTACTS, OUTCODES, THEMES, TOWNS
from shortbreaks.example.rows import Rows
from shortbreaks.providers.sessions import in_term
from shortbreaks.providers.tables import (
    BreakSession,
    Pattern,
    Provider,
    ProviderCheck,
    Service,
    ServiceOffer,
    ServicePrice,
    Venue,
)

SHARES = {"club": 19, "youth": 12, "scheme": 14, "weekend": 18, "family": 5, "overnight": 2, "home": 6, "carer": 5}
UNITS = (("Bewl Water", "E07000116"), ("Swattenden", "E07000116"), ("Allsworth Court", "E07000106"))
OFFERS = ("CON", "RESCUE", "MEDS", "WHEEL", "WHEEL_OUT", "HOIST", "SIGN", "QUIET", "AUT", "BEH", "LD", "COMM", "TOILET", "PC",
          "ALLERGY", "TUBE", "SYMBOLS", "MOB")  # fmt: skip
PRICES = {
    "club": 600,
    "youth": 500,
    "scheme": 1275,
    "weekend": 1275,
    "family": 400,
    "overnight": 0,
    "home": 0,
    "carer": 0,
}
BY_THE_HOUR = {"club": 2, "family": 4}  # hours of one session
WEEKS_BEFORE, WEEKS_AFTER = 13, 13
SANDPIPERS = "Sandpipers Saturday Club"
NAMED = {code.code: code.words for code in KENT_DISTRICTS}


@dataclass(frozen=True, slots=True)
class MadeService:
    """What the bookings of the example county need to know of a service."""

    id: int
    kind: str
    unit: str
    district: str
    min_age: int
    max_age: int
    one_to_one: bool
    offers: frozenset[str]
    price: int
    charged_by: str


@dataclass(frozen=True, slots=True)
class MadeSession:
    """One session with its room."""

    id: int
    service: MadeService
    start: datetime
    end: datetime
    places: int


def a_place(random: Random, district: str, town: str) -> Place:
    """A real postcode of a town in a district."""
    return random.choice(postcodes_of(district, OUTCODES.get(town, "")) or postcodes_of(district))


def make_providers(
    rows: Rows, random: Random, today: date, terms: list[tuple[date, date]], scale: float, *, first: bool
) -> tuple[list[MadeSession], list[MadeUnit]]:
    """84 providers at scale 1: sessions from three months ago to three months ahead, and houses with beds.

    The houses and the club that the pictures show are in the county's first slice; the others have as many of their own.
    """
    units: list[MadeUnit] = []
    sessions: list[MadeSession] = []
    districts = [code.code for code in KENT_DISTRICTS]
    used = {SANDPIPERS} if first else set(rows.db.scalars(select(Service.name)))
    houses = UNITS if first else tuple((_name(random, "overnight", one, used), one) for one in random.sample(districts, len(UNITS)))
    for name, district in houses:
        _service(rows, random, today, terms, name, "overnight", district, units, in_house=True)
    if first:
        sessions += _service(rows, random, today, terms, SANDPIPERS, "weekend", "E07000114", units, town="Broadstairs")
    for kind, count in SHARES.items():
        wanted = max(1, round((count - (kind == "weekend")) * scale))
        for number in range(wanted):
            district = districts[(number + len(kind)) % 12]
            sessions += _service(rows, random, today, terms, _name(random, kind, district, used), kind, district, units)
    return sessions, units


def _name(random: Random, kind: str, district: str, used: set[str]) -> str:
    for number in range(400):
        theme, word = random.choice(THEMES), random.choice(CLUBS[kind])
        name = f"{theme}s {word}" if kind in {"carer", "home"} else f"{theme} {word}"
        if number > 60:
            name = f"{random.choice(TOWNS[district])} {name}"
        if number > 200:
            name = f"{name} {len(used)}"
        if name not in used:
            used.add(name)
            return name
    raise AssertionError


def _service(
    rows: Rows, random: Random, today: date, terms: list[tuple[date, date]], name: str, kind: str, district: str,
    units: list[MadeUnit], *, in_house: bool = False, town: str = "",
) -> list[MadeSession]:  # fmt: skip
    town = town or random.choice(TOWNS[district])
    place = a_place(random, district, town)
    contact = random.choice(CONTACTS)
    phone = f"07700 900{random.randint(100, 999)}"
    trust = name if in_house else f"{name.rsplit(' ', 1)[0]} Trust"
    provider = rows.add(
        Provider, ref=f"P-{rows.last(Provider) + 1:04d}", name=trust, description="", in_house=in_house,
        contact_name=contact, phone=phone, email=f"hello{rows.last(Provider) + 1}@example.org", website="",
        best_time=random.choice(("mornings best", "after three best", "")), vendor_number=f"{random.randint(100000, 999999)}",
        last_checked_on=today - timedelta(days=random.choice((8, 12, 21, 26, 33, 40, 51, 59, 64, 77, 95, 118, 140, 203))),
        state="open", closed_on=None, closed_reason="", source_id=None, foreign="{}",
    )  # fmt: skip
    hall = f"{random.choice(('Church', 'Village', 'Station', 'Priory', 'Memorial'))} Hall" if not in_house else name
    venue = rows.add(
        Venue, provider_id=provider, name=hall, address=f"{hall}\n{random.randint(1, 90)} {random.choice(THEMES)} Road\n{town}",
        postcode=place.postcode, district=district, easting=place.easting, northing=place.northing,
        directions="The step-free door is on the left.", parking="Park behind the hall, free.", access="", state="open",
        closed_on=None, closed_reason="", source_id=None, foreign="{}",
    )  # fmt: skip
    made = _offer(rows, random, provider, name, kind, district, contact, phone)
    _price(rows, made, today)
    for check, odds in (("insurance", 0.9), ("registration", 0.95), ("dbs", 0.95), ("first_aid", 0.95)):
        days = random.randint(60, 500) if random.random() < odds else random.randint(-20, 45)
        rows.add(ProviderCheck, provider_id=provider, kind=check, reference="", seen_on=today - timedelta(days=90), seen_by="",
                 valid_until=today + timedelta(days=days if name != SANDPIPERS else 300))  # fmt: skip
    words = words_of(trust, name, hall, town, place.postcode.replace(" ", ""), NAMED[district])
    rows.kept.setdefault("search_word", []).extend(
        {"kind": "provider", "word": w, "row_id": provider} for w in sorted(words)
    )
    rows.tables["search_word"] = SearchWord.__table__  # type: ignore[assignment]
    if in_house or kind == "carer":  # nights in beds, each placed on its own
        units.append(make_unit(rows, made.id, district, (made.min_age, made.max_age), carer=kind == "carer"))
        return []
    return _sessions(rows, random, today, terms, made, venue)


def _offer(
    rows: Rows, random: Random, provider: int, name: str, kind: str, district: str, contact: str, phone: str
) -> MadeService:
    low, high = {"youth": (11, 17), "overnight": (5, 17), "club": (5, 12)}.get(kind, (random.choice((0, 4, 5, 6)), 17))
    sandpipers = name == SANDPIPERS
    if sandpipers:
        low, high = 8, 13
    specialist = kind in {"overnight", "carer", "home"} or random.random() < 0.6
    offers = {code for code in OFFERS if random.random() < (0.9 if specialist else 0.5)}
    offers |= {"CON", "RESCUE", "WHEEL_OUT", "LD"} if sandpipers else {"LD"}
    unit = "nights" if kind in {"overnight", "carer"} else "hours"
    charged = "council" if PRICES[kind] else "nobody"
    if charged == "council" and not sandpipers and random.random() < 0.15:
        charged = "provider"
    one = sandpipers or random.random() < 0.6
    price = PRICES[kind] if sandpipers or random.random() < 0.7 else PRICES[kind] + random.choice((-325, 150, 475))
    price = max(0, price) if PRICES[kind] else 0
    service = rows.add(
        Service, provider_id=provider, name=name, kind=kind, description="", min_age=low, max_age=high,
        children_per_worker=3 if specialist else 4, one_to_one=one, two_to_one=kind in {"overnight", "home"}, unit=unit,
        charged_by=charged, referral="assessment" if specialist else "self", contact_name=contact, contact_phone=phone,
        bring="Medicine in its own box with the chemist’s label, a drink and a change of clothes.", state="open",
        closed_on=None, closed_reason="", source_id=None, foreign="{}",
    )  # fmt: skip
    for code in sorted(offers):
        rows.add(ServiceOffer, service_id=service, code=code, note="")
    return MadeService(service, kind, unit, district, low, high, one, frozenset(offers), price, charged)


def _price(rows: Rows, made: MadeService, today: date) -> None:
    """What families pay; where whole pence allow it, the same sum said as a price of an hour."""
    hours = BY_THE_HOUR.get(made.kind, 0)
    hourly = bool(hours and made.price % hours == 0)
    rows.add(
        ServicePrice, service_id=made.id, from_day=date(today.year - 1, 4, 1), pence=made.price // (hours if hourly else 1),
        per="hour" if hourly else "place",
    )  # fmt: skip


def _sessions(
    rows: Rows, random: Random, today: date, terms: list[tuple[date, date]], service: MadeService, venue: int
) -> list[MadeSession]:
    kind = service.kind
    monday = today - timedelta(days=today.weekday())
    first, last = monday - timedelta(weeks=WEEKS_BEFORE), monday + timedelta(weeks=WEEKS_AFTER)
    weekday = {"weekend": 5, "overnight": 4, "carer": 4, "family": 6}.get(kind, random.randint(0, 4))
    starts, hours = {"club": (time(15, 30), 2), "youth": (time(18), 3), "scheme": (time(10), 5), "weekend": (time(10), 3),
                     "family": (time(11), 4), "home": (time(16), 3)}.get(kind, (time(16), 0))  # fmt: skip
    places = {"scheme": 16, "overnight": 5, "carer": 1, "home": 3, "family": 20}.get(kind, 12)
    recurring = {"club": "weekly_term", "scheme": "holiday_week"}.get(kind, "weekly")
    days = "0,1,2,3,4" if kind == "scheme" else str(weekday)
    ends = time(10) if service.unit == "nights" else (datetime.combine(first, starts) + timedelta(hours=hours)).time()
    nights = 2 if service.unit == "nights" else 0
    pattern = rows.add(
        Pattern, service_id=service.id, venue_id=venue, kind=recurring, name="", weekdays=days, first_day=first, last_day=last,
        starts=f"{starts:%H:%M}", ends=f"{ends:%H:%M}", nights=nights, places=places, workers=0, on_bank_holidays=False,
    )  # fmt: skip
    closed = bank_holidays(first, last)
    made = []
    for number in range((last - first).days):
        day = first + timedelta(days=number)
        if day in closed or not _runs_on(kind, day, weekday, number // 7, in_term=in_term(day, terms)):
            continue
        start = datetime.combine(day, starts)
        end = datetime.combine(day + timedelta(days=nights), ends)
        session = rows.add(
            BreakSession, service_id=service.id, venue_id=venue, pattern_id=pattern, starts_at=start, ends_at=end,
            places=places, taken=0, workers=0, state="open", closed_reason="",
        )  # fmt: skip
        made.append(MadeSession(session, service, start, end, places))
    return made


def _runs_on(kind: str, day: date, weekday: int, week: int, *, in_term: bool) -> bool:
    if kind == "scheme":
        return day.weekday() < 5 and not in_term
    every = {"carer": 2, "family": 4}.get(kind, 1)
    return day.weekday() == weekday and week % every == 0 and (kind != "club" or in_term)
