"""How the command line speaks, asks for secrets, and signs somebody in."""

import argparse
import getpass
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import shortbreaks.schema  # noqa: F401 - every table and every proof must be known before a check
from shortbreaks.access.permissions import Permission
from shortbreaks.access.sign_in import SignedIn, keeper_called, sign_in_to_file, sign_in_to_server
from shortbreaks.database import keys as key_files
from shortbreaks.database.office import Office, clock
from shortbreaks.database.opening import open_file_office
from shortbreaks.errors import NotAllowed, Refused

WELL, NOT_WELL, NOT_UNDERSTOOD = 0, 1, 2
SERVER = ("postgresql://", "postgres://")


def ask_without_echo(words: str) -> str:
    """A secret typed without being shown, or the next line when it comes from a pipe."""
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(words)
    return sys.stdin.readline().rstrip("\r\n")


def _complain(words: str) -> None:
    print(words, file=sys.stderr)  # noqa: T201


@dataclass(frozen=True, slots=True)
class Voice:
    """How the command line speaks, complains and asks for a secret, so that it can be heard in a test."""

    say: Callable[[str], object] = print
    complain: Callable[[str], object] = _complain
    ask: Callable[[str], str] = input
    ask_secret: Callable[[str], str] = ask_without_echo


ALOUD = Voice()


def secret_of(wish: argparse.Namespace, voice: Voice) -> tuple[str, str]:
    """Who signs in and their secret: never taken from the command line, where others could read it."""
    if wish.recovery:
        return key_files.RECOVERY, key_files.read_recovery_key(voice.ask_secret("Recovery key: "))
    name = wish.sign_in or voice.ask("Sign-in name: ")
    return name, voice.ask_secret("Password: ")


def check_place_typed(place: str) -> None:
    """Raise Refused for the address of another kind of server, which would be taken for a file."""
    if "://" in place and not place.startswith(SERVER):
        raise Refused(f"{place} is no address of an office.", "Write postgresql://name@server/database, or where its file is.")


def signed_in(wish: argparse.Namespace, voice: Voice, needs: Permission = Permission.KEEP_OFFICE) -> SignedIn:
    """Open an office as somebody who may do what is needed; the caller closes it. Raises NotAllowed, Refused, Unavailable."""
    check_place_typed(wish.place)
    if wish.place.startswith(SERVER):
        if wish.recovery:
            raise Refused("A shared office is not opened with a recovery key.", "Sign in by name.")
        signed = sign_in_to_server(wish.place, *secret_of(wish, voice))
    else:
        name, secret = secret_of(wish, voice)
        path = Path(wish.place)
        if name == key_files.RECOVERY:
            opened = open_file_office(path, name, secret, clock())
            signed = SignedIn(Office(opened.database, keeper_called(opened.database)), opened)
        else:
            signed = sign_in_to_file(path, name, secret)
    if needs not in signed.office.person.permissions:
        signed.opened.close()
        raise NotAllowed(
            f"Your role, {signed.office.person.role}, may not {needs.value}.", "Ask a manager or administrator."
        )
    return signed
