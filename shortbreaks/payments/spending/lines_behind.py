"""Which line of spending stands behind each posting of an account."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.ledger.queries import StatementLine
from shortbreaks.payments.spending.line_words import about_line, line_of
from shortbreaks.payments.spending.tables import SpendLine


def lines_behind(
    db: Session, ids: Collection[int], posted: Iterable[StatementLine], first: date, last: date, *columns: Any
) -> dict[str, Any]:
    """These columns of the lines of spending that postings of some days are about, by what the ledger says of them.

    Nearly all are of those days. One of an earlier day (its month was closed, or it was put back since) is asked for by
    its number: two questions at most, however many years lie before.
    """
    wanted = select(SpendLine.id, *columns).where(SpendLine.agreement_id.in_(ids))
    found = {about_line(row.id): row for row in db.execute(wanted.where(SpendLine.on.between(first, last)))}
    earlier = {line_of(line.about) for line in posted if line.about not in found} - {None}
    if earlier:
        found |= {about_line(row.id): row for row in db.execute(wanted.where(SpendLine.id.in_(earlier)))}
    return found
