"""What can be decided on the council's page: each a sheet, a request, and what is said afterwards."""

from dataclasses import replace
from datetime import date
from typing import Any

from shortbreaks.bookings.off_days.touching import (
    Touched,
    holiday_touches,
    published_touches,
    term_touches,
    withdrawal_touches,
)
from shortbreaks.council.code_changes import SetCode, set_code
from shortbreaks.council.commands import DecideRate, DecideSetting, decide_rate, decide_setting
from shortbreaks.council.holidays import DecideHoliday, HolidayRow, decide_holiday
from shortbreaks.council.queries import CodeRow, RateRow, SettingRow, TermRow
from shortbreaks.council.scheme_changes import DecideScheme, SchemeRow, decide_scheme
from shortbreaks.council.schemes import AWARD_HELP, PUBLISHED, TEST_HELP
from shortbreaks.council.terms import (
    SetTerm,
    TakePublishedTerms,
    WithdrawTerm,
    set_term,
    take_published_terms,
    withdraw_term,
)
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day, say_full
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.council import forms
from ui.council.columns import title_of_list
from ui.council.touching import Telling, lead_of, touched_lines
from ui.kit.form import Form
from ui.kit.notice import Notice
from ui.kit.sheet import Sheet, confirm
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

OWN_DISTRICT = "A district added here is the council's own from its day, unless it is said to be another council's."
NOT_KNOWN = (
    "Nobody can tell Short Breaks which postcodes lie in it, nor where it is on the map: choose it on each home and venue whose "
    "postcode tells no district, and look for it below the map."
)
SESSIONS_STAY = "Sessions that are planned stay on their days until somebody decides about each: they are listed as Sessions to decide."
COUNTED_STAYS = (
    "It counts from now on. Offers that were sent keep their last day, runs that were prepared their pay day, and sessions "
    "that are planned stay until somebody decides about each: they are listed as Sessions to decide."
)


