"""An allocation of a decision on the child's card: what it gives now, what it gave before, and the form that changes it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.bookings.queries import AllowanceRow
from shortbreaks.dates import say_day
from shortbreaks.eligibility.changing import ChangeAllocation, change_allocation
from shortbreaks.eligibility.queries import AllocationRow, ChangeRow
from shortbreaks.eligibility.rules import say_amount
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.layouts import column, row
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page


def allocation_line(given: AllocationRow, change: Button) -> QVBoxLayout:
    """What it gives, its button, and each change with from when, by whom and why."""
    words = f"{say_amount(given.amount, given.unit)} from {say_day(given.from_day)} to {say_day(given.until_day)}"
    change.setAccessibleName(f"Change it: {words}")
    now = row(label(words, "name", wrap=True, name=f"allocation_{given.id}"), change, gap=8)
    now.setStretch(0, 1)
    return column(now, *[label(say_change(given.unit, one), "second", wrap=True) for one in given.changes], gap=4)


def say_change(unit: str, one: ChangeRow) -> str:
    """One change in a sentence: what it gave before stays to be read."""
    parts = []
    if one.amount != one.amount_before:
        parts.append(f"{say_amount(one.amount_before, unit)} became {say_amount(one.amount, unit)}")
    if one.until_day != one.until_before:
        parts.append(f"its last day {say_day(one.until_before)} became {say_day(one.until_day)}")
    said = " and ".join(parts)
    return f"From {say_day(one.from_day)}, {said}: {one.reason.rstrip('.')} ({one.person}, {say_day(one.on)})"


def change_allocation_sheet(page: Page, given: AllocationRow, allowances: Sequence[AllowanceRow]) -> FormSheet:
    """Ask for the new amount or last day; the sum of the whole period changes with it, and what was used stays used."""
    size, unit = (60, "hours") if given.unit == "hours" else (1, given.unit)
    if given.amount % size:  # what was carried over may be no whole hour
        size, unit = 1, "minutes"
    amount = Field("amount", "It gives", "money") if given.unit == "pounds" else Field("amount", "It gives", "whole", unit=unit)
    fields = (
        amount, Field("until_day", "Until", "date", beside=True), Field("from_day", "Agreed from", "date"),
        Field("reason", "Who agreed it, and why", "long", longest=2000),
    )  # fmt: skip
    begin = {
        "amount": given.amount // size, "until_day": given.until_day, "from_day": max(page.today, given.from_day), "reason": "",
    }  # fmt: skip

    def send(sheet: FormSheet, values: dict[str, Any]) -> None:
        request = ChangeAllocation(given.id, given.version, **{**values, "amount": values["amount"] * size})
        sheet.perform(change_allocation, request, "The allocation is changed.", "What it gave before stays in its history.")

    sheet = FormSheet(page, "Change what was awarded", fields, begin, "Change it", send, width=560)
    taken = next((one.allowance for one in allowances if one.allowance.id == given.id), None)
    if taken is not None:
        used, booked = say_amount(taken.used, given.unit), say_amount(taken.booked, given.unit)
        words = f"{used} used and {booked} booked of {say_amount(given.amount, given.unit)}: these stay, whatever it gives."
        sheet.above.addWidget(label(words, "second", wrap=True, name="allocation_taken"))
    return sheet
