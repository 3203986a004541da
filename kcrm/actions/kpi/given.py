"""What is counted and no view of the database tells.

How complete files are, what a phone is doubted for, who may be entered twice; how company accounts stood, and what was open of their bills.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from kcrm.actions.completeness import counting_of_all
from kcrm.actions.duplicates import duplicates, vehicle_duplicates
from kcrm.actions.manager.crmuse import punctuality
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.db import instant
from kcrm.model.quality import Ageing
from kcrm.queries import fleets
from kcrm.queries.completeness import file_shares
from kcrm.queries.kpi.appointments import APPOINTMENTS
from kcrm.queries.kpi.bays import BAYS, first_order, in_bays
from kcrm.queries.kpi.campaigns import CAMPAIGNS
from kcrm.queries.kpi.club import CLUB
from kcrm.queries.kpi.deliveries import DELIVERIES
from kcrm.queries.kpi.fleets import ACCOUNTS, BILLS
from kcrm.queries.kpi.manager import DONE, USE
from kcrm.queries.kpi.points import POINTS
from kcrm.queries.kpi.recalls import RECALLS
from kcrm.queries.kpi.rescues import RESCUES
from kcrm.queries.kpi.works import WORKS
from kcrm.queries.lookup import Thing
from kcrm.rules.fleets.contracts import PAYS
from kcrm.rules.fleets.receivables import course, later_than, ledger
from kcrm.rules.kpi.bounds import first_reaching
from kcrm.rules.quality.evidence import months_of
from kcrm.rules.quality.fillers import fillers

_LATE = (30, 90)
_DUPLICATES = """
duplicate (thing, one_id, other_id, sameness) AS (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]')
    FROM json_each(:pairs)
)
"""


def given_tables(session: Session, name: str, first: date, last: date) -> tuple[str, Mapping[str, object]]:
    """By the name that `Facts.given` says, as `kcrm.queries.kpi.counting.Given` has it. Raises KeyError for another.

    first, last: all that is counted lies on these days and between them.
    """
    return _bays(session, Period(first, last)) if name == "bays" else _GIVEN[name](session)


def _bays(session: Session, days: Period) -> tuple[str, Mapping[str, object]]:
    """For how long orders held the bays of their team, and for how long each was open, by the present policy."""
    from kcrm.actions.complaints.cases import Judge  # noqa: PLC0415 - here and below: only where bays are counted
    from kcrm.rules.bays import BayOrder, bays_of, held, open_hours  # noqa: PLC0415

    policy, now = session.policy, session.now
    calendar, bays = Judge(session.connection).calendar(policy, now), bays_of(policy.workshop.bays)
    since = first_order(session.connection) or session.today
    first, last = max(since, days.first), min(session.today, days.last)
    if first > last:
        return BAYS, {"held": "[]", "open": "[]"}
    within = Period(first, last)
    used = [
        (order.order_id, order.vehicle_id, piece.day, piece.hour, order.team, piece.centihours)
        for order in in_bays(session.connection, within)
        if order.team in bays
        for piece in held(
            BayOrder(*(order.order_id, order.team, order.opened_at, order.closed_at, order.standard_centihours, order.actual_centihours)),
            calendar,
            policy.workshop.usual_minutes,
            now,
        )
        if within.first <= piece.day <= within.last
    ]
    there = [
        (piece.day, piece.hour, team, piece.centihours * count)
        for day in (within.first + timedelta(days=number) for number in range((within.last - within.first).days + 1))
        for piece in open_hours(calendar, day, now)
        for team, count in bays.items()
    ]
    return BAYS, {"held": json.dumps(used, default=date.isoformat), "open": json.dumps(there, default=date.isoformat)}


def _files(session: Session) -> tuple[str, Mapping[str, object]]:
    counting = counting_of_all(session)
    return file_shares(counting), counting.values


def _phones(session: Session) -> tuple[str, Mapping[str, object]]:
    """`filler`: what says nothing. `known`: since when a phone must be known not to be too old."""
    policy = session.policy.evidence
    said = {f"filler{place}": each for place, each in enumerate(sorted(fillers(policy)) or [""])}
    since = first_reaching(session.today, months_of(Ageing.PHONE, policy))
    marks = ", ".join(f"(:{name})" for name in said)
    return f"filler (said) AS (VALUES {marks}), known (since) AS (VALUES (:since))", {**said, "since": since.isoformat()}


def _duplicates(session: Session) -> tuple[str, Mapping[str, object]]:
    """What `customer duplicates` and `vehicle duplicates` list."""
    pairs = [
        (thing, pair.one.id, pair.other.id, pair.verdict.sameness)
        for thing, found in (
            (Thing.CUSTOMER, duplicates(session).found),
            (Thing.VEHICLE, vehicle_duplicates(session)),
        )
        for pair in found
    ]
    return _DUPLICATES, {"pairs": json.dumps(pairs)}


def _accounts(_session: Session) -> tuple[str, Mapping[str, object]]:
    return ACCOUNTS, {"pays": json.dumps([*PAYS.items()])}


def _bills(session: Session) -> tuple[str, Mapping[str, object]]:
    """What the rule says of each bill by today, and what was open of it from day to day."""
    customers = [each.customer_id for each in fleets.accounts(session.connection)]
    bills, payments = fleets.bills_of(session.connection, customers), fleets.payments_of(session.connection, customers)
    books = [ledger(bills[number], payments[number], session.today) for number in customers]
    recent = timedelta(days=session.policy.fleets.sales_days - 1)
    billed = [
        (bill.id, bill.account_id, bill.issued_on, bill.due_on, bill.amount, settled_on, bill.issued_on + recent)
        for each in books
        for bill, _paid, _lost, settled_on in each.bills
    ]
    spans = [
        (bill.id, bill.account_id, bill.due_on, amount, since, until or date.max, *(later_than(bill.due_on, days) for days in _LATE))
        for each in books
        for bill, since, until, amount in course(each)
    ]
    return BILLS, {
        "billed": json.dumps(billed, default=date.isoformat),
        "spans": json.dumps(spans, default=date.isoformat),
        "sales_days": session.policy.fleets.sales_days,
    }


def _use(session: Session) -> tuple[str, Mapping[str, object]]:
    """Which plans and journals were wanted, and whether they were in time, as the use score says."""
    return USE, {"use_cases": json.dumps([*punctuality(session)], default=date.isoformat)}


def _done(session: Session) -> tuple[str, Mapping[str, object]]:
    """What came of tasks, runs, measures, articles and jobs."""
    return DONE, {"now": session.today.isoformat(), "now_at": instant(session.now)}


def _campaigns(session: Session) -> tuple[str, Mapping[str, object]]:
    """Whom campaigns approached, how far they came, and what was paid."""
    from kcrm.actions.campaigns import approached  # noqa: PLC0415 - here only

    return CAMPAIGNS, {"approached": json.dumps([*approached(session)], default=date.isoformat)}


def _club(_session: Session) -> tuple[str, Mapping[str, object]]:
    """Members of the owners' club, and whose vehicles are."""
    return CLUB, {}


