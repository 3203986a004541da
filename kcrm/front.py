"""What stands at the root of the command line: one table, from which the help of all, near names and what is imported for a command follow.

So that the help of all, and a name that is not known, cost no import of every command.
"""

from __future__ import annotations

from collections.abc import Mapping

from kcrm.i18n import N_
from kcrm.named import NamedTuple


class Entry(NamedTuple):
    """A verb or noun at the root.

    summary: the first paragraph of its own help, an msgid, which a test holds it to. modules: those of `kcrm.commands` that register it;
    none for `help`, which is read as the option of whatever is named.
    """

    name: str
    summary: str
    modules: tuple[str, ...]


def _entry(name: str, summary: str, *modules: str) -> Entry:
    return Entry(name, summary, modules or (name,))


PANELS: Mapping[str, tuple[Entry, ...]] = {
    N_("Each day"): (
        _entry("due", N_("Today's list: whom to call, by whom, in which order and why.")),
        _entry("next", N_("Work through the list, one customer at a time.")),
        _entry("desk", N_("Work the list in full screen.")),
        _entry("log", N_("Log how a call went.")),
        _entry("snooze", N_("Postpone a call; the deadline stays."), "followup"),
        _entry("call", N_("Calls: record incoming ones, and list every call."), "call", "audit"),
        _entry("find", N_("Find anything by number, phone, plate, name; --text in notes.")),
        _entry("show", N_("Show one thing: a customer's card, a vehicle, an order …")),
        _entry("why", N_("Explain a call, complaint, contact, conflict or credit.")),
        _entry("undo", N_("Undo your latest operation, or the one named.")),
        _entry("followup", N_("Follow-ups: calls, messages and visits to make.")),
        _entry("message", N_("Short messages to customers.")),
    ),
    N_("Complaints"): (
        _entry("complaint", N_("Complaints, until the customer confirms they are settled.")),
        _entry("finding", N_("Findings: what was noticed, short of a complaint.")),
    ),
    N_("Workshop"): (
        _entry("appointment", N_("Appointments: who comes when, and which times are free.")),
        _entry("rescue", N_("Rescue on the road: who asked for help, and how soon it came.")),
        _entry("job", N_("Jobs on a clock: what is to be done by when.")),
        _entry("work", N_("Work that customers declined, until it is done after all.")),
        _entry("part", N_("Parts on order, and who is called when they come.")),
        _entry("recall", N_("Recalls by VIN; the call after a complaint: complaint recall.")),
    ),
    N_("Records and files"): (
        _entry("customer", N_("Customers.")),
        _entry("consent", N_("Consents: who may be called, written to, offered something.")),
        _entry("vehicle", N_("Vehicles and their owners.")),
        _entry("order", N_("Repair orders.")),
        _entry("quality", N_("How complete customers' files are, and what is missing.")),
        _entry("import", N_("Import a CSV file from the DMS or Excel, or a folder of them."), "imports", "profiles"),
        _entry("export", N_("Export records as CSV, with the columns that import takes."), "exports"),
        _entry("fields", N_("List each record's fields: keys, headings, types, values.")),
        _entry("sql", N_("Ask the database with a SELECT of your own; it can only read.")),
    ),
    N_("Sales"): (
        _entry("prospect", N_("Prospects: who means to buy a car, from first call to delivery.")),
        _entry("visitor", N_("The showroom register: who came, and what came of it.")),
        _entry("opportunity", N_("Opportunities: business that may come, and how likely.")),
        _entry("need", N_("Needs that wait: a part, a model, an offer or a day.")),
    ),
    N_("Companies"): (
        _entry("fleet", N_("Fleet accounts: companies, their people and what they owe.")),
        _entry("contract", N_("Contracts with fleet accounts, and how far they are executed.")),
        _entry("bill", N_("Bills to accounts, their payments, and what is open.")),
        _entry("credit", N_("Credit of accounts: how far they may pay later, and what to do.")),
    ),
    N_("Customer value"): (
        _entry("classify", N_("What each customer is worth, and who comes first.")),
        _entry("segment", N_("Segments: saved customer filters.")),
    ),
    N_("Campaigns"): (
        _entry("campaign", N_("Campaigns: what is offered to whom, and what can be concluded.")),
        _entry("club", N_("The owners' club: who is a member, and who comes.")),
        _entry("event", N_("Events of the owners' club: who is invited and who came.")),
        _entry("points", N_("Points: what customers earn, what they buy, what expires.")),
        _entry("voucher", N_("Vouchers: what each is good for, and where it was used.")),
        _entry("ad", N_("Advertisements: what each costs and which prospects it brought.")),
    ),
    N_("Figures"): (
        _entry("kpi", N_("Key figures, each with what it is made of."), "kpi", "finance"),
        _entry("survey", N_("What customers say about the purchase and the service.")),
        _entry("dashboard", N_("Write the figures people look at as a folder of pages.")),
        _entry("report", N_("Reports to share.")),
        _entry("group", N_("A dealer group's figures over all of its stores.")),
        _entry("finance", N_("Monthly costs and plans.")),
    ),
    N_("Manager's desk"): (
        _entry("task", N_("Tasks: who does what until when.")),
        _entry("meeting", N_("Meetings: what was said, and what was decided.")),
        _entry("workplan", N_("Work plans: what each means to reach in a month.")),
        _entry("measure", N_("Measures against what went wrong, and whether they worked.")),
        _entry("journal", N_("Journals: what each did on a day, and what a superior says.")),
        _entry("notify", N_("Messages to staff: what they are to hear, written out once.")),
        _entry("crmuse", N_("The use score: how well each uses the CRM, month by month.")),
        _entry("appraisal", N_("Appraisals: what the figures of each give in points or money.")),
        _entry("breach", N_("Breaches of rules: what shows them, and what was decided.")),
        _entry("training", N_("Trainings: who was trained in what, and who knows it best.")),
        _entry("article", N_("Articles: what staff should know, offered where it helps.")),
        _entry("checklist", N_("Checklists of showroom, workshop, lounge: runs and scores.")),
        _entry("staff", N_("Members of staff."), "staff", "absence"),
        _entry("department", N_("Departments: who heads them, and what belongs to what.")),
        _entry("policy", N_("The desk's rules: who is called when, and by whom.")),
        _entry("script", N_("Templates for calls, messages and surveys.")),
        _entry("calendar", N_("Days with special hours: holidays, make-up days, closures.")),
        _entry("operation", N_("What was done, by whom and when, and what it changed.")),
    ),
    N_("Administration"): (
        Entry("help", N_("Help on a command: kcrm help due, kcrm help complaint open."), ()),
        _entry("demo", N_("Try kcrm on a made-up dealership, in a separate database.")),
        _entry("init", N_("Create the database.")),
        _entry("store", N_("The store itself: its name, its code and its region.")),
        _entry("me", N_("Set who you are, so that no command needs --as."), "config"),
        _entry("config", N_("Show the settings and where each comes from, or change one.")),
        _entry("plan", N_("Replan all customers' follow-ups.")),
        _entry("cron", N_("Print crontab lines for what should run by itself.")),
        _entry("login", N_("Log in, where there are users.")),
        _entry("logout", N_("End your login on this computer."), "login"),
        _entry("whoami", N_("Show who is logged in, and what they may."), "login"),
        _entry("passwd", N_("Set another password of your own."), "login"),
        _entry("user", N_("Users: who may log in, and with the rights of which post.")),
        _entry("permission", N_("Permissions: what each post may, and rights asked for.")),
        _entry("privacy", N_("Personal data: how long they are kept, and who was erased.")),
        _entry("access", N_("Which personal data left the desk: who took what, and where to.")),
        _entry("db", N_("The database file: info, check, backup and restore.")),
        _entry("completion", N_("Print the Tab completion script.")),
    ),
}
