"""A backup's own account of itself: what it holds, when it was made, and the heads by which it can be proved."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from shortbreaks.database.check import Anchor
from shortbreaks.database.files import IN_BACKUP
from shortbreaks.errors import Unavailable

FORMAT = 1
MANIFEST, OFFICE_FILE, KEY_FILE = IN_BACKUP


@dataclass(frozen=True, slots=True)
class Manifest:
    """One verified backup. `made_at` is in UTC; `sha256` and `size` (bytes) are the office file's.

    `key` numbers the data key it opens by: the office's first, second and so on.
    """

    office: str
    name: str
    made_at: datetime
    reason: str
    schema_number: int
    machine: str
    sha256: str
    size: int
    counts: tuple[tuple[str, int], ...]
    heads: tuple[tuple[str, int, str], ...]
    key: int = 1

    def number_of(self, chain: str) -> int:
        """The number of a chain's newest row in this backup."""
        return next((number for name, number, _ in self.heads if name == chain), 0)

    def hash_of(self, chain: str) -> str:
        """The hash of a chain's newest row in this backup."""
        return next((found for name, _, found in self.heads if name == chain), "")

    def anchors(self, where: str) -> tuple[Anchor, ...]:
        """What this backup remembers of the chains; `where` names it in a finding."""
        return tuple(Anchor(chain, number, found, self.made_at, where) for chain, number, found in self.heads)


def to_text(manifest: Manifest) -> str:
    """A manifest as the JSON it is kept in."""
    kept = {"format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
    return json.dumps(kept, indent=1, ensure_ascii=False)


def read_manifest(backup: Path) -> Manifest:
    """The manifest in a backup's folder. Raises Unavailable when it is missing or damaged."""
    try:
        return _parse(json.loads((backup / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Unavailable(
            f"{backup.name} is not a whole backup: its manifest is missing or damaged.", "Choose another backup."
        ) from fault


def _parse(kept: Mapping[str, Any]) -> Manifest:
    if kept["format"] != FORMAT:
        raise ValueError
    made_at = datetime.fromisoformat(kept["made_at"])
    if made_at.tzinfo is None:
        raise ValueError
    return Manifest(
        str(kept["office"]), str(kept["name"]), made_at, str(kept["reason"]), int(kept["schema_number"]),
        str(kept["machine"]), str(kept["sha256"]), int(kept["size"]),
        tuple((str(name), int(count)) for name, count in kept["counts"]),
        tuple((str(chain), int(number), str(found)) for chain, number, found in kept["heads"]),
        int(kept.get("key", 1)),
    )  # fmt: skip
