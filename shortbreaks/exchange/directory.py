"""A foreign directory taken into ours, after a preview, all or nothing; and ours written for others."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.codes import LISTS
from shortbreaks.council.postcodes import place_of
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.errors import Refused
from shortbreaks.exchange.open_referral import OURS, Candidate, Problem, read_directory
from shortbreaks.exchange.plain_text import to_plain
from shortbreaks.providers.queries import index_provider
from shortbreaks.providers.tables import Provider, Service, ServiceOffer, ServicePrice, Venue

KINDS = {code.code for code in LISTS["kind"]}
NEEDS = {code.code for code in LISTS["need"]}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One service of the file: what would be done with it ("new", "changed", "same")."""

    number: int
    name: str
    organisation: str
    postcode: str
    act: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting a file would do."""

    rows: tuple[PreviewRow, ...]
    problems: tuple[Problem, ...]
    records: int

    def count(self, act: str) -> int:
        """How many services would be done so."""
        return sum(1 for row in self.rows if row.act == act)


@query(needs=Permission.IMPORT)
def directory_previewed(view: View, content: bytes) -> Preview:
    """Read a directory file and compare it with ours; nothing changes. Raises Refused for a file that is none."""
    read = read_directory(content)
    known = _known(view.db)
    rows = []
    for one in read.candidates:
        ours = known.get(one.source_id)
        changes = _differences(ours, one) if ours is not None else ()
        act = "new" if ours is None else "changed" if changes else "same"
        postcode = one.location.postcode if one.location else ""
        rows.append(PreviewRow(one.number, one.name, one.organisation.name, postcode, act, changes))
    return Preview(tuple(rows), read.problems, read.records)


def _office(db: Session) -> uuid.UUID:
    return uuid.UUID(hex=db.scalar(select(OfficeRecord.uuid)) or "0" * 32)


def public_id(office: uuid.UUID, kind: str, row: Any) -> str:
    """The id under which a row is known outside: where it came from, or one made from the office's own."""
    return row.source_id or str(uuid.uuid5(office, f"{kind}:{row.id}"))


def _known(db: Session) -> dict[str, Service]:
    office = _office(db)
    return {public_id(office, "service", one): one for one in db.scalars(select(Service))}


def _differences(ours: Service, one: Candidate) -> tuple[str, ...]:
    pairs = (
        ("name", ours.name, one.name), ("description", ours.description, one.description), ("youngest", ours.min_age, one.min_age),
        ("oldest", ours.max_age, one.max_age),
    )  # fmt: skip
    return tuple(words for words, mine, theirs in pairs if mine != theirs)


@dataclass(frozen=True, slots=True)
class TakeDirectory:
    """A directory file that was previewed and accepted."""

    content: bytes


@command(needs=Permission.IMPORT, recorded_as="Directory taken in")
def take_directory(work: Work, request: TakeDirectory) -> list[int]:
    """Take every readable service of a file in, all or nothing; answers counts of new, changed and refused.

    A service known from before keeps its id, sessions and bookings. Raises Refused when nothing can be taken.
    """
    read = read_directory(request.content)
    if not read.candidates:
        raise Refused("No service of this file can be taken.", "Look at the row report.")
    known = _known(work.db)
    providers = {one.source_id: one for one in work.db.scalars(select(Provider)) if one.source_id}
    office = _office(work.db)
    providers |= {public_id(office, "provider", one): one for one in work.db.scalars(select(Provider))}
    new = changed = 0
    touched: set[int] = set()
    for one in read.candidates:
        ours = known.get(one.source_id)
        if ours is not None and not _differences(ours, one):
            continue
        provider = _provider(work, one, providers)
        touched.add(provider.id)
        _service(work, one, provider, ours)
        new, changed = new + (ours is None), changed + (ours is not None)
    work.db.flush()
    for provider_id in sorted(touched):
        index_provider(work.db, provider_id)
    work.record(("provider", None))
    return [new, changed, len(read.problems)]


