"""One thing that can be done with a line of a list, and what is said beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do: its words, its object name, and why it is off, where it is."""

    words: str
    name: str
    then: Callable[[], object]
    off: str = ""
