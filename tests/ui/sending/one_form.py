"""Sending a form by keys alone: empty, wrong, then right, and what was typed found whole in the office and on its page."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit
from shiboken6 import isValid

from shortbreaks.words import as_kept, inside
from tests.ui import walking
from tests.ui.sending import hands, values
from tests.ui.typed import tab_to, type_in
from ui.kit.notice import Notice


def said(form):
    """What is told above the form, and beside its fields by name, all of it plain text."""
    sheet = hands.in_sheet(form) or form
    assert {one.textFormat() for one in sheet.findChildren(QLabel)} <= {Qt.TextFormat.PlainText}
    notices = [f"{one.lead} {one.rest}".strip() for one in sheet.findChildren(Notice) if one.isVisible()]
    beside = {one.objectName().removeprefix("mistake_"): one.text() for one in form.findChildren(QLabel)
              if one.objectName().startswith("mistake_") and one.isVisible()}  # fmt: skip
    return notices, beside


def is_open(form):
    return isValid(form) and form.isVisible()


def typed_fields(form):
    return {
        name: field for name, field in form.fields.items()
        if form.editors[name].isVisible() and form.editors[name].isEnabled() and isinstance(form.editors[name], QLineEdit | QPlainTextEdit)
    }  # fmt: skip


class Sending:
    """One form on its way from empty to sent."""

    def __init__(self, trip, way, form) -> None:
        self.trip, self.way, self.form = trip, way, form
        assert form is not None, "nothing opened"
        assert trip.made[form] == way.site
        self.before = trip.newest()
        trip.written.clear()
        trip.faults.clear()
        self.begin = {name: hands.stands(editor) for name, editor in self.form.editors.items()}
        self.typed: dict[str, str] = {}

    def grammar(self, name):
        """(right, wrong) of a field that not any words go into, as far as either is known."""
        right, wrong = values.grammar(self.form.fields[name]) or ("", "")
        if name in self.way.keeps:
            right = self.begin[name]
        return self.way.types.get(name, right), self.way.wrong.get(name, wrong)

    def press_send(self):
        if self.way.send:
            self.way.send[0](self.trip.window)
        else:
            hands.key(hands.SEND, hands.CTRL)
        hands.settle()

    def stays_and_tells(self, names):
        """Sent so, the form stays as it is, tells each of the fields beside it, stands in the first, and nothing is done."""
        stands = {name: hands.stands(editor) for name, editor in self.form.editors.items()}
        self.press_send()
        assert self.trip.faults == []
        assert is_open(self.form), "it was sent"
        _, beside = said(self.form)
        assert beside.keys() >= set(names), beside
        assert all(one.rstrip().endswith((".", "?", "!")) for one in beside.values()), beside
        first = next(one for name, one in self.form.editors.items() if name in beside)
        focus = QApplication.focusWidget()
        assert first is focus or first.isAncestorOf(focus), "the focus is elsewhere"
        assert {name: hands.stands(editor) for name, editor in self.form.editors.items()} == stands, (
            "what was typed does not stand"
        )
        assert self.trip.acts_since(self.before) == ()

    def send_empty(self):
        """Where something is needed, an empty form is not sent."""
        typed = typed_fields(self.form)
        for name in typed:
            hands.clear(self.form.editors[name])
        if needed := [name for name, field in typed.items() if not field.optional]:
            self.stays_and_tells(needed)

    def send_wrong(self):
        """What no day, time, sum or figure can mean, and words longer than their field, are told and never cut."""
        wrong = {
            name: values.KINDS[field.kind][1] if field.kind in values.KINDS else values.too_long(field)
            for name, field in typed_fields(self.form).items()
        }
        for name, words in wrong.items():
            hands.write(self.form.editors[name], words)
            assert hands.stands(self.form.editors[name]) == words, "cut as it was typed"
        if wrong:
            self.stays_and_tells(wrong)

    def stays_refused(self):
        """Sent as it stands, it is refused in a sentence above it or beside a field, with everything typed standing."""
        stands = {name: hands.stands(editor) for name, editor in self.form.editors.items()}
        self.press_send()
        notices, beside = said(self.form)
        assert self.trip.faults == []
        assert is_open(self.form) and (notices or beside)
        assert all(one.rstrip().endswith((".", "?", "!")) for one in (*notices, *beside.values())), (notices, beside)
        assert {name: hands.stands(editor) for name, editor in self.form.editors.items()} == stands

    def fill(self):
        """Correct what was wrong: nasty words as far as there is room, and what the other fields take; answers those still wrong."""
        still = {}
        for name, field in self.form.fields.items():
            editor = self.form.editors[name]
            if not editor.isVisible() or not editor.isEnabled():
                continue
            if not isinstance(editor, QLineEdit | QPlainTextEdit):
                self.choose(name, editor)
                continue
            right, wrong = self.grammar(name)
            if field.kind in values.KINDS:
                hands.write(editor, self.way.types.get(name, self.begin[name] or right))
            elif wrong:
                hands.write(editor, wrong)
                still[name] = right
            elif right:
                hands.write(editor, right)
            else:
                self.nasty(name, field, editor)
        return still

    def nasty(self, name, field, editor):
        words, those = values.nasty(field)
        hands.write(editor, words)
        stands = hands.stands(editor)
        assert len(stands) == len(words.removeprefix("\ufeff")), "nothing is cut off without a word"
        self.typed[name] = as_kept(stands, one_line=isinstance(editor, QLineEdit))
        self.trip.sent.update(those)

    def choose(self, name, editor):
        """A choice or boxes: what the way says, else what stands there, else the first that is offered."""
        if isinstance(editor, QComboBox):
            offered = [editor.itemText(n) for n in range(editor.count()) if editor.itemData(n)]
            chosen = self.way.types.get(name) or (not editor.currentData() and offered and offered[0])
            if chosen:
                tab_to(QTest, editor)
                type_in(QTest, editor, chosen)
        elif name in self.way.types:
            hands.tick(editor, self.way.types[name])

    def send(self, still):
        """Send, correcting each field that its command tells to be wrong, and nothing else, until it goes."""
        for _ in range(len(still) + 1 + self.way.again):
            stands = {name: hands.stands(editor) for name, editor in self.form.editors.items()}
            self.press_send()
            if not is_open(self.form) or self.trip.acts_since(self.before):
                break
            notices, beside = said(self.form)
            assert {name: hands.stands(editor) for name, editor in self.form.editors.items()} == stands, (
                "what was typed does not stand"
            )
            if not beside and self.way.send[1:]:
                break
            told = [name for name in still if self.form.editors[name].property("mistake")]
            assert told or self.way.again, (notices, beside, self.trip.faults)
            for name in told:
                hands.write(self.form.editors[name], still.pop(name))
        for step in self.way.send[1:]:
            step(self.trip.window)
        assert still == {}, f"wrong, and sent: {still}"

    def found(self):
        """Exactly the acts that were meant, and every word whole where the office keeps it."""
        assert self.trip.faults == []
        kept = [words for name, words in self.typed.items() if name not in self.way.not_kept]
        lost = [words for words, where in self.trip.holds(kept).items() if not where]
        assert lost == [], f"not kept whole: {lost}, of each its end: {self.trip.holds([one.rpartition(' ')[2] for one in lost])}"
        acts = self.trip.acts_since(self.before)
        assert acts == self.way.acts, (acts, self.trip.window.desk.notices.now)
        assert not is_open(self.form) or hands.in_sheet(self.form) is None, said(self.form)
        self.trip.paint()
        return whole_where_shown(self.trip.window, kept)


def whole_where_shown(window, typed):
    """How many of the words stand on the page; where the end of a line of them does, the whole line does."""
    shown = {said for one in window.findChildren(QLabel) if one.isVisible() for said in walking.own_text(one)}
    for one in walking.tables(window.page_now()):
        shown |= set(walking.own_text(one))
    wanted = {words.split()[-1]: " ".join(words.splitlines()[-1].split()) for words in typed}
    seen = {mark: [" ".join(one.split()) for one in shown if mark in one] for mark in wanted}
    cut = {
        wanted[mark]: those for mark, those in seen.items()
        if any(wanted[mark] not in one and inside(wanted[mark]) not in one for one in those)
    }  # fmt: skip
    assert cut == {}, cut
    return sum(bool(those) for those in seen.values())


def send_form(trip, way):
    """The whole way of one form."""
    sending = Sending(trip, way, hands.open_form(trip, way))
    sending.send_empty()
    sending.send_wrong()
    sending.send(sending.fill())
    return sending.found()
