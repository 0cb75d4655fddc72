"""The pages of the window: their names, their place in the rail, and where their code lies, read when first shown."""

from dataclasses import dataclass
from importlib import import_module

from shortbreaks.access.permissions import Permission
from ui.shell.desk import Desk
from ui.shell.page import Go, Page


@dataclass(frozen=True, slots=True)
class PageKind:
    """One kind of page.

    `place` is "top" or "foot" of the rail, "more" for one that quick find and the page `under` lead to, "" for a card.
    """

    key: str
    title: str
    room: str  # "ui.today.page:TodayPage"
    needs: Permission
    icon: str = ""
    place: str = "top"
    under: str = ""
    shortcut: str = ""


P = Permission
PROVIDERS, PROVIDER = "ui.providers.page:ProvidersPage", "ui.providers.provider_page:ProviderPage"
CHILD = "ui.families.child_page:ChildPage"
PAGES: tuple[PageKind, ...] = (
    PageKind("today", "Today", "ui.today.page:TodayPage", P.SEE_CASES, "today", shortcut="Ctrl+1"),
    PageKind("find", "Find a break", "ui.bookings.find.page:FindPage", P.BOOK, "find", shortcut="Ctrl+2"),
    PageKind("families", "Families", "ui.families.page:FamiliesPage", P.SEE_CASES, "family", shortcut="Ctrl+3"),
    PageKind("providers", "Providers", PROVIDERS, P.SEE_PROVIDERS, "provider", shortcut="Ctrl+4"),
    PageKind("bookings", "Bookings", "ui.bookings.page:BookingsPage", P.SEE_CASES, "booking", shortcut="Ctrl+5"),
    PageKind("beds", "Bed board", "ui.overnight.page:BedBoardPage", P.SEE_CASES, "bed", shortcut="Ctrl+6"),
    PageKind("decisions", "Decisions", "ui.eligibility.page:DecisionsPage", P.SEE_CASES, "document", shortcut="Ctrl+9"),
    PageKind("payments", "Payments", "ui.payments.page:PaymentsPage", P.SEE_MONEY, "payment", shortcut="Ctrl+7"),
    PageKind("finance", "Finance", "ui.finance.page:FinancePage", P.SEE_MONEY, "export", shortcut="Ctrl+8"),
    PageKind("council", "Council", "ui.council.page:CouncilPage", P.SEE_COUNCIL, "council", "foot", shortcut="Ctrl+0"),
    PageKind("people", "People", "ui.access.page:PeoplePage", P.SEE_PEOPLE, "people", "foot"),
    PageKind("trail", "Trail", "ui.access.trail_page:TrailPage", P.SEE_AUDIT, "history", "more", "people"),
    PageKind("erasure", "Records whose time is up", "ui.families.erasure_page:ErasurePage", P.SEE_CASES, "history", "more", "families"),
    PageKind("off_days", "Sessions to decide", "ui.providers.off_days_page:OffDaysPage", P.SEE_PROVIDERS, "history", "more", "providers"),
    PageKind("series_plan", "Find a break", "ui.bookings.series.plan:SeriesPlanPage", P.BOOK, place="", under="find"),
    PageKind("series", "Bookings", "ui.bookings.series.page:SeriesPage", P.SEE_CASES, place="", under="bookings"),
    PageKind("registers", "Registers", "ui.bookings.registers.page:RegisterPage", P.SEE_CASES, place="", under="bookings"),
    PageKind("closing", "Provider cancels", "ui.bookings.closings.page:ClosingPage", P.BOOK, place="", under="providers"),
    PageKind("reopening", "Closing put back", "ui.bookings.closings.reopening_page:ReopeningPage", P.BOOK, place="", under="providers"),
    PageKind("notices", "Notices", "ui.bookings.closings.notices_page:NoticesPage", P.SEE_CASES, place="", under="bookings"),
    PageKind("child", "Families", CHILD, P.SEE_CASES, place="", under="families"),
    PageKind("waiting", "Bookings", "ui.bookings.waiting.page:WaitingPage", P.SEE_CASES, place="", under="bookings"),
    PageKind("rounds", "Holiday rounds", "ui.rounds.page:RoundsPage", P.SEE_CASES, "booking", "more", "bookings"),
    PageKind("round", "Holiday rounds", "ui.rounds.round_page:RoundPage", P.SEE_CASES, place="", under="bookings"),
    PageKind("account", "Payments", "ui.payments.account_page:AccountPage", P.SEE_MONEY, place="", under="payments"),
    PageKind("uplift", "Payments", "ui.payments.uplift_page:UpliftPage", P.SEE_MONEY, place="", under="payments"),
    PageKind("run", "Payments", "ui.payments.run_page:RunPage", P.SEE_MONEY, place="", under="payments"),
    PageKind("provider", "Providers", PROVIDER, P.SEE_PROVIDERS, place="", under="providers"),
)
KINDS = {kind.key: kind for kind in PAGES}


def make_page(key: str, desk: Desk, go: Go) -> Page:
    """A page of this kind, its code read now; KeyError for a key that is no page."""
    room, _, name = KINDS[key].room.partition(":")
    made = getattr(import_module(room), name)(desk, go)
    assert isinstance(made, Page)
    return made


def read_rooms() -> None:
    """Read every page's code ahead, on a thread, so that the first visit does not wait for it."""
    for kind in PAGES:
        import_module(kind.room.partition(":")[0])


def pages_for(permissions: frozenset[str], place: str) -> list[PageKind]:
    """The kinds a person may see at a place of the rail, in the order of a day's use."""
    return [kind for kind in PAGES if kind.place == place and kind.needs in permissions]
