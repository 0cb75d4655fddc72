"""What a file would change, before anything does; and the directory as files for others."""

from dataclasses import dataclass

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.exchange.comparing import Change, FieldChange, changes_of, fingerprint, gone_from
from shortbreaks.exchange.csv_files import read_table
from shortbreaks.exchange.directory_csv import read_directory_csv, write_directory_csv
from shortbreaks.exchange.feeds import feeds_of, is_feed, named
from shortbreaks.exchange.held import Held, HeldRow, whole_directory
from shortbreaks.exchange.incoming import TABLES, Brought, Note
from shortbreaks.exchange.listed import on_the_lists
from shortbreaks.exchange.packed import alone, gunzip, unpack
from shortbreaks.exchange.referral_reading import read_records, read_referral
from shortbreaks.exchange.referral_writing import write_referral
from shortbreaks.words import counted, listed

PACKED, GZIP = {b"PK\x03\x04", b"PK\x05\x06"}, b"\x1f\x8b"
ACTS = ("new", "changed", "same")
NAMED = 3  # services that are named before the rest is counted
GONE = "It came from this directory, is open here, and is no longer in it. If it has ended, close it with its day and reason."


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One record of a file: "new", "changed", "same" or "refused", with what changes or why it stays out.

    "gone" is a service that came from the same directory before and is not in the file; it has no line.
    """

    number: int
    row: int
    line: int
    table: str
    name: str
    act: str
    why: str
    path: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting a file would do; `seen` goes back with the acceptance."""

    form: str
    read: int
    rows: tuple[PreviewRow, ...]
    said: tuple[str, ...]
    seen: str
    may_be_accepted: bool
    feed: str | None = None  # the name of the feed it is of, "" while it has none; None for a file that is no feed

    def count(self, table: str, act: str) -> int:
        """How many records of a table ("" for any) would be new, changed, the same or refused."""
        return sum(1 for row in self.rows if row.act == act and table in {"", row.table})


def read_file(data: bytes) -> Brought:
    """A directory file of either form, told apart by how it begins. Raises Refused for a file that is neither."""
    if data[:4] in PACKED:
        return _read_packed(data)
    if data[:2] == GZIP:
        inside = gunzip(data)
        if inside[:2] == GZIP or inside[:4] in PACKED:
            raise Refused("The packed file holds another packed one.", "Unpack it, and choose the file that is in it.")
        return read_file(inside)
    begin = data[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    if begin == b"<" and b"<?xml" in data[:100]:
        raise Refused("The file is XML, which is not read.", "Ask for it as JSON (Open Referral UK) or as CSV.")
    if begin == b"<":
        raise Refused("The file is a web page, not a directory.", "Save the file itself, not the page that shows it.")
    if begin in {b"{", b"["}:
        return read_referral(data)
    table = read_table(data)
    published = alone(table)
    if published is None or published.records is None:
        return read_directory_csv(table)
    return read_records(published.records, published.faults, published.said)


def _read_packed(data: bytes) -> Brought:
    """A zip of the published tables, or of one file."""
    inside = unpack(data)
    if inside.records is not None:
        return read_records(inside.records, inside.faults, inside.said)
    assert inside.one is not None
    if inside.one[:4] in PACKED:
        raise Refused("The zip holds another zip.", "Unpack it, and choose the file that is in it.")
    return read_file(inside.one)


@query(needs=Permission.IMPORT)
def directory_previewed(view: View, data: bytes, feed: str | None = None) -> Preview:
    """What a file would change; nothing is kept. Raises Refused for a file that is no directory.

    `feed` is the name of its feed; None: the one that brought most of its services before.
    """
    brought, held = on_the_lists(view.db, read_file(data), view.today), whole_directory(view.db)
    changes = changes_of(brought, held)
    refused = brought.refused()
    rows = [_row(number, one, brought.notes) for number, one in enumerate(changes, 1)]
    rows += [
        PreviewRow(number, note.row, note.line, "service", note.name, "refused", note.sentence, note.path, ())
        for number, note in enumerate(refused, len(rows) + 1)
    ]
    feeds, services = feeds_of(view.db), {one.row_id for one in changes if one.table == "service" and one.row_id is not None}
    name = feeds.meant(services) if feed is None else named(feed)
    own = feeds.came_by(name)
    gone = gone_from(brought, changes, held, own, feeds.of.keys() - own)
    rows += [
        PreviewRow(number, 0, 0, "service", row.fields["name"], "gone", GONE, "", ()) for number, row in enumerate(gone, len(rows) + 1)
    ]
    said = (*brought.said, *_namesakes(changes, held), *_said_gone(gone))
    whole_only = brought.form == "CSV" and bool(refused)
    some = any(one.act != "same" for one in changes)
    return Preview(
        brought.form, brought.read, tuple(rows), said, fingerprint(changes), some and not whole_only, name if is_feed(brought) else None
    )


def _row(number: int, one: Change, notes: tuple[Note, ...]) -> PreviewRow:
    told = [note for note in notes if note.key == one.key and not note.refused]
    why = " ".join(dict.fromkeys(note.sentence for note in told))
    path = told[0].path if told else ""
    return PreviewRow(number, one.row, one.line, one.table, one.name, one.act, why, path, one.fields)


def _said_gone(gone: tuple[HeldRow, ...]) -> tuple[str, ...]:
    if not gone:
        return ()
    names = [row.fields["name"] for row in gone[:NAMED]]
    more = [f"{len(gone) - NAMED} more"] if len(gone) > NAMED else []
    came = counted(len(gone), "service that came from this directory is", "services that came from this directory are")
    return (f"{came} no longer in it: {listed([*names, *more])}. Nothing is closed by itself.",)


def _namesakes(changes: tuple[Change, ...], held: Held) -> tuple[str, ...]:
    names = {fold(row.fields["name"]): row for row in held.of("provider")}
    same = [
        names[fold(one.name)]
        for one in changes
        if one.table == "provider" and one.act == "new" and fold(one.name) in names
    ]
    if not same:
        return ()
    first = same[0]
    called = counted(len(same), "new provider is", "new providers are")
    words = f"{called} called like one that is here already, such as {first.fields['name']} ({first.ref})."
    return (f"{words} Both will be in the directory.",)


@query(needs=Permission.SEE_PROVIDERS)
def directory_as_referral(view: View) -> bytes:
    """The whole directory as Open Referral UK JSON, of the published shape."""
    return write_referral(whole_directory(view.db))


@query(needs=Permission.SEE_PROVIDERS)
def directory_as_csv(view: View) -> bytes:
    """The whole directory as CSV, one line a service, harmless to a spreadsheet."""
    return write_directory_csv(whole_directory(view.db))


def counts_of(preview: Preview) -> dict[str, int]:
    """Records by table and act, "provider new" and so on, those that are none left out."""
    counts = {f"{table} {act}": preview.count(table, act) for table in TABLES for act in ACTS}
    return {words: count for words, count in counts.items() if count}
