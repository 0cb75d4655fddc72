"""The office itself: which it is, and what those who keep it can do while it is open."""

from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import OfficeFacts
from shortbreaks.dates import to_local
from shortbreaks.errors import Spoken
from ui.access.actions import PeopleActs
from ui.access.new_key import OFFER, said_of
from ui.access.shared_keys import BACKUPS_OFFER, SECRET_OFFER
from ui.access.trial_card import TrialCard
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, scroller
from ui.kit.notice import Notice
from ui.kit.text import label
from ui.shell.back_up_first import note_made
from ui.shell.backups import folder_of
from ui.shell.page import Page

FORM = "form {}; a newer version of the application brings them up to date when it opens the office"
MAY_NOT = "Your role may not keep the office: ask a manager or administrator."


class OfficeCard(Card):
    """The office's name, its backup, a check of everything in it, and its recovery key."""

    def __init__(self, page: Page, acts: PeopleActs) -> None:
        super().__init__()
        self.page, self.acts = page, acts
        self.office: OfficeFacts | None = None
        self._facts = QVBoxLayout()
        self._said = QVBoxLayout()
        self.back_up = Button("Back up now", icon="backup", name="office_back_up", then=self.make_backup)
        self.check = Button("Check everything", icon="ok", name="office_check", then=self.prove)
        self.new_key = Button("New recovery key", icon="key", name="office_recovery_key", then=self.renew_key)
        self.rekey = Button(OFFER, icon="lock", name="office_new_key", then=self.give_key)
        self.secret = Button(SECRET_OFFER, icon="key", name="office_secret", then=self.keep_secret)
        self._left = QVBoxLayout()
        self.body.addLayout(self._facts)
        self.body.addLayout(self._left)
        self.body.addLayout(flow(self.back_up, self.check, self.new_key, self.rekey, self.secret, gap=4))
        self.trials = TrialCard(page)
        self.body.addWidget(scroller(holder(column(self._said, self.trials, None, gap=16))), 1)

    def show_office(self, office: OfficeFacts) -> None:
        """Show which office this is."""
        self.office = office
        self.trials.ask()
        empty(self._facts)
        kind = "shared, on a PostgreSQL server" if office.shared else "on this computer, in one encrypted file"
        number = f"{office.uuid}, the same in each of its backups"
        tables = FORM.format(office.schema_number)
        pairs = [("Office", office.name), ("Kept", kind), ("Number", number), ("Tables", tables)]
        whose = "Key of the backups" if office.shared else "Key"
        pairs.append((whose, f"number {office.key}; each backup's folder says which one opens it"))
        self._facts.addWidget(facts(pairs, name="office_facts"))
        reason = "" if self.page.desk.may(Permission.KEEP_OFFICE) else MAY_NOT
        for button in (self.back_up, self.check, self.new_key, self.rekey):
            button.off_because(reason)
        empty(self._left)
        if office.left:
            self._left.addWidget(Notice("warn", *said_of(office.left), closable=False))
        self.secret.setVisible(office.shared)
        if office.shared:
            self.rekey.setText(BACKUPS_OFFER)
        if office.shared and not reason:
            self.new_key.off_because("A shared office's recovery key belongs to the database's owner: ask ICT.")

    def folder(self) -> Path:
        """Where this office's backups lie on this computer."""
        return folder_of(self.page.desk.office, self.office.uuid if self.office is not None else "")

    def make_backup(self) -> None:
        """Make a backup, and say that it was proved."""
        office, folder = self.page.desk.office, self.folder()

        def work() -> Any:
            import shortbreaks.schema  # noqa: F401 - so that every room's proofs are known
            from shortbreaks.access.keeping import back_up_office

            return back_up_office(office, folder)  # type: ignore[arg-type]

        def made(manifest: Any) -> None:
            when: datetime = to_local(manifest.made_at)
            rows = sum(count for _, count in manifest.counts)
            note_made(self.page.desk, manifest)
            self._say("ok", f"Backed up at {when:%H:%M}, opened and counted.", f"{rows:,} rows, in {folder}.")

        self._say("info", "Backing up…", "")
        self.page.desk.work(self, work, made, self._refused)

    def prove(self) -> None:
        """Check everything that must hold, and show each finding."""
        office, folder = self.page.desk.office, self.folder()

        def work() -> Any:
            import shortbreaks.schema  # noqa: F401 - so that every room's proofs are known
            from shortbreaks.access.keeping import check_office

            return check_office(office, folder)  # type: ignore[arg-type]

        def proved(report: Any) -> None:
            first, *more = report.sentences()
            self._say("ok" if report.sound else "bad", first, "")
            for line in more:
                self._said.addWidget(label(line, wrap=True))

        self._say("info", "Checking…", "Every page, every proof; a large office takes some seconds.")
        self.page.desk.work(self, work, proved, self._refused)

    def renew_key(self) -> None:
        """A new recovery key."""
        if self.office is not None:
            self.acts.recovery_key(self.office)

    def give_key(self) -> None:
        """A new key for the office, or for a shared one's backups, as when somebody left."""
        if self.office is not None and self.office.shared:
            self.acts.backup_key(self.office, self.folder(), self._say)
        elif self.office is not None:
            self.acts.new_key(self.office)

    def keep_secret(self) -> None:
        """The login's new password, kept on this computer."""
        if self.office is not None:
            self.acts.secret(self.office)

    def _say(self, meaning: str, lead: str, rest: str) -> None:
        empty(self._said)
        notice = Notice(meaning, lead, rest, closable=False)
        self._said.addWidget(notice)
        notice.announce()

    def _refused(self, said: Spoken) -> None:
        self._say("bad", said.sentence, said.remedy)
