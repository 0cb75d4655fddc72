"""One line of a form: fields beside each other, their boxes level however many lines a label takes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

HEAD, BOX, MISTAKE = 0, 1, 2  # the rows of a line


class FieldLine(QGridLayout):
    """Labels end level, boxes begin level, and what is wrong with a field stands below it; columns are of one width."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(12)
        self.setVerticalSpacing(4)
        self.setRowStretch(MISTAKE, 1)  # room that is left over stands below, not between a label and its box
        self._fields = 0

    def put(self, head: QWidget | None, box: QWidget, mistake: QWidget) -> int:
        """One more field at the right; answers its place in the line. A box to tick has its words in itself."""
        place, self._fields = self._fields, self._fields + 1
        if head is not None:
            self.addWidget(head, HEAD, place, Qt.AlignmentFlag.AlignBottom)
        upright = Qt.AlignmentFlag.AlignVCenter if isinstance(box, QCheckBox) else Qt.AlignmentFlag.AlignTop
        self.addWidget(box, BOX, place, upright)
        self.addWidget(mistake, MISTAKE, place, Qt.AlignmentFlag.AlignTop)
        self.setColumnStretch(place, 1)
        return place

    def show_field(self, place: int, *, there: bool) -> None:
        """Show a field with its label, or put it out of sight; the others have its room then."""
        for line, shown in ((HEAD, there), (BOX, there), (MISTAKE, False)):
            item = self.itemAtPosition(line, place)
            if item is not None and (widget := item.widget()) is not None and (shown or not there):
                widget.setVisible(shown)
        self.setColumnStretch(place, 1 if there else 0)
