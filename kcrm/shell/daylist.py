"""What `due` does with what was typed: whose calls, of which day, in which form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import typer

from kcrm.actions.callers import chosen_caller
from kcrm.actions.daylist import DayRow, Wanted, day_list, day_page
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.session import Session
from kcrm.context import OutputFormat
from kcrm.errors import ExitCode, NotFoundError, UsageError
from kcrm.exchange.writing import file_stem
from kcrm.i18n import N_, _
from kcrm.model import Channel, Kind, Staff
from kcrm.named import NamedTuple
from kcrm.progress import work
from kcrm.queries.daylist import Sums
from kcrm.queries.staff import all_staff
from kcrm.render import emit
from kcrm.shell.console import notice, warn
from kcrm.shell.opening import opened, plan_today
from kcrm.shell.output import Headings, Output
from kcrm.shell.splitting import UNASSIGNED, be_silent, made_folder, named_folder, stem_of
from kcrm.text import for_shell
from kcrm.views import View
from kcrm.views.daylist import day_view
from kcrm.views.vocabulary import meant

_DUTIES = "tasks"
"""The folder beside the lists of calls that has those of tasks, measures and checklists."""
_ENDINGS = {OutputFormat.TABLE: "txt", OutputFormat.PLAIN: "txt"}


class Asked(NamedTuple):
    """What was typed. split: a file for each caller, in the folder `to`. mail: a letter for each; tried: and none of them sent.

    sheet: the file of the call sheet, or with split the folder of theirs.
    """

    filters: Sequence[str] | None
    on: str | None
    until: str | None
    overdue: bool
    staff: str | None
    mine: bool
    kinds: Sequence[str] | None
    channel: str | None
    everything: bool
    check: bool
    quiet_if_empty: bool
    split: bool
    to: Path | None
    mail: bool
    tried: bool
    sheet: Path | None = None


def list_day(session: Session, asked: Asked, output: Output) -> None:
    """Show the list, or write it. Raises UsageError, NotFoundError, AmbiguousError; typer.Exit for --check."""
    _check(asked)
    day, until_day = _days(session, asked.on, asked.until)
    caller = chosen_caller(session, asked.staff, mine=asked.mine)
    if asked.mine or asked.split or asked.mail or asked.sheet is not None:
        session = opened(session, caller)
    channel, everything = asked.channel, asked.everything
    wanted = Wanted(
        day=day,
        until=until_day,
        channel=meant(Channel, channel, "--channel") if channel is not None else (None if everything else Channel.CALL),
        also=None if channel or everything else Channel.VISIT,
        kinds=frozenset(meant(Kind, word, "--kind") for word in asked.kinds or ()),
        overdue=asked.overdue,
        caller_id=caller.id if caller else None,
        customer_ids=_customers(session, asked.filters),
    )
    _plan(session, until_day)
    output = output._replace(to=asked.to, limit=0 if everything and output.limit is None else output.limit)
    page = None if asked.split or asked.mail or asked.sheet is not None else output.page(session.context.terminal)
    with work(N_("Putting the list together")):
        rows, sums = (day_list(session, wanted), None) if page is None else day_page(session, wanted, page)
    if asked.sheet is not None:
        _write_sheet(session, rows if output.limit is None else rows[: output.limit or None], wanted, asked)
    elif asked.split:
        _write_split(session, rows, wanted, caller, output, asked)
    elif asked.mail:
        _mail(session, rows, wanted, output, asked)
    elif rows or not asked.quiet_if_empty:
        emit(session.context, _view(session, rows, wanted, output, sums), output)
        if asked.filters and not rows:
            notice(_("What is planned for later days: kcrm followup list {filters}").format(filters=for_shell(asked.filters)))
    if asked.check and rows:
        raise typer.Exit(ExitCode.DUE)


def _write_sheet(session: Session, rows: Sequence[DayRow], wanted: Wanted, asked: Asked) -> None:
    """The list to be filled in; messages are sent and not called."""
    from kcrm.shell.callsheet import write_sheet, write_sheets  # noqa: PLC0415 - few lists go out to be filled in

    assert asked.sheet is not None
    called = [row for row in rows if row.followup.channel is not Channel.MESSAGE]
    if asked.split:
        be_silent(session.context)
        write_sheets(session, called, wanted.day, asked.sheet, UNASSIGNED)
    else:
        write_sheet(session, called, wanted.day, asked.sheet)


def _customers(session: Session, filters: Sequence[str] | None) -> frozenset[int] | None:
    """Whose calls are listed. A word that is nobody may be what an option says: a day, a colleague, `mine`."""
    try:
        return chosen_customers(session, filters)
    except NotFoundError as error:
        word = str(error.fields["text"])
        if hint := _as_option(session, word):
            error.hint, error.near = hint, ()
        raise


def _as_option(session: Session, word: str) -> str | None:
    """How an option says what a word says."""
    from kcrm.actions.selecting import find  # noqa: PLC0415 - only when something is wrong
    from kcrm.dates import parse_date  # noqa: PLC0415
    from kcrm.queries.lookup import Thing  # noqa: PLC0415

    options = {"mine": "--mine", "me": "--mine", "我的": "--mine", "我": "--mine", "overdue": "--overdue", "逾期": "--overdue"}
    if word.casefold() in options:
        return f"kcrm due {options[word.casefold()]}"
    if any(each.thing is Thing.STAFF for each in find(session, word)):
        return N_("The calls of a colleague: kcrm due --staff {text}")
    with suppress(UsageError):
        parse_date(word, session.today)
        return N_("The list of another day: kcrm due --on {text}; up to a day: kcrm due --until {text}")
    return None


def _days(session: Session, on: str | None, until: str | None) -> tuple[date, date]:
    """The day that the list is reckoned for, and the last day that it holds; amounts such as `7d` count from the former."""
    if on is None and until is None:
        return session.today, session.today
    from kcrm.dates import parse_date  # noqa: PLC0415 - today's list is asked for most

    day = parse_date(on, session.today) if on is not None else session.today
    last = parse_date(until, day) if until is not None else day
    if last < day:
        raise UsageError(N_("--until {until} is before the day of the list, {day}. For an earlier list: --on {until}"), until=last, day=day)
    return day, last


def _plan(session: Session, last: date) -> None:
    """Today's plan where it was not made yet; people are told what the list may lack."""
    plan_today(session)
    horizon = session.today + timedelta(days=session.policy.planning.horizon_days)
    if last > horizon:
        warn(_("Follow-ups are planned up to {date}; later days are incomplete.").format(date=horizon))


