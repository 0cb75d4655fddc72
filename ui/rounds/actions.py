"""What the buttons of a round do: its next step, its changes, and what a person decides of single wishes."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.families.undrawn import Undrawn
from shortbreaks.rounds.commands import ChangeRound, CloseRound, KeepPreview, change_round, close_round, keep_preview
from shortbreaks.rounds.letters import results_not_drawn
from shortbreaks.rounds.preview import NOTHING, PreviewRow
from shortbreaks.rounds.publishing import PublishRound, publish_round
from shortbreaks.rounds.queries import RoundShown, WishRow
from shortbreaks.rounds.wishes import AnswerWishes, WithdrawWish, answer_wishes, withdraw_wish
from shortbreaks.words import counted, nth
from ui.kit.buttons import Button
from ui.kit.notice import Notice
from ui.rounds.forms import CHANGE, DECIDE, PUBLISH, WITHDRAW, may_write
from ui.rounds.preview_view import PreviewView
from ui.shell.form_sheet import FormSheet
from ui.shell.not_drawn import not_drawn_notice
from ui.shell.page import Page

NEXT = {
    "collecting": "Close the round", "closed": "Keep this preview", "previewed": "Publish", "published": "Published",
}  # fmt: skip


class RoundActs(QObject):
    """The acts of the round that was offered last; `main` is its next step."""

    tab_wanted = Signal(str)  # by its title

    def __init__(self, page: Page, preview: PreviewView) -> None:
        super().__init__(page)
        self.page, self.preview = page, preview
        self.round: RoundShown | None = None
        self.sheet: FormSheet | None = None
        self.change = Button("Change cut-off or cap", "link", name="change_round", then=self.change_round)
        self.main = Button("Close the round", "filled", key="Ctrl+Enter", name="next_step", then=self.press_main)
        self.buttons = (self.change, self.main)

    def offer(self, found: RoundShown | None) -> None:
        """The next step of the round, or why it must wait."""
        self.round = found
        if found is None:
            return
        self.main.setText(NEXT[found.state])
        self.main.setAccessibleName(NEXT[found.state])
        self.main.updateGeometry()
        self.main.off_because(self._why_not(found))
        self.change.setVisible(found.state == "collecting")

    def _why_not(self, found: RoundShown) -> str:
        if not self.page.desk.may(Permission.BOOK):
            return "Your role may look, not run a round."
        preview = self.preview
        if found.state == "closed" and preview.found is None:
            return "The preview is being worked out."
        if found.state in {"closed", "previewed"} and preview.tried != NOTHING:
            return "Something is tried; go back to the round as it stands first."
        if found.state == "published":
            return "It is published, with its letters; the results show them."
        return ""

    def press_main(self) -> None:
        """Ctrl+Enter: the next step of the round, when it may be done."""
        found = self.round
        if found is None or not self.main.isEnabled():
            return
        if found.state == "collecting":
            self._do(
                close_round,
                CloseRound(found.id, found.version),
                "The round is closed.",
                "Wishes that still come are kept as late.",
            )
        elif found.state == "closed":
            self._keep(found)
        elif found.state == "previewed":
            self._publish(found)

    def _do(self, command: Any, request: Any, lead: str, rest: str = "") -> None:
        notices = self.page.desk.notices
        self.page.desk.perform(
            self.page, command, request, then=lambda _d: notices.done(lead, rest), refused=notices.say
        )

    def _keep(self, found: RoundShown) -> None:
        preview = self.preview.found
        assert preview is not None
        self.tab_wanted.emit("Preview")
        self._do(
            keep_preview, KeepPreview(found.id, found.version, preview.mark), "This preview is kept.",
            "Publishing makes exactly these results true, or says what has changed.",
        )  # fmt: skip

    def _publish(self, found: RoundShown) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = PublishRound(found.id, values["mode"])
            sheet.perform(
                publish_round, request, "The round is published.", "Its letters are issued, and who lacked a place waits.",
                self._published,
            )

        self.sheet = FormSheet(
            self.page, f"Publish {found.name}", PUBLISH, {"mode": "offers"}, "Publish it", send, width=560
        )
        self.page.desk.ask(self.page, "names", results_not_drawn, found.id, then=partial(self._say_first, self.sheet))

    def _say_first(self, sheet: FormSheet, names: tuple[Undrawn, ...]) -> None:
        """What publishing brings about, and whose names its letters cannot print."""
        said = [not_drawn_notice(names)] if names else []
        preview = self.preview.found
        if preview is not None:
            one = preview.round
            words = (
                f"{counted(one.given, 'wish', 'wishes')} given to {counted(one.children_with_some, 'child', 'children')}; "
                f"{counted(one.children_with_nothing, 'child gets', 'children get')} nothing, and that is kept as unmet need."
            )
            rest = "A round is published once and never taken back; single places are cancelled as any booking."
            said.insert(0, Notice("info", words, rest, closable=False))
        sheet.say_above(*said)

    def _published(self, _done: Done) -> None:
        self.tab_wanted.emit("Results")

    def change_round(self) -> None:
        """Another cut-off or cap while wishes are collected."""
        found = self.round
        if found is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(change_round, ChangeRound(found.id, found.version, **values), "The round is changed.")

        begin = {
            "closes_on": found.closes_at.date(), "closes_time": f"{found.closes_at:%H:%M}", "cap": found.cap,
            "cap_unit": found.cap_unit,
        }  # fmt: skip
        self.sheet = FormSheet(self.page, f"Change {found.name}", CHANGE, begin, "Change it", send)

    def withdraw(self, chosen: WishRow) -> None:
        """Delete: the family takes a wish back."""
        if chosen.state != "open" or not may_write(self.page.desk, self.round):
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(withdraw_wish, WithdrawWish(chosen.id, chosen.version, **values), "The wish is withdrawn.")

        title = f"Withdraw the {nth(chosen.rank)} wish of {chosen.child}"
        self.sheet = FormSheet(self.page, title, WITHDRAW, None, "Withdraw it", send, width=520)

    def decide(self, chosen: PreviewRow | None) -> None:
        """D: give the reason for which a wish may go on, or every wish with the same question at that scheme."""
        preview, found = self.preview.found, self.round
        if chosen is None or not chosen.rule or preview is None or found is None or not may_write(self.page.desk, found):
            return
        alike = [one for one in preview.rows if one.rule == chosen.rule and one.scheme == chosen.scheme]

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            ids = tuple(one.wish for one in alike) if values["whom"] == "all" else (chosen.wish,)
            request = AnswerWishes(found.id, ids, chosen.rule, values["words"])
            sheet.perform(answer_wishes, request, "Decided.", "The wishes take their turn in the round.")

        self.sheet = FormSheet(self.page, f"Decide for {chosen.child}", DECIDE, {"whom": "one"}, "Let it go on", send)
        rest = f"{chosen.remedy} {counted(len(alike), 'wish has', 'wishes have')} this question at {chosen.scheme}."
        self.sheet.say_above(Notice("warn", chosen.reason, rest, closable=False))
