"""Where the rows of the owners' club come from, of its events and of advertisements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.sources.source import NAMING, OF_CUSTOMER, STAFF, Source
from kcrm.records import SheetKind

_OF_CUSTOMER: Final = {
    "customer_id": "customer.id",
    "customer_no": "customer.customer_no",
    "customer": "customer.name",
    "phone": "customer.phone",
}
_STATE: Final = """CASE WHEN event.called_off_on IS NOT NULL THEN 'called_off' WHEN event.held_on < :today THEN 'held' ELSE 'coming' END"""
_COUNTED: Final = "(SELECT count(*) FROM attendance WHERE attendance.event_id = event.id{})"
LAST_VISIT: Final = """(
    SELECT max(repair_order.opened_on) FROM ownership JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id
        AND repair_order.opened_on >= coalesce(ownership.from_on, '') AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
    WHERE ownership.customer_id = club.customer_id AND repair_order.opened_on <= :today
        AND repair_order.type NOT IN (SELECT value FROM json_each(:no_visits))
)"""
"""When a member was in the workshop last, with a vehicle that was theirs then."""
_LAST_EVENT: Final = """(
    SELECT max(event.held_on) FROM attendance JOIN event ON event.id = attendance.event_id
    WHERE attendance.customer_id = club.customer_id AND attendance.state = 'came'
)"""
_MEMBER_STATE: Final = f"""CASE WHEN club.until_on IS NOT NULL THEN 'left'
    WHEN coalesce({LAST_VISIT}, '') > :active_since THEN 'active' ELSE 'quiet' END"""

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.MEMBERSHIPS: Source(
        joins=OF_CUSTOMER.format(table="club"),
        shown={**_OF_CUSTOMER, "last_visit": LAST_VISIT, "last_event": _LAST_EVENT, "state": _MEMBER_STATE},
        given=NAMING,
        order="from_on DESC, id DESC",
        narrowed={"since": "club.from_on BETWEEN :since_first AND :since_last"},
        chosen="club.customer_id IN {customers}",
        state=_MEMBER_STATE,
        named_by="phone",
    ),
    SheetKind.EVENTS: Source(
        joins=STAFF.format(name="responsible", table="event", column="responsible_id"),
        shown={
            "responsible": "responsible.name",
            "invited": _COUNTED.format(" AND invited_on IS NOT NULL"),
            "yes": _COUNTED.format(" AND answer = 'yes'"),
            "came": _COUNTED.format(" AND state = 'came'"),
            "state": _STATE,
        },
        given={"responsible": "responsible.employee_no"},
        order="held_on DESC, id DESC",
        narrowed={
            "kind": "event.kind = :kind",
            "responsible": "event.responsible_id = :responsible",
            "held": "event.held_on BETWEEN :held_first AND :held_last",
        },
        state=_STATE,
    ),
    SheetKind.ATTENDANCES: Source(
        joins=f"{OF_CUSTOMER.format(table='attendance')} JOIN event ON event.id = attendance.event_id",
        shown={**_OF_CUSTOMER, "event_name": "event.name", "held_on": "event.held_on"},
        given={**NAMING, "event": "event.name", "held_on": "event.held_on"},
        order="event_id DESC, id",
        narrowed={"event": "attendance.event_id = :event", "customer": "attendance.customer_id = :customer"},
        chosen="attendance.customer_id IN {customers}",
        state="attendance.state",
        named_by="phone",
    ),
    SheetKind.ADVERTISEMENTS: Source(
        order="from_on DESC, id DESC",
        narrowed={
            "medium": "advertisement.medium = :medium",
            "during": "(advertisement.from_on <= :during_last AND advertisement.until_on >= :during_first)",
        },
    ),
}
