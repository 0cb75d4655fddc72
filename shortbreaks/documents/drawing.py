"""Which function draws which paper, so that the register can draw any of them again from its kept facts."""

from collections.abc import Callable, Mapping
from typing import Any

from shortbreaks.documents.confirmation import ConfirmationFacts, confirmation
from shortbreaks.documents.keeping import from_json
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.statement import StatementFacts, statement_paper

PAPERS: Mapping[str, tuple[type[Any], Callable[[Any, str], Drawn]]] = {
    "confirmation": (ConfirmationFacts, confirmation),
    "statement": (StatementFacts, statement_paper),
}


def draw_again(kind: str, kept: str, style: str) -> Drawn:
    """A registered paper from its kept facts; KeyError for a kind that is not drawn here."""
    facts, drawn = PAPERS[kind]
    return drawn(from_json(facts, kept), style)
