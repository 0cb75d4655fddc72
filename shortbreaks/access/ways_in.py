"""Each person's way in: a key slot of an embedded office, a password's hash in a shared one."""

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import update

from shortbreaks.access.queries import keys_kept
from shortbreaks.access.sign_in import hasher
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database import keys as key_files
from shortbreaks.database.commands import Work
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.key_publishing import OFFICE_ROW
from shortbreaks.errors import Refused


def open_way(work: Work, person: PersonRecord, password: str) -> None:
    """Let a person in by this password, and by no earlier one."""
    if work.data_key is None:
        person.password_hash = hasher.hash(password)
        return
    slots = _slots(work)
    _keep(work, key_files.with_slot(slots, person.sign_in, password, work.data_key, cost_of(slots)))


def close_way(work: Work, person: PersonRecord) -> None:
    """Let a person in no longer."""
    if work.data_key is None:
        person.password_hash = None
        return
    _keep(work, key_files.without_slot(_slots(work), person.sign_in))


def check_way(work: Work, person: PersonRecord, password: str) -> None:
    """Refuse a password that is not the person's."""
    try:
        if work.data_key is not None:
            key_files.unlock(_slots(work), person.sign_in, password)
            return
        if person.password_hash is not None and hasher.verify(person.password_hash, password):
            return
    except (Refused, VerificationError, InvalidHashError):
        pass
    raise Refused("That is not your password.", "Check it; capital letters count.", "old")


def new_recovery_slot(work: Work, recovery_key: str) -> None:
    """Let a new recovery key open an embedded office. Raises Refused for a shared one."""
    if work.data_key is None:
        raise Refused(
            "The recovery key of a shared office opens its backups, and belongs to the database's owner.",
            "Ask your ICT team to set a new one.",
        )
    slots = _slots(work)
    _keep(work, key_files.with_slot(slots, key_files.RECOVERY, recovery_key, work.data_key, cost_of(slots)))


def shared_key() -> Refused:
    """Why a shared office is not given a new key from here."""
    return Refused(
        "A shared office is kept by its server, not by a key of its own.",
        "Give its backups a new key, and ask your ICT team for a new password of the login by which people connect.",
    )


def seal_anew(work: Work) -> int:
    """Let everybody who has a way in open this office by the key it was given, and tell how many keys it has had."""
    if work.data_key is None:
        raise shared_key()
    slots = key_files.sealed_anew(_slots(work), work.data_key)
    _keep(work, slots)
    return slots.number


def cost_of(slots: key_files.KeyFile) -> key_files.Cost:
    """How dear this office makes a guess: as its dearest slot, so that nobody's way in is the weakest."""
    return max((slot.cost for slot in slots.slots), key=lambda cost: cost.memory_kib, default=key_files.Cost())


def _slots(work: Work) -> key_files.KeyFile:
    slots = keys_kept(work.db)
    if slots is None:
        raise Refused(
            "This office's key slots are not in its database.",
            "Open it once with its key file beside it, then try again.",
        )
    return slots


def _keep(work: Work, slots: key_files.KeyFile) -> None:
    # The key file beside the office follows after the commit (database/key_publishing.py)
    table = OfficeRecord.__table__
    work.db.execute(update(OfficeRecord).where(table.c.id == 1).values(key_file=key_files.to_text(slots)))
    work.touched(OFFICE_ROW[0], [OFFICE_ROW[1]])
