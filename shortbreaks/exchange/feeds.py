"""Which feed a file is of: known by its name and by the services that it brought before."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.database.commands import Work
from shortbreaks.database.faults import when_broken
from shortbreaks.errors import Refused
from shortbreaks.exchange.comparing import Change
from shortbreaks.exchange.incoming import Brought
from shortbreaks.exchange.tables import DirectoryFeed, FeedService
from shortbreaks.providers.tables import Service
from shortbreaks.words import as_kept

LONGEST = 120
when_broken(
    "uq_directory_feed_name", "directory_feed.name",
    lambda: Refused("Somebody brings a feed of this name in at this moment.", "Look at the preview again, then accept it."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Feeds:
    """The feeds that are known, and which of them brought each service last."""

    names: Mapping[int, str]
    of: Mapping[int, int]

    def came_by(self, name: str) -> frozenset[int]:
        """The services that a feed of this name brought."""
        return frozenset(service for service, feed in self.of.items() if self.names[feed] == name)

    def meant(self, services: Collection[int]) -> str:
        """The feed that most of some services came by, "" for none."""
        counts = Counter(self.of[one] for one in services if one in self.of)
        return self.names[counts.most_common(1)[0][0]] if counts else ""


def feeds_of(db: Session) -> Feeds:
    """Every feed, in two questions."""
    names = {row.id: row.name for row in db.execute(select(DirectoryFeed.id, DirectoryFeed.name))}
    of = {row.service_id: row.feed_id for row in db.execute(select(FeedService.service_id, FeedService.feed_id))}
    return Feeds(names, of)


def is_feed(brought: Brought) -> bool:
    """Whether a file is a directory of others: not a table, and not our own file coming back."""
    services = brought.of("service")
    return bool(services) and not any(one.own or one.foreign is None for one in services)


def named(text: str) -> str:
    """A feed's name as it is kept. Raises Refused for one that is too long."""
    name = " ".join(as_kept(text, one_line=True).split())
    if len(name) > LONGEST:
        raise Refused(f"The name is {len(name)} signs long; {LONGEST} is the most.", "Write a shorter one.", "feed")
    return name


def keep_feed(work: Work, name: str, changes: Collection[Change]) -> None:
    """Note that a feed brought these services, once they are written."""
    feed = work.db.scalar(select(DirectoryFeed).where(DirectoryFeed.name == name))
    if feed is None:
        feed = DirectoryFeed(name=name, made_at=work.now, person_id=work.person.id)
        work.db.add(feed)
        work.db.flush()
    ids = {one.row_id for one in changes if one.table == "service" and one.row_id is not None}
    keys = {one.key for one in changes if one.table == "service" and one.row_id is None}
    ids |= {row.id for row in work.db.execute(select(Service.id, Service.source_id)) if row.source_id in keys}
    kept = {one.service_id: one for one in work.db.scalars(select(FeedService))}
    for service in sorted(ids):
        if service not in kept:
            work.db.add(FeedService(service_id=service, feed_id=feed.id))
        elif kept[service].feed_id != feed.id:
            kept[service].feed_id = feed.id
    work.db.flush()
