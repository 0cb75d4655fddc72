"""What can be done without the window: check, backup, restore, upgrade, and the directory brought in and sent out."""

import argparse
import getpass
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shortbreaks.schema  # noqa: F401 - every table and every proof must be known before a check
from shortbreaks.access.keeping import back_up_before_file
from shortbreaks.access.permissions import Permission
from shortbreaks.access.restoring import restore_office
from shortbreaks.access.sign_in import SignedIn, keeper_called, sign_in_to_file, sign_in_to_server
from shortbreaks.database import keys as key_files
from shortbreaks.database.backup import back_up, backups_in, copy_elsewhere, verify_backup
from shortbreaks.database.check import Report, check
from shortbreaks.database.files import whole_text, write_whole
from shortbreaks.database.manifest import KEY_FILE, MANIFEST
from shortbreaks.database.office import Office, clock
from shortbreaks.database.opening import backups_beside, open_file_office
from shortbreaks.database.upgrade import upgrade_server
from shortbreaks.errors import NotAllowed, Refused, Spoken, Unavailable

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


def run(arguments: Sequence[str], voice: Voice = Voice()) -> int:
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
    acts = parser.add_subparsers(required=True, metavar="check | backup | restore | upgrade | import | export")
    office = "the office's file, or the postgresql:// address of a shared office"
    one = acts.add_parser("check", help="prove that everything in an office, or in a backup of it, holds")
    one.add_argument("place", help=f"{office}; or the folder of one backup")
    _who(one, _check)
    two = acts.add_parser("backup", help="make a backup, and prove it")
    two.add_argument("place", help=office)
    two.add_argument("--to", type=Path, help="the folder for backups (beside the office's file when not given)")
    two.add_argument("--also", type=Path, help="a second place, such as a stick or a share, for a compared copy")
    _who(two, _backup)
    three = acts.add_parser("restore", help="put a backup in an office's place; the present files are kept aside")
    three.add_argument("backup", type=Path, help="the folder of one backup")
    three.add_argument("--to", type=Path, required=True, help="the office's file")
    _who(three, _restore)
    four = acts.add_parser("upgrade", help="bring a shared office's database up to date, as its owner")
    four.add_argument("place", help="the postgresql:// address with the owner's name")
    four.add_argument("--people", required=True, help="the role by which people connect")
    four.set_defaults(act=_upgrade)
    _add_directory(acts, office)
    return parser


def _add_directory(acts: Any, office: str) -> None:
    five = acts.add_parser("import", help="bring in a directory of services, or families, after showing what it changes")
    five.add_argument("file", type=Path, help="Open Referral UK JSON, or CSV as export writes it")
    five.add_argument("--families", action="store_true", help="the file is a table of families (CSV), not a directory")
    five.add_argument("--into", dest="place", required=True, help=office)
    five.add_argument("--backups", type=Path, help="where a shared office's backup is made first; beside the file for any other")
    five.add_argument("--yes", action="store_true", help="bring it in without asking, once it was shown")
    _who(five, _import)
    six = acts.add_parser("export", help="write the whole directory as a file")
    six.add_argument("place", help=office)
    six.add_argument(
        "--to", type=Path, required=True, help="the file: .csv for CSV, .journal for the whole ledger, else Open Referral UK JSON"
    )
    _who(six, _export)


def _who(parser: argparse.ArgumentParser, act: Callable[[argparse.Namespace, Voice], int]) -> None:
    parser.add_argument("--as", dest="sign_in", help="the sign-in name; asked for when not given")
    parser.add_argument("--recovery", action="store_true", help="open with the printed recovery key instead")
    parser.set_defaults(act=act)


def _secret(wish: argparse.Namespace, voice: Voice) -> tuple[str, str]:
    """Who signs in and their secret: never taken from the command line, where others could read it."""
    if wish.recovery:
        return key_files.RECOVERY, key_files.read_recovery_key(voice.ask_secret("Recovery key: "))
    name = wish.sign_in or voice.ask("Sign-in name: ")
    return name, voice.ask_secret("Password: ")


def _sign_in(wish: argparse.Namespace, voice: Voice, needs: Permission = Permission.KEEP_OFFICE) -> SignedIn:
    if wish.place.startswith(SERVER):
        if wish.recovery:
            raise Refused("A shared office is not opened with a recovery key.", "Sign in by name.")
        signed = sign_in_to_server(wish.place, *_secret(wish, voice))
    else:
        name, secret = _secret(wish, voice)
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


def _check(wish: argparse.Namespace, voice: Voice) -> int:
    folder = Path(wish.place)
    if (folder / MANIFEST).exists():
        name, secret = _secret(wish, voice)
        key = key_files.unlock(key_files.load_keys(folder / KEY_FILE), name, secret)
        return _tell(verify_backup(folder, key), voice)
    signed = _sign_in(wish, voice)
    try:
        kept = () if signed.opened.hold is None else backups_in(backups_beside(folder), signed.opened.identity.uuid)
        anchors = [one for backup in kept for one in backup.manifest.anchors(f"the backup {backup.folder.name}")]
        return _tell(check(signed.opened.database, anchors=anchors), voice)
    finally:
        signed.opened.close()


def _tell(report: Report, voice: Voice) -> int:
    for line in report.sentences():
        voice.say(line)
    return WELL if report.sound else NOT_WELL


