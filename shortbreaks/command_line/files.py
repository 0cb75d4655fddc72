"""A directory or families brought in, the directory or the whole ledger written as a file, without the window."""

import argparse
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from shortbreaks.access.keeping import back_up_before_file
from shortbreaks.access.permissions import Permission
from shortbreaks.command_line.voice import NOT_WELL, WELL, Voice, signed_in
from shortbreaks.database.files import whole_text, write_whole
from shortbreaks.database.office import Office
from shortbreaks.errors import Unavailable
from shortbreaks.words import counted


def bring_in(wish: argparse.Namespace, voice: Voice) -> int:
    """Show what a file changes, and bring it in once that is accepted; 1 where a record was refused."""
    from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
    from shortbreaks.exchange.queries import counts_of, directory_previewed

    if wish.families:
        return _import_families(wish, voice)
    data = _read(wish.file)
    signed = signed_in(wish, voice, Permission.IMPORT)
    with closing(signed.opened):
        preview = signed.office.ask(directory_previewed, data, wish.feed)
        feed = preview.feed
        for line in _previewed(preview):
            voice.say(line)
        counts = ", ".join(f"{count} {words}" for words, count in counts_of(preview).items())
        voice.say(f"{preview.form}, {preview.read} records read: {counts or 'nothing to do'}.")
        if not preview.may_be_accepted:
            return WELL if preview.count("", "refused") == 0 else NOT_WELL
        if not _accepted(wish, voice):
            return WELL
        _back_up_first(wish, voice, signed.office, len(preview.rows))
        done = signed.office.perform(bring_in_directory, BringInDirectory(data, preview.seen, feed or ""))
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
    signed = signed_in(wish, voice, Permission.IMPORT)
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


def write_out(wish: argparse.Namespace, voice: Voice) -> int:
    """Write the directory, or the whole ledger, as the file's ending says."""
    from shortbreaks.exchange.queries import directory_as_csv, directory_as_referral

    if wish.to.suffix.lower() == ".journal":
        return _export_journal(wish, voice)
    written = directory_as_csv if wish.to.suffix.lower() == ".csv" else directory_as_referral
    signed = signed_in(wish, voice, Permission.SEE_PROVIDERS)
    with closing(signed.opened):
        content = signed.office.ask(written)
    write_whole(wish.to, content)
    voice.say(f"Written: {len(content):,} bytes in {wish.to}.")
    return WELL


def _export_journal(wish: argparse.Namespace, voice: Voice) -> int:
    from shortbreaks.finance.journal import write_journal

    signed = signed_in(wish, voice, Permission.SEE_MONEY)
    with closing(signed.opened), whole_text(wish.to) as write:
        count = signed.office.ask(write_journal, write)
    voice.say(f"Written: {counted(count, 'transfer')} in {wish.to}. hledger -f {wish.to.name} bal proves them.")
    return WELL
