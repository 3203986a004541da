"""Bare `kcrm`: today on one screen of 80 by 24."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kcrm.actions.daylist import DayRow
from kcrm.actions.today import Day, Share
from kcrm.i18n import N_, _, n_
from kcrm.model import ComplaintState, Kind, Priority
from kcrm.model.fleets import CreditMeasure
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.text import cut
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.daylist import weekday
from kcrm.views.labels import label_of
from kcrm.views.tones import Tone, gathered, toned
from kcrm.views.values import joined, yuan

if TYPE_CHECKING:
    from kcrm.actions.fleets.morning import AccountsDay, Ending, Pressing
    from kcrm.queries.prospects import DueContacts

_TEAM = 4  # lines that the screen has for them
_NAMED = 3
_OF_TITLE = 24  # cells of what is to be done: by its number it is found
_WATCHED = 2
_COMPANIES = 2  # their names are long
_HELD = frozenset({CreditMeasure.HOLD, CreditMeasure.STOP})

_TODAY = (
    Column("date", N_("Today"), Cell.DATE, audience=Audience.MACHINES),
    Column("staff_no", N_("Employee no."), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("staff", N_("You"), audience=Audience.MACHINES),
    Column("left", N_("Left"), Cell.COUNT, audience=Audience.MACHINES),
    Column("done", N_("Done"), Cell.COUNT, audience=Audience.MACHINES),
    Column("overdue", N_("Overdue"), Cell.COUNT, audience=Audience.MACHINES),
    Column("since_go_live", N_("Since go-live"), Cell.COUNT, audience=Audience.MACHINES),
    Column("urgent", N_("Urgent"), Cell.COUNT, audience=Audience.MACHINES),
    Column("messages", N_("Messages"), Cell.COUNT, audience=Audience.MACHINES),
    Column("own_messages", N_("Your messages"), Cell.COUNT, audience=Audience.MACHINES),
    Column("agreed", N_("Agreed"), Cell.COUNT, audience=Audience.MACHINES),
    Column("complaints_waiting", N_("Complaints to accept"), Cell.COUNT, audience=Audience.MACHINES),
    Column("complaints_late", N_("Complaints"), Cell.COUNT, audience=Audience.MACHINES),
    Column("complaints_heard", N_("Complaints today"), Cell.COUNT, audience=Audience.MACHINES),
    Column("findings", N_("Findings"), Cell.COUNT, audience=Audience.MACHINES),
    Column("visits", N_("Visits to make"), Cell.COUNT, audience=Audience.MACHINES),
    Column("conflicts", N_("Conflicts"), Cell.COUNT, audience=Audience.MACHINES),
    Column("prospects_due", N_("Prospects to contact"), Cell.COUNT, audience=Audience.MACHINES),
    Column("prospects_late", N_("Late contacts"), Cell.COUNT, audience=Audience.MACHINES),
    Column("after_test_drives", N_("After test drives"), Cell.COUNT, audience=Audience.MACHINES),
    Column("quotes_expiring", N_("Quotes that run out"), Cell.COUNT, audience=Audience.MACHINES),
    Column("accounts_late", N_("Accounts in arrears"), Cell.COUNT, audience=Audience.MACHINES),
    Column("arrears", N_("Arrears"), Cell.MONEY, audience=Audience.MACHINES),
    Column("accounts_warned", N_("Credit warnings"), Cell.COUNT, audience=Audience.MACHINES),
    Column("accounts_held", N_("Accounts on hold"), Cell.COUNT, audience=Audience.MACHINES),
    Column("contracts_ending", N_("Contracts to renew"), Cell.COUNT, audience=Audience.MACHINES),
    Column("credit_to_assess", N_("Credit to assess"), Cell.COUNT, audience=Audience.MACHINES),
    Column("tasks", N_("Tasks"), Cell.COUNT, audience=Audience.MACHINES),
    Column("tasks_late", N_("Late tasks"), Cell.COUNT, audience=Audience.MACHINES),
    Column("scores_to_approve", N_("Use scores to approve"), Cell.COUNT, audience=Audience.MACHINES),
    Column("campaigns", N_("Campaigns"), Cell.COUNT, audience=Audience.MACHINES),
    Column("warranty_watched", N_("Warranty watch"), Cell.COUNT, audience=Audience.MACHINES),
    Column("today", N_("Today"), audience=Audience.PEOPLE),
    Column("store", N_("Store")),
    Column("calls", N_("Calls"), audience=Audience.PEOPLE),
    Column("prospects", N_("Prospects"), Cell.PROSE, audience=Audience.PEOPLE),
    Column("done_today", N_("Done today"), Cell.PROSE, audience=Audience.PEOPLE),
    Column("pressing_complaints", N_("Complaints"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NAME),
    Column("open_findings", N_("Findings"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NAME),
    Column("open_conflicts", N_("Conflicts"), audience=Audience.PEOPLE),
    Column("agreed_times", N_("Agreed"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NAME),
    Column("to_visit", N_("Visits to make"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NAME),
    Column("to_do", N_("Tasks"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NOTE),
    Column("scores", N_("Use scores to approve"), Cell.PROSE, audience=Audience.PEOPLE),
    Column("campaigns_under_way", N_("Campaigns"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NOTE),
    Column("near_limits", N_("Warranty watch"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.PLATE),
    Column("pressing_accounts", N_("Accounts"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NAME),
    Column("contracts_to_renew", N_("To renew"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NAME),
    Column("to_assess", N_("To assess"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NAME),
    Column("urgent_names", N_("Urgent"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NAME),
    Column("to_write", N_("Messages"), audience=Audience.PEOPLE),
)
_SHARES = (
    Column("caller", N_("Caller")),
    Column("caller_no", N_("Caller no."), Cell.IDENTIFIER, priority=1),
    Column("left", N_("Left"), Cell.COUNT),
    Column("done", N_("Done"), Cell.COUNT),
    Column("overdue", N_("Overdue"), Cell.COUNT),
    Column("since_go_live", N_("Since go-live"), Cell.COUNT, priority=2),
)
_NEXT = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("priority", N_("When"), Cell.ENUM, labels=Priority),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, personal=Personal.PHONE),
    Column("contact_window", N_("Prefers"), priority=2),
    Column("caller", N_("Caller"), priority=1),
)
_BEFORE = (
    Column("today", N_("Today"), Cell.DATE),
    Column("database", N_("Database")),
)
_START = (
    Column("step", N_("To")),
    Column("command", N_("Type this")),
)


def today_view(day: Day) -> View:
    """How the day stands for whoever acts, else for the desk: numbers of customers, who is late, the next three, one hint."""
    return View(
        title=_("Today"),
        columns=_TODAY,
        rows=[(*_numbers(day), *_words(day))],
        shape=Shape.RECORD,
        notes=(_hint(day),),
        parts={
            "team": View(_("The team, most overdue first"), _shares(day), _team(day.team, _TEAM - _lines(day))),
            "next": View(_("Next"), _NEXT, [_call(row) for row in day.following]),
        },
    )


def start_view(day: date, database: Path) -> View:
    """What to type where there is no database yet."""
    steps = (
        (_("look around in a made-up dealership"), "kcrm demo"),
        (_("create your own database"), _("kcrm init --store NAME")),
        (_("import the staff, then the rest"), _("kcrm import staff FILE")),
        (_("see today's list"), "kcrm due"),
    )
    return View(
        title=_("Today"),
        columns=_BEFORE,
        rows=[(day, str(database))],
        shape=Shape.RECORD,
        notes=(_("There is no database yet. Create one: kcrm init"),),
        parts={"start": View(_("To begin"), _START, steps)},
    )


def _numbers(day: Day) -> tuple[object, ...]:
    staff, share = day.staff, day.share
    number, name = (staff.employee_no, staff.name) if staff else (None, None)
    late = sum(case.standing.is_late for case in day.complaints)
    waiting = sum(case.standing.state is ComplaintState.RECEIVED for case in day.complaints)
    return (
        *(day.on, number, name, share.left, share.done, share.overdue, share.since_go_live, len(day.urgent), day.messages),
        *(day.own_messages, len(day.agreed), waiting, late, day.heard, len(day.findings), len(day.visits), sum(day.conflicts)),
        *_prospect_numbers(day.prospects),
        *_account_numbers(day.accounts),
        len(day.tasks),
        sum(each.is_late(day.on) for each in day.tasks),
        day.scores,
        len(day.campaigns),
        len(day.watched),
    )


def _prospect_numbers(due: DueContacts | None) -> tuple[int | None, ...]:
    return (sum(due.levels.values()), due.late, due.drives, due.quotes) if due is not None else (None,) * 4


def _account_numbers(accounts: AccountsDay | None) -> tuple[int | None, ...]:
    if accounts is None:
        return (None,) * 6
    held = sum(each.measure in _HELD for each in accounts.pressing)
    late = sum(each.late > 0 for each in accounts.pressing)
    return late, accounts.late, len(accounts.pressing) - held, held, len(accounts.ending), len(accounts.to_assess)


def _conflicts(day: Day) -> str | None:
    """How many each list has, and which it is."""
    about = (
        (day.conflicts.customers, N_("{count}: kcrm customer conflicts")),
        (day.conflicts.vehicles, N_("{count}: kcrm vehicle conflicts")),
    )
    return joined(_(brief).format(count=count) for count, brief in about if count) or None


def _words(day: Day) -> tuple[str | None, ...]:
    today = _("{weekday} {date}").format(weekday=weekday(day.on), date=day.on.isoformat())
    if day.staff:
        today = _("{today}, calls of {name}").format(today=today, name=day.staff.name)
    share = day.share
    overdue = N_("{count} of them overdue ({old} since go-live {date})") if share.since_go_live else N_("{count} of them overdue")
    late = _(overdue).format(count=share.overdue, old=share.since_go_live, date=f"{day.store.go_live_on:%m-%d}")
    counts = [
        _("{count} left").format(count=share.left),
        _("{count} done").format(count=share.done),
        toned(late, Tone.BAD) if share.overdue else late,
    ]
    calls = gathered(joined(counts), counts)
    names = [toned(row.followup.customer, Tone.PRESSING) for row in day.urgent]
    urgent = _some(names[:_NAMED], len(names) - _NAMED)
    return (
        today,
        day.store.name,
        calls,
        _prospects(day.prospects),
        _done(day),
        _complaints(day),
        _findings(day),
        _conflicts(day),
        _agreed(day),
        _visits(day),
        _tasks(day),
        _scores(day),
        _campaigns(day),
        _watched(day),
        *_account_words(day.accounts),
        urgent,
        _messages(day),
    )


def _messages(day: Day) -> str:
    """How many are to be sent, and how many of them by who acts."""
    if not day.messages:
        return _("none")
    messages = n_("{count} message", "{count} messages", day.messages).format(count=day.messages)
    return joined([messages, *([_("{count} of them yours").format(count=day.own_messages)] if day.own_messages else [])])


def _prospects(due: DueContacts | None) -> str | None:
    """How many are to be contacted, by level, how many of them are late, and what follows test drives and quotes."""
    if due is None or not (due.levels or due.drives or due.quotes):
        return None
    by_level = joined(_("{level} {count}").format(level=label_of(level), count=count) for level, count in due.levels.items())
    late = _("{count} of them late").format(count=due.late)
    words = [_("to contact {count} ({levels})").format(count=sum(due.levels.values()), levels=by_level)] if due.levels else []
    words += [toned(late, Tone.BAD)] if due.late else []
    words += [_("after a test drive {count}").format(count=due.drives)] if due.drives else []
    words += [_("quotes that run out {count}").format(count=due.quotes)] if due.quotes else []
    return gathered(joined(words), words)


def _done(day: Day) -> str | None:
    """What was done today: calls by how they ended, complaints written down."""
    words = [f"{label_of(outcome)} {count}" for outcome, count in day.called.items()]
    words += [_("complaints {count}").format(count=day.heard)] if day.heard else []
    return joined(words) or None


def _complaints(day: Day) -> str | None:
    """Which wait to be accepted, and which are past which deadline; with the time that is left or over."""
    from kcrm.views.complaints.brief import clock_in_words  # noqa: PLC0415 - most mornings have none

    named = [
        gathered(f"{identifier(Thing.COMPLAINT, case.complaint.id)} {case.complaint.customer} {(told := clock_in_words(clock))}", [told])
        for case in day.complaints[:_NAMED]
        if (clock := case.standing.pressing) is not None
    ]
    return _some(named, len(day.complaints) - _NAMED)


def _findings(day: Day) -> str | None:
    """Which wait for an answer, and by when."""
    named = [f"{identifier(Thing.FINDING, each.id)} {each.department} {each.due_on:%m-%d}" for each in day.findings[:_NAMED]]
    return _some(named, len(day.findings) - _NAMED)


def _agreed(day: Day) -> str | None:
    """With whom which time is agreed; those that have come say so."""
    named = []
    for at, row in day.agreed[:_NAMED]:
        time = f"{at:%H:%M}" if at.date() == day.on else f"{at:%m-%d %H:%M}"
        come = _("{time} {name} (now)") if at <= day.at else _("{time} {name}")
        told = come.format(time=time, name=row.followup.customer)
        named.append(toned(told, Tone.AGREED) if at <= day.at else told)
    return _some(named, len(day.agreed) - _NAMED)


def _visits(day: Day) -> str | None:
    """To whom, when and where."""
    named = [
        " ".join(filter(None, ("" if each.call_on == day.on else f"{each.call_on:%m-%d}", each.call_time, each.customer, each.place)))
        for each in day.visits[:_NAMED]
    ]
    return _some(named, len(day.visits) - _NAMED)


def _watched(day: Day) -> str | None:
    """Which vehicles are near a limit of the state's warranty duties, the nearest first."""
    if not day.watched:
        return None
    from kcrm.views.warranty import watched_line  # noqa: PLC0415 - most mornings have none

    return _some([watched_line(each) for each in day.watched[:_WATCHED]], len(day.watched) - _WATCHED)


