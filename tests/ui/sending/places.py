"""Every place in the screens that makes a form, found in their text."""

import ast
from functools import cache
from pathlib import Path

import ui

ROOMS = Path(ui.__path__[0])
MAKERS = ("FormSheet", "Form")


@cache
def places():
    """Every place in the screens that makes a form, found in their text: module and function."""
    found = []
    for path in sorted(ROOMS.rglob("*.py")):
        module, written = ".".join(path.relative_to(ROOMS).with_suffix("").parts), path.read_text(encoding="utf-8")
        if any(f"{one}(" in written for one in MAKERS):
            found += made_in(ast.parse(written), f"{module}:")
    return frozenset(found) - {"shell.form_sheet:FormSheet.__init__"}


def made_in(node, within):
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.FunctionDef | ast.ClassDef):
            yield from made_in(part, f"{within}{'' if within.endswith(':') else '.'}{part.name}")
        else:
            if isinstance(part, ast.Call) and getattr(part.func, "id", "") in MAKERS:
                yield within
            yield from made_in(part, within)
