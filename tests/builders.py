"""Small true-to-life records for tests, without surprises: every value that matters is given by the test."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count

from sqlalchemy import insert, inspect

from shortbreaks.bookings.chosen_places import places_together
from shortbreaks.council.postcodes import place_of
from shortbreaks.eligibility.tables import Allocation, Decision, Told
from shortbreaks.families.rights_tables import AdultRight, ParentalResponsibility
from shortbreaks.families.tables import Address, Adult, Child, ChildNeed, EmergencyContact, Household
from shortbreaks.providers.tables import (
    BreakSession,
    Provider,
    ProviderCheck,
    Service,
    ServiceOffer,
    ServicePrice,
    Venue,
)

NUMBERS = count(20418)
SAT = datetime(2026, 7, 25, 10, 0)


def save(county, *records):
    """Write new records straight into the office's database, past the ORM, which takes four times as long, and give their ids."""
    with county.database.writing.begin() as connection:
        return put(connection, *records)


def put(connection, *records):
    """Write new records in a transaction that is open, and give their ids."""
    for record in records:
        written, columns = _written(type(record))
        kept = {columns[name]: value for name, value in vars(record).items() if name != "_sa_instance_state"}
        (record.id,) = connection.execute(written, kept).inserted_primary_key
    return [record.id for record in records]


@cache
def _written(kind):
    """How a record of this class is written, and the column of each of its attributes."""
    return insert(kind.__table__), {one.key: one.columns[0].key for one in inspect(kind).column_attrs}


def a_right(county, adult, **said):
    """What an adult may do, straight into the database: everything, but for what is said otherwise."""
    (row,) = save(county, _right(adult, **said))
    return row


def _right(adult, **said):
    given = {
        "may_book": True, "gets_letters": True, "may_collect": True, "may_be_told": True, "from_day": None, "until_day": None,
        "reason": "As it was first entered.", "source": "said", "said_by": "Grace", "said_on": date(2026, 1, 5),
        "at": datetime(2026, 1, 5, 9, tzinfo=UTC), "person_id": 1,
    }  # fmt: skip
    return AdultRight(adult_id=adult, **given | said)


def _responsible(adult):
    return ParentalResponsibility(
        adult_id=adult, held=True, from_day=None, until_day=None, source="unknown", seen="As it was first entered.",
        at=datetime(2026, 1, 5, 9, tzinfo=UTC), person_id=1,
    )  # fmt: skip


def has_responsibility(county, adult):
    """Parental responsibility from an unknown day, straight into the database."""
    save(county, _responsible(adult))


def a_service(
    county,
    *,
    name="Sandpipers Saturday Club",
    kind="weekend",
    min_age=5,
    max_age=13,
    per_worker=3,
    one_to_one=True,
    offers=(),
    price=1275,
    charged_by="council",
    unit="hours",
    postcode="CT10 1JX",
    insurance=date(2027, 3, 1),
    referral="self",
):
    with county.database.writing.begin() as connection:
        place = place_of(postcode)
        (provider,) = put(
            connection,
            Provider(
                ref=f"P-{name}",
                name=f"{name} Trust",
                description="",
                in_house=False,
                contact_name="Jo Pierce",
                phone="07700 900655",
                email="",
                website="",
                best_time="mornings best",
                vendor_number="",
                last_checked_on=date(2026, 7, 14),
                state="open",
                closed_on=None,
                closed_reason="",
                source_id=None,
                foreign="{}",
            ),
        )
        (venue,) = put(
            connection,
            Venue(
                provider_id=provider,
                name="Pierremont Hall",
                address="Pierremont Hall\nBroadstairs",
                postcode=postcode,
                district=place.district,
                easting=place.easting,
                northing=place.northing,
                directions="The step-free door is on the left.",
                parking="Park behind the hall, free.",
                access="",
                state="open",
                source_id=None,
                foreign="{}",
            ),
        )
        (service,) = put(
            connection,
            Service(
                provider_id=provider,
                name=name,
                kind=kind,
                description="",
                min_age=min_age,
                max_age=max_age,
                children_per_worker=per_worker,
                one_to_one=one_to_one,
                two_to_one=False,
                unit=unit,
                charged_by=charged_by,
                referral=referral,
                contact_name="Jo Pierce",
                contact_phone="07700 900655",
                bring="A drink and a sun hat.",
                state="open",
                closed_on=None,
                closed_reason="",
                source_id=None,
                foreign="{}",
            ),
        )
        put(
            connection,
            *[ServiceOffer(service_id=service, code=code, note="") for code in offers],
            *([] if price is None else [ServicePrice(service_id=service, from_day=date(2020, 4, 1), pence=price)]),
            ProviderCheck(provider_id=provider, kind="insurance", reference="", seen_on=None, valid_until=insurance),
        )
        return service, venue


