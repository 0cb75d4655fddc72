"""The pages of the rail, in the order of a day's use; each is imported when it is first shown."""

from importlib import import_module

from shortbreaks.access.permissions import Permission
from ui.shell.desk import Desk
from ui.shell.page import Go, Page
from ui.shell.rail import Entry

TOP = (
    (Entry("today", "Today", "today", "Ctrl+1"), "ui.today.page", "TodayPage", Permission.SEE_CASES),
    (Entry("find", "Find a break", "find", "Ctrl+2"), "ui.bookings.find_page", "FindPage", Permission.BOOK),
    (Entry("families", "Families", "family", "Ctrl+3"), "ui.families.page", "FamiliesPage", Permission.SEE_CASES),
    (Entry("providers", "Providers", "provider", "Ctrl+4"), "ui.providers.page", "ProvidersPage", Permission.SEE_PROVIDERS),
    (Entry("bookings", "Bookings", "booking", "Ctrl+5"), "ui.bookings.page", "BookingsPage", Permission.SEE_CASES),
)
FOOT = (
    (Entry("council", "Council", "council", "Ctrl+0"), "ui.council.page", "CouncilPage", Permission.SEE_COUNCIL),
    (Entry("people", "People", "people", ""), "ui.access.page", "PeoplePage", Permission.SEE_PEOPLE),
)
# Reached from other pages, not from the rail; shown under the entry named first
CARDS = {
    "child": ("families", "ui.families.card", "ChildPage"),
    "service": ("providers", "ui.providers.card", "ServicePage"),
}


def entries_for(permissions: frozenset[str]) -> tuple[list[Entry], list[Entry]]:
    """The rail's entries for what a person may see."""
    top = [entry for entry, _, _, needs in TOP if needs in permissions]
    return top, [entry for entry, _, _, needs in FOOT if needs in permissions]


def make_page(name: str, desk: Desk, go: Go) -> Page:
    """Import and make a page by its name. Raises KeyError for a name that is not a page."""
    places = {entry.page: (module, cls) for entry, module, cls, _ in (*TOP, *FOOT)}
    places |= {card: (module, cls) for card, (_, module, cls) in CARDS.items()}
    module, cls = places[name]
    page = getattr(import_module(module), cls)(desk, go)
    assert isinstance(page, Page)
    return page


def rail_entry_of(name: str) -> str:
    """The rail's entry under which a page stands."""
    return CARDS[name][0] if name in CARDS else name
