"""Every question there is, found by itself, with something of an example county to ask it about."""

import importlib
import pkgutil
from datetime import date, datetime, timedelta
from inspect import Parameter, signature

from sqlalchemy import text

import shortbreaks
from shortbreaks.access.trail import TrailAsked
from shortbreaks.bookings.find import Wish
from shortbreaks.bookings.provider_cancel import Scope as Closing
from shortbreaks.bookings.series.judging import SeriesWish
from shortbreaks.bookings.series.moving import MoveWish
from shortbreaks.bookings.series.recurring import Recurring
from shortbreaks.bookings.series.scope import Scope as OfSeries
from shortbreaks.council.terms import SetTerm
from shortbreaks.database.commands import QUERIES
from shortbreaks.database.records import metadata
from shortbreaks.exchange.families_csv import COLUMNS as FAMILY_COLUMNS
from shortbreaks.families.looks import LooksAsked
from shortbreaks.finance.checks import QUESTIONS
from shortbreaks.finance.layouts import DecideLayout
from shortbreaks.finance.purchase_import import COLUMNS as INVOICE_COLUMNS
from shortbreaks.overnight.closing_queries import closing_would
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.payments.letters.due import letters_due
from shortbreaks.providers.opening import AddSessions
from shortbreaks.providers.queries import Filters
from shortbreaks.providers.sessions import Recurrence
from tests.asked_about import ABOUT, OF_ONE

for module in pkgutil.walk_packages(shortbreaks.__path__, "shortbreaks."):
    if "migrations" not in module.name:
        importlib.import_module(module.name)

WEEK = timedelta(days=7)


