"""What the database does about letters when a child has died."""

from shortbreaks.database.guards import guard
from shortbreaks.families.tables import ChildEnding

# A death noted on the child's own card stops the letters of every direct payment of the child, whoever notes it (R-D26)
_OF_THE_CHILD = """child_id = new.child_id or child_id in (select id from child where merged_into = new.child_id)"""
guard(
    ChildEnding.__table__,  # type: ignore[arg-type]
    sqlite=f"""
create trigger child_ending_stops_letters after insert on child_ending when new.kind = 'died'
begin update agreement set letters_stopped = 1 where {_OF_THE_CHILD}; end
""",
    postgresql=f"""
create or replace function child_ending_stops_letters() returns trigger language plpgsql as $$
begin
  update agreement set letters_stopped = true where {_OF_THE_CHILD};
  return new;
end $$
--
create trigger child_ending_stops_letters after insert on child_ending for each row
when (new.kind = 'died') execute function child_ending_stops_letters()
""",
)
