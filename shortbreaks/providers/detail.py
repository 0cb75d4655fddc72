"""One service as a coordinator tells of it on the telephone: where, when, for whom, at what price, with what checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import words_in
from shortbreaks.database.commands import View, query
from shortbreaks.dates import WEEKDAYS
from shortbreaks.errors import NotFound
from shortbreaks.providers.queries import meaning_of_check, say_ages, warned_until
from shortbreaks.providers.tables import (
    BreakSession,
    Pattern,
    Provider,
    ProviderCheck,
    Service,
    ServiceOffer,
    ServicePrice,
)
from shortbreaks.providers.where import venue_of


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session to come."""

    id: int
    start: datetime
    end: datetime
    places: int
    taken: int
    state: str
    closed_reason: str
    workers: int


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check of a provider."""

    id: int
    version: int
    kind: str
    words: str
    valid_until: date | None
    seen_on: date | None
    meaning: str  # "ok", "warn" within the council's days before it runs out, "bad" once it has


@dataclass(frozen=True, slots=True)
class ServiceDetail:
    """What a coordinator says of a service on the telephone."""

    id: int
    version: int
    provider_id: int
    name: str
    provider: str
    kind_words: str
    description: str
    venue: str
    town: str
    ages: str
    places: str
    price_pence: int | None
    price_per: str
    charged_by: str
    runs: str
    contact_name: str
    contact_phone: str
    best_time: str
    bring: str
    offers: tuple[str, ...]
    checks: tuple[CheckRow, ...]
    last_checked_on: date | None
    sessions: tuple[SessionRow, ...]


@query(needs=Permission.SEE_PROVIDERS)
def service_detail(view: View, service_id: int) -> ServiceDetail:
    """One service with its next sessions, price today and its provider's checks. Raises NotFound."""
    found = view.db.execute(
        select(Service, Provider).join(Provider, Provider.id == Service.provider_id).where(Service.id == service_id)
    ).first()
    if found is None:
        raise NotFound("That service is not in the directory any more.", "Look again.")
    service, provider = found.Service, found.Provider
    venue, address = venue_of(view.db, service_id, provider.id, view.today)
    price = view.db.execute(
        select(ServicePrice.pence, ServicePrice.per)
        .where(ServicePrice.service_id == service_id, ServicePrice.from_day <= view.today)
        .order_by(ServicePrice.from_day.desc(), ServicePrice.id.desc())
        .limit(1)
    ).first()
    pence, per = (price.pence, price.per) if price is not None else (None, "place")
    sessions = next_sessions(view, service_id, 12)
    needs = words_in(view.db, "need")
    offers = view.db.execute(select(ServiceOffer.code).where(ServiceOffer.service_id == service_id)).scalars()
    ratio = f"one worker to {service.children_per_worker}" if service.children_per_worker else "no set ratio"
    town = address.splitlines()[-1].strip() if address.strip() else ""
    return ServiceDetail(
        service.id, service.version, provider.id, service.name, provider.name,
        words_in(view.db, "kind").get(service.kind, "Other service"), service.description, venue,
        town, say_ages(service.min_age, service.max_age),
        f"{sessions[0].places} a session; {ratio}" if sessions else ratio, pence, per, service.charged_by,
        _runs(view, service_id), service.contact_name or provider.contact_name,
        service.contact_phone or provider.phone, provider.best_time, service.bring,
        tuple(needs.get(code, code) for code in offers), _checks(view, provider.id), provider.last_checked_on, sessions,
    )  # fmt: skip


def _runs(view: View, service_id: int) -> str:
    row = view.db.execute(
        select(Pattern.kind, Pattern.weekdays, Pattern.starts, Pattern.ends)
        .where(Pattern.service_id == service_id, Pattern.last_day >= view.today)
        .order_by(Pattern.id)
        .limit(1)
    ).first()
    if row is None:
        return "on single days"
    days = days_said(sorted(int(day) for day in row.weekdays.split(",") if day))
    when = {"weekly_term": "in term", "weekly": "all year", "holiday_week": "in school holidays"}.get(row.kind, "")
    return f"{days} {when}, {row.starts} to {row.ends}".strip(", ")


def days_said(days: Sequence[int]) -> str:
    """Days of the week as people say them: Saturdays, Mondays and Fridays, Mondays to Fridays."""
    names = [f"{WEEKDAYS[day]}s" for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]} to {names[-1]}"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _checks(view: View, provider_id: int) -> tuple[CheckRow, ...]:
    words, soon = words_in(view.db, "check"), warned_until(view)
    rows = view.db.execute(
        select(
            ProviderCheck.id,
            ProviderCheck.version,
            ProviderCheck.kind,
            ProviderCheck.valid_until,
            ProviderCheck.seen_on,
        )
        .where(ProviderCheck.provider_id == provider_id)
        .order_by(ProviderCheck.id)
    )
    return tuple(
        CheckRow(
            r.id, r.version, r.kind, words.get(r.kind, r.kind), r.valid_until, r.seen_on,
            meaning_of_check(r.valid_until, view.today, soon),
        )
        for r in rows
    )  # fmt: skip


def next_sessions(view: View, service_id: int, count: int) -> tuple[SessionRow, ...]:
    """A service's next sessions from today on."""
    begin = datetime(view.today.year, view.today.month, view.today.day)
    rows = view.db.execute(
        select(
            BreakSession.id, BreakSession.starts_at, BreakSession.ends_at, BreakSession.places, BreakSession.taken,
            BreakSession.state, BreakSession.closed_reason, BreakSession.workers,
        )
        .where(BreakSession.service_id == service_id, BreakSession.starts_at >= begin)
        .order_by(BreakSession.starts_at)
        .limit(count)
    )  # fmt: skip
    return tuple(SessionRow(*row) for row in rows)