def _provider(work: Work, one: Candidate, providers: dict[str, Provider]) -> Provider:
    found = providers.get(one.organisation.source_id)
    if found is None:
        organisation = one.organisation
        found = Provider(
            ref=f"P-{uuid.uuid5(uuid.NAMESPACE_URL, organisation.source_id).hex[:8]}", name=organisation.name,
            description=organisation.description, in_house=False, contact_name=one.contact_name, phone=one.contact_phone,
            email=organisation.email or one.email, website=organisation.website, best_time="", vendor_number="",
            last_checked_on=None, state="open", closed_on=None, closed_reason="", source_id=organisation.source_id,
            foreign=organisation.foreign,
        )  # fmt: skip
        work.db.add(found)
        work.db.flush()
        providers[organisation.source_id] = found
    if one.location is not None:
        _venue(work, one, found)
    return found


def _venue(work: Work, one: Candidate, provider: Provider) -> None:
    assert one.location is not None
    source = one.location.source_id or f"of-service:{one.source_id}"
    if work.db.scalar(select(Venue.id).where(Venue.source_id == source)) is not None:
        return
    same = select(Venue.id).where(
        Venue.provider_id == provider.id, Venue.name == one.location.name, Venue.source_id.is_(None)
    )
    if work.db.scalar(same) is not None:
        return
    place = place_of(one.location.postcode) if one.location.postcode else None
    work.db.add(
        Venue(
            provider_id=provider.id,
            name=one.location.name,
            address=one.location.address,
            postcode=place.postcode if place else one.location.postcode,
            district=place.district if place else "",
            easting=place.easting if place else None,
            northing=place.northing if place else None,
            directions="",
            parking="",
            access=one.location.access,
            state="open",
            source_id=source,
            foreign="{}",
        )  # fmt: skip
    )
    work.db.flush()


def _service(work: Work, one: Candidate, provider: Provider, ours: Service | None) -> None:
    own = one.own
    if ours is None:
        kind = own.get("kind", "other")
        ours = Service(
            provider_id=provider.id, kind=kind if kind in KINDS else "other",
            children_per_worker=int(own.get("ratio", "0")) if own.get("ratio", "0").isdigit() else 0,
            one_to_one=own.get("one-to-one") == "yes", two_to_one=own.get("two-to-one") == "yes",
            unit=own.get("unit") if own.get("unit") in {"hours", "sessions", "nights"} else "hours",
            charged_by=own.get("charged-by") if own.get("charged-by") in {"council", "provider", "nobody"} else "provider",
            referral=own.get("referral") if own.get("referral") in {"self", "assessment"} else "self",
            contact_name=one.contact_name, contact_phone=one.contact_phone, bring="", source_id=one.source_id,
            state="closed" if one.closed else "open", closed_on=work.today if one.closed else None,
            closed_reason="Not active in the directory it came from" if one.closed else "",
        )  # fmt: skip
    ours.name, ours.description, ours.foreign = one.name, one.description, one.foreign
    ours.min_age, ours.max_age = one.min_age, one.max_age
    work.db.add(ours)
    work.db.flush()
    if one.price_pence is not None and own:
        work.db.add(ServicePrice(service_id=ours.id, from_day=work.today, pence=one.price_pence))
    there = set(work.db.execute(select(ServiceOffer.code).where(ServiceOffer.service_id == ours.id)).scalars())
    for code in own.get("need", "").split(","):
        if code in NEEDS and code not in there:
            work.db.add(ServiceOffer(service_id=ours.id, code=code, note=""))


