"""The forms that stand behind something else: a state that is brought about, a sheet, a menu, a file or a row that comes first."""

from datetime import date

from PySide6.QtCore import Qt

from tests.conftest import RECOVERY_KEY
from tests.ui.sending import states
from tests.ui.sending.hands import Way
from tests.ui.sending.states import to
from tests.ui.sending.steps import (
    PUT_BACK,
    SEND,
    choose_made,
    copied_outside,
    fill,
    keys,
    look_again,
    menu,
    once_on,
    press,
    row,
)

K = Qt.Key
GERMAN = "Wann,Wer,Raus,Rein\n14/07/2026,Swim club,12.00,\n"
ONE_LINE = {"reason": "it is kept as one line, its spaces put in order"}
APART = "None of these: it counts by itself"
BEDS = {"min_age": "5", "max_age": "17"}
CHANGE = press("change_child")
WITHHELD = (CHANGE, press("withheld"))
FOUND = (press("tab_3"), press("place_stay"))

OF_BREAKS = (
    Way("bookings.cancel_sheet:CancelSheet.__init__", "bookings", (row(0), keys(K.Key_F3)), ("cancel_booking",),
        types={"time": "10:00"}),
    Way("bookings.put_back:put_booking_back.refused", "bookings",
        (row(lambda one: one.service_id == 4 and one.start.date() == date(2026, 8, 8)), press("take_cancellation"), fill(), PUT_BACK),
        ("put_back",), to(child=71)),
    Way("bookings.find.actions:FindActs.wait", "find", (press("day_76"), press("join_waiting")), ("join_waiting",), to(child=14)),
    Way("bookings.find.remedies:Remedies._ask_form", "find", (press("remedy_8"),), (), to(child=14),
        not_kept={"said": "it goes with the booking that is made next"}),
    Way("bookings.series.form:SeriesForm.show_choices", "series_plan", (), ("make_series", "issue_booking_list"),
        to(child=44, service=10, day=date(2026, 7, 25))),
    Way("bookings.series.plan:SeriesPlanPage.move_day", "series_plan", (keys(K.Key_M, within="days_table"),), (),
        to(child=14, service=8, day=date(2026, 7, 24))),
    Way("bookings.series.sheets:ScopeSheet.__init__", "series",
        (row(lambda one: one.may_change, "dates_table"), press("cancel_dates")), ("cancel_dates",)),
    Way("bookings.series.actions:SeriesActs._ask_reason", "series",
        (row(lambda one: one.day == date(2026, 8, 24), "dates_table"), press("book_date")), ("book_skipped",),
        states.skipped_date_wanted, send=(SEND, fill(words="Agreed with the provider"))),
    Way("bookings.waiting.actions:WaitingActs.offer", "waiting", (press("waiting_tab_1"), row(2), press("places_offer_4")),
        ("offer_to_waiting",)),
    Way("bookings.closings.page:ClosingPage._provider_came", "provider", (press("provider_cancels"),),
        ("cancel_as_provider", *("issue_notice",) * 4), to(id=9), {"first_day": "1/8/2026", "last_day": "8/8/2026"},
        send=(once_on("cancel_as_provider", SEND), press("button_confirm"))),
    Way("bookings.closings.reopening_page:ReopeningPage.__init__", "provider", (press("provider_cancels"), press("reopen_1")),
        ("reopen_closing",), to(id=8), send=(SEND, press("button_confirm"))),
    Way("overnight.house_acts:HouseActs._bed_form", "beds", (menu("house_menu", "Add a bed"),), ("add_bed",), types=BEDS),
    Way("overnight.house_acts:HouseActs._change_form", "beds", (menu("house_menu", "Change a bed"),), ("change_bed",),
        types=BEDS | {"until_day": "31/3/2030"}),
    Way("overnight.house_acts:HouseActs._house_form", "beds", (menu("house_menu", "Keep beds of another service"),), ("make_unit",),
        states.house_without_beds, {"service_id": "Windmill House"}),
    Way("overnight.house_acts:HouseActs.close", "beds", (menu("house_menu", "Close nights"),), ("close_beds",)),
    Way("overnight.house_acts:HouseActs._reopen_form", "beds", (menu("house_menu", "Open closed nights"),), ("open_beds",)),
    Way("overnight.house_acts:HouseActs.price", "beds", (menu("house_menu", "Price of a night"),), ("price_nights",)),
    Way("overnight.house_acts:HouseActs.roster", "beds", (menu("house_menu", "Staff on a night"),), ("roster_night",)),
    Way("overnight.placing:PlacingPanel._troubles", "beds", (), ("place_stay",), to(child=23, unit=1, first=date(2026, 8, 4))),
    Way("overnight.placing_acts:PlacingActs.times", "beds", (press("stay_times"),), ("place_stay",),
        to(child=86, unit=2, first=date(2026, 9, 8)), {"first": "8/9/2026", "out": "10/9/2026"}, send=(SEND, SEND)),
    Way("overnight.wait_sheet:WaitSheet._open", "child", (*FOUND, press("wait_for_nights")), ("join_nights",), to(id=86)),
    Way("overnight.cancel_sheet:CancelStaySheet.__init__", "beds", (press("cancel_stay"),), ("cancel_stay",), states.stay_to_come),
    Way("overnight.actions:StayActs._put_back.refused", "beds", (press("put_back"),), ("put_stay_back",), states.stay_cancelled_and_waited_for),
    Way("overnight.actions:StayActs.not_come", "beds", (press("not_come"),), ("not_come",), states.stay_of_today(23, 8)),
    Way("overnight.comes_and_goes:ComesAndGoes.arrive_at", "beds", (press("arrive_at"),), ("arrive",), states.stay_of_today(45, 9)),
    Way("overnight.comes_and_goes:ComesAndGoes.collect", "beds", (press("collect"),), ("collect",), states.stay_in_house(65, 10),
        {"wish": "The family’s"}),
    Way("overnight.actions:StayActs._ask_reasons", "beds", (press("swap_stay"), keys(K.Key_Down, K.Key_Return)), ("swap_stays",),
        states.stays_to_swap),
    Way("providers.actions:ProviderActs.venue", "provider", (press("add_venue"),), ("save_venue",), to(id=7), {"district": "Thanet"}),
    Way("providers.closing:ClosingActs._close", "provider", (press("end_7"),), ("close_service",), to(id=7)),
    Way("providers.closing:ClosingActs.venue", "provider", (press("end_venue_14"),), ("set_venue_state",), to(id=14)),
    Way("rounds.actions:RoundActs.change_round", "round", (press("change_round"),), ("change_round",), states.round_open),
)  # fmt: skip

