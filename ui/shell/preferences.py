"""What one person prefers on this computer: text size, light or dark, the last offices. Never a secret."""

import json
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from PySide6.QtCore import QStandardPaths

NAME = "Short Breaks"


@dataclass
class LastOffice:
    """An office opened before: its name, how it is reached, and who signed in last."""

    name: str
    place: str
    kind: str  # "file", "server"
    sign_in: str


@dataclass
class Preferences:
    """Kept as JSON in this computer's own settings folder."""

    text_size: int = 100
    mode: str = "system"
    narrow_rail: bool = False
    offices: list[LastOffice] = field(default_factory=list)

    def remember(self, office: LastOffice) -> None:
        """Put an office first in the list."""
        self.offices = [office, *[one for one in self.offices if one.place != office.place]][:8]


def preferences_path() -> Path:
    """Where they are kept: the settings folder of the system, in one folder with the data on a Mac."""
    places = QStandardPaths.StandardLocation
    shared = places.GenericDataLocation if sys.platform == "darwin" else places.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(shared)) / NAME / "preferences.json"


def data_folder() -> Path:
    """Where offices on this computer lie by default: never a synchronised documents folder (safety.md A14)."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)) / NAME


def load_preferences(path: Path | None = None) -> Preferences:
    """The kept preferences, or the defaults when there are none or they cannot be read."""
    try:
        kept = json.loads((path or preferences_path()).read_text("utf-8"))
        known = {one.name for one in fields(Preferences)}
        found = Preferences(**{name: value for name, value in kept.items() if name in known})
        found.offices = [LastOffice(**one) for one in kept.get("offices", [])]
    except (OSError, ValueError, TypeError, AttributeError):
        return Preferences()
    return found


def save_preferences(preferences: Preferences, path: Path | None = None) -> None:
    """Keep them; a disk that is full costs a preference, never a booking."""
    target = path or preferences_path()
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(asdict(preferences), indent=1), "utf-8")
