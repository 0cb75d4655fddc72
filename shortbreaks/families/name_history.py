"""Names as they were: by them somebody is still found, and a paper that was issued under one is understood."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shortbreaks.database.commands import Work
from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Record, owner_of
from shortbreaks.dates import say_day, to_local
from shortbreaks.families.merged import same_child
from shortbreaks.families.tables import Adult, Child


class NamePast(Record):
    """One name of a child or an adult that stood until a moment."""

    __tablename__ = "name_past"

    id: Mapped[Key]
    child_id: Mapped[int | None] = owner_of("child.id")
    adult_id: Mapped[int | None] = owner_of("adult.id")
    first_name: Mapped[str]
    last_name: Mapped[str]
    until: Mapped[datetime] = mapped_column("until_at", Instant)
    person_id: Mapped[int]


append_only(NamePast.__table__, "name that once stood")  # type: ignore[arg-type]


def keep_name(work: Work, one: Child | Adult, first: str, last: str) -> None:
    """Keep the name that stands, where another takes its place; one that was only written otherwise is kept too."""
    if (one.first_name, one.last_name) != (first.strip(), last.strip()):
        child = isinstance(one, Child)
        work.db.add(NamePast(
            child_id=one.id if child else None, adult_id=None if child else one.id, first_name=one.first_name,
            last_name=one.last_name, until=work.now, person_id=work.person.id,
        ))  # fmt: skip


def past_names_of(db: Session, child_id: int) -> tuple[str, ...]:
    """What a child was called before, and until when, the latest first: "Amara Okafor, until 3 July 2026"."""
    rows = db.execute(
        select(NamePast.first_name, NamePast.last_name, NamePast.until)
        .where(NamePast.child_id.in_(same_child(child_id))).order_by(NamePast.id.desc())
    )  # fmt: skip
    return tuple(f"{r.first_name} {r.last_name}".strip() + f", until {say_day(to_local(r.until).date())}" for r in rows)
