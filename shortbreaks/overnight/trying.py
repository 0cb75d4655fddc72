"""A house as it would be with a stay more or with one less, for what is tried on facts that were read once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from shortbreaks.overnight.findings import BedFacts
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.overnight.rules import nights_of
from shortbreaks.overnight.sheet import House, Mate


def without_stays(house: House, stay_ids: Sequence[int]) -> House:
    """The house as if some stays were not there."""
    beds: dict[int, BedFacts] = dict(house.beds)
    for mate in house.mates:
        if mate.stay_id in stay_ids and mate.bed_id in beds:
            bed = beds[mate.bed_id]
            beds[bed.id] = replace(bed, taken={night: who for night, who in bed.taken.items() if night != mate.night})
    return replace(house, beds=beds, mates=tuple(mate for mate in house.mates if mate.stay_id not in stay_ids))


def with_child(house: House, wanted: StayWanted, name: str, workers: int) -> House:
    """The house as if a child were there for the nights that are wanted, whichever bed that takes."""
    nights = nights_of(wanted.starts_at.date(), wanted.ends_at.date())
    mates = tuple(Mate(wanted.child_id, name, workers, night, wanted.bed_id, 0, offered=False) for night in nights)
    return replace(house, mates=(*house.mates, *mates))


def with_stay(house: House, wanted: StayWanted, name: str, workers: int) -> House:
    """The house as if a child slept there for the nights that are wanted, in their bed."""
    nights = nights_of(wanted.starts_at.date(), wanted.ends_at.date())
    bed = house.beds[wanted.bed_id]
    taken: Mapping[date, str] = {**bed.taken, **dict.fromkeys(nights, name)}
    house = replace(house, beds={**house.beds, bed.id: replace(bed, taken=taken)})
    return with_child(house, wanted, name, workers)
