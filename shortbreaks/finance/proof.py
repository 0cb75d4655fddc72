"""Invoices of providers prove themselves: their lines against their sum, what they settled against the books; charges went out."""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from shortbreaks.bookings.money import FAMILY
from shortbreaks.bookings.provider_costs import BUDGET, OWED, PAID
from shortbreaks.database.proofs import proof
from shortbreaks.money import pounds

Found = Iterable[tuple[str, str]]


@proof("provider invoices")
def invoices_are_their_lines(connection: Connection) -> Found:
    """What an invoice asks for is what its lines come to."""
    statement = text(
        """select i.id, i.pence, coalesce(sum(l.pence), 0) from provider_invoice i
        left join invoice_line l on l.invoice_id = i.id group by i.id, i.pence having i.pence <> coalesce(sum(l.pence), 0)"""
    )
    for invoice, pence, lines in connection.execute(statement):
        yield f"provider invoice {invoice}", f"it asks for {pounds(pence)} and its lines come to {pounds(int(lines))}"


@proof("provider invoices in the books")
def invoices_are_settled_in_the_books(connection: Connection) -> Found:
    """An approved invoice settled its own sum with its own provider, once; one credited or not approved settles nothing."""
    statement = text(
        """select i.id, i.pence, i.state, coalesce(sum(
          case when b.kind = :paid and b.holder = 'provider:' || i.provider_id then t.pence
               when a.kind = :paid and a.holder = 'provider:' || i.provider_id then -t.pence else 0 end), 0)
        from provider_invoice i left join entry e on e.about = 'provider_invoice:' || i.id
        left join transfer t on t.entry_id = e.id left join account a on a.id = t.from_account
        left join account b on b.id = t.to_account
        group by i.id, i.pence, i.state order by i.id"""
    )
    for invoice, pence, state, paid in connection.execute(statement, {"paid": PAID}):
        wanted = pence if state == "approved" else 0
        if int(paid) != wanted:
            yield f"provider invoice {invoice}", f"it is {state} and settles {pounds(wanted)}; the books say {pounds(int(paid))}"


@proof("paid to providers")
def providers_are_paid_by_invoices_alone(connection: Connection) -> Found:
    """Nothing but an invoice moves what was paid to a provider, and only out of what was owed or the budget."""
    statement = text(
        """select e.number, e.about, t.id from transfer t join entry e on e.id = t.entry_id
        join account a on a.id = t.from_account join account b on b.id = t.to_account
        where (a.kind = :paid or b.kind = :paid) and (e.about not like 'provider\\_invoice:%' escape '\\'
          or not ((a.kind = :paid and b.kind in (:owed, :budget)) or (b.kind = :paid and a.kind in (:owed, :budget))))
        order by t.id"""
    )
    for number, about, transfer in connection.execute(statement, {"paid": PAID, "owed": OWED, "budget": BUDGET}):
        yield f"transfer {transfer}", f"entry {number} about {about} pays a provider, and no invoice says so"


@proof("settlement of invoices")
def invoices_settle_line_by_line(connection: Connection) -> Found:
    """Each line of an approved invoice was settled once to its own sum, and the books moved what its lines say, no more."""
    lines = text(
        """select l.id, l.pence, coalesce(s.owed_pence, 0) + coalesce(s.extra_pence, 0), s.id, i.state
        from invoice_line l join provider_invoice i on i.id = l.invoice_id left join invoice_settlement s on s.line_id = l.id
        where (i.state in ('approved', 'credited')) <> (s.id is not null)
          or s.owed_pence + s.extra_pence <> l.pence order by l.id"""
    )
    for line, pence, settled, kept, state in connection.execute(lines):
        if kept is None or state not in {"approved", "credited"}:
            yield f"invoice line {line}", f"its invoice is {state}, and it is {'not ' if kept is None else ''}settled"
        else:
            yield f"invoice line {line}", f"it asks for {pounds(pence)} and settles {pounds(int(settled))}"
    moved = text(
        """select i.id, s.owed, s.extra, s.freed,
          coalesce(sum(case when a.kind = :owed and b.kind = :paid then t.pence end), 0),
          coalesce(sum(case when a.kind = :budget and b.kind = :paid then t.pence end), 0),
          coalesce(sum(case when a.kind = :owed and b.kind = :budget then t.pence end), 0)
        from provider_invoice i join (select l.invoice_id, sum(s.owed_pence) as owed, sum(s.extra_pence) as extra,
          sum(s.freed_pence) as freed from invoice_settlement s join invoice_line l on l.id = s.line_id group by l.invoice_id) s
          on s.invoice_id = i.id
        left join transfer t on t.entry_id = i.entry_id left join account a on a.id = t.from_account
        left join account b on b.id = t.to_account group by i.id, s.owed, s.extra, s.freed order by i.id"""
    )
    for invoice, *sums in connection.execute(moved, {"paid": PAID, "owed": OWED, "budget": BUDGET}):
        for what, said, posted in zip(("pays what was owed", "pays beside it", "frees"), sums[:3], sums[3:], strict=True):
            if int(said) != int(posted):
                words = f"its lines say it {what}: {pounds(int(said))}; the books say {pounds(int(posted))}"
                yield f"provider invoice {invoice}", words


@proof("charges sent")
def no_charge_is_left_behind(connection: Connection) -> Found:
    """Of what moved on families' accounts up to the mark of charges sent, every transfer stands in a file."""
    statement = text(
        """select t.id, e.number from transfer t join entry e on e.id = t.entry_id
        join account a on a.id = t.from_account join account b on b.id = t.to_account
        where t.id <= (select max(through) from charges_sent) and (a.kind = :family or b.kind = :family)
          and (case when a.kind = :family then a.holder else b.holder end) like 'household:%'
          and not exists (select 1 from export_line l where l.about = 'transfer:' || t.id) order by t.id"""
    )
    for transfer, number in connection.execute(statement, {"family": FAMILY}):
        yield f"transfer {transfer}", f"entry {number} is a family's, and stands in no file for finance though later ones do"
