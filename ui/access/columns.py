"""What the tables of the people's page show."""

from collections.abc import Sequence

from shortbreaks.access.queries import PersonRow, RoleRow
from ui.kit.rows import Column, Mark


def people_columns(me: int) -> Sequence[Column[PersonRow]]:
    """Everybody with their role and whether they can sign in; `me` is the person who looks."""

    def state(row: PersonRow) -> Sequence[Mark]:
        if not row.active:
            return (Mark("Closed", "neutral"),)
        return (Mark("Can sign in", "ok"),) if row.way_in else (Mark("No password yet", "warn"),)

    first: Column[PersonRow] = Column(
        "Person",
        lambda r: f"{r.name} (you)" if r.id == me else r.name,
        second=lambda r: " · ".join(filter(None, (r.sign_in, r.phone))),
        strong=True,
    )
    return [
        first,
        Column("Role", lambda r: r.role.capitalize(), width=130),
        Column("", marks=state, sort=lambda r: (r.active, r.way_in), width=150),
    ]


def role_columns() -> Sequence[Column[RoleRow]]:
    """Every role and how many people have it."""
    first: Column[RoleRow] = Column(
        "Role", lambda r: r.role.capitalize(), second=lambda r: ", ".join(r.may[:4]) + "…", strong=True
    )
    return [
        first,
        Column("People", lambda r: str(r.people), sort=lambda r: -r.people, right=True, width=90, tabular=True),
    ]