def _backup(wish: argparse.Namespace, voice: Voice) -> int:
    folder: Path | None = wish.to
    if folder is None:
        if wish.place.startswith(SERVER):
            raise Refused("A shared office's backup needs a folder.", "Add --to and the folder's name.")
        folder = backups_beside(Path(wish.place))
    signed = _sign_in(wish, voice)
    try:
        made = back_up(signed.opened.database, folder, clock(), "by hand")
    finally:
        signed.opened.close()
    rows = sum(count for _, count in made.manifest.counts)
    voice.say(f"Backed up and proved: {rows:,} rows in {made.folder}.")
    if wish.also is not None:
        voice.say(f"Copied and compared: {copy_elsewhere(made, wish.also).folder}.")
    return WELL


def _restore(wish: argparse.Namespace, voice: Voice) -> int:
    signed, restored = restore_office(wish.backup, wish.to, *_secret(wish, voice))
    signed.opened.close()
    for line in restored.sentences():
        voice.say(line)
    return WELL


def _upgrade(wish: argparse.Namespace, voice: Voice) -> int:
    before = upgrade_server(wish.place, wish.people)
    voice.say(f"The database is up to date; its form was number {before}.")
    return WELL


def _import(wish: argparse.Namespace, voice: Voice) -> int:
    from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
    from shortbreaks.exchange.queries import counts_of, directory_previewed

    if wish.families:
        return _import_families(wish, voice)
    data = _read(wish.file)
    signed = _sign_in(wish, voice, Permission.IMPORT)
    with closing(signed.opened):
        preview = signed.office.ask(directory_previewed, data)
        for line in _previewed(preview):
            voice.say(line)
        counts = ", ".join(f"{count} {words}" for words, count in counts_of(preview).items())
        voice.say(f"{preview.form}, {preview.read} records read: {counts or 'nothing to do'}.")
        if not preview.may_be_accepted:
            return WELL if preview.count("", "refused") == 0 else NOT_WELL
        if not _accepted(wish, voice):
            return WELL
        _back_up_first(wish, voice, signed.office, len(preview.rows))
        done = signed.office.perform(bring_in_directory, BringInDirectory(data, preview.seen))
    voice.say("Brought in: " + ", ".join(f"{count} {words}" for words, count in done.answer.items()) + ".")
    return WELL


def _back_up_first(wish: argparse.Namespace, voice: Voice, office: Office, rows: int) -> None:
    made = back_up_before_file(office, rows, wish.backups)
    if made is not None:
        voice.say(f"Backed up first, opened and counted: {sum(count for _, count in made.counts):,} rows.")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise Unavailable(f"{file} cannot be read: {fault.strerror}.", "Choose another file.") from fault


def _accepted(wish: argparse.Namespace, voice: Voice) -> bool:
    if wish.yes or voice.ask("Bring it in? Type yes: ").strip().lower() == "yes":
        return True
    voice.say("Nothing was changed.")
    return False


def _import_families(wish: argparse.Namespace, voice: Voice) -> int:
    """Families of a table, with the words and the acceptance of the screen."""
    from shortbreaks.exchange.families_in import BringInFamilies, bring_in_families, families_previewed

    data = _read(wish.file)
    signed = _sign_in(wish, voice, Permission.IMPORT)
    with closing(signed.opened):
        preview = signed.office.ask(families_previewed, data)
        for line in (*preview.said, *(f"line {row.line}, {row.act}: {row.name}. {row.why}".strip() for row in preview.rows)):
            voice.say(line)
        voice.say(preview.sentence())
        if why_not := preview.why_not():
            voice.say(why_not)
            return NOT_WELL if preview.count("refused") else WELL
        if not _accepted(wish, voice):
            return WELL
        _back_up_first(wish, voice, signed.office, len(preview.rows))
        signed.office.perform(bring_in_families, BringInFamilies(data, preview.seen))
    voice.say(f"{wish.file.name} is brought in.")
    return WELL


def _previewed(preview: Any) -> Sequence[str]:
    """Every record that changes something or stays out, with its place in the file and why."""
    lines = list(preview.said)
    for row in preview.rows:
        if row.act == "same":
            continue
        place = f"line {row.line}" if row.line else f"record {row.row}"
        fields = ", ".join(field.words for field in row.fields) if row.act == "changed" else ""
        why = " ".join(filter(None, (row.why, fields and f"Changes: {fields}.")))
        lines.append(f"{place}, {row.table} {row.act}: {row.name}. {why}".strip())
    return lines


def _export(wish: argparse.Namespace, voice: Voice) -> int:
    from shortbreaks.exchange.queries import directory_as_csv, directory_as_referral

    if wish.to.suffix.lower() == ".journal":
        return _export_journal(wish, voice)
    written = directory_as_csv if wish.to.suffix.lower() == ".csv" else directory_as_referral
    signed = _sign_in(wish, voice, Permission.SEE_PROVIDERS)
    with closing(signed.opened):
        content = signed.office.ask(written)
    write_whole(wish.to, content)
    voice.say(f"Written: {len(content):,} bytes in {wish.to}.")
    return WELL


def _export_journal(wish: argparse.Namespace, voice: Voice) -> int:
    from shortbreaks.finance.journal import write_journal

    signed = _sign_in(wish, voice, Permission.SEE_MONEY)
    with closing(signed.opened), whole_text(wish.to) as write:
        count = signed.office.ask(write_journal, write)
    voice.say(f"Written: {count:,} transfers in {wish.to}. hledger -f {wish.to.name} bal proves them.")
    return WELL