class Asking:
    """What there is in one office to ask about, looked up once."""

    def __init__(self, office) -> None:
        self.office = office
        self.today = office.now().date()
        with office.database.reading.connect() as connection:
            said = {name: connection.execute(text(sql)).scalar() for name, sql in {**ABOUT, **OF_ONE}.items()}
        self.said = said
        assert None not in said.values(), (
            f"the county has nothing to ask about: {[name for name, one in said.items() if one is None]}"
        )

    def calls(self):
        """(name, function, values) of every question, of some more than one."""
        for name, label in sorted(QUERIES.items()):
            if name.startswith("shortbreaks."):
                bare = name.removeprefix("shortbreaks.")
                for values in self.values_of(bare, label.function):
                    yield bare, label.function, values

    def values_of(self, name, function):
        """Each set of values that a question is asked with."""
        if special := getattr(self, f"_{name.rpartition('.')[2]}", None):
            return special()
        wanted = list(signature(function).parameters.values())[1:]
        return [{one.name: self._value(name, one, one.annotation) for one in wanted if self._is_asked(name, one)}]

    def _is_asked(self, name, one):
        return one.default is Parameter.empty or one.name in {"day", "agreement_id"} or (name, one.name) in OF_ONE

    def _value(self, name, one, kind):
        if (name, one.name) in self.said:
            return self.said[name, one.name]
        if one.name in self.said:
            return self.said[one.name]
        if (table := one.name.removesuffix("_id")) in metadata.tables and table != one.name:
            with self.office.database.reading.connect() as connection:
                return connection.execute(text(f"select max(id) from {table}")).scalar()
        if one.name == "keys":
            return tuple(due.key for due in self.office.ask(letters_due))[:3]
        made = {
            "first": self.today - 4 * WEEK, "last": self.today + 4 * WEEK, "day": self.today, "on": self.today, "around": self.today,
            "year_end": date(self.today.year, 3, 31), "reason": "family", "kind": "price", "born": self.today - 9 * 52 * WEEK,
            "first_name": "Amara", "last_name": "Okafor", "name": "Amara Okafor", "most": 8, "key": "leap_birthday",
            "first_day": self.today, "last_day": self.today + 4 * WEEK, "when": "month", "nights": 14, "list_name": "need",
            "about": "term", "row_id": 1, "first_year": self.today.year,
        }  # fmt: skip
        return made[one.name] if one.name in made else self._made(kind, f"{name} of {one.name}")

    def _made(self, kind, about=""):
        said, today = self.said, self.today
        series = OfSeries(said["series_id"], today, "following")
        made = {
            Filters: Filters(),
            SetTerm: SetTerm("2030/31", 1, date(2030, 9, 2), date(2030, 12, 20)),
            Closing: Closing(said["provider_id"], today, today + 8 * WEEK),
            OfSeries: series,
            MoveWish: MoveWish(series, said["service_id"]),
            SeriesWish: SeriesWish(
                said["child_id"], said["service_id"], Recurring(1, "all", (5,), today + WEEK, today + 12 * WEEK)
            ),
            StayWanted: StayWanted(said["child_id"], said["bed_id"], _at(today + WEEK, 16), _at(today + WEEK + timedelta(days=2), 10)),
            AddSessions: AddSessions(
                said["service_id"], said["venue_id"], "Saturdays",
                Recurrence("weekly", (5,), today + WEEK, today + 12 * WEEK, "10:00", "15:00"), 8, 4,
            ),
        }  # fmt: skip
        assert kind in made, f"{about}: say here, or in tests/asked_about.py, with which {kind} it is asked"
        return made[kind]

    def _trail(self):
        week = TrailAsked(first=self.today - WEEK, last=self.today)
        return [{"asked": one} for one in (TrailAsked(), TrailAsked(1), week, TrailAsked(words="booking"))]

    def _looks_at_records(self):
        return [{"asked": one} for one in (LooksAsked(), LooksAsked(self.said["child_id"]), LooksAsked(None, 1))]

    def _alternatives_for(self):
        return [{"child_id": self.said["child_id"], "kind": "weekend", "around": self.today + WEEK}]

    def _breaks_for(self):
        wish = {"wish": Wish(self.said["child_id"], self.today, self.today + 8 * WEEK)}
        return [wish]

    _other_days = _why_nothing_fits = _breaks_for

    def _places_together(self):
        return [{"child_ids": (self.said["child_id"],), "session_ids": (self.said["session_id"],)}]

    def _bookings_by_id(self):
        return [{"booking_ids": (self.said["booking_id"], 1)}]

    def _account_of(self):
        return [{"kind": "direct payment", "holder": self.said["holder"]}]

    def _registers_between(self):
        span = {"first": self.today - 4 * WEEK, "last": self.today}
        return [span, {**span, "missing": True}, {**span, "provider_id": self.said["provider_id"]}]

    def _bookings_between(self):
        span = {"first": self.today, "last": self.today + WEEK}
        return [span, {**span, "state": "confirmed"}]

    _bookings_counted = _bookings_between

    def _later_due(self):
        return [{"kind": "price"}, {"kind": "benefit"}]

    def _later_of(self):
        return [{"child_id": self.said["child_id"], "kind": kind} for kind in ("price", "benefit")]

    def _series_listed(self):
        return [{}, {"child_id": self.said["child_id"]}]

    _cases_open = _series_listed

    def _waiting_list(self):
        return [{}, {"service_id": self.said["service_id"]}]

    def _find_people(self):
        return [{"typed": one} for one in ("o", self.said["typed"], "okafr", "F-20")]

    def _find_providers(self):
        return [{"typed": one} for one in ("s", "club")]

    def _find_by_letters(self):
        return [{"typed": one, "most": 8} for one in ("o", self.said["typed"], "B-00042")]

    def _check_rows(self):
        return [{"key": one.key, "day": self._ending(one.when)} for one in QUESTIONS.values()]

    _check_file = _check_rows

    def _checks_answered(self):
        return [{"when": when, "day": self._ending(when)} for when in ("month", "year")]

    def _ending(self, when):
        return self.today if when == "month" else date(self.today.year, 3, 31)

    def _child_as_at(self):
        return [{"child_id": self.said["child_id"], "day": self.today - WEEK}]

    def _line_of_run(self):
        return [{"key": (self.said["unit_id"], self.today, self.today + WEEK)}]

    def _layout_tried(self):
        return [{"request": DecideLayout("payments", "line: Number", "", False, "dmy", "needed", self.today, "Tried")}]

    def _other_breaks(self):
        found = self.office.ask(closing_would, self._made(Closing)).fallen[:1]
        return [{"fallen": one, "but": frozenset(), "but_units": frozenset()} for one in found]

    def _papers_known(self):
        return [{"fingerprints": ("0" * 64,)}]

    def _held_on(self):
        return [
            {"child_id": self.said["child_id"], "adult_id": None},
            {"child_id": None, "adult_id": self.said["adult_id"]},
        ]

    def _still_held(self):
        return [{"provider_id": self.said["provider_id"]}]

    def _families_listed(self):
        return [{}, {"after": 20}]

    def _scanned(self):
        return [{"session_id": self.said["session_id"], "typed": "SB1-00000000"}]

    def _file_checked(self):
        return [{"batch_id": self.said["batch_id"], "content": b"a,b\r\n"}]

    def _write_journal(self):
        return [{"write": lambda _bytes: None}]

    def _statement(self):
        return [{"account_id": self.said["account_id"], "first": self.today - 52 * WEEK, "last": self.today}]

    def _statements_wanted(self):
        return [{"last": date(self.today.year, 3, 31)}]

    def _balance(self):
        return [
            {"account_id": self.said["account_id"]},
            {"account_id": self.said["account_id"], "day": self.today - WEEK},
        ]

    def _all_balances(self):
        return [{}, {"day": self.today - WEEK}]

    def _files_taken(self):
        return [{}, {"words": "june"}]

    def _unmet_demand(self):
        return [{"first": self.today - 13 * WEEK, "last": self.today}]

    def _families_previewed(self):
        return [{"data": _table(FAMILY_COLUMNS)}]

    def _preview_invoices(self):
        return [{"data": _table(INVOICE_COLUMNS)}]

    def _directory_previewed(self):
        from shortbreaks.exchange.queries import directory_as_csv

        return [{"data": self.office.ask(directory_as_csv)}]

    def _past_nights_previewed(self):
        return [
            {
                "data": b"Family,Child,House,Bed,In,Out,Legal status\r\nF-20001,Amara,Bewl Water,Bed 1,2026-04-01,2026-04-03,s17\r\n"
            }
        ]

    def _preview_wishes(self):
        return [
            {"data": b"family,child,scheme,day\r\nF-20001,Amara,Club,2026-08-01\r\n", "round_id": self.said["round_id"]}
        ]

    def _preview_spending(self):
        data = b"Date,Description,Money out,Money in\n13/04/2026,Shop,84.00,\n14/04/2026,KCC,,390.96\n"
        return [{"data": data, "name": "june.csv", "columns": None, "agreement_id": self.said["agreement_id"]}]


def _at(day, hour):
    return datetime(day.year, day.month, day.day, hour)


def _table(columns):
    names = [one if isinstance(one, str) else one[0] for one in columns]
    return (
        ",".join(names) + "\r\n" + ",".join("2016-11-14" if one in {"Born", "born"} else "x" for one in names) + "\r\n"
    ).encode()
