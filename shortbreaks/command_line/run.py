"""What can be done without the window: check, backup, restore, found, upgrade, and files brought in and sent out."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from shortbreaks.command_line.files import bring_in, write_out
from shortbreaks.command_line.keeping import check_office, make_backup, restore_backup
from shortbreaks.command_line.server import found_shared, upgrade_shared
from shortbreaks.command_line.voice import ALOUD, NOT_UNDERSTOOD, NOT_WELL, WELL, Voice
from shortbreaks.errors import Spoken


def run(arguments: Sequence[str], voice: Voice = ALOUD) -> int:
    """Do what the arguments say; 0 when all is well, 1 when something is not or was refused, 2 when not understood."""
    try:
        wish = _parser().parse_args(list(arguments))
    except SystemExit as leaving:
        return WELL if leaving.code in {0, None} else NOT_UNDERSTOOD
    try:
        result: int = wish.act(wish, voice)
    except Spoken as said:
        voice.complain(said.sentence)
        if said.remedy:
            voice.complain(said.remedy)
        return NOT_WELL
    except (EOFError, KeyboardInterrupt):
        voice.complain("Stopped; nothing was changed.")
        return NOT_WELL
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="main.py", description="Work with an office of Short Breaks without its window.")
    acts = parser.add_subparsers(required=True, metavar="check | backup | restore | found | upgrade | import | export")
    office = "the office's file, or the postgresql:// address of a shared office"
    proof = acts.add_parser("check", help="prove that everything in an office, or in a backup of it, holds")
    proof.add_argument("place", help=f"{office}; or the folder of one backup")
    _who(proof, check_office)
    backup = acts.add_parser("backup", help="make a backup, and prove it")
    backup.add_argument("place", help=office)
    backup.add_argument("--to", type=Path, help="the folder for backups (beside the office's file when not given)")
    backup.add_argument("--also", type=Path, help="a second place, such as a stick or a share, for a compared copy")
    _who(backup, make_backup)
    restore = acts.add_parser("restore", help="put a backup in an office's place; the present files are kept aside")
    restore.add_argument("backup", type=Path, help="the folder of one backup")
    restore.add_argument("--to", type=Path, required=True, help="the office's file")
    _who(restore, restore_backup)
    _add_server(acts)
    _add_directory(acts, office)
    return parser


def _add_server(acts: Any) -> None:
    owner = "the postgresql:// address with the owner's name; the password is asked for"
    found = acts.add_parser("found", help="make a shared office in an empty PostgreSQL database, as its owner")
    found.add_argument("place", help=owner)
    found.add_argument("--people", required=True, help="the role by which people connect, which is there already")
    found.add_argument("--name", required=True, help="the office's name, as people see it")
    found.add_argument("--as", dest="sign_in", help="the first person's sign-in name; asked for when not given")
    found.set_defaults(act=found_shared)
    upgrade = acts.add_parser("upgrade", help="bring a shared office's database up to date, as its owner")
    upgrade.add_argument("place", help=owner)
    upgrade.add_argument("--people", required=True, help="the role by which people connect")
    upgrade.set_defaults(act=upgrade_shared)


def _add_directory(acts: Any, office: str) -> None:
    coming = acts.add_parser("import", help="bring in a directory of services, or families, after showing what it changes")
    coming.add_argument("file", type=Path, help="Open Referral UK JSON, or CSV as export writes it")
    coming.add_argument("--families", action="store_true", help="the file is a table of families (CSV), not a directory")
    coming.add_argument("--feed", help="the name of the feed it is of, so that the next one tells what is no longer in it")
    coming.add_argument("--into", dest="place", required=True, help=office)
    coming.add_argument("--backups", type=Path, help="where a shared office's backup is made first; beside the file for any other")
    coming.add_argument("--yes", action="store_true", help="bring it in without asking, once it was shown")
    _who(coming, bring_in)
    going = acts.add_parser("export", help="write the whole directory as a file")
    going.add_argument("place", help=office)
    going.add_argument(
        "--to", type=Path, required=True, help="the file: .csv for CSV, .journal for the whole ledger, else Open Referral UK JSON"
    )
    _who(going, write_out)


def _who(parser: argparse.ArgumentParser, act: Callable[[argparse.Namespace, Voice], int]) -> None:
    parser.add_argument("--as", dest="sign_in", help="the sign-in name; asked for when not given")
    parser.add_argument("--recovery", action="store_true", help="open with the printed recovery key instead")
    parser.set_defaults(act=act)