def _account_words(accounts: AccountsDay | None) -> tuple[str | None, str | None, str | None]:
    """How much is late, and who is warned, held or stopped; which contracts end; whose credit is to be assessed.

    Of everybody's accounts all that in sums: whoever leads the desk has no room for more.
    """
    if accounts is None:
        return None, None, None
    late = [toned(_("{amount} yuan late").format(amount=yuan(accounts.late)), Tone.BAD)] if accounts.late else []
    if not accounts.of_all:
        pressing = [*late, *map(_measured, accounts.pressing[:_COMPANIES])]
        ending = [f"{_number_of(each)} {each.name} {each.contract.until:%m-%d}" for each in accounts.ending[:_COMPANIES]]
        assess = [each.name for each in accounts.to_assess[:_COMPANIES]]
        return (
            _some(pressing, len(accounts.pressing) - _COMPANIES),
            _some(ending, len(accounts.ending) - _COMPANIES),
            _some(assess, len(accounts.to_assess) - _COMPANIES),
        )
    held = sum(each.measure in _HELD for each in accounts.pressing)
    counts = (
        (held, N_("on hold {count}"), Tone.BAD),
        (len(accounts.pressing) - held, N_("warned {count}"), Tone.CAREFUL),
        (len(accounts.ending), N_("to renew {count}"), None),
        (len(accounts.to_assess), N_("to assess {count}"), None),
    )
    sums = [(_(brief).format(count=count), tone) for count, brief, tone in counts if count]
    return _some([*late, *(toned(told, tone) if tone else told for told, tone in sums)], 0), None, None


