"""The panel of a stay that is kept: who, where and when, its counts, what can be done with it, and its history."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.bookings.states import STAY_WORDS
from shortbreaks.bookings.unpriced import say_charge
from shortbreaks.dates import say_day, say_short, to_local
from shortbreaks.overnight.queries import StayCard
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, rule, scroller
from ui.kit.text import label
from ui.overnight.columns import MEANINGS
from ui.shell.lists import Lists

LEGAL = {"s17": "Section 17", "s20": "Section 20", "undecided": "Not decided"}
Act = tuple[str, str, str, Callable[[], object]]  # words, object name, key, what it does


class StayPanel(Card):
    """`show_card` is given the stay and what may be done with it."""

    def __init__(self, lists: Lists) -> None:
        super().__init__(gap=8)
        self._lists = lists
        self.setObjectName("stay_panel")
        self._above, self._inside = QVBoxLayout(), QVBoxLayout()
        self._inside.setSpacing(8)
        self.body.addLayout(self._above)
        self.body.addWidget(scroller(holder(column(self._inside, None, margin=(0, 0, 8, 0))), "stay_scroll"), 1)

    def show_card(self, card: StayCard, acts: list[Act]) -> None:
        """Show a stay; the first act is the main one."""
        empty(self._above)
        empty(self._inside)
        self._above.addWidget(label(f"{card.name}, {card.age}", "title", wrap=True))
        self._above.addWidget(holder(flow(Chip(STAY_WORDS[card.state], MEANINGS.get(card.state, "neutral")))))
        start, end = card.starts_at, card.ends_at
        pairs = [
            ("Where", f"{card.unit}, {card.bed}"),
            ("In", f"{say_short(start.date(), start.date())} {start:%H:%M}"),
            ("Out", f"{say_short(end.date(), start.date())} {end:%H:%M}"),
            ("Nights", f"{counted(card.counts.placed, 'placed night')}; {card.uses} of the allowance"),
            ("Hours", f"{card.counts.minutes // 60}; {'over' if card.counts.over_24_hours else 'not over'} 24"),
            ("In law", LEGAL[card.legal]),
        ]
        if card.offered_until is not None and card.state == "offered":
            pairs.append(("Answer by", f"{say_short(card.offered_until.date(), start.date())} {card.offered_until:%H:%M}"))
        pairs += [
            (words, value)
            for words, value in (
                ("Goes with", f"{' and '.join(card.goes_with)}: all of them or none" if card.goes_with else ""),
                ("Family pays", say_charge(card) if card.charge_pence or card.awaits else ""), ("Manager", card.manager),
                ("Reviewing", card.reviewing_officer), ("Collected by", card.collected_by),
                ("Brought", self._lists.words("transport", card.transport)), ("Note", card.note),
            )
            if value
        ]  # fmt: skip
        self._inside.addWidget(facts(pairs, name="stay_facts", name_width=88))
        if acts:
            self._inside.addWidget(rule())
        for place, (words, name, key, then) in enumerate(acts):
            look = "filled" if place == 0 else "outlined"
            self._inside.addWidget(Button(words, look, key=key, name=name, then=then).fill_width())
        self._inside.addWidget(rule())
        self._inside.addWidget(label("What happened", "strong"))
        for step in card.steps:
            at = to_local(step.at)
            more = f": {step.reason}" if step.reason else ""
            self._inside.addWidget(label(f"{step.words}{more}", wrap=True))
            self._inside.addWidget(label(f"{say_day(at.date())}, {at:%H:%M}, {step.person}", "caption"))
