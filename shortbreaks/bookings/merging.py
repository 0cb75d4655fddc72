"""Merging a family that was entered twice: everything it owns goes to the family that is kept, all or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.merge_clashes import BOTH, ONCE, count_once, stopped_by, twice_awarded, twice_paid
from shortbreaks.bookings.night_steps import supersede_night_doubles
from shortbreaks.bookings.places import give_back_places, lock_children, lock_sessions, move_times, take_places
from shortbreaks.bookings.registers.talks import join_talks
from shortbreaks.bookings.states import HOLDING
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.commands import supersede_doubles
from shortbreaks.database.commands import Work, command
from shortbreaks.database.search import index_words
from shortbreaks.errors import Refused
from shortbreaks.families.joining import join_child, join_homes, note_merge, same_adults
from shortbreaks.families.merge_guards import owning_columns
from shortbreaks.families.search import index_family
from shortbreaks.families.tables import Child, Household
from shortbreaks.ledger.posting import Line, account_for, post
from shortbreaks.ledger.tables import Account, transfers


@dataclass(frozen=True, slots=True)
class MergeFamilies:
    """Which family is kept, which was entered twice, and the pairs (kept child, same child) of one child each.

    `awards` says of what both records of a child were awarded whether it counts "once" or "both"; `each_award` says it of one
    award of the record that goes, by its id. `payments_go_on`: somebody looked at all direct payments that one child has twice,
    and they are right; `each_payment` are those, as they were told, of which it was said one by one.
    """

    kept_id: int
    other_id: int
    kept_seen: int
    other_seen: int
    pairs: tuple[tuple[int, int], ...]
    awards: str = ""
    payments_go_on: bool = False
    each_award: tuple[tuple[int, str], ...] = ()
    each_payment: tuple[str, ...] = ()


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Families merged")
def merge_families(work: Work, request: MergeFamilies) -> int:
    """Move everything one family owns to another and answer the kept household's id.

    Raises ChangedByAnother, AlreadyElsewhere for two places of one child at one time, and Refused for a pair that
    is not of these families, dates of birth that differ, a withheld home that would come to light, what nobody chose about
    an award or a payment that both have, or a family on the list to erase.
    """
    kept, other = _both(work, request)
    children, gone = _children(work, request), {same: one for one, same in request.pairs}
    join_homes(work, kept, other)
    for same, one in gone.items():
        join_child(work, children[one], children[same], other.ref)
    _settle(work, request, other.ref)
    adults, moved = same_adults(work, kept.id, other.id), dict[str, list[int]]()
    _lead(work, other, kept)
    if kept.benefit_seen_on is None and other.benefit:
        kept.benefit, kept.benefit_seen_on = other.benefit, other.benefit_seen_on
    kept.note = "\n".join(part for part in (kept.note, other.note) if part)
    work.db.flush()
    supersede_doubles(work, gone)
    supersede_night_doubles(work, gone)
    work.db.flush()
    moved["booking"] = _move_bookings(work, gone)
    move_times(work, gone)
    moved["child"] = [child.id for child in children.values() if child.household_id == other.id and child.id not in gone]
    for child in children.values():
        if child.household_id == other.id:
            child.household_id = kept.id
    work.db.flush()
    join_talks(work, gone)
    for target, stands in (("child", gone), ("adult", adults), ("household", {other.id: kept.id})):
        for table, ids in _point(work, target, stands).items():
            moved.setdefault(table, []).extend(ids)
    _move_money(work, kept, other)
    note_merge(work, kept, other, (gone, adults, moved))
    _index_again(work, kept.id, gone)
    work.record(kept)
    return kept.id


def _index_again(work: Work, kept_id: int, gone: Iterable[int]) -> None:
    work.db.expire_all()
    for child_id in gone:
        index_words(work.db, "child", child_id, ())
    index_family(work.db, kept_id)


def _lead(work: Work, other: Household, kept: Household) -> None:
    """The other family's number leads to the kept one; first those that led to it, so that none leads to one that leads on."""
    for earlier in work.db.scalars(select(Household).where(Household.merged_into == other.id)):
        earlier.merged_into = kept.id
    work.db.flush()
    other.state, other.merged_into = "merged", kept.id


