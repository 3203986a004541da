"""How long personal data are kept: whose purpose is over is erased, where nothing is open with them.

Personal Information Protection Law of the People's Republic of China, articles 19 and 47 (no longer than the purpose needs); how long that
is, is practice.
"""

from __future__ import annotations

from datetime import date

from kcrm.model.erasing import Tie, Why
from kcrm.policy_privacy import PrivacyPolicy
from kcrm.rules.calendar import months_after

_MONTHS_A_YEAR = 12


def lost_before(today: date, policy: PrivacyPolicy) -> date:
    """Prospects that were lost on this day or before are erased."""
    return months_after(today, -policy.lost_prospect_months)


def away_before(today: date, policy: PrivacyPolicy) -> date:
    """Customers without a vehicle who were last here on this day or before are erased."""
    return months_after(today, -policy.away_years * _MONTHS_A_YEAR)


def notes_before(today: date, policy: PrivacyPolicy) -> date:
    """Notes of calls that were made on this day or before are emptied."""
    return months_after(today, -policy.call_note_months)


def over(tie: Tie, today: date, policy: PrivacyPolicy) -> Why | None:
    """Why a customer is to be erased; None where they are kept. Who has a vehicle, or of whom no day is known, is kept."""
    if tie.lost_on is not None and tie.lost_on <= lost_before(today, policy):
        return Why.LOST_PROSPECT
    if not tie.has_vehicle and tie.last_on is not None and tie.last_on <= away_before(today, policy):
        return Why.AWAY
    return None
