"""The left of a new series: what recurs, in the days and times the service has."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer

from shortbreaks.bookings.series.queries import SeriesChoices
from shortbreaks.bookings.series.recurring import EVERY, WEEKS, Recurring
from shortbreaks.dates import WEEKDAYS, say_short
from shortbreaks.errors import Spoken
from ui.kit.cards import Card
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import column, holder, scroller
from ui.kit.text import label

WAIT_MS = 150


def fields_of(choices: SeriesChoices, today: date, adults: Sequence[tuple[int, str]]) -> list[Field]:
    """The form's fields; a service with one time of day is not asked for it. `adults` are those who may book."""
    days = tuple((str(day), WEEKDAYS[day]) for day in choices.weekdays)
    fields = [
        Field("weekdays", "Days", "many", choices=days),
        Field("every", "How often", "choice", choices=tuple((str(n), words) for n, words in EVERY.items())),
        Field("weeks", "In which weeks", "choice", choices=tuple(WEEKS.items())),
        Field("only_weeks", "Holiday weeks (none ticked: all)", "many", choices=tuple(
            (week.monday.isoformat(), f"{week.name}\nfrom {say_short(week.monday, today)}") for week in choices.holidays
        )),
        Field("first_day", "From", "date"), Field("last_day", "To", "date"),
    ]  # fmt: skip
    if len(choices.times) > 1:
        times = (("", "First of the day"), *((one, one) for one in choices.times))
        fields.insert(3, Field("starts", "At", "choice", choices=times))
    return [
        *fields,
        Field("asked_by", "Who rang: the list goes to them", "choice", optional=True,
              choices=tuple((str(adult), words) for adult, words in adults)),
        Field("collected_by", "Who collects", optional=True),
        Field("note", "Note for the provider", optional=True, longest=400),
    ]  # fmt: skip


class SeriesForm(Card):
    """`changed` is called with what recurs a moment after anything of it is chosen or typed."""

    def __init__(self, today: date, changed: Callable[[Recurring], object]) -> None:
        super().__init__(gap=8)
        self.today, self._changed = today, changed
        self.setObjectName("series_form")
        self.heading("What recurs")
        self.service = label("", "second", wrap=True, name="series_service")
        self._lines = column(self.service, gap=8)
        self.body.addWidget(scroller(holder(column(self._lines, None)), "series_form_scroll"), 1)
        self.form: Form | None = None
        self._adults: Sequence[tuple[int, str]] = ()
        self._begin: dict[str, Any] = {}
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.send)

    def ask_who_rang(self, adults: Sequence[tuple[int, str]], rang: int | None, collects: str) -> None:
        """Whom to offer as the one who rang, and what was said on the telephone already."""
        self._adults = adults
        self._begin = {"asked_by": "" if rang is None else str(rang), "collected_by": collects}

    def show_choices(self, choices: SeriesChoices, first_day: date, starts: str) -> None:
        """Ask what recurs, beginning with the session that was chosen."""
        if self.form is not None:
            self._lines.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.service.setText(choices.service)
        last = choices.last_day or first_day
        values: dict[str, Any] = {
            "weekdays": (str(first_day.weekday()),), "every": "1", "weeks": choices.weeks_run, "first_day": first_day, "last_day": last,
            "starts": starts, **self._begin,
        }  # fmt: skip
        self.form = Form(fields_of(choices, self.today, self._adults), values, today=lambda: self.today, keyed=False)
        self._lines.addWidget(self.form)
        for name in self.form.fields:
            if name not in {"asked_by", "collected_by", "note"}:
                self.form.when_typed(name, self._typed)
        self._fit()
        self.send()

    def _typed(self) -> None:
        self._fit()
        self._timer.start()

    def _fit(self) -> None:
        """Holiday weeks are asked for only where the series is in the holidays."""
        if self.form is not None:
            there = self.form.value("weeks") == "holidays" and bool(self.form.fields["only_weeks"].choices)
            self.form.show_field("only_weeks", there=there)

    def recurring(self) -> Recurring | None:
        """What recurs, or None while something of it cannot be read; leaving the field then says what."""
        form = self.form
        if form is None:
            return None
        value = form.value
        first, last = value("first_day"), value("last_day")
        if first is None or last is None:
            return None
        weeks, only = value("weeks"), value("only_weeks") or ()
        return Recurring(
            int(value("every")), weeks, tuple(int(day) for day in value("weekdays")), first, last,
            value("starts") or "" if "starts" in form.fields else "",
            tuple(date.fromisoformat(day) for day in only) if weeks == "holidays" else (),
        )  # fmt: skip

    def asked_by(self) -> int | None:
        """The adult who rang, None where that is not said."""
        said = self.said("asked_by")
        return int(said) if said else None

    def said(self, name: str) -> str:
        """What stands in one of the fields that change no date."""
        return str((self.form.value(name) if self.form is not None else "") or "")

    def is_right(self) -> bool:
        """Whether all of it can be read; what cannot is said beside its field, and the first of it has the focus."""
        return self.form is not None and self.form.values() is not None

    def send(self) -> None:
        """Ask for the days of what recurs now."""
        self._timer.stop()
        if (given := self.recurring()) is not None:
            self._changed(given)

    def refuse(self, refusal: Spoken) -> None:
        """Say beside its field why this makes no series."""
        if self.form is not None and refusal.field in self.form.editors:
            self.form.show_mistake(refusal.field, str(refusal))