def _points(session: Session) -> tuple[str, Mapping[str, object]]:
    """The rows of the points, and vouchers."""
    return POINTS, {"per_voucher_yuan": session.policy.points.per_voucher_yuan}


def _rescues(session: Session) -> tuple[str, Mapping[str, object]]:
    """Who asked for help on the road."""
    return RESCUES, {"now": instant(session.now)}


def _appointments(session: Session) -> tuple[str, Mapping[str, object]]:
    """How appointments stand now."""
    return APPOINTMENTS, {"free_since": session.given["free_since"]}


def _works(_session: Session) -> tuple[str, Mapping[str, object]]:
    """What customers declined."""
    return WORKS, {}


def _deliveries(_session: Session) -> tuple[str, Mapping[str, object]]:
    """Which vehicles were handed over, and who sold them."""
    return DELIVERIES, {}


def _recalls(_session: Session) -> tuple[str, Mapping[str, object]]:
    """On which vehicles recalls are to be carried out, and were."""
    return RECALLS, {}


_GIVEN: Final[Mapping[str, Callable[[Session], tuple[str, Mapping[str, object]]]]] = {
    "files": _files,
    "phones": _phones,
    "duplicates": _duplicates,
    "accounts": _accounts,
    "bills": _bills,
    "use": _use,
    "done": _done,
    "campaigns": _campaigns,
    "points": _points,
    "rescues": _rescues,
    "appointments": _appointments,
    "works": _works,
    "deliveries": _deliveries,
    "recalls": _recalls,
    "club": _club,
}
