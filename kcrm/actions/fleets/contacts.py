"""Whom the open follow-ups of an account reach: who speaks for it, or pays for it, may be another since they were planned."""

from __future__ import annotations

import sqlite3
from datetime import date

from kcrm.model.fleets import KnownAccount
from kcrm.queries.known_accounts import open_contacts, set_contact
from kcrm.rules.fleets.calls import contact_for


def renew_contacts(connection: sqlite3.Connection, customer_id: int, account: KnownAccount, today: date) -> None:
    """Within a write: lead each to whom the account names today."""
    for each in open_contacts(connection, customer_id):
        found = contact_for(each.kind, each.channel, account, today)
        wanted = (None, None) if found is None else (found.name, found.phone)
        if wanted != (each.name, each.phone):
            set_contact(connection, each.id, *wanted)
