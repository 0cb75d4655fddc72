"""The parts of a child's card: allocations with their bars, care information, one line of time."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from shortbreaks.bookings.queries import AllowanceRow, BookingRow
from shortbreaks.dates import months_before, say_day, say_short
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.families.papers import PaperRow
from shortbreaks.families.queries import AdultRow, ChildCard
from shortbreaks.families.rules import Shown
from shortbreaks.words import inside
from ui.kit.bars import AllocationBar
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.flow import Flow, flow
from ui.kit.layouts import column, holder, row
from ui.kit.text import IconLabel, label


def allocation_card(rows: Sequence[AllowanceRow]) -> Card:
    """Each allocation of today with its bar, its words and whether the child is behind."""
    card = Card()
    current = [one for one in rows if one.current]
    card.heading(f"Allocation to {say_day(current[0].allowance.until_day)}" if current else "Allocation")
    if not current:
        words = "Nothing is awarded for today. A decision on the next tab awards hours, sessions, nights or pounds."
        card.body.addWidget(label(words, "second", wrap=True))
    for one in current:
        allowance = one.allowance
        chip = Chip(f"Behind: {one.taken_percent}% used", "warn") if one.behind else Chip("On pace", "ok")
        card.body.addLayout(row(label(allowance.purpose, "name"), None, chip))
        used, booked = say_amount(allowance.used, allowance.unit), say_amount(allowance.booked, allowance.unit)
        whole, left = say_amount(allowance.amount, allowance.unit), say_amount(max(0, allowance.left), allowance.unit)
        asked = f", {say_amount(allowance.asked, allowance.unit)} asked for" if allowance.asked else ""
        words = f"{used} used, {booked} booked{asked} of {whole}"
        card.body.addWidget(
            AllocationBar(allowance.used, allowance.booked, allowance.amount, one.gone_percent, words, asked=allowance.asked)
        )
        line = row(label(words, "second", wrap=True), label(f"{left} left", "strong"), gap=12)
        line.setStretch(0, 1)
        card.body.addLayout(line)
        if allowance.carried:
            kept = f"Lost to the provider or the council last year. Used first; it lapses on {say_day(allowance.until_day)}."
            card.body.addWidget(label(kept, "caption", wrap=True))
    if current:
        card.body.addWidget(
            label(f"The marker shows today. {current[0].gone_percent}% of the time has gone.", "caption")
        )
    return card


def care_card(card: ChildCard, today: date) -> Card:
    """What must be known to care for the child, oldest plan first said."""
    shown = Card()
    old = card.care_plan_on is not None and card.care_plan_on < months_before(today, 6)
    title = row(label("Care information", "title"), None, Chip("Plan to renew", "bad", "clock-filled") if old else 0)
    shown.body.addLayout(title)
    lines: list[tuple[str, str, str]] = []
    plan = f"Plan of {say_day(card.care_plan_on)}." if card.care_plan_on else "No care and medicine plan is recorded."
    medical = [
        need.words
        for need in card.needs
        if need.code in {"RESCUE", "MEDS", "TUBE", "OXYGEN", "SUCTION", "DIABETES", "ALLERGY"}
    ]
    if medical:
        lines.append(("medicine", ", ".join(medical), plan))
    if card.workers_needed:
        lines.append(
            ("people", "One worker at all times" if card.workers_needed == 1 else "Two workers at all times", "")
        )
    primary = card.sen.primary and f"Primary need (CIN): {inside(card.sen.primary)}"
    sen = [words for words in (card.sen.types and f"SEN: {card.sen.types}", card.sen.provision, primary) if words]
    told = (
        ("care", card.health, ""), ("person", card.communication, ""), ("child", card.likes and "Likes, and does not", card.likes),
        ("document", card.advance_care_plan_held and "Advance Care Plan", f"Held at {card.advance_care_plan_held}."),
        ("needs", "".join(sen[:1]), " · ".join(sen[1:])),
    )  # fmt: skip
    lines += [one for one in told if one[1]]
    for one in card.contacts:
        reach = "Can reach the child within two hours." if one.within_two_hours else ""
        lines.append(("call", f"Emergency: {inside(one.relation)}, {one.name} {one.phone}".replace(": ,", ":"), reach))
    if not card.contacts:
        lines.append(
            ("call", "No emergency contact is recorded.", "A night away needs one who comes within two hours.")
        )
    for icon, first, second in lines:
        words = column(label(first, "name", wrap=True), label(second, "second", wrap=True) if second else 0, gap=0)
        line = row(IconLabel(icon), words, gap=10)
        line.setStretch(1, 1)
        shown.body.addLayout(line)
    return shown


def happened_card(card: ChildCard, bookings: Sequence[BookingRow], papers: Sequence[PaperRow], today: date) -> Card:
    """Calls, breaks taken and papers in one line of time, newest first."""
    shown = Card()
    shown.heading("What happened")
    events: list[tuple[datetime, str, str, str]] = [
        (one.at, "call" if one.kind == "call" else "document", one.words, one.person) for one in card.notes
    ]
    events += [
        (one.start, "ok" if one.meaning == "ok" else "clock", f"{one.state_words}: {one.service}", "")
        for one in bookings
        if one.end.date() < today
    ]
    events += [(one.issued_at, "mail", f"{one.kind.capitalize()} issued, {one.style}", one.person) for one in papers]
    events.sort(key=lambda event: event[0], reverse=True)
    for at, icon, words, person in events[:10]:
        said = column(label(words, "name", wrap=True), label(person, "caption") if person else 0, gap=0)
        line = row(IconLabel(icon), said, label(say_short(at.date(), today), "caption"), gap=10)
        line.setStretch(1, 1)
        shown.body.addLayout(line)
    if not events:
        shown.body.addWidget(label("Nothing yet. Calls, breaks and letters will stand here.", "second", wrap=True))
    return shown


def documents_card(papers: Sequence[PaperRow], look: Callable[[PaperRow], object]) -> Card:
    """Every paper that was issued, each with the way to look at it again."""
    shown = Card()
    shown.heading("Papers issued")
    for one in papers:
        words = f"{one.kind.capitalize()} {one.about}, {one.style}, {one.pages} page{'s' if one.pages > 1 else ''}"
        when = f"{say_day(one.issued_at.date())}, {one.issued_at:%H:%M} · {one.person}"
        again = Button("Look at it", "link", name=f"paper_{one.id}", then=partial(look, one))
        shown.body.addLayout(row(label(words, "name"), label(when, "caption"), None, again))
    if not papers:
        words = "No paper has been issued for this child. What is confirmed, decided or offered prints one; it is kept here."
        shown.body.addWidget(label(words, "second", wrap=True))
    return shown


def _reached(adult: AdultRow) -> str:
    return adult.phone if adult.rights.may_be_told else "must not be told"


def key_facts(card: ChildCard) -> Flow:
    """What is asked on the telephone: where the child lives, who its parents are, its key worker, school and number."""
    home = "Address withheld" if card.address else "–"
    if isinstance(card.address, Shown):
        home = ", ".join(card.address.lines[-1:])
    pairs = [("Lives in", ", ".join(dict.fromkeys(filter(None, (home, card.district)))))]
    told = sorted(card.adults, key=lambda one: not one.rights.may_be_told)  # who may be rung stands first
    pairs += [(one.relation, " · ".join(filter(None, (one.short, _reached(one))))) for one in told[:2]]
    pairs += [("Key worker", card.key_worker or "–"), ("School", card.school or "–"), ("Family number", card.ref)]
    pairs += [("Called before", one) for one in card.called_before[:1]]
    blocks = [column(label(name, "caption"), label(value, "name"), gap=0) for name, value in pairs]
    return flow(*[holder(block) for block in blocks], gap=28)
