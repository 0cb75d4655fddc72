"""What somebody has typed and not yet saved: kept over a power cut, offered at their next sign-in (safety.md 3.10, E15)."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from sqlalchemy import delete, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import FormDraft
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused

LAST_DAYS = 28  # a draft nobody took up again goes: what is not needed is not kept
LONGEST = 200_000  # letters
when_broken(
    "uq_form_draft_person_id_place_title", "form_draft.person_id, form_draft.place, form_draft.title",
    lambda: Refused("This form is being typed at another computer too.", "Save it at one of them."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TypedField:
    """One field of an unsaved form: its name and label, and what stands in it (text, yes or no, or the chosen ones).

    `said` is what was chosen in its own words, "" for what was typed.
    """

    name: str
    label: str
    value: str | bool | int | tuple[str, ...] | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A form that was typed into and not saved; `at` is on the clock in Kent, `target` what its page was about."""

    id: int
    page: str
    target: tuple[tuple[str, object], ...]
    title: str
    opener: str
    at: datetime
    fields: tuple[TypedField, ...]


@query(needs=Permission.SEE_COUNCIL)
def my_drafts(view: View) -> tuple[DraftRow, ...]:
    """What the person who asks has typed and not saved, the newest first; nobody sees another's."""
    rows = view.db.scalars(
        select(FormDraft)
        .where(FormDraft.person_id == view.person.id, FormDraft.at >= view.now - timedelta(days=LAST_DAYS))
        .order_by(FormDraft.at.desc(), FormDraft.id.desc())
    )
    return tuple(_row(one) for one in rows)


def _row(one: FormDraft) -> DraftRow:
    page, target = json.loads(one.place)
    fields = tuple(
        TypedField(name, label, tuple(value) if isinstance(value, list) else value, said)
        for name, label, value, said in json.loads(one.typed)
    )
    return DraftRow(
        one.id, page, tuple((key, _read_day(value)) for key, value in target), one.title, one.opener, to_local(one.at), fields
    )


def _read_day(value: object) -> object:
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """What stands in a form that is not saved yet."""

    page: str
    target: tuple[tuple[str, object], ...]
    title: str
    opener: str
    fields: tuple[TypedField, ...]
    as_typed: ClassVar[bool] = True


@command(needs=Permission.SEE_COUNCIL, recorded_as="What was typed kept")
def keep_draft(work: Work, request: KeepDraft) -> None:
    """Keep what was typed into a form, over what was kept of it before. No change of a record, so no audit entry.

    Raises Refused when it is longer than any form.
    """
    typed = json.dumps([(one.name, one.label, one.value, one.said) for one in request.fields], ensure_ascii=False)
    if len(typed) > LONGEST:
        raise Refused("This is too much to keep unsaved.", "Save it, or write less.")
    place = _place_of(request.page, request.target)
    kept = _own(work, place, request.title)
    if kept is None:
        kept = FormDraft(person_id=work.person.id, place=place, title=request.title)
        work.db.add(kept)
    kept.typed, kept.opener, kept.at = typed, request.opener, work.now
    work.db.execute(delete(FormDraft).where(FormDraft.at < work.now - timedelta(days=LAST_DAYS)))


@dataclass(frozen=True, slots=True)
class DropDraft:
    """An unsaved form that was saved, or thrown away."""

    page: str
    target: tuple[tuple[str, object], ...]
    title: str
    as_typed: ClassVar[bool] = True


@command(needs=Permission.SEE_COUNCIL, recorded_as="What was typed thrown away")
def drop_draft(work: Work, request: DropDraft) -> None:
    """Forget what was kept of an unsaved form of one's own; nothing when nothing was kept."""
    kept = _own(work, _place_of(request.page, request.target), request.title)
    if kept is not None:
        work.db.delete(kept)


def _place_of(page: str, target: tuple[tuple[str, object], ...]) -> str:
    return json.dumps([page, target], ensure_ascii=False, default=lambda day: {"day": day.isoformat()})


def _own(work: Work, place: str, title: str) -> FormDraft | None:
    return work.db.scalars(
        select(FormDraft).where(
            FormDraft.person_id == work.person.id, FormDraft.place == place, FormDraft.title == title
        )
    ).first()