OF_FAMILIES = (
    Way("access.trial_card:TrialCard.try_key", "people", (press("tab_office"), press("try_key")), ("note_trial",),
        types={"key": RECOVERY_KEY}, wrong={"key": f"{RECOVERY_KEY[:-1]}0"}),
    Way("access.trial_card:TrialCard.try_restore", "people", (press("tab_office"), copied_outside, press("try_restore")), ("note_trial",),
        types={"key": RECOVERY_KEY}, wrong={"key": "ABCD-1234", "place": "../../x"}, keeps=("place",)),
    Way("families.collect_card:CollectCard._form", "child", (press("collector_0"),), ("change_collector",), states.must_not_collect),
    Way("families.kept_card:KeptCard._form", "child", (press("tab_5"), press("ending_closed")), ("note_ending",), to(id=94)),
    Way("families.adult_acts:AdultActs.rights", "child", (CHANGE, press("rights_65")), ("change_rights",), to(id=71)),
    Way("families.adult_acts:AdultActs.gone", "child", (CHANGE, press("end_adult")), ("end_adult",), to(id=86)),
    Way("families.allocation_change:change_allocation_sheet", "child", (press("tab_1"), press("change_83")), ("change_allocation",),
        to(id=71), {"amount": "70"}),
    Way("families.decision_acts:DecisionActs.note_offer", "child", (press("tab_1"), press("note_offer")), ("note_offer",), to(id=71)),
    Way("families.decision_acts:DecisionActs.note_told", "child", (press("tab_1"), press("told_97")), ("note_told",), to(id=17)),
    Way("families.talk_card:TalkCard._note", "child", (press("note_talk"),), ("note_talk",), to(id=62)),
    Way("families.talk_card:TalkCard._close", "child", (press("close_talk"),), ("close_talk",), to(id=62)),
    Way("families.withheld:WithheldAddress._look", "child", (*WITHHELD, press("see_address")), ("see_address",), to(id=54)),
    Way("families.withheld:WithheldAddress._name", "child", (*WITHHELD, press("name_readers")), ("name_readers",),
        states.address_of_mine),
    Way("families.subject_sheet:SubjectSheet._show", "child", (press("tab_5"), press("everything_held")), ("note_subject_file",),
        to(id=71), send=(press("write_held"), choose_made())),
    Way("families.merge_sheet:CompareSheet.__init__", "child", (CHANGE, press("merge_family"), fill(ref="F-21002")),
        ("merge_families",), to(id=3), send=(press("merge_them"),)),
    Way("council.actions:CouncilActs.holiday", "council", (press("tab_holidays"), press("council_add")), ("decide_holiday",),
        types={"day": "3/8/2026"}, again=1, not_kept={"name": "the spaces of a name are put in order, so that one day has one name"}),
    Way("providers.off_days_page:OffDaysPage.keep", "off_days", (row(0), press("keep_sessions")), ("keep_sessions",), states.sessions_off,
        keeps=("first_day", "last_day")),
    Way("council.actions:CouncilActs.withdraw", "council", (press("tab_terms"), row(11), press("council_withdraw")), ("withdraw_term",)),
    Way("eligibility.actions:DecisionActs.carry", "decisions", (press("tab_carry"), row(0), press("carry_over")), ("carry_over",),
        states.loss_to_carry),
    Way("eligibility.later_acts:LaterActs.agree", "decisions",
        (press("tab_reviews"), row(lambda one: one.kind == "Visit"), press("agree_visits")), ("agree_visits",)),
)  # fmt: skip

