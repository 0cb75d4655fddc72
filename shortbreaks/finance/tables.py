"""Files prepared for finance, each with its sequence, its control totals and the very bytes that are written."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from shortbreaks.database.guards import ERASING, SAYS, append_only, never_deleted, refuse_when
from shortbreaks.database.records import Instant, Key, Pence, Record, Versioned, one_of, owner_of
from shortbreaks.payments.tables import PaymentRun

BATCH_KINDS = ("payments", "charges", "recoveries", "purchases")
BATCH_STATES = ("prepared", "written", "acknowledged", "withdrawn")


class ExportBatch(Versioned, Record):
    """One file for finance: prepared with its bytes, written whole, acknowledged; or withdrawn unwritten. The bytes never change."""

    __tablename__ = "export_batch"

    id: Mapped[Key]
    kind: Mapped[str]
    sequence: Mapped[int]
    about: Mapped[str]  # "payment_run:12"
    name: Mapped[str]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    sha256: Mapped[str]
    count: Mapped[int] = mapped_column("line_count")
    pence: Mapped[Pence]
    vendor_sum: Mapped[int]  # the vendor numbers' figures added up: a line put in place of another is noticed
    first_due: Mapped[date]
    last_due: Mapped[date]
    parts: Mapped[str]  # JSON: the pence of each sort of line, because charges and payments are no sum of anything
    layout: Mapped[str]  # JSON: the layout of its day (layout.py)
    audit_head: Mapped[str]  # the end of the audit trail when it was prepared
    state: Mapped[str]
    prepared_by: Mapped[int]
    prepared_at: Mapped[datetime] = mapped_column(Instant)
    written_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[int | None]
    withdrawn_why: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("kind", "sequence"),
        CheckConstraint(one_of("kind", BATCH_KINDS), name="kind"),
        CheckConstraint(one_of("state", BATCH_STATES), name="state"),
        CheckConstraint("(state in ('prepared', 'withdrawn')) = (written_at is null)", name="written"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_by is not null and withdrawn_why <> '')", name="withdrawn"),
        CheckConstraint("pence >= 0 and line_count > 0", name="amounts"),
    )


class FileLayout(Record):
    """How one kind of file is laid out from a day; a later row for the same day replaces an earlier one."""

    __tablename__ = "file_layout"

    id: Mapped[Key]
    kind: Mapped[str]
    from_day: Mapped[date]
    layout: Mapped[str]  # JSON (layout.py)
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("kind", BATCH_KINDS), name="kind"),
        CheckConstraint("reason <> ''", name="why"),
        Index("ix_file_layout_kind", "kind", "from_day", "id"),
    )


class ExportLine(Record):
    """One payment in one file: a thing goes to finance once (safety.md finding 10).

    `nth` counts the files with it that were withdrawn before they were written: no other line is ever prepared again.
    """

    __tablename__ = "export_line"

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(ForeignKey("export_batch.id"))  # found by what is unique of it
    line: Mapped[int]
    about: Mapped[str]  # "run_line:1204"
    nth: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("batch_id", "line"), UniqueConstraint("about", "nth"), CheckConstraint("nth >= 0", name="nth"))


class ExportCopy(Record):
    """The same bytes written again, and by whom: a copy, never a second payment (A32)."""

    __tablename__ = "export_copy"

    id: Mapped[Key]
    batch_id: Mapped[int] = owner_of("export_batch.id", own_index=False)
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (Index("ix_export_copy_at", "batch_id", "at"),)


class ChargesSent(Record):
    """How far families' charges went with one file: of the transfers up to `through` none waits, so that nobody looks there again."""

    __tablename__ = "charges_sent"

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(ForeignKey("export_batch.id"), unique=True)
    through: Mapped[int]


append_only(ChargesSent.__table__, "mark of charges sent")  # type: ignore[arg-type]
append_only(FileLayout.__table__, "layout of a file")  # type: ignore[arg-type]
append_only(ExportLine.__table__, "line of a finance file")  # type: ignore[arg-type]
append_only(ExportCopy.__table__, "copy of a finance file")  # type: ignore[arg-type]
never_deleted(ExportBatch.__table__, "finance file")  # type: ignore[arg-type]

FIXED = f"{SAYS}What a finance file says is never changed once it is prepared."
# An erasure empties a file whose payees' names are no longer kept (R-P4); its fingerprint and control totals stay
_CHANGED = (
    f"(new.content <> old.content and not ({ERASING} and length(new.content) = 0)) or "
    "new.sha256 <> old.sha256 or new.pence <> old.pence"
    " or new.line_count <> old.line_count or new.sequence <> old.sequence or new.kind <> old.kind"
    " or new.layout <> old.layout or new.parts <> old.parts or new.vendor_sum <> old.vendor_sum"
    " or new.first_due <> old.first_due or new.last_due <> old.last_due"
)
refuse_when(ExportBatch.__table__, "export_batch_fixed", "update", _CHANGED, FIXED)  # type: ignore[arg-type]

AGAIN = f"{SAYS}One of these lines went to finance before. Look at the files that were written."
refuse_when(
    ExportLine.__table__, "export_line_again", "insert",  # type: ignore[arg-type]
    """new.nth > 0 and (new.nth <> (select count(*) from export_line l where l.about = new.about) or exists (
    select 1 from export_line l join export_batch b on b.id = l.batch_id where l.about = new.about and b.state <> 'withdrawn'))""",
    AGAIN,
)  # fmt: skip
UNSENT = f"{SAYS}Only a file of payments that was never written is withdrawn, and for good."
refuse_when(
    ExportBatch.__table__, "export_batch_withdrawn", "update of state",  # type: ignore[arg-type]
    """new.state <> old.state and (old.state = 'withdrawn'
  or (new.state = 'withdrawn' and (old.state <> 'prepared' or new.kind <> 'payments')))""",
    UNSENT,
)  # fmt: skip
OUT = f"{SAYS}A file of this run was prepared and not withdrawn, so its payments go."
refuse_when(
    PaymentRun.__table__, "payment_run_taken_back", "update of state",  # type: ignore[arg-type]
    """old.state in ('exported', 'acknowledged') and new.state not in ('exported', 'acknowledged') and exists (
    select 1 from export_batch b where b.about = 'payment_run:' || new.id and b.state <> 'withdrawn')""",
    OUT, looks_at=ExportBatch.__table__,  # type: ignore[arg-type]
)  # fmt: skip
