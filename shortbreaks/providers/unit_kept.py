"""What a place of a service uses stays what it is while somebody has one: asked by the form and by a file."""

from sqlalchemy import func, select

from shortbreaks.database.commands import Work
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from shortbreaks.providers.bed_tables import Unit
from shortbreaks.providers.tables import BreakSession, Service
from shortbreaks.words import counted


def check_unit(work: Work, service: Service, unit: str) -> None:
    """Refuse another unit while places to come are taken, or beds are kept: what was booked would be read as something else."""
    if service.id is None or unit == service.unit:
        return
    if work.db.scalar(select(Unit.id).where(Unit.service_id == service.id)) is not None:
        raise Refused(f"{service.name} has beds, which are counted in nights.", "Leave it at nights, or add another service.", "unit")
    ahead = BreakSession.ends_at > to_local(work.now)
    taken = work.db.scalar(select(func.sum(BreakSession.taken)).where(BreakSession.service_id == service.id, ahead))
    if taken:
        raise Refused(
            f"{counted(int(taken), 'place')} to come {'is' if taken == 1 else 'are'} booked in {service.unit}.",
            "Wait until they are over, or add another service.", "unit",
        )  # fmt: skip