def _number_of(ending: Ending) -> str:
    return ending.number or identifier(Thing.CONTRACT, ending.contract.id)


def _measured(account: Pressing) -> str:
    measure = toned(label_of(account.measure), Tone.BAD if account.measure in _HELD else Tone.CAREFUL)
    late = [yuan(account.late)] if account.late else []
    return gathered(" ".join([account.name, measure, *late]), [measure])


def _tasks(day: Day) -> str | None:
    """What is to be done besides, and by when; what is late stands out."""
    named = []
    for each in day.tasks[:_NAMED]:
        words = " ".join(filter(None, (each.number, cut(each.title, _OF_TITLE), f"{each.due_on:%m-%d}" if each.due_on else "")))
        named.append(toned(words, Tone.BAD) if each.is_late(day.on) else words)
    return _some(named, len(day.tasks) - _NAMED)


def _scores(day: Day) -> str | None:
    """How many, by when, and what to type."""
    if not day.scores:
        return None
    return _("{count}: kcrm crmuse score, then kcrm crmuse approve").format(count=day.scores)


def _campaigns(day: Day) -> str | None:
    """How far each has come, and until when it goes."""
    words = _("{campaign} {name}: {heard} of {people}, until {day}")
    named = [
        words.format(
            campaign=identifier(Thing.CAMPAIGN, each.id), name=each.name, heard=each.heard, people=each.people, day=f"{each.until_on:%m-%d}"
        )
        for each in day.campaigns
    ]
    return _some(named[:_NAMED], len(named) - _NAMED)


