"""Letters in easy read say what the other prints say: every sum, day, time and number of one stands in the other, and no other."""

import io
import re
from dataclasses import replace
from datetime import date, datetime

import pypdf
import pytest

from shortbreaks.documents.agreement_summary import AgreementFacts
from shortbreaks.documents.award_letter import AwardLetterFacts
from shortbreaks.documents.booking_list import BookedFacts, BookingListFacts, NotBookedFacts
from shortbreaks.documents.cycle_letter import CycleLetterFacts, PaymentFacts
from shortbreaks.documents.decision import AwardedFacts, DecisionFacts
from shortbreaks.documents.drawing import PAPERS
from shortbreaks.documents.end_letter import EndLetterFacts, PauseFacts
from shortbreaks.documents.nights_waiting_letter import NightsWaitingFacts
from shortbreaks.documents.on_again import BreakFacts, OnAgainFacts
from shortbreaks.documents.pay_back_letter import PayBackFacts, PlanFacts
from shortbreaks.documents.payment_letter import ToFamily
from shortbreaks.documents.reconsider_letter import ReconsiderLetterFacts
from shortbreaks.documents.return_letter import ReturnLetterFacts
from shortbreaks.documents.round_result import ChildResult, DayGiven, RoundResultFacts, WishNotMet
from shortbreaks.documents.stay_letter import StayConfirmationFacts, StayOfferFacts
from shortbreaks.documents.surplus_letter import SurplusLetterFacts
from shortbreaks.documents.transition import TransitionFacts
from shortbreaks.documents.uplift_letter import RateChange, UpliftLetterFacts
from shortbreaks.documents.waiting_letter import WaitingFacts
from shortbreaks.payments.letters.tables import LETTERS as OF_PAYMENTS
from tests.documents.test_golden import FACTS, HEAD, said
from tests.documents.test_statement import A26

EASY_READ = frozenset({
    "agreement summary", "award letter", "booking list", "cancellation notice", "confirmation", "cycle letter", "decision letter",
    "end letter", "offer letter", "on again notice", "pay-back letter", "plan letter", "reconsideration letter", "return reminder",
    "return request", "round result", "statement", "stay confirmation", "stay offer", "surplus letter", "suspension notice",
    "transition letter", "uplift letter", "waiting-list letter", "waiting-list letter for nights",
})  # fmt: skip

