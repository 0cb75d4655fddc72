"""The directories' feeds by the name a person gave them, and which services each brought: so that the next file is held against it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.records import Instant, Key, Record, owner_of


class DirectoryFeed(Record):
    """One feed that files come from, such as a neighbour's directory; files name none that could be relied on."""

    __tablename__ = "directory_feed"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (CheckConstraint("name <> ''", name="named"),)


class FeedService(Record):
    """The feed that brought a service last."""

    __tablename__ = "feed_service"

    id: Mapped[Key]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), unique=True)
    feed_id: Mapped[int] = owner_of("directory_feed.id")