def a_session(county, service, venue, *, start=SAT, hours=3, end=None, places=12, workers=0):
    (session,) = save(
        county,
        BreakSession(
            service_id=service, venue_id=venue, pattern_id=None, starts_at=start, ends_at=end or start + timedelta(hours=hours),
            places=places, taken=0, workers=workers, state="open", closed_reason="",
        ),
    )  # fmt: skip
    return session


def a_child(
    county,
    *,
    first="Amara",
    last="Okafor",
    born=date(2016, 11, 14),
    needs=(),
    workers=0,
    plan=date(2026, 6, 1),
    postcode="CT11 9HH",
    benefit="",
    household=None,
    hours=60 * 60,
    nights=24,
):
    with county.database.writing.begin() as connection:
        if household is None:
            place = place_of(postcode)
            (household,) = put(
                connection,
                Household(
                    ref=f"F-{next(NUMBERS)}",
                    benefit=benefit,
                    benefit_seen_on=None,
                    note="",
                    state="open",
                    merged_into=None,
                ),
            )
            _, adult = put(
                connection,
                Address(
                    household_id=household,
                    purpose="home",
                    lines="1 The Street\nRamsgate",
                    postcode=postcode,
                    district=place.district if place else "",
                    easting=place.easting if place else None,
                    northing=place.northing if place else None,
                    visibility="open",
                    from_day=None,
                    until_day=None,
                ),
                Adult(
                    household_id=household,
                    title="Ms",
                    first_name="Grace",
                    last_name=last,
                    relation="Mother",
                    phone="07700 900142",
                    email="",
                    letter_format="standard",
                    language="en-GB",
                    lives_elsewhere=False,
                    state="open",
                ),
            )
            put(connection, _right(adult), _responsible(adult))
        (child,) = put(
            connection,
            Child(
                household_id=household,
                first_name=first,
                last_name=last,
                known_as="",
                born=born,
                sibling_only=False,
                workers_needed=workers,
                communication="",
                health="",
                likes="",
                school="",
                key_worker="",
                early_support_point="",
                care_plan_on=plan,
                advance_care_plan_held="",
                palliative=False,
                long_term=True,
                state="open",
                merged_into=None,
            ),
        )
        put(
            connection,
            *[ChildNeed(child_id=child, code=code, level="", note="") for code in needs],
            EmergencyContact(
                child_id=child, name="Joy A.", relation="Aunt", phone="07700 900387", within_two_hours=True
            ),
        )
        (decision,) = put(
            connection,
            Decision(
                child_id=child,
                outcome="agreed",
                rules_said="meets",
                findings="[]",
                reason="Panel agreed.",
                decided_by="Panel",
                decided_on=date(2026, 3, 20),
                from_day=date(2026, 4, 1),
                until_day=date(2027, 3, 31),
                review_on=None,
                entered_at=county.clock(),
                person_id=1,
            ),
        )
        put(
            connection,
            Told(decision_id=decision, paper_id=None, told_on=date(2026, 3, 27), how="Letter in the old file",
                 at=county.clock(), person_id=1),
        )  # fmt: skip
        for unit, amount in (("hours", hours), ("nights", nights)):
            if amount:
                put(
                    connection,
                    Allocation(
                        child_id=child,
                        decision_id=decision,
                        unit=unit,
                        purpose="Clubs and schemes",
                        kinds="",
                        amount=amount,
                        from_day=date(2026, 4, 1),
                        until_day=date(2027, 3, 31),
                    ),
                )
        return child


def place_offered(office, child, sessions, within=None):
    """The chosen sessions as the booking panel judges them for a child who goes alone."""
    return office.ask(places_together, (child,), sessions, within)[0]
