"""How a bed grid is drawn: look.md, "Bed grid and calendars"; colour is never the only sign."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from ui.kit.bed_shape import FOOT_LINE, HEAD, NAME_WIDTH, Cursor, GridBlock, GridNight, GridShape
from ui.kit.icons import paint_icon
from ui.kit.theme import colour, font, metrics, px, state

MID = Qt.AlignmentFlag.AlignVCenter
LEFT, CENTRE = MID | Qt.AlignmentFlag.AlignLeft, MID | Qt.AlignmentFlag.AlignHCenter
ONE_NAME = 62  # px of a block below which the first name stands alone
LOOKS = frozenset({"solid", "soft", "dashed", "placing", "decide"})
NARROW = 34  # px of a night at 100 % below which only figures fit


def paint_grid(painter: QPainter, shape: GridShape, cursor: Cursor) -> None:
    """Draw the whole of a grid, with where somebody is in it."""
    frame = QPainterPath()
    bottom = px(HEAD) + len(shape.grid.rows) * shape.line_height() + len(shape.grid.foot) * px(FOOT_LINE) + 8
    frame.addRoundedRect(QRectF(0.5, 0.5, shape.width - 1, bottom), 8, 8)
    painter.fillPath(frame, colour("surface"))
    painter.save()
    painter.setClipPath(frame)
    _nights(painter, shape)
    _shut(painter, shape)
    _beds(painter, shape)  # over the stripes, so that no word of an emergency bed is struck through
    for block in sorted(shape.grid.blocks, key=lambda one: one.look == "placing"):
        _block(painter, shape, block)
    _ties(painter, shape)
    _cursor(painter, shape, cursor)
    _foot(painter, shape)
    painter.restore()
    painter.setPen(QPen(colour("line"), 1))
    painter.drawPath(frame)


def _nights(painter: QPainter, shape: GridShape) -> None:
    wide, tall = shape.column_width(), len(shape.grid.rows) * shape.line_height()
    foot = len(shape.grid.foot) * px(FOOT_LINE)
    painter.fillRect(QRectF(0, 0, shape.width, px(HEAD)), colour("sunk"))
    painter.setFont(font(12))
    painter.setPen(colour("ink2"))
    above, below = shape.grid.corner
    painter.drawText(QRectF(12, px(8), px(NAME_WIDTH) - 14, px(18)), LEFT, above)
    painter.setFont(font(14, 600))
    painter.setPen(colour("ink"))
    painter.drawText(QRectF(12, px(26), px(NAME_WIDTH) - 14, px(20)), LEFT, below)
    for column, night in enumerate(shape.grid.nights):
        left = px(NAME_WIDTH) + wide * column
        if night.night == shape.grid.today:
            painter.fillRect(QRectF(left, 0, wide, px(HEAD) + tall + foot), colour("prisoft"))
        elif night.night.weekday() in {4, 5}:
            painter.fillRect(QRectF(left, px(HEAD), wide, tall + foot), colour("hover"))
        _night_head(painter, QRectF(left, 0, wide, px(HEAD)), night, wide)
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(QPointF(left, 0), QPointF(left, px(HEAD) + tall))


def _night_head(painter: QPainter, where: QRectF, night: GridNight, wide: float) -> None:
    if wide < px(16) and night.night.weekday() != 0:
        return
    painter.setFont(font(12 if wide >= px(22) else 10))
    painter.setPen(colour("ink2"))
    words = f"{night.night:%a}" if wide >= px(NARROW) else f"{night.night:%a}"[:1]
    painter.drawText(QRectF(where.left(), px(8), wide, px(18)), CENTRE, words)
    painter.setFont(font(14 if wide >= px(22) else 11, 600, tabular=True))
    painter.setPen(colour("ink"))
    painter.drawText(QRectF(where.left() - 6, px(26), wide + 12, px(20)), CENTRE, str(night.night.day))


def _beds(painter: QPainter, shape: GridShape) -> None:
    for line, bed in enumerate(shape.grid.rows):
        top, tall = px(HEAD) + line * shape.line_height(), shape.line_height()
        head = QRectF(0, top, px(NAME_WIDTH), tall)
        if bed.special:
            painter.fillRect(head, QColor(state("special").ground))
            painter.setPen(QPen(colour("special"), 1.4, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            whole = shape.cell(line, 0, len(shape.grid.nights)).adjusted(3, 5, -3, -5)
            painter.drawRoundedRect(whole, 6, 6)
            if not any(block.row == bed.id for block in shape.grid.blocks):
                _elided(painter, whole.adjusted(12, 0, -12, 0), bed.empty, 13, 400, CENTRE)
        painter.setPen(colour("special") if bed.special else colour("ink"))
        _elided(painter, QRectF(12, top + tall / 2 - px(20), px(NAME_WIDTH) - 18, px(20)), bed.name, 14, 600)
        painter.setPen(colour("ink2"))
        _elided(painter, QRectF(12, top + tall / 2, px(NAME_WIDTH) - 18, px(18)), bed.second, 12, 400)
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(QPointF(0, top), QPointF(shape.width, top))


def _elided(painter: QPainter, where: QRectF, words: str, size: float, weight: int, side: Qt.AlignmentFlag = LEFT) -> None:
    made = font(size, weight)
    painter.setFont(made)
    painter.drawText(where, side, QFontMetrics(made).elidedText(words, Qt.TextElideMode.ElideRight, int(where.width())))


def _shut(painter: QPainter, shape: GridShape) -> None:
    spans: dict[tuple[int, str], list[int]] = {}
    for row, column, why in shape.grid.shut:
        spans.setdefault((column, why), []).append(shape.line_of(row))
    for (column, why), lines in spans.items():
        where = shape.cell(min(lines), column).united(shape.cell(max(lines), column))
        painter.save()
        painter.setClipRect(where, Qt.ClipOperation.IntersectClip)
        painter.fillRect(where, colour("sunk"))
        painter.setPen(QPen(colour("edge"), 1))
        x = where.left() - where.height()
        while x < where.right():
            painter.drawLine(QPointF(x, where.bottom()), QPointF(x + where.height(), where.top()))
            x += 9
        _upright(painter, where, f"Closed: {why}")
        painter.restore()


def _upright(painter: QPainter, where: QRectF, words: str) -> None:
    painter.setFont(font(12, 500))
    long = min(QFontMetrics(painter.font()).horizontalAdvance(words) + 16, int(where.height()) - 8)
    painter.translate(where.center())
    painter.rotate(-90)
    label = QRectF(-long / 2, -px(11), long, px(22))
    painter.setPen(QPen(colour("line"), 1))
    painter.setBrush(colour("surface"))
    painter.drawRoundedRect(label, 5, 5)
    painter.setPen(colour("ink"))
    _elided(painter, label.adjusted(6, 0, -6, 0), words, 12, 500, CENTRE)


def look_of(look: str) -> tuple[QColor, QPen, QColor]:
    """Ground, frame and ink of a block that looks so."""
    if look == "solid":
        return colour("solid"), QPen(Qt.PenStyle.NoPen), colour("onsolid")
    if look == "dashed":
        return colour("surface"), QPen(colour("limit"), 1.6, Qt.PenStyle.DashLine), colour("ink")
    if look == "placing":
        return QColor(state("info").ground), QPen(colour("focus"), 2), colour("info")
    if look == "decide":
        return QColor(state("warn").ground), QPen(colour("limit"), 1.4), colour("ink")
    return colour("prisoft"), QPen(colour("booked"), 1), colour("ink")


def _block(painter: QPainter, shape: GridShape, block: GridBlock) -> None:
    where = shape.where(block)
    if where.width() < 3:
        return
    ground, frame, ink = look_of(block.look)
    painter.setPen(frame)
    painter.setBrush(ground)
    painter.drawRoundedRect(where, 6, 6)
    inside = where.adjusted(8, 0, -6, 0)
    if block.look == "decide" and inside.width() > px(60):
        paint_icon(painter, "warn-filled", colour("warn"), QRectF(inside.left(), where.center().y() - px(9), px(18), px(18)))
        inside.setLeft(inside.left() + px(24))
    painter.setPen(ink)
    if where.width() < px(ONE_NAME):
        _first_name(painter, where, block.title)
        return
    words, size = fitting_name(block.title, inside.width())
    _elided(painter, QRectF(inside.left(), where.center().y() - px(20), inside.width(), px(20)), words, size, 600)
    icons = block.icons if inside.width() > px(58) + len(block.icons) * px(18) else ()
    room = inside.width() - len(icons) * px(18)
    _elided(painter, QRectF(inside.left(), where.center().y(), room, px(18)), block.second, 12, 400)
    for place, name in enumerate(icons):
        box = QRectF(inside.right() - (len(icons) - place) * px(18), where.center().y() + 1, px(15), px(15))
        paint_icon(painter, name, ink, box)


def fitting_name(title: str, room: float) -> tuple[str, int]:
    """A child's name and age as they fit into a block, with their size: smaller, then without the age; never cut."""
    name = title.partition(",")[0]
    ways = [(title, 14), (title, 12), (name, 14), (name, 12), (name.split(" ")[0], 12)]
    return next((way for way in ways if metrics(way[1], 600).horizontalAdvance(way[0]) <= room), ways[-1])


