"""The ways into an office, called off the GUI thread; what they need is imported when they are first used."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shortbreaks.errors import Refused, Spoken, Unavailable
from ui.shell.preferences import LastOffice, data_folder

if TYPE_CHECKING:
    from shortbreaks.access.sign_in import SignedIn
    from shortbreaks.database.reading_through import Reading
    from shortbreaks.database.restore import Restored

KEYRING = "Short Breaks"
NO_KEYRING = (
    "This computer’s keyring, which keeps the password of a shared office, does not answer.",
    "Unlock it, or ask your ICT team to set one up. Nothing was changed.",
)


@dataclass(frozen=True, slots=True)
class Entered:
    """An office with somebody at it, and how it is found again."""

    signed: "SignedIn"
    last: LastOffice

    def let_go(self) -> None:
        """Close the office again: whoever wanted in went on elsewhere, and it would stay locked against them."""
        self.signed.opened.close()


@dataclass(frozen=True, slots=True)
class Address:
    """Where a shared office's database is; the password goes to the operating system's own keyring."""

    host: str
    port: int
    database: str
    user: str
    password: str

    def place(self) -> str:
        """The address as it may be kept and shown: without its password."""
        return f"postgresql://{quoted(self.user)}@{self.host}:{self.port}/{quoted(self.database)}"

    def url(self) -> str:
        """The whole address, for connecting only; never kept. TLS is checked unless the server is this computer."""
        secret = f":{quoted(self.password)}" if self.password else ""
        tls = "" if self.host in {"localhost", "127.0.0.1", "::1"} else "?sslmode=verify-full&sslrootcert=system"
        return f"postgresql://{quoted(self.user)}{secret}@{self.host}:{self.port}/{quoted(self.database)}{tls}"


def place_of(database_place: str) -> str:
    """The address of an opened shared office as it is kept, from the one by which it is connected."""
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(database_place)
    database, user = unquote(parts.path.lstrip("/")), unquote(parts.username or "")
    return Address(parts.hostname or "", parts.port or 5432, database, user, "").place()


def change_secret(place: str, secret: str, office: str) -> None:
    """Keep a new password of a shared office's login in the keyring, once it was proved by connecting with it.

    `office` is the office's own number. Raises Refused when the server does not take it, when it leads to another office, or
    when the server takes any password, so that nothing is proved; the one kept is then as it was.
    """
    import secrets

    address = replace(_kept_address(place), password=secret)
    if _number_by(address) != office:
        raise Refused(
            f"The server does not let the login {address.user} into this office by that password.",
            "It is changed on the server first, by your database administrator. The one kept here is as it was.", "secret",
        )  # fmt: skip
    if _number_by(replace(address, password=secrets.token_urlsafe(24))) is not None:
        raise Refused(
            f"This server lets the login {address.user} in by any password, so the new one proves nothing.",
            "Ask your ICT team to have the server ask for it. The one kept here is as it was.", "secret",
        )  # fmt: skip
    _keep_secret(place, secret)


def _number_by(address: Address) -> str | None:
    """The number of the office to which an address leads; None where the server does not let it in."""
    from shortbreaks.database.opening import open_server_office

    know_every_table()
    try:
        opened = open_server_office(address.url())
    except Unavailable:
        return None
    opened.close()
    return opened.identity.uuid


def quoted(part: str) -> str:
    """A part of an address in which every letter is only a letter."""
    from urllib.parse import quote

    return quote(part, safe="")


def warm_up() -> None:
    """Read what every office needs, while the password is typed: what signing in needs first (speed.md, start)."""
    import shortbreaks.access.sign_in  # noqa: F401

    know_every_table()
    import ui.shell.window  # noqa: F401
    from ui.shell.pages import read_rooms

    read_rooms()


def know_every_table() -> None:
    """A new office must get every feature's tables, and a backup every feature's proof."""
    import shortbreaks.schema  # noqa: F401


def enter(last: LastOffice, password: str, read: Callable[["Reading", int, int], object] = lambda *_: None) -> Entered:
    """Sign in to an office opened before. Raises Refused or Unavailable with its own sentence.

    `read` hears, on this thread, of each part of a file's pages that is read after an end that was not clean, with what stops it.
    """
    from shortbreaks.access.sign_in import sign_in_to_file, sign_in_to_server

    if last.kind == "server":
        know_every_table()  # the rights on each are looked at before anybody is let in
        signed = sign_in_to_server(_kept_address(last.place).url(), last.sign_in, password)
    else:
        from shortbreaks.database.reading_through import Reading

        reading = Reading(lambda part, of: read(reading, part, of))
        signed = sign_in_to_file(Path(last.place), last.sign_in, password, every_table=know_every_table, reading=reading)
    know_every_table()  # they are read beside working out the key, which takes as long
    return _entered(signed, last)


def enter_example(scale: float = 1, progress: Callable[[str], object] | None = None) -> Entered:
    """Open the example county, made when it is missing."""
    from shortbreaks.example.build import open_example

    know_every_table()
    signed = open_example(data_folder() / "example", scale, progress)
    return Entered(signed, LastOffice("Example county", signed.opened.database.place, "example", signed.office.person.sign_in))


def example_left(entered: Entered | None) -> LastOffice | None:
    """The example county that was signed out of, to come back in as another of its people; None for a real office."""
    return entered.last if entered is not None and entered.last.kind == "example" else None


def example_people() -> str:
    """Who is in the example county, and everybody's password, which is no secret."""
    from shortbreaks.example.build import PASSWORD
    from shortbreaks.example.slices import PEOPLE

    people = ", ".join(f"{sign_in} ({role})" for sign_in, _, role in PEOPLE)
    return f"Everybody’s password is “{PASSWORD}”: {people}."


