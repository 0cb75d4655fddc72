"""The example county's households, children, decisions and allocations."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from shortbreaks.council.codes import DISABILITIES, KENT_DISTRICTS
from shortbreaks.database.search import ending, fold, names_of, words_of
from shortbreaks.dates import birthday, year_of_allocation
from shortbreaks.eligibility.tables import Allocation, Decision, Evidence
from shortbreaks.example.names import ADULT, FIRST, LAST, TOWNS
from shortbreaks.example.providers import a_place
from shortbreaks.example.rows import Rows, morning, pick
from shortbreaks.families.rights import FIRST as FIRST_SAID
from shortbreaks.families.rights_tables import AdultRight, ParentalResponsibility
from shortbreaks.families.tables import (
    Address,
    AddressReader,
    Adult,
    BenefitSeen,
    Child,
    ChildNeed,
    EmergencyContact,
    FamilyNote,
    Household,
)

CHILDREN = 900
ENTERED = datetime(2025, 9, 1, 9, tzinfo=UTC)  # when what adults may do was first kept
DISABLED = {entry.code for entry in DISABILITIES}
SEN = {"AUT": "ASD", "LD": "MLD", "BEH": "SEMH", "COMM": "SLCN", "HEAR": "HI", "VIS": "VI", "MOB": "PD"}
NEEDS = {
    "AUT": 0.45, "LD": 0.5, "COMM": 0.3, "BEH": 0.3, "CON": 0.14, "MOB": 0.18, "PC": 0.2, "MEDS": 0.15, "WHEEL": 0.08,
    "SIGN": 0.07, "QUIET": 0.15, "TUBE": 0.03, "HOIST": 0.04, "ALLERGY": 0.05, "TOILET": 0.2,
}  # fmt: skip


@dataclass(slots=True)
class MadeChild:
    """What the bookings of the example county need to know of a child; `left` by allocation unit."""

    id: int
    household: int
    adult: int
    born: date
    district: str
    needs: frozenset[str]
    workers: int
    exempt: bool
    name: str = ""
    decision: int = 0
    allocations: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    quiet_from: date = date.max
    days: set[date] = field(default_factory=set)


def make_families(rows: Rows, random: Random, today: date, scale: float, *, first: bool) -> list[MadeChild]:
    """900 children at scale 1 in about 780 households; the county's first slice begins with Amara O. of Ramsgate."""
    children = [_amara(rows, random, today)] if first else []
    districts = [code.code for code in KENT_DISTRICTS]
    while len(children) < max(3, round(CHILDREN * scale)):
        district = random.choice(districts)
        household, adult, exempt, words = _household(rows, random, today, district, random.choice(LAST))
        for number in range(1 if random.random() < 0.86 else 2):
            name = random.choice(FIRST)
            born = today - timedelta(days=random.randint(4 * 365, 18 * 365 - 20) + number)
            needs = frozenset(code for code, odds in NEEDS.items() if random.random() < odds) or frozenset({"LD"})
            needs |= {"RESCUE"} if "CON" in needs else set()
            workers = int(pick({"0": 0.72, "1": 0.25, "2": 0.03}, random.random()))
            children.append(_child(rows, random, today, household, adult, district, name, words[1], born, needs, workers,
                                   exempt=exempt, words=words[0]))  # fmt: skip
    return children


def _amara(rows: Rows, random: Random, today: date) -> MadeChild:
    district, household_ref = "E07000114", "F-20418"
    household, adult, _, words = _household(rows, random, today, district, "Okafor", ref=household_ref, town="Ramsgate")
    born = date(today.year - 10, 11, 14) if today < date(today.year, 11, 14) else date(today.year - 9, 11, 14)
    needs = frozenset({"CON", "RESCUE", "WHEEL_OUT", "LD"})
    child = _child(rows, random, today, household, adult, district, "Amara", "Okafor", born, needs, 1, exempt=False,
                   words=words[0], hours=60, nights=24, plan=today - timedelta(days=60))  # fmt: skip
    rows.add(
        FamilyNote, household_id=household, child_id=child.id, at=datetime.combine(today - timedelta(days=2), time(10), UTC),
        person_id=1, kind="call", words="Mother asked for Saturdays near Ramsgate.",
    )  # fmt: skip
    child.quiet_from = today
    return child