def narrow_name(title: str, wide: float, tall: float) -> tuple[str, int, bool]:
    """Who lies in a block of one night, with the size of it and whether it stands upright: a first name, else initials; never cut."""
    name = title.partition(",")[0].split()
    first, letters = name[0] if name else "", "".join(part[0] for part in name)
    ways = ((first, 13, False), (first, 12, False), (first, 12, True), (letters, 12, False), (letters, 10, False))
    rooms = {False: wide - 2, True: tall - 2}
    return next((way for way in ways if metrics(way[1], 600).horizontalAdvance(way[0]) <= rooms[way[2]]), (letters[:1], 10, False))


def _first_name(painter: QPainter, where: QRectF, title: str) -> None:
    """Who lies in a block of one night, upright where the name is longer than the night is wide."""
    name, size, upright = narrow_name(title, where.width(), where.height())
    if not upright:
        _elided(painter, where, name, size, 600, CENTRE)
        return
    painter.save()
    painter.translate(where.center())
    painter.rotate(-90)
    _elided(painter, QRectF(-where.height() / 2, -px(11), where.height(), px(22)), name, size, 600, CENTRE)
    painter.restore()


def _ties(painter: QPainter, shape: GridShape) -> None:
    named = {block.key: block for block in shape.grid.blocks}
    for one, other, words in shape.grid.ties:
        if one not in named or other not in named:
            continue
        first, second = sorted((shape.where(named[one]), shape.where(named[other])), key=lambda box: box.top())
        left, right = max(first.left(), second.left()), min(first.right(), second.right())
        x = (left + right) / 2
        painter.setPen(QPen(colour("danger"), 2))
        painter.drawLine(QPointF(x, first.bottom()), QPointF(x, second.top()))
        painter.setFont(font(12, 600))
        wide = QFontMetrics(painter.font()).horizontalAdvance(words) + px(34)
        label = QRectF(x - wide / 2, (first.bottom() + second.top()) / 2 - px(12), wide, px(24))
        painter.setPen(QPen(QColor(state("bad").line), 1))
        painter.setBrush(QColor(state("bad").ground))
        painter.drawRoundedRect(label, 5, 5)
        paint_icon(painter, "bad-filled", colour("bad"), QRectF(label.left() + 6, label.top() + px(4), px(16), px(16)))
        painter.setPen(colour("bad"))
        painter.drawText(label.adjusted(px(26), 0, -4, 0), LEFT, words)


