"""Building and opening the example county: the same seed and day give the same county."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import shortbreaks.schema  # noqa: F401 - the county has every room's tables
from shortbreaks.access.permissions import Permission
from shortbreaks.access.sign_in import SignedIn, sign_in_to_file
from shortbreaks.database.commands import Person
from shortbreaks.database.connections import Database
from shortbreaks.database.files import replace
from shortbreaks.database.key_publishing import keep_keys
from shortbreaks.database.keys import EXAMPLE_COST, keys_path, load_keys, new_recovery_key, spare_of, with_slot
from shortbreaks.database.office import KENT, Office, clock
from shortbreaks.database.opening import Founder, backups_beside, create_file_office
from shortbreaks.database.whole_check import check_whole, last_whole
from shortbreaks.errors import Refused, Spoken
from shortbreaks.example.slices import PEOPLE, SEED, BuildSlice, Progress, build_slice, say_nothing, slices_of
from shortbreaks.exchange.csv_files import MOST_ROWS_OUT

PASSWORD = "example county only"  # shown on the sign-in screen; there is nothing behind it
STALE_DAYS = 21


def fill(
    database: Database, scale: float, today: date, seed: int = SEED, now: Callable[[], datetime] = clock, *,
    most: float = 1, a_file: int = MOST_ROWS_OUT, progress: Progress = say_nothing,
) -> list[int]:  # fmt: skip
    """Fill any opened, empty database; answers counts of children and bookings. `most` is the scale of a slice."""
    builder = Person(1, PEOPLE[0][0], PEOPLE[0][1], PEOPLE[0][2].value, frozenset({Permission.KEEP_OFFICE}))
    office = Office(database, builder, now)
    whole = BuildSlice(scale, today, seed, 0, most, a_file, progress)
    made = [office.perform(build_slice, one).answer for one in slices_of(whole)]
    return [sum(counts) for counts in zip(*made, strict=True)]


def build(
    path: Path, scale: float = 1, today: date | None = None, progress: Progress | None = None, *, most: float = 1
) -> list[int]:
    """Make an embedded office at `path` with the example county in it; takes seconds at scale 1.

    It is made beside its place and moved there when it is whole: what is stopped or fails leaves nothing. Raises Refused
    when there is a file already.
    """
    if path.exists():
        raise Refused(f"There is already a file called {path.name} there.", "Choose another name or folder.")
    say = progress or say_nothing
    now = clock()
    making = path.with_name(f"{path.stem}-making{path.suffix}")
    remove(making)
    try:
        say("Making the example county…")
        founder = Founder(PEOPLE[0][0], PASSWORD, new_recovery_key())
        opened = create_file_office(making, "Example county", founder, now, purpose="example", cost=EXAMPLE_COST)
        try:
            assert opened.database.key is not None
            keys = load_keys(keys_path(making))
            for sign_in, _, _ in PEOPLE[1:]:
                keys = with_slot(keys, sign_in, PASSWORD, opened.database.key, EXAMPLE_COST)
            keep_keys(opened.database, keys)
            made = fill(opened.database, scale, today or now.astimezone(KENT).date(), most=most, progress=say)
        finally:
            opened.close()
        _move(making, path)
    finally:
        remove(making)
    return made


def _move(making: Path, path: Path) -> None:
    """Put a whole office in its place, its file last: with that the county is there."""
    remove(path)
    replace(spare_of(keys_path(making)), spare_of(keys_path(path)))
    replace(keys_path(making), keys_path(path))
    replace(making, path)


def open_example(folder: Path, scale: float = 1, progress: Progress | None = None) -> SignedIn:
    """Open the example county of a scale, made anew when it is missing, out of date or of another form.

    A county of the usual size is checked whole when it is first opened, so that what such a check finds can be seen.
    """
    name = "example" if scale == 1 else f"example-{scale:g}"
    path = folder / f"{name}.sbo"
    today = clock().astimezone(KENT).date()
    stamp = folder / f"{name}.built"
    if path.exists() and not _fresh(stamp, today):
        remove(path)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        build(path, scale, today, progress)
        stamp.write_text(today.isoformat(), "ascii")
    try:
        signed = sign_in_to_file(path, PEOPLE[0][0], PASSWORD)
    except Spoken:
        if (path.with_name(path.name + ".who")).exists():
            raise  # somebody else has it open: that is not damage
        remove(path)
        build(path, scale, today, progress)
        stamp.write_text(today.isoformat(), "ascii")
        signed = sign_in_to_file(path, PEOPLE[0][0], PASSWORD)
    try:
        if scale <= 1:
            _check_once(signed, backups_beside(path), progress or say_nothing)
    except BaseException:
        signed.opened.close()
        raise
    return signed


def _check_once(signed: SignedIn, backups: Path, say: Progress) -> None:
    number = signed.opened.identity.uuid
    if last_whole(backups, number) is None:
        say("Checking everything in it once…")
        check_whole(signed.office.database, backups, number, signed.office.now())


def _fresh(stamp: Path, today: date) -> bool:
    try:
        built = date.fromisoformat(stamp.read_text("ascii").strip())
    except (OSError, ValueError):
        return False
    return timedelta(0) <= today - built <= timedelta(days=STALE_DAYS)


def remove(path: Path) -> None:
    """Take an example office away with everything beside it."""
    for beside in ("", "-wal", "-shm", ".lock", ".who"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    keys_path(path).unlink(missing_ok=True)
    spare_of(keys_path(path)).unlink(missing_ok=True)