DAY = date(2026, 7, 22)
TO = ToFamily(HEAD, "DP-10697", "Amara O.", "F-20418", "Ms O.", DAY, FACTS.foot, FACTS.relay)
HERE = {"head": HEAD, "family": "F-20418", "dated": DAY, "dear": "Ms O.", "foot": FACTS.foot, "relay": FACTS.relay}
US = {**HERE, "child": "Amara O."}
DECISION = DecisionFacts(
    number="D-00007", agreed=True, decided_by="Short breaks panel", decided_on=date(2026, 7, 20), asked_on=date(2026, 6, 30),
    asked="60 hours of clubs and 12 nights", awards=(AwardedFacts("60 hours", "Clubs"), AwardedFacts("£400.00", "Activities")),
    from_day=date(2026, 8, 1), until_day=date(2027, 3, 31), reason="She needs a worker of her own. Her mother is alone.",
    scheme="Targeted breaks", criteria=("Care at night 2 times a week", "No other adult at home"), answer="The scheme gives band 2",
    gives="60 hours a year", conditions="The plan is looked at.", review_on=date(2027, 2, 1), payment="not yet",
    challenge_by=date(2026, 8, 19), challenge="Somebody else looks at it again.", ask="Ann Hill", not_agreed="12 nights", **US,
)  # fmt: skip
AWARD = AwardLetterFacts(
    TO, date(2026, 9, 1), 9774, 8145, ("Assistant: 5 hours × £16.29 = £81.45 a week",), "The plan was reviewed", -3258, 32580,
    date(2026, 8, 24), date(2026, 8, 19), date(2026, 7, 20), 28, "", 1629,
)  # fmt: skip
WAITING = WaitingFacts(
    number="W-0012", service="Sandpipers", days="on any Saturday", asked_on=date(2026, 6, 1), reviewed_on=date(2026, 7, 1),
    band="among the first five", order=("those without a break", "who waits longest"), helps=("Another day may have a place.",),
    together=True, **US,
)  # fmt: skip
NIGHTS = NightsWaitingFacts(
    number="W-0013", house="Windmill House", nights=2, from_day=date(2026, 8, 7), until_day=date(2026, 8, 31), weekdays=(4, 5),
    asked_on=date(2026, 6, 1), reviewed_on=date(2026, 7, 1), band="among the first five", order=("those without a break",),
    helps=("Nights in the week are free sooner.",), together=2, **US,
)  # fmt: skip
STAY = StayConfirmationFacts(
    number="S-0042", house="Windmill House", where="Mill Lane TN23 1AA.", directions="Ring the bell.", arrives=datetime(2026, 8, 7, 16),
    leaves=datetime(2026, 8, 9, 10), nights=2, charge_words="2 nights × £20.00 = £40.00.", charged=True,
    allocation_words="This stay uses 2 nights. You will have 10 of 12 nights left until 31 March 2027.",
    free_until=datetime(2026, 7, 31, 16), part_until=datetime(2026, 8, 5, 15), part_percent=50, back_until=datetime(2026, 8, 4, 14),
    day_contact="Joy", day_phone="07700 900387", bring="Her sling.", collected_by="Grandfather.", transport="The bus brings her.", **US,
)  # fmt: skip
OFFER = StayOfferFacts(
    number="S-0043", house="Windmill House", where="Mill Lane TN23 1AA.", arrives=datetime(2026, 8, 7, 16),
    leaves=datetime(2026, 8, 9, 10), nights=2, until=datetime(2026, 7, 29, 12), charge_words="There is nothing to pay.",
    allocation_words="You will then have 10 nights.", waits_until=date(2026, 10, 1), together=1, **US,
)  # fmt: skip
ROUND = RoundResultFacts(
    round="Summer", until=datetime(2026, 7, 29, 12), how_decided="First wishes came first.", next_words="We ring you.", **HERE,
    children=(
        ChildResult("Amara O.", (DayGiven(datetime(2026, 8, 3, 10), datetime(2026, 8, 3, 15), "Beach", "Margate"),),
                    (WishNotMet("Tuesday 4 August at Owls", "5 places for 9 children.", "Ring us."),), "There is £25.50 to pay."),
        ChildResult("Ben O.", (), (WishNotMet("Monday", "It was full.", ""),), ""),
    ),
)  # fmt: skip
RETURN = ReturnLetterFacts(
    TO, 0, date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 28), 25272, 117288, "FREEPOST", ("the statements", "receipts"), ()
)
SURPLUS = SurplusLetterFacts(
    TO, DAY, 145000, ("£312.35 holiday pay", "£100.00 tax"), 41235, 9774, 8, 78192, 24573, "assistant left", "pay back", 24573,
    date(2026, 8, 5), None, coming=1000,
)  # fmt: skip
END = EndLetterFacts(
    TO, date(2026, 8, 31), "moved away", DAY, 25272, 117288, 100000, 42560, ("£100.00 tax",), 10000, 32560, 1629, 814,
    date(2026, 9, 28), date(2026, 8, 19),
)  # fmt: skip
LETTERS = [
    ("decision letter", DECISION), ("decision letter", replace(DECISION, agreed=False, awards=(), payment="", asked_on=None)),
    ("decision letter", replace(DECISION, not_agreed="", until_day=None, criteria=(), conditions="", review_on=None, payment="yes")),
    ("award letter", AWARD), ("award letter", replace(AWARD, short_reason="It is urgent", arrears=0, next_pence=0)),
    ("award letter", replace(AWARD, decided_on=None, arrears=1234, next_taken=0)), ("award letter", replace(AWARD, new_week=10000, decided_on=None)),
    ("waiting-list letter", WAITING), ("waiting-list letter", replace(WAITING, together=False)),
    ("waiting-list letter for nights", NIGHTS), ("waiting-list letter for nights", replace(NIGHTS, house="", weekdays=(), together=0)),
    ("stay confirmation", STAY), ("stay confirmation", replace(STAY, back_until=STAY.part_until)),
    ("stay confirmation", replace(STAY, free_until=None, part_until=None, back_until=None, day_contact="", bring="", collected_by="")),
    ("stay confirmation", replace(STAY, charged=False, allocation_words="", free_until=None, part_until=None, where="")),
    ("stay offer", OFFER), ("stay offer", replace(OFFER, waits_until=None, together=0, where="")),
    ("round result", ROUND), ("round result", replace(ROUND, until=None)), ("round result", replace(ROUND, children=ROUND.children[1:])),
    *(("return request" if not n else "return reminder", replace(RETURN, number=n)) for n in range(4)),
    ("return reminder", replace(RETURN, number=1, came=("bank statements on 3 July 2026",))),
    ("surplus letter", SURPLUS), ("surplus letter", replace(SURPLUS, aside=(), aside_pence=0, coming=0, outcome="plan review", ask=0)),
    ("surplus letter", replace(SURPLUS, outcome="more time", ask=0, look_again=date(2026, 10, 1))),
    ("surplus letter", replace(SURPLUS, over=0, outcome="nothing", ask=0, reply_by=None)),
    ("surplus letter", replace(SURPLUS, balance=123145000, over=122824573, ask=122824573)),
    ("surplus letter", replace(SURPLUS, final="£425.60 held − £100.00 = £325.60 to pay back.", ask=32560)),
    ("end letter", END), ("end letter", replace(END, back=0, aside=(), paid_too_much=0, owed=0, as_at=END.last_day, returned=True)),
    ("end letter", replace(END, line="£425.60 held − £100.00 = £325.60 to pay back.", returned=True)),
]  # fmt: skip
AGREEMENT = AgreementFacts(
    TO, "Ms O.", "Time with friends", ("6 hours × £16.29 = £97.74 a week.", "£390.96 every four weeks."), date(2026, 4, 1), "every four weeks",
    "A card, ending 4471", "Wages and payroll", ("Swimming, up to £20.00 a week.",), "Food at home", "Nobody in your home may be paid.", "Beams",
    date(2026, 7, 28), 6, "You may hold 8 weeks, £781.92. What is over that is looked at with you; bills to come are set aside first.",
    28, date(2027, 3, 1),
)  # fmt: skip
BOOKED = BookedFacts(datetime(2026, 9, 5, 10), datetime(2026, 9, 5, 13), datetime(2026, 8, 29, 10))
LIST = BookingListFacts(
    number="BL-0012", service="Sandpipers Saturday Club", recurs="Every Saturday", venue="Pierremont Hall, Broadstairs CT10 1JX.",
    booked=(BOOKED, BookedFacts(datetime(2027, 1, 9, 18), datetime(2027, 1, 10, 10), None)),
    not_booked=(NotBookedFacts(date(2026, 10, 31), "The club is closed.", "You keep 3 hours."),), charge_pence=2575,
    charge_words="1 date × £12.75 + 1 date × £13.00 = £25.75. £25.75 is still to pay; ring us to pay by card.",
    allowance_words="These breaks use 6 hours.", day_contact="Jo", day_phone="07700 900655", collected_by="Her aunt Joy.", **US,
)  # fmt: skip
PAY_BACK = PayBackFacts(TO, "misspent", "£120.00 for a television on 3 July 2026.", 12000, date(2026, 8, 19))
PLAN = PlanFacts(TO, 24573, 5000, 19573, 5000, 4, 4573, date(2026, 8, 24))
LETTERS += [
    ("statement", A26), ("statement", replace(A26, over=1000, aside=(), aside_pence=0, next_taken=5000, taken_back=9000)),
    ("statement", replace(A26, lines=(), closing=12000, next_pence=0, next_on=None, next_return=date(2026, 7, 1), weeks=0, may_hold=0, asked=500)),
    ("agreement summary", AGREEMENT), ("agreement summary", replace(AGREEMENT, review=None, uses=())),
    ("agreement summary", replace(AGREEMENT, return_months=1, notice_days=1)),
    ("booking list", LIST), ("booking list", replace(LIST, not_booked=(), charge_words="There is nothing to pay.", day_contact="", collected_by="")),
    ("booking list", replace(LIST, booked=(), day_phone="", allowance_words="")),
    ("pay-back letter", PAY_BACK), ("pay-back letter", replace(PAY_BACK, kind="final account", ended=True)),
    ("plan letter", PLAN), ("plan letter", replace(PLAN, ended=True, next_on=None)), ("plan letter", replace(PLAN, left=5000, times=1, last=5000)),
]  # fmt: skip
UPLIFT = UpliftLetterFacts(
    TO, date(2026, 8, 1), (RateChange("Assistant", 1629, 1685), RateChange("Agency", 2136, 2200)), 9774, 10110, 1234, 40440, date(2026, 8, 21),
    date(2026, 8, 19),
)  # fmt: skip
CYCLE = CycleLetterFacts(
    TO, date(2026, 9, 1), "every four weeks", "every month", "You asked for it",
    (PaymentFacts(date(2026, 8, 24), date(2026, 8, 31), 11170, date(2026, 8, 21)), PaymentFacts(date(2026, 9, 1), date(2026, 9, 30), 42354, date(2026, 9, 1))),
    date(2026, 8, 19),
)  # fmt: skip
PAUSE = PauseFacts(TO, date(2026, 8, 3), "hospital", 25272, date(2026, 7, 22), 9774, "half", "£50.00 a week for Jo until 1 September 2026")
AGAIN = ReconsiderLetterFacts(TO, date(2026, 8, 3), 9774, 8145, date(2026, 7, 1), "withdrawn", "The hours are needed", 39096, date(2026, 8, 21), 500)
ON = OnAgainFacts(
    number="N-0012", reason="The hall is open after all.", money="£12.75 is charged again. £12.75 is still to pay.", allowance="3 hours are used again.",
    liable="", breaks=(
        BreakFacts("Sandpipers Saturday Club", "Pierremont Hall, Broadstairs", datetime(2026, 8, 1, 10), datetime(2026, 8, 1, 13), ""),
        BreakFacts("Windmill House", "Windmill House", datetime(2026, 8, 7, 16), datetime(2026, 8, 9, 10), "Amara is elsewhere at that time."),
    ), **US,
)  # fmt: skip
TRANSITION = TransitionFacts(
    HEAD, "Amara O.", "F-20418", DAY, "Ms O.", "17½", date(2026, 7, 14), date(2027, 1, 14), ("60 hours of clubs", "12 nights"), date(2027, 3, 31),
    "Young People’s Team", refers=True, ask="Sam Reed", foot=FACTS.foot, relay=FACTS.relay, number="T-00045-17½",
)  # fmt: skip
LETTERS += [
    ("uplift letter", UPLIFT), ("uplift letter", replace(UPLIFT, arrears=0, next_taken=500)), ("uplift letter", replace(UPLIFT, next_pence=0, next_on=None)),
    ("cycle letter", CYCLE), ("cycle letter", replace(CYCLE, payments=(), reason="")),
    ("suspension notice", PAUSE), ("suspension notice", replace(PAUSE, paid_too_much=0, retainer="", reason="other")),
    *(("reconsideration letter", replace(AGAIN, outcome=one)) for one in ("withdrawn", "stands", "changed")),
    ("on again notice", ON), ("on again notice", replace(ON, breaks=ON.breaks[:1], liable="From 16 on it is the young person’s own charge.", allowance="")),
    ("transition letter", TRANSITION), ("transition letter", replace(TRANSITION, awards=(), until_day=None, refers=False, number="")),
]  # fmt: skip
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
FIGURES = re.compile(rf"£[\d,]+\.\d\d|\b\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?|\b\d\d:\d\d\b|\b[A-Z]{{1,2}}-\d+|\b\d+%|\b\d+ (?:nights?|hours?|days|weeks|places?|children)")


