"""The uplift desk: a rate worked out over every agreement, looked at, and applied by somebody else."""

from datetime import date
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import short_day
from shortbreaks.money import pounds
from shortbreaks.payments.rules import WORDS
from shortbreaks.payments.uplift.commands import (
    ApplyUplift,
    DraftUplift,
    DropUplift,
    apply_uplift,
    draft_uplift,
    drop_uplift,
)
from shortbreaks.payments.uplift.queries import UpliftEffect, UpliftRow, uplift_report, uplifts_listed
from shortbreaks.payments.uplift.rates import RAISED
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.layouts import column, row
from ui.kit.listing import Listing
from ui.kit.rows import Column, Mark
from ui.kit.table import Table
from ui.kit.text import label
from ui.kit.theme import px
from ui.shell.desk import Desk
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Go, Page

STATES = {
    "drafted": Mark("Worked out", "warn"),
    "applied": Mark("Applied", "ok"),
    "dropped": Mark("Dropped", "neutral"),
}
NEW = (
    Field("kind", "Kind of support", "choice", choices=tuple((one, WORDS[one]) for one in RAISED)),
    Field("pence", "New rate for an hour", "money", beside=True),
    Field("from_day", "From", "date"),
    Field("reason", "Who decided it, and when", hint="Cabinet of 12 March"),
)
TYPED = (Field("typed_pence", "Type the new rate", "money"),)


def uplift_columns(today: date) -> list[Column[UpliftRow]]:
    """What is raised, to what, from when, and how far it is."""
    return [
        Column("Uplift", lambda r: r.kind, strong=True, width=190),
        Column(
            "To", lambda r: f"{pounds(r.pence)} an hour", sort=lambda r: r.pence, right=True, width=150, tabular=True
        ),
        Column("From", lambda r: short_day(r.from_day, today), sort=lambda r: r.from_day, width=120, tabular=True),
        Column("Why", lambda r: r.reason, second=lambda r: f"worked out by {r.person}"),
        Column("State", marks=lambda r: (STATES[r.state],), width=130),
    ]


def _not_started(row: UpliftEffect) -> str:
    """What becomes of an agreement that is not paid yet."""
    if row.started:
        return ""
    return "Not started: it starts as it is." if row.unchanged else "Not started: it goes up with the others, and is told when it starts."


def effect_columns() -> list[Column[UpliftEffect]]:
    """Each agreement: rate and week before and after, arrears, or why it stays."""
    return [
        Column("Family", lambda r: r.name, second=lambda r: r.ref, strong=True, width=230),
        Column("What changes", lambda r: r.unchanged or f"{pounds(r.old)} to {pounds(r.new)} an hour", second=_not_started),
        Column("Week before", lambda r: pounds(r.old_week), sort=lambda r: r.old_week, right=True, width=112, tabular=True),
        Column("Week after", lambda r: pounds(r.new_week), sort=lambda r: r.new_week, right=True, width=112, tabular=True),
        Column("Arrears", lambda r: pounds(r.arrears) if r.arrears else "–", sort=lambda r: r.arrears, right=True, width=100,
               tabular=True),
        Column("State", marks=lambda r: (Mark("Stays", "neutral") if r.unchanged else Mark("Changes", "info"),), width=112),
    ]  # fmt: skip


