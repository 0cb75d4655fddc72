"""Debts prove themselves: each against its steps, what came back against the books, and money back by bank against both."""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from shortbreaks.database.proofs import proof
from shortbreaks.money import pounds

Found = Iterable[tuple[str, str]]
BACK = "direct payments given back"


@proof("debts")
def debts_are_where_their_steps_left_them(connection: Connection) -> Found:
    """A debt's state is that of its last step, and what came back of it is what its steps brought."""
    statement = text(
        """select d.id, d.state, d.recovered_pence, coalesce(s.state, ''), coalesce(t.pence, 0) from debt d
        left join (select debt_id, max(id) as last, sum(pence) as pence from debt_step group by debt_id) t on t.debt_id = d.id
        left join debt_step s on s.id = t.last
        where d.state <> coalesce(s.state, '') or d.recovered_pence <> coalesce(t.pence, 0) order by d.id"""
    )
    for debt, state, back, said, brought in connection.execute(statement):
        if state != said:
            yield f"debt {debt}", f"it is {state}, and its last step says {said or 'nothing'}"
        if back != brought:
            yield f"debt {debt}", f"{pounds(back)} came back, and its steps brought {pounds(int(brought))}"


@proof("debts and their lines")
def misspent_debts_are_of_their_lines(connection: Connection) -> Found:
    """A debt for what was misspent is of its line's family, day and part, unless it was withdrawn or the line was put back."""
    statement = text(
        """select d.id, s.id, d.pence, s.misspent_pence, s.agreement_id = d.agreement_id and s.on_date = d.arose_on
        from debt d join spend_line s on s.id = d.spend_line_id
        where s.agreement_id <> d.agreement_id or s.on_date <> d.arose_on
          or (d.state <> 'withdrawn' and s.back_at is null and s.misspent_pence <> d.pence) order by d.id"""
    )
    for debt, line, asked, misspent, is_its in connection.execute(statement):
        said = f"it asks {pounds(asked)} back of line {line}, of which {pounds(misspent)} was not for the plan"
        yield f"debt {debt}", said if is_its else f"it is of another family or day than its line {line}"
    alone = text(
        """select s.id, s.misspent_pence from spend_line s where s.match = 'misspent'
        and not exists (select 1 from debt d where d.spend_line_id = s.id) order by s.id"""
    )
    for line, misspent in connection.execute(alone):
        yield f"line {line}", f"{pounds(misspent)} of it was not for the plan, and nothing asks it back"


@proof("debts in the books")
def what_came_back_stands_in_the_books(connection: Connection) -> Found:
    """What came back of a debt is what was posted about it and what payments that stand gave back of it by plan."""
    statement = text(
        """select d.id, d.recovered_pence, coalesce(b.pence, 0) + coalesce(p.pence, 0) from debt d
        left join (select e.about as about, sum(case when c.kind = :back then t.pence else -t.pence end) as pence
          from entry e join transfer t on t.entry_id = e.id join account a on a.id = t.from_account
          join account c on c.id = t.to_account
          where e.about like 'debt:%' and (a.kind = :back or c.kind = :back) group by e.about) b on b.about = 'debt:' || d.id
        left join (select r.debt_id, sum(r.pence) as pence from run_deduction r join run_line l on l.id = r.run_line_id
          where l.state in ('posted', 'acknowledged') group by r.debt_id) p on p.debt_id = d.id
        where d.recovered_pence <> coalesce(b.pence, 0) + coalesce(p.pence, 0) order by d.id"""
    )
    for debt, back, posted in connection.execute(statement, {"back": BACK}):
        yield f"debt {debt}", f"{pounds(back)} came back, and the books say {pounds(int(posted))}"


@proof("money back")
def money_back_is_posted(connection: Connection) -> Found:
    """Each sum that came back by bank has its own entry of its own sum, day and agreement or debt."""
    statement = text(
        """select m.id, m.pence, coalesce(sum(t.pence), 0) from money_back m
        left join entry e on e.id = m.entry_id and e.on_date = m.on_date
          and e.about = case when m.debt_id is null then 'agreement:' || m.agreement_id else 'debt:' || m.debt_id end
        left join transfer t on t.entry_id = e.id group by m.id, m.pence
        having m.pence <> coalesce(sum(t.pence), 0) order by m.id"""
    )
    for row, pence, posted in connection.execute(statement):
        yield f"money back {row}", f"it is {pounds(pence)}, and its entry says {pounds(int(posted))}"


@proof("money back and bank lines")
def money_back_left_once(connection: Connection) -> Found:
    """Money that came back and the line of a family's file tied to it left what the family holds once, together."""
    statement = text(
        """with moves as (
          select k.id as tie, m.entry_id as entry from money_back_tie k join money_back m on m.id = k.money_back_id
          union select k.id, s.entry_id from money_back_tie k join spend_line s on s.id = k.spend_line_id
          union select k.id, e.id from money_back_tie k join spend_line s on s.id = k.spend_line_id
            join entry e on e.reverses = s.entry_id
          union select k.id, p.parted_entry_id from money_back_tie k
            join money_back_tie p on p.money_back_id = k.money_back_id and p.parted_at is not null
            join entry e on e.id = p.parted_entry_id and e.about = 'money_back:' || k.money_back_id)
        select k.id, m.pence, s.pence, coalesce(sum(case when t.from_account = a.id then t.pence
          when t.to_account = a.id then -t.pence else 0 end), 0)
        from money_back_tie k join money_back m on m.id = k.money_back_id join spend_line s on s.id = k.spend_line_id
        left join account a on a.kind = 'direct payment' and a.holder = 'agreement:' || m.agreement_id
        left join moves v on v.tie = k.id left join transfer t on t.entry_id = v.entry
        where k.parted_at is null group by k.id, m.pence, s.pence order by k.id"""
    )
    for row, pence, line, left in connection.execute(statement):
        if not pence == line == left:
            yield (
                f"tie {row}",
                f"{pounds(pence)} came back, its line is {pounds(line)}, and {pounds(int(left))} left the account",
            )


@proof("bank lines parted")
def what_was_parted_counts_again(connection: Connection) -> Found:
    """A line parted from money that came back has an entry of its own sum, by which both count."""
    statement = text(
        """select k.id, s.pence, coalesce(sum(t.pence), 0) from money_back_tie k join spend_line s on s.id = k.spend_line_id
        left join transfer t on t.entry_id = k.parted_entry_id where k.parted_at is not null
        group by k.id, s.pence having s.pence <> coalesce(sum(t.pence), 0) order by k.id"""
    )
    for row, pence, posted in connection.execute(statement):
        yield f"tie {row}", f"it was parted for {pounds(pence)}, and the books say {pounds(int(posted))}"
