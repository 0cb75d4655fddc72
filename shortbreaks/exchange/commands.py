"""A file brought in: everything it would change, in one transaction, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.districts import placed
from shortbreaks.database.commands import Work, command
from shortbreaks.database.records import Record
from shortbreaks.errors import Refused
from shortbreaks.exchange.checks import write_checks
from shortbreaks.exchange.comparing import Change, FieldChange, changes_of, fingerprint
from shortbreaks.exchange.feeds import is_feed, keep_feed, named
from shortbreaks.exchange.held import MANY, RECORDS, whole_directory
from shortbreaks.exchange.incoming import TABLES
from shortbreaks.exchange.json_files import to_json
from shortbreaks.exchange.listed import on_the_lists
from shortbreaks.exchange.queries import read_file
from shortbreaks.providers.changes import WORDS, note_added, note_fields
from shortbreaks.providers.queries import index_provider
from shortbreaks.providers.tables import Provider, ServiceOffer, ServicePrice, Venue
from shortbreaks.providers.unit_kept import check_unit


@dataclass(frozen=True, slots=True)
class BringInDirectory:
    """A directory file that was previewed and accepted; `seen` is the preview's own word for what it showed.

    `feed` is the name by which the next file of the same feed is known; "" for none.
    """

    data: bytes
    seen: str
    feed: str = ""


@command(needs=Permission.IMPORT, recorded_as="Directory file brought in")
def bring_in_directory(work: Work, request: BringInDirectory) -> dict[str, int]:
    """Bring in all that a file changes; answers how many records were new and changed.

    Raises Refused when a line of a CSV file is at fault, when nothing would change, or when the preview is out of date.
    """
    brought = on_the_lists(work.db, read_file(request.data), work.today)
    if brought.form == "CSV" and brought.refused():
        raise Refused("Some lines of the file cannot be read.", "Mend them, and choose the file again.")
    changes = changes_of(brought, whole_directory(work.db))
    if fingerprint(changes) != request.seen:
        raise Refused("The directory has changed since the preview.", "Look at the preview again, then accept it.")
    wanted = [one for one in changes if one.act != "same"]
    if not wanted:
        raise Refused("Nothing in the file is new.", "Everything in it is here already.")
    owners = {one.key: one.row_id for one in changes if one.table == "provider"}
    touched: set[int] = set()
    for table in TABLES:
        touched |= _bring(work, [one for one in wanted if one.table == table], owners)
    for provider_id in sorted(touched):
        index_provider(work.db, provider_id)
    if is_feed(brought) and (feed := named(request.feed)):
        keep_feed(work, feed, changes)
    work.record(("provider", None))
    acts = [f"{one.table} {one.act}" for one in wanted]
    return {words: acts.count(words) for words in dict.fromkeys(acts)}


CLOSED_THERE = "The directory file says that it is closed."
FROM_FILE = "Directory file"


def _bring(work: Work, wanted: list[Change], owners: dict[str, int | None]) -> set[int]:
    """Write the changes of one table; answers the providers they belong to."""
    made: list[tuple[Change, Any]] = []
    next_ref = (work.db.scalar(select(func.max(Provider.id))) or 0) + 1
    for one in wanted:
        record: Any = (
            _record(one, owners, next_ref + len(made))
            if one.row_id is None
            else work.take(RECORDS[one.table], one.row_id)
        )
        if one.row_id is not None:
            told = [change for change in one.fields if change.field in WORDS]
            note_fields(work, record, [(each.field, *_both(record, each, one)) for each in told], FROM_FILE)
        _write(work, record, one)
        work.db.add(record)
        made.append((one, record))
    work.db.flush()
    for one, record in made:
        if one.table == "provider":
            owners[one.key] = record.id
            if one.row_id is None:
                note_added(work, record, FROM_FILE)
        if one.table == "provider":
            write_checks(work, record.id, one.values.get("checks", ()))
        if one.table == "service":
            _write_many(work, record.id, one.values)
    work.db.flush()
    return {record.id if one.table == "provider" else record.provider_id for one, record in made}


def _both(record: Any, each: FieldChange, one: Change) -> tuple[Any, Any]:
    """A field before and after; lists as the preview said them."""
    return (each.before, each.after) if each.field in MANY else (getattr(record, each.field), one.values[each.field])


def _record(one: Change, owners: Mapping[str, int | None], number: int) -> Record:
    begin: dict[str, Any] = {"source_id": one.key, "foreign": "{}"}
    begin |= {"ref": f"P-{number:04d}"} if one.table == "provider" else {"provider_id": owners[one.owner]}
    return RECORDS[one.table](**begin)


def _write(work: Work, record: Any, one: Change) -> None:
    if one.table == "service" and "unit" in one.values:
        check_unit(work, record, one.values["unit"])
    for name, value in one.values.items():
        if name not in MANY:
            setattr(record, name, value)
    if one.foreign is not None:
        record.foreign = to_json(one.foreign)
    if one.table == "venue" and ("postcode" in one.values or "district" in one.values or one.row_id is None):
        _put_on_map(work, record)
    if record.state == "open":
        record.closed_on, record.closed_reason = None, ""
    else:
        record.closed_on, record.closed_reason = record.closed_on or work.today, record.closed_reason or CLOSED_THERE


def _put_on_map(work: Work, venue: Venue) -> None:
    """By its postcode; the district that a file names stands only where the postcode tells none."""
    at = placed(work.db, venue.postcode, venue.district, work.today)
    venue.district, venue.easting, venue.northing = at.district, at.easting, at.northing


def _write_many(work: Work, service_id: int, values: Mapping[str, Any]) -> None:
    if "offers" in values:
        there = {
            row.code: row.id
            for row in work.db.execute(
                select(ServiceOffer.id, ServiceOffer.code).where(ServiceOffer.service_id == service_id)
            )
        }
        gone = [row_id for code, row_id in there.items() if code not in values["offers"]]
        if gone:
            work.db.execute(delete(ServiceOffer).where(ServiceOffer.id.in_(gone)))
            work.touched("service_offer", gone)
        work.db.add_all(
            ServiceOffer(service_id=service_id, code=code, note="") for code in values["offers"] if code not in there
        )
    columns = (
        select(ServicePrice.from_day, ServicePrice.pence, ServicePrice.per)
        .where(ServicePrice.service_id == service_id)
        .order_by(ServicePrice.id)
    )
    kept = {row.from_day: (row.pence, row.per) for row in work.db.execute(columns)} if "prices" in values else {}
    for day, pence, *hour in values.get("prices", ()):
        per = "hour" if hour else "place"
        if kept.get(day) != (pence, per):
            work.db.add(ServicePrice(service_id=service_id, from_day=day, pence=pence, per=per))
