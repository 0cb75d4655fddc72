"""The directory as it is shown: rows, one provider, sessions to come, and free places by district."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import codes_in, district_words, say_district, words_in
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.database.search import index_words, words_of
from shortbreaks.providers.search import providers_matching
from shortbreaks.providers.tables import (
    Provider,
    ProviderCheck,
    Service,
    ServiceOffer,
    Venue,
)
from shortbreaks.providers.where import NOWHERE, Places, districts_of, free_at, venues_of_services

WEEKS = 4


def index_provider(db: Session, provider_id: int) -> None:
    """Make a provider findable by its name, its services and its venues' places."""
    texts = list(db.execute(select(Provider.name).where(Provider.id == provider_id)).scalars())
    texts += db.execute(select(Service.name).where(Service.provider_id == provider_id)).scalars()
    words = district_words(db)
    for name, address, postcode, district in db.execute(
        select(Venue.name, Venue.address, Venue.postcode, Venue.district).where(Venue.provider_id == provider_id)
    ):
        texts += [name, address, postcode.replace(" ", ""), say_district(words, district) if district else ""]
    index_words(db, "provider", provider_id, words_of(*texts))


@dataclass(frozen=True, slots=True)
class CheckState:
    """The worst of a provider's checks: words and meaning ("ok", "warn", "bad")."""

    words: str
    meaning: str


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """One service in the directory, with its provider's checks and how long ago its entry was confirmed.

    A provider that has no service yet stands in a row of its own, so that it is found again: its `service_id` is None.
    """

    service_id: int | None
    provider_id: int
    name: str
    provider: str
    kind: str
    kind_words: str
    town: str
    district: str
    ages: str
    min_age: int | None
    max_age: int | None
    offers: tuple[str, ...]
    offer_words: tuple[str, ...]
    free: int
    checks: CheckState
    confirmed_days: int | None
    confirmed_meaning: str  # "ok" while the entry is fresh as the council set it, "warn" up to twice as long, then "bad"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the directory is narrowed by; empty narrows nothing."""

    typed: str = ""
    district: str = ""
    kind: str = ""
    age: int | None = None
    need: str = ""
    closed: bool = False  # what has closed, instead of what is open


class Total(NamedTuple):
    """How many services there are in all, whatever narrows the list, and how many providers that have none yet."""

    services: int
    without: int


@query(needs=Permission.SEE_PROVIDERS)
def directory(view: View, filters: Filters) -> tuple[tuple[DirectoryRow, ...], Total]:
    """Services that fit the filters, by name, and how many there are in all; nine questions.

    A provider without a service is told too, where nothing narrows the list to what only a service can be.
    """
    rows = _services(view.db, closed=filters.closed)
    offers = _offers(view.db)
    needs, kinds = words_in(view.db, "need"), words_in(view.db, "kind")
    by_venue = free_at(view.db, view.today, view.today + timedelta(weeks=WEEKS))
    places, at = Places(view.db), venues_of_services(view.db, by_venue, view.today)
    free: Counter[int] = Counter()
    for (service_id, _), count in by_venue.items():
        free[service_id] += count
    checks = checks_state(view)
    wanted = providers_matching(view.db, filters.typed)
    fresh = int(setting_on(view.db, "checked_days", view.today))
    shown = []
    for r in rows:
        codes = offers.get(r.id, ())
        where = [one for one in places.of_service(r.id, r.provider_id, at) if filters.district in {"", one.district}]
        if (filters.district and not where) or not _fits(r, filters, wanted, codes):
            continue
        town, district = where[0] if where else NOWHERE
        kind = kinds.get(r.kind, "Other service") if r.id else "No service yet"
        shown.append(
            DirectoryRow(
                r.id, r.provider_id, r.name, r.provider, r.kind or "", kind, town, district,
                say_ages(r.min_age, r.max_age), r.min_age, r.max_age, codes, tuple(needs.get(c, c) for c in codes),
                free[r.id], checks.get(r.provider_id, CheckState("Not seen", "neutral")),
                *_confirmed(r.last_checked_on, view.today, fresh),
            )
        )  # fmt: skip
    services = sum(1 for r in rows if r.id is not None)
    return tuple(shown), Total(services, len(rows) - services)