def figures(pdf):
    return set(FIGURES.findall(re.sub(r"Page \d+ of \d+", "", said(pdf))))


@pytest.mark.parametrize(("kind", "facts"), LETTERS, ids=lambda one: one if isinstance(one, str) else "")
def test_what_counts_in_one_print_stands_in_the_other(kind, facts):
    """The control is the pattern itself: it finds something in each, and a letter about another day or sum is not the same."""
    standard, easy = (figures(PAPERS[kind].draw(facts, style).pdf) for style in ("standard", "easy"))
    assert len(standard) > 1 and easy == standard


@pytest.mark.parametrize(("style", "order"), [
    ("standard", ["If you are late", "You can have this letter", "Your return, DP-10697", "Signature"]),
    ("large", ["If you are late", "Your return, DP-10697", "Signature", "You can have this letter"]),
    ("easy", ["If you are late", "You can have this letter", "Your return, DP-10697", "Signature"]),
])  # fmt: skip
def test_what_is_sent_back_is_a_page_of_its_own_after_what_is_kept(style, order):
    paper = PAPERS["return request"].draw(RETURN, style)
    text = said(paper.pdf)
    places = [text.index(one) for one in order]
    assert places == sorted(places) and paper.pages == (3 if style == "easy" else 2)


def test_a_long_name_in_the_foot_is_seen_to_go_on():
    paper = PAPERS["round result"].draw(replace(ROUND, round="Summer " * 30), "standard")
    foot = pypdf.PdfReader(io.BytesIO(paper.pdf)).pages[-1].extract_text()
    assert "Summer…" in foot or "Summe…" in foot or "Summer …" in foot


