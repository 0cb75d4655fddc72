"""What somebody does at the real window, and the pictures taken of it."""

import os
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

PICTURES = os.environ.get("SHORTBREAKS_PICTURES", "")


def press(window, name):
    QApplication.processEvents()
    button = next(one for one in window.findChildren(QWidget, name) if one.isVisible())
    assert button.isEnabled(), button.toolTip()
    button.click()


def picture(window, name):
    if PICTURES:
        for _ in range(4):
            QApplication.sendPostedEvents()
            QApplication.processEvents()
        window.grab().save(str(Path(PICTURES) / f"{name}.png"))


def turn_to(county, moment, *windows):
    """It is another moment. A window that has been open since another day shows the new one now, and not half a minute later."""
    county.clock.set(moment)
    for one in windows:
        one.day.look()
