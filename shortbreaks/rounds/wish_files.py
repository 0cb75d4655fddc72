"""Wishes from a file: looked at first, all of them or none, every line that cannot be taken listed with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.search import fold
from shortbreaks.dates import on_clock, read_birthday, read_date, read_time, say_short, to_local
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import RowFault, TableRow, read_table
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.providers.tables import BreakSession, Service
from shortbreaks.rounds.facts import round_of
from shortbreaks.rounds.tables import RoundSession, Wish, WishSession
from shortbreaks.rounds.wishes import EnterWish, add_wish, open_round

NEEDED = ("family", "child", "scheme", "day")
COLUMNS = (*NEEDED, "born", "rank", "time", "received", "together")
MOST = 5_000
YES, NO = frozenset({"yes", "y", "1", "true"}), frozenset({"", "no", "n", "0", "false"})


@dataclass(frozen=True, slots=True)
class FiledWish:
    """One line of a file as it was understood."""

    line: int
    child_id: int
    child: str
    what: str
    late: bool
    request: EnterWish


@dataclass(frozen=True, slots=True)
class WishPreview:
    """A file of wishes as it was understood; nothing of it is kept while one line is at fault."""

    lines: tuple[FiledWish, ...]
    faults: tuple[RowFault, ...]
    notes: tuple[str, ...]
    mark: str


@query(needs=Permission.IMPORT)
def preview_wishes(view: View, data: bytes, round_id: int) -> WishPreview:
    """What a file would add to a round. Raises Refused for a file without the needed columns."""
    table = read_table(data)
    heads = {fold(heading): place for place, heading in enumerate(table.headings)}
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        raise Refused(
            f"The file has no column called {missing[0]}.",
            f"Its columns are {', '.join(COLUMNS)}; the last five may be left out.",
        )
    if len(table.rows) > MOST:
        raise Refused(f"The file has more than {MOST:,} wishes.", "Split it into smaller files.")
    reader = _Reader(view, round_id, heads)
    lines: list[FiledWish] = []
    faults = list(table.faults)
    for row in table.rows:
        try:
            lines.append(reader.read(row))
        except Refused as refused:
            faults.append(RowFault(row.line, str(refused)))
    unknown = [heading for heading in table.headings if fold(heading) not in COLUMNS and heading]
    notes = (*table.notes, *((f"Not read: {', '.join(unknown)}.",) if unknown else ()))
    return WishPreview(tuple(lines), tuple(sorted(faults, key=lambda one: one.line)), notes, _mark(data, lines))


@dataclass(frozen=True, slots=True)
class TakeWishes:
    """A file of wishes that was looked at and accepted; `mark` is the preview's own."""

    data: bytes
    round_id: int
    mark: str


@command(needs=Permission.IMPORT, recorded_as="Wishes brought in from a file")
def take_wishes(work: Work, request: TakeWishes) -> int:
    """Enter every wish of a file, or none; answers how many. Raises Refused with the line at fault."""
    kept = open_round(work, request.round_id)
    found = preview_wishes(work, request.data, request.round_id)
    if found.faults:
        raise Refused("Some lines of the file cannot be taken.", "Mend them, and choose the file again.")
    if not found.lines:
        raise Refused("There is no wish in the file.", "Choose another file.")
    if found.mark != request.mark:
        raise Refused("Something has changed since the file was looked at.", "Look at it again, then accept it.")
    children = {
        child.id: child
        for child in work.db.scalars(select(Child).where(Child.id.in_({one.child_id for one in found.lines})))
    }
    for one in found.lines:
        try:
            add_wish(work, kept, children[one.child_id], one.request)
        except Refused as refused:
            raise Refused(f"Line {one.line}: {refused.sentence}", refused.remedy) from refused
    work.record(kept)
    return len(found.lines)


def _mark(data: bytes, lines: Sequence[FiledWish]) -> str:
    said = "\n".join(f"{one.line}|{one.request}" for one in lines)
    return sha256(data + said.encode("utf-8", "replace")).hexdigest()[:16]


