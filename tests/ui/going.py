"""Where pages wanted to go, and pressing what a person presses."""

from ui.kit.buttons import Button


class Went:
    """Where a page wanted to go."""

    here = None

    def __init__(self) -> None:
        self.where = []

    def to(self, name, **what):
        self.where.append((name, what))


def press(page, name):
    button = page.findChild(Button, name)
    assert button is not None and button.isEnabled(), name
    button.click()


def choose(form, name, value):
    editor = form.editors[name]
    editor.setCurrentIndex(editor.findData(value))