def _cursor(painter: QPainter, shape: GridShape, cursor: Cursor) -> None:
    if not shape.grid.rows or not shape.grid.nights:
        return
    block = next((one for one in shape.grid.blocks if one.key == cursor.key and shape.where(one).width() > 3), None)
    where = shape.where(block) if block is not None else shape.cell(*cursor.at).adjusted(2, 5, -2, -5)
    if cursor.focused or block is not None:
        painter.setPen(QPen(colour("focus"), 2 if cursor.focused else 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(where.adjusted(-2, -2, 2, 2), 7, 7)


def _foot(painter: QPainter, shape: GridShape) -> None:
    top = px(HEAD) + len(shape.grid.rows) * shape.line_height()
    painter.setPen(QPen(colour("edge"), 1))
    painter.drawLine(QPointF(0, top), QPointF(shape.width, top))
    wide = shape.column_width()
    for line, words in enumerate(shape.grid.foot):
        where = top + 4 + line * px(FOOT_LINE)
        painter.setPen(colour("ink2"))
        _elided(painter, QRectF(12, where, px(NAME_WIDTH) - 14, px(FOOT_LINE)), words, 13, 500)
        for column, long, figure, worried in _figures(shape.grid.nights, line, by_week=wide < px(16)):
            box = QRectF(px(NAME_WIDTH) + wide * column, where, wide * long, px(FOOT_LINE))
            worry = worried and line == len(shape.grid.foot) - 1
            if worry:
                _worry(painter, box)
            painter.setFont(font(13 if box.width() >= px(22) else 10, 600 if line == 0 or worry else 400, tabular=True))
            painter.setPen(colour("bad") if worry else colour("ink") if line == 0 else colour("ink2"))
            painter.drawText(box.adjusted(px(10) if worry and box.width() >= px(NARROW) else 0, 0, 0, 0), CENTRE, figure)


def _figures(nights: Sequence[GridNight], line: int, *, by_week: bool) -> list[tuple[int, int, str, bool]]:
    """What stands below the nights as (column, columns, figure, worry); too narrow for each night, each week's worst.

    The worst is the fewest free or there, and the most needed, which is the last line.
    """
    if not by_week:
        return [(column, 1, night.foot[line], night.worry) for column, night in enumerate(nights)]
    weeks: dict[tuple[int, int], list[int]] = {}
    for column, night in enumerate(nights):
        weeks.setdefault(night.night.isocalendar()[:2], []).append(column)
    found = []
    for columns in weeks.values():
        of = [nights[column] for column in columns]
        numbers = [int(night.foot[line]) for night in of if night.foot[line].isdigit()]
        worst = (max if line == len(of[0].foot) - 1 else min)(numbers) if numbers else None
        if len(columns) > 2:  # a week cut off at the edge has no room for a figure
            found.append((columns[0], len(columns), "–" if worst is None else str(worst), any(night.worry for night in of)))
    return found


def _worry(painter: QPainter, box: QRectF) -> None:
    """A red ground, and beside the figure a triangle where there is room for it."""
    painter.setPen(QPen(QColor(state("bad").line), 1))
    painter.setBrush(QColor(state("bad").ground))
    painter.drawRoundedRect(box.adjusted(2, 3, -2, -3), 4, 4)
    if box.width() >= px(NARROW):
        middle = QPointF(box.left() + px(13), box.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("bad"))
        size = px(5)
        painter.drawPolygon(
            QPolygonF([middle + QPointF(0, -size), middle + QPointF(size, size * 0.8), middle + QPointF(-size, size * 0.8)])
        )
