"""What stops a family's letters here: the bereavement that ended a direct payment (R-D26)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

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


letters_stop_when(stopped_by_agreement)
