"""The yearly drill that a person does: the recovery key tried from its sheet, and a copy restored with it (safety.md 3.4, 3.5)."""

import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import keys_kept
from shortbreaks.access.tables import OfficeTrial, PersonRecord
from shortbreaks.database.backup import Backup, backups_in
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.drill import flaw_of, key_of_backups
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.keys import RECOVERY, KeyFile, read_recovery_key, unlock, unlock_file
from shortbreaks.database.manifest import KEY_FILE
from shortbreaks.database.office import Office
from shortbreaks.database.opening import backups_beside
from shortbreaks.dates import anniversary, to_local
from shortbreaks.errors import NotAllowed, Refused
from shortbreaks.words import counted

KEY, RESTORE = "key", "restore"


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One trial that succeeded; `at` is on the clock in Kent."""

    kind: str
    at: datetime
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Trials:
    """The last trial of each kind, when each is due again (a year on, or a year from the office's founding), and all of them."""

    key: TrialRow | None
    restore: TrialRow | None
    key_due: date
    restore_due: date
    rows: tuple[TrialRow, ...]

    def due(self, today: date) -> bool:
        """Whether somebody must try the key or restore a copy."""
        return today >= min(self.key_due, self.restore_due)


@query(needs=Permission.SEE_PEOPLE)
def trials(view: View) -> Trials:
    """Who tried the recovery key and restored a copy, when, and when each is due again."""
    founded = to_local(view.db.execute(select(OfficeRecord.made_at)).scalar_one()).date()
    found = view.db.execute(
        select(OfficeTrial.kind, OfficeTrial.at, PersonRecord.name, OfficeTrial.about)
        .join(PersonRecord, PersonRecord.id == OfficeTrial.person_id)
        .order_by(OfficeTrial.id.desc())
    )
    rows = tuple(TrialRow(r.kind, to_local(r.at), r.name, r.about) for r in found)
    last = {row.kind: row for row in reversed(rows)}
    days = {kind: last[kind].at.date() if kind in last else founded for kind in (KEY, RESTORE)}
    return Trials(last.get(KEY), last.get(RESTORE), anniversary(days[KEY], 1), anniversary(days[RESTORE], 1), rows)


@dataclass(frozen=True, slots=True)
class NoteTrial:
    """A trial that succeeded."""

    kind: str
    about: str


@command(needs=Permission.KEEP_OFFICE, recorded_as="Yearly trial done")
def note_trial(work: Work, request: NoteTrial) -> int:
    """Keep who tried the recovery key or restored a copy, and when. Done by `try_key` and `restore_copy` alone."""
    trial = OfficeTrial(kind=request.kind, about=request.about, at=work.now, person_id=work.person.id)
    work.db.add(trial)
    work.record(trial)
    return trial.id


def try_key(office: Office, typed: str) -> str:
    """Open the office's own key with what somebody typed from the sealed sheet, and keep that it was tried.

    Takes half a second: off the GUI thread. Raises NotAllowed, and Refused for a key that does not open this office.
    """
    _may_keep(office)
    _, kept = office.ask(office_seal)
    if kept is None or kept.slot_of(RECOVERY) is None:
        raise Refused("This office has no recovery key.", "Make one: People, The office, New recovery key.", "key")
    _opens(office, kept, typed)
    about = "It opens the office."
    office.perform(note_trial, NoteTrial(KEY, about))
    return about


def restore_copy(office: Office, typed: str, place: Path) -> str:
    """Restore the newest copy in a folder with the recovery key alone, prove it, compare every table, and keep that.

    Nothing in the office or in the copy is changed. Takes seconds: off the GUI thread. Raises NotAllowed, and Refused when
    the key does not open the copy, when there is none of this office, or when it does not prove.
    """
    _may_keep(office)
    key = key_of_backups(office.database)
    uuid, _ = office.ask(office_seal)
    copies = _copies_in(place, uuid)
    if office.database.kind == "file" and copies and place.resolve() == backups_beside(Path(office.database.place)).resolve():
        raise Refused("These are the backups on this computer.", "Take the copy off it: a drill is for its loss.", "place")
    if not copies:
        raise Refused("There is no copy of this office in that folder.", "Choose the stick or share it was copied to.", "place")
    newest = copies[-1]
    _, opened = unlock_file(newest.folder / KEY_FILE, RECOVERY, read_recovery_key(typed))
    if opened != key:
        raise Refused("The key opens the copy, but not this office.", "Copy a newer backup off this computer first.", "key")
    flaw = flaw_of(newest, opened, Path(tempfile.gettempdir()))
    if flaw:
        raise Refused(f"The copy does not stand the drill. {flaw}", "Copy a newer backup there, and try again.", "place")
    made, rows = to_local(newest.manifest.made_at), sum(count for _, count in newest.manifest.counts)
    about = f"The copy of {made:%d/%m/%Y %H:%M}: {counted(rows, 'row')} in {counted(len(newest.manifest.counts), 'table')}."
    office.perform(note_trial, NoteTrial(RESTORE, about))
    return about


@query(needs=Permission.KEEP_OFFICE)
def office_seal(view: View) -> tuple[str, KeyFile | None]:
    """The office's own number, which its backups carry, and its key slots."""
    return view.db.execute(select(OfficeRecord.uuid)).scalar_one(), keys_kept(view.db)


def _copies_in(place: Path, uuid: str) -> tuple[Backup, ...]:
    try:
        return backups_in(place, uuid)
    except OSError:  # such as a name longer than any disk takes, or a folder that may not be read
        return ()


def _opens(office: Office, kept: KeyFile, typed: str) -> None:
    if unlock(kept, RECOVERY, read_recovery_key(typed)) != key_of_backups(office.database):
        raise Refused("That key opens something else than this office.", "Make a new recovery key.", "key")


def _may_keep(office: Office) -> None:
    if Permission.KEEP_OFFICE not in office.person.permissions:
        raise NotAllowed(
            f"Your role, {office.person.role}, may not keep the office.", "Ask a manager or administrator."
        )
