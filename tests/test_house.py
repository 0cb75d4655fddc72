"""The rules of the house, as sentences that fail."""

import ast
import graphlib
import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

import shortbreaks
import shortbreaks.schema
from shortbreaks.database.commands import COMMANDS, QUERIES

ROOT = Path(__file__).parent.parent
FOLDERS = sorted(path for folder in ("shortbreaks", "ui") for path in (ROOT / folder).rglob("*.py"))
SOURCES = [*(path for path in FOLDERS if "versions" not in path.parts), ROOT / "main.py"]
BANNED_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|misc|manager|handler)($|_)")
LONGEST_FILE, LONGEST_FUNCTION, MOST_METHODS = 300, 40, 20
# Exceptions, each with its reason.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
WIDE_CLASSES: dict[str, str] = {}
QT_OVERRIDES = re.compile(r"^[a-z]+[A-Z]")


def said(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def trees():
    """Every file of ours as it parses: once for every rule, and not in a worker that only collects these tests."""
    return {path: ast.parse(path.read_text("utf-8")) for path in SOURCES if path.exists()}


@cache
def nodes():
    return [(path, node) for path, tree in trees().items() for node in ast.walk(tree)]


def everything(kind):
    return [(path, node) for path, node in nodes() if isinstance(node, kind)]


def test_every_module_says_what_it_is_for():
    assert [said(path) for path, tree in trees().items() if not ast.get_docstring(tree)] == []


def test_no_file_outgrows_its_room():
    long = {said(p): len(p.read_text("utf-8").splitlines()) for p in trees()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE and name not in LONG_FILES} == {}


def test_no_function_outgrows_a_screen():
    functions = everything((ast.FunctionDef, ast.AsyncFunctionDef))
    long = {
        f"{said(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path, node in functions
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert {name: lines for name, lines in long.items() if name not in LONG_FUNCTIONS} == {}


def test_no_class_has_too_many_methods():
    wide = {}
    for path, node in everything(ast.ClassDef):
        methods = [m for m in node.body if isinstance(m, ast.FunctionDef) and not QT_OVERRIDES.match(m.name)]
        if len(methods) > MOST_METHODS:
            wide[f"{said(path)}:{node.name}"] = len(methods)
    assert {name: count for name, count in wide.items() if name not in WIDE_CLASSES} == {}


def test_no_name_that_says_nothing():
    assert [
        said(path)
        for path in trees()
        if any(BANNED_NAMES.search(part.lower()) for part in path.with_suffix("").parts[-3:])
    ] == []


def test_init_files_hold_a_docstring_only():
    full = [said(p) for p, tree in trees().items() if p.name == "__init__.py" and len(tree.body) != 1]
    assert full == []


def imports():
    for path, node in everything((ast.Import, ast.ImportFrom)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield path, alias.name
        else:
            yield path, node.module or ""


def module(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def ours():
    return {module(path) for path in trees()}


def known_to(path, node):
    """The files of ours that an import names, whether it takes a file or what is in one."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    else:
        names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return ours().intersection(names) - {module(path)}


def test_no_files_import_each_other():
    """A page knows its parts and no part knows its page, nor does any longer round lead back; for its type alone neither."""
    knows = {}
    for path, node in everything((ast.Import, ast.ImportFrom)):
        knows.setdefault(module(path), set()).update(known_to(path, node))
    try:
        graphlib.TopologicalSorter(knows).prepare()
    except graphlib.CycleError as circle:
        pytest.fail(" knows ".join(reversed(circle.args[1])))


def test_nobody_uses_the_unsafe_sqlite():
    assert [said(path) for path, name in imports() if name.split(".")[0] == "sqlite3"] == []


def test_rules_import_only_money_dates_findings_and_errors():
    allowed = ("shortbreaks.money", "shortbreaks.dates", "shortbreaks.errors", "shortbreaks.findings")
    wrong = []
    for path, name in imports():
        if path.name != "rules.py" or not name.startswith("shortbreaks"):
            continue
        own = ".".join(path.relative_to(ROOT).parts[:-1])
        if not name.startswith(allowed) and not name.startswith(own) and not name.endswith((".rules", ".codes")):
            wrong.append((said(path), name))
    assert wrong == []


def calls(name):
    for path, node in everything(ast.Call):
        called = node.func
        if (isinstance(called, ast.Name) and called.id == name) or (
            isinstance(called, ast.Attribute) and called.attr == name
        ):
            yield path, node


def test_only_the_database_room_opens_engines_and_commits():
    for name in ("create_engine", "commit"):
        assert [said(p) for p, _ in calls(name) if "database" not in p.parts] == []


@pytest.mark.parametrize("name", ["exec", "processEvents", "QMessageBox", "eval"])
def test_no_nested_loops_and_no_message_boxes(name):
    # the one loop there is runs the application
    assert [said(path) for path, _ in calls(name) if (said(path), name) != ("ui/start.py", "exec")] == []


def test_labels_are_made_by_the_kit_alone():
    assert [said(path) for path, _ in calls("QLabel") if "kit" not in path.parts] == []


def test_paragraphs_are_made_by_the_papers_own_words_room():
    assert [said(path) for path, _ in calls("Paragraph") if path.name != "words.py"] == []


def test_the_clock_is_read_in_one_place():
    allowed = {"shortbreaks/database/office.py"}
    found = {
        said(path)
        for path, node in [*calls("now"), *calls("today")]
        if said(path).startswith("shortbreaks")
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    }
    assert found <= allowed


def test_nothing_is_unpickled_or_run_from_text():
    assert [said(p) for p, name in imports() if name.split(".")[0] in {"pickle", "marshal", "shelve", "yaml"}] == []


def test_no_float_comes_near_money():
    near = []
    for path, node in calls("float"):
        text = ast.unparse(node)
        if "pence" in text or "pound" in text or "money" in path.name:
            near.append(said(path))
    assert near == []


def test_every_command_says_what_it_does_and_who_may():
    for module in pkgutil.walk_packages(shortbreaks.__path__, "shortbreaks."):
        if "migrations" not in module.name:
            importlib.import_module(module.name)
    assert shortbreaks.schema.metadata.tables
    commands = {name: label for name, label in COMMANDS.items() if name.startswith("shortbreaks")}
    assert commands
    for name, label in commands.items():
        assert label.recorded_as and label.needs and (label.function.__doc__ or "").strip(), name
    for name, label in QUERIES.items():
        if name.startswith("shortbreaks"):
            assert label.needs and (label.function.__doc__ or "").strip(), name


def test_no_sql_is_put_together_from_text_of_people():
    """f-strings given to text() or exec_driver_sql() hold only names written in the code."""
    rooms = {"shortbreaks/database", "shortbreaks/ledger/tables.py", "shortbreaks/bookings/tables.py"}
    wrong = []
    for name in ("text", "exec_driver_sql"):
        for path, node in calls(name):
            if any(said(path).startswith(room) for room in rooms):
                continue
            if node.args and isinstance(node.args[0], ast.JoinedStr) and said(path).startswith("shortbreaks"):
                wrong.append(said(path))
    assert wrong == []


def test_every_bench_still_finds_what_it_times():
    """Benches run by hand, so a name that moved would be noticed only then."""
    for path in sorted((ROOT / "tests" / "bench").glob("*.py")):
        importlib.import_module(f"tests.bench.{path.stem}")


def test_no_index_is_the_beginning_of_another():
    """Each write would keep both, and nobody could find more by the shorter one."""
    found = []
    for table in shortbreaks.schema.metadata.tables.values():
        unique = [tuple(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint | PrimaryKeyConstraint)]
        whole = [tuple(one.columns) for one in table.indexes if "where" not in one.info]
        for index in table.indexes:
            columns = tuple(index.columns)
            longer = any(len(other) > len(columns) and other[: len(columns)] == columns for other in unique + whole)
            if longer and "where" not in index.info and not (index.unique or columns[0].nullable):
                found.append(index.name)
    assert found == []


def test_no_form_command_or_file_takes_its_codes_from_the_lists_that_ship():
    """The council keeps its own lists: what ships is read by their own room, and by the example county that is made from it.

    What the others may name are single codes that a rule is about: which reasons are free, which districts are Kent's.
    """
    meant = {
        "ANSWERS", "CIN_CODES", "FREE_ABSENCES", "FREE_REASONS", "ILLNESSES", "KENT", "MEDWAY", "SUPPORT_CODES",
    }  # fmt: skip
    rooms = ("shortbreaks/council/", "shortbreaks/example/")
    wrong = [
        (said(path), alias.name) for path, node in everything((ast.Import, ast.ImportFrom)) for alias in node.names
        if (getattr(node, "module", None) == "shortbreaks.council.codes" and alias.name not in meant)
        or f"{getattr(node, 'module', '')}.{alias.name}".endswith("shortbreaks.council.codes")
    ]  # fmt: skip
    assert [one for one in wrong if not one[0].startswith(rooms)] == []
