"""Counts the statements that a question takes, so that no list asks once a row."""

from contextlib import contextmanager

from sqlalchemy import event

# What each transaction begins with: also who asks, and with which role, which is looked up once for each question and act
APART = ("begin", "pragma", "set ", "select pg_catalog", "show ", "select active, role from person where id =")


@contextmanager
def statements(county):
    """The SQL sent while the block runs."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.lower().startswith(APART):
            sent.append(statement)

    # A file is read and written through an engine each; on a server what is heard of the one is heard of the other
    engines = [county.database.writing, *([county.database.reading] if county.kind == "file" else [])]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
