"""The policy's section of privacy: how long personal data are kept."""

from __future__ import annotations

from kcrm.named import NamedTuple


class PrivacyPolicy(NamedTuple):
    """lost_prospect_months: after a prospect was lost who was nothing else. away_years: without a vehicle or a visit. call_note_months."""

    lost_prospect_months: int
    away_years: int
    call_note_months: int
