"""check, backup and restore without the window."""

import argparse
from pathlib import Path

from shortbreaks.access.restoring import restore_office
from shortbreaks.command_line.voice import NOT_WELL, SERVER, WELL, Voice, secret_of, signed_in
from shortbreaks.database import keys as key_files
from shortbreaks.database.backup import back_up, backups_in, copy_elsewhere, verify_backup
from shortbreaks.database.check import Report, check
from shortbreaks.database.manifest import KEY_FILE, MANIFEST
from shortbreaks.database.office import clock
from shortbreaks.database.opening import backups_beside
from shortbreaks.errors import Refused


def check_office(wish: argparse.Namespace, voice: Voice) -> int:
    """Prove an office, or one backup of it; 1 where a flaw was found."""
    folder = Path(wish.place)
    if (folder / MANIFEST).exists():
        name, secret = secret_of(wish, voice)
        key = key_files.unlock(key_files.load_keys(folder / KEY_FILE), name, secret)
        return _tell(verify_backup(folder, key), voice)
    signed = signed_in(wish, voice)
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


def make_backup(wish: argparse.Namespace, voice: Voice) -> int:
    """Back an office up, prove the backup, and copy it to a second place where one is named."""
    folder: Path | None = wish.to
    if folder is None:
        if wish.place.startswith(SERVER):
            raise Refused("A shared office's backup needs a folder.", "Add --to and the folder's name.")
        folder = backups_beside(Path(wish.place))
    signed = signed_in(wish, voice)
    try:
        made = back_up(signed.opened.database, folder, clock(), "by hand")
    finally:
        signed.opened.close()
    rows = sum(count for _, count in made.manifest.counts)
    voice.say(f"Backed up and proved: {rows:,} rows in {made.folder}.")
    if wish.also is not None:
        voice.say(f"Copied and compared: {copy_elsewhere(made, wish.also).folder}.")
    return WELL


def restore_backup(wish: argparse.Namespace, voice: Voice) -> int:
    """Put a backup in an office's place, and say what was kept aside and what is lost since."""
    signed, restored = restore_office(wish.backup, wish.to, *secret_of(wish, voice))
    signed.opened.close()
    for line in restored.sentences():
        voice.say(line)
    return WELL
