"""Moving dates of a series to another service, day or time: each date's new place and both charges, before it is done."""

from typing import Any

from PySide6.QtWidgets import QLineEdit

from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.series.kept import DateRow, SeriesRow
from shortbreaks.bookings.series.moving import DateMove, MoveDates, MoveWish, ServiceChoice, move_dates, moving_figured
from shortbreaks.dates import WEEKDAYS, say_short
from shortbreaks.errors import Refused
from shortbreaks.families.rules import ended
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.bookings.series.columns import say_when
from ui.bookings.series.sheets import HEARD, ScopeSheet, reach_field
from ui.kit.fields import Field
from ui.kit.text import label
from ui.shell.page import Page

SAME = "same"


class MoveDatesSheet(ScopeSheet):
    """Dates that go elsewhere; those that cannot say why, and stay as they are."""

    title, words, look = "Move dates", "Move them", "danger"

    def __init__(self, page: Page, series: SeriesRow, chosen: DateRow, services: tuple[ServiceChoice, ...]) -> None:
        self.moves: tuple[DateMove, ...] = ()
        self.reasons: dict[str, QLineEdit] = {}
        days = ((SAME, "The same day"), *((str(n), name) for n, name in enumerate(WEEKDAYS)))
        fields = (
            reach_field(say_short(chosen.day, chosen.day)),
            Field("service", "To", "choice", choices=tuple((str(one.id), one.name) for one in services)),
            Field("weekday", "On", "choice", choices=days, beside=True),
            Field("starts", "At (empty: first of the day)", "time", optional=True, hint="10:00"),
            Field("reason", "Whose wish", "choice", choices=page.desk.lists.choices("cancel_reason"), beside=True), *HEARD,
        )  # fmt: skip
        values = {"service": str(series.service_id), "weekday": SAME, "reason": "family"}
        super().__init__(page, series, chosen, fields, values)

    def ask(self) -> None:
        value = self.form.value
        try:
            told = self.heard()
        except Refused:
            return
        weekday = None if value("weekday") == SAME else int(value("weekday"))
        wish = MoveWish(self.scope(), int(value("service")), weekday, value("starts") or "")
        self.page.desk.ask(
            self.sheet, "figures", moving_figured, wish, value("reason"), told, then=self._came, refused=self.form.refuse
        )

    def _came(self, moves: tuple[DateMove, ...]) -> None:
        self.moves = moves
        going = [one for one in moves if one.possible]
        stays, new = sum(one.stays_pence for one in going), sum(one.charge_pence for one in going)
        back = sum(one.back_pence for one in going)
        late = sum(1 for one in going if not one.in_notice)
        staying = len(moves) - len(going)
        words = f"{counted(len(going), 'date moves', 'dates move')}. Old places: {pounds(back)} is put back, {pounds(stays)} stays to pay. "
        words += f"New places: {pounds(new)}."
        if staying:
            words += f" {counted(staying, 'date stays', 'dates stay')} as booked."
        if late:
            words += f" {counted(late, 'date')} late: the old hours stay used too."
        self.say(words if moves else "No date of it is still to come.", [_said(one) for one in moves])
        self._ask_reasons(going)
        self.act.off_because("" if going else "None of these dates can move there.")

    def _ask_reasons(self, going: list[DateMove]) -> None:
        typed = {rule: field.text() for rule, field in self.reasons.items()}
        self.reasons = {}
        for finding in (finding for one in going for finding in one.findings):
            if finding.rule in self.reasons:
                continue
            field = QLineEdit(typed.get(finding.rule, ""))
            field.setObjectName(f"reason_{finding.rule}")
            field.setAccessibleName(f"Reason to move although: {finding.reason}")
            field.setPlaceholderText("Your reason to book all the same")
            self.reasons[finding.rule] = field
            self.lines.addWidget(label(f"{finding.reason} {finding.remedy}", wrap=True))
            self.lines.addWidget(field)

    def send(self, values: dict[str, Any]) -> None:
        pairs = tuple((one.date_id, one.session_id) for one in self.moves if one.possible and one.session_id is not None)
        shown = tuple(one.booking_id for one in self.moves)
        reasons = tuple(Reason(rule, field.text()) for rule, field in self.reasons.items() if field.text().strip())
        request = MoveDates(self.scope(), shown, pairs, values["reason"], reasons, self.heard())
        self.perform(move_dates, request, ended(f"Moved for {self.series.child}: {counted(len(pairs), 'date')}"))


def _said(one: DateMove) -> str:
    """Sat 3 Oct, 10:00 goes to Sun 4 Oct, 09:00 to 11:00, £9.00; or why it stays."""
    was = f"{say_short(one.was.date(), one.was.date())}, {one.was:%H:%M}"
    if not one.possible:
        return f"{was} stays: {one.findings[0].reason}"
    owed = f"; {pounds(one.stays_pence)} stays to pay for the old place" if one.stays_pence else ""
    return f"{was} goes to {say_when(one.start, one.end, one.day, one.was.date())}, {pounds(one.charge_pence)}{owed}"
