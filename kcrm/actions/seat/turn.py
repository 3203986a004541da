"""The next customer of the list with everything that a caller wants to know before dialling."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from kcrm.actions.daylist import OPEN_COMPLAINT, DayRow, Wanted, in_order, one_call, placed_list, rows_of, shares_of
from kcrm.actions.history import CallMade, Happening, customer_history
from kcrm.actions.points import Standing, standing_of_any
from kcrm.actions.scripts import Script, Situation, Speaker
from kcrm.actions.session import Session
from kcrm.actions.wanted import wants_of
from kcrm.i18n import N_
from kcrm.model import CallResult, Channel, Customer, CustomerKind, FollowUp, Kind, Of, Order, PhoneState, Staff, Vehicle
from kcrm.model.articles import Article, Spoken, Trained
from kcrm.model.campaigns import Offer
from kcrm.model.classes import Away
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.policy_sections import CallingPolicy
from kcrm.queries import articles, calls, campaigns, customers, followups, history, needs, recalls, staff, standings, trainings, vehicles
from kcrm.queries.appointments import Awaited, awaited_of
from kcrm.queries.calls import Brought
from kcrm.queries.complaints import WantedComplaints
from kcrm.queries.history import OpenOpportunity
from kcrm.queries.needs import OpenNeed
from kcrm.queries.recalls import ToBeDone
from kcrm.queries.related import is_account
from kcrm.queries.works import OpenWork, open_works
from kcrm.rules.calls import is_good_hour, is_low
from kcrm.rules.daylist import Placed, agreed_at, is_grave
from kcrm.rules.next import Waiting, Window, pick, ready_at
from kcrm.rules.quality.wanted import Want

if TYPE_CHECKING:
    from kcrm.actions.complaints.cases import ComplaintCase
    from kcrm.actions.prospects.brief import Brief
    from kcrm.rules.warranty import Warranty
    from kcrm.topics import Topic

_Event = TypeVar("_Event")

_LAST = 3  # visits and calls on the card


class Matter(Word):
    """What is open with a customer, beside what they are called about."""

    LOW_SCORE = (
        "low_score",
        N_("a low score in the last call: ask whether it was put right"),
    )  # the last score they gave is at or under the policy's floor
    DOUBTFUL_PHONE = "doubtful_phone", N_("the phone is doubtful: nobody answered it three times")
    WRONG_PHONE = "wrong_phone", N_("the first phone is wrong: ask for the right one")
    NO_PHONE = "no_phone", N_("no usable phone: look for another number")
    CREDIT_WARN = "credit_warn", N_("the company's credit is near its end, or a bill is late: kcrm credit show")
    CREDIT_HOLD = "credit_hold", N_("the company's credit is on hold: no new work on account")
    CREDIT_STOP = "credit_stop", N_("the company's credit is stopped: no new work on account")


class Hour(NamedTuple):
    """good: by the policy's calling hours. suits: by the customer's own window, None where they named none.

    agreed: the earliest time that was agreed for today or a day before; in the policy's zone, without it.
    """

    good: bool
    suits: bool | None
    agreed: datetime | None


class Called(NamedTuple):
    """Who was spoken to just before, in a call that is recorded. wants: what they were to be asked for besides."""

    customer_id: int
    name: str
    wants: tuple[Want, ...]


class Turn(NamedTuple):
    """The customer whose turn it is.

    rows: all that is due for them, as one call; waiting: what of a company's is said to others than who is dialled now, so many; held:
    what of it is not spoken of, as a grave complaint is open. message: what may be written to them instead. to_visit: the visits that
    are to be made to them. needs: what they wait for. works: what they declined, and parts. appointments: for
    which they are awaited, or did not come. free: the next times for the vehicle that the call is about, where it may end with a
    booking. refused: what they want no more of.
    prospects: what they mean to buy, first what the call is about. departments: of those who work here today. left, total: customers of
    this sitting. wants: facts to ask them for besides, none while a grave complaint is open. brought: what came up and was written down
    before the call itself. called: whose call of this sitting was the last. articles: which may help with what it is about.
    experts: who knows of it. away: why they stay away, where that is what it is about. offers: what campaigns
    under way offer them. points: with tier and open vouchers, where they have any. recalls: what the manufacturer recalls of theirs,
    as long as it is to be done.
    duties: how near their vehicles are to a limit of the state's warranty duties, by id; of those that are to be watched.
    """

    customer: Customer
    rows: tuple[DayRow, ...]
    held: tuple[DayRow, ...]
    caller: Staff | None
    vehicles: Sequence[Vehicle]
    last_visits: Mapping[int, date]
    visits: tuple[Order, ...]
    calls: tuple[CallMade, ...]
    hour: Hour
    matters: tuple[Matter, ...]
    complaints: tuple[ComplaintCase, ...]
    opportunities: tuple[OpenOpportunity, ...]
    to_visit: tuple[FollowUp, ...]
    needs: tuple[OpenNeed, ...]
    works: tuple[OpenWork, ...]
    appointments: tuple[Awaited, ...]
    free: tuple[datetime, ...]
    script: Script
    situations: tuple[Situation, ...]
    message: str
    refused: tuple[Kind, ...]
    departments: tuple[str, ...]
    calling: CallingPolicy
    topics: tuple[Topic, ...]
    prospects: tuple[Brief, ...]
    day: date
    left: int
    total: int
    waiting: int = 0
    wants: tuple[Want, ...] = ()
    brought: tuple[Brought, ...] = ()
    called: Called | None = None
    articles: tuple[Article, ...] = ()
    experts: tuple[Trained, ...] = ()
    away: Away | None = None
    offers: tuple[Offer, ...] = ()
    recalls: tuple[ToBeDone, ...] = ()
    points: Standing | None = None
    duties: Mapping[int, Warranty] = MappingProxyType({})

    @property
    def items(self) -> tuple[FollowUp, ...]:
        """The follow-ups that the call is for."""
        return tuple(row.followup for row in self.rows)

    @property
    def spoken(self) -> tuple[FollowUp, ...]:
        """Those of them that it is about."""
        return tuple(row.followup for row in self.rows if row not in self.held)

    @property
    def vehicle_ids(self) -> frozenset[int]:
        """The vehicles that it is about."""
        return _vehicle_ids(self.spoken)

    @property
    def phone(self) -> str | None:
        """The number to dial."""
        return self.rows[0].phone


class Nobody(NamedTuple):
    """No customer's turn. later: who asked to be called later today, the earliest first, with their names."""

    later: tuple[tuple[Waiting, str], ...] = ()


