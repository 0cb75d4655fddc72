"""Going through every page of the window as somebody does who opens everything: each tab, list, row, filter and button."""

from datetime import date

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
)
from sqlalchemy import text

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Person
from shortbreaks.database.office import Office
from ui.kit.buttons import Button
from ui.kit.sheet import Sheet
from ui.kit.table import Table
from ui.shell.desk import Desk
from ui.shell.pages import PAGES
from ui.shell.preferences import Preferences
from ui.shell.runner import InlineRunner
from ui.shell.window import OfficeWindow

# Cards are about something: the id that has most to show, from the tables
ABOUT = {
    "child": "select child_id from booking b where child_id % 2 = 1 group by child_id order by "
             "(select count(*) from stay s where s.child_id = b.child_id) desc, count(*) desc",
    "provider": "select service_id from break_session where service_id % 2 = 1 group by service_id order by count(*) desc",
    "account": "select agreement_id from payment_return r group by agreement_id order by "
               "(select count(*) from debt d where d.agreement_id = r.agreement_id) desc, count(*) desc, agreement_id",
    "run": "select id from payment_run order by id desc",
    "round": "select id from allocation_round order by id",
    "series": "select id from series order by id",
}  # fmt: skip


def everybody(county):
    """One person with every permission, so that nothing is hidden."""
    person = Person(1, "priya.nair", "Priya Nair", "coordinator", frozenset(Permission))
    return Office(county.database, person, county.clock, "test machine")


def window_of(county, faults):
    """The whole window, which asks and performs at once; what nobody expected is put into `faults`."""
    desk = Desk(everybody(county), InlineRunner())
    desk.crashed.connect(faults.append)
    window = OfficeWindow(desk, Preferences(), "Example county", "On this computer", shared=False)
    desk.setParent(window)
    window.resize(1440, 900)
    window.show()
    return window


def targets(county):
    """For each page, what it is opened about: nothing for a page of the rail."""
    first = {}
    with county.database.reading.connect() as connection:
        for key, asked in ABOUT.items():
            first[key] = {"id": connection.execute(text(asked)).scalars().first()}
        provider = "select provider_id from service where id in (select service_id from break_session)"
        first["closing"] = {"provider": connection.execute(text(provider)).scalars().first()}
    day = {"day": date(2026, 7, 25), "service": first["provider"]["id"]}
    first["find"] = {"child": first["child"]["id"]}
    first["series_plan"] = {"child": first["child"]["id"], **day}
    return {kind.key: first.get(kind.key, {}) for kind in PAGES}


def buttons(page, looks):
    """The buttons of a page that can be pressed now."""
    return [one for one in page.findChildren(Button) if one.look in looks and one.isVisible() and one.isEnabled()]


def tab_buttons(page):
    """The names of the views of a page, in order."""
    return buttons(page, {"tab", "current_tab"})


def tables(page):
    return [one for one in page.findChildren(Table) if one.isVisible()]


def searches(page):
    """Fields in which one seeks: those that stand on the page, not in a form."""
    return [one for one in page.findChildren(QLineEdit) if one.isVisible() and not one.objectName().startswith("field_")]


def close_what_opened(window):
    """Sheets, menus and dialogs over the window go away again."""
    for one in window.findChildren(Sheet):
        one.close_sheet()
    for one in QApplication.topLevelWidgets():
        if one is not window and one.isVisible():
            one.close()
            one.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def own_text(one):
    """Every text of a widget itself that a person could read or hear: its words, its choices, its rows."""
    yield one.accessibleName()
    if isinstance(one, QLabel | QLineEdit):
        yield one.text()
    elif isinstance(one, QPlainTextEdit):
        yield one.toPlainText()
    elif isinstance(one, QAbstractButton):
        yield one.text().replace("&&", "&")
        yield getattr(one, "second", "")
    elif isinstance(one, QComboBox):
        yield from (one.itemText(place) for place in range(one.count()))
    elif isinstance(one, QMenu):
        yield from (act.text().replace("&&", "&") for act in one.actions())
    elif isinstance(one, Table):
        for row in one.rows_model.rows[:60]:
            for column in one.rows_model.columns:
                yield column.text(row)
                yield column.second(row) if column.second else ""
                yield from (mark.text for mark in (column.marks(row) if column.marks else ()))
