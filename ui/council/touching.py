"""What a changed bank holiday or term touches, told above its form before it is sent; whatever stands is sent by a second press."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from shortbreaks.bookings.off_days.touching import Touched
from shortbreaks.dates import say_short
from shortbreaks.payments.kept_days import KeptDay, kept_days
from shortbreaks.words import counted
from ui.kit.notice import Notice
from ui.shell.form_sheet import FormSheet

SHOWN, SHOWN_DAYS = 6, 4
AFTER = "Nothing is cancelled by it: Sessions to decide, under Providers and on Today, asks about each."
OFFERS_KEEP = "{} to that day or after it: each keeps the last day its family was told."


class Telling:
    """Asks what a form's act touches and says it; once it is said of the same values, the act may be sent."""

    def __init__(self, sheet: FormSheet, today: date) -> None:
        self.sheet, self.today = sheet, today
        self.said_of: Any = None

    def first(self, query: Any, about: Any, *, then: Callable[[], object], day: date | None = None) -> None:
        """Say what is touched and leave it at that; do `then` where nothing is, or where it was said of the same before."""
        if self.said_of == about:
            then()
            return
        desk, owner, refuse = self.sheet.page.desk, self.sheet.sheet, self.sheet.form.refuse

        def ask_touched(kept: tuple[KeptDay, ...]) -> None:
            desk.ask(owner, "touched", query, about, then=lambda found: came(found, kept), refused=refuse)

        def came(found: Touched, kept: tuple[KeptDay, ...]) -> None:
            self.said_of = about
            if found or kept:
                self.sheet.say_above(notice_of(found, kept, self.today))
            else:
                then()

        if day is None:
            ask_touched(())
        else:
            desk.ask(owner, "kept", kept_days, day, then=ask_touched, refused=refuse)


def notice_of(found: Touched, kept: Sequence[KeptDay], today: date) -> Notice:
    """What is touched, above a form that is sent by a second press."""
    rest = [*touched_lines(found, today), *(f"{one.what} on {say_short(one.day, today)}, and keeps that day: look at it." for one in kept)]
    return Notice("warn", lead_of(found), "\n".join([*rest, "Press the button again to decide it."]), closable=False)


def touched_lines(found: Touched, today: date) -> list[str]:
    """What is touched: sessions with their services, days and children; what has no session; what keeps its day."""
    rest = []
    if found.services:
        rest += [*(f"{one.service}: {_days(one.days, today)}{_children(one.children)}." for one in found.services[:SHOWN])]
        rest += [f"{len(found.services) - SHOWN} more services."] if len(found.services) > SHOWN else []
        rest.append(AFTER)
    for service, days in found.missing[:SHOWN]:
        rest.append(f"{service} has no session on {_days(days, today)}, and would have: add it in the directory.")
    if len(found.missing) > SHOWN:
        rest.append(f"So it is with {len(found.missing) - SHOWN} more services.")
    if found.offers:
        rest.append(OFFERS_KEEP.format(counted(found.offers, "open offer runs", "open offers run")))
    return rest


def lead_of(found: Touched) -> str:
    """The first sentence: how many sessions, services and children."""
    if not found.services:
        return "No session stands on a day that changes."
    who = counted(found.children, "child has", "children have") if found.children else "nobody has"
    stands = counted(found.sessions, "session stands", "sessions stand")
    return f"{stands} on a day that changes, of {counted(len(found.services), 'service')}; {who} a place."


def _days(days: Sequence[date], today: date) -> str:
    said = ", ".join(say_short(day, today) for day in days[:SHOWN_DAYS])
    return f"{said} and {len(days) - SHOWN_DAYS} more days" if len(days) > SHOWN_DAYS else said


def _children(count: int) -> str:
    return f", {counted(count, 'child', 'children')}" if count else ""
