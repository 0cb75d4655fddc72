"""Which letter of a direct payment was issued for what, once; and no letter at all where a family's letters are stopped."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from shortbreaks.database.guards import SAYS, append_only, refuse_when
from shortbreaks.database.records import Key, Record, one_of, owner_of
from shortbreaks.documents.tables import Paper

LETTERS = (
    "statement", "return request", "return reminder", "surplus letter", "pay-back letter", "plan letter", "end letter",
    "suspension notice", "uplift letter", "award letter", "reconsideration letter", "cycle letter",
)  # fmt: skip


class PaymentLetter(Record):
    """One letter that was due, and the paper that answered it; `subject` is what it was due for ("return:12")."""

    __tablename__ = "payment_letter"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id", own_index=False)
    kind: Mapped[str]
    subject: Mapped[str]
    number: Mapped[int]  # of a reminder: 1 to 3; 0 otherwise
    paper_id: Mapped[int] = owner_of("paper.id")

    __table_args__ = (
        CheckConstraint(one_of("kind", LETTERS), name="kind"),
        CheckConstraint("number between 0 and 3", name="number"),
        UniqueConstraint("kind", "subject", "number", "agreement_id"),
        UniqueConstraint("paper_id"),
        Index("ix_payment_letter_agreement", "agreement_id", "kind"),
    )


append_only(PaymentLetter.__table__, "letter")  # type: ignore[arg-type]

STOPPED = f"{SAYS}This family''s letters are stopped. Speak to whoever deals with the account (R-D26)."
_ABOUT = """new.audience = 'family' and substr(new.about, 1, 10) = 'agreement:' and exists (
  select 1 from agreement a where a.letters_stopped and a.id = cast(substr(new.about, 11) as integer))"""
refuse_when(Paper.__table__, "paper_not_stopped", "insert", _ABOUT, STOPPED)  # type: ignore[arg-type]