def test_another_sum_is_another_letter():
    assert figures(PAPERS["end letter"].draw(END, "easy").pdf) != figures(PAPERS["end letter"].draw(replace(END, owed=815), "easy").pdf)


def test_which_kinds_are_made_in_easy_read_every_letter_of_a_direct_payment_among_them():
    """So no list of letters due asks whether one can be drawn as its family wishes."""
    assert {kind for kind, one in PAPERS.items() if one.easy} == EASY_READ >= set(OF_PAYMENTS)


@pytest.mark.parametrize(("kind", "facts"), LETTERS[::3])
def test_each_sentence_is_short_and_one_idea(kind, facts):
    """No sentence of ours is longer than the twenty words that easy read allows at most; the record's own stand as they are."""
    text = said(PAPERS[kind].draw(facts, "easy").pdf)
    body = (text.partition("Dear Ms O.")[2] or text.partition("It is for")[2] or text.partition("in short")[2]).partition("About this letter")[0]
    assert max(len(one.split()) for one in re.split(r"(?<=[.?:])\s", body)) <= 20


@pytest.mark.parametrize(("kind", "facts", "wanted"), [
    ("decision letter", DECISION, "The short breaks panel agreed part of it. It was decided on 20 July 2026."),
    ("award letter", AWARD, "Before it was £97.74 a week. From then it is £81.45 a week."),
    ("waiting-list letter", WAITING, "We offer both places. Or we offer none."),
    ("stay confirmation", STAY, "The nights go back to your allowance if you cancel by Tuesday 4 August at 14:00. Later they stay used."),
    ("stay offer", OFFER, "We wait until Wednesday 29 July 2026 at 12:00. Then the bed is free for another family."),
    ("round result", ROUND, "Ben O. Ben gets no place this time. What Ben does not get Monday. It was full."),
    ("return reminder", replace(RETURN, number=3), "A manager now decides with you what would help."),
    ("surplus letter", SURPLUS, "8 × £97.74 = £781.92. That leaves £245.73 over."),
    ("statement", A26, ("2 April. In: £390.96. Payment from us, run 1. Then there was £510.96. 30 April. Out: £336.00. Wages, 24 hours × £14.00. "
     "Paper seen: Yes. Then there was £174.96. 30 April. Out: £10.72. Payroll. Paper seen: Not yet.")),
    ("booking list", LIST, "What it costs 1 date at £12.75 each. 1 date at £13.00 each. That is £25.75. £25.75 is still to pay; ring us"),
    ("agreement summary", AGREEMENT, "You can end it. We can end it. Each of us gives 28 days’ notice. Money that was not used is paid back."),
    ("pay-back letter", replace(PAY_BACK, ended=True), "You can pay in parts. Ring us and we agree how much and when."),
    ("plan letter", PLAN, "£50.00 comes out of each payment. That goes on until nothing is left. It takes 4 payments. The last one is £45.73."),
    ("end letter", END, "Do not send money yet. We wait until your last return is here. Then we write to you with the sum and the day."),
])  # fmt: skip
def test_it_is_said_one_idea_after_the_other(kind, facts, wanted):
    assert wanted in " ".join(re.sub(r"\S+ \S+ \S+ Page \d of \d", "", said(PAPERS[kind].draw(facts, "easy").pdf)).split())


@pytest.mark.parametrize("style", ["standard", "easy"])
def test_an_agreement_says_one_month_one_day_and_none_as_one_says_them(style):
    one, none = (said(PAPERS["agreement summary"].draw(replace(AGREEMENT, return_months=1, notice_days=days), style).pdf) for days in (1, 0))
    assert "hen every month." in one and "1 day’s notice" in one
    assert "end at once" in none or "end it at once" in none
    assert "notice" not in none
