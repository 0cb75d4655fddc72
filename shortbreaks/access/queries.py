"""Who may sign in, and what each role may do, as the people's page shows it."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import MAY, Permission, Role
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.backup_keys import keys_of_backups
from shortbreaks.database.commands import View, query
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.keys import KeyFile, from_text


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who signs in or once did. `way_in` says whether they have a password here."""

    id: int
    sign_in: str
    name: str
    role: str
    phone: str
    email: str
    active: bool
    way_in: bool
    version: int


@query(needs=Permission.SEE_PEOPLE)
def people(view: View) -> tuple[PersonRow, ...]:
    """Everybody who may sign in, by name, then those whose sign-in was closed."""
    p = PersonRecord
    rows = view.db.execute(
        select(p.id, p.sign_in, p.name, p.role, p.phone, p.email, p.active, p.password_hash, p.version).order_by(
            p.active.desc(), p.name, p.id
        )
    )
    slots = keys_kept(view.db)
    owners = {slot.owner for slot in slots.slots} if slots else set()
    return tuple(
        PersonRow(r.id, r.sign_in, r.name, r.role, r.phone, r.email, r.active,
                  r.password_hash is not None or r.sign_in in owners, r.version)
        for r in rows
    )  # fmt: skip


def names_of_people(db: Session) -> dict[int, str]:
    """The name of everybody who signs in, or once did, by number: for what an act says of who did it."""
    return {row.id: row.name for row in db.execute(select(PersonRecord.id, PersonRecord.name))}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role and everything it may do, in words."""

    role: str
    may: tuple[str, ...]
    people: int


@query(needs=Permission.SEE_PEOPLE)
def roles(view: View) -> tuple[RoleRow, ...]:
    """Every role, what it may do, and how many people have it."""
    held = list(view.db.execute(select(PersonRecord.role).where(PersonRecord.active)).scalars())
    order = list(Permission)
    return tuple(
        RoleRow(role.value, tuple(p.value for p in order if p in MAY[role]), held.count(role.value)) for role in Role
    )


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """The office as its people's page shows it.

    `key` numbers the data key it has, of a shared office the key of its backups;
    `left` names who left since it got that key, and could still open a copy of it.
    """

    name: str
    uuid: str
    schema_number: int
    shared: bool
    key: int = 1
    left: tuple[str, ...] = ()


@query(needs=Permission.SEE_PEOPLE)
def office_facts(view: View) -> OfficeFacts:
    """The office's name and number, whether it is shared, and the key it has."""
    row = view.db.execute(
        select(OfficeRecord.name, OfficeRecord.uuid, OfficeRecord.schema_number, OfficeRecord.backup_key)
    ).one()
    slots = keys_kept(view.db)
    shared = view.db.get_bind().dialect.name == "postgresql"
    facts = OfficeFacts(row.name, row.uuid, row.schema_number, shared)
    if slots is None or shared:
        return facts if slots is None else replace(facts, key=slots.number)  # of its backups
    names = dict(view.db.execute(select(PersonRecord.sign_in, PersonRecord.name)).all())
    return replace(facts, key=slots.number, left=tuple(names.get(one, one) for one in slots.left))


def keys_kept(db: Session) -> KeyFile | None:
    """The key slots as the database keeps them, or None where there are none."""
    kept = keys_of_backups(db).key_file
    return None if kept is None else from_text(kept)
