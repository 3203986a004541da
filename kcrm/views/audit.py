"""Calls that a manager rings again: why, what was logged, and what was found."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.manager.audit import AuditList, Listed
from kcrm.i18n import N_, _
from kcrm.model.audits import AuditReason
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Cell, Column, View
from kcrm.views.labels import label_of

_LIST = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("person_no", N_("Employee no."), Cell.IDENTIFIER, 6),
    Column("person", N_("Member of staff")),
    Column("reasons", N_("Why"), Cell.ENUMS, labels=AuditReason),
    Column("called_at", N_("Called at"), Cell.INSTANT, 1),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, 5),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 2, personal=Personal.PHONE),
    Column("score", N_("Score"), Cell.COUNT, 3),
    Column("words", N_("Note"), priority=4, personal=Personal.NOTE),
    Column("was_so", N_("It was so"), Cell.FLAG),
    Column("auditor", N_("Asked by"), priority=7),
    Column("audited_on", N_("Asked on"), Cell.DATE, 7),
    Column("breach", N_("Breach"), Cell.IDENTIFIER, 3),
    Column("remark", N_("What they said"), priority=8, personal=Personal.NOTE),
)


def audit_view(found: AuditList) -> View:
    """What is to be rung again, and what was; of patterns with more calls than are listed, how many."""
    notes = [
        _("{name}: {count} calls, {reason}; {picked} of them are drawn.").format(
            name=told.person.name, count=told.pattern.calls, reason=label_of(told.pattern.reason), picked=told.pattern.picked
        )
        for told in found.patterns
    ]
    if found.own:
        notes.append(_("{count} calls of your own are left to somebody else.").format(count=found.own))
    if any(each.call.was_so is None for each in found.calls):
        notes.append(_("To say whether they were so: --ask, or --so CALL and --not-so CALL=NOTE"))
    return answered_view(found.calls)._replace(notes=tuple(notes), empty=_("No calls of these days that somebody answered."))


def answered_view(calls: Sequence[Listed]) -> View:
    """Calls with what was said of them."""
    return View(_("Calls to ring again"), _LIST, [_row(each) for each in calls])


def in_a_line(each: Listed) -> str:
    """What is known of a call, before it is asked about."""
    call = each.call
    said = (
        identifier(Thing.CALL, call.id),
        call.person,
        f"{call.called_on}",
        call.customer,
        call.phone or _("may not be rung"),
        _("{score}").format(score=call.score) if call.score is not None else None,
        call.words,
    )
    why = _(", ").join(label_of(reason) for reason in each.reasons)
    return "  ".join(filter(None, (*said, f"({why})" if why else None)))


def _row(each: Listed) -> tuple[object, ...]:
    call = each.call
    return (
        identifier(Thing.CALL, call.id),
        call.person_no,
        call.person,
        each.reasons,
        call.called_at,
        identifier(Thing.CUSTOMER, call.customer_id),
        call.customer,
        call.phone,
        call.score,
        call.words,
        call.was_so,
        call.auditor,
        call.audited_on,
        identifier(Thing.BREACH, call.breach_id) if call.breach_id is not None else None,
        call.remark,
    )
