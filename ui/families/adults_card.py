"""Who may ring, get letters, collect and be told: each adult of the family, what holds today, why, and what held or will."""

from datetime import date

from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.families.queries import AdultRow, ChildCard
from shortbreaks.families.responsibility import Responsibility
from shortbreaks.families.rights import Rights
from shortbreaks.words import inside
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.flow import flow
from ui.kit.layouts import column, row
from ui.kit.text import IconLabel, label


def adults_card(card: ChildCard, today: date) -> Card:
    """Each adult with what they may do today (R-P6)."""
    shown = Card()
    shown.heading("Parents and carers")
    shown.setObjectName("adults_card")
    for adult in card.adults:
        line = row(IconLabel("person"), _adult(adult, today), gap=10)
        line.setStretch(1, 1)
        shown.body.addLayout(line)
    for words in card.gone:
        shown.body.addLayout(row(IconLabel("person"), label(f"{words}.", "second", wrap=True), gap=10))
    return shown


def _adult(adult: AdultRow, today: date) -> QVBoxLayout:
    name = label(f"{adult.relation}, {adult.short}", "name", wrap=True)
    chips = [Chip(words, "bad" if adult.rights.court else "warn") for words in adult.rights.not_allowed()]
    # what the chips say is not said again
    lines = [label(adult.rights.said(), "second", wrap=True, name=f"rights_of_{adult.id}")] if adult.rights.may_be_told else []
    if why := adult.rights.why():
        lines.append(label(why, "caption", wrap=True))
    lines.append(label(adult.responsibility.said(), "caption", wrap=True, name=f"responsibility_of_{adult.id}"))
    others = [one for one in adult.noted if one != adult.rights and one.why()]
    lines += [label(f"{_when(one, today)}: {one.said().lower()}. {one.why()}", "caption", wrap=True) for one in others]
    past = [one for one in adult.responsibilities if one != adult.responsibility]
    lines += [label(f"{_when(one, today)}: {inside(one.said())}", "caption", wrap=True) for one in past]
    return column(flow(name, *chips), *lines, gap=2)


def _when(one: Rights | Responsibility, today: date) -> str:
    return "To come" if one.from_day is not None and one.from_day > today else "Before"
