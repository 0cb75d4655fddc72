"""What the database keeps about sums paid too much: no penny of one is taken twice, by whatever comes back first (R-D16)."""

from sqlalchemy import Table

from shortbreaks.database.guards import ERASING, SAYS, guard, refuse_when
from shortbreaks.payments.debts.owed_tables import OwedPart
from shortbreaks.payments.spending.tables import Debt
from shortbreaks.payments.tables import Owed, RunLine

FIXED = f"{SAYS}A sum owed keeps its day, its amount and what it is for. A later change gives another sum."
_KEPT = ("agreement_id", "first_day", "last_day", "since", "pence", "entered_on")
_CHANGED = " or ".join([*(f"new.{one} <> old.{one}" for one in _KEPT), f"(new.words <> old.words and not {ERASING})",
                         "coalesce(new.debt_id, 0) <> coalesce(old.debt_id, 0)"])  # fmt: skip
refuse_when(Owed.__table__, "owed_fixed", "update", _CHANGED, FIXED)  # type: ignore[arg-type]
MORE = f"{SAYS}No more is given again than came back."
refuse_when(
    Owed.__table__, "owed_of_debt", "insert",  # type: ignore[arg-type]
    "new.debt_id is not null and new.pence > (select d.recovered_pence from debt d where d.id = new.debt_id)", MORE,
)  # fmt: skip
owed_parts: Table = OwedPart.__table__  # type: ignore[assignment]
TWICE = f"{SAYS}That sum was taken back already. Look at the account again."
# The pence of a sum that payments which stand and debts which are not withdrawn take; `o` is the row of owed
TAKEN = """coalesce((select sum(p.pence) from owed_part p left join run_line l on l.id = p.run_line_id
    left join debt d on d.id = p.debt_id
    where p.owed_id = o.id and (l.state in ('in', 'posted', 'acknowledged') or d.state <> 'withdrawn')), 0)"""
_NEW = f"exists (select 1 from owed o where o.id = new.owed_id and {TAKEN} > -o.pence)"
_OF_LINE = f"""exists (select 1 from owed o where o.id in (select owed_id from owed_part where run_line_id = new.id)
    and {TAKEN} > -o.pence)"""
_OF_DEBT = f"""exists (select 1 from owed o where o.id in (select owed_id from owed_part where debt_id = new.id)
    and {TAKEN} > -o.pence)"""
guard(
    owed_parts,
    sqlite=f"""
create trigger owed_part_once after insert on owed_part when {_NEW}
begin select raise(abort, '{TWICE}'); end
""",
    postgresql=f"""
create or replace function owed_part_once() returns trigger language plpgsql as $$
begin
  perform 1 from owed where id = new.owed_id for no key update;
  if {_NEW} then raise exception '{TWICE}'; end if;
  return new;
end $$
--
create trigger owed_part_once after insert on owed_part for each row execute function owed_part_once()
""",
)
_UNPAID = "('left out', 'rejected', 'returned', 'held back', 'dropped')"
for _record, _when, _condition in (
    (RunLine, f"old.state in {_UNPAID} and new.state in ('in', 'posted', 'acknowledged')", _OF_LINE),
    (Debt, "old.state = 'withdrawn' and new.state <> 'withdrawn'", _OF_DEBT),
):  # what had been given up is not taken up again while another took it
    _name = _record.__tablename__
    guard(
        owed_parts,
        sqlite=f"""
create trigger {_name}_takes_once after update of state on {_name} when {_when} and {_condition}
begin select raise(abort, '{TWICE}'); end
""",
        postgresql=f"""
create or replace function {_name}_takes_once() returns trigger language plpgsql as $$
begin
  perform 1 from owed where id in (select owed_id from owed_part where {_name}_id = new.id) for no key update;
  if {_condition} then raise exception '{TWICE}'; end if;
  return new;
end $$
--
create trigger {_name}_takes_once after update of state on {_name} for each row when ({_when})
execute function {_name}_takes_once()
""",
    )
