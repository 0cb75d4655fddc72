"""Who do I ring, when, and is there room: one service beside the directory, and on its own page."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from shortbreaks.dates import say_day
from shortbreaks.money import pounds
from shortbreaks.providers.detail import CheckRow, ServiceDetail
from shortbreaks.providers.editing import ProviderToEdit
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, holder
from ui.kit.table import Table
from ui.kit.text import label
from ui.providers.columns import session_columns


def check_chips(checks: Sequence[CheckRow]) -> list[Chip]:
    """Each check with its last day, out or in date."""
    chips = []
    for one in checks:
        if one.valid_until is None:
            chips.append(Chip(f"{one.words} seen", "ok"))
        elif one.meaning == "bad":
            chips.append(Chip(f"{one.words} out", "bad"))
        else:
            chips.append(Chip(f"{one.words} to {one.valid_until.day} {one.valid_until:%b %Y}", one.meaning))
    return chips


def price_words(detail: ServiceDetail) -> str:
    """The price as it is said: £12.75 a session, asked by the provider."""
    if detail.charged_by == "nobody" or detail.price_pence == 0:
        return "Nothing for families"
    if detail.price_pence is None and detail.charged_by == "council":
        return "Not entered: a booking asks for it"
    if detail.price_pence is None:
        return "Not known: ask the provider"
    who = "asked by the council" if detail.charged_by == "council" else "asked by the provider itself"
    return f"{pounds(detail.price_pence)} {'an hour' if detail.price_per == 'hour' else 'a place'}, {who}"


def detail_part(detail: ServiceDetail, today: date, *, sessions: int = 5) -> QWidget:
    """The facts, checks and next sessions of a service."""
    ring = ", ".join(filter(None, (detail.contact_name, detail.contact_phone, detail.best_time)))
    confirmed = say_day(detail.last_checked_on) if detail.last_checked_on else "not yet"
    pairs = [
        ("Runs", detail.runs if detail.sessions else "no sessions to come"), ("Places", detail.places), ("Ages", detail.ages),
        ("Price", price_words(detail)), ("Ring", ring or "–"), ("Can meet", ", ".join(detail.offers) or "–"),
        ("Bring", detail.bring or "–"), ("Confirmed", confirmed),
    ]  # fmt: skip
    where = ", ".join(filter(None, (detail.venue, detail.town)))
    run_by = " · ".join(filter(None, (where, f"run by {detail.provider}")))
    parts: list[QWidget] = [
        label(detail.name, "title", wrap=True, name="service_name"), label(run_by, "caption", wrap=True),
        holder(flow(*check_chips(detail.checks))), facts(pairs, name_width=72),
    ]  # fmt: skip
    if detail.description:
        parts.append(label(detail.description, "second", wrap=True, name="service_description"))
    if detail.sessions:
        table = Table(session_columns(today), key=lambda r: r.id, name="next_sessions", height=30, lines=sessions)
        table.set_rows(detail.sessions[:sessions])
        parts.append(table)
    return holder(column(*parts))


def not_begun(one: ProviderToEdit) -> Card:
    """A provider without a service: what comes first, and how to reach it."""
    card = Card()
    card.heading("Nothing runs here yet")
    first = "Add a service, then its sessions." if one.venues else "Add a venue and a service, then its sessions."
    if one.state == "open":
        card.body.addWidget(label(first, "second", wrap=True))
    ring = ", ".join(filter(None, (one.contact_name, one.phone, one.best_time)))
    pairs = [("Ring", ring), ("E-mail", one.email), ("Website", one.website), ("What it is", one.description)]
    card.body.addWidget(facts([(name, words or "–") for name, words in pairs], name_width=84))
    return card
