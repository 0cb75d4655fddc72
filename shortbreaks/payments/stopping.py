"""What stops a family's letters here: the bereavement that ended a direct payment (R-D26)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.errors import Refused
from shortbreaks.families.letters import letters_stop_when
from shortbreaks.families.merged import same_child
from shortbreaks.payments.tables import Agreement


def stopped_by_agreement(db: Session, child_id: int) -> str:
    """Whom to speak to where a direct payment's letters were stopped; "" where none were."""
    person = db.scalar(
        select(Agreement.named_person)
        .where(Agreement.child_id.in_(same_child(child_id)), Agreement.letters_stopped.is_(True))
        .limit(1)
    )
    return "" if person is None else f"Speak to {person or 'a manager'} first."


def is_named(agreement: Agreement, name: str) -> bool:
    """Whether somebody is the person named for an agreement's final account (R-D26)."""
    return bool(name) and " ".join(agreement.named_person.split()).casefold() == " ".join(name.split()).casefold()


def not_named(agreement: Agreement) -> Refused:
    """Why somebody else than the named person does nothing about an account after a bereavement."""
    who = agreement.named_person or "nobody yet"
    return Refused(
        f"This family’s letters are stopped, and {who} is named for its account (R-D26).",
        "The named person does it; “Stop letters” names another.",
    )


letters_stop_when(stopped_by_agreement)