def _some(named: list[str], more: int) -> str | None:
    """The first few, and how many more there are."""
    others = [_("{count} more").format(count=more)] if more > 0 else []
    return gathered(joined([*named, *others]), named) or None


def _hint(day: Day) -> str:
    if not day.following:
        return _("What comes next: kcrm due --until 7d")
    command = "kcrm next --mine" if day.staff else "kcrm next"
    return _("To work through them: {command}").format(command=command)


def _shares(day: Day) -> tuple[Column, ...]:
    """People are told who has been late since go-live as long as anybody is."""
    *others, since = _SHARES
    anybody = any(share.since_go_live for share in day.team)
    return (*others, since if anybody else since._replace(audience=Audience.MACHINES))


def _lines(day: Day) -> int:
    """How much of the screen accounts and vehicles take, on one of eighty columns: the team has so much less."""
    return min(sum(told is not None for told in (*_account_words(day.accounts), _watched(day))), _TEAM - 2)


def _team(shares: tuple[Share, ...], room: int) -> list[tuple[object, ...]]:
    """Who is latest first, in so many lines; the last one sums up those for whom there is no room."""
    named, others = (shares, ()) if len(shares) <= room else (shares[: room - 1], shares[room - 1 :])
    lines: list[tuple[object, ...]] = [
        (share.name or _("nobody"), share.employee_no, share.left, share.done, share.overdue, share.since_go_live) for share in named
    ]
    if others:
        name = n_("{count} other", "{count} others", len(others)).format(count=len(others))
        lines.append((name, None, *(sum(getattr(share, key) for share in others) for key in ("left", "done", "overdue", "since_go_live"))))
    return lines


def _call(row: DayRow) -> tuple[object, ...]:
    item = row.followup
    return (
        identifier(Thing.FOLLOWUP, item.id),
        row.priority,
        item.kind,
        identifier(Thing.CUSTOMER, item.customer_id),
        item.customer,
        row.phone,
        item.call_time or item.contact_window,
        row.caller,
    )
