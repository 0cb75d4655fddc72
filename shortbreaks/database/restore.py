"""Restoring: everything is proved on a copy first, the present files are moved aside whole, then the copy is placed."""

import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Text, literal_column, select
from sqlalchemy.exc import DBAPIError

from shortbreaks.database import audit
from shortbreaks.database.backup import read_whole
from shortbreaks.database.check import Report, check
from shortbreaks.database.connections import open_file
from shortbreaks.database.files import check_place, replace, sync_file, sync_folder, take_away
from shortbreaks.database.identity import SCHEMA, check_schema
from shortbreaks.database.keys import keys_beside, keys_path, load_keys, save_keys, spare_of
from shortbreaks.database.left_over import READING, sweep, working_folder
from shortbreaks.database.lock import Hold, hold
from shortbreaks.database.manifest import KEY_FILE, OFFICE_FILE, Manifest
from shortbreaks.database.upgrade import upgrade_copy
from shortbreaks.errors import Refused, Spoken, Unavailable
from shortbreaks.words import counted

SIDE_FILES = ("-wal", "-journal", "-shm")
WHO = literal_column("(select name from person where person.id = audit_entry.person_id)", Text)


@dataclass(frozen=True, slots=True)
class Lost:
    """One act that the restored office no longer holds: its number, when (UTC), what, and who did it."""

    number: int
    at: datetime
    recorded_as: str
    person: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the backup's own account, the check after it, where the former files are, what is lost.

    `lost` is None when the former file could not be read, so that nobody can say. `again` is what was done again at once.
    """

    manifest: Manifest
    report: Report
    aside: Path | None
    lost: tuple[Lost, ...] | None
    again: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """What a person should know now."""
        at = f"{self.manifest.made_at:%H:%M on %d %B %Y} (UTC)"
        lines = [f"The office is as it was at {at}; people sign in with the passwords of that day."]
        if self.aside is not None:
            lines.append(f"The former files are kept in {self.aside.name}.")
        if self.lost is None:
            lines.append("The former file could not be read, so what was done after the backup must be asked for.")
        elif self.lost:
            said = counted(len(self.lost), "act since then is", "acts since then are")
            lines.append(f"{said} not in it; do {'it' if len(self.lost) == 1 else 'them'} again:")
            lines += [f"{one.at:%d/%m/%Y %H:%M} {one.recorded_as}, by {one.person}" for one in self.lost]
        else:
            lines.append("Nothing was done since then, so nothing is lost.")
        return (*lines, *self.again)


def restore_file(backup: Path, key: bytes, path: Path, who: str, now: datetime) -> tuple[Restored, Hold]:
    """Put a verified backup in an office's place; gives what happened and the hold on the file, for the caller to open.

    Raises Unavailable for a damaged backup or an office that is open, Refused for one that does not prove or a place
    that is not safe; until the copy is proved nothing present is touched.
    """
    check_place(path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = read_whole(backup)
    check_schema(made.schema_number, backup.name)
    slots = load_keys(backup / KEY_FILE)
    held = hold(path, who, now)
    sweep(path.parent)
    part = path.with_name(f".restoring-{uuid.uuid4().hex}.sbo")
    try:
        report = _proved_copy(backup, part, key, made)
        aside = _move_aside(path, now)
        save_keys(keys_path(path), slots)
        replace(part, path)
        return Restored(made, report, aside, _lost(aside, path.name, key, made)), held
    except OSError as fault:
        held.release()
        raise Unavailable(
            f"The restore could not be finished: {fault.strerror or 'the disk did not answer'}.",
            "Nothing is thrown away; make room and restore again.",
        ) from fault
    except BaseException:
        held.release()
        raise
    finally:
        for left in path.parent.glob(part.name + "*"):
            take_away(left)


def _proved_copy(backup: Path, part: Path, key: bytes, made: Manifest) -> Report:
    shutil.copyfile(backup / OFFICE_FILE, part)
    part.chmod(0o600)
    sync_file(part)
    if made.schema_number < SCHEMA:
        upgrade_copy(part, key)
    copy = open_file(part, key)
    try:
        report = check(copy, anchors=made.anchors("the backup's own manifest"))
    finally:
        copy.close()
    if not report.sound:
        raise Refused(
            f"{backup.name} was not restored, because it does not prove: {report.flaws[0]}.", "Choose another backup."
        )
    return report


def _move_aside(path: Path, now: datetime) -> Path | None:
    """Move the present files away, the office file first: a journal must never meet a file it does not belong to.

    A stale journal beside a restored file corrupts it (safety.md finding 4).
    """
    present = [path, *(path.with_name(path.name + side) for side in SIDE_FILES)]
    own, found = keys_path(path), keys_beside(path)
    present += [own, spare_of(own)]
    present = [file for file in present if file.exists()]
    if not present:
        return None
    aside = path.parent / f"damaged-{now:%Y-%m-%dT%H%M%SZ}-{uuid.uuid4().hex[:4]}"
    aside.mkdir(mode=0o700)
    for file in present:
        replace(file, aside / file.name)
    for copy, name in ((found, own.name), (spare_of(found), spare_of(own).name)):
        if copy.exists():  # the key file of before may be another's as well, so it stays
            shutil.copyfile(copy, aside / name)
    sync_folder(path.parent)
    return aside


def _lost(aside: Path | None, name: str, key: bytes, made: Manifest) -> tuple[Lost, ...] | None:
    """What the former file did after the backup, read from a copy of it, or None when it cannot be read."""
    if aside is None or not (aside / name).exists():
        return ()
    with working_folder(aside.parent, READING) as folder:
        for side in ("", "-wal", "-journal"):
            if (aside / (name + side)).exists():
                shutil.copyfile(aside / (name + side), folder / (OFFICE_FILE + side))
        former = open_file(folder / OFFICE_FILE, key)
        try:
            with former.reading.connect() as connection:
                known = made.number_of("audit")
                if known and audit.hash_at(connection, known) != made.hash_of("audit"):
                    return None
                rows = connection.execute(
                    select(audit.entries.c.number, audit.entries.c.at, audit.entries.c.recorded_as, WHO)
                    .where(audit.entries.c.number > known)
                    .order_by(audit.entries.c.number)
                ).all()
                return tuple(Lost(row[0], row[1], row[2], row[3] or "somebody") for row in rows)
        except (Spoken, DBAPIError):
            return None
        finally:
            former.close()
