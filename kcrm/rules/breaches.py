"""What a breach of rules leads to: proposed by rule, decided by a manager (Customer-service manager CRM training manual 2012).

That a later one that is not grave brings a fault slip again is practice.
"""

from __future__ import annotations

from kcrm.model.manager import Sanction
from kcrm.rules.tasks import Colleague


def proposed(*, grave: bool, earlier: int) -> Sanction:
    """The first brings a public criticism, the second and later ones a fault slip, a grave one demotion.

    earlier: how many breaches the same person has from before that stand.
    """
    if grave:
        return Sanction.DEMOTION
    return Sanction.FAULT_SLIP if earlier else Sanction.PUBLIC_CRITICISM


def stands(sanction: Sanction | None) -> bool:
    """Whether it counts as a breach: also before anything is decided, and where nothing follows; not where it turned out to be none."""
    return sanction is not Sanction.UNFOUNDED


def may_decide(actor: Colleague, person_id: int) -> bool:
    """Whoever heads a department or the house decides, never of what is said of themselves."""
    return actor.leads and actor.id != person_id
