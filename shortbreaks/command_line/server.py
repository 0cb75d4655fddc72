"""What the council's ICT team does for a shared office, as the owner of its database: found it, and bring it up to date."""

import argparse

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from shortbreaks.access.founding import FirstPerson, found_server_office
from shortbreaks.command_line.voice import SERVER, WELL, Voice
from shortbreaks.database import keys as key_files
from shortbreaks.database.upgrade import upgrade_server
from shortbreaks.errors import Refused


def found_shared(wish: argparse.Namespace, voice: Voice) -> int:
    """Make a shared office in an empty database with its first person, who signs in from the window afterwards.

    The recovery key is shown once and typed back before anything is made, as in the window.
    """
    owner = _owners_address(wish.place, voice)
    sign_in = wish.sign_in or voice.ask("Name to sign in with: ")
    name = voice.ask("Your name: ")
    password = voice.ask_secret("Password, twelve letters or more: ")
    if voice.ask_secret("The same password again: ") != password:
        raise Refused("The two passwords differ.", "Type the same one twice.")
    key = key_files.new_recovery_key()
    voice.say(f"The recovery key: {key}")
    voice.say("It opens the office's backups when every password is forgotten. It is shown once: write it down, and keep it sealed.")
    if key_files.read_recovery_key(voice.ask("Type the key back from the paper: ")) != key:
        raise Refused("That is another key.", "Begin again, and copy the one that is shown.")
    found_server_office(owner, wish.people, wish.name, FirstPerson(sign_in, name, password, key))
    place = make_url(wish.place)
    voice.say(f"{wish.name} is founded, and {name.strip()} is its manager.")
    voice.say(f"In the window: Connect, server {place.host or 'of this computer'}, database {place.database}, role {wish.people}.")
    return WELL


def upgrade_shared(wish: argparse.Namespace, voice: Voice) -> int:
    """Bring a shared office's database up to date; a backup of it comes first (README)."""
    before = upgrade_server(_owners_address(wish.place, voice), wish.people)
    voice.say(f"The database is up to date; its form was number {before}.")
    return WELL


def _owners_address(place: str, voice: Voice) -> str:
    """The database's address with its owner's password, asked for: others could read it on the command line."""
    try:
        address = make_url(place)
    except (ArgumentError, ValueError):  # a port that is no number
        address = None
    if address is None or not place.startswith(SERVER) or not address.database:
        raise Refused(f"{place} is no address of a database.", "Write it like postgresql://owner@server/short_breaks.")
    if address.password is None and (secret := voice.ask_secret("Password of the database's owner (Enter for none): ")):
        address = address.set(password=secret)
    return address.render_as_string(hide_password=False)
