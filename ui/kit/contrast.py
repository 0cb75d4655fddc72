"""The system's own colours for whoever asks it for high contrast: borders stay, grounds go (look.md section 7)."""

from PySide6.QtGui import QPalette

from ui.kit.palette import LIGHT, LIGHT_STATES, State

GROUNDS = ("bg", "surface", "sunk", "hover", "onpri", "ondanger", "rail", "prisoft")
MARKED = ("sel", "railsel")


def tokens_in_contrast(palette: QPalette) -> tuple[dict[str, str], dict[str, State]]:
    """Every token and state from a palette: ink on ground, and what is chosen in the colours of a selection.

    A filled button, the solid part of a bar and the current entry are ink with the ground's colour on them, so that
    no pair has less contrast than the system's own text.
    """
    roles = QPalette.ColorRole
    ground, ink = palette.color(roles.Window).name(), palette.color(roles.WindowText).name()
    tokens = dict.fromkeys(LIGHT, ink)
    tokens |= dict.fromkeys((*GROUNDS, *MARKED, "onsolid"), ground)
    states = {name: State(ink, ground, ink, looks.icon) for name, looks in LIGHT_STATES.items()}
    return tokens, states
