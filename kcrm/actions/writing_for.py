"""Whoever may write for their own customers alone, or their department's, writes nothing of others: what was written decides."""

from __future__ import annotations

import sqlite3

from kcrm.actions.logins import refusal
from kcrm.actions.relation import relation
from kcrm.context import AppContext
from kcrm.entry import needed_to_write
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.access import Extent, Rights
from kcrm.queries.touched import touched_customers
from kcrm.rules.access import may


def check_whose(connection: sqlite3.Connection, context: AppContext, rights: Rights, operation: int) -> None:
    """Within the write that is open. Raises RefusedError, by which it is rolled back."""
    permission = needed_to_write(context.path)
    if permission is None or rights.staff_id is None or may(rights, permission, Extent.ALL):
        return
    if not may(rights, permission):
        raise refusal(permission, context.path)
    for customer_id in sorted(touched_customers(connection, operation)):
        if not may(rights, permission, relation(connection, rights.staff_id, customer_id)):
            raise RefusedError(
                N_("C{number} is not your customer: your permission {permission} does not reach that far. Nothing was written."),
                hint=N_("To ask for it: kcrm permission ask {permission} --why TEXT"),
                number=customer_id,
                permission=permission.value,
            )