def _view(session: Session, rows: Sequence[DayRow], wanted: Wanted, output: Output, sums: Sums | None = None) -> View:
    return day_view(
        rows,
        wanted.day,
        session.store.go_live_on,
        sums=sums,
        every_channel=wanted.channel is None or (wanted.also is not None and any(row.followup.channel is wanted.also for row in rows)),
        one_caller=wanted.caller_id is not None,
        grouped=output.sort is None,
    )


def _duties(session: Session, wanted: Wanted, asked: Asked) -> dict[Staff, View]:
    """What people have to do today besides; nothing where only some calls are asked for."""
    narrowed = asked.filters or asked.kinds or asked.overdue or asked.channel or asked.sheet
    if narrowed or wanted.day != session.today:
        return {}
    from kcrm.actions.manager.duties import duties_of_everybody  # noqa: PLC0415 - only lists that go out tell of them
    from kcrm.views.duties import duties_view  # noqa: PLC0415

    found = duties_of_everybody(session).items()
    return {member: duties_view(member.name, theirs) for member, theirs in found if wanted.caller_id in {None, member.id}}


def _by_caller(rows: Sequence[DayRow]) -> dict[str | None, list[DayRow]]:
    by_caller: dict[str | None, list[DayRow]] = {}
    for row in rows:
        by_caller.setdefault(row.caller_no, []).append(row)
    return by_caller


def _mail(session: Session, rows: Sequence[DayRow], wanted: Wanted, output: Output, asked: Asked) -> None:
    """A letter to each person who has calls; nobody else gets one. Raises typer.Exit where one could not be sent."""
    from kcrm.shell.mailing import mail_lists  # noqa: PLC0415 - hardly any list is mailed
    from kcrm.views.mailing import MailState, mailed_view  # noqa: PLC0415

    lists = {number: _view(session, theirs, wanted, output) for number, theirs in _by_caller(rows).items()}
    for member, duties in _duties(session, wanted, asked).items():
        own = lists.get(member.employee_no) or _view(session, [], wanted, output)
        lists[member.employee_no] = own._replace(parts={"duties": duties})
    mailed = mail_lists(session, lists, dry_run=asked.tried)
    if mailed or not asked.quiet_if_empty:
        emit(session.context, mailed_view(mailed), output)
    if asked.tried:
        notice(_("Dry run: nothing was sent."))
    if any(each.state is MailState.FAILED for each in mailed):
        raise typer.Exit(ExitCode.FAILURE)


