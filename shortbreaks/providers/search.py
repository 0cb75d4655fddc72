"""Finding services by a provider's, a service's or a place's name: out of memory, since it is asked with every key."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import code_list, words_in
from shortbreaks.database.commands import View, query
from shortbreaks.database.kept import kept
from shortbreaks.database.prepared import Prepared
from shortbreaks.database.search import LAST, rows_by_word, words_of
from shortbreaks.providers.tables import Service, Venue

SHORTEST_NAME = 3  # letters with which a district is meant
MOST = 8  # services shown of those found
MADE_FROM = ("provider", "service", "venue")

_SERVICES = Prepared(
    select(Service.id, Service.name, Service.kind, Service.provider_id).where(Service.state == "open").order_by(Service.name, Service.id)
)
_PLACES = Prepared(
    select(Venue.provider_id, Venue.address, Venue.district, Venue.name).where(Venue.state == "open").order_by(Venue.id.desc())
)


@dataclass(frozen=True, slots=True)
class _Names:
    """What the directory is found by: its words in order with the provider of each, open services by name, places."""

    words: Sequence[tuple[str, int]]
    services: Sequence[tuple[int, str, str, int]]  # id, name, kind, provider
    places: Mapping[int, tuple[str, str]]  # of each provider with an open venue, the first one's town and district
    districts: Mapping[str, frozenset[int]]  # the providers with an open venue in each


def _names(db: Session) -> _Names:
    return kept(db, "providers' names", MADE_FROM, partial(_read, db))


def _read(db: Session) -> _Names:
    connection = db.connection()
    towns: dict[int, tuple[str, str]] = {}
    districts: dict[str, set[int]] = {}
    for provider, address, district, name in _PLACES.rows(connection, {}):
        towns[provider] = (address.splitlines()[-1].strip() if address.strip() else name, district)
        districts.setdefault(district, set()).add(provider)
    return _Names(
        rows_by_word(db, "provider"), [(one, name, kind, provider) for one, name, kind, provider in _SERVICES.rows(connection, {})],
        towns, {district: frozenset(providers) for district, providers in districts.items()},
    )  # fmt: skip


def providers_matching(db: Session, typed: str) -> set[int] | None:
    """The providers that have, for each typed word, a word or a district beginning with it; None where nothing was typed."""
    words = words_of(typed)
    if not words:
        return None
    names = _names(db)
    return set.intersection(*(_beginning(names, word) | _in_districts(db, names, word) for word in words))


def _beginning(names: _Names, word: str) -> set[int]:
    begin, end = bisect_left(names.words, (word,)), bisect_left(names.words, (word + LAST,))
    return {provider for _, provider in names.words[begin:end]}


def _in_districts(db: Session, names: _Names, word: str) -> set[int]:
    """Providers with a place in a district one of whose names begins so, an old one too: Shepway is Folkestone and Hythe."""
    codes = code_list(db, "district").beginning(word) if len(word) >= SHORTEST_NAME else ()
    return set().union(*(names.districts.get(code, frozenset()) for code in codes))


@dataclass(frozen=True, slots=True)
class FoundService:
    """One service as an answer of quick find."""

    id: int
    name: str
    town: str
    kind_words: str


@query(needs=Permission.SEE_PROVIDERS)
def find_providers(view: View, typed: str) -> tuple[FoundService, ...]:
    """Services found by a provider's, service's or place's name, the first by name; at most eight."""
    wanted = providers_matching(view.db, typed)
    if not wanted:
        return ()
    names, kinds = _names(view.db), words_in(view.db, "kind")
    return tuple(
        FoundService(service, name, names.places.get(provider, ("", ""))[0], kinds.get(kind, "Other service"))
        for service, name, kind, provider in islice((one for one in names.services if one[3] in wanted), MOST)
    )