def next_turn(session: Session, caller_id: int | None, settled: Collection[int] = (), first: int | None = None) -> Turn | Nobody:
    """Who is to be called next, in the order of the day's list.

    caller_id: only the customers whom this person calls. settled: customers worked or left out in this sitting. first: who goes before all
    others, where there is anything to call them about.
    """
    wanted = Wanted(day=session.today, until=session.today, caller_id=caller_id)
    shares = shares_of(session, session.today)
    listed = sum(share.customers for caller, share in shares.items() if caller_id in {None, caller})
    seen: dict[int, tuple[Placed, ...]] = {}

    def waiting() -> Iterator[Waiting]:
        for group in islice(in_order(session, wanted), listed):
            seen[group[0].item.customer_id] = group
            yield _waiting(group, session.today)

    still = {each.item.customer_id for each in placed_list(session, wanted, settled)} if settled else ()
    left = listed - len(still)
    if first is not None and (placed := placed_list(session, wanted, {first})):
        rows = tuple(rows_of(session, placed, session.today))
        return _turn(session, rows, _complaints(session, rows), left=left, settled=len(settled))
    passed_over = set(settled)
    while True:
        picked = pick(waiting(), passed_over, session.now.time())
        if picked.customer_id is None:
            break
        rows = tuple(rows_of(session, seen[picked.customer_id], session.today))
        cases = _complaints(session, rows)
        if not (session.policy.calling.grave_waits and len(_held(session, rows, cases)) == len(rows)):
            break
        passed_over.add(picked.customer_id)  # everything due for them waits until the complaint is closed
    if picked.customer_id is None:
        firsts = rows_of(session, [seen[each.customer_id][0] for each in picked.later], session.today)
        return Nobody(tuple((each, row.followup.customer) for each, row in zip(picked.later, firsts, strict=True)))
    return _turn(session, rows, cases, left=left, settled=len(settled))


def turn_again(session: Session, turn: Turn) -> Turn | None:
    """The same turn after something was written in it; None where nothing is left to call about today."""
    return turn_of(session, turn.customer.id, turn)


def turn_of(session: Session, customer_id: int, turn: Turn) -> Turn | None:
    """The turn of a customer who was chosen in that one's place; None where there is nothing to call them about today."""
    wanted = Wanted(day=session.today, until=session.today)
    rows = tuple(rows_of(session, placed_list(session, wanted, {customer_id}), session.today))
    return _turn(session, rows, _complaints(session, rows), left=turn.left, settled=turn.total - turn.left) if rows else None


