"""Everything held on somebody, looked at item by item where it is about others, and written as paper and file (R-P8)."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from shortbreaks.errors import Refused, Spoken
from shortbreaks.families.subject_file import HandedOver, HandOver, check_request, hand_over
from shortbreaks.families.subject_items import Held, SubjectItem, held_on
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import column, holder, row
from ui.kit.sheet import Sheet
from ui.kit.text import label
from ui.shell.files import choose_folder
from ui.shell.page import Page

FIELDS = (
    Field("asked_by", "Who asks, and how you know that it is they", "long", longest=1000),
    Field("style", "Print", "choice", choices=(("standard", "Standard"), ("large", "Large print"))),
    Field("why_back", "Why the rest is kept back, as the person will read it", "long", optional=True, longest=1000),
)
WHY = "It is about somebody else, who has not said that it may be given."
SAID = 220  # letters of an item that is looked at


class SubjectSheet:
    """What is marked is kept back unless it is ticked; the rest is given. `written` is called once both files are."""

    def __init__(self, page: Page, child_id: int | None, adult_id: int | None, written: Callable[[], object]) -> None:
        self.page, self.child_id, self.adult_id, self._then = page, child_id, adult_id, written
        self.boxes: dict[str, QCheckBox] = {}
        page.desk.ask(page, "held", held_on, child_id, adult_id, then=self._show)

    def _show(self, held: Held) -> None:
        self.held = held
        marked = [item for item in held.items() if item.mark]
        self.form = Form(FIELDS, {"style": "standard", "why_back": WHY if marked else ""}, today=lambda: self.page.today)
        kinds = ", ".join(f"{section.title.lower()} {len(section.items)}" for section in held.sections)
        said = f"{counted(len(held.items()), 'item is', 'items are')} held: {kinds}."
        lines = column(label(said, wrap=True, name="held_said"), self.form, gap=12)
        if marked:
            others = counted(len(marked), "is about others or names them", "are about others or name them")
            lines.addWidget(label(f"To look at: {others}", "title"))
            lines.addWidget(label("Tick what may be given all the same. What is not ticked is kept back.", "second", wrap=True))
        for item in marked:
            lines.addWidget(self._line(item))
        leave = Button("Leave it", name="leave_held")
        self.act = Button("Choose a folder and write it", "filled", name="write_held", then=self.write)
        self.sheet = Sheet(self.page, f"Everything held on {held.name}", holder(lines), (leave, self.act), width=760)
        leave.clicked.connect(self.sheet.close_sheet)
        self.form.focus_first()

    def _line(self, item: SubjectItem) -> QWidget:
        words = "; ".join(f"{name}: {value}" for name, value in item.lines)
        short = words if len(words) <= SAID else f"{words[:SAID].rstrip()}…"
        box = QCheckBox("")
        box.setAccessibleName(f"Give it: {item.mark}")
        box.setObjectName(f"give_{item.key}")
        self.boxes[item.key] = box
        shown = column(label(f"{item.mark[:1].upper()}{item.mark[1:]}", "label"), label(short, wrap=True), gap=0)
        line = row(box, shown, gap=8)
        line.setStretch(1, 1)
        return holder(line)

    def write(self) -> None:
        """Ask for the folder once the form is whole."""
        values = self.form.values()
        if values is None:
            return
        given = frozenset(key for key, box in self.boxes.items() if box.isChecked())
        request = HandOver(self.child_id, self.adult_id, values["asked_by"], given, values["why_back"], values["style"])
        try:
            check_request(request.asked_by, request.why_back, len(self.boxes) - len(given))
        except Refused as refusal:
            self._refused(refusal)
            return
        choose_folder(self.page, "Where the files go: a folder nobody else reads", partial(self.write_to, request))

    def write_to(self, request: HandOver, folder: str) -> None:
        """Write both files, and say what to do with them."""
        office = self.page.desk.office
        self.page.desk.work(
            self.sheet, lambda: hand_over(office, request, Path(folder)), self._written, self._refused  # type: ignore[arg-type]
        )

    def _written(self, done: HandedOver) -> None:
        self.sheet.close_sheet()
        back = f"{done.kept_back} of {counted(done.items, 'item')} kept back."
        rest = f"{done.paper.name} and its .json: hand them over, then delete them. {back}"
        self.page.desk.notices.done("Everything held is written.", rest)
        self._then()

    def _refused(self, spoken: Spoken) -> None:
        self.form.refuse(spoken)