def a_family_of(
    rows: Rows, random: Random, today: date, district: str, name: tuple[str, str], *, lines: str, letter_format: str
) -> MadeChild:  # fmt: skip
    """One child of a district whose postcodes nobody has told us, with a parent who wishes letters in a format."""
    first, last = name
    household, adult, exempt, words = _household(rows, random, today, "E07000112", last)
    for home in rows.kept["address"]:
        if home["household_id"] == household:
            home.update(lines=lines, postcode="", district=district, easting=None, northing=None)
    for parent in rows.kept["adult"]:
        if parent["id"] == adult:
            parent.update(letter_format=letter_format, language="en-GB")
    born, needs = today - timedelta(days=9 * 365 + 100), frozenset({"AUT", "QUIET"})
    return _child(rows, random, today, household, adult, district, first, last, born, needs, 0, exempt=exempt, words=words[0])


def a_household(rows: Rows, random: Random, today: date, district: str, last: str) -> tuple[int, frozenset[str]]:
    """A household with its home and an adult; answers its id and the words by which its children are found."""
    household, _, _, words = _household(rows, random, today, district, last)
    return household, words[0]


def _household(
    rows: Rows, random: Random, today: date, district: str, last: str, *, ref: str = "", town: str = ""
) -> tuple[int, int, bool, tuple[frozenset[str], str]]:
    exempt = not ref and random.random() < 0.35
    number = rows.last(Household) + 1
    ref = ref or f"F-{21000 + number}"
    household = rows.add(
        Household, ref=ref, benefit="UC" if exempt else "", benefit_seen_on=today if exempt else None, note="", state="open",
        merged_into=None,
    )  # fmt: skip
    town = town or random.choice(TOWNS[district])
    place = a_place(random, district, town)
    restricted = ref != "F-20418" and random.random() < 0.02
    address = rows.add(
        Address, household_id=household, purpose="home", lines=f"{random.randint(1, 120)} {random.choice(LAST)} Road\n{town}",
        postcode=place.postcode, district=district, easting=place.easting, northing=place.northing,
        visibility="restricted" if restricted else "open", from_day=None, until_day=None,
    )  # fmt: skip
    if restricted:
        rows.add(AddressReader, address_id=address, person_id=2)
    first = "Grace" if ref == "F-20418" else random.choice(ADULT)
    phone = "07700 900142" if ref == "F-20418" else f"07700 9{random.randint(10000, 99999)}"
    adult = _adult(rows, random, household, first, last, phone, elsewhere=False)
    if random.random() < 0.12:
        _adult(rows, random, household, random.choice(ADULT), random.choice(LAST), f"07700 9{random.randint(10000, 99999)}",
               elsewhere=True)  # fmt: skip
    dialled = phone.replace(" ", "")
    words = names_of(first, last) | words_of(ref) | {fold(ref).replace("-", ""), dialled, ending(dialled)}
    words |= set() if restricted else {fold(place.postcode).replace(" ", "")}
    return household, adult, exempt, (frozenset(words), last)


def _adult(rows: Rows, random: Random, household: int, first: str, last: str, phone: str, *, elsewhere: bool) -> int:
    adult = rows.add(
        Adult, household_id=household, title="Ms" if first in {"Grace", "Marta", "Helen"} else "", first_name=first,
        last_name=last, relation=pick({"Mother": 0.7, "Father": 0.2, "Carer": 0.1}, random.random()) if first != "Grace"
        else "Mother", phone=phone, email="",
        letter_format=pick({"standard": 0.9, "large": 0.1}, random.random()),
        language=pick({"en-GB": 0.92, "pl": 0.03, "ar": 0.02, "ro": 0.03}, random.random()), lives_elsewhere=elsewhere,
        state="open",
    )  # fmt: skip
    rows.add(
        AdultRight, adult_id=adult, may_book=not elsewhere, gets_letters=not elsewhere, may_collect=True,
        may_be_told=True, from_day=None, until_day=None, reason=FIRST_SAID, source="said", said_by="The family",
        said_on=ENTERED.date(), at=ENTERED, person_id=2,
    )  # fmt: skip
    rows.add(
        ParentalResponsibility, adult_id=adult, held=True, from_day=None, until_day=None, source="unknown", seen=FIRST_SAID,
        at=ENTERED, person_id=2,
    )  # fmt: skip
    return adult


