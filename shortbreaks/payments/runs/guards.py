"""What the database keeps about payments: posted ones stay as they are, no day is paid twice, none is lost sight of."""

from shortbreaks.database.guards import SAYS, guard, refuse_when
from shortbreaks.database.records import one_of
from shortbreaks.payments.tables import POSTED, AgreementStep, AwardLine, PaymentRun, RunLine

FIXED = f"{SAYS}A payment that was posted is not changed. Reverse it and pay again."
_CHANGED = (
    "new.gross_pence <> old.gross_pence or new.deducted_pence <> old.deducted_pence or new.agreement_id <> old.agreement_id"
    " or new.first_day <> old.first_day or new.last_day <> old.last_day or new.kind <> old.kind"
)
refuse_when(
    RunLine.__table__, "run_line_fixed", "update",  # type: ignore[arg-type]
    f"{one_of('old.state', POSTED)} and ({_CHANGED})", FIXED,
)  # fmt: skip

BACK = f"{SAYS}Only a payment that finance took comes back from the bank, once. It is paid again by the next run."
refuse_when(
    RunLine.__table__, "run_line_returned", "update",  # type: ignore[arg-type]
    """(new.state = 'returned' and old.state not in ('acknowledged', 'returned'))
  or (old.state = 'returned' and (new.state <> 'returned' or new.returned_on <> old.returned_on))""",
    BACK,
)  # fmt: skip
HELD = f"{SAYS}A posted payment is held back once, before its file is made, by somebody who did not prepare the run."
refuse_when(
    RunLine.__table__, "run_line_held", "update",  # type: ignore[arg-type]
    """(old.state = 'held back' and (new.state <> 'held back' or new.held_by <> old.held_by))
  or (new.state = 'held back' and old.state <> 'held back' and (old.state <> 'posted' or not exists (
    select 1 from payment_run r join person a on a.id = r.drafted_by join person b on b.id = new.held_by
    where r.id = new.run_id and r.state = 'posted' and a.id <> b.id and lower(trim(a.name)) <> lower(trim(b.name))
    and (trim(a.email) = '' or lower(trim(a.email)) <> lower(trim(b.email))))))""",
    HELD,
)  # fmt: skip
AFTER = f"{SAYS}The payment ended before that period begins. Leave it out, or drop the run."
refuse_when(
    RunLine.__table__, "run_line_ended", "update",  # type: ignore[arg-type]
    """new.kind = 'cycle' and old.state = 'in' and new.state = 'posted' and exists (select 1 from agreement a
    where a.id = new.agreement_id and a.ended_on < new.first_day)""",
    AFTER,
)  # fmt: skip
ANEW = f"{SAYS}Who approved a run approved its total. Once that changes it is approved anew."
refuse_when(
    PaymentRun.__table__, "payment_run_total", "update",  # type: ignore[arg-type]
    "new.state = 'drafted' and new.total_pence <> old.total_pence and new.approved_by is not null", ANEW,
)  # fmt: skip
SAME = f"{SAYS}Who approves a run has the name or the e-mail of who drafted or approved it. Somebody else approves it."
refuse_when(
    PaymentRun.__table__, "payment_run_two_people", "update of state, approved_by, second_by",  # type: ignore[arg-type]
    """new.state in ('drafted', 'approved') and exists (select 1 from person a, person b where a.id <> b.id
    and (a.id = new.approved_by and b.id = new.drafted_by or a.id = new.second_by and b.id in (new.drafted_by, new.approved_by))
    and (lower(trim(a.name)) = lower(trim(b.name)) or trim(a.email) <> '' and lower(trim(a.email)) = lower(trim(b.email))))""",
    SAME,
)  # fmt: skip
OWN = f"{SAYS}Whoever added a supplement does not approve its run. Somebody else approves it."
refuse_when(
    RunLine.__table__, "payment_run_supplement", "update",  # type: ignore[arg-type]
    """new.kind = 'supplement' and old.state = 'in' and new.state = 'posted' and exists (select 1 from payment_run r
    where r.id = new.run_id and new.supplement_by in (r.approved_by, coalesce(r.second_by, 0)))""",
    OWN,
)  # fmt: skip
TWICE = f"{SAYS}Some of these days are paid already under that agreement (R-F3). Draft the run again, or make it a supplement."
_STANDS = "('in', 'posted', 'acknowledged')"
# Payments that stand never share a day, so the last one that begins by a day is the only one that can reach it
_BEFORE = f"""select o.last_day from run_line o where o.agreement_id = new.agreement_id and o.kind = 'cycle'
    and o.state in {_STANDS} and o.id <> new.id and o.first_day <= new.last_day order by o.first_day desc limit 1"""
guard(
    RunLine.__table__,  # type: ignore[arg-type]
    sqlite=f"""
create trigger run_line_once after insert on run_line
when new.kind = 'cycle' and new.state in {_STANDS} and ({_BEFORE}) >= new.first_day
begin select raise(abort, '{TWICE}'); end
--
create trigger run_line_once_again after update on run_line
when new.kind = 'cycle' and new.state in {_STANDS} and old.state not in {_STANDS} and ({_BEFORE}) >= new.first_day
begin select raise(abort, '{TWICE}'); end
--
create trigger run_line_unpaid after update on run_line
when new.kind = 'cycle' and old.state in ('posted', 'acknowledged') and new.state not in ('posted', 'acknowledged')
begin update agreement set unpaid_from = new.first_day where id = new.agreement_id and unpaid_from > new.first_day; end
""",
    postgresql=f"""
create or replace function run_line_once() returns trigger language plpgsql as $$
begin
  perform 1 from agreement where id = new.agreement_id for no key update;
  if ({_BEFORE}) >= new.first_day then raise exception '{TWICE}'; end if;
  return new;
end $$
--
create trigger run_line_once before insert on run_line for each row
when (new.kind = 'cycle' and new.state in {_STANDS}) execute function run_line_once()
--
create trigger run_line_once_again before update on run_line for each row
when (new.kind = 'cycle' and new.state in {_STANDS} and old.state not in {_STANDS}) execute function run_line_once()
--
create or replace function run_line_unpaid() returns trigger language plpgsql as $$
begin
  update agreement set unpaid_from = new.first_day where id = new.agreement_id and unpaid_from > new.first_day;
  return new;
end $$
--
create trigger run_line_unpaid after update on run_line for each row
when (new.kind = 'cycle' and old.state in ('posted', 'acknowledged') and new.state not in ('posted', 'acknowledged'))
execute function run_line_unpaid()
""",
)
for _record in (AgreementStep, AwardLine):  # what changes from a day may make days payable that were not
    _table = _record.__tablename__
    guard(
        _record.__table__,  # type: ignore[arg-type]
        sqlite=f"""
create trigger {_table}_unpaid after insert on {_table}
begin update agreement set unpaid_from = max(new.from_day, starts_on)
where id = new.agreement_id and unpaid_from > new.from_day; end
""",
        postgresql=f"""
create or replace function {_table}_unpaid() returns trigger language plpgsql as $$
begin
  update agreement set unpaid_from = greatest(new.from_day, starts_on)
  where id = new.agreement_id and unpaid_from > new.from_day;
  return new;
end $$
--
create trigger {_table}_unpaid after insert on {_table} for each row execute function {_table}_unpaid()
""",
    )
