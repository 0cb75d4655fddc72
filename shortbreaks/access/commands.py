"""Letting people in, changing what they may do, closing their way in, and their passwords."""

from dataclasses import dataclass, field

from sqlalchemy import func, select

from shortbreaks.access import ways_in
from shortbreaks.access.passwords import check_password_rules
from shortbreaks.access.permissions import MAY, Permission, Role
from shortbreaks.access.tables import PersonRecord
from shortbreaks.access.two_people import check_own_email
from shortbreaks.database import keys as key_files
from shortbreaks.database.asked import SECRET
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.errors import Refused
from shortbreaks.reaching import read_email, read_phone

CHANGE = Permission.CHANGE_PEOPLE

when_broken(
    "uq_person_sign_in", "person.sign_in",
    lambda: Refused("Somebody signs in by this name already.", "Choose another, such as with an initial.", "sign_in"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AddPerson:
    """Somebody new, with the first password they are given."""

    sign_in: str
    name: str
    role: str
    password: str = field(repr=False, metadata=SECRET)
    phone: str = ""
    email: str = ""


@command(needs=CHANGE, recorded_as="Person added")
def add_person(work: Work, request: AddPerson) -> int:
    """Let somebody sign in.

    Raises Refused for a sign-in name or e-mail in use, an unknown role, a weak password, or where nobody could be reached.
    """
    sign_in, name = request.sign_in.strip().lower(), request.name.strip()
    check_names(sign_in, name)
    role = _role(request.role)
    check_password_rules(request.password, sign_in, name)
    _lock_people(work)
    phone, email = read_phone(request.phone), read_email(request.email)
    check_own_email(work, email)
    person = PersonRecord(
        sign_in=sign_in, name=name, role=role, phone=phone, email=email, active=True, password_hash=None
    )
    work.db.add(person)
    work.db.flush()
    ways_in.open_way(work, person, request.password)
    work.record(person)
    return person.id


def check_names(sign_in: str, name: str) -> None:
    """Refuse a sign-in name or a name that cannot be told apart or typed."""
    if not sign_in or any(letter.isspace() for letter in sign_in) or sign_in == key_files.RECOVERY:
        raise Refused("The sign-in name is one word.", "Write it like priya.nair.", "sign_in")
    if not name:
        raise Refused("The person has no name.", "Write the name colleagues know.", "name")


@dataclass(frozen=True, slots=True)
class ChangePerson:
    """A person's name, role and how to reach them; `seen` is the version shown."""

    person_id: int
    seen: int
    name: str
    role: str
    phone: str = ""
    email: str = ""


@command(needs=CHANGE, recorded_as="Person changed")
def change_person(work: Work, request: ChangePerson) -> int:
    """Keep a person's name, role and contact.

    Raises Refused when nobody would be left who may change people, or where nobody could be reached.
    """
    person = _take(work, request.person_id, request.seen)
    check_names(person.sign_in, request.name.strip())
    role = _role(request.role)
    if person.active and CHANGE not in MAY[Role(role)]:
        _somebody_else_must_remain(work, person)
    phone, email = read_phone(request.phone), read_email(request.email)
    if person.active:
        check_own_email(work, email, person.id)
    person.name, person.role = request.name.strip(), role
    person.phone, person.email = phone, email
    work.record(person)
    return person.id


@dataclass(frozen=True, slots=True)
class ClosePerson:
    """Somebody left; `seen` is the version shown."""

    person_id: int
    seen: int


@command(needs=CHANGE, recorded_as="Sign-in closed")
def close_person(work: Work, request: ClosePerson) -> int:
    """Close somebody's way in; their name stays on what they did. Backups made before still open to them.

    Raises Refused for oneself, or when nobody would be left who may change people.
    """
    person = _take(work, request.person_id, request.seen)
    if person.id == work.person.id:
        raise Refused("Nobody closes their own sign-in.", "Ask a colleague who may change people.")
    if not person.active:
        raise Refused("This sign-in was closed before.", "Look again.")
    _somebody_else_must_remain(work, person)
    person.active = False
    ways_in.close_way(work, person)
    work.record(person)
    return person.id


@dataclass(frozen=True, slots=True)
class SetPassword:
    """A new first password for somebody who forgot theirs, or who comes back."""

    person_id: int
    password: str = field(repr=False, metadata=SECRET)


@command(needs=CHANGE, recorded_as="Password given anew")
def set_password(work: Work, request: SetPassword) -> int:
    """Give somebody a new password, and open their sign-in again if it was closed."""
    person = _take(work, request.person_id, None)
    check_password_rules(request.password, person.sign_in, person.name)
    if not person.active:
        check_own_email(work, person.email, person.id)
    person.active = True
    ways_in.open_way(work, person, request.password)
    work.record(person)
    return person.id


@dataclass(frozen=True, slots=True)
class ChangeOwnPassword:
    """One's own password, the old one given to prove it."""

    old: str = field(repr=False, metadata=SECRET)
    new: str = field(repr=False, metadata=SECRET)


@command(needs=Permission.SEE_COUNCIL, recorded_as="Own password changed")
def change_own_password(work: Work, request: ChangeOwnPassword) -> int:
    """Change the password of whoever is signed in. Raises Refused when the old one is not right or the new one weak."""
    person = work.take(PersonRecord, work.person.id)
    ways_in.check_way(work, person, request.old)
    if request.new == request.old:
        raise Refused("That is the password you have.", "Choose another.", "new")
    check_password_rules(request.new, person.sign_in, person.name)
    ways_in.open_way(work, person, request.new)
    work.record(person)
    return person.id


@dataclass(frozen=True, slots=True)
class ChangeRecoveryKey:
    """A new recovery key, printed and typed back before it is sent."""

    recovery_key: str = field(repr=False, metadata=SECRET)


@command(needs=Permission.KEEP_OFFICE, recorded_as="Recovery key changed")
def change_recovery_key(work: Work, request: ChangeRecoveryKey) -> int:
    """Let a new recovery key open this office, and the old one no longer; older backups still open by the old one."""
    key = key_files.read_recovery_key(request.recovery_key)
    ways_in.new_recovery_slot(work, key)
    work.record(("office", 1))
    return 1


def _lock_people(work: Work) -> None:
    # Everybody who may change people is locked first, in one order, so that two cannot close each other at once
    work.db.execute(
        select(PersonRecord.id).where(PersonRecord.active).order_by(PersonRecord.id).with_for_update(key_share=True)
    ).all()


def _take(work: Work, person_id: int, seen: int | None) -> PersonRecord:
    _lock_people(work)
    return work.take(PersonRecord, person_id, seen=seen)


def _role(role: str) -> str:
    if role not in set(Role):
        raise Refused("There is no such role.", "Choose one from the list.", "role")
    return str(Role(role).value)


def _somebody_else_must_remain(work: Work, person: PersonRecord) -> None:
    who = [role.value for role in Role if CHANGE in MAY[role]]
    others = work.db.scalar(
        select(func.count()).where(PersonRecord.active, PersonRecord.role.in_(who), PersonRecord.id != person.id)
    )
    if person.role in who and not others:
        raise Refused(
            f"{person.name} is the last who may change people, so nobody could be let in any more.",
            "Give another person the role of manager or administrator first.",
        )
