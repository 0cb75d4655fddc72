"""Python's own import, put back in place of PySide's, and PySide's own text read late, before anything else of ours is read.

PySide looks through the source text of every module that is imported, whoever's it is, for whether it speaks of PySide6, so
that it can rename Qt's methods there; nothing here asks for that. It took a tenth of the start and kept 31 MB of text.

What it says about a wrong argument, and what writes its stubs for developers, it carries as text and compiles at every start,
a third of what importing it takes. Here each such module is compiled when something is first asked of it; "mapping" is not
among them, since PySide reads it as a dictionary.
"""

import builtins
from collections.abc import Callable
from threading import RLock
from types import FunctionType
from typing import Any

LATE = frozenset(
    f"shibokensupport/signature/{name}.py"
    for name in ("errorhandler", "layout", "parser", "lib/enum_sig", "lib/pyi_generator", "lib/tool")
)
STAND_IN = "from ui.own_import import reader\n__getattr__ = reader({!r}, globals())"

_compile = builtins.compile
_texts: dict[str, Any] = {}
_reading = RLock()


def _later(source: Any, filename: Any, *how: Any, **named: Any) -> Any:
    if filename in LATE:
        _texts[filename] = source
        source = STAND_IN.format(filename)
    return _compile(source, filename, *how, **named)


def reader(filename: str, names: dict[str, Any]) -> Callable[[str], Any]:
    """What a module of PySide's answers by: it is read when it is first asked for a name."""

    def asked(name: str) -> Any:
        with _reading:
            text = _texts.pop(filename, None)
            if text is not None:
                FunctionType(_compile(text, filename, "exec"), names)()
        if name not in names:
            raise AttributeError(f"{filename} has no {name}", name=name)
        return names[name]

    return asked


builtins.compile = _later
try:
    import PySide6.QtCore  # noqa: F401 - it replaces the import when it is first read
finally:
    builtins.compile = _compile
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