class UpliftPage(Page):
    """Uplifts above, the report of the one chosen below."""

    title = "Uplift desk"
    concerns = frozenset({"uplift", "uplift_line"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.report: tuple[UpliftEffect, ...] = ()
        self.table = Table(uplift_columns(self.today), key=lambda r: r.id, height=44, name="uplifts_table")
        self.listing = Listing(self.table, "Up, Down: the report of each · Ctrl+C copies rows")
        self.listing.setMaximumHeight(px(230))
        self.table.chosen.connect(self._chosen)
        self.effects = Table(effect_columns(), key=lambda r: r.id, height=44, name="effects_table")
        self.effects.opened.connect(lambda r: self.go.to("account", id=r.agreement_id))
        self.effect_listing = Listing(self.effects, "Enter opens the account · Ctrl+C copies rows")
        self.add = Button("Work out an uplift", "filled", icon="add", key="N", name="new_uplift", then=self.new)
        self.apply = Button("Apply it", name="apply_uplift", then=self._apply)
        self.drop = Button("Drop it", name="drop_uplift", then=self._drop)
        if not desk.may(Permission.DECIDE):
            self.add.off_because("Your role may look, not decide.")
        self.total = label("", "strong", name="uplift_total")
        bar = row(self.total, None, self.drop, self.apply, gap=8)
        lines = column(row(None, self.add), self.listing, bar, self.effect_listing, gap=12, margin=(24, 12, 24, 12))
        lines.setStretch(3, 1)
        self.setLayout(lines)

    def context(self) -> str:
        return "A new rate over every agreement: worked out, looked at, applied by a second person"

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("N", "Work out an uplift"), ("Up, Down", "The report of each"), ("Ctrl+C", "Copy the rows"))

    def focus_first(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        self.desk.ask(self, "uplifts", uplifts_listed, then=self._came)

    def _came(self, rows: tuple[UpliftRow, ...]) -> None:
        if not rows:
            self.listing.say("No uplift yet.", "Working one out changes nothing.",
                             "Work out an uplift", self.new)  # fmt: skip
            self.effect_listing.say("No report yet.", "Choose an uplift.")
        else:
            self.listing.show_rows(rows, counted(len(rows), "uplift"))
            if self.table.chosen_row() is None:
                self.table.choose(0)
        self._chosen(self.table.chosen_row() if rows else None)

    def _chosen(self, chosen: UpliftRow | None) -> None:
        drafted = chosen is not None and chosen.state == "drafted"
        own = chosen is not None and chosen.drafted_by == self.desk.office.person.id
        none = "" if drafted else "Choose an uplift that is neither applied nor dropped."
        may_not = "" if self.desk.may(Permission.APPROVE) else "Your role may look, not apply an uplift."
        self.apply.off_because(none or may_not or ("Somebody else than who worked it out applies it." if own else ""))
        self.drop.off_because(none or ("" if self.desk.may(Permission.DECIDE) else "Your role may look, not drop an uplift."))
        if chosen is not None:
            self.desk.ask(self, "report", uplift_report, chosen.id, then=self._report_came)

    def _report_came(self, report: tuple[UpliftEffect, ...]) -> None:
        self.report = report
        changed = [one for one in report if not one.unchanged]
        arrears = sum(one.arrears for one in changed)
        self.total.setText(
            f"{counted(len({one.agreement_id for one in changed}), 'agreement')} to change, {len(report) - len(changed)} to stay; "
            f"arrears {pounds(arrears)}"
        )
        self.effect_listing.show_rows(report, f"{counted(len(report), 'line')}; no agreement is missing")

    def new(self) -> None:
        """Work an uplift out."""
        if not self.add.isEnabled():
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(draft_uplift, DraftUplift(**values), "Worked out.", "Nothing has changed yet.")

        self.sheet = FormSheet(self, "Work out an uplift", NEW, {"from_day": self.today}, "Work it out", send)

    def _apply(self) -> None:
        chosen: UpliftRow | None = self.table.chosen_row()
        if chosen is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ApplyUplift(chosen.id, chosen.version, values["typed_pence"])
            sheet.perform(
                apply_uplift, request, "Applied.", "Arrears come with the next run; a letter is due for each agreement.",
                lambda _done: self.go.to("payments", tab="Letters due"),
            )  # fmt: skip

        self.sheet = FormSheet(
            self, f"Apply {chosen.kind.lower()} {pounds(chosen.pence)}", TYPED, None, "Apply it", send
        )

    def _drop(self) -> None:
        chosen: UpliftRow | None = self.table.chosen_row()
        if chosen is not None:
            self.desk.perform(
                self, drop_uplift, DropUplift(chosen.id, chosen.version),
                then=lambda _d: self.desk.notices.done("Dropped."), refused=self.desk.notices.say,
            )  # fmt: skip
