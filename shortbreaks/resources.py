"""Where the files shipped with the application lie, from a source tree and from a frozen folder alike."""

import sys
from pathlib import Path


def resource(name: str) -> Path:
    """The path of a shipped file or folder, by its name below `resources/`."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root / "resources" / name
