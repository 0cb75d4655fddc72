"""Counts the statements that a question takes, so that no list asks once a row."""

from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def statements(county):
    """The SQL sent while the block runs."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.lower().startswith(("begin", "pragma", "set ", "select pg_catalog", "show ")):
            sent.append(statement)

    event.listen(county.database.writing, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(county.database.writing, "before_cursor_execute", note)
