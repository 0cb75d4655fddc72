"""Who may write what: one room each for places, nights, transfers, the trail and batches; files whole; tips plain (safety.md 3.14)."""

import ast
import re
from collections import defaultdict
from functools import cache

import pytest

from shortbreaks.database.records import metadata
from tests.test_house import ROOT, calls, everything, nodes, said, trees

# Where rows are made and taken away, whichever way it is written; the tables by the names they have in their own module
ROOMS = {
    "shortbreaks.bookings.tables": ({"BookingPlace"}, {"shortbreaks/bookings/places.py"}),
    "shortbreaks.bookings.stay_tables": ({"BedNight"}, {"shortbreaks/bookings/places.py"}),
    "shortbreaks.ledger.tables": ({"Entry", "Transfer", "entries", "transfers"}, {"shortbreaks/ledger/posting.py"}),
    "shortbreaks.database.audit": ({"AuditEntry", "AuditMark", "entries", "marks"}, {"shortbreaks/database/audit.py"}),
    "shortbreaks.finance.tables": ({"ExportBatch", "ExportLine"}, {"shortbreaks/finance/batches.py"}),
}
TABLES = ("booking_place", "bed_night", "entry", "transfer", "audit_entry", "audit_mark", "export_batch", "export_line")
MAKES = {"insert", "delete", "BulkInsert", "bulk_insert_mappings", "bulk_save_objects"}
# The made-up county is written in bulk, table by table, and its own tests run every proof over it
MADE_UP = "shortbreaks/example/"
RAW = re.compile(rf"\b(insert\s+(or\s+\w+\s+)?into|delete\s+from|replace\s+into)\s+({'|'.join(TABLES)})\b", re.IGNORECASE)


@cache
def by_file(kind):
    """Every import, or call, of each file."""
    found = defaultdict(list)
    for path, node in nodes():
        if isinstance(node, kind):
            found[path].append(node)
    return found


def known_in(path, module, names):
    """How a module's names are called in another file: bare when imported, behind a dot when the module is."""
    bare, dotted = set(), set()
    own = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    if own == module:
        return set(names), set()
    package, _, last = module.rpartition(".")
    for node in by_file(ast.ImportFrom)[path]:
        if node.module == module:
            bare |= {alias.asname or alias.name for alias in node.names if alias.name in names}
        if node.module == package:
            dotted |= {alias.asname or alias.name for alias in node.names if alias.name == last}
    return bare, dotted


def names_it(node, bare, dotted, names):
    """Whether an expression is one of the tables: itself, its `__table__`, or behind its module's name."""
    while isinstance(node, ast.Attribute) and node.attr in {"__table__", "c", "columns"}:
        node = node.value
    if isinstance(node, ast.Name):
        return node.id in bare
    return isinstance(node, ast.Attribute) and node.attr in names and isinstance(node.value, ast.Name) and node.value.id in dotted


def writes(node, bare, dotted, names):
    """Whether a call makes or removes rows of one of the tables."""
    called = node.func
    if names_it(called, bare, dotted, names):
        return True
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    if name not in MAKES:
        return False
    of = [*node.args[:1], *([called.value] if isinstance(called, ast.Attribute) else [])]
    return any(names_it(one, bare, dotted, names) for one in of)


@pytest.mark.parametrize("module", ROOMS)
def test_one_room_makes_and_removes_its_rows(module):
    names, rooms = ROOMS[module]
    found = set()
    for path in trees():
        if said(path).startswith(MADE_UP) or not said(path).startswith("shortbreaks"):
            continue
        bare, dotted = known_in(path, module, names)
        if bare or dotted:
            found |= {said(path) for node in by_file(ast.Call)[path] if writes(node, bare, dotted, names)}
    assert found == rooms


def test_no_statement_in_words_goes_round_those_rooms():
    assert set(TABLES) <= set(metadata.tables)
    own = {room for _, rooms in ROOMS.values() for room in rooms}
    wrong = [
        said(path) for path, node in everything(ast.Constant)
        if isinstance(node.value, str) and RAW.search(node.value) and said(path) not in own
    ]  # fmt: skip
    assert wrong == []


def test_what_is_looked_for_would_be_found():
    """The control: each way of writing, as somebody might add it."""
    for text in ("Transfer(id=1)", "insert(Transfer)", "insert(Transfer.__table__)", "transfers.insert()", "delete(transfers)",
                 "Transfer.__table__.delete()", "BulkInsert(transfers, ('id',))"):  # fmt: skip
        (node,) = (one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call))
        assert writes(node, {"Transfer", "transfers"}, set(), {"Transfer", "transfers"}), text
    (node,) = (one for one in ast.walk(ast.parse("insert(audit.entries)")) if isinstance(one, ast.Call))
    assert writes(node, set(), {"audit"}, {"entries"})
    assert RAW.search("INSERT or replace INTO transfer values (1)") and not RAW.search("insert into transfer_note values (1)")


def plain(node):
    """Whether a tip cannot be taken for marked-up text: written in the code, or made plain by the kit."""
    if isinstance(node, ast.IfExp):
        return plain(node.body) and plain(node.orelse)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "plain_tip"
    return isinstance(node, ast.Constant)


@pytest.mark.parametrize(("name", "place"), [("setToolTip", 0), ("setWhatsThis", 0), ("showText", 1)])
def test_a_tip_is_plain_text(name, place):
    """A tip has no plain mode of its own: what people wrote is made plain by the kit (safety.md E1)."""
    assert [(said(path), ast.unparse(node)) for path, node in calls(name) if not plain(node.args[place])] == []


# Each with why a half-written file costs nothing there
WRITES_FILES = {
    "shortbreaks/database/files.py": "the one room that writes whole or not at all",
    "shortbreaks/database/lock.py": "who has the office open, told to the next one; the lock itself is the system's",
    "shortbreaks/example/build.py": "the day the example county was made; without it the county is made anew",
    "ui/shell/preferences.py": "what somebody likes; one that cannot be read gives the defaults",
    "ui/shell/crash.py": "a report of a fault, for people to read",
}


def opens_to_write(node):
    called = node.func
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    if name in {"write_text", "write_bytes"}:
        return True
    if name not in {"open", "fdopen"}:
        return False
    texts = [one.value for one in (*node.args, *(word.value for word in node.keywords)) if isinstance(one, ast.Constant)]
    return any(isinstance(text, str) and re.fullmatch(r"[rbt]*[wax+][rbt+]*", text) for text in texts)


def test_files_are_written_whole_by_one_room():
    found = {said(path) for path, node in everything(ast.Call) if opens_to_write(node)}
    assert found - set(WRITES_FILES) == set()
    assert set(WRITES_FILES) <= found, "an exception that is needed no more goes"


def test_a_table_goes_out_through_the_one_room_that_guards_its_cells():
    """A cell that a spreadsheet would run as a formula is guarded where rows are written, so nobody else writes them."""
    assert {said(path) for name in ("writer", "DictWriter") for path, _ in calls(name)} == {"shortbreaks/exchange/csv_files.py"}
