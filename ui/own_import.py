"""Python's own import, put back in place of PySide's, before anything else of ours is read.

PySide looks through the source text of every module that is imported, whoever's it is, for whether it speaks of PySide6, so
that it can rename Qt's methods there; nothing here asks for that. It took a tenth of the start and kept 31 MB of text.
"""

import builtins

import PySide6.QtCore  # noqa: F401 - it replaces the import when it is first read

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
