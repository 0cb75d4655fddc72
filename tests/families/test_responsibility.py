"""Parental responsibility: who has it since when, until when and by what; each past day is told as it was known (R-D1)."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.as_at import child_as_at
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.families.responsibility import SayResponsibility, say_responsibility
from shortbreaks.families.rights_tables import BY, TAKES_AWAY
from shortbreaks.families.subject_items import held_on
from shortbreaks.payments.child_payments import payments_of_child
from shortbreaks.payments.commands import MakeAgreement, make_agreement
from tests.bookings.test_asking import an_adult
from tests.builders import a_child
from tests.families.test_rights import of

ORDER = {"held": True, "from_day": date(2026, 3, 2), "until_day": date(2026, 12, 31), "source": "residence", "seen": "Order <b>7</b>, seen by Jo"}


def say(county, child, adult, **said):
    request = SayResponsibility(adult, of(county, child, adult).version, **ORDER | said)
    return county.at().perform(say_responsibility, request)


def payees(county, child):
    return [adult for adult, _ in county.at(Role.MANAGER).ask(payments_of_child, child).payees]


def test_it_holds_from_its_day_until_its_day_by_its_source_and_pays_only_who_has_it(county):
    child = a_child(county)
    aunt, office = an_adult(county, child, "Zoë"), county.at()
    assert of(county, child, aunt).responsibility.said() == "Parental responsibility from an unknown day.", "as it was ticked"
    say(county, child, aunt, held=False, from_day=None, until_day=None, source="unknown", seen="Grace says she never had it")
    assert aunt not in payees(county, child)
    agreement = MakeAgreement(child, aunt, "direct payment", "Breaks", "", "card", date(2027, 1, 1), None)
    say(county, child, aunt)
    card = of(county, child, aunt)
    assert card.responsibility.said() == (
        "Parental responsibility from 2 March 2026 until 31 December 2026, by an order that the child lives with them (Order <b>7</b>, seen by Jo)."
    )
    assert [one.held for one in card.responsibilities] == [True, False, True] and aunt in payees(county, child)
    with pytest.raises(Refused, match="Zoë Okafor has no parental responsibility on 1 January 2027, so cannot be paid") as refused:
        county.at(Role.MANAGER).perform(make_agreement, agreement)
    assert refused.value.field == "payee_id"
    county.clock.forward(days=1)
    assert "responsibility from 2 March 2026" in dict(office.ask(child_as_at, child, date(2026, 7, 22)).adults)["Father, Zoë O."]
    then = dict(office.ask(child_as_at, child, date(2026, 7, 21)).adults)["Father, Zoë O."]
    assert then.endswith("Parental responsibility from an unknown day."), "as was known that evening"
    kept = [one for section in office.ask(held_on, child, None).sections for one in section.items if one.key.startswith("parental_")]
    assert len(kept) == 4 and all(one.mark == "about a parent or carer" for one in kept)


def test_what_is_half_said_or_cannot_be_so_is_refused_by_name_and_by_the_database(county):
    child = a_child(county)
    aunt = an_adult(county, child, "Zoë")
    for wrong, field in (
        ({"source": ""}, "source"), ({"seen": " "}, "seen"), ({"held": False}, "source"), ({"until_day": date(2026, 3, 1)}, "until_day"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            say(county, child, aunt, **wrong)
        assert refused.value.field == field
    with pytest.raises(ChangedByAnother):
        county.at().perform(say_responsibility, SayResponsibility(aunt, 0, **ORDER))
    say(county, child, aunt)
    with pytest.raises(Refused, match="kept already"):
        say(county, child, aunt)
    values = "insert into parental_responsibility (adult_id, held, from_day, until_day, source, seen, at, person_id) select adult_id, {}, from_day, {}, '{}', '{}', at, person_id from parental_responsibility where source = 'residence'"
    wrongs = [values.format("true", "until_day", "guess", "x"), values.format("true", "until_day", "birth", ""),
              values.format("true", "date('2026-01-01')", "birth", "x")]  # fmt: skip
    wrongs += [values.format("false", "until_day", source, "x") for source in BY if source not in TAKES_AWAY]
    wrongs += ["update parental_responsibility set held = false", "delete from parental_responsibility"]
    for statement in wrongs:
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))
