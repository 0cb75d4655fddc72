"""A finding that asks for a reason, as it stands in a booking panel: what was found, and below it the line to answer in."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLayout, QLineEdit, QWidget

from shortbreaks.findings import Finding, Outcome
from ui.kit.layouts import row
from ui.kit.text import IconLabel

MEANING = {Outcome.MET: "ok", Outcome.TO_DECIDE: "warn", Outcome.NOT_MET: "bad"}


def trouble_line(finding: Finding, words: QWidget | QLayout) -> QHBoxLayout:
    """What is not met, behind the sign of whether a person decides it."""
    icon = IconLabel("warn-filled" if finding.outcome is Outcome.TO_DECIDE else "bad-filled", MEANING[finding.outcome], 18)
    line = row(icon, words, gap=8)
    line.setStretch(1, 1)
    return line


def reason_line(key: str, finding: Finding, typed: str, send: Callable[[], object]) -> QLineEdit:
    """Where the reason to book all the same is typed; Enter sends."""
    line = QLineEdit(typed)
    line.setObjectName(f"reason_{key}")
    line.setAccessibleName(f"Reason to book although: {finding.reason}")
    line.setPlaceholderText("Your reason to book all the same")
    line.returnPressed.connect(send)
    return line
