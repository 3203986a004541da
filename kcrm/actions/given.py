"""What the records of a kind are shown by beside what is stored of them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kcrm.actions.session import Session
from kcrm.records import SheetKind


def reckoned_by(session: Session, kind: SheetKind, owner: int | None = None) -> Mapping[str, str | None]:
    """What is bound where records of this kind are read; of accounts also what they owe, which a rule says. owner: of whom alone."""
    if kind is not SheetKind.FLEETS:
        return session.given
    from kcrm.actions.fleets.receivables import balances  # noqa: PLC0415 - few commands list accounts

    return {**session.given, "balances": json.dumps(balances(session, owner))}
