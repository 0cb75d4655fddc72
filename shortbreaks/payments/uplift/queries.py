"""Uplifts as they are shown: each with every agreement, changed or unchanged and why."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import rows_of
from shortbreaks.payments.account_list import said_name, with_names
from shortbreaks.payments.rules import WORDS
from shortbreaks.payments.tables import Agreement
from shortbreaks.payments.uplift.tables import Uplift, UpliftLine


@dataclass(frozen=True, slots=True)
class UpliftRow:
    """One uplift in the list (pence an hour)."""

    id: int
    version: int
    kind: str
    from_day: date
    pence: int
    reason: str
    state: str
    drafted_by: int
    person: str


@query(needs=Permission.SEE_MONEY)
def uplifts_listed(view: View) -> tuple[UpliftRow, ...]:
    """Every uplift, newest first."""
    rows = view.db.execute(
        select(
            Uplift.id, Uplift.version, Uplift.kind, Uplift.from_day, Uplift.pence, Uplift.reason, Uplift.state,
            Uplift.drafted_by, PersonRecord.name,
        )
        .join(PersonRecord, PersonRecord.id == Uplift.drafted_by)
        .order_by(Uplift.id.desc())
    )  # fmt: skip
    return tuple(UpliftRow(row[0], row[1], WORDS[row[2]], *row[3:]) for row in rows)


@dataclass(frozen=True, slots=True)
class UpliftEffect:
    """What an uplift does to one agreement (pence an hour and a week), or why it stays."""

    id: int
    agreement_id: int
    ref: str
    name: str
    old: int
    new: int
    old_week: int
    new_week: int
    arrears: int
    unchanged: str
    started: bool  # whether it is paid yet


@query(needs=Permission.SEE_MONEY)
def uplift_report(view: View, uplift_id: int) -> tuple[UpliftEffect, ...]:
    """Every agreement of an uplift, those that change first."""
    wanted = select(
        UpliftLine.id, UpliftLine.agreement_id, Agreement.ref, UpliftLine.old_pence, UpliftLine.new_pence, UpliftLine.old_week,
        UpliftLine.new_week, UpliftLine.arrears_pence, UpliftLine.unchanged_because, Agreement.state,
    ).join(Agreement, Agreement.id == UpliftLine.agreement_id)  # fmt: skip
    rows = rows_of(
        view.db,
        with_names(wanted, view.today)
        .where(UpliftLine.uplift_id == uplift_id)
        .order_by(UpliftLine.unchanged_because != "", UpliftLine.id),
    )
    return tuple(
        UpliftEffect(
            row.id, row.agreement_id, row.ref, said_name(row), row.old_pence, row.new_pence, row.old_week, row.new_week,
            row.arrears_pence, row.unchanged_because, row.state != "draft",
        )
        for row in rows
    )  # fmt: skip
