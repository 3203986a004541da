"""What the store costs, and what is reckoned from that, is told only to who may see it; income stands in every order."""

from __future__ import annotations

from collections.abc import Iterable

from kcrm.actions.session import Session
from kcrm.entry import needed
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.kpis import KPIS
from kcrm.rules.access import may

_COMMAND = "kpi profit"
"""What shows costs: who may give it may see them everywhere."""


def sees_costs(session: Session) -> bool:
    """Whether whoever asks may see costs."""
    permission = needed(_COMMAND)
    return permission is None or may(session.context.rights, permission)


def check_costs(session: Session, keys: Iterable[str]) -> None:
    """Raises RefusedError for the first of these KPIs that is reckoned from costs, where whoever asks may not see them."""
    if sees_costs(session):
        return
    for key in keys:
        if _is_of_costs(key):
            raise RefusedError(
                N_("{key} tells of costs, which you may not see: it needs the permission {permission}."),
                hint=N_("To ask for it: kcrm permission ask {permission} --why TEXT"),
                key=key,
                permission=str(needed(_COMMAND)),
            )


def _is_of_costs(key: str) -> bool:
    sides = [side for side in KPIS[key].sides if side is not None]
    return any(side.facts == "finance" or any(_is_of_costs(part.removeprefix("-")) for part in side.of) for side in sides)
