"""A new key for an office when somebody leaves: what they may have kept opens nothing that is written from then on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shortbreaks.access import ways_in
from shortbreaks.access.permissions import Permission
from shortbreaks.access.sign_in import SignedIn, keeper_called
from shortbreaks.access.trials import office_seal
from shortbreaks.database import keys as key_files
from shortbreaks.database.backup import Backup, back_up
from shortbreaks.database.commands import Person, Work, command
from shortbreaks.database.connections import Database, open_file
from shortbreaks.database.identity import read_identity
from shortbreaks.database.key_publishing import OFFICE_ROW, publish_keys
from shortbreaks.database.office import Office, clock
from shortbreaks.database.opening import Opened, backups_beside, open_file_office
from shortbreaks.database.reasons import BEFORE_NEW_KEY, NEW_KEY
from shortbreaks.database.rekey import rekey_copy, take_place
from shortbreaks.errors import Spoken


@dataclass(frozen=True, slots=True)
class SealAnew:
    """The office stands in a file with a new key; `before` names the backup that was made under the earlier one."""

    before: str


@command(needs=Permission.KEEP_OFFICE, recorded_as="Office given a new key")
def seal_anew(work: Work, request: SealAnew) -> dict[str, object]:
    """Seal every way in for the office's new key: passwords and the recovery key stay. Raises Refused for a shared office."""
    number = ways_in.seal_anew(work)
    work.record(OFFICE_ROW)
    return {"key": number, "before": request.before}


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """The office signed in to again, the last backup by its earlier key, and why none could be made by the new one ("")."""

    signed: SignedIn
    before: Backup
    trouble: str = ""


def change_key(
    path: Path, sign_in: str, secret: str, now: Callable[[], datetime] = clock,
    say: Callable[[str], object] = lambda _words: None,
) -> Rekeyed:  # fmt: skip
    """Give a closed embedded office a new key in a new file, and sign in to it; takes seconds on a large office.

    A verified backup is made first and opens as before; the new file is proved and counted against it. Everybody who may
    sign in does so by the password they have, and the recovery key still opens. Stopped at any point, the old office or
    the new one opens. Raises Unavailable when somebody has it open, Refused when it does not prove; it then keeps its key.
    """
    opened = open_file_office(path, sign_in, secret, now())
    try:
        person = keeper_called(opened.database, sign_in)
        key, new_key = opened.database.key, key_files.new_data_key()
        assert key is not None
        say("Making a backup under the present key…")
        before = back_up(opened.database, backups_beside(path), now(), BEFORE_NEW_KEY)
        opened.database.close()
        say("Writing the office anew under its new key…")
        part = rekey_copy(
            before, path, key, new_key,
            lambda made: Office(made, person, now).perform(seal_anew, SealAnew(before.folder.name)),
        )  # fmt: skip
        take_place(part, path, new_key)
        database = open_file(path, new_key)
        signed = _signed_in(opened, database, path, person, now)
    except BaseException:
        opened.close()
        raise
    say("Making a backup under the new key…")
    try:
        back_up(database, backups_beside(path), now(), NEW_KEY)
    except Spoken as spoken:
        return Rekeyed(signed, before, spoken.sentence)
    return Rekeyed(signed, before)


def _signed_in(
    opened: Opened, database: Database, path: Path, person: Person, now: Callable[[], datetime]
) -> SignedIn:  # fmt: skip
    try:
        with database.reading.connect() as connection:
            identity = read_identity(connection, path.name)
        publish_keys(database)
    except BaseException:
        database.close()
        raise
    return SignedIn(Office(database, person, now), Opened(database, identity, opened.hold))


def check_may_change_key(office: Office, password: str) -> None:
    """Refuse whoever may not keep the office, a wrong password, and an office that is shared or has slots of an earlier form."""
    slots = office.ask(office_seal)[1]
    if office.database.kind != "file" or slots is None:
        raise ways_in.shared_key()
    key_files.unlock(slots, office.person.sign_in, password)
    key_files.sealed_anew(slots, key_files.new_data_key())
