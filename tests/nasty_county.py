"""A county in which every free text holds something nasty: found from the tables' columns, so a new one is met by itself."""

from sqlalchemy import CheckConstraint, String, UniqueConstraint, text
from sqlalchemy.exc import IntegrityError

import shortbreaks.schema
from tests.nasty import TEXTS

# What the application alone writes and reads again: codes, days and times of the clock, and what it keeps as JSON. No
# person and no file fills these, so a nasty value there would be our own mistake and not somebody's words.
CODES = {
    "kind", "state", "unit", "rule", "finding", "role", "level", "benefit", "exempt", "weekdays", "only_weeks", "starts", "arrives",
    "leaves", "language", "kinds", "needs", "transport", "style", "audience", "referral", "looked_at", "flags", "how", "district",
}  # fmt: skip
WRITTEN = {
    "command", "recorded_as", "subject_table", "changed", "body", "seal", "sha256", "parts", "layout", "audit_head", "columns",
    "backup_key", "key_file", "password_hash", "foreign", "facts", "findings", "workings", "awards", "tests", "key", "value",
    "table_name", "fields", "old_names", "shared",
}  # fmt: skip
OF_ONE_TABLE = {
    "office.purpose", "audit_entry.answer", "talk.outcome", "decision.rules_said", "unmet_outcome.met_by", "payment_return.decision",
    "cancellation.reason", "booking_step.reason", "unmet_request.about", "rule_override.about", "attendance.reason",
}  # fmt: skip


def can_be_kept(value):
    """Without what no database keeps: NUL and half a letter, which the forms take out."""
    return "\0" not in value and value == value.encode("utf-8", "ignore").decode("utf-8")


KEPT = [value for value in TEXTS if can_be_kept(value)]


def tag(table, column):
    """What marks a value in every second row as one of this column."""
    return f"⟨{table}.{column}⟩"


def free_texts():
    """(table, column) of every text that no key, constraint or code list rules."""
    for table in shortbreaks.schema.metadata.sorted_tables:
        ruled = {column.name for column in table.primary_key}
        ruled |= {column.name for one in table.constraints if isinstance(one, UniqueConstraint) for column in one.columns}
        ruled |= {column.name for one in table.indexes if one.unique for column in one.columns}
        checks = " ".join(str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint))
        for column in table.columns:
            ours = column.name in CODES | WRITTEN or f"{table.name}.{column.name}" in OF_ONE_TABLE or column.foreign_keys
            if isinstance(column.type, String) and not ours and column.name not in ruled and f"{column.name} in (" not in checks:
                yield table.name, column.name


def spoil(database):
    """Put nasty values into every free text, past all commands; answers the columns that constraints kept as they were."""
    kept = []
    with database.writing.begin() as connection:
        for name in connection.execute(text("select name from sqlite_master where type = 'trigger'")).scalars().all():
            connection.exec_driver_sql(f'drop trigger "{name}"')
        connection.exec_driver_sql("create temp table nasty (n integer primary key, words text)")
        connection.exec_driver_sql("insert into nasty values (?, ?)", list(enumerate(KEPT)))
        for shift, (table, column) in enumerate(free_texts()):
            point = connection.begin_nested()
            try:
                connection.exec_driver_sql(
                    f'update "{table}" set "{column}" = '
                    f'(select words from nasty where n = ("{table}".rowid + {shift * 7}) % {len(KEPT)})'
                    f" || case rowid % 2 when 1 then '{tag(table, column)}' else '' end"
                )
                point.commit()
            except IntegrityError:
                point.rollback()
                kept.append(f"{table}.{column}")
        connection.exec_driver_sql("drop table nasty")
    return kept
