"""One office with its window in which form after form is sent: who made each form, what was done, and where words are kept."""

import json
import re
import sys
from collections import Counter
from functools import cache

import pytest
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import LargeBinary, String, event, text

import shortbreaks.schema
from tests.ui import walking
from tests.ui.sending import hands
from ui.kit.form import Form

OURS = {"audit_entry", "audit_mark", "draft", "search_word"}  # what it writes of itself, and what is not sent yet


class Trip:
    """One office with its window, and who made each form."""

    def __init__(self, county, folder) -> None:
        self.county, self.folder, self.faults, self.made = county, folder, [], {}
        self.written: set[str] = set()  # tables, since the form was opened
        event.listen(county.database.writing, "before_cursor_execute", self._note_written)
        self.patch = pytest.MonkeyPatch()
        note_makers(self.patch, self.made)
        self.patch.setattr(QFileDialog, "open", lambda *_: None)
        self.window = walking.window_of(county, self.faults)
        self.window.files_of_hers = folder
        self.window.activateWindow()
        self.window.setUpdatesEnabled(False)
        self.where = walking.targets(county)
        self.sent: Counter[str] = Counter()  # how many fields each nasty value went through

    def paint(self):
        """What stands in the window is painted: while one goes to a form and types it is not, as that costs the most of it."""
        self.window.setUpdatesEnabled(True)
        hands.settle()
        self.window.setUpdatesEnabled(False)

    def close(self):
        self.patch.undo()
        self.window.close()
        self.window.deleteLater()

    def _note_written(self, _connection, _cursor, statement, *_more):
        if found := WRITES.match(statement):
            self.written.add(found[1])

    def newest(self):
        with self.county.database.reading.connect() as connection:
            return connection.execute(text("select max(number) from audit_entry")).scalar()

    def acts_since(self, number):
        """The commands that were performed after an entry, without their rooms."""
        asked = text("select command from audit_entry where number > :number order by number")
        with self.county.database.reading.connect() as connection:
            acts = [one.rpartition(".")[2] for one in connection.execute(asked, {"number": number}).scalars()]
        return tuple(one for one in acts if one not in {"keep_draft", "drop_draft"})

    def holds(self, words):
        """For each of some words the tables written since the form was opened in which they stand whole, as they are or in JSON."""
        found = {one: set() for one in words}
        named = {f"n{n}": one for n, one in enumerate(words)}
        named |= {f"q{n}": quoted(one) for n, one in enumerate(words)}
        named |= {f"a{n}": quoted(one, as_ascii=True) for n, one in enumerate(words)}
        with self.county.database.reading.connect() as connection:
            for table in sorted(self.written & text_columns().keys()) if words else ():
                row = connection.execute(asked(table, len(words), self.county.kind), named).one()
                for one, there in zip(words, row, strict=True):
                    found[one] |= {table} if there else set()
        return found


def note_makers(patch, made):
    """From now on the place in the screens that makes a form is noted for it."""
    first = Form.__init__

    def noted(form, *args, **kwargs):
        first(form, *args, **kwargs)
        made[form] = next((one for one in callers() if one != "shell.form_sheet:FormSheet.__init__"), "")

    patch.setattr(Form, "__init__", noted)


def callers():
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.startswith("ui."):
            yield f"{name.removeprefix('ui.')}:{re.sub(r'[.]<[a-z]+>', '', frame.f_code.co_qualname)}"
        frame = frame.f_back


def quoted(words, *, as_ascii=False):
    return json.dumps(words, ensure_ascii=as_ascii)[1:-1]


@cache
def text_columns():
    return {
        table.name: columns for table in shortbreaks.schema.metadata.sorted_tables if table.name not in OURS
        if (columns := {one.name: isinstance(one.type, LargeBinary) for one in table.columns if isinstance(one.type, String | LargeBinary)})
    }  # fmt: skip


WRITES = re.compile(r'\s*(?:insert\s+into|update|delete\s+from)\s+"?(\w+)', re.IGNORECASE)
INSIDE = {
    "file": 'instr("{column}", :{word}) > 0', "server": 'strpos("{column}", :{word}) > 0',
    "server bytes": 'position(convert_to(:{word}, \'UTF8\') in "{column}") > 0',
}  # fmt: skip


@cache
def asked(table, count, engine):
    """For each of so many words whether any row of a table holds them in a text."""
    kinds = {name: f"{engine} bytes" if engine == "server" and of_bytes else engine for name, of_bytes in text_columns()[table].items()}
    held = [
        " or ".join(INSIDE[kind].format(column=name, word=f"{form}{n}") for name, kind in kinds.items() for form in "nqa")
        for n in range(count)
    ]
    return text(f'select {", ".join(f"coalesce(max(case when {one} then 1 end), 0)" for one in held)} from "{table}"')
