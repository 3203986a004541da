"""`kcrm dashboard`: the figures people look at, as a folder of pages."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions.dashboard import Topic, dashboard
from kcrm.actions.kpi.costs import sees_costs
from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.shell.console import notice
from kcrm.shell.filing import write_folder
from kcrm.shell.grammar import App
from kcrm.shell.leaving import recording_of
from kcrm.shell.opening import plan_today
from kcrm.shell.options import WHOLLY_LISTED
from kcrm.views import View
from kcrm.views.dashboard import dashboard_pages, file_of, written_view
from kcrm.views.page import GENERATOR
from kcrm.views.report.html import report_html


def register(app: App) -> None:
    """Declare `dashboard`."""

    @app.verb(
        "dashboard",
        help=N_(
            "Write the figures people look at as a folder of pages.\n\n"
            "Today, complaints, calls, workshop, sales, money, people: each figure with its target, the months up to this one, what it is "
            "made of and where to look. The pages need no server and nothing from elsewhere; a page that says the same as before is not "
            "written again. Who may not see money writes no page of it."
        ),
        output=WHOLLY_LISTED,
    )
    def board(
        session: Session,
        *,
        html: Annotated[Path, typer.Option("--html", metavar="DIR", help=N_("The folder, which holds nothing else."))],
    ) -> View:
        topics = [topic for topic in Topic if topic is not Topic.MONEY or sees_costs(session)]
        _check_money(html, topics)
        plan_today(session)
        found = dashboard(session, topics)
        pages = list(dashboard_pages(found))
        recording = recording_of(session.context, (Personal.NAME,), found.named, html)
        texts = {each.file: report_html(each.page) for each in pages}
        changed = write_folder(html, texts, {file_of(topic) for topic in Topic}, GENERATOR, recording)
        notice(_("{folder}: open {file} in a browser.").format(folder=html, file=file_of(Topic.TODAY)))
        return written_view((each.topic, each.file, each.file in changed) for each in pages)


def _check_money(folder: Path, topics: Collection[Topic]) -> None:
    """Raises RefusedError where a page of money stands there, which who may not see money would take away."""
    page = folder / file_of(Topic.MONEY)
    if Topic.MONEY not in topics and page.exists():
        raise RefusedError(
            N_("{file} tells of money, which you may not see: the folder is not yours to renew."),
            hint=N_("Name a folder of its own."),
            file=page,
        )