def connect(address: Address, sign_in: str, password: str) -> Entered:
    """Sign in to a shared office for the first time here, and keep its database's password in the keyring."""
    from shortbreaks.access.sign_in import sign_in_to_server

    know_every_table()
    signed = sign_in_to_server(address.url(), sign_in, password)
    try:
        _keep_secret(address.place(), address.password)
    except Unavailable:
        signed.opened.close()
        raise
    return _entered(signed, LastOffice("", address.place(), "server", sign_in))


def found(path: Path, name: str, first: Any) -> Entered:
    """Start an office on this computer; `first` is an access.founding.FirstPerson."""
    from shortbreaks.access.founding import found_file_office

    know_every_table()
    signed = found_file_office(path, name, first)
    return _entered(signed, LastOffice(name, str(path), "file", signed.office.person.sign_in))


def enter_with_recovery_key(last: LastOffice, typed: str, sign_in: str, new_password: str) -> Entered:
    """Open an office with its printed recovery key, and give one person a new password."""
    from shortbreaks.access.founding import sign_in_with_recovery_key

    know_every_table()
    signed = sign_in_with_recovery_key(Path(last.place), typed, sign_in, new_password)
    return _entered(signed, LastOffice(last.name, last.place, "file", sign_in))


def backups_of(last: LastOffice) -> list[tuple[str, str]]:
    """Each backup of an office on this computer, newest first: its folder, and when and why it was made."""
    know_every_table()
    from shortbreaks.database.backup import backups_in
    from shortbreaks.database.keys import keys_beside, load_keys
    from shortbreaks.database.opening import backups_beside
    from shortbreaks.dates import say_day, to_local

    path = Path(last.place)
    folder = backups_beside(path)
    if not folder.exists():
        return []
    try:
        office = load_keys(keys_beside(path)).office
    except Spoken:
        office = None  # the key file is gone too; whatever lies beside the office is offered
    kept = backups_in(folder, office)
    many = len({one.manifest.key for one in kept}) > 1
    made = [
        (str(one.folder), to_local(one.manifest.made_at), one.manifest.reason, f", key {one.manifest.key}" if many else "")
        for one in kept
    ]
    return [(where, f"{say_day(at.date())}, {at:%H:%M}, {why}{key}") for where, at, why, key in reversed(made)]


def restore(last: LastOffice, backup: Path, sign_in: str, secret: str) -> "tuple[Entered, Restored]":
    """Put a backup in an office's place and sign in to it; without a name, `secret` is the recovery key."""
    know_every_table()
    from shortbreaks.access.restoring import restore_office
    from shortbreaks.database.keys import RECOVERY, read_recovery_key

    who, what = (sign_in, secret) if sign_in else (RECOVERY, read_recovery_key(secret))
    signed, restored = restore_office(backup, Path(last.place), who, what)
    return _entered(signed, LastOffice(last.name, last.place, "file", signed.office.person.sign_in)), restored


def password_hint(entered: Entered) -> str:
    """The example county's password, which is no secret; nothing for a real office."""
    if entered.last.kind != "example":
        return ""
    from shortbreaks.example.build import PASSWORD

    return f"The password of everybody in the example county is “{PASSWORD}”."


def prove_again(entered: Entered, password: str) -> Entered | None:
    """Check the password of whoever locked the window; where they were given another role meanwhile, who they are now.

    Raises Refused when it is not theirs, or their sign-in was closed.
    """
    from shortbreaks.access.sign_in import check_password, person_called
    from shortbreaks.database.keys import keys_path, load_keys, unlock

    office = entered.signed.office
    if office.database.kind == "file":
        unlock(load_keys(keys_path(Path(office.database.place))), office.person.sign_in, password)
    else:
        check_password(office.database, office.person.sign_in, password)
    person = person_called(office.database, office.person.sign_in)
    if person.role == office.person.role:
        return None
    return replace(entered, signed=replace(entered.signed, office=replace(office, person=person)))


def _entered(signed: "SignedIn", last: LastOffice) -> Entered:
    return Entered(signed, LastOffice(signed.opened.identity.name, last.place, last.kind, last.sign_in))


def _kept_address(place: str) -> Address:
    from urllib.parse import unquote, urlsplit

    import keyring
    from keyring.errors import KeyringError

    parts = urlsplit(place)
    try:
        secret = keyring.get_password(KEYRING, place) or ""
    except KeyringError as fault:
        raise Unavailable(*NO_KEYRING) from fault
    database, user = unquote(parts.path.lstrip("/")), unquote(parts.username or "")
    return Address(parts.hostname or "", parts.port or 5432, database, user, secret)


def _keep_secret(place: str, secret: str) -> None:
    import keyring
    from keyring.errors import KeyringError

    if secret:
        try:
            keyring.set_password(KEYRING, place, secret)
        except KeyringError as fault:
            raise Unavailable(*NO_KEYRING) from fault
