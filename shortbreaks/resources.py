"""Where the files shipped with the application lie, from a source tree and from a frozen folder alike."""

import sys
from pathlib import Path

ROOT = Path(getattr(sys, "_MEIPASS", None) or Path(__file__).resolve().parent.parent) / "resources"


def resource(name: str) -> Path:
    """The path of a shipped file or folder, by its name below `resources/`."""
    return ROOT / name
