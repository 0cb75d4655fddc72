"""Backups while people work: every half hour of change and on closing, and how old the newest one is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from shortbreaks.dates import to_local
from shortbreaks.errors import Refused, Spoken
from ui.shell.desk import Desk, OfficeLike
from ui.shell.preferences import data_folder
from ui.shell.spare_memory import give_back
from ui.shell.whole_check import WholeCheck

if TYPE_CHECKING:
    from shortbreaks.access.sign_in import SignedIn
    from shortbreaks.database.drill import Copied, Drill
    from shortbreaks.database.whole_check import WholeChecked

LOOK_EVERY_MS = 60_000
OLD_HOURS = 24
COPY_EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class BackupState:
    """When the newest verified backup was made (UTC), or None; and a sentence when the last one could not be made.

    `drill` is what the newest test restore found, `copied` the newest copy off this computer; an example county needs none.
    `whole` is what the newest check of everything found.
    """

    made_at: datetime | None
    trouble: str = ""
    drill: "Drill | None" = None
    copied: "Copied | None" = None
    folder: Path | None = None
    example: bool = False
    whole: "WholeChecked | None" = None

    def copy_is_old(self, now: datetime) -> bool:
        """Whether the backups are to be copied off this computer: never done, or more than seven days ago (safety.md A23)."""
        if self.example or self.made_at is None:
            return False
        return self.copied is None or not timedelta(0) <= now - self.copied.at <= COPY_EVERY

    def words(self, now: datetime) -> str:
        """As the status bar says it."""
        if self.trouble:
            return self.trouble
        if self.made_at is None:
            return "Not backed up yet"
        local, today = to_local(self.made_at), to_local(now).date()
        when = f"{local:%H:%M}" if local.date() == today else f"{local.day} {local:%b %H:%M}"
        return f"Backed up {when}, opened and counted"

    def meaning(self, now: datetime) -> str:
        """ok, or warn when it is more than a day old, missing or could not be made."""
        fresh = self.made_at is not None and (now - self.made_at).total_seconds() < OLD_HOURS * 3600
        return "ok" if fresh and not self.trouble else "warn"


class Backups(QObject):
    """Looks once a minute whether a backup is due."""

    def __init__(self, desk: Desk, signed: "SignedIn") -> None:
        super().__init__(desk)
        self._desk, self._signed = desk, signed
        self.folder = backup_folder(signed)
        self.state = BackupState(None)
        self._running = self._left = False
        self._closing: Callable[[], object] | None = None
        self.whole = WholeCheck(self, desk, signed, self.folder)
        self.whole.found.connect(self._checked)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start_once(self) -> None:
        """Start, unless it was or somebody is leaving already."""
        if not self._left and not self._timer.isActive():
            self.start()

    def start(self) -> None:
        """Say how old the newest is, and look from now on."""
        self.look()
        self._timer.start()

    def look(self) -> None:
        """Make a backup if one is due."""
        self._begin("timer", lambda: None)

    def before_closing(self, then: Callable[[], object]) -> None:
        """Make a backup if anything changed, then go on."""
        self._left = True
        self._timer.stop()
        self.whole.stop(partial(self._last, then))

    def _last(self, then: Callable[[], object]) -> None:
        if self._running:
            self._closing = then  # the one being made ends first
        else:
            self._begin("closing", then)

    def _checked(self, whole: "WholeChecked") -> None:
        self.state = replace(self.state, whole=whole)
        self._desk.backup = self.state
        self._desk.backed_up.emit(self.state)

    def _begin(self, reason: str, then: Callable[[], object]) -> None:
        if self._running:
            return
        self._running = True

        def ended(answer: BackupState | None, fault: BaseException | None) -> None:
            self._running = False
            if fault is None and answer is not None:
                self.state = answer
            elif isinstance(fault, Spoken):
                self.state = replace(self.state, trouble=fault.sentence)
            elif fault is not None:
                self._desk.crashed.emit(fault)
            self._desk.backup = self.state
            self._desk.backed_up.emit(self.state)
            then()
            if self._closing is not None:
                closing, self._closing = self._closing, None
                self._begin("closing", closing)

        def work() -> BackupState:
            try:
                return back_up_if_due(self._signed, self.folder, reason)
            finally:
                self._signed.opened.database.close_spare()
                give_back()

        self._desk.runner.run(work, ended)


def back_up_if_due(signed: "SignedIn", folder: Path, reason: str) -> BackupState:
    """The newest backup's age, after making one if it is time, and restoring it as a test once a month (not on closing).

    Raises Refused or Unavailable when it cannot be made.
    """
    import shortbreaks.schema  # noqa: F401 - so that every proof is known
    from shortbreaks.database.backup import back_up, backups_in, changed_since, due
    from shortbreaks.database.drill import drill, drill_due, key_of_backups, last_copy, last_drill, number_of_key
    from shortbreaks.database.left_over import sweep
    from shortbreaks.database.whole_check import last_whole

    office = signed.office
    sweep(folder)
    kept = backups_in(folder, signed.opened.identity.uuid) if folder.exists() else ()
    # one that bears a day to come was made under a wrong clock: the newest that does not is what counts (safety.md A16)
    newest = next((one.manifest for one in reversed(kept) if one.manifest.made_at <= office.now()), None)
    changed = changed_since(office.database, newest)
    last = newest.made_at if newest else None
    if (changed and reason == "closing") or due(last, office.now(), changed=changed):
        kept = (*kept, back_up(office.database, folder, office.now(), reason))
        last = kept[-1].manifest.made_at
    found = last_drill(folder)
    # one by an earlier key cannot be opened from here: the next one is restored instead
    opens = kept[-1] if kept and kept[-1].manifest.key == number_of_key(office.database) else None
    if reason != "closing" and opens is not None and drill_due(found, opens, office.now()):
        found = drill(opens, key_of_backups(office.database), office.now())
    example, uuid = signed.opened.identity.purpose == "example", signed.opened.identity.uuid
    return BackupState(last, "", found, last_copy(folder), folder, example, last_whole(folder, uuid))


def copy_newest(state: BackupState, office: OfficeLike, place: Path) -> BackupState:
    """Copy the newest backup off this computer and compare it there. Raises Refused without one, Unavailable for a bad place."""
    from shortbreaks.database.backup import backups_in
    from shortbreaks.database.drill import copy_off

    kept = backups_in(state.folder) if state.folder is not None else ()
    if not kept:
        raise Refused("There is no backup yet.", "Make one first: People, The office, Back up now.")
    return replace(state, copied=copy_off(kept[-1], place, office.now()))


def backup_folder(signed: "SignedIn") -> Path:
    """Where an office's backups lie on this computer: beside its file, or in the application's own folder."""
    return folder_of(signed.office, signed.opened.identity.uuid)


def folder_of(office: Any, number: str = "") -> Path:
    """The same of an opened office; `number` is its own when that is known already."""
    if office.database.kind == "file":
        from shortbreaks.database.opening import backups_beside

        return backups_beside(Path(office.database.place))
    from shortbreaks.access.keeping import number_of

    return data_folder() / "backups" / (number or number_of(office))
