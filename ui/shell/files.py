"""Files that a person chooses, read whole."""

from pathlib import Path

from shortbreaks.errors import Refused, Unavailable
from shortbreaks.exchange.csv_files import MOST_BYTES


def read_whole(path: Path) -> bytes:
    """The bytes of a chosen file. Raises Refused above 20 MB, Unavailable when it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused("The file is larger than 20 MB.", "Ask for it in parts.")
        return path.read_bytes()
    except OSError as fault:
        raise Unavailable(
            f"{path.name} cannot be read: {fault.strerror}.", "Choose it again, or copy it to this computer."
        ) from fault
