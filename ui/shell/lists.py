"""The council's code lists as the window knows them: asked once, and again when somebody has changed one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox

from shortbreaks.dates import to_local

if TYPE_CHECKING:
    from shortbreaks.council.lists import CodeList

TABLE, SETTLES = "code_entry", "settles"


def _settle(combo: QComboBox) -> None:
    """Whoever chose an older name reads the one of today."""
    first = combo.findData(combo.currentData())
    if first not in {-1, combo.currentIndex()}:
        combo.setCurrentIndex(first)


def offer(combo: QComboBox, first: str, choices: Sequence[tuple[str, str]]) -> None:
    """Put these choices below the first, which stands for any; what was chosen stays chosen while it is offered."""
    chosen = combo.currentData()
    blocker = QSignalBlocker(combo)
    combo.clear()
    combo.addItem(first, "")
    for code, words in choices:
        combo.addItem(words, code)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))
    del blocker
    if not combo.property(SETTLES):
        combo.setProperty(SETTLES, True)
        combo.currentIndexChanged.connect(lambda _n: _settle(combo))
    if (combo.currentData() or "") != (chosen or ""):
        combo.currentIndexChanged.emit(combo.currentIndex())


class Lists(QObject):
    """What forms and filters offer today, and the words of what stands already. `renewed` when a list has changed.

    `ask` is the desk's own, and `office` the one that is open now.
    """

    renewed = Signal()

    def __init__(self, parent: QObject, ask: Callable[..., None], office: Callable[[], Any]) -> None:
        super().__init__(parent)
        self._ask, self._office = ask, office
        self._lists: Mapping[str, CodeList] | None = None

    def ask(self) -> None:
        """Ask for every list, off the GUI thread; until it answers, what was known stands."""
        from shortbreaks.council.lists import lists_shown

        self._ask(self, "lists", lists_shown, then=self._came)

    def _came(self, lists: "Mapping[str, CodeList]") -> None:
        before, self._lists = self._lists, lists
        if before is not None and before != lists:
            self.renewed.emit()

    def heard(self, changed: frozenset[tuple[str, int]]) -> None:
        """Something was changed, by anybody."""
        if any(table == TABLE for table, _ in changed):
            self.ask()

    def of(self, name: str) -> "CodeList":
        """One list. Asked at once, a millisecond, by a form that is opened before the first answer has come."""
        if self._lists is None:
            from shortbreaks.council.lists import lists_shown

            self._lists = self._office().ask(lists_shown)
        return self._lists[name]

    def choices(
        self, name: str, standing: Collection[str] = (), *, but: Collection[str] = (), once: bool = False
    ) -> tuple[tuple[str, str], ...]:
        """The codes offered today with their words, and those that stand on the record already; some of them left out.

        `once` says the names that a code had before, for whoever has an old letter in hand.
        """
        day = to_local(self._office().now()).date()
        return tuple(pair for pair in self.of(name).choices(day, standing, once=once) if pair[0] not in but)

    def by_any_name(self, name: str, *, but: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
        """The codes offered today, and after them their other names: Shepway leads to Folkestone and Hythe."""
        day = to_local(self._office().now()).date()
        return tuple(pair for pair in self.of(name).by_any_name(day) if pair[0] not in but)

    def words(self, name: str, code: Any) -> str:
        """What a code is called, whatever became of it; the code itself where nobody knows it."""
        return self.of(name).said.get(code, code)