def _waiting(group: Sequence[Placed], today: date) -> Waiting:
    # what was agreed for a day before is late at any hour
    agreed = (moment.time() if moment.date() == today else time() for each in group if (moment := each.item.agreed) is not None)
    return Waiting(group[0].item.customer_id, ready_at(group[0].item.window_start, agreed))


def _awaited(session: Session, customer_id: int) -> tuple[Awaited, ...]:
    """To come, or missed and not yet out of the call about that."""
    lapse_days = session.policy.followups[Kind.NO_SHOW_CALL].lapse_days
    return tuple(awaited_of(session.connection, customer_id, session.today - timedelta(days=lapse_days)))


def _free(session: Session, rows: Sequence[DayRow]) -> tuple[datetime, ...]:
    """When the vehicle that may be booked could come next, by the team that takes appointments first."""
    number = next((row.followup.vehicle_id for row in rows if CallResult.BOOKED in row.followup.kind.row.results), None)
    team = next((team for team, bays in session.policy.workshop.bays.items() if bays), None)
    if number is None or team is None:
        return ()
    from kcrm.actions.free_times import free_times  # noqa: PLC0415 - not every call may end with a booking

    return free_times(session, number, team, None, session.now)


def _agreed(rows: Iterable[DayRow]) -> list[datetime]:
    """The times that were agreed for today, or before and not kept."""
    moments = (agreed_at(row.followup.call_on, row.followup.call_time) for row in rows)
    return [moment for moment in moments if moment is not None]


def _turn(session: Session, listed: tuple[DayRow, ...], cases: tuple[ComplaintCase, ...], *, left: int, settled: int) -> Turn:
    said = {item.id for item in one_call([row.followup for row in listed])}
    rows = tuple(row for row in listed if row.followup.id in said)
    connection, customer_id = session.connection, rows[0].followup.customer_id
    customer = customers.customer_by_id(connection, customer_id)
    owned = vehicles.vehicles_of(connection, customer_id)
    events = customer_history(session, customer_id, None).events
    speaker, held = Speaker(session), _held(session, rows, cases)
    spoken = [row.followup for row in rows if row not in held]
    about = _spoken_of(spoken, owned, cases)
    window = Window.read(customer.contact_window)
    return Turn(
        customer=customer,
        rows=rows,
        held=held,
        caller=session.actor,
        vehicles=owned,
        last_visits=vehicles.last_visits(connection, (vehicle.id for vehicle in owned), session.policy.visits.excluded_types),
        visits=_first(Order, events),
        calls=_first(CallMade, events),
        hour=Hour(
            good=is_good_hour(session.now.time(), session.policy.calling),
            suits=window.holds(session.now.time()) if window else None,
            agreed=min(_agreed(rows), default=None),
        ),
        matters=_matters(session, customer, rows),
        complaints=cases,
        opportunities=tuple(history.open_opportunities(connection, customer_id)),
        to_visit=tuple(each for each in followups.open_of_customer(connection, customer_id) if each.channel is Channel.VISIT),
        needs=tuple(each for each in needs.open_needs(connection, customer_id) if each.came_on is None),
        works=tuple(open_works(connection, customer_id, session.today)),
        appointments=_awaited(session, customer_id),
        free=_free(session, rows),
        script=speaker.script(spoken, customer, session.actor, sells=not _grave(session, cases)),
        situations=speaker.situations(customer, session.actor),
        message=speaker.message(rows[0].followup, customer, session.actor, rows[0].phone),
        refused=tuple(each.kind for each in calls.refusals_of(connection, customer_id)),
        departments=staff.departments(connection, session.today),
        calling=session.policy.calling,
        topics=session.policy.surveys.topics,
        prospects=_prospects(session, customer_id, rows),
        day=session.today,
        left=left,
        total=left + settled,
        waiting=len(listed) - len(rows),
        wants=() if _grave(session, cases) else wants_of(session, customer_id, _vehicle_ids(spoken)),
        articles=_articles(session, about),
        experts=_experts(session, about),
        recalls=tuple(recalls.to_be_done(connection, customer_id, session.today)),
        offers=tuple(campaigns.running_for(connection, customer_id, session.today)),
        points=standing_of_any(session, customer_id),
        duties=_duties(session, [vehicle.id for vehicle in owned]),
        away=standings.away_of(connection, customer_id) if about.kinds & _WHY_AWAY else None,
    )


def _duties(session: Session, vehicle_ids: Sequence[int]) -> Mapping[int, Warranty]:
    repaired = vehicles.may_be_watched(session.connection, vehicle_ids)
    if not repaired:
        return {}
    from kcrm.actions.warranty import standings_near  # noqa: PLC0415 - few vehicles were repaired under warranty

    return standings_near(session, repaired)