OF_MONEY = (
    Way("finance.invoice_acts:InvoiceActs.approve", "finance",
        (press("finance_tab_1"), row(lambda one: one.number == "INV-950"), press("approve_invoice")), ("approve_invoice",),
        states.invoice_of_another, {"pence": "672.00"}),
    Way("finance.months:Months._open", "finance",
        (press("finance_tab_5"), row(2), press("close_month"), fill(reason="All is in"), row(2), press("open_month")), ("open_month",)),
    Way("finance.invoice_acts:InvoiceActs._paper", "finance",
        (press("finance_tab_1"), press("enter_invoice"), fill(provider_id="Sandpipers Saturday Trust")), ("enter_invoice",),
        types={"lines": "S-11: 6 x 42.00", "pence": "252.00", "number": "INV-900", "order_ref": "PO-77", "vat_code": "S"},
        wrong={"number": "=1+1", "order_ref": "@SUM(A1)", "vat_code": "-2+3"}),
    Way("finance.recoveries:Recoveries._answer", "finance",
        (press("finance_tab_2"), row(lambda one: one.state == "sent"), press("recovery_taken")), ("answer_recovery",)),
    Way("payments.actions:AccountActs._judge", "account", (row(0), keys(K.Key_Return)), ("judge_line",), to(id=6)),
    Way("payments.actions:AccountActs._start_with_reasons", "account", (menu("account_menu", "Start paying"),), ("start_agreement",),
        states.agreement_drafted, not_kept=dict.fromkeys(("unassessed", "old_rate"), "both are kept as one line")),
    Way("payments.actions:AccountActs.part", "account", (row(lambda one: one.bank is not None), keys(K.Key_Return)), ("part_line",),
        states.sum_tied, not_kept=ONE_LINE),
    Way("payments.follow_up:FollowUp._same_or_apart", "account",
        (menu("account_menu", "Unspent money came back"), fill(pence="100", on="10/7/2026", reference="FPI 1")), ("take_unspent",),
        states.sum_spent, {"same": APART}),
    Way("payments.files:TakeFile._ask_columns", "account", (press("bring_lines"), choose_made(GERMAN)), ("take_spending",), to(id=5),
        {"day": "Wann", "dates": "day, month, year", "payee": "Wer", "amount": "–", "out": "Raus", "into": "Rein"},
        send=(SEND, press("accept_spending"))),
    Way("payments.reductions:ReductionActs.ask", "account", (press("ask_again"),), ("ask_again",), to(id=24)),
    Way("payments.terms:TermsActs.let_go", "account",
        (menu("account_menu", "Stop letters"), fill(reason="Bereavement"), menu("account_menu", "Let letters go again")),
        ("let_letters_go",), to(id=9)),
    Way("payments.terms:TermsActs.take_over", "account", (menu("account_menu", "The young person takes over"),), ("take_over",), to(id=65)),
    Way("payments.uplift_page:UpliftPage._apply", "uplift",
        (look_again, row(lambda one: one.pence == 1750, "uplifts_table"), press("apply_uplift")), ("apply_uplift",), states.uplift_of_another,
        {"typed_pence": "17.50"}),
    Way("payments.run_acts:RunActs._side_found", "run",
        (press("run_filter_1"), row(lambda one: one.agreement_id == 4), press("sent_back"), fill(on="6/7/2026", reason="Closed")),
        ("payment_sent_back",), states.payment_gone_back, {"same": APART}),
    Way("payments.run_acts:RunActs.supplement", "run", (row(0), press("add_supplement")), ("add_supplement",), states.run_drafted),
    Way("payments.run_acts:RunActs.leave_out", "run", (row(0), press("leave_out")), ("leave_out",), states.run_drafted),
    Way("payments.run_acts:RunActs.drop", "run", (press("drop_run"),), ("drop_run",), states.run_drafted),
    Way("payments.run_acts:RunActs.hold_back", "run", (press("run_filter_1"), row(0), press("hold_back")), ("hold_back",),
        states.run_posted, not_kept=ONE_LINE),
    Way("finance.files:Files.withdraw", "finance", (press("finance_tab_0"), row(lambda one: one.state == "prepared" and one.kind == "payments"),
        press("withdraw_file")), ("withdraw_file",), states.payment_file, not_kept=ONE_LINE),
    Way("payments.run_acts:RunActs.prepare_file.refused", "run", (press("prepare_file"),), ("prepare_payments",),
        states.run_with_new_number),
    Way("payments.run_acts:RunActs.rejected", "run", (press("run_filter_1"), row(0), press("rejected")), ("answer_run",),
        states.run_exported),
)  # fmt: skip
MORE = (*OF_BREAKS, *OF_FAMILIES, *OF_MONEY)
ELSEWHERE_MORE = {
    "access.shared_keys:secret_sheet": "test_keeping.py: of a shared office alone; the login's new password is kept once the server took it",
    "kit.sheet_of_parts:_fields": "no form that is sent: the picture of every part, drawn by kit/test_parts.py",
}
