"""The waiting list proves itself: requests against their steps, offers against the bookings that hold the places."""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from shortbreaks.bookings.proof import wrong_steps
from shortbreaks.bookings.waiting.tables import WaitingRequest, WaitingStep
from shortbreaks.database.proofs import proof

Found = Iterable[tuple[str, str]]


@proof("steps on the waiting list")
def requests_are_where_their_steps_left_them(connection: Connection) -> Found:
    """A request's state is the state of its newest step."""
    return wrong_steps(connection, WaitingRequest, WaitingStep, WaitingStep.request_id)


@proof("offers to families that wait")
def offered_requests_hold_a_place(connection: Connection) -> Found:
    """A request that is offered has one open offer, and a request with an open offer is offered (R-B3).

    Who waits for all of several sessions is offered every one of them that it lacks, and never a part.
    """
    statement = text(
        """select r.id, r.state, coalesce(o.n, 0) from waiting_request r
        left join (select w.request_id, count(*) as n from waiting_offer w join booking b on b.id = w.booking_id
          where b.state = 'offered' group by w.request_id) o on o.request_id = r.id
        where (r.state = 'offered' and not r.whole and coalesce(o.n, 0) <> 1)
          or (r.state <> 'offered' and coalesce(o.n, 0) > 0)
          or (r.state = 'offered' and r.whole and (coalesce(o.n, 0) = 0 or exists (
            select 1 from waiting_session s where s.request_id = r.id and not exists (
              select 1 from booking h where h.session_id = s.session_id and h.child_id = r.child_id
                and h.state not in ('cancelled_in_notice', 'cancelled_late', 'cancelled_by_provider', 'superseded')))))"""
    )
    for request, state, offers in connection.execute(statement):
        yield f"waiting request {request}", f"it is {state} and has {offers} open offers"


@proof("sessions on the waiting list")
def requests_for_all_name_several(connection: Connection) -> Found:
    """A request for all or none names at least two sessions, every one of its own service and within its days."""
    few = text(
        "select r.id from waiting_request r left join waiting_session s on s.request_id = r.id where r.whole "
        "group by r.id having count(s.id) < 2"
    )
    for (request,) in connection.execute(few):
        yield f"waiting request {request}", "it waits for all of several sessions and names fewer than two"
    other = text(
        "select distinct s.request_id from waiting_session s join waiting_request r on r.id = s.request_id "
        "join break_session b on b.id = s.session_id where b.service_id <> r.service_id or r.session_id is not null"
    )
    for (request,) in connection.execute(other):
        yield f"waiting request {request}", "it names a session of another service"


@proof("siblings together")
def siblings_are_offered_together(connection: Connection) -> Found:
    """Siblings who stand or fall together are never in part offered and in part waiting (R-B5)."""
    statement = text(
        """select together from waiting_request where together is not null and state in ('waiting', 'offered')
        group by together having count(distinct state) > 1"""
    )
    for (together,) in connection.execute(statement):
        yield f"waiting request {together}", "some of its siblings are offered a place and some still wait"
