"""Frozen rows and the columns that show them: a model that sorts by itself and makes no object a row."""

import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

R = TypeVar("R")
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


def folded(text: str) -> str:
    """Text as a list is ordered by it: É beside e, not after z."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell shows as a chip: words, meaning, and an icon (None takes the meaning's own, "" none).

    A `quiet` one stands without a box, where nearly every row has it and only the others should be seen.
    """

    text: str
    meaning: str = "neutral"
    icon: str | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: its title and, for a row, text, second line, chips and sort key. `width` in px, None stretches.

    `ink` is the colour of its text, beside a sign or a place that says the same. `whole` says all of a text of which
    `text` is but the beginning: to a screen reader, in the cell's tip, and where rows are copied.
    """

    title: str
    text: Callable[[R], str] = lambda _row: ""
    second: Callable[[R], str] | None = None
    marks: Callable[[R], Sequence[Mark]] | None = None
    sort: Callable[[R], Any] | None = None
    width: int | None = None
    right: bool = False
    strong: bool = False
    tabular: bool = False
    ink: str = "ink"
    whole: Callable[[R], str] | None = None

    def spoken(self, row: R) -> str:
        """The cell as one line of text, for a screen reader and for copying."""
        parts = [self.text(row) if self.whole is None else self.whole(row)]
        if self.second is not None:
            parts.append(self.second(row))
        if self.marks is not None:
            parts += [mark.text for mark in self.marks(row)]
        return ", ".join(part for part in parts if part)

    def key(self, row: R) -> Any:
        """What the column sorts by."""
        if self.sort is not None:
            return self.sort(row)
        return folded(self.spoken(row))


class RowsModel(QAbstractTableModel):
    """Rows as they came from a query, shown through columns."""

    def __init__(self, columns: Sequence[Column[Any]], key: Callable[[Any], Hashable]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.row_key = key
        self.rows: tuple[Any, ...] = ()
        self._given: tuple[Any, ...] = ()
        self.sorted_by: tuple[int, bool] | None = None

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows, in the order last chosen."""
        self.beginResetModel()
        self._given = tuple(rows)
        self.rows = self._in_order()
        self.endResetModel()

    def _in_order(self) -> tuple[Any, ...]:
        """The rows in the order chosen, those without a value last either way; unsorted as they were given."""
        if self.sorted_by is None:
            return self._given
        column, down = self.sorted_by
        keyed = [(self.columns[column].key(row), row) for row in self._given]
        there = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=down)
        return tuple(row for _, row in there) + tuple(row for key, row in keyed if key is None)

    def place_of(self, key: Hashable) -> int | None:
        """The place of the row with this key."""
        return next((place for place, row in enumerate(self.rows) if self.row_key(row) == key), None)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        self.sorted_by = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self.rows = self._in_order()
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {column.spoken(row)}"
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
        return None
