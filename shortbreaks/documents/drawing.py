"""Every kind of paper there is: its facts, and the functions that draw it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shortbreaks.documents.agreement_summary import AgreementFacts, agreement_summary
from shortbreaks.documents.award_letter import AwardLetterFacts, award_letter
from shortbreaks.documents.booking_list import BookingListFacts, booking_list
from shortbreaks.documents.cancellation import NoticeFacts, cancellation_notice
from shortbreaks.documents.confirmation import ConfirmationFacts, confirmation
from shortbreaks.documents.cycle_letter import CycleLetterFacts, cycle_letter
from shortbreaks.documents.decision import DecisionFacts, decision_letter
from shortbreaks.documents.easy.agreement import easy_agreement
from shortbreaks.documents.easy.award import easy_award
from shortbreaks.documents.easy.booking_list import easy_booking_list
from shortbreaks.documents.easy.cancellation import easy_cancellation
from shortbreaks.documents.easy.changes import easy_cycle, easy_pause, easy_reconsider, easy_uplift
from shortbreaks.documents.easy.confirmation import easy_confirmation
from shortbreaks.documents.easy.decision import easy_decision
from shortbreaks.documents.easy.end import easy_end
from shortbreaks.documents.easy.offer import easy_offer
from shortbreaks.documents.easy.on_again import easy_on_again
from shortbreaks.documents.easy.pay_back import easy_pay_back, easy_plan
from shortbreaks.documents.easy.return_of_spending import easy_return
from shortbreaks.documents.easy.round_result import easy_round
from shortbreaks.documents.easy.statement import easy_statement
from shortbreaks.documents.easy.stay import easy_stay_confirmation, easy_stay_offer
from shortbreaks.documents.easy.surplus import easy_surplus
from shortbreaks.documents.easy.transition import easy_transition
from shortbreaks.documents.easy.waiting import easy_nights_waiting, easy_waiting
from shortbreaks.documents.end_letter import EndLetterFacts, PauseFacts, end_letter, pause_letter
from shortbreaks.documents.house_sheet import HouseSheetFacts, house_sheet
from shortbreaks.documents.nights_waiting_letter import NightsWaitingFacts, nights_waiting_letter
from shortbreaks.documents.offer_letter import OfferFacts, offer_letter
from shortbreaks.documents.on_again import OnAgainFacts, on_again_notice
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.pay_back_letter import PayBackFacts, PlanFacts, pay_back_letter, plan_letter
from shortbreaks.documents.reconsider_letter import ReconsiderLetterFacts, reconsider_letter
from shortbreaks.documents.register import RegisterFacts, register_paper
from shortbreaks.documents.return_letter import ReturnLetterFacts, return_letter
from shortbreaks.documents.round_result import RoundResultFacts, round_result
from shortbreaks.documents.statement import StatementFacts, statement_paper
from shortbreaks.documents.stay_letter import (
    StayConfirmationFacts,
    StayOfferFacts,
    stay_confirmation,
    stay_offer,
)
from shortbreaks.documents.style import EASY
from shortbreaks.documents.surplus_letter import SurplusLetterFacts, surplus_letter
from shortbreaks.documents.transition import TransitionFacts, transition_letter
from shortbreaks.documents.uplift_letter import UpliftLetterFacts, uplift_letter
from shortbreaks.documents.waiting_letter import WaitingFacts, waiting_letter


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper: the frozen facts it is drawn from, its two prints, and its easy read where it was written for that."""

    facts: type[Any]
    prints: Callable[[Any, str], Drawn]
    easy: Callable[[Any], Drawn] | None = None

    def draw(self, facts: Any, style: str) -> Drawn:
        """The paper in "standard" or "large" print, or in "easy" read. Raises Refused for a style that is not made of it."""
        return self.easy(facts) if self.easy is not None and style == EASY.name else self.prints(facts, style)


PAPERS: Mapping[str, PaperKind] = {
    "booking list": PaperKind(BookingListFacts, booking_list, easy_booking_list),
    "cancellation notice": PaperKind(NoticeFacts, cancellation_notice, easy_cancellation),
    "confirmation": PaperKind(ConfirmationFacts, confirmation, easy_confirmation),
    "register": PaperKind(RegisterFacts, register_paper),
    "round result": PaperKind(RoundResultFacts, round_result, easy_round),
    "decision letter": PaperKind(DecisionFacts, decision_letter, easy_decision),
    "house sheet": PaperKind(HouseSheetFacts, house_sheet),
    "transition letter": PaperKind(TransitionFacts, transition_letter, easy_transition),
    "on again notice": PaperKind(OnAgainFacts, on_again_notice, easy_on_again),
    "offer letter": PaperKind(OfferFacts, offer_letter, easy_offer),
    "waiting-list letter": PaperKind(WaitingFacts, waiting_letter, easy_waiting),
    "waiting-list letter for nights": PaperKind(NightsWaitingFacts, nights_waiting_letter, easy_nights_waiting),
    "stay confirmation": PaperKind(StayConfirmationFacts, stay_confirmation, easy_stay_confirmation),
    "stay offer": PaperKind(StayOfferFacts, stay_offer, easy_stay_offer),
    "statement": PaperKind(StatementFacts, statement_paper, easy_statement),
    "agreement summary": PaperKind(AgreementFacts, agreement_summary, easy_agreement),
    "return request": PaperKind(ReturnLetterFacts, return_letter, easy_return),
    "return reminder": PaperKind(ReturnLetterFacts, return_letter, easy_return),
    "surplus letter": PaperKind(SurplusLetterFacts, surplus_letter, easy_surplus),
    "pay-back letter": PaperKind(PayBackFacts, pay_back_letter, easy_pay_back),
    "plan letter": PaperKind(PlanFacts, plan_letter, easy_plan),
    "end letter": PaperKind(EndLetterFacts, end_letter, easy_end),
    "suspension notice": PaperKind(PauseFacts, pause_letter, easy_pause),
    "uplift letter": PaperKind(UpliftLetterFacts, uplift_letter, easy_uplift),
    "award letter": PaperKind(AwardLetterFacts, award_letter, easy_award),
    "cycle letter": PaperKind(CycleLetterFacts, cycle_letter, easy_cycle),
    "reconsideration letter": PaperKind(ReconsiderLetterFacts, reconsider_letter, easy_reconsider),
}