class CouncilActs:
    """The acts of the council's page; `today` is the office's day."""

    def __init__(self, page: Page, today: date) -> None:
        self.page, self.today = page, today
        self.asked: Sheet | None = None

    def setting(self, row: SettingRow) -> None:
        """A setting's value from a day."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = DecideSetting(row.key, values["value"], values["from_day"], values["reason"])
            sheet.perform(decide_setting, request, "Decided.", f"{row.title} holds from {say_day(values['from_day'])}.")

        begin = {"value": row.value, "from_day": self.today}
        fields = forms.setting_fields(row.key)
        self.sheet = FormSheet(self.page, f"Change: {row.title}", fields, begin, "Decide it", send)
        self.sheet.above.addWidget(
            label(f"{row.sentence} What held before stays for the days before.", "second", wrap=True)
        )
        form = self.sheet.form
        if "begin" in form.editors:
            form.when_typed("begin", lambda: form.set_value("value", form.value("begin") or row.value))

    def rate(self, row: RateRow | None) -> None:
        """A rate from a day, new or changed."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            said = f"{values['kind']}: {pounds(values['pence'])} from {say_day(values['from_day'])}."
            sheet.perform(decide_rate, DecideRate(**values), "Decided.", said)

        begin: dict[str, Any] = {"unit": "hour", "from_day": self.today}
        if row is not None:
            begin |= {"kind": row.kind, "unit": row.unit, "pence": row.pence}
        title = "Add a rate" if row is None else f"Change: {row.kind}"
        self.sheet = FormSheet(self.page, title, forms.RATE, begin, "Decide it", send)

    def scheme(self, row: SchemeRow | None) -> None:
        """A scheme from a day: changed, ended, or a new one begun from what other councils publish."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            values.pop("begin", None)
            ends = "holds no more from" if values["retired"] else "holds from"
            sheet.perform(decide_scheme, DecideScheme(**values), "Decided.", f"{values['name']} {ends} {say_day(values['from_day'])}.")

        begin: dict[str, Any] = {"from_day": self.today}
        if row is not None:
            begin |= {"name": row.name, "tests": row.tests, "awards": row.awards}
        title = "Add a scheme" if row is None else f"Change: {row.name}"
        fields = forms.SCHEME if row is not None else (forms.BEGIN, *forms.SCHEME)
        self.sheet = FormSheet(self.page, title, fields, begin, "Decide it", send, width=760)
        self.sheet.above.addWidget(label(f"{TEST_HELP} {AWARD_HELP}", "second", wrap=True))
        form = self.sheet.form
        if row is not None:
            form.editors["name"].setEnabled(False)
        else:
            form.when_typed("begin", lambda: self._begin(form))

    def _begin(self, form: Form) -> None:
        chosen = next((one for one in PUBLISHED if one[0] == form.value("begin")), None)
        if chosen is not None:
            for name, value in zip(("name", "tests", "awards"), chosen, strict=True):
                form.set_value(name, value)

    def published_terms(self) -> None:
        """Kent's published school terms, to begin with; what they touch is told before, as of a single term."""

        def done(answer: Done) -> None:
            self.page.desk.notices.done(
                f"{counted(len(answer.answer), 'school term')} taken over.", "Change any that differ at your schools."
            )

        def take() -> None:
            self.page.desk.perform(self.page, take_published_terms, TakePublishedTerms(), then=done)

        def came(found: Touched) -> None:
            if not found:
                take()
                return
            lines = [lead_of(found), *touched_lines(found, self.today)]
            self.asked = confirm(self.page, "Kent’s published school terms", lines, "Take them over", take)

        self.page.desk.ask(self.page, "touched", published_touches, then=came)

    def term(self, row: TermRow | None) -> None:
        """A school term, new or changed."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SetTerm(**values, seen=row.version if row and not row.withdrawn else None)
            said = f"Term {values['number']} of {values['school_year']}."
            telling.first(term_touches, replace(request, reason=""), then=lambda: sheet.perform(set_term, request, "Saved.", said))

        begin = None
        if row is not None:
            begin = {f.name: getattr(row, f.name) for f in forms.TERM if f.name != "reason"}
        title = "Add a school term" if row is None else f"Term {row.number} of {row.school_year}"
        title = f"{title}, held after all" if row is not None and row.withdrawn else title
        self.sheet = FormSheet(self.page, title, forms.TERM, begin, "Save", send)
        telling = Telling(self.sheet, self.today)
        self.sheet.above.addWidget(label(SESSIONS_STAY, "second", wrap=True))
        if row is not None:
            for name in ("school_year", "number"):  # they say which term it is
                self.sheet.form.editors[name].setEnabled(False)

    def withdraw(self, row: TermRow | None) -> None:
        """The chosen school term, if one is: it was kept by mistake."""
        if row is None:
            return
        called = f"Term {row.number} of {row.school_year}"

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = WithdrawTerm(row.id, row.version, values["reason"])
            said = f"{called} is withdrawn."
            telling.first(withdrawal_touches, row.id, then=lambda: sheet.perform(withdraw_term, request, said, "Its history stays."))

        self.sheet = FormSheet(self.page, f"Withdraw {called[0].lower()}{called[1:]}", forms.WHY, None, "Withdraw it", send)
        telling = Telling(self.sheet, self.today)
        self.sheet.above.addWidget(label(f"Its days count as school holidays. {SESSIONS_STAY}", "second", wrap=True))

    def holiday(self, row: HolidayRow | None) -> None:
        """A bank holiday that is proclaimed, one that is struck, or one that was struck and is held after all."""
        held = row is None or row.state == "struck"

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            day, name = (values["day"], values["name"]) if row is None else (row.day, row.name)
            said = f"{say_full(day)} is {'a bank holiday' if held else 'a working day'}."
            request = DecideHoliday(day, name, values["reason"], held)
            telling.first(holiday_touches, day, then=lambda: sheet.perform(decide_holiday, request, "Decided.", said), day=day)

        title = "Add a bank holiday" if row is None else f"{'Hold' if held else 'Strike'}: {row.name}, {say_full(row.day)}"
        act = "Add it" if row is None else "Hold it after all" if held else "Strike it"
        self.sheet = FormSheet(self.page, title, forms.HOLIDAY if row is None else forms.WHY, None, act, send)
        telling = Telling(self.sheet, self.today)
        self.sheet.above.addWidget(label(COUNTED_STAYS, "second", wrap=True))

    def code(self, list_name: str, row: CodeRow | None) -> None:
        """A code's words, new or changed."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SetCode(list_name, **values, seen=row.version if row else None)
            sheet.perform(set_code, request, "Saved.", values["words"])

        begin = None
        if row is not None:
            begin = {
                "code": row.code,
                "words": row.words,
                "old_names": row.old_names,
                "from_day": row.from_day,
                "retired": row.retired_on is not None,
                "retired_from": row.retired_on,
                **({"elsewhere": row.elsewhere} if list_name == "district" else {}),
            }
        title = f"{title_of_list(list_name)}: {'a new code' if row is None else row.code}"
        self.sheet = FormSheet(self.page, title, forms.DISTRICT if list_name == "district" else forms.CODE, begin, "Save", send)
        if list_name == "district":
            self.sheet.say_above(Notice("info", OWN_DISTRICT, NOT_KNOWN, closable=False))
        if row is not None:
            self.sheet.form.editors["code"].setEnabled(False)
