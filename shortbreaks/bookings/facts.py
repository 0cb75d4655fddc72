"""The facts the rules look at, gathered from the records in a fixed number of questions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from shortbreaks.bookings import fact_statements as asked
from shortbreaks.bookings.asked_for import waits_of, with_asked
from shortbreaks.bookings.charges import PriceOf
from shortbreaks.bookings.places import minute_of
from shortbreaks.bookings.rules import Busy, ChildFacts, ServiceFacts, SessionFacts, Words
from shortbreaks.council.districts import neighbours, own_districts
from shortbreaks.council.lists import code_list, words_in
from shortbreaks.council.queries import settings_on
from shortbreaks.database.prepared import rows_of
from shortbreaks.eligibility.rules import Allowance
from shortbreaks.errors import NotFound

EVER = date(1970, 1, 1)  # before any booking


def _of(ids: Collection[int]) -> dict[str, list[int]]:
    return {"ids": list(ids)}


def allowances_of(db: Session, child_id: int) -> tuple[Allowance, ...]:
    """A child's allocations with what is used and booked of each, newest period first."""
    return allowances_by_child(db, [child_id]).get(child_id, ())


def allowances_by_child(db: Session, children: Collection[int]) -> dict[int, tuple[Allowance, ...]]:
    """The same of many children, in as many questions as of one."""
    return allowances_in(rows_of(db, asked.ALLOWANCES, _of(children)).all())


def allowances_in(rows: Sequence[Any]) -> dict[int, tuple[Allowance, ...]]:
    """The same out of the rows of an `allowances_statement`."""
    carried: dict[int, int] = {}
    for r in rows:
        if r.carried_from is not None:
            carried[r.carried_from] = carried.get(r.carried_from, 0) + r.amount
    found: dict[int, list[Allowance]] = {}
    for r in rows:
        found.setdefault(r.child_id, []).append(
            Allowance(
                id=r.id, unit=r.unit, purpose=r.purpose, kinds=frozenset(filter(None, r.kinds.split(","))), amount=r.amount,
                used=r.used, booked=r.booked, from_day=r.from_day, until_day=r.until_day,
                carried=r.carried_from is not None, carried_on=carried.get(r.id, 0),
            )
        )  # fmt: skip
    return {child: tuple(mine) for child, mine in found.items()}


Home = tuple[str, int | None, int | None, str]
NO_HOME: Home = ("", None, None, "")


def home_of(db: Session, household_id: int, day: date) -> Home:
    """District, easting, northing and postcode of a household's home on a day; empty when none is kept."""
    return homes_of(db, [household_id], day).get(household_id, NO_HOME)


def homes_of(db: Session, household_ids: Collection[int], day: date) -> dict[int, Home]:
    """The homes of many households on a day, in one question."""
    found: dict[int, Home] = {}
    for row in rows_of(db, asked.HOMES, {**_of(household_ids), "day": day}):
        found.setdefault(row.household_id, (row.district, row.easting, row.northing, row.postcode))
    return found


def child_facts(db: Session, child_id: int, today: date, since: date = EVER, *, nights: bool = False) -> ChildFacts:
    """What the rules look at in a child, with what it waits for (R-B8). Raises NotFound.

    `since` is the first day that anybody will ask about: of times that ended before it nobody asks.
    `nights`: also the nights in a house that it waits for; no session uses an allocation of nights.
    """
    found = waiting_children(db, [child_id], today, since, nights=nights)
    if child_id not in found:
        raise NotFound("That child's record is not here any more.", "Look again.")
    return found[child_id]


def waiting_children(
    db: Session, child_ids: Collection[int], today: date, since: date = EVER, *, nights: bool = False
) -> dict[int, ChildFacts]:  # fmt: skip
    """The same of many children, in as many questions as of one."""
    found = children_facts(db, child_ids, today, since)
    for child_id, waits in waits_of(db, child_ids, today, nights=nights).items():
        child = found[child_id]
        found[child_id] = replace(child, waits=waits, allowances=with_asked(child.allowances, waits))
    return found


def children_facts(db: Session, child_ids: Collection[int], today: date, since: date = EVER) -> dict[int, ChildFacts]:
    """What the rules look at in many children, in as many questions as for one.

    `since` is the first day that anybody will ask about: of times that ended before it nobody asks.
    """
    children = rows_of(db, asked.CHILDREN, _of(child_ids)).all()
    homes = homes_of(db, {child.household_id for child in children}, today)
    needs: dict[int, set[str]] = {}
    for child_id, code in rows_of(db, asked.NEEDS, _of(child_ids)):
        needs.setdefault(child_id, set()).add(code)
    contacts = set(rows_of(db, asked.REACHED, _of(child_ids)).scalars())
    allowances, busy = allowances_by_child(db, child_ids), busy_times(db, child_ids, since)
    return {
        c.id: ChildFacts(
            c.id, c.known_as or c.first_name, c.born, *homes.get(c.household_id, NO_HOME)[:3],
            frozenset(needs.get(c.id, ())), c.workers_needed, c.care_plan_on, c.id in contacts,
            allowances.get(c.id, ()), busy.get(c.id, ()), barred=barred(c),
        )
        for c in children
    }  # fmt: skip


def barred(child: Any) -> str:
    """Why a child of this `state` and `sibling_only` has no breaks: "closed", "merged", "sibling"; "" for one who may."""
    return str(child.state) if child.state != "open" else "sibling" if child.sibling_only else ""