@query(needs=Permission.SEE_PROVIDERS)
def directory_written(view: View) -> bytes:
    """Our open services as Open Referral UK JSON, each valid against the published schema; unknown fields kept."""
    office = _office(view.db)
    providers = {one.id: one for one in view.db.scalars(select(Provider))}
    venues: dict[int, Venue] = {}
    for venue in view.db.scalars(select(Venue).where(Venue.state == "open").order_by(Venue.id.desc())):
        venues[venue.provider_id] = venue
    offers: dict[int, list[str]] = {}
    for row in view.db.execute(select(ServiceOffer.service_id, ServiceOffer.code).order_by(ServiceOffer.code)):
        offers.setdefault(row.service_id, []).append(row.code)
    prices = {
        row.service_id: row.pence
        for row in view.db.execute(
            select(ServicePrice.service_id, ServicePrice.pence)
            .where(ServicePrice.from_day <= view.today)
            .order_by(ServicePrice.from_day, ServicePrice.id)
        )
    }
    written = [
        _record(
            office,
            one,
            providers[one.provider_id],
            venues.get(one.provider_id),
            offers.get(one.id, []),
            prices.get(one.id),
        )
        for one in view.db.scalars(select(Service).where(Service.state == "open").order_by(Service.id))
    ]
    return json.dumps(written, ensure_ascii=False, indent=1).encode()


def _record(
    office: uuid.UUID, one: Service, provider: Provider, venue: Venue | None, offers: list[str], price: int | None
) -> dict[str, Any]:
    record: dict[str, Any] = _kept(one.foreign)
    source = public_id(office, "service", one)
    record |= {"id": source, "name": one.name, "status": "active"}
    if to_plain(_said(record)) != one.description:
        record["description"] = one.description
        record.pop("fees", None)
        record.pop("alert", None)
    record |= {"minimum_age": one.min_age} if one.min_age is not None else {}
    record |= {"maximum_age": one.max_age} if one.max_age is not None else {}
    organisation = _kept(provider.foreign) | {"id": public_id(office, "provider", provider), "name": provider.name}
    organisation.setdefault("description", provider.description)
    record["organization"] = organisation
    if venue is not None and not record.get("service_at_locations") and venue.source_id is None:
        record["service_at_locations"] = [_at(office, source, venue)]
    if one.source_id is None:
        record["attributes"] = _attributes(office, one, offers)
        if price is not None:
            cost = {"id": str(uuid.uuid5(office, f"price:{one.id}")), "amount": price / 100, "option": "A place"}
            record["cost_options"] = [cost]
    return record


def _said(record: Mapping[str, Any]) -> str:
    parts = [to_plain(str(record.get("description") or ""))]
    parts += [
        f"{w}: {to_plain(str(record[n]))}" for n, w in (("fees", "Fees"), ("alert", "Please note")) if record.get(n)
    ]
    return "\n\n".join(part for part in parts if part)


def _kept(foreign: str) -> dict[str, Any]:
    try:
        kept = json.loads(foreign or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _at(office: uuid.UUID, source: str, venue: Venue) -> dict[str, Any]:
    lines = venue.address.splitlines() or [venue.name]
    address = {
        "id": str(uuid.uuid5(office, f"address:{venue.id}")), "address_1": lines[0], "city": lines[-1], "state_province": "Kent",
        "postal_code": venue.postcode, "country": "GB", "address_type": "physical",
    }  # fmt: skip
    location = {
        "id": str(uuid.uuid5(office, f"venue:{venue.id}")),
        "location_type": "physical",
        "name": venue.name,
        "addresses": [address],
    }
    return {"id": str(uuid.uuid5(office, f"at:{source}:{venue.id}")), "location": location}


def _attributes(office: uuid.UUID, one: Service, offers: list[str]) -> list[dict[str, Any]]:
    said = [f"kind:{one.kind}", f"ratio:{one.children_per_worker}", f"unit:{one.unit}", f"charged-by:{one.charged_by}",
            f"referral:{one.referral}", f"one-to-one:{'yes' if one.one_to_one else 'no'}",
            f"two-to-one:{'yes' if one.two_to_one else 'no'}", *(f"need:{code}" for code in offers)]  # fmt: skip
    return [
        {
            "id": str(uuid.uuid5(office, f"attribute:{one.id}:{term}")), "link_entity": "service", "link_type": "about",
            "taxonomy_term": {
                "id": str(uuid.uuid5(office, f"term:{term}")), "code": term, "name": term, "description": term, "taxonomy": OURS,
            },
        }
        for term in said
    ]  # fmt: skip