def _check(asked: Asked) -> None:
    """Whether the options go together. Raises UsageError."""
    if asked.mail and (asked.split or asked.to is not None or asked.sheet is not None):
        raise UsageError(N_("--mail sends the lists and writes no files: leave out --split, --to and --sheet."))
    if asked.tried and not asked.mail:
        raise UsageError(N_("--dry-run is for --mail: a list by itself changes nothing."))
    if asked.sheet is not None and asked.to is not None:
        raise UsageError(N_("Either --sheet or --to: two files of the list are two commands."))
    if asked.split and asked.sheet is None:
        named_folder(asked.to)


def _write_split(session: Session, rows: Sequence[DayRow], wanted: Wanted, caller: Staff | None, output: Output, asked: Asked) -> None:
    """One file for each person who has calls, and in a folder `tasks` one for each who has to do anything besides."""
    folder, quiet = named_folder(output.to), asked.quiet_if_empty and not rows
    output = output._replace(format=output.format or OutputFormat.CSV, to=folder)
    # Chinese readers look for their name and the day; programs for the number alone
    named = output.labelled and output.format in {OutputFormat.CSV, OutputFormat.TSV, OutputFormat.XLSX}
    day = wanted.day if named else None
    # what a person opens is headed and worded for people
    output = output._replace(headings=output.headings or Headings.LABEL)
    calls = {number: (theirs[0].caller, _view(session, theirs, wanted, output)) for number, theirs in _by_caller(rows).items()}
    duties: dict[str | None, tuple[str | None, View]] = {
        member.employee_no: (member.name, view) for member, view in _duties(session, wanted, asked).items()
    }
    _write_files(session, folder, calls, day, caller, output, quiet=quiet)
    if duties or (folder / _DUTIES).is_dir():
        _write_files(session, folder / _DUTIES, duties, day, caller, output, quiet=quiet)
    if not rows and not quiet:
        notice(_view(session, rows, wanted, output).empty)


def _write_files(
    session: Session,
    folder: Path,
    lists: Mapping[str | None, tuple[str | None, View]],
    day: date | None,
    caller: Staff | None,
    output: Output,
    *,
    quiet: bool,
) -> None:
    """A file for each list; who has none today must not find the file of another day. lists: by employee number, with the name.

    day: by which, and by name, files are called; None where the number alone does.
    """
    made_folder(session.context, folder)
    chosen = output.format or OutputFormat.CSV
    written = {_file_of(folder, number, name, day, chosen): view for number, (name, view) in lists.items()}
    for path, view in written.items():
        emit(session.context, view, output._replace(to=path))
    members = [caller] if caller else all_staff(session.connection)
    for number, name in [*((member.employee_no, member.name) for member in members), *([] if caller else [(None, None)])]:
        for stale in _files_of(folder, number, name, chosen):
            if stale not in written:
                stale.unlink()
                if not quiet:
                    notice(_("{file}: removed, as there is nothing to do.").format(file=stale))


def _file_of(folder: Path, employee_no: str | None, name: str | None, day: date | None, chosen: OutputFormat) -> Path:
    """A person's file: by number, or with a day by name, number and day."""
    stem = stem_of(employee_no)
    if day is not None:
        stem = "-".join([*([file_stem(name)] if name else []), stem, day.isoformat()])
    return folder / f"{stem}.{_ENDINGS.get(chosen, chosen)}"


def _files_of(folder: Path, employee_no: str | None, name: str | None, chosen: OutputFormat) -> list[Path]:
    """All files of a person that are there, of whatever day."""
    from glob import escape  # noqa: PLC0415 - for files only

    stem, ending = stem_of(employee_no), _ENDINGS.get(chosen, chosen)
    dated = escape("-".join([*([file_stem(name)] if name else []), stem])) + "-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
    found = (path for pattern in (escape(stem), dated) for path in folder.glob(f"{pattern}.{ending}"))
    return sorted(path for path in found if path.is_file())
