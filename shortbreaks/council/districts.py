"""The council's own districts on a day, and which one a postcode or a person names (R-E3).

A district that the council adds to its list is its own from its day on, as the twelve that ship are, unless it says that it is
a neighbour's, as Medway is: a venue may lie there, and a home there is out of area. What nobody outside can
know of it, its postcodes and its place on the map, is told by a person: on each home and venue whose postcode tells none.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from shortbreaks.council.lists import CodeList, code_list
from shortbreaks.council.postcodes import place_of, tidy_postcode
from shortbreaks.errors import Refused


def own_districts(districts: CodeList, day: date) -> dict[str, str]:
    """The districts that are the council's on a day, with their names: neither Medway nor one that it marked as another council's."""
    return {one.code: one.words for one in districts.codes if one.holds_on(day) and not one.elsewhere}


def neighbours(districts: CodeList, day: date) -> dict[str, str]:
    """The districts of other councils that are on the list on a day, with their names."""
    return {one.code: one.words for one in districts.codes if one.holds_on(day) and one.elsewhere}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an address is: its postcode as it is written, its district's code or "", and its position in metres."""

    postcode: str
    district: str
    easting: int | None
    northing: int | None


def placed(db: Session, postcode: str, named: str, day: date) -> Placed:
    """Where an address is by its postcode; `named` is its district where the postcode tells none that is in use on the day.

    Raises Refused for what is no postcode.
    """
    tidy = tidy_postcode(postcode) if postcode.strip() else ""
    place = place_of(tidy) if tidy else None
    if place is None:
        return Placed(tidy, named, None, None)
    told = place.district
    if named and told not in code_list(db, "district").in_use(day):
        told = named
    return Placed(tidy, told, place.easting, place.northing)


def check_named(db: Session, postcode: str, named: str, day: date) -> None:
    """Refuse a district that a person chose which is not on the list, or is another than the postcode tells."""
    if not named:
        return
    offered = code_list(db, "district").in_use(day)
    if named not in offered:
        raise Refused("That district is not on the council's list.", "Choose one, or leave it to the postcode.", "district")
    at = placed(db, postcode, named, day)
    if at.district != named:
        where = offered.get(at.district, at.district)
        raise Refused(f"{at.postcode} is in {where}.", "Leave the district to the postcode, or correct the postcode.", "district")


def named_by_hand(postcode: str, district: str) -> str:
    """The district of a kept address as a form shows it again: "" where its postcode tells it."""
    place = place_of(postcode)
    return "" if place is not None and place.district == district else district
