"""The right of a new series: what it comes to, reasons where a person decides, Book and print."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.series.queries import PlannedDay, SeriesPreview
from shortbreaks.dates import say_short
from shortbreaks.eligibility.rules import Allowance, say_amount
from shortbreaks.errors import Spoken
from shortbreaks.findings import Finding
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.bookings.find.reason_line import reason_line, trouble_line
from ui.bookings.series.columns import say_left
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.facts import facts
from ui.kit.layouts import column, empty, holder, scroller
from ui.kit.notice import Notice
from ui.kit.text import label

PAID = (("Not paid yet", ""), ("Paid now by card", "card"), ("Paid now by Kent Card", "Kent Card"))


class SeriesPanel(Card):
    """`send` is called by its main button; what is typed stays while the preview is read again."""

    def __init__(self, send: Callable[[], object]) -> None:
        super().__init__(gap=8)
        self.setObjectName("series_panel")
        self.reasons: dict[str, QLineEdit] = {}
        self.paid = QComboBox()
        self.large = QCheckBox("Large print")
        self.heading("The series")
        self._above = QVBoxLayout()
        self.body.addLayout(self._above)
        self._inside = QVBoxLayout()
        self._inside.setSpacing(8)
        self.body.addWidget(scroller(holder(column(self._inside, None)), "series_scroll"), 1)
        self._send = send
        self.book = Button("Book and print", "filled", icon="print", key="Ctrl+Enter", name="book_series", then=send)
        self.body.addWidget(self.book.fill_width())
        self.say_nothing("Choose what recurs first.")

    def say_nothing(self, words: str) -> None:
        """There is nothing to book, and why."""
        empty(self._inside)
        self._inside.addWidget(label(words, "second", wrap=True))
        self.book.off_because(words)

    def show_preview(self, child: str, preview: SeriesPreview, skipped: int, left_out: int) -> None:
        """Read out what the days kept come to, and ask for the reasons they need."""
        typed = {rule: field.text() for rule, field in self.reasons.items()}
        paid, large = self.paid.currentIndex(), self.large.isChecked()
        empty(self._inside)
        empty(self._above)
        self.reasons = {}
        self._inside.addWidget(facts(_facts(child, preview, skipped, left_out), name_width=84, name="series_facts"))
        if preview.over_from:
            self._inside.addWidget(label(_over(preview), "strong", wrap=True, name="series_over"))
        for rule, (finding, days) in troubles(preview.kept).items():
            self._ask(rule, finding, days, typed.get(rule, ""))
        self._payment(paid, large=large, charged=bool(preview.charge_pence))
        count = len(preview.kept)
        self.book.setText(f"Book {counted(count, 'date')} and print")
        self.book.setAccessibleName(self.book.words())
        self.book.updateGeometry()
        self.book.off_because("" if count else "No date is kept. Move one, or change what recurs.")

    def _ask(self, rule: str, finding: Finding, days: Sequence[PlannedDay], typed: str) -> None:
        first = say_short(days[0].day, days[0].day)
        more = f"{first}, and {counted(len(days) - 1, 'more date')}" if len(days) > 1 else first
        words = column(label(f"{finding.reason} {finding.remedy}".strip(), wrap=True), label(more, "caption"), gap=2)
        self._inside.addLayout(trouble_line(finding, words))
        self.reasons[rule] = reason_line(rule, finding, typed, self._send)
        self._inside.addWidget(self.reasons[rule])

    def _payment(self, paid: int, *, large: bool, charged: bool) -> None:
        self.paid = QComboBox()
        self.paid.setObjectName("paid_by")
        self.paid.setAccessibleName("Paid")
        for words, value in PAID:
            self.paid.addItem(words, value)
        self.paid.setCurrentIndex(max(0, paid))
        self.large = QCheckBox("Large print")
        self.large.setObjectName("large_print")
        self.large.setChecked(large)
        pieces: list[QWidget] = [self.paid] if charged else []
        self._inside.addLayout(column(*pieces, self.large, gap=4))

    def given(self) -> tuple[Reason, ...]:
        """The reasons typed."""
        return tuple(Reason(rule, field.text()) for rule, field in self.reasons.items() if field.text().strip())

    def refuse(self, spoken: Spoken) -> None:
        """Say the refusal above; reasons typed stay."""
        empty(self._above)
        notice = Notice("bad", spoken.sentence, spoken.remedy, closable=False)
        notice.setObjectName("refusal")
        self._above.addWidget(notice)
        notice.announce()
        if (field := self.reasons.get(spoken.field.removeprefix("reason:"))) is not None:
            field.setFocus()


def troubles(days: Sequence[PlannedDay]) -> dict[str, tuple[Finding, list[PlannedDay]]]:
    """What asks for a reason, by rule: its first sentence and every day it is said of."""
    found: dict[str, tuple[Finding, list[PlannedDay]]] = {}
    for day in days:
        for finding in day.findings:
            kept = found.setdefault(finding.rule, (finding, []))[1]
            if day not in kept:
                kept.append(day)
    return found


def _facts(child: str, preview: SeriesPreview, skipped: int, left_out: int) -> list[tuple[str, str]]:
    kept = preview.kept
    pairs = [("Child", child), ("Break", preview.service), ("When", preview.words)]
    others = [f"{skipped} to try again" if skipped else "", f"{left_out} left out" if left_out else ""]
    pairs.append(("Dates", ", ".join(filter(None, (f"{len(kept)} of {len(preview.days)} to book", *others)))))
    pairs.append(("Family pays", _pays(preview)))
    if kept:
        pairs.append(("Takes", say_amount(preview.uses, preview.unit)))
    return pairs + [(f"{one.unit.capitalize()} left", _left_of(one)) for one in preview.allowances]


def _left_of(one: Allowance) -> str:
    link = "over the" if one.left < 0 else "of"
    return f"{say_left(one.left, one.unit).removesuffix(' over')} {link} {say_amount(one.amount, one.unit)}"


def _pays(preview: SeriesPreview) -> str:
    if preview.exempt == "s29(3)":
        return "Nothing: exempt from charges"
    if preview.exempt == "provider":
        return "The provider's own fee, to the provider"
    each = {day.charge_pence for day in preview.kept}
    times = f" ({len(preview.kept)} × {pounds(each.pop())})" if len(each) == 1 and len(preview.kept) > 1 else ""
    return f"{pounds(preview.charge_pence)}{times}" if preview.charge_pence else "Nothing"


def _over(preview: SeriesPreview) -> str:
    day = preview.kept[preview.over_from - 1].day
    return f"Over the allocation from date {preview.over_from} of {len(preview.kept)}, {say_short(day, day)}, on."
