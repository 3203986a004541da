"""Where the rows of consents come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.sources.source import NAMING, OF_CUSTOMER, STAFF, Source
from kcrm.records import SheetKind

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.CONSENTS: Source(
        joins=f"{OF_CUSTOMER.format(table='consent')} {STAFF.format(name='taker', table='consent', column='taken_by_id')}",
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            "phone": "customer.phone",
            "taken_by_no": "taker.employee_no",
            "taken_by": "taker.name",
        },
        given={**NAMING, "taken_by": "taker.employee_no"},
        order="id DESC",
        narrowed={
            "customer": "consent.customer_id = :customer",
            "kind": "consent.kind = :kind",
            "answer": "consent.answer = :answer",
            "origin": "consent.origin = :origin",
            "said": "consent.given_on BETWEEN :said_first AND :said_last",
            "undated": "consent.given_on IS NULL",
        },
        chosen="consent.customer_id IN {customers}",
        named_by="phone",
    ),
}
