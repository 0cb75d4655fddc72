"""The panel of a stay being placed: what stands against it, ways out, four counts, the limit, names and reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from textwrap import shorten

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from shortbreaks.bookings.overrides import Reason
from shortbreaks.dates import say_short, say_year
from shortbreaks.errors import Spoken
from shortbreaks.findings import Finding, Outcome
from shortbreaks.money import pounds
from shortbreaks.overnight.asking import StayAsked
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.words import counted
from ui.kit.bars import AllocationBar
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.fields import Field
from ui.kit.flow import flow
from ui.kit.form import Form
from ui.kit.layouts import column, empty, holder, row, rule, scroller
from ui.kit.notice import Notice
from ui.kit.text import IconLabel, label

NOTHING, WHO, PLACE, STAY = range(4)  # what stands in the panel beside the board
NAMED = {"R-O2": ("manager", "reviewing_officer"), "R-O3": ("manager", "reviewing_officer"), "R-O11 bed": ("manager",)}
SAID_WHEN_MET = {"R-O12", "R-O13", "R-B4", "R-B10", "R-B10 bed", "R-B11"}  # the others go without saying when they are met
WAY_LETTERS = 36
NAME_WORDS = {"manager": "Manager who agrees", "reviewing_officer": "Reviewing officer who agrees"}
REASON = "reason_"  # and the rule: the field of the form in which it is answered for


def blocking_of(asked: StayAsked) -> list[Finding]:
    """What no reason and no name sets aside."""
    return [one for one in asked.troubles if not one.overridable and one.rule not in NAMED]


def verdict_on(asked: StayAsked | None, wanted: StayWanted | None) -> str:
    """What stands on the block being placed: the panel may lie below what is seen of a small window."""
    if asked is None or asked.wanted != wanted or not asked.troubles:
        return "not saved yet"
    return "not possible" if blocking_of(asked) else "a person decides"


class PlacingPanel(Card):
    """Says what is to be done with the stay: it changes nothing by itself."""

    way_wanted = Signal(object)  # a WayOut
    save_wanted = Signal()
    leave_wanted = Signal()
    details_wanted = Signal()
    wait_wanted = Signal()  # the child goes on the list for nights
    keep_wanted = Signal()  # the nights are kept as unmet need

    def __init__(self) -> None:
        super().__init__(gap=8)
        self.setObjectName("placing_panel")
        self.asked: StayAsked | None = None
        self.form: Form | None = None
        self._above, self._inside = QVBoxLayout(), QVBoxLayout()
        self._inside.setSpacing(8)
        self.body.addLayout(self._above)
        self.body.addWidget(scroller(holder(column(self._inside, None, margin=(0, 0, 8, 0))), "placing_scroll"), 1)
        self.offer = QCheckBox("Offer it, and hold the bed")
        self.offer.setObjectName("offer_stay")
        self.save = Button("Save stay", "filled", key="Ctrl+Enter", name="save_stay", then=self.save_wanted.emit)
        self.times = Button("Details", name="stay_times", then=self.details_wanted.emit)
        self.wait = Button("Wait for nights", key="L", name="wait_for_nights", then=self.wait_wanted.emit)
        self.keep = Button("Keep as unmet", key="K", name="keep_nights", then=self.keep_wanted.emit)
        self.leave = Button("Leave it", key="Esc", name="leave_placing", then=self.leave_wanted.emit)
        self.body.addLayout(column(self.offer, self.save.fill_width(), flow(self.wait, self.keep, self.times, self.leave), gap=4))

    def show_asked(self, asked: StayAsked) -> None:
        """Show what is known of the stay now; names and reasons typed stay."""
        typed = {"manager": asked.wanted.manager, "reviewing_officer": asked.wanted.reviewing_officer}
        editors = {} if self.form is None else self.form.editors
        typed |= {name: self.form.typed(name) for name in editors if self.form is not None}
        had_focus = next((name for name, field in editors.items() if field.hasFocus()), "")
        self.asked, self.form = asked, None
        empty(self._above)
        empty(self._inside)
        self.offer.setVisible(not asked.wanted.but)
        self.wait.setVisible(not asked.wanted.but)
        self.keep.setVisible(not asked.wanted.but and bool(asked.troubles))
        start, end = asked.wanted.starts_at, asked.wanted.ends_at
        when = f"{say_short(start.date(), start.date())} {start:%H:%M} to {say_short(end.date(), start.date())} {end:%H:%M}"
        self._above.addWidget(label(f"Placing {asked.name}, {asked.age}", "title", wrap=True))
        self._above.addWidget(label(f"{asked.unit}, {asked.bed}, {when}", "second", wrap=True))
        self._troubles(asked, typed)
        self._ways(asked)
        self._inside.addWidget(rule())
        self._counts(asked)
        self._inside.addWidget(rule())
        self._limit(asked)
        self._met(asked)
        self._check()
        if self.form is not None and had_focus in self.form.editors:
            self.form.editors[had_focus].setFocus()

    def forget(self) -> None:
        """Another stay: what was typed for the one before is gone."""
        empty(self._above)
        empty(self._inside)
        self.asked, self.form = None, None
        self.offer.setChecked(False)
        self.save.off_because("It is being looked at.")

    def _troubles(self, asked: StayAsked, typed: dict[str, str]) -> None:
        blocking = blocking_of(asked)
        if blocking:
            notice = Notice("bad", "Not possible like this.", blocking[0].reason, closable=False)
            notice.setObjectName("blocked")
            self._inside.addWidget(notice)
        said: set[str] = {blocking[0].reason} if blocking else set()
        fields: dict[str, Field] = {}
        for finding in asked.troubles:
            about = "" if finding.reason in said else f"{finding.reason} {finding.remedy}".strip()
            said.add(finding.reason)
            asks = {} if finding in blocking else _fields(finding, fields, about)
            answered = fields.get(f"{REASON}{finding.rule}")
            if about and not asks and answered is not None and answered.about and finding not in blocking:
                fields[answered.name] = replace(answered, about=f"{answered.about} {about}")  # one reason answers for both
            elif about and not asks:
                self._trouble(finding)
            fields |= asks
        if fields:
            self.form = Form(list(fields.values()), typed, today=asked.wanted.starts_at.date, keyed=False)
            self._inside.addWidget(self.form)

    def _trouble(self, finding: Finding) -> None:
        decide = finding.outcome is Outcome.TO_DECIDE
        icon = IconLabel("warn-filled" if decide else "bad-filled", "warn" if decide else "bad", 18)
        line = row(icon, label(f"{finding.reason} {finding.remedy}".strip(), wrap=True), gap=8)
        line.setStretch(1, 1)
        self._inside.addLayout(line)

    def _ways(self, asked: StayAsked) -> None:
        if not asked.ways:
            return
        self._inside.addWidget(label("What would change it", "strong"))
        for number, way in enumerate(asked.ways, 1):
            words = shorten(way.words, WAY_LETTERS, placeholder="…")  # a long name of a house never widens the panel
            button = Button(words, icon="right", key=str(number), name=f"way_{number}", then=partial(self.way_wanted.emit, way))
            button.setAccessibleName(way.words)
            self._inside.addWidget(button.fill_width())

    def _counts(self, asked: StayAsked) -> None:
        self._inside.addWidget(label("One stay, four counts", "strong"))
        counts = asked.counts
        hours = f"{counts.minutes / 60:.1f}".rstrip("0").rstrip(".")
        left = "none awarded" if asked.left_after is None else f"{asked.left_after} left after"
        over = "over 24: counts as a stay" if counts.over_24_hours else "24 or less"
        pairs = (
            (str(counts.placed), _words(counts.placed, "placed night"), "for the 17 and 75 limits"), (hours, "hours", over),
            (str(counts.allowance), "of the allowance", left),
            (str(counts.benefit_days), _words(counts.benefit_days, "benefit day"), "advice only"),
        )  # fmt: skip
        for first, second in (pairs[:2], pairs[2:]):
            line = row(*[self._figure(*one) for one in (first, second)], gap=8)
            for place in (0, 1):
                line.setStretch(place, 1)
            self._inside.addLayout(line)
        if asked.charge_pence:
            self._inside.addWidget(label(f"The family pays {pounds(asked.charge_pence)}.", "second"))
        if any(pence for _, _, pence in asked.costs):
            self._inside.addWidget(label(said_costs(asked.costs), "caption", wrap=True, name="stay_costs"))

    def _figure(self, figure: str, words: str, use: str) -> QWidget:
        top = flow(label(figure, "title", tabular=True), label(words, "strong"), gap=6)
        return holder(column(top, label(use, "caption", wrap=True), gap=0))

    def _limit(self, asked: StayAsked) -> None:
        limit = asked.limit
        left = limit.limit - limit.most
        words = f"{counted(-left, 'night')} over" if left < 0 else f"{left} left"
        chip = Chip(words, "bad" if left < 0 else "warn" if left <= asked.amber else "ok")
        self._inside.addLayout(row(label(f"{limit.limit} nights in 12 months", "strong"), None, chip))
        if asked.legal == "s17":
            self._inside.addWidget(label("Counted for section 17, where the limit does not hold.", "caption", wrap=True))
        said = f"{limit.now} now, {limit.most} after · limit {limit.limit}"
        self._inside.addLayout(row(label(asked.name), None, label(said, "second", tabular=True)))
        self._inside.addWidget(AllocationBar(limit.now, max(0, limit.most - limit.now), max(limit.limit, limit.most), None, said))

    def _met(self, asked: StayAsked) -> None:
        good = [one.chip for one in asked.findings if one.outcome is Outcome.MET and one.rule in SAID_WHEN_MET]
        self._inside.addWidget(holder(flow(*[Chip(words, "ok") for words in dict.fromkeys(good)])))

    def _check(self) -> None:
        """Save is off, with the reason, while something stands in the way that no reason answers."""
        assert self.asked is not None
        blocking = (one for one in self.asked.troubles if not one.overridable and one.rule not in NAMED)
        self.save.off_because(next((one.reason for one in blocking), ""))

    def given(self) -> tuple[tuple[Reason, ...], str, str] | None:
        """The reasons, the manager and the reviewing officer as typed; None with what is missing said beside its field."""
        if self.form is None:
            return (), "", ""
        found = self.form.values()
        if found is None:
            return None
        reasons = tuple(Reason(name.removeprefix(REASON), words) for name, words in found.items() if name not in NAME_WORDS)
        return reasons, found.get("manager", ""), found.get("reviewing_officer", "")

    def refuse(self, spoken: Spoken) -> None:
        """Say why it was not kept, beside its field when it names one; everything typed stays."""
        if self.form is not None and spoken.field in self.form.editors:
            self.form.refuse(spoken)
            return
        notice = Notice("bad", spoken.sentence, spoken.remedy, closable=False)
        notice.setObjectName("refusal")
        self._above.addWidget(notice)
        notice.announce()


def _fields(finding: Finding, there: Mapping[str, Field], about: str) -> dict[str, Field]:
    """Who must agree and the reason for a finding, as fields that are not there yet; the first says what it is about."""
    words = {name: NAME_WORDS[name] for name in NAMED.get(finding.rule, ())}
    words[f"{REASON}{finding.rule}"] = "Your reason to place it all the same"
    new = [name for name in words if name not in there]
    return {name: Field(name, words[name], longest=400, about=about if name == new[0] else "") for name in new}


def said_costs(costs: Sequence[tuple[date, int, int]]) -> str:
    """What nights cost the council, each year's apart when there are two."""
    total = pounds(sum(pence for _, _, pence in costs))
    if len(costs) == 1:
        return f"Costs the council {total}."
    years = ", ".join(f"{say_year(year)} {counted(nights, 'night')} {pounds(pence)}" for year, nights, pence in costs)
    return f"Costs the council {total}: {years}."


def _words(number: int, one: str) -> str:
    """The word of a count, whose figure stands larger beside it."""
    return counted(number, one).partition(" ")[2]