def busy_times(db: Session, child_ids: Collection[int], since: date = EVER) -> dict[int, tuple[Busy, ...]]:
    """The places and stays that children hold and that end from a day on, by start."""
    begin = begin_of(since)
    rows = rows_of(db, asked.HELD, {**_of(child_ids), "since_minute": minute_of(begin)})
    stays = rows_of(db, asked.SLEPT, {**_of(child_ids), "since": begin})
    found: dict[int, list[Busy]] = {}
    for start, end, where, child_id in sorted((*rows, *stays), key=lambda row: row.starts_at):
        found.setdefault(child_id, []).append(Busy(start, end, where))
    return {child_id: tuple(busy) for child_id, busy in found.items()}


def service_facts(db: Session, service_ids: Collection[int] | None = None) -> dict[int, ServiceFacts]:
    """What the rules look at in services; every open one when no ids are given."""
    if service_ids is None:
        rows, offered = rows_of(db, asked.SERVICES_OPEN).all(), rows_of(db, asked.OFFERS_OPEN)
    else:
        rows, offered = rows_of(db, asked.SERVICES_CHOSEN, _of(service_ids)).all(), rows_of(db, asked.OFFERS_CHOSEN, _of(service_ids))
    offers: dict[int, set[str]] = {}
    for service_id, code in offered:
        offers.setdefault(service_id, set()).add(code)
    providers = sorted({row.provider_id for row in rows}) if service_ids is not None else None
    places = venues_of(db, providers)
    checks = checks_of(db, providers)
    return {
        r.id: ServiceFacts(
            r.id, r.name, r.kind, r.min_age, r.max_age, frozenset(offers.get(r.id, ())), r.children_per_worker,
            r.one_to_one, r.two_to_one, r.unit, r.state == "open", checks.get(r.provider_id, ()),
            *places.get(r.provider_id, (None, None)), r.referral == "self", r.charged_by,
            (r.priced_from or date.max) if r.charged_by == "council" else date.min,
        )
        for r in rows
    }  # fmt: skip


def venues_of(db: Session, provider_ids: Collection[int] | None) -> dict[int, tuple[int | None, int | None]]:
    """The first open venue's position of each provider; a session's own venue takes its place when one is judged."""
    rows = rows_of(db, asked.VENUES) if provider_ids is None else rows_of(db, asked.VENUES_CHOSEN, _of(provider_ids))
    return {row.provider_id: (row.easting, row.northing) for row in rows}


def checks_of(
    db: Session, provider_ids: Collection[int] | None = None
) -> dict[int, tuple[tuple[str, date | None], ...]]:
    """Each provider's checks as (words, last day); everybody's when no ids are given."""
    words = words_in(db, "check")
    found: dict[int, list[tuple[str, date | None]]] = {}
    for row in rows_of(db, asked.CHECKS) if provider_ids is None else rows_of(db, asked.CHECKS_CHOSEN, _of(provider_ids)):
        found.setdefault(row.provider_id, []).append((words.get(row.kind, row.kind), row.valid_until))
    return {provider: tuple(checks) for provider, checks in found.items()}


def own_workers(db: Session, session_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """For each session, how many children there have one worker and how many have two of their own."""
    rows = rows_of(db, asked.OWN_WORKERS, _of(session_ids))
    return {session: (int(one), int(two)) for session, one, two in rows if session is not None}


def own_workers_then(db: Session, begin: datetime, end: datetime) -> dict[int, tuple[int, int]]:
    """The same of every open session that begins in a time and has workers rostered: of others nobody asks (R-B4)."""
    rows = db.connection().execute(asked.OWN_WORKERS_THEN, {"begin": begin, "end": end}).all()
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def session_facts(db: Session, session_ids: Collection[int]) -> dict[int, SessionFacts]:
    """What the rules look at in sessions."""
    own = own_workers(db, session_ids)
    rows = rows_of(db, asked.SESSIONS, _of(session_ids))
    return {
        r.id: SessionFacts(
            r.id, r.starts_at, r.ends_at, r.places, r.taken, r.workers, *own.get(r.id, (0, 0)), r.state == "open",
            r.closed_reason,
        )
        for r in rows
    }  # fmt: skip


def prices_of(db: Session, service_ids: Collection[int]) -> dict[int, list[tuple[date, PriceOf]]]:
    """Each service's prices as (from day, price), the newest first."""
    prices: dict[int, list[tuple[date, PriceOf]]] = {}
    for row in rows_of(db, asked.PRICES_OF, _of(service_ids)):
        prices.setdefault(row.service_id, []).append((row.from_day, PriceOf(row.pence, row.per)))
    return prices


def words_of_the_day(db: Session, today: date, settings: Mapping[str, Any] | None = None) -> Words:
    """The needs' words and the settings findings speak of, as they hold today; `settings` where they were read."""
    needs, settings = words_in(db, "need"), settings_on(db, today) if settings is None else settings
    return Words(
        lambda code: needs.get(code, code), today, int(settings["care_plan_months"]), int(settings["most_to_come"]),
        frozenset(own_districts(code_list(db, "district"), today)), neighbours(code_list(db, "district"), today),
    )  # fmt: skip


def begin_of(day: date) -> datetime:
    """Midnight on the clock in Kent at the start of a day."""
    return datetime(day.year, day.month, day.day)
