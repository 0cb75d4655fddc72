"""What must always hold, proved by reading: each room registers its own proofs here, and `check` runs them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that does not hold: which proof found it, in which row ("transfer 17"), and what is wrong."""

    proof: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.row}: {self.what}"


@dataclass(frozen=True, slots=True)
class Proof:
    """A named proof; it reads and yields (row, what is wrong) for everything it finds.

    `always`: it is quick enough to be run whenever the office is opened.
    """

    name: str
    find: Callable[[Connection], Iterable[tuple[str, str]]]
    always: bool = False

    def run(self, connection: Connection) -> tuple[Flaw, ...]:
        """Every flaw found."""
        return tuple(Flaw(self.name, row, what) for row, what in self.find(connection))


PROOFS: dict[str, Proof] = {}
Finder = Callable[[Connection], Iterable[tuple[str, str]]]


def proof(name: str, *, always: bool = False) -> Callable[[Finder], Finder]:
    """Register a function as the proof called `name` ("ledger totals"); with `always` it is run at each opening too."""

    def keep(find: Finder) -> Finder:
        PROOFS[name] = Proof(name, find, always)
        return find

    return keep


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of numbered, hashed rows: its newest number and hash, and the hash of any number (None when gone)."""

    head: Callable[[Connection], tuple[int, str]]
    hash_at: Callable[[Connection, int], str | None]


CHAINS: dict[str, Chain] = {}
