"""What is kept of painted words and boxes looks as if it were painted anew where it stands."""

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ui.kit import theme
from ui.kit.bed_paint import narrow_name
from ui.kit.icons import paint_icon
from ui.kit.painted import cut_words, paint_box, place_icon, words
from ui.kit.progress_steps import ProgressSteps, StepShown
from ui.shell.hit_painter import Hit
from ui.shell.hits import HitsModel

BESIDE = 2  # of 255, by which a colour laid over another in two steps may differ


def _painted(draw, ratio=1.0):
    picture = QImage(round(340 * ratio), round(80 * ratio), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor("#ffffff"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    return bytes(picture.constBits())


def _apart(one, other):
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("size", theme.SIZES)
@pytest.mark.parametrize("side", [Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight])
def test_kept_words_stand_where_words_are_drawn(qapp, size, side):
    theme.apply(qapp, "light", size)
    for pixels, heavy in ((14, 400), (14, 700), (12, 400)):
        for height in (theme.px(20), theme.px(32) - 1):
            for said in ("£2,880.00", "Zoë O’Brien", "<b>Enter</b> & on"):
                kept, line = words(said, pixels, heavy), QRect(8, 4, 320, height)

                def drawn(painter, kept=kept, line=line, said=said):
                    painter.setFont(kept.face)
                    painter.drawText(line, int(side | Qt.AlignmentFlag.AlignVCenter), said)

                def laid(painter, kept=kept, line=line):
                    left = line.x() + (line.width() - kept.exact if side == Qt.AlignmentFlag.AlignRight else 0)
                    kept.paint(painter, left, line.y(), line.height())

                assert _painted(laid) == _painted(drawn)
                assert _painted(laid) != _painted(lambda _painter: None)
    theme.apply(qapp, "light")


def test_words_are_cut_to_the_room_and_a_line_end_parts_them_by_a_space(qapp):
    theme.apply(qapp, "light")
    long = words("The Sunflower Saturday Club at Thanet")
    cut = cut_words("The Sunflower Saturday Club at Thanet", long.width - 40)
    assert cut.laid.text().endswith("…")
    assert cut.width <= long.width - 40
    assert cut_words("The Sunflower Saturday Club at Thanet", long.width) is long
    assert words("two\nlines").laid.text() == "two lines"
    said = "New; Personal assistant: £279.20 and more"
    shown = {cut_words(said, room, 14).laid.text() for room in range(40, 320)}
    assert "New; Personal assistant…" in shown, "a part of a sum is another sum"
    assert not any("£" in one and "£279.20" not in one for one in shown)


@pytest.mark.parametrize("size", [100, 150, 200])
@pytest.mark.parametrize("wide", [24, 40, 64, 72])
def test_a_night_too_narrow_for_a_name_has_initials_and_neither_a_part_of_it_nor_nothing(qapp, size, wide):
    theme.apply(qapp, "light", size)
    for title, letters in (("Mohammed B., 10", "MB"), ("Ida O., 5", "IO"), ("Amara, 9", "A")):
        name, points, upright = narrow_name(title, wide, 62)
        assert name in {title.split(" ")[0].rstrip(","), letters, letters[:1]}
        assert theme.metrics(points, 600).horizontalAdvance(name) <= (62 if upright else wide)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("down", [10.0, 10.5])
def test_a_kept_box_and_icon_look_as_if_drawn_there(qapp, ratio, down):
    theme.apply(qapp, "light")
    line, ground = QColor("#205040"), QColor("#e0f0e8")
    where = QRectF(20.5, down, 90, 22)

    def drawn(painter):
        painter.setPen(QPen(line, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(where, 4, 4)
        paint_icon(painter, "child", line, QRectF(140, down, 18, 18))

    def kept(painter):
        paint_box(painter, where, line, ground, 4)
        place_icon(painter, "child", line, QRectF(140, down, 18, 18))

    assert _apart(_painted(kept, ratio), _painted(drawn, ratio)) <= BESIDE
    assert _apart(_painted(kept, ratio), _painted(lambda _painter: None, ratio)) > 100


def test_of_answers_in_the_same_places_only_those_that_look_otherwise_are_painted_again(qapp):
    def found(*names):
        return [Hit("", "Children"), *(Hit("child", name, go=print) for name in names)]

    model, told, anew = HitsModel(), [], []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.modelReset.connect(lambda: anew.append(1))
    model.show(found("Amara O., 9", "Tom B., 7"), "a")
    assert (told, len(anew)) == ([], 1)
    model.show(found("Amara O., 9", "Sam B., 7"), "a")
    assert (told, len(anew)) == ([(2, 2)], 1)
    model.show(found("Amara O., 9", "Sam B., 7"), "am")  # more of Amara is marked, nothing of Sam
    assert (told, len(anew)) == ([(2, 2), (1, 1)], 1)
    assert model.parts(1)[0] == ("Am", True)
    model.show(found("Amara O., 9"), "am")
    assert len(anew) == 2


@pytest.mark.parametrize("size", theme.SIZES)
def test_steps_go_on_in_another_row_before_a_word_of_theirs_is_cut(qapp, size):
    theme.apply(qapp, "light", size)
    names = ("Prepared", "Exceptions", "Approve", "Post", "File", "Finance replied")
    steps = ProgressSteps([StepShown(name, "by 12 November 2026", "done") for name in names])
    one, rows = steps.heightForWidth(9000), {}
    for width in (1150, 700, 380):
        rows[width] = round(steps.heightForWidth(width) / one)
        room = width // steps.beside(width) - theme.px(22) - 14
        assert words("by 12 November 2026", 12).width <= room and words("Finance replied", 14, 600).width <= room
        assert rows[width] * steps.beside(width) >= len(names)
    assert rows[1150] <= rows[700] <= rows[380] and rows[380] > 1