def _settle(work: Work, request: MergeFamilies, ref: str) -> None:
    """Raise Refused for what stands against it, and for an award or payment of both that nobody chose about; then let it be so."""
    same = {other: kept for kept, other in request.pairs}
    for sentence, remedy in stopped_by(work, (request.kept_id, request.other_id), same):
        raise Refused(sentence, remedy)
    for paid in twice_paid(work.db, same):
        if not request.payments_go_on and paid not in request.each_payment:
            raise Refused(f"Both would be paid: {paid}.", "End one of them first, or say that both are right.", "payments_go_on")
    twice, said = twice_awarded(work.db, same, work.today), dict(request.each_award)
    answers = [said.get(one.other_id, request.awards) for one in twice]
    for one, answer in zip(twice, answers, strict=True):
        if answer not in {ONCE, BOTH}:
            raise Refused(f"Both records have an award. {one.words}.", "Choose whether it counts once, or both count.", "awards")
    count_once(work, [one for one, answer in zip(twice, answers, strict=True) if answer == ONCE], ref)


def _both(work: Work, request: MergeFamilies) -> tuple[Household, Household]:
    if request.kept_id == request.other_id:
        raise Refused("This is one family, not two.", "Choose the other family.", "other")
    seen = {request.kept_id: request.kept_seen, request.other_id: request.other_seen}
    # in one fixed order, so that two merges of the same families wait for each other instead of locking each other out
    found = {one: work.take(Household, one, seen=seen[one]) for one in sorted(seen)}
    for household in found.values():
        if household.state == "merged":
            raise Refused(f"{household.ref} was merged into another family before.", "Look at the family again.")
    return found[request.kept_id], found[request.other_id]


def _children(work: Work, request: MergeFamilies) -> dict[int, Child]:
    """All children of both families, locked. Raises Refused for a pair that is not one of each."""
    both = (request.kept_id, request.other_id)
    ids = list(work.db.scalars(select(Child.id).where(Child.household_id.in_(both))))
    lock_children(work, ids)
    for table, locked in ((Household, both), (Child, ids)):  # whoever is writing about them ends first, and nobody else begins
        work.db.execute(select(table.id).where(table.id.in_(locked)).order_by(table.id).with_for_update())
    found = {child.id: child for child in work.db.scalars(select(Child).where(Child.id.in_(ids)))}
    for one, same in request.pairs:
        homes = [found[each].household_id if each in found else None for each in (one, same)]
        if homes != list(both) or "merged" in (found[one].state, found[same].state):
            raise Refused("A pair is not one child of each family.", "Pair the children again.", "pairs")
    for side in (0, 1):
        chosen = [pair[side] for pair in request.pairs]
        if len(set(chosen)) < len(chosen):
            raise Refused("A child is paired twice.", "Pair each child once.", "pairs")
    return found


def _move_bookings(work: Work, same: dict[int, int]) -> list[int]:
    """Bookings go to the kept child: each place is given back and taken again, so that every guard looks at it. Their ids."""
    bookings = list(work.db.scalars(select(Booking).where(Booking.child_id.in_(same))))
    holding = [booking for booking in bookings if booking.state in HOLDING]
    lock_sessions(work, {booking.session_id for booking in holding})
    give_back_places(work, holding)
    for booking in bookings:
        booking.child_id = same[booking.child_id]
    work.db.flush()
    if holding:
        take_places(work, holding)
    return [booking.id for booking in bookings]


def _point(work: Work, target: str, same: dict[int, int]) -> dict[str, list[int]]:
    """Point everything that belongs to a record at the one that is kept, whatever table it is in; the ids by table."""
    moved: dict[str, list[int]] = {}
    for table, name in owning_columns(target):
        if target == "household" and table.name == "child":
            # a merged child stays with the household it was written under
            continue
        for old, new in same.items():
            ids = list(work.db.execute(select(table.c.id).where(table.c[name] == old)).scalars())
            if not ids:
                continue
            values: dict[str, object] = {name: new}
            if "version" in table.c:
                values["version"] = table.c.version + 1
            work.db.execute(update(table).where(table.c[name] == old).values(values))
            work.touched(table.name, ids)
            moved.setdefault(table.name, []).extend(ids)
    return moved


def _move_money(work: Work, kept: Household, other: Household) -> None:
    """Carry each balance of the other family's accounts over by one posting: lines once written stay where they are."""
    holder = f"household:{other.id}"
    for account in list(work.db.scalars(select(Account).where(Account.holder == holder).order_by(Account.id))):
        into = work.db.scalars(select(transfers.c.pence).where(transfers.c.to_account == account.id))
        out = work.db.scalars(select(transfers.c.pence).where(transfers.c.from_account == account.id))
        if pence := sum(into) - sum(out):
            mine = account_for(work, account.kind, f"household:{kept.id}", account.name)
            line = Line(account.id, mine, pence) if pence > 0 else Line(mine, account.id, -pence)
            post(work, f"Carried over from {other.ref}", f"household:{other.id}", work.today, [line])
