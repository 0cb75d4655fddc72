"""The acts of every day, done in an example office one after another, each with something that is there to do it to."""

from datetime import date, datetime, timedelta

from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.commands import (
    AcceptOffer,
    MakeBooking,
    OfferPlaces,
    accept_offer,
    make_booking,
    offer_places,
)
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.registers.attending import Marked
from shortbreaks.bookings.registers.commands import KeepRegister, keep_register
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.eligibility.commands import Award, RecordDecision, record_decision
from shortbreaks.errors import Spoken
from shortbreaks.families.commands import RegisterFamily, register_family
from shortbreaks.overnight.commands import PlaceStay, place_stay
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.payments.commands import DecideAwardPart, decide_award_part
from shortbreaks.payments.runs.commands import ApproveRun, ChooseLine, DraftRun, approve_run, draft_run, leave_out
from shortbreaks.payments.runs.drafting import SETTLE
from shortbreaks.payments.runs.posting import PostRun, post_run
from shortbreaks.payments.runs.queries import next_runs
from shortbreaks.payments.spending.card_files import ColumnMap
from shortbreaks.payments.spending.commands import TakeSpending, take_spending
from shortbreaks.payments.spending.preview import preview_spending

FREE_PLACES = """select c.id, s.id from child c, break_session s join service v on v.id = s.service_id
where c.id > 0 and c.state = 'open' and c.workers_needed = 0 and c.sibling_only = 0 and c.id % 7 = 3
and s.taken < s.places and s.state = 'open' and s.starts_at > '2026-07-25' and v.kind = 'weekend' order by s.starts_at, s.id, c.id limit 300"""
REGISTER = """select session_id from booking where state = 'confirmed' and starts_at < '2026-07-22' and session_id is not null
group by session_id order by count(*) desc, session_id limit 1"""
LINES = 50


class Acts:
    """Each act by name, in an order in which one makes what the next is done to; what was found is what every office has."""

    def __init__(self, county) -> None:
        self.county, self.desk, self.money = county, county.at(), county.at(Role.FINANCE)

    def rows(self, sql, **values):
        with self.county.database.reading.connect() as connection:
            return connection.execute(text(sql), values).all()

    def each(self):
        """(name, who, command, requests): the first of the requests that is not refused is done."""
        places = [PlacesWanted(child, (session,)) for child, session in self.rows(FREE_PLACES)]
        yield "book a place", self.desk, make_booking, [MakeBooking((one,)) for one in places]
        booking = self.done.answer[0]
        ((number, version),) = self.rows("select number, version from booking where id = :id", id=booking)
        yield "issue a confirmation", self.desk, issue_confirmation, [IssueConfirmation(number)]
        yield "cancel a booking", self.desk, cancel_booking, [CancelBooking(booking, version, "family")]
        yield "offer places", self.desk, offer_places, [OfferPlaces((one,)) for one in places]
        ((number,),) = self.rows("select number from booking where id = :id", id=self.done.answer[0])
        yield "confirm an offer", self.desk, accept_offer, [AcceptOffer(number)]
        yield "keep a stay", self.desk, place_stay, list(self._stays())
        yield "keep a register", self.desk, keep_register, [self._register()]
        yield "add a family", self.desk, register_family, [FAMILY]
        yield "decide what a child is awarded", self.county.at(Role.MANAGER), record_decision, list(self._decisions())
        ((agreement, line),) = self.rows(
            "select a.id, l.part from agreement a join award_line l on l.agreement_id = a.id where a.state = 'active' and l.per = 'hour' and a.id > 0 order by a.id, l.part limit 1"
        )
        yield "decide an award", self.county.at(Role.MANAGER), decide_award_part, [
            DecideAwardPart(agreement, line, "assistant", "More hours", "hour", 600, 1500, date(2026, 9, 7), None, "Asked for at the review")
        ]  # fmt: skip
        yield "take in a card file", self.money, take_spending, [self._card_file(agreement)]
        yield from self._run()

    def _stays(self):
        start = datetime(2026, 9, 22, 16)
        slept = self.rows("select distinct child_id, bed_id from bed_night where child_id > 0 order by child_id, bed_id")
        reasons = tuple(Reason(rule, "Agreed") for rule in ("R-B4", "R-B8", "R-B9", "R-O10"))
        for child, bed in slept:
            yield PlaceStay(StayWanted(child, bed, start, start.replace(hour=10) + timedelta(days=2)), reasons=reasons)

    def _register(self):
        ((session,),) = self.rows(REGISTER)
        lines = self.rows("select id, version from booking where session_id = :id and state = 'confirmed' order by id", id=session)
        return KeepRegister(session, tuple(Marked(one, version, "present") for one, version in lines))

    def _decisions(self):
        for (child,) in self.rows("select id from child where state = 'open' and id > 0 order by id limit 50"):
            yield RecordDecision(
                child, "agreed", "They need their evenings.", "Short breaks panel", date(2026, 7, 20), date(2026, 8, 1),
                date(2027, 3, 31), date(2027, 1, 15), (Award("hours", 60 * 60),),
            )  # fmt: skip

    def _card_file(self, agreement):
        days = [date(2026, 7, 1) + timedelta(days=n % 20) for n in range(LINES)]
        data = "\n".join(["Date,Description,Money out,Money in", *(f"{day:%d/%m/%Y},Shop {n},{n + 1}.20," for n, day in enumerate(days))])
        columns = ColumnMap("Date", "Description", out="Money out", into="Money in")
        seen = self.money.ask(preview_spending, data.encode(), "card.csv", columns, agreement)
        return TakeSpending(data.encode(), "card.csv", columns, agreement, seen.sha256)

    def _run(self):
        following = self.money.ask(next_runs)[0]
        yield "draft a run", self.money, draft_run, [DraftRun(following.cycle_days, following.first)]
        run = self.done.answer
        for line, flags in self.rows("select id, flags from run_line where run_id = :id and state = 'in' order by id", id=run):
            if set(flags.split(",")) & set(SETTLE):
                self.money.perform(leave_out, ChooseLine(line, "To be settled"))
        for role in (Role.MANAGER, Role.APPROVER):
            ((version, total, state),) = self.rows("select version, total_pence, state from payment_run where id = :id", id=run)
            if state == "drafted":
                yield "approve a run", self.county.at(role), approve_run, [ApproveRun(run, version, total)]
        ((version,),) = self.rows("select version from payment_run where id = :id", id=run)
        yield "post a run", self.money, post_run, [PostRun(run, version)]

    def done_one_by_one(self, begin):
        """Do each and give its name once it is done; `begin` is called before each try."""
        for name, office, command, requests in self.each():
            self.done, said = None, ""
            for request in requests:
                begin()
                try:
                    self.done = office.perform(command, request)
                    break
                except Spoken as spoken:
                    said = spoken.sentence
            assert self.done is not None, f"{name}: {said or 'there is nothing to do it to'}"
            yield name


FAMILY = RegisterFamily(
    "Ngozi", "Umeh", date(2016, 5, 1), "Ada", "Umeh", "Mother", "01632 960171", "1 High Street\nDover", "CT16 1AA"
)
