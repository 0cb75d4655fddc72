"""Today's card of the backup: how old it is, the test restore of the month, and the copy off this computer."""

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QLayout, QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.access.trials import Trials, trials
from shortbreaks.database.whole_check import WholeChecked
from shortbreaks.dates import say_day, to_local
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import column, row
from ui.kit.text import IconLabel, label
from ui.shell.backups import BackupState, copy_newest
from ui.shell.files import choose_folder
from ui.shell.page import Page

MAY_NOT = "Managers and administrators keep the copies: ask one of them."


def backup_card(page: Page, state: BackupState, now: datetime) -> Card:
    """How old the newest verified backup is, and what stands behind it."""
    card = Card(gap=12)
    card.setObjectName("backup_card")
    if state.made_at is None:
        title, second = "Not backed up yet", state.trouble or "The first backup is made half an hour after a change."
    else:
        title, made = f"Backed up {_ago(state.made_at, now)}", to_local(state.made_at)
        second = state.trouble or f"Opened and counted at {made:%H:%M} on {say_day(made.date())}."
    card.body.addLayout(_line("backup-filled", state.meaning(now), title, second))
    if state.drill is not None:
        on = say_day(to_local(state.drill.at).date())
        held = f"{counted(state.drill.rows, 'row')} in {counted(state.drill.tables, 'table')}, every one the same."
        said = state.drill.flaw or held
        card.body.addLayout(_line("ok-filled", "bad" if state.drill.flaw else "ok", f"Restored as a test on {on}", said))
    if state.whole is not None:
        card.body.addLayout(_whole_line(state.whole))
    if state.made_at is not None and not state.example:
        card.body.addLayout(_copy_line(page, state, now))
    if page.desk.may(Permission.KEEP_OFFICE):
        year = column()
        card.body.addLayout(year)
        page.desk.ask(card, "trials", trials, then=partial(_year_line, page, year, now))
    return card


def _whole_line(whole: WholeChecked) -> QLayout:
    """What the week's check of everything found, while nobody worked."""
    on = say_day(to_local(whole.at).date())
    held = f"{counted(whole.rows, 'row')} in {counted(whole.tables, 'table')}, every index and the whole trail: every proof holds."
    more = f" {counted(whole.flaws - 1, 'more thing is', 'more things are')} wrong too." if whole.flaws > 1 else ""
    said = f"{whole.flaw[:1].upper()}{whole.flaw[1:]}.{more}" if whole.flaw else held
    return _line("ok-filled", "bad" if whole.flaw else "ok", f"Everything checked on {on}", said)


def _year_line(page: Page, lines: QVBoxLayout, now: datetime, found: Trials) -> None:
    """Once a year a person tries the recovery key and restores a copy; asked for when it is due."""
    if found.due(to_local(now).date()):
        said = "Try the recovery key and restore a copy by hand: nobody knows that it works until somebody has done it."
        go = Button("Do it now", "outlined", name="go_to_trials", then=partial(page.go.to, "people", tab="office"))
        lines.addLayout(column(_line("key", "warn", "The yearly drill is due", said), row(36, go, None), gap=4))


def _copy_line(page: Page, state: BackupState, now: datetime) -> QLayout:
    """When a backup was last copied off this computer; after seven days it asks for another."""
    old = state.copy_is_old(now)
    if state.copied is None:
        title, second = "No copy off this computer", "A stick or a share outlives it: copy the newest backup there."
    else:
        title, second = f"Copied off this computer {_ago(state.copied.at, now)}", f"To {state.copied.place}."
    button = Button("Copy it now", "outlined" if old else "link", name="copy_off", then=partial(_choose, page))
    if not page.desk.may(Permission.KEEP_OFFICE):
        button.off_because(MAY_NOT)
    return column(_line("export", "warn" if old else "ok", title, second), row(36, button, None), gap=4)


def _line(icon: str, meaning: str, title: str, second: str) -> QLayout:
    shown = icon if meaning == "ok" else f"{meaning}-filled"
    words = column(label(title, "strong", wrap=True), label(second, "caption", wrap=True), gap=2)
    line = row(IconLabel(shown, meaning, 24), words, gap=12)
    line.setStretch(1, 1)
    return line


def _choose(page: Page) -> None:
    choose_folder(page, "Where the copy goes: a stick, a share or another disk", partial(copy_to, page))


def copy_to(page: Page, folder: str) -> None:
    """Copy the newest backup into a folder, and say that every byte arrived."""
    desk, place = page.desk, Path(folder)
    state: BackupState = desk.backup

    def copied(now: BackupState) -> None:
        desk.backup = now
        desk.backed_up.emit(now)
        desk.notices.done("The newest backup is copied.", f"Compared byte by byte in {place}.")

    desk.work(page, lambda: copy_newest(state, desk.office, place), copied, desk.notices.say)


def _ago(moment: datetime, now: datetime) -> str:
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} minute{'' if minutes == 1 else 's'} ago"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} hour{'' if hours == 1 else 's'} ago"
    return f"{hours // 24} days ago"
