"""What the page of a closing shows: its fields, each place that falls away, and the consequences in figures."""

from collections.abc import Mapping
from datetime import date

from shortbreaks.bookings.alternatives import Alternative
from shortbreaks.bookings.unpriced import say_charge
from shortbreaks.dates import say_short, say_span
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.findings import Outcome
from shortbreaks.money import pounds
from shortbreaks.overnight.closing_queries import ClosingAffects, Fallen
from shortbreaks.providers.editing import ProviderToEdit
from shortbreaks.words import counted
from ui.kit.fields import Field
from ui.kit.rows import Column, Mark

ALL = "0"  # no one service or venue: all of them
Others = Mapping[tuple[str, int], tuple[Alternative, ...]]


def form_fields(one: ProviderToEdit) -> tuple[Field, ...]:
    """What closes, from when to when, who cancels, and what families are told."""
    services = tuple((str(each.id), each.name) for each in one.services if each.state == "open")
    venues = tuple((str(each.id), each.name) for each in one.venues if each.state == "open")
    return (
        Field("service_id", "Service", "choice", choices=((ALL, "All of its services"), *services)),
        Field("venue_id", "Venue", "choice", choices=((ALL, "Wherever it is"), *venues)),
        Field("first_day", "From", "date"),
        Field("last_day", "Last day", "date", optional=True, hint="For good"),
        Field("reason", "Who cancels", "choice", choices=(("provider", "The provider"), ("council", "The council"))),
        Field("words", "What families are told", "long", hint="The boiler of the hall has broken.", longest=400),
    )


def place_of(one: Fallen, today: date) -> str:
    """Which break and when: Sandpipers, Sat 25 Jul, 10:00 to 13:00."""
    day = say_short(one.start.date(), today)
    if one.start.date() == one.end.date():
        return f"{one.service}, {day}, {say_span(one.start, one.end)}"
    return f"{one.service}, {day} to {say_short(one.end.date(), today)}"


def instead_mark(one: Fallen, others: Others) -> Mark:
    """What was found instead, in a chip."""
    found = others.get((one.about, one.id))
    if found is None:
        return Mark("Looking", "neutral", "clock")
    fit = sum(1 for each in found if each.outcome is Outcome.MET)
    if fit:
        return Mark(f"{fit} fit{'s' if fit == 1 else ''}", "ok")
    return Mark(f"{len(found)} to settle", "warn") if found else Mark("Nothing fits", "bad")


def fallen_columns(today: date, others: Others) -> tuple[Column[Fallen], ...]:
    """Who, which place, what was paid, what goes back, and what there is instead."""

    def paid(one: Fallen) -> str:
        return f"{pounds(one.paid_pence)} paid" if one.charge_pence else ""

    return (
        Column("Child", lambda r: f"{r.child}, {r.age}", second=lambda r: r.family, strong=True, width=190),
        Column("Break", lambda r: r.service, second=lambda r: place_of(r, today).removeprefix(f"{r.service}, "),
               sort=lambda r: r.start),
        Column("Charge", say_charge, second=paid, sort=lambda r: r.charge_pence, right=True, width=104, tabular=True),
        Column("Goes back", lambda r: say_amount(r.back, r.unit) if r.back else "–", sort=lambda r: r.back, right=True, width=104),
        Column("Instead", marks=lambda r: (instead_mark(r, others),), width=132),
    )  # fmt: skip


def summary(affects: ClosingAffects, others: Others) -> str:
    """Who is affected, in one line, and how far the search for other breaks is."""
    closes = [counted(affects.sessions, "session")] if affects.sessions else []
    closes += [counted(len(affects.units), "house")] if affects.units else []
    if not affects.fallen:
        return f"{' and '.join(closes) or 'Nothing'} would close. No family is affected."
    looked = sum(1 for one in affects.fallen if (one.about, one.id) in others)
    far = f" Looked for other breaks: {looked} of {len(affects.fallen)}." if looked < len(affects.fallen) else ""
    who = counted(affects.children, "child", "children")
    lose = "loses" if affects.children == 1 else "lose"
    return f"{' and '.join(closes) or 'Nothing more'} would close. {who} {lose} {counted(len(affects.fallen), 'place')}.{far}"


def consequences(affects: ClosingAffects, others: Others) -> list[str]:
    """What the act does, in figures."""
    charged = sum(one.charge_pence for one in affects.fallen)
    paid = sum(one.paid_pence for one in affects.fallen)
    back: dict[str, int] = {}
    for one in affects.fallen:
        if one.back:
            back[one.unit] = back.get(one.unit, 0) + one.back
    unmet = sum(1 for one in affects.fallen if not others.get((one.about, one.id)))
    said = [f"{counted(affects.sessions, 'session')} and {counted(len(affects.units), 'house')} close for those days."]
    said.append(f"{counted(len(affects.fallen), 'place')} of {counted(affects.children, 'child', 'children')} are cancelled.")
    said.append(f"{pounds(charged)} of charges is put back, of which {pounds(paid)} was paid.")
    said += [f"{say_amount(amount, unit)} go back to allowances." for unit, amount in sorted(back.items())]
    said.append(f"{counted(unmet, 'place')} with nothing instead are kept as unmet requests.")
    said.append(f"{counted(affects.children, 'notice')} are owed, and issued afterwards.")
    said.append("It can be put back in one act: whoever’s place is still free then has it again.")
    return said
