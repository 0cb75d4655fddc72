"""The sheet on which whoever offers past others, or past what a person must decide, says why."""

from typing import Any, Protocol

from shortbreaks.bookings.overrides import Reason
from ui.kit.fields import Field


class Asking(Protocol):
    """A family in a line, as far as its offer needs reasons."""

    @property
    def first(self) -> bool: ...
    @property
    def asks(self) -> tuple[tuple[str, str], ...]: ...


def reason_fields(family: Asking) -> list[Field]:
    """One for those it is offered past, one for each thing that a person must decide."""
    fields = [] if family.first else [Field("passed_over", "Why this family goes before those ahead of it", longest=400)]
    asks = dict(family.asks)
    return fields + [Field(f"reason:{rule}", "Your reason", longest=400, about=sentence) for rule, sentence in asks.items()]


def reasons_given(family: Asking, found: dict[str, Any]) -> tuple[str, tuple[Reason, ...]]:
    """Why those ahead are passed over ("" for nobody), and the reason for each rule."""
    return found.get("passed_over") or "", tuple(Reason(rule, found[f"reason:{rule}"] or "") for rule in dict(family.asks))
