"""More years of what is over, for an example office in a file: families who came and left, with all that was kept of them.

Whoever works in the office now, its directory and what the council decided stay as they are: so a question about today
that costs more in such an office reads what is over. What is older has lower numbers, below nought, as it would have.
"""

from sqlalchemy import Date, DateTime, String, TypeDecorator, UniqueConstraint

from shortbreaks.database.records import metadata

# What an office has as much of after ten years as after one, or a few more a year
FEW = frozenset({
    "address_reader", "allocation_round", "away_step", "backup_key", "bank_holiday", "bed", "bed_closure", "bed_feature",
    "charges_sent", "check_seen", "child_ending", "closed_part", "closing", "closing_undone", "code_entry", "concern",
    "cycle_step", "directory_feed", "erased", "erasing", "erasure", "erasure_answer", "export_batch", "export_copy",
    "feed_service", "file_layout", "file_map", "form_draft", "liability", "list_change", "looks_cleared", "night_price",
    "night_roster", "office", "office_trial", "pair", "panel_case", "paper_part", "pattern", "period",
    "person", "place_price", "provider", "provider_check", "provider_contact", "rate", "reconsideration", "recovery",
    "return_plan", "round_session", "round_step", "scheme", "service", "service_offer", "service_price", "setting_value",
    "sibling_group", "subject_file", "term", "unit", "venue", "visit_plan",
})  # fmt: skip
# What a family that left has none of: it waits for nothing, owes nothing, and nothing of it is to come
OVER = {
    "booking": "state in ('attended', 'absent_ill', 'no_show', 'cancelled_in_notice', 'cancelled_late')",
    "stay": "state = 'ended'", "run_line": "state = 'acknowledged'", "break_session": "starts_at < '{today}'",
    "payment_return": "state = 'received'", "account": "instr(holder, ':')", "waiting_request": "0", "night_request": "0",
    "unmet_request": "id in (select unmet_id from unmet_outcome)", "debt": "0", "owed": "0", "wish": "0",
    "series": "0", "talk": "0", "provider_invoice": "0", "money_back": "0", "erasure": "0", "notice": "0",
}  # fmt: skip
AS_LEFT = {
    ("child", "state"): "'closed'", ("household", "state"): "'closed'", ("agreement", "state"): "'ended'",
    ("agreement", "ended_on"): "date('2026-07-22', '-{years} years')", ("spend_line", "match"): "'accepted'",
}  # fmt: skip
# Nothing is left to do about a payment that ended: each return was asked for, its end was entered, each letter was sent,
# and what was left of the money came back
DONE = """
update agreement set ended_on = max(
    coalesce((select max(last_day) from payment_return where agreement_id = agreement.id), ended_on),
    coalesce((select max(last_day) from run_line where agreement_id = agreement.id), ended_on)) where id < 0;
insert into payment_return (id, agreement_id, first_day, last_day, due_on, state, received_on, chased, decision, note, version)
select id - 5000000, id, ended_on, ended_on, ended_on, 'received', ended_on, 0, '', '', 1 from agreement
where id < 0 and ended_on > coalesce((select max(last_day) from payment_return where agreement_id = agreement.id), '');
update agreement set unpaid_from = date(ended_on, '+1 day') where id < 0;
insert into month_total (account_id, month, in_pence, out_pence)
select account_id, strftime('%Y-%m', max(month) || '-01', '+1 month'), 0, sum(in_pence - out_pence)
from month_total where account_id in (select id from account where id < 0 and kind = 'direct payment') group by account_id;
insert into agreement_step (id, agreement_id, state, from_day, reason, words, retainer, at, person_id)
select id - 5000000, id, 'ended', ended_on, 'moved', '', '', ended_on || ' 09:00:00.000000', 1 from agreement where id < 0;
insert into payment_letter (id, agreement_id, kind, subject, number, paper_id)
select id - 5000000, agreement_id, 'surplus letter', 'review:' || id, 0, id - 5000000 from surplus_review where id < 0
"""
LOOKED_BACK = 1  # years that a question may look back on, of which nothing is added
STEP = 10_000_000
MINUTES = 525_600


def add_years(database, years, today):
    """That many more times what is over in an office, each a year earlier than the one before, past all commands and guards."""
    grown = [table for table in metadata.sorted_tables if table.name not in FEW]
    with database.writing.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("pragma foreign_keys = off")
        raw.execute("pragma ignore_check_constraints = on")
        guards = raw.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in guards:
            raw.execute(f'drop trigger "{name}"')
        raw.execute("begin")
        for table in grown:
            for year in range(1 + LOOKED_BACK, 1 + LOOKED_BACK + years):
                raw.execute(_again(table, year, {one.name for one in grown}, today))
        for table in grown:  # sorted: what hangs on something that was left out goes after it
            for column in table.columns:
                for key in column.foreign_keys:
                    there = f'select 1 from "{key.column.table.name}" there where there."{key.column.name}" = "{table.name}"."{column.name}"'
                    raw.execute(f'delete from "{table.name}" where "{column.name}" < 0 and not exists ({there})')
        for statement in DONE.split(";"):
            raw.execute(statement)
        for _, said in guards:
            raw.execute(said)
        raw.execute("commit")


def _again(table, year, grown, today):
    ruled = (
        *(one for one in table.constraints if isinstance(one, UniqueConstraint)),
        *(one for one in table.indexes if one.unique),
    )
    unique = {column.name for one in (table.primary_key, *ruled) for column in one.columns}
    said = [_later(column, year, unique, grown) for column in table.columns]
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    key = next((column.name for column in table.primary_key if not isinstance(column.type, String)), None)
    only = f" and {key} > 0" if key else ""
    return f'insert or ignore into "{table.name}" ({names}) select {", ".join(said)} from "{table.name}" where ({OVER.get(table.name, "1").format(today=today)}){only}'


def _owner(column):
    """The table whose number a column holds, said to the database or not."""
    for key in column.foreign_keys:
        return key.column.table.name
    return {"case_id": "panel_case"}.get(column.name, column.name.removesuffix("_id"))


def _later(column, year, unique, grown):
    """A column's value as SQL, so many years earlier."""
    name, kind, of, more = f'"{column.name}"', column.type, _owner(column), year * STEP
    kind = kind.impl if isinstance(kind, TypeDecorator) else kind
    said = name
    if (column.table.name, column.name) in AS_LEFT:
        said = AS_LEFT[column.table.name, column.name].format(years=year)
    elif of == "account":  # the council's own are there once
        said = f"coalesce((select id from account where id = {name} - {more}), {name})"
    elif of in grown or (column.name in {"id", "row_id", "number", "line"} and not isinstance(kind, String)):
        said = f"{name} - {more}"
    elif (column.table.name, column.name) == ("month_total", "month"):
        said = f"strftime('%Y-%m', {name} || '-01', '-{year} years')"
    elif isinstance(kind, Date):
        said = f"date({name}, '-{year} years')"
    elif isinstance(kind, DateTime):
        said = f"strftime('%Y-%m-%d %H:%M:%f000', {name}, '-{year} years')"
    elif column.name.endswith("_minute"):
        said = f"{name} - {year * MINUTES}"
    elif column.name in {"about", "holder"}:
        after = f"instr({name}, ':')"
        said = f"case when {after} then substr({name}, 1, {after}) || (substr({name}, {after} + 1) - {more}) else {name} end"
    elif (
        column.name in unique
        and isinstance(kind, String)
        and column.name not in {"kind", "month", "word", "part", "code"}
    ):
        said = f"case {name} when '' then '' else {name} || '~{year}' end"
    return said
