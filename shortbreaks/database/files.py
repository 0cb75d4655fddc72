"""Files written whole or not at all, and folders where an office may live."""

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shortbreaks.errors import Refused, Unavailable

WINDOWS_TRIES = 10
NETWORK_KINDS = {"cifs", "smb3", "smbfs", "nfs", "nfs4", "afs", "9p", "fuse.sshfs", "fuse.davfs", "davfs", "ncpfs"}
SYNCED = ("onedrive", "dropbox", "google drive", "googledrive", "icloud drive", "mobile documents", "nextcloud")
DRIVE_REMOTE = 4
KEYS = ".keys"  # what the name of a key file ends in, after the whole name of its office
IN_BACKUP = ("manifest.json", "office.sbo", "office.keys")  # the parts of a backup, its account last written


def write_whole(path: Path, content: bytes, *, keys: bool = False) -> None:
    """Put `content` at `path` so that a crash leaves the old file or the new, never half of one.

    Raises Refused for the place of an office, of its key file unless these are its `keys`, or of a backup's parts; Unavailable
    when the disk is full or the folder may not be written.
    """
    if not keys:
        check_no_office_at(path)
    name = ""
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        replace(Path(name), path)
    except OSError as fault:
        raise _not_written(path, fault) from fault
    finally:
        _leave_nothing(name)


def write_part(path: Path, content: bytes) -> None:
    """Put `content` on the disk under a name that nobody reads; it takes its own by `rename`, and its folder is synced once.

    Raises Unavailable when the disk is full or the folder may not be written.
    """
    try:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise _not_written(path, fault) from fault


def check_no_office_at(path: Path) -> None:
    """Refuse to write over an office, a key file or a part of a backup: a slip of a name must not cost all that is in it."""
    path = path.absolute()
    named = path.name.removesuffix(".copy")
    is_key_file = named.endswith(KEYS) and path.with_name(named.removesuffix(KEYS)).exists()
    in_backup = path.name in IN_BACKUP and (path.parent / IN_BACKUP[0]).exists()
    if is_key_file or in_backup or path.parent.joinpath(path.name + KEYS).exists():
        raise Refused(
            f"{path.name} is an office, its key file or a backup, and nothing is written over it.", "Choose another name.", "path"
        )


@contextmanager
def whole_text(path: Path) -> Iterator[Callable[[str], object]]:
    """Write a long text piece by piece so that it stands at `path` whole or not at all. Raises as `write_whole` does."""
    check_no_office_at(path)
    name = ""
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file.write
            file.flush()
            os.fsync(file.fileno())
        replace(Path(name), path)
    except OSError as fault:
        raise _not_written(path, fault) from fault
    finally:
        _leave_nothing(name)


def _not_written(path: Path, fault: OSError) -> Unavailable:
    return Unavailable(
        f"{path.name} could not be written: {fault.strerror or 'the disk did not answer'}.",
        "Make room, or choose a folder that you may write to; the old file is as it was.",
    )


def _leave_nothing(name: str) -> None:
    """Take away what was being written, if it did not become the file."""
    if name:
        with suppress(OSError):
            Path(name).unlink()


def replace(source: Path, target: Path) -> None:
    """Move `source` over `target`, so that it stays there."""
    rename(source, target)
    sync_folder(target.parent)


def rename(source: Path, target: Path) -> None:
    """Move a file over `target`, or a folder to where none is.

    On Windows another program may hold it for a moment, so it is tried ten times (A18).
    """
    for attempt in range(WINDOWS_TRIES):
        try:
            source.replace(target)
            break
        except PermissionError:
            if sys.platform != "win32" or attempt == WINDOWS_TRIES - 1:
                raise
            time.sleep(0.1)


def take_away(path: Path) -> bool:
    """Remove a file that nobody needs, if it is there; tells whether it is gone. Tried ten times as `replace` is (A18)."""
    for attempt in range(WINDOWS_TRIES):
        try:
            path.unlink(missing_ok=True)
        except OSError:
            if sys.platform != "win32" or attempt == WINDOWS_TRIES - 1:
                return False
            time.sleep(0.1)
        else:
            return True
    return False


def sync_folder(folder: Path) -> None:
    """Make the folder's own entry durable, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def check_place(path: Path, mounts: str | None = None) -> None:
    """Refuse a place where a live office file would be lost: a network share or a synchronised folder (A13, A14), or a backup.

    `mounts` is the text of /proc/self/mounts; read from the system when not given.
    """
    at = path.absolute()
    if at.is_dir():
        raise Refused(f"{at} is a folder, not an office’s file.", "Choose the office’s file in it.", "path")
    if at.name == IN_BACKUP[1] and at.with_name(IN_BACKUP[0]).exists():
        raise Refused(
            f"{at.name} in {at.parent.name} is a backup, which would be none any more once it was opened.",
            "Restore it: that puts a copy in an office’s place, and keeps the backup as it is.",
            "path",
        )
    if on_network(path, mounts):
        raise Refused(
            f"{path.parent} is on a network share, where an office's file can be damaged when two computers use it.",
            "Keep it on this computer's own disk. Several coordinators share an office through a PostgreSQL server.",
        )
    parts = [part.casefold() for part in path.absolute().parts]
    for part in parts:
        if any(part == name or part.startswith((name + " ", name + "-")) for name in SYNCED):
            raise Refused(
                f"{path.parent} is copied elsewhere by another program, which can damage an open office.",
                "Keep it in this computer's own application folder; backups may go to a synchronised folder.",
            )


def on_network(path: Path, mounts: str | None = None) -> bool:
    """Whether a path lies on a file system that other computers serve."""
    if str(path).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.absolute().drive + "\\") == DRIVE_REMOTE)
    if mounts is None:
        try:
            mounts = Path("/proc/self/mounts").read_text("utf-8")
        except OSError:
            return False
    best, kind = "", ""
    place = str(path.absolute())
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind in NETWORK_KINDS
