"""What the council can set: each declared once with its type, default, range and the sentence shown for it."""

import json
from dataclasses import dataclass
from typing import Any

from shortbreaks.dates import IN_FEBRUARY, IN_MARCH


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing the council decides; `unit` is said after the value.

    `kind` is "text", "phone", "email", "whole", "ages", "days", "ladder", "choice" of one of its `choices`, or "order" of
    some of them, the most important first.
    """

    key: str
    title: str
    kind: str
    default: Any
    sentence: str
    basis: str = ""
    lowest: int | None = None
    highest: int | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()

    @property
    def switch(self) -> bool:
        """Whether it is only on or off: kept as 1 or 0, said as yes or no."""
        return self.kind == "whole" and (self.lowest, self.highest) == (0, 1)


WAITING_ORDER = ("priority", "break", "share", "asked")
ROUND_ORDER = ("own worker", "end of life", "lost last time", "no break lately", "least used")
SETTINGS: tuple[Setting, ...] = (
    Setting("council_name", "Council", "text", "Example County Council", "Stands at the head of every letter."),
    Setting("service_line", "Service", "text", "Short breaks for disabled children", "Stands below the council's name."),
    Setting("office_phone", "Office telephone", "phone", "01632 960170", "Printed in letters for questions."),
    Setting("office_email", "Office e-mail", "email", "shortbreaks@example.org", "Printed in letters for questions."),
    Setting("cancel_ladder", "Cancellation ladder", "ladder", [[7, 0], [2, 50], [0, 100]],
            "Full days of notice, and the per cent of the charge that is owed from there.", "R-C3, proposed"),
    Setting("late_days", "Hours go back with at least", "whole", 0,
            "Days of notice. With less, or where all of the charge is owed, the hours or nights stay used. 0: by the ladder alone.",
            "R-C3, proposed", 0, 60, "days"),
    Setting("refill_credit", "A late charge drops when the place is taken again", "whole", 1,
            "Yes: it drops to nought, and hours it used go back, once another family takes the place. No: both stay.", "R-C5", 0, 1),
    Setting("no_shows", "No-shows that open a conversation", "whole", 3,
            "Unexplained ones in twelve months; nothing is ever blocked by them.", "R-C6", 1, 12),
    Setting("refund_working_days", "Money is paid back within", "whole", 10,
            "Working days from a cancellation; its last day stands on the notice.", "proposed", 1, 30, "working days"),
    Setting("register_days", "A register is late after", "whole", 7,
            "Days after a session from which the provider's manager is rung.", "proposed", 1, 60, "days"),
    Setting("offer_working_days", "An offer stands for", "whole", 5,
            "Working days until an offer lapses and the next family is asked.", "R-B2", 1, 20, "working days"),
    Setting("offers_pass_on", "A lapsed offer passes on", "whole", 1,
            "Yes: when an offer lapses, the place is held for the next family for whom everything fits. No: somebody offers it.",
            "R-B2, A19", 0, 1),
    Setting("waiting_order", "Waiting list order", "order", ", ".join(WAITING_ORDER),
            "Priority flag, no break lately, share of the allocation used, time of asking: which comes first. One left out "
            "follows in the order of these.", "R-B6", choices=WAITING_ORDER),
    Setting("waiting_gap_days", "No break lately means", "whole", 90,
            "Days without a break attended that move a family up the waiting list.", "R-B6", 1, 400, "days"),
    Setting("care_plan_months", "A care plan is fresh for", "whole", 6,
            "A booking asks for a newer care and medicine plan after this.", "R-B11", 1, 24, "months"),
    Setting("most_to_come", "Bookings a child may have to come", "whole", 0,
            "More ask for a reason, so that nobody holds places that others need. 0 sets no limit.", "R-B7", 0, 400, "bookings"),
    Setting("transition_alerts", "Birthday radar", "ages", "16, 17, 17.5, 18, 25",
            "Ages at which somebody must think of what comes after; from 19 on only with an EHC plan.", "R-E10"),
    Setting("transition_team", "Team for adult life", "text", "Young People’s Team",
            "Named in the letter at 17½ as the team that takes over.", "R-E10"),
    Setting("leap_birthday", "Born on 29 February", "choice", IN_MARCH,
            "The day of a birthday in a year that is no leap year. It is not certain in law: check with your legal team.",
            "R-E2, not verified", choices=(IN_MARCH, IN_FEBRUARY)),
    Setting("small_number", "Hide counts below", "whole", 5,
            "Smaller counts are hidden in figures by district.", "R-P5", 0, 20),
    Setting("lock_minutes", "Lock after", "whole", 10, "Minutes away from the computer.", "safety", 5, 15, "minutes"),
    Setting("look_months", "Looks at records are kept for", "whole", 24,
            "Months after which a manager may remove who looked at a child's record, and when.", "R-P5, proposed", 6, 240, "months"),
    Setting("checked_days", "An entry is fresh for", "whole", 90,
            "Days after which a provider's entry should be confirmed again.", "", 14, 400, "days"),
    Setting("check_warning_days", "Warn of checks", "whole", 42,
            "Days before an insurance or registration runs out that it shows on Today.", "", 7, 180, "days"),
    Setting("within_miles", "First look within", "whole", 20, "Miles from home in Find a break.", "", 1, 100, "miles"),
    Setting("reg48_single", "Nights in one stay", "whole", 17,
            "A stay of more nights needs a manager and the reviewing officer. Fixed by law.", "R-O2", 17, 17, "nights"),
    Setting("reg48_12m", "Nights in any twelve months", "whole", 75,
            "More nights need a manager and the reviewing officer. Fixed by law.", "R-O3", 75, 75, "nights"),
    Setting("count_le_24h", "Stays of 24 hours or less count", "whole", 1,
            "Yes: they count towards the nights of any twelve months. No: they do not.", "R-O6", 0, 1),
    Setting("nights_amber", "Warn of nights left at", "whole", 10,
            "A bar turns amber when so many nights of the twelve months or fewer are left.", "proposed", 0, 40, "nights"),
    Setting("first_visits", "Visits before a first night", "whole", 2,
            "Tea or day visits to a house before a child's first night there, where the house has no number of its own.",
            "R-O13, proposed", 0, 20, "visits"),
    Setting("first_visit_days", "A child in section 20 stays is visited within", "whole", 7,
            "Placed days from the first one on, over all stays; 0: as the care plan agrees alone. Check against your council's guidance.",
            "R-O8, not verified", 0, 75, "placed days"),
    Setting("visit_months", "Later visits at most", "whole", 6,
            "Months from one visit to the next, however the care plan agrees it; 0: as it agrees alone. Check against your "
            "council's guidance.", "R-O8, not verified", 0, 12, "months"),
    Setting("holiday_nights", "Nights in one school holiday", "whole", 0,
            "More nights of one child in a holiday need a reason; 0: nothing is asked.", "R-O14", 0, 60, "nights"),
    Setting("payment_cycle", "Direct payments are paid", "choice", "every four weeks",
            "Ahead, in cycles. The day a change holds from is the first day of its first cycle; days paid before are not paid "
            "again. As shipped, cycles count from Monday 6 April 2026.",
            "R-D12", choices=("every week", "every two weeks", "every four weeks", "every month")),
    Setting("suspend_days", "Think about a payment after", "whole", 28,
            "Days in hospital or abroad; with the next day the account asks for somebody. Nothing stops by itself.", "R-D21",
            7, 182, "days away"),
    Setting("run_change_percent", "A payment has changed by", "whole", 10,
            "Per cent from which a run shows a payment among its exceptions.", "", 0, 100, "per cent"),
    Setting("two_approvers_above", "Two people approve above", "whole", 500_000,
            "Pounds of a run from which a second person approves.", "safety", 0, 999_999, "pounds"),
    Setting("surplus_weeks", "A family may hold", "whole", 8,
            "Weeks of a direct payment that are no surplus; exactly so many are none.", "R-D13", 4, 12, "weeks"),
    Setting("surplus_least", "Least that is asked back", "whole", 0,
            "Pounds over the weeks below which nothing is asked back.", "R-D15", 0, 500, "pounds"),
    Setting("repay_days", "Days to reply to a pay-back letter", "whole", 14,
            "Days from the letter until something may be taken from a payment.", "R-D16", 7, 60, "days"),
    Setting("deduct_percent", "Most taken back out of one payment", "whole", 50,
            "Per cent of a payment that sums paid too much and plans take together; the rest waits for the next one. Never over half.",
            "R-D16, proposed", 1, 50, "per cent"),
    Setting("return_first_weeks", "First return after", "whole", 12, "Weeks from the start of a payment.",
            "R-D18", 4, 52, "weeks"),
    Setting("return_months", "Returns every", "whole", 3, "Months between later returns.", "R-D18", 1, 12, "months"),
    Setting("reminder_days", "Reminders of a return after", "days", "14, 28, 42",
            "Days after a return was due: a reminder, a warning and a call, a manager's decision.", "R-D20"),
    Setting("round_order", "Order in an allocation round", "order", ", ".join(ROUND_ORDER),
            "Who comes first within a rank, after who has least so far; equal ones are drawn by lot.", "R-B4, R-B6",
            choices=ROUND_ORDER),
    Setting("decide_days", "A request is decided within", "whole", 35,
            "Days from the request after which it shows as late.", "proposed", 5, 120, "days"),
    Setting("evidence_warning_days", "Warn of evidence", "whole", 42,
            "Days before the last of a child's evidence runs out that it is listed.", "R-E12", 7, 180, "days"),
    Setting("behind_percent", "An allocation is behind by", "whole", 15,
            "Per cent of its time gone more than of it used and booked.", "proposed", 1, 100, "per cent"),
    Setting("first_break_days", "A first break within", "whole", 42,
            "Days from an award after which it is listed while nothing is used or booked.", "proposed", 7, 180, "days"),
    Setting("keep_birthday", "A child in need is kept to birthday", "whole", 25,
            "Or so many years from closure, whichever is later.", "R-P2", 18, 40, ""),
    Setting("keep_closure_years", "A child in need is kept from closure", "whole", 6,
            "Or to the birthday, whichever is later.", "R-P2", 1, 40, "years"),
    Setting("keep_money_years", "Money is kept for", "whole", 6,
            "Years from the end of the financial year of the last change.", "R-P3", 6, 20, "years"),
    Setting("challenge_days", "A decision can be questioned for", "whole", 20,
            "Working days from the letter; it prints the day itself.", "proposed", 5, 250, "working days"),
    Setting("challenge_words", "How to question a decision", "text",
            "Somebody who did not take part looks at it again. If you still think it is wrong, you can use the council’s "
            "complaints procedure, and after that the Local Government and Social Care Ombudsman, 0300\u00a0061\u00a00614.",
            "Stands in each decision letter after the day until when.", "R-X4"),
    Setting("ni_percent", "Employers’ National Insurance", "whole", 15,
            "Per cent of an assistant's wages above the year's threshold, before any Employment Allowance.", "R-D5, to confirm",
            0, 40, "per cent"),
    Setting("ni_over", "Employers’ National Insurance above", "whole", 5_000,
            "Pounds of one assistant's wages in a year on which nothing is due.", "R-D5, to confirm", 0, 50_000, "pounds"),
    Setting("reduction_notice_days", "A lower award starts at the earliest after", "whole", 28,
            "Days from the decision where an education, health and care plan is held; sooner only with a reason.",
            "R-D4, proposed", 0, 182, "days"),
    Setting("end_notice_days", "A payment ends with notice of", "whole", 28,
            "Days; sooner only with a reason. Printed in the summary of an agreement.", "R-D22", 0, 182, "days"),
    Setting("return_days", "A return is sent within", "whole", 28,
            "Days from the end of what it is about; after the end of a payment the final account is due then.", "R-D22, 5.8", 7, 182,
            "days"),
    Setting("return_post", "Returns are posted to", "text", "Freepost SHORT BREAKS",
            "Printed in the letters that ask for a return.", "section 4"),
    Setting("payment_help", "Who helps families who employ", "text", "The direct payment support service, 01632 960180,",
            "Printed in the summary of an agreement: payroll, contracts, DBS checks.", "section 4"),
    Setting("relative_review_months", "Look again at a relative in the home after", "whole", 3,
            "Months until it is asked again whether paying a relative of the same household is necessary.", "R-D9", 1, 12, "months"),
    Setting("residential_single", "Nights of one stay bought with a payment", "whole", 28,
            "More nights in one residential stay show a warning; they are not refused.", "R-D11, to confirm", 1, 365, "nights"),
    Setting("residential_12m", "Nights of stays bought in twelve months", "whole", 120,
            "More nights in any twelve months show a warning; they are not refused.", "R-D11, to confirm", 1, 366, "nights"),
    Setting("match_tolerance", "Differences of an invoice up to", "whole", 0,
            "Pence of a line of a provider's invoice that nobody needs to decide on.", "5.5", 0, 100_000, "pence"),
    Setting("invoice_days", "Invoices are paid within", "whole", 30, "Days from an invoice's date to its due date.",
            "5.5", 0, 90, "days"),
    Setting("letter_foot", "Other formats", "text",
            "You can have this letter in large print, easy read or another language.",
            "Stands in the box at the end of each letter."),
)  # fmt: skip
# What other councils and providers publish, to begin from (R-C3); where more than notice counts, its words say what is left out
LADDERS = (
    ("Proposed for Kent", "7: 0, 2: 50, 0: 100"),
    ("Half until a week before, then all (Leeds Mencap)", "7: 50, 0: 100"),
    ("All, unless the place is taken again (Cambridge playscheme, without its £20 fee)", "0: 100"),
    ("Half stays as a deposit (BCP)", "0: 50"),
)
BY_KEY = {setting.key: setting for setting in SETTINGS}


def say_setting(key: str, kept: str) -> str:
    """A kept value as it is shown and typed."""
    value = json.loads(kept)
    if BY_KEY[key].kind == "ladder":
        return ", ".join(f"{days}: {percent}" for days, percent in value)
    return str(value)


def say_plainly(key: str, typed: str) -> str:
    """A value, as say_setting gives it, in the words of a person: 50%, £500, yes, free with 7 days."""
    setting = BY_KEY[key]
    if setting.switch:
        return "Yes" if typed == "1" else "No"
    if setting.kind == "ladder":
        rungs = [[int(part) for part in rung.split(":")] for rung in typed.split(",")]
        said = [f"{f'{share}%' if share else 'free'} with {days}" for days, share in rungs[:-1]]
        last = f"{rungs[-1][1]}%" if rungs[-1][1] else "free"
        return f"{', '.join(said)} days, then {last}" if said else f"always {last}"
    if setting.unit == "pounds":
        return f"£{int(typed):,}"
    return f"{typed}%" if setting.unit == "per cent" else f"{typed} {setting.unit}".strip()
