"""The left of Find a break: the child, what is left of each allocation, and what the family asked for."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QComboBox, QLineEdit, QVBoxLayout

from shortbreaks.bookings.find import Wish
from shortbreaks.bookings.queries import AllowanceRow
from shortbreaks.council.codes import MEDWAY
from shortbreaks.dates import read_date, say_short
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.errors import Refused
from shortbreaks.families.queries import ChildCard
from shortbreaks.families.rules import initials
from ui.kit.bars import AllocationBar
from ui.kit.buttons import Button
from ui.kit.cards import Avatar, Card
from ui.kit.chips import Chip
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, row, rule, scroller
from ui.kit.lines import Line
from ui.kit.text import label, without_mnemonic
from ui.shell.lists import Lists, offer

NEED_ICONS = {"CON": "medicine", "RESCUE": "medicine", "MEDS": "medicine"}
WAIT_MS = 150
WEEKS = 3
# Every other kind is a club or scheme, also one that the council put on its list
NIGHTS, NEITHER = {"overnight", "carer"}, {"home", "other"}


def fact_chips(card: ChildCard) -> list[Chip]:
    """What must be known on the telephone: support first, then needs."""
    chips = []
    if card.workers_needed:
        chips.append(Chip(f"{card.workers_needed}:1 support", "info", "person-filled"))
    chips += [
        Chip(need.words, "info", NEED_ICONS.get(need.code, "needs")) for need in card.needs if need.code != "NONE"
    ]
    return chips


def _only_free() -> QCheckBox:
    free = QCheckBox("Only with free places")
    free.setChecked(True)
    free.setObjectName("wish_free")
    return free


class WishPanel(Card):
    """`changed` is called with the wish a moment after anything is chosen."""

    def __init__(
        self, today: date, lists: Lists, changed: Callable[[Wish], object], change_child: Callable[[], object],
        ticked: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(gap=8)
        self.today, self._changed, self._ticked, self._lists = today, changed, ticked, lists
        self.siblings: list[tuple[int, str, QCheckBox]] = []
        self.child_id = 0
        self.setObjectName("wish_panel")
        self._head, self._brood = QVBoxLayout(), QVBoxLayout()
        self._brood.setSpacing(0)
        self._change_child = change_child
        self.kind, self.district = self._combo("wish_kind", "Kind of break"), self._combo("wish_district", "District")
        lists.renewed.connect(self._offer_lists)
        self._offer_lists()
        self.from_day, self.to_day = self._day("wish_from"), self._day("wish_to")
        self.from_day.setText(say_short(today, today))
        self.to_day.setText(say_short(today + timedelta(weeks=WEEKS), today))
        self.days = [self._weekday(n, letter) for n, letter in enumerate("MTWTFSS")]
        self.within = Line("20", unit="miles of home")
        self.within.setObjectName("wish_within")
        self.within.setAccessibleName("Miles from home")
        self.free, self.foot = _only_free(), label("", "caption", wrap=True, name="wish_foot")
        self.mistake = label("", "mistake", wrap=True, name="wish_mistake")
        self.mistake.hide()
        self._span = row(self.from_day, self.to_day)
        inner = column(
            self._head, self._brood, rule(), label("Kind of break", "label"), self.kind, label("From and to", "label"), self._span,
            self.mistake, label("Days", "label"), row(*self.days, None, gap=0), label("Within", "label"), self.within,
            label("District", "label"), self.district, self.free, None, self.foot,
        )  # fmt: skip
        self._area = scroller(holder(inner), "wish_scroll")
        self.body.addWidget(self._area)
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.send)
        for line in (self.from_day, self.to_day, self.within):
            line.textEdited.connect(lambda _t: self._timer.start())
        for combo in (self.kind, self.district):
            combo.currentIndexChanged.connect(lambda _n: self.send())
        self.free.checkStateChanged.connect(lambda _s: self.send())

    def _combo(self, name: str, words: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        combo.setAccessibleName(words)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(12)
        return combo

    def _offer_lists(self) -> None:
        """Any kind, the two groups that people ask for, and each kind by itself; districts by their old names too."""
        offer(self.district, "Any district", self._lists.by_any_name("district", but={MEDWAY.code}))
        groups = (("day", "Clubs and schemes"), ("night", "Overnight stays"))
        offer(self.kind, "Any kind", [*groups, *self._lists.choices("kind")])

    def _day(self, name: str) -> QLineEdit:
        line = Line()
        line.setObjectName(name)
        line.setAccessibleName("From" if name.endswith("from") else "To")
        line.editingFinished.connect(lambda: self._tidy(line))
        return line

    def _weekday(self, number: int, letter: str) -> Button:
        button = Button(letter, "chosen", name=f"weekday_{number}", small=True)
        button.setCheckable(True)
        button.setChecked(True)
        button.setAccessibleName(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[number])

        def turned(on: bool) -> None:  # noqa: FBT001 - Qt's signal
            button.set_look("chosen" if on else "outlined")
            self.send()

        button.toggled.connect(turned)
        return button

    def _tidy(self, line: QLineEdit) -> None:
        try:
            line.setText(say_short(read_date(line.text(), self.today), self.today))
        except Refused:
            return
        self._fit_days()

    def _fit_days(self) -> None:
        """A day of another year does not fit beside the other day, and is not cut off: it goes below."""
        long = any(len(one.text()) > len("Wed 30 Dec") for one in (self.from_day, self.to_day))
        self._span.setDirection(QBoxLayout.Direction.TopToBottom if long else QBoxLayout.Direction.LeftToRight)

    def show_child(self, card: ChildCard, allowances: tuple[AllowanceRow, ...]) -> None:
        """Show who it is for, with what is left of each allocation of today."""
        self.child_id = card.id
        self._fit_days()
        empty(self._head)
        name = column(
            label(f"{card.short}, {card.age}", "title", name="wish_child"), label(card.district, "caption", wrap=True), gap=2
        )
        self._head.addLayout(
            row(
                Avatar(initials(card.first_name, card.last_name)),
                name,
                None,
                Button("Change", "link", then=self._change_child),
            )
        )
        self._head.addLayout(flow(*fact_chips(card)))
        for one in allowances:
            if one.current:
                left = say_amount(max(0, one.allowance.left), one.allowance.unit)
                whole = say_amount(one.allowance.amount, one.allowance.unit)
                asked = f"{say_amount(one.allowance.asked, one.allowance.unit)} of it asked for" if one.allowance.asked else ""
                words = ", ".join(filter(None, (f"{left} left of {whole}", asked)))
                unit = label(f"{one.allowance.unit.capitalize()} {'carried over' if one.allowance.carried else 'left'}", "name")
                self._head.addLayout(row(unit, None, label(f"{left} of {whole}", "second")))
                self._head.addWidget(
                    AllocationBar(
                        one.allowance.used, one.allowance.booked, one.allowance.amount, one.gone_percent, words, asked=one.allowance.asked
                    )
                )
                if asked:
                    self._head.addWidget(label(f"{asked} on the waiting list", "caption", wrap=True))

    def show_siblings(self, siblings: tuple[tuple[int, str, int], ...]) -> None:
        """Offer the siblings who have breaks of their own, to be booked together or not at all; ticks stay (R-B5)."""
        ticked = {sibling for sibling, _ in self.together()}
        empty(self._brood)
        self.siblings = []
        if siblings:
            self._brood.addWidget(label("Together, all or none", "label"))
        for sibling, name, age in siblings:
            box = QCheckBox(f"{without_mnemonic(name)}, {age}")
            box.setObjectName(f"sibling_{sibling}")
            box.setAccessibleDescription("Booked together with this child, or not at all")
            box.setChecked(sibling in ticked)
            box.toggled.connect(lambda _on: self._ticked())
            self.siblings.append((sibling, name, box))
            self._brood.addWidget(box)

    def together(self) -> tuple[tuple[int, str], ...]:
        """The siblings who are to go with the child."""
        return tuple((sibling, name) for sibling, name, box in self.siblings if box.isChecked())

    def wish(self) -> Wish | None:
        """What is asked for, or None with the mistake shown."""
        read = self.from_day
        try:
            first = read_date(read.text(), self.today)
            read = self.to_day
            last = read_date(read.text(), self.today)
            if last < first:
                raise Refused("The last day is before the first.", "Check both days.")
            read = self.within
            within = read.text().strip()
            if within and not (within.isascii() and within.isdigit() and len(within) < 5):
                raise Refused("The distance is a whole number of miles.", "Write it like 20, or leave it empty.")
        except Refused as refusal:
            self._say_mistake(str(refusal), read)
            return None
        self._say_mistake("", None)
        kind = self.kind.currentData()
        groups = {"day": set(self._lists.of("kind").said) - NIGHTS - NEITHER, "night": NIGHTS}
        kinds = frozenset(groups.get(kind, {kind} if kind else set()))
        weekdays = frozenset(n for n, button in enumerate(self.days) if button.isChecked())
        return Wish(self.child_id, first, last, kinds, weekdays, int(within) if within else None, self.free.isChecked(),
                    self.district.currentData() or "")  # fmt: skip

    def _say_mistake(self, words: str, line: QLineEdit | None) -> None:
        """Say what cannot be read, its line marked and in sight: the answers beside it are those of before."""
        for one in (self.from_day, self.to_day, self.within):
            if one.property("mistake") is not (one is line):
                one.setProperty("mistake", one is line)
                one.style().unpolish(one)
                one.style().polish(one)
        self.mistake.setText(f"{words} The answers are those of before." if words else "")
        self.mistake.setVisible(bool(words))
        if words:
            QTimer.singleShot(0, self.mistake, lambda: self._area.ensureWidgetVisible(self.mistake))

    def asked_for(self) -> tuple[tuple[tuple[int, str], ...], int | None]:
        """Who go together, and within how many miles of home, for the booking panel."""
        wish = self.wish()
        return self.together(), None if wish is None else wish.within_miles

    def send(self) -> None:
        """Ask again with what is chosen now."""
        if self.child_id and (wish := self.wish()) is not None:
            self._changed(wish)

    def look_within(self, most: int) -> None:
        """Begin with the council's own distance, unless another was typed."""
        if not self.within.isModified() and self.within.text() != str(most):
            self.within.setText(str(most))
            self.send()

    def look_further(self, most: int) -> None:
        """Look within so many miles from now on."""
        self.within.setText(str(most))
        self.within.setModified(True)  # somebody's own wish, which the council's distance does not replace
        self.send()

    def choose_days(self, weekdays: set[int]) -> None:
        """Put only these weekdays on, asking once."""
        for number, button in enumerate(self.days):
            blocker = QSignalBlocker(button)
            button.setChecked(number in weekdays)
            button.set_look("chosen" if number in weekdays else "outlined")
            del blocker
        self.send()


