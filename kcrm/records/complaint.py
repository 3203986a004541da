"""A complaint, as another system tells of it; its lists and its steps are those of the loop.

What tells whose it is and since when its clocks run never changes; what was found out and done is not taken back by a file.
"""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.model.vocabulary import Cause, ComplaintChannel, ComplaintSource, Severity
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, DEPARTMENT, NOTE, NUMBER, PAST_INSTANT, PHONE, TEXT, VIN, word

NOUN: Final = Noun(
    name="complaint",
    kind="complaints",
    table="complaint",
    letter="K",
    title=N_("Complaint"),
    titles=N_("Complaints"),
    fields=(
        Field("complaint_no", NUMBER, N_("Complaint no."), "投诉编号", shown=None, clearable=False),
        Field("customer_no", NUMBER, N_("Customer no."), "客户编号", column=None, shown=None, clearable=False),
        Field("phone", PHONE, N_("Phone"), "电话", column=None, shown=None, clearable=False, personal=Personal.PHONE),
        Field("received_at", PAST_INSTANT, N_("Received"), "投诉时间/受理时间", shown=None, needed=True, clearable=False),
        Field("severity", word(Severity, "SEVERITY"), N_("Complaint severity"), "等级/投诉等级", shown=None, needed=True, clearable=False),
        Field("description", NOTE, N_("Complaint"), "投诉内容", shown=None, needed=True, clearable=False, personal=Personal.NOTE),
        Field("vin", VIN, N_("VIN"), "车架号", column=None, shown=None, clearable=False, personal=Personal.VIN),
        Field("order_no", NUMBER, N_("Order no."), "工单号", column=None, shown=None, clearable=False),
        Field("cause", word(Cause, "CAUSE"), N_("Cause"), "原因/投诉原因", shown=None, clearable=False),
        Field("channel", word(ComplaintChannel, "CHANNEL"), N_("Channel"), "渠道", shown=None),
        Field("source", word(ComplaintSource, "SOURCE"), N_("Source"), "来源", shown=None),
        Field("department", DEPARTMENT, N_("Department"), "责任部门", shown=None, clearable=False),
        Field(
            "outside_no",
            NUMBER,
            N_("Outside case no."),
            "外部案号/厂家案号/厂家编号",
            N_("The outside body's case: 厂家400, 12315, 车质网."),
            shown=None,
            also="--manufacturer-no",
        ),
        Field(
            "reply_by_on",
            COMING_DAY,
            N_("Reply by"),
            "回复期限/要求回复日期",
            N_("The outside body's deadline for a reply."),
            shown=None,
            also="--reply-by",
        ),
        Field("platform", TEXT, N_("Platform"), "平台/投诉平台", N_("Where it was written: 车质网, 抖音, 12315."), shown=None),
        Field("contacted_at", PAST_INSTANT, N_("First contact"), "首次联系时间/首次联系", column=None, shown=None, clearable=False),
        Field("accepted_at", PAST_INSTANT, N_("Accepted"), "接单时间", column=None, shown=None, clearable=False),
        Field("resolved_at", PAST_INSTANT, N_("Resolved"), "解决时间", column=None, shown=None, clearable=False),
        Field("closed_at", PAST_INSTANT, N_("Closed"), "结案时间", column=None, shown=None, clearable=False),
    ),
    needs=(("customer_no", "phone"), ("received_at",), ("severity",), ("description",)),
    known_by=(("complaint_no", "customer_no", "phone"), ("complaint_no", "received_at"), ("complaint_no", "description")),
    number="complaint_no",
)
