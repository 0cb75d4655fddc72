"""What somebody saw or was told of a provider: checks, and that its entry is right; every one is kept, the last counts."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.commands import check_day
from shortbreaks.council.lists import codes_in, words_in
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from shortbreaks.providers.tables import CheckSeen, Provider, ProviderCheck, ProviderContact

CHANGE = Permission.CHANGE_PROVIDERS
RUNS_OUT = "insurance"  # a policy always has a last day


@dataclass(frozen=True, slots=True)
class SeeCheck:
    """A check somebody saw: insurance, registration, DBS, first aid; `valid_until` None when it does not run out."""

    provider_id: int
    kind: str
    reference: str
    valid_until: date | None


@command(needs=CHANGE, recorded_as="Check seen")
def see_check(work: Work, request: SeeCheck) -> int:
    """Keep a provider's check as seen today; what was seen before is kept beside it.

    Raises Refused for an unknown kind, a day that cannot be, or an insurance without its last day.
    """
    if request.kind not in codes_in(work.db, "check", work.today):
        raise Refused("That check is not on the list.", "Choose insurance, registration, DBS or first aid.", "kind")
    if request.valid_until is not None:
        check_day(request.valid_until, "valid_until")
    elif request.kind == RUNS_OUT:
        raise Refused("An insurance runs out.", "Write its last day.", "valid_until")
    provider = work.take(Provider, request.provider_id)
    check = work.db.scalar(
        select(ProviderCheck).where(ProviderCheck.provider_id == provider.id, ProviderCheck.kind == request.kind)
    )
    if check is None:
        check = ProviderCheck(provider_id=provider.id, kind=request.kind)
    check.reference, check.valid_until, check.seen_on = request.reference.strip(), request.valid_until, work.today
    check.seen_by = work.person.name
    seen = CheckSeen(
        provider_id=provider.id, kind=request.kind, reference=check.reference, valid_until=request.valid_until, at=work.now,
        person_id=work.person.id,
    )  # fmt: skip
    work.db.add_all([check, seen])
    work.record(check)
    return check.id


@dataclass(frozen=True, slots=True)
class ConfirmEntry:
    """The provider said that its entry is right, with a note of the call."""

    provider_id: int
    note: str = ""


@command(needs=CHANGE, recorded_as="Entry confirmed")
def confirm_entry(work: Work, request: ConfirmEntry) -> int:
    """Keep that a provider's entry was confirmed today."""
    provider = work.take(Provider, request.provider_id)
    provider.last_checked_on = work.today
    work.db.add(
        ProviderContact(provider_id=provider.id, at=work.now, person_id=work.person.id, note=request.note.strip())
    )
    work.record(provider)
    return provider.id


@dataclass(frozen=True, slots=True)
class SeenRow:
    """Something seen or told of a provider: the day in Kent, what it was, how it stands since then, and who kept it."""

    on: date | None
    what: str
    reference: str
    valid_until: date | None
    person: str


@query(needs=Permission.SEE_PROVIDERS)
def seen_of_provider(view: View, provider_id: int) -> tuple[SeenRow, ...]:
    """Every check that was seen and every time an entry was confirmed, the newest first; in four questions.

    A check that came with a directory's file stands with the day it was seen elsewhere, and who saw it there.
    """
    words = words_in(view.db, "check")
    person = PersonRecord.name
    checks = view.db.execute(
        select(CheckSeen.at, CheckSeen.kind, CheckSeen.reference, CheckSeen.valid_until, person)
        .join(PersonRecord, PersonRecord.id == CheckSeen.person_id, isouter=True)
        .where(CheckSeen.provider_id == provider_id).order_by(CheckSeen.id)
    ).all()
    calls = view.db.execute(
        select(ProviderContact.at, ProviderContact.note, person)
        .join(PersonRecord, PersonRecord.id == ProviderContact.person_id, isouter=True)
        .where(ProviderContact.provider_id == provider_id).order_by(ProviderContact.id)
    ).all()
    standing = view.db.execute(
        select(
            ProviderCheck.seen_on, ProviderCheck.kind, ProviderCheck.reference, ProviderCheck.valid_until, ProviderCheck.seen_by
        ).where(ProviderCheck.provider_id == provider_id)
    ).all()
    last = {row.kind: (to_local(row.at).date(), row.reference, row.valid_until) for row in checks}
    came = [r for r in standing if last.get(r.kind) != (r.seen_on, r.reference, r.valid_until)]
    here = [
        *((r.at, SeenRow(to_local(r.at).date(), words.get(r.kind, r.kind), r.reference, r.valid_until, r.name or "")) for r in checks),
        *((r.at, SeenRow(to_local(r.at).date(), "Entry confirmed", r.note, None, r.name or "")) for r in calls),
    ]
    before = [SeenRow(r.seen_on, words.get(r.kind, r.kind), r.reference, r.valid_until, r.seen_by) for r in came]
    here.sort(key=lambda one: one[0])
    newest = [row for _, row in reversed(here)]  # of one moment first what was kept last
    return (*newest, *sorted(before, key=lambda row: row.on or date.min, reverse=True))
