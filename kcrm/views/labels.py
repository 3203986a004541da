"""What people read for words that are no enum's, and for those that are (`kcrm.model.words`); machines read the word itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kcrm.enums import StrEnum
from kcrm.i18n import N_, _
from kcrm.model.words import Word

Labels = Mapping[str, str]

SURVEY: Labels = MappingProxyType(
    {
        "ssi": N_("satisfaction with the purchase (SSI)"),
        "csi": N_("satisfaction with service (CSI)"),
        "new_owner": N_("new-owner survey"),
        "sale_process": N_("process of the sale"),
        "service_process": N_("process of the service"),
        "recommend": N_("recommendation"),
    }
)

QUESTION: Labels = MappingProxyType(
    {
        "ssi.delivery": N_("delivery"),
        "ssi.salesperson": N_("salesperson"),
        "ssi.facility": N_("facility"),
        "ssi.deal": N_("deal"),
        "ssi.delivery_time": N_("delivery time"),
        "ssi.paperwork": N_("paperwork"),
        "ssi.start_of_sale": N_("start of sale"),
        "csi.problems_met": N_("problems met"),
        "csi.convenience": N_("convenience"),
        "csi.handover": N_("handover"),
        "csi.work_quality": N_("work quality"),
        "csi.time_on_site": N_("time on site"),
        "csi.advisor": N_("advisor"),
        "csi.start_of_service": N_("start of service"),
        "new_owner.driving": N_("how the car drives"),
        "new_owner.service_needed": N_("service needed"),
        "new_owner.own": N_("the store's own question"),
        "new_owner.notes": N_("detailed notes"),
        "sale_process.test_drive_offered": N_("test drive offered"),
        "service_process.bill_explained": N_("bill explained"),
        "service_process.old_part_shown": N_("old part shown"),
        "recommend.recommend": N_("would recommend the store"),
    }
)

SITUATION: Labels = MappingProxyType(
    {
        "friend_buys": N_("a friend wants to buy"),
        "privacy": N_("worried about privacy"),
        "out_of_warranty": N_("why the store, once out of warranty"),
        "too_many_calls": N_("too many calls"),
        "silent": N_("the line is silent"),
        "bad_line": N_("a bad line"),
        "waiting": N_("had to wait too long"),
    }
)


def label_of(member: StrEnum) -> str:
    """The word as people read it, in the current language; one without a label says its value."""
    return _(member.label) if isinstance(member, Word) else member.value