def _child(
    rows: Rows, random: Random, today: date, household: int, adult: int, district: str, first: str, last: str, born: date,
    needs: frozenset[str], workers: int, *, exempt: bool, words: frozenset[str], hours: int = 0, nights: int = 0,
    plan: date | None = None,
) -> MadeChild:  # fmt: skip
    medical = needs & {"RESCUE", "MEDS", "TUBE", "ALLERGY"}
    plan = plan or (
        today - timedelta(days=random.choice((20, 40, 60, 75, 90, 110, 130) * 4 + (175, 210))) if medical else None
    )
    child = rows.add(
        Child, household_id=household, first_name=first, last_name=last, known_as="", born=born, sibling_only=False,
        workers_needed=workers, communication="Signs and speaks" if "SIGN" in needs else "", health="", likes="",
        school=random.choice(("Holm Oak School", "Beechfield School", "Seaview Academy", "")), key_worker="Helen Marsh",
        early_support_point="", care_plan_on=plan, advance_care_plan_held="", palliative=random.random() < 0.004,
        long_term=True, state="open", merged_into=None, **_sen(needs, workers),
    )  # fmt: skip
    for code in sorted(needs):
        level = random.choice(("moderate", "severe", "profound"))
        rows.add(ChildNeed, child_id=child, code=code, level=level if code in DISABLED else "", note="")
    if random.random() < 0.95 or first == "Amara":
        rows.add(
            EmergencyContact, child_id=child, name=f"{random.choice(ADULT)} {random.choice('ABCDEFG')}.", relation="Aunt",
            phone=f"07700 9{random.randint(10000, 99999)}", within_two_hours=True,
        )  # fmt: skip
    rows.kept.setdefault("search_word", []).extend(
        {"kind": "child", "word": word, "row_id": child} for word in sorted(words | names_of(first, last))
    )
    if exempt and (own := birthday(born, 16)) <= today + timedelta(days=120):
        rows.add(
            BenefitSeen, household_id=household, child_id=child, benefit="UC", from_day=own, seen_on=min(own, today),
            evidence="Award letter, seen at the office; no copy kept.", at=datetime.combine(min(own, today), time(10), UTC), person_id=1,
        )  # fmt: skip
    made = MadeChild(child, household, adult, born, district, needs, workers, exempt, first)
    _awards(rows, random, today, made, hours, nights)
    return made


def _sen(needs: frozenset[str], workers: int) -> dict[str, str]:
    """SEN types that go with the needs, the first two; whoever needs a worker of their own has a plan."""
    types = [*(kind for need, kind in SEN.items() if need in needs), "", ""]
    return {
        "sen_first": types[0], "sen_second": types[1], "sen_provision": "E" if workers else "K" if types[0] else "",
        "primary_need": "N2", "sen_said": "",
    }  # fmt: skip


def _awards(rows: Rows, random: Random, today: date, child: MadeChild, hours: int, nights: int) -> None:
    first, last = year_of_allocation(today)
    rows.add(Evidence, child_id=child.id, kind=random.choice(("DLA", "EHCP", "PRO")), seen_on=first - timedelta(days=40),
             expires_on=first + timedelta(days=100 + child.id * 37 % 700), note="")  # fmt: skip
    decision = rows.add(
        Decision, child_id=child.id, outcome="agreed", rules_said="meets", findings="[]",
        reason="The panel agreed the hours in the assessment.", decided_by="Short breaks panel",
        decided_on=first - timedelta(days=20), from_day=first, until_day=last,
        review_on=today + timedelta(days=random.randint(-4, 360)), entered_at=morning(first),
        person_id=1,
    )  # fmt: skip
    child.decision = decision
    hours = hours or random.choice((60, 80, 100, 120, 150, 200))
    nights = nights or (random.choice((12, 24, 36)) if random.random() < 0.16 else 0)
    # The half year before belongs to two allocation years when today is early in one
    years = {year_of_allocation(today + timedelta(weeks=weeks)) for weeks in (-14, 0, 14)}
    for start, end in sorted(years):
        for unit, amount in (("hours", hours * 60), ("nights", nights)):
            if amount:
                number = rows.add(
                    Allocation, child_id=child.id, decision_id=decision, unit=unit,
                    purpose="Clubs and schemes" if unit == "hours" else "Overnight stays", kinds="", amount=amount,
                    from_day=start, until_day=end,
                )  # fmt: skip
                child.allocations[f"{unit}{start}"] = number
                child.left[f"{unit}{start}"] = child.whole[f"{unit}{start}"] = amount
