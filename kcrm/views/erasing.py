"""What is shown of an erasure."""

from __future__ import annotations

from kcrm.actions.admitting import Admitted
from kcrm.actions.erasing import Erased
from kcrm.actions.sweeping import Sweep
from kcrm.i18n import N_, _, n_
from kcrm.model.erasing import Open, Why
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.matters import Matter
from kcrm.views import Cell, Column, Shape, View
from kcrm.views.tables import TABLE

_ERASED = (
    Column("customers", N_("Customers"), Cell.TEXTS),
    Column("erased_on", N_("Erased on"), Cell.DATE),
    Column("operations", N_("Operations emptied"), Cell.COUNT),
    Column("scrubbed", N_("File written anew"), Cell.FLAG),
)
_ADMITTED = (Column("customer", N_("Customer"), Cell.IDENTIFIER), Column("erased_on", N_("Erased on"), Cell.DATE))
_ROWS = (Column("table", N_("Table"), Cell.ENUM, labels=TABLE), Column("rows", N_("Rows"), Cell.COUNT))
_COPIES = (Column("file", N_("File")), Column("made_at", N_("Made"), Cell.INSTANT))
_DUE = (
    Column("customer", N_("Customer"), Cell.IDENTIFIER),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("why", N_("Why"), Cell.ENUM, labels=Why),
    Column("since", N_("Since"), Cell.DATE),
    Column("goes", N_("Goes"), Cell.FLAG),
    Column("open", N_("Open matters"), Cell.TEXTS),
)
_NOTES = (Column("until", N_("Until"), Cell.DATE), Column("notes", N_("Notes"), Cell.COUNT))
_THINGS = {
    Open.COMPLAINT: Thing.COMPLAINT,
    Open.BILL: Thing.BILL,
    Open.PAYMENT: Thing.PAYMENT,
    Open.CONTRACT: Thing.CONTRACT,
    Open.RECALL: Thing.RECALL_VIN,
    Open.ORDER: Thing.ORDER,
    Open.APPOINTMENT: Thing.APPOINTMENT,
    Open.RESCUE: Thing.RESCUE,
    Open.JOB: Thing.JOB,
    Open.PART: Thing.WORK,
    Open.PROSPECT: Thing.PROSPECT,
    Open.NEED: Thing.NEED,
    Open.FINDING: Thing.FINDING,
    Open.VOUCHER: Thing.VOUCHER,
    Open.FLEET: Thing.FLEET,
}


def erased_view(erased: Erased) -> View:
    """Who was erased, how many rows of what were emptied, and which files still hold them."""
    customers = tuple(identifier(Thing.CUSTOMER, number) for number in erased.customers)
    parts = {
        "rows": View(_("What was emptied"), _ROWS, sorted(erased.rows.items())),
        "copies": View(_("Copies that still hold them"), _COPIES, [(str(copy.path), copy.at) for copy in erased.copies]),
    }
    notes = []
    if erased.copies:
        notes.append(_("Delete these copies, or keep them only as long as the law asks for; a restore brings them back."))
    if erased.scrubbed is False:
        left = _("Others have the database open, so that its free pages still hold traces. When nobody has: kcrm customer erase {customer}")
        notes.append(left.format(customer=customers[0]))
    row = (customers, erased.on, erased.operations, erased.scrubbed)
    return View(_("Erased"), _ERASED, [row], shape=Shape.RECORD, parts=parts, notes=tuple(notes))


def admitted_view(admitted: Admitted) -> View:
    """Who may come again."""
    rows = [(identifier(Thing.CUSTOMER, each.customer_id), each.erased_on) for each in admitted.erasures]
    note = _("To add them as somebody new: kcrm customer add NAME PHONE")
    return View(_("May come again"), _ADMITTED, rows, notes=(note,))


def sweep_view(found: Sweep) -> View:
    """Who goes, why and since when; who stays, with what is open; how many notes of calls, up to which day."""
    rows = [
        (
            identifier(Thing.CUSTOMER, each.customer_id),
            each.name,
            each.why,
            each.since,
            not each.matters,
            tuple(map(matter_line, each.matters)),
        )
        for each in found.due
    ]
    notes = []
    if found.notes:
        told = n_("{count} note of calls up to {day} is emptied.", "{count} notes of calls up to {day} are emptied.", found.notes)
        notes.append(told.format(count=found.notes, day=found.notes_until))
    if found.scrubbed is False:
        notes.append(_("Others have the database open, so that its free pages still hold traces. Run it again when nobody has."))
    parts = {"notes": View(_("Notes of calls"), _NOTES, [(found.notes_until, found.notes)])}
    return View(_("Kept long enough"), _DUE, rows, empty=_("Nothing has been kept for too long."), notes=tuple(notes), parts=parts)


def matter_line(matter: Matter) -> str:
    """One thing that is open, in a line."""
    what, number = _(matter.what.label), identifier(_THINGS[matter.what], matter.id)
    return f"{number} {what}" if matter.since is None else f"{number} {what} {matter.since}"