class _Reader:
    """Reads one line after another against the families and sessions that are here; three questions in all."""

    def __init__(self, view: View, round_id: int, heads: Mapping[str, int]) -> None:
        self.view, self.heads = view, heads
        self.round = round_of(view.db, round_id)
        self.children: dict[str, list[Any]] = {}
        for row in view.db.execute(
            select(Household.ref, Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born, Child.sibling_only)
            .join(Household, Household.id == Child.household_id).where(Child.state == "open")
        ):  # fmt: skip
            self.children.setdefault(fold(row.ref).replace("-", ""), []).append(row)
        self.sessions: dict[tuple[str, date], list[Any]] = {}
        for kept in view.db.execute(
            select(Service.name, BreakSession.id, BreakSession.starts_at)
            .join(RoundSession, RoundSession.session_id == BreakSession.id).join(Service, Service.id == BreakSession.service_id)
            .where(RoundSession.round_id == round_id).order_by(BreakSession.starts_at)
        ):  # fmt: skip
            self.sessions.setdefault((fold(kept.name), kept.starts_at.date()), []).append(kept)
        self.ranks: dict[int, set[int]] = {}
        self.held: dict[int, set[tuple[int, ...]]] = {}
        self._read_held(round_id)

    def _read_held(self, round_id: int) -> None:
        """The wishes that are here already."""
        sessions: dict[int, list[int]] = {}
        owners: dict[int, tuple[int, int]] = {}
        for row in self.view.db.execute(
            select(Wish.id, Wish.child_id, Wish.rank, WishSession.session_id)
            .join(WishSession, WishSession.wish_id == Wish.id).where(Wish.round_id == round_id, Wish.state == "open")
        ):  # fmt: skip
            sessions.setdefault(row.id, []).append(row.session_id)
            owners[row.id] = (row.child_id, row.rank)
        for wish, (child, rank) in owners.items():
            self.ranks.setdefault(child, set()).add(rank)
            self.held.setdefault(child, set()).add(tuple(sorted(sessions[wish])))

    def read(self, row: TableRow) -> FiledWish:
        """One line. Raises Refused with what is wrong with it."""
        cell = {name: row.cells[place].strip() for name, place in self.heads.items()}
        child = self._child(cell)
        name = short_name(child.first_name, child.last_name, child.known_as)
        if child.sibling_only:
            raise Refused(f"{name} is recorded as a brother or sister, not for breaks of their own.")
        sessions = self._sessions(cell)
        ids = tuple(sorted(one.id for one in sessions))
        if ids in self.held.setdefault(child.id, set()):
            raise Refused(f"{name} has this wish already.")
        rank = self._rank(cell.get("rank", ""), child.id)
        received = self._received(cell.get("received", ""))
        together = fold(cell.get("together", ""))
        if together not in YES | NO:
            raise Refused(f"“{cell['together'][:20]}” is neither yes nor no, in together.")
        self.held[child.id].add(ids)
        self.ranks.setdefault(child.id, set()).add(rank)
        request = EnterWish(self.round.id, child.id, ids, rank, received, together in YES)
        what = f"{sessions[0].name}, {say_short(sessions[0].starts_at.date(), self.view.today)}"
        return FiledWish(row.line, child.id, name, what, received > self.round.closes_at, request)

    def _child(self, cell: Mapping[str, str]) -> Any:
        family = self.children.get(fold(cell["family"]).replace("-", ""), [])
        if not family:
            raise Refused(
                f"There is no family {cell['family'][:20]}." if cell["family"] else "The family’s number is empty."
            )
        wanted = fold(cell["child"])
        found = [
            one for one in family
            if wanted and wanted in {fold(one.first_name), fold(one.known_as), fold(f"{one.first_name} {one.last_name}")} - {""}
        ]  # fmt: skip
        if len(found) > 1 and cell.get("born"):
            born = read_birthday(cell["born"], self.view.today)
            found = [one for one in found if one.born == born]
        if len(found) != 1:
            what = "is not in" if not found else "is the name of two children of"
            raise Refused(f"“{cell['child'][:40]}” {what} family {cell['family'][:20]}.")
        return found[0]

    def _sessions(self, cell: Mapping[str, str]) -> list[Any]:
        day = read_date(cell["day"], self.round.closes_at.date())
        found = self.sessions.get((fold(cell["scheme"]), day), [])
        if cell.get("time"):
            start = read_time(cell["time"])
            found = [one for one in found if f"{one.starts_at:%H:%M}" == start]
        if not found:
            raise Refused(f"“{cell['scheme'][:40]}” has no session in this round on {say_short(day, self.view.today)}.")
        return found

    def _rank(self, text: str, child: int) -> int:
        taken = self.ranks.get(child, set())
        if not text:
            return max(taken, default=0) + 1
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= 60):
            raise Refused(f"“{text[:10]}” is no rank: write 1 for the first wish.")
        if int(text) in taken:
            raise Refused(f"This child has a wish of rank {int(text)} already.")
        return int(text)

    def _received(self, text: str) -> datetime:
        """When a wish came: "20/7/2026 16:55", or a day alone, which counts as its noon; empty is now."""
        now = to_local(self.view.now)
        if not text:
            return now.replace(second=0, microsecond=0)
        day, _, clock = text.replace("T", " ").rpartition(" ") if ":" in text else (text, "", "")
        received = on_clock(read_date(day, self.view.today), read_time(clock[:5]) if clock else "12:00")
        if received > now:
            raise Refused(f"“{text[:20]}” has not come yet: a wish cannot come in the future.")
        return received