def _services(db: Session, *, closed: bool) -> Any:
    """Services by name, the open ones or those that have closed, and providers that have none."""
    name = func.coalesce(Service.name, Provider.name)
    gone = or_(Service.state == "closed", Provider.state == "closed")
    still = and_(Provider.state == "open", or_(Service.id.is_(None), Service.state == "open"))
    return db.execute(
        select(
            Service.id, Provider.id.label("provider_id"), name.label("name"), Provider.name.label("provider"), Service.kind,
            Service.min_age, Service.max_age, Provider.last_checked_on,
        )
        .select_from(Provider)
        .join(Service, Service.provider_id == Provider.id, isouter=True)
        .where(gone if closed else still)
        .order_by(name, Service.id)
    ).all()  # fmt: skip


def _confirmed(on: date | None, today: date, fresh: int) -> tuple[int | None, str]:
    """Days since an entry was confirmed, and what that means."""
    if on is None:
        return None, "neutral"
    days = (today - on).days
    return days, "ok" if days <= fresh else "warn" if days <= 2 * fresh else "bad"


def _fits(row: Any, filters: Filters, wanted: set[int] | None, offers: Collection[str]) -> bool:
    if wanted is not None and row.provider_id not in wanted:
        return False
    if (filters.kind and row.kind != filters.kind) or (row.id is None and filters.age is not None):
        return False
    if filters.need and filters.need not in offers:
        return False
    age = filters.age
    return age is None or ((row.min_age or 0) <= age and (row.max_age is None or age <= row.max_age))


def say_ages(low: int | None, high: int | None) -> str:
    """Ages 5–11, from 5, or all ages."""
    if low is None and high is None:
        return "all ages"
    if high is None:
        return f"from {low}"
    return f"ages {low or 0}–{high}"


def _offers(db: Session) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for row in db.execute(select(ServiceOffer.service_id, ServiceOffer.code).order_by(ServiceOffer.id)):
        found.setdefault(row.service_id, []).append(row.code)
    return {service: tuple(codes) for service, codes in found.items()}


def checks_state(view: View) -> dict[int, CheckState]:
    """The worst check of each provider: out, running out within the council's warning, or in date."""
    words, warning = words_in(view.db, "check"), warned_until(view)
    rows = view.db.execute(
        select(ProviderCheck.provider_id, ProviderCheck.kind, ProviderCheck.valid_until).order_by(
            ProviderCheck.valid_until.desc()
        )
    )
    found: dict[int, CheckState] = {}
    for provider_id, kind, until in rows:
        meaning = meaning_of_check(until, view.today, warning)
        if meaning == "ok":
            found.setdefault(provider_id, CheckState("In date", "ok"))
        elif until is not None and meaning == "warn":
            found[provider_id] = CheckState(f"{words.get(kind, kind)} {until.day} {until:%b}", "warn")
        else:
            found[provider_id] = CheckState(f"{words.get(kind, kind)} out", "bad")
    return found


def warned_until(view: View) -> date:
    """The last day that is near enough to warn of a check that runs out by it (a setting)."""
    return view.today + timedelta(days=int(setting_on(view.db, "check_warning_days", view.today)))


def meaning_of_check(until: date | None, today: date, warned: date) -> str:
    """What the last day of a check means: "ok", "warn" within the council's days before it, "bad" once it is over."""
    if until is None or until > warned:
        return "ok"
    return "warn" if until >= today else "bad"


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One district of the map: its places free in the coming weeks."""

    code: str
    name: str
    free: int


@query(needs=Permission.SEE_PROVIDERS)
def districts_free(view: View) -> tuple[DistrictRow, ...]:
    """Places free in each of the twelve districts in the coming four weeks."""
    totals = districts_of(view.db, free_at(view.db, view.today, view.today + timedelta(weeks=WEEKS)))
    return tuple(DistrictRow(code, words, totals.get(code, 0)) for code, words in codes_in(view.db, "district", view.today).items())
