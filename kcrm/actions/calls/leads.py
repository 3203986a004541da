"""What came up in a call becomes a prospect, an opportunity or a need at once (Customer callbacks and complaint handling)."""

from __future__ import annotations

import sqlite3
from datetime import date

from kcrm.actions.session import Session
from kcrm.exchange.calls import Need, Opportunity, Prospect
from kcrm.identifiers import load_pinyin
from kcrm.named import NamedTuple
from kcrm.queries.records import save


class Heard(NamedTuple):
    """From whom, on which day, and in which call. call_id: None while that is not logged yet."""

    customer_id: int
    on: date
    call_id: int | None = None


def add_referral(session: Session, named: Prospect, heard: Heard) -> int:
    """Register whom a customer named, in an open write; the prospect's number. Raises RefusedError where they are one already."""
    from kcrm.actions.prospects.loop import ProspectDesk  # noqa: PLC0415 - few calls bring a prospect
    from kcrm.model.prospects import ProspectSource  # noqa: PLC0415

    load_pinyin()
    origin = {"source": ProspectSource.REFERRAL, "referred_by": heard.customer_id, "call_id": heard.call_id}
    return ProspectDesk.of(session).register({"name": named.name, "phone": named.phone, "model": named.model, **origin})


def add_opportunity(connection: sqlite3.Connection, named: Opportunity, heard: Heard) -> int:
    """Store what may come of a customer, in an open write; the opportunity's number."""
    origin = {"customer_id": heard.customer_id, "call_id": heard.call_id, "opened_on": heard.on}
    values = {"kind": named.kind, "amount_fen": named.amount_fen, "probability_bp": named.probability_bp}
    number, _saved = save(connection, "opportunity", None, {**origin, **values})
    return number


def add_need(connection: sqlite3.Connection, named: Need, heard: Heard, vehicle_id: int | None, staff_id: int | None) -> int:
    """Store what a customer waits for, in an open write; the need's number. vehicle_id: that a part is for."""
    origin = {"customer_id": heard.customer_id, "call_id": heard.call_id, "noted_on": heard.on, "staff_id": staff_id}
    values = {"what": named.what, "text": named.text, "wanted_on": named.wanted_on, "vehicle_id": vehicle_id}
    number, _saved = save(connection, "need", None, {**origin, **values})
    return number
