"""The README's pictures of the example county: `python -m tests.draw_pictures [FOLDER]` (half a minute; resources/pictures).

The journeys of tests/journeys draw those of their own trips; these four show the whole county on Wednesday 22 July 2026.
"""

import os
import sys
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is read

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from shortbreaks.access.permissions import MAY, Role
from shortbreaks.database.commands import Person
from shortbreaks.database.keys import EXAMPLE_COST, new_recovery_key
from shortbreaks.database.office import Office
from shortbreaks.database.opening import Founder, create_file_office
from shortbreaks.example.build import PASSWORD, fill
from shortbreaks.example.slices import PEOPLE
from shortbreaks.families.papers import paper_again
from tests.conftest import TODAY
from tests.journeys.hands import press
from ui.kit import theme
from ui.shell.desk import Desk
from ui.shell.preferences import Preferences
from ui.shell.runner import InlineRunner
from ui.shell.window import OfficeWindow

AMARAS = "select a.id from agreement a join child c on c.id = a.child_id where c.first_name = 'Amara' and c.last_name = 'Okafor'"
HOUSE = "select s.id from service s where s.name = 'Allsworth Court'"
# Somebody who knows the house, is nowhere else in the days that are tried, and has most nights left
GUEST = """
select a.child_id from allocation a left join allocation_used u on u.allocation_id = a.id where a.unit = 'nights'
and :now between a.from_day and a.until_day and exists (select 1 from stay t where t.child_id = a.child_id and t.service_id = :house)
and not exists (select 1 from booking b where b.child_id = a.child_id and b.starts_at between :now and :until)
and not exists (select 1 from stay t where t.child_id = a.child_id and t.ends_at > :now and t.starts_at < :until)
order by a.amount - coalesce(u.used + u.booked, 0) desc, a.child_id
"""
PAGE_WIDTH = 793


def settle():
    for _ in range(4):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def office_of(database, role):
    """The office as the example county's person of that role has it."""
    number, (sign_in, name, _) = next((n, one) for n, one in enumerate(PEOPLE, 1) if one[2] is role)
    return Office(database, Person(number, sign_in, name, role.value, frozenset(MAY[role])), lambda: TODAY, "office")


def window_of(database, role):
    desk = Desk(office_of(database, role), InlineRunner())
    desk.crashed.connect(partial(print, "crashed:"))
    window = OfficeWindow(desk, Preferences(), "Example county", "On this computer", shared=False)
    desk.setParent(window)
    window.resize(1440, 900)
    window.show()
    return window


def first(database, asked, **values):
    with database.reading.connect() as connection:
        return connection.execute(text(asked), values).scalars().first()


def save(window, folder, name):
    settle()
    window.grab().save(str(folder / f"{name}.png"))


def draw_run(database, folder):
    """What somebody who may approve sees of the run that finance prepared."""
    finance = window_of(database, Role.FINANCE)
    finance.go.to("payments", tab="Runs")
    press(finance, "draft_run")
    manager = window_of(database, Role.MANAGER)
    manager.go.to("run", id=finance.page_now().run_id)
    save(manager, folder, "6-payment-run")


def draw_account(database, folder):
    manager = window_of(database, Role.MANAGER)
    manager.go.to("account", id=first(database, AMARAS))
    save(manager, folder, "7-payment-account")
    press(manager, "statement")
    settle()
    number = first(database, "select max(id) from paper")
    paper = office_of(database, Role.MANAGER).ask(paper_again, number)
    held = QBuffer()
    held.setData(QByteArray(paper.pdf))
    held.open(QBuffer.OpenModeFlag.ReadOnly)
    pages = QPdfDocument(None)
    pages.load(held)
    shape = pages.pagePointSize(0)
    picture = pages.render(0, QSize(PAGE_WIDTH, round(PAGE_WIDTH * shape.height() / shape.width())))
    sheet = picture.convertToFormat(picture.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)
    with QPainter(sheet) as painter:
        painter.drawImage(0, 0, picture)
    sheet.save(str(folder / "8-statement.png"))


def draw_board(database, folder):
    """A stay being placed on a night on which another child has the bed."""
    house = first(database, HOUSE)
    window = window_of(database, Role.COORDINATOR)
    days = {"now": TODAY.date().isoformat(), "until": (TODAY + timedelta(days=6)).date().isoformat()}
    window.go.to("beds", unit=house, first=TODAY.date(), child=first(database, GUEST, house=house, **days))
    settle()
    grid = window.page_now().view.grid
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(grid, key)
        settle()
    save(window, folder, "9-bed-board")


def draw(folder: Path) -> None:
    """Make the county, and draw each picture in turn."""
    app = QApplication.instance() or QApplication([])
    theme.apply(app, "light", 100)
    with tempfile.TemporaryDirectory() as made:
        founder = Founder(PEOPLE[0][0], PASSWORD, new_recovery_key())
        opened = create_file_office(Path(made) / "county.sbo", "Example county", founder, TODAY, purpose="example", cost=EXAMPLE_COST)
        fill(opened.database, 1, TODAY.date(), now=lambda: TODAY)
        for one in (draw_run, draw_account, draw_board):
            one(opened.database, folder)
        opened.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1] if len(sys.argv) > 1 else "resources/pictures"))
    os._exit(0)  # the windows go with the process
