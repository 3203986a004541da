"""The calls of an account made together when it is planned: ask the rule, keep what it says."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import assert_never

from kcrm.db import instant
from kcrm.model import CancelReason, CustomerFacts
from kcrm.policy_sections import FleetsPolicy
from kcrm.queries import planning
from kcrm.queries.bundles import bundle_account, bundle_items, put_apart, put_together
from kcrm.rules.fleets.bundles import Alone, Back, SetAside, Together, bundle_changes, bundles
from kcrm.rules.followups.assignment import Roster
from kcrm.rules.followups.bases import is_held
from kcrm.rules.followups.planning import Cancel, Change, Release


def bundle(
    connection: sqlite3.Connection, customer: CustomerFacts, policy: FleetsPolicy, roster: Roster, now: datetime
) -> tuple[list[Change], bool]:
    """Put the open calls of a customer together, or apart, within a write; what was cancelled and released, and whether there is a bundle.

    Its own manager calls, or else the specialist of the company.
    """
    today, at = now.date(), instant(now)
    account = bundle_account(connection, customer.id, sum(is_held(each, today) for each in customer.vehicles), today.replace(day=1))
    if not roster.employed(account.manager_id, today):
        account = account._replace(manager_id=customer.specialist_id)
    items = bundle_items(connection, customer.id, today)
    made = bundles(account, items, policy, today)
    changes: list[Change] = []
    for change in bundle_changes(items, made):
        match change:
            case Together(item_id, put):
                put_together(connection, item_id, put)
            case Alone(item_id):
                put_apart(connection, item_id)
            case SetAside(item_id):
                planning.cancel(connection, item_id, CancelReason.BUNDLE, at=at)
                changes.append(Cancel(item_id, CancelReason.BUNDLE))
            case Back(item_id):
                planning.release(connection, item_id)
                changes.append(Release(item_id))
            case _:
                assert_never(change)
    return changes, bool(made.calls)
