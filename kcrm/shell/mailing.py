"""Each person's list of the day by mail, through a program that sends it (`kcrm config sendmail_path`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.actions.session import Session
from kcrm.context import OutputFormat
from kcrm.errors import KcrmError, UsageError
from kcrm.exchange.mail import Letter, hand_over, sender_of
from kcrm.i18n import N_, _
from kcrm.queries.staff import all_staff
from kcrm.render import render
from kcrm.shell.console import warn
from kcrm.shell.leaving import recording_of_letter
from kcrm.shell.webpage import page_of
from kcrm.views import View
from kcrm.views.errors import in_words
from kcrm.views.mailing import Mailed, MailState


def mail_lists(session: Session, lists: Mapping[str | None, View], *, dry_run: bool) -> Sequence[Mailed]:
    """What became of each person's list; one that fails keeps nobody else's back. lists: by employee number, None for nobody's.

    dry_run: nothing is sent. Raises UsageError where nobody said who writes, or no program is known.
    """
    context = session.context
    if lists and not dry_run and not (context.mail_from and context.sendmail_path):
        key = "mail_from" if context.sendmail_path else "sendmail_path"
        example = "kf@example.com" if context.sendmail_path else "/usr/bin/msmtp"
        raise UsageError(N_("Mail needs the setting {key}: kcrm config {key} {example}"), key=key, example=example)
    return [_mailed(session, number, lists[number], dry_run=dry_run) for number in sorted(lists, key=lambda each: (each is None, each))]


def _mailed(session: Session, number: str | None, view: View, *, dry_run: bool) -> Mailed:
    rows = len(view.rows)
    if number is None:
        warn(_("Assigned to nobody, so mailed to nobody: {rows}. kcrm due shows them.").format(rows=rows))
        return Mailed(None, None, None, rows, MailState.UNASSIGNED)
    (member,) = (each for each in all_staff(session.connection) if each.employee_no == number)
    if member.email is None:
        warn(
            _("{name} has no e-mail address: kcrm staff edit {number} --email ADDRESS").format(name=member.name, number=member.employee_no)
        )
        return Mailed(number, member.name, None, rows, MailState.NO_ADDRESS)
    if dry_run:
        return Mailed(number, member.name, member.email, rows, MailState.TO_BE_SENT)
    context = session.context
    try:
        letter = Letter(
            sender=sender_of(context.mail_from),
            name=member.name,
            address=member.email,
            subject=view.title,
            text=render(view, OutputFormat.PLAIN, context),
            page=page_of(view, context.shown_in),
            at=context.now,
        )
        recording_of_letter(context, view, member.email)()
        hand_over(context.sendmail_path, letter)
    except KcrmError as error:
        warn(_("{name}: not mailed. {reason}").format(name=member.name, reason=in_words(error)))
        return Mailed(number, member.name, member.email, rows, MailState.FAILED)
    return Mailed(number, member.name, member.email, rows, MailState.SENT)