_WHY_AWAY: Final = frozenset(kind for kind in Kind if kind.row.of in {Of.ABSENCE, Of.MEASURE})


def _spoken_of(spoken: Sequence[FollowUp], owned: Iterable[Vehicle], cases: Iterable[ComplaintCase]) -> Spoken:
    """What a call is about; of a vehicle's model where it is about one, else of any that they drive."""
    models = {item.model for item in spoken if item.vehicle_id is not None} or {vehicle.model for vehicle in owned}
    causes = frozenset(case.complaint.cause for case in cases if case.complaint.cause is not None)
    return Spoken(frozenset(item.kind for item in spoken), causes, tuple(filter(None, models)))


def _articles(session: Session, about: Spoken) -> tuple[Article, ...]:
    """What of the knowledge base helps."""
    known = articles.helping(session.connection, session.today)
    if not known:
        return ()
    from kcrm.rules.articles import offered  # noqa: PLC0415 - many stores have no articles

    return offered(known, about, session.today)


def _experts(session: Session, about: Spoken) -> tuple[Trained, ...]:
    """Who knows of it."""
    known = trainings.trained(session.connection, session.today)
    if not known:
        return ()
    from kcrm.rules.trainings import experts  # noqa: PLC0415 - many stores record no trainings

    return experts(known, about, session.today, session.policy.trainings)


def _vehicle_ids(items: Iterable[FollowUp]) -> frozenset[int]:
    return frozenset(item.vehicle_id for item in items if item.vehicle_id is not None)


def _complaints(session: Session, rows: Sequence[DayRow]) -> tuple[ComplaintCase, ...]:
    """Their open complaints, the most pressing first."""
    if not any(reason.startswith(f"{OPEN_COMPLAINT}=") for reason in rows[0].reasons):
        return ()
    wanted = WantedComplaints(customer_id=rows[0].followup.customer_id, open=True)
    from kcrm.actions.complaints.cases import complaint_cases  # noqa: PLC0415 - most customers have none

    return tuple(complaint_cases(session.connection, session.now, wanted))


def _prospects(session: Session, customer_id: int, rows: Sequence[DayRow]) -> tuple[Brief, ...]:
    if not history.is_prospect(session.connection, customer_id):
        return ()
    from kcrm.actions.prospects.brief import briefs  # noqa: PLC0415 - most customers are none

    return briefs(session, customer_id, (row.followup for row in rows))


def _grave(session: Session, cases: Iterable[ComplaintCase]) -> bool:
    public = session.policy.complaints.public_channels
    return any(is_grave(each.complaint.severity, each.complaint.channel, public, repeated=bool(each.repeated)) for each in cases)


def _held(session: Session, rows: Sequence[DayRow], cases: Iterable[ComplaintCase]) -> tuple[DayRow, ...]:
    """What invites or sells, while a grave complaint of theirs is open; how the showroom was, where the consultant they saw there calls."""
    if _grave(session, cases):
        return tuple(row for row in rows if row.followup.kind.row.sells)
    judged = tuple(row for row in rows if row.followup.kind is Kind.SHOWROOM_VISIT)
    actor = None if session.actor is None else session.actor.employee_no
    own = {row.followup.case for row in rows if row not in judged and row.followup.assignee_no == actor}
    judged = tuple(row for row in judged if row.followup.case in own)
    return judged if len(judged) < len(rows) else ()


def _first(kind: type[_Event], events: Iterable[Happening]) -> tuple[_Event, ...]:
    return tuple(event for event in events if isinstance(event, kind))[:_LAST]


def _matters(session: Session, customer: Customer, rows: Sequence[DayRow]) -> tuple[Matter, ...]:
    low = is_low(history.latest_scores(session.connection, customer.id), session.policy.calling)
    marks = {
        Matter.LOW_SCORE: low,
        Matter.DOUBTFUL_PHONE: customer.phone_state is PhoneState.DOUBTFUL,
        Matter.WRONG_PHONE: customer.phone_state is PhoneState.WRONG,
        Matter.NO_PHONE: rows[0].phone is None,
    }
    return (*(matter for matter, holds in marks.items() if holds), *_credit(session, customer))


def _credit(session: Session, customer: Customer) -> tuple[Matter, ...]:
    """Of a company that is an account what is to be done about its credit, where it is not in order."""
    if customer.kind is not CustomerKind.COMPANY or not is_account(session.connection, customer.id):
        return ()
    from kcrm.actions.fleets.credit import credit_of  # noqa: PLC0415 - few calls are for a company's account

    found = credit_of(session, customer.id)
    measure = f"credit_{found.standing.measure}" if found is not None else ""
    return tuple(matter for matter in Matter if matter == measure)
