"""`kcrm survey …`: questionnaires on paper, and what all answers say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.kpi.figures import asked_period
from kcrm.actions.official import beside, import_scores
from kcrm.actions.satisfaction import By, satisfaction_report
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.actions.surveys import Questionnaire, add_form, correct, form_card, import_forms
from kcrm.actions.topics import By as TopicsBy
from kcrm.actions.topics import counted_topics
from kcrm.dates import parse_date
from kcrm.exchange.source import Manner
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing
from kcrm.queries.official import scores
from kcrm.queries.surveys import WantedForms, forms, given_answers
from kcrm.records.cells import said
from kcrm.rules.surveys import questions_of, read_answers, read_corrections
from kcrm.shell.grammar import App
from kcrm.shell.imported import import_result
from kcrm.shell.options import LISTED, SHOWN, TABLED, DryRun, Encoding, Filters, Sheet
from kcrm.shell.typed import Typed, one, read_narrowing, with_typed
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.labels import SURVEY
from kcrm.views.official import aspects_by_word, beside_view, scores_view
from kcrm.views.satisfaction import satisfaction_view
from kcrm.views.surveys import corrected_view, form_view, forms_view, given_view, taken_view
from kcrm.views.topics import topics_view
from kcrm.views.vocabulary import meant

_Who = Annotated[str, typer.Argument(metavar="WHO", help=N_("The customer: number, phone, name, plate."))]
_Survey = Annotated[str, typer.Argument(metavar="SURVEY", help=N_("Which survey: ssi, csi, new_owner, recommend."))]
_Answers = Annotated[
    list[str],
    typer.Argument(
        metavar="KEY=RATING[/EXPECTATION]",
        help=N_(
            "The answers, as in work_quality=8/9; recommend=0..10 goes with any survey. What SSI and CSI ask: kcrm policy show surveys"
        ),
    ),
]
_File = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=N_(
            "A CSV file, or - for standard input. Columns: customer_no 客户编号 or phone 手机 (with name 姓名 where "
            "several share it), surveyed_on 调查日期, survey 问卷, staff 调查人, note 备注, and one per question, as in "
            "work_quality 维修质量: 8 or 8/9."
        ),
    ),
]
_Scores = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=N_(
            "A CSV file, or - for standard input. Columns: period 期间, survey 品牌调研, item 指标, score 得分, region 区域均值, "
            "nation 全国均值, place 排名."
        ),
    ),
]
_Period = Annotated[str, typer.Option("--period", metavar="PERIOD", help=N_("Which days: 2026-10, last-week, 2026-Q3, A..B."))]
_NARROWED = (
    Typed("customer_id", "--customer", "WHO", N_("Filter by customer."), one(Thing.CUSTOMER)),
    Typed("survey", "--survey", "SURVEY", N_("Filter by survey."), lambda _session, text: meant(SURVEY, text, "--survey")),
    Typed("on", "--period", "PERIOD", N_("Filter by day of the answers, as in last-month."), asked_period),
)


def register(app: App) -> None:
    """The noun `survey`."""
    noun = app.noun("survey", help=N_("What customers say about the purchase and the service."))
    _register_official(noun)

    @noun.verb("answers", help=N_("List customers' answers, in calls and on paper, with the notes; latest first."), output=LISTED)
    def answers(
        session: Session,
        filters: Filters = None,
        *,
        period: _Period = "this-month",
        survey: Annotated[
            str | None, typer.Option("--survey", metavar="SURVEY", help=N_("Filter by survey: ssi, csi, new_owner, recommend."))
        ] = None,
    ) -> View:
        key = meant(SURVEY, survey, "--survey") if survey is not None else None
        among = chosen_customers(session, filters)
        found = given_answers(session.connection, asked_period(session, period), key, among)
        return given_view(found)

    @noun.verb("add", help=N_("Enter a paper questionnaire. It must not have been taken by the person it rates."), output=SHOWN)
    def add_(
        session: Session,
        who: _Who,
        survey: _Survey,
        answers: _Answers,
        on: Annotated[str, typer.Option("--on", metavar="DATE", help=N_("The day on which it was filled in."))] = "today",
        staff: Annotated[
            str | None, typer.Option("--staff", metavar="NO", help=N_("Who took the answers; by default who acts (--as)."))
        ] = None,
        note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("Further columns."))] = None,
        *,
        dry_run: DryRun = False,
    ) -> View:
        key = meant(SURVEY, survey, "SURVEY")
        acting = session.actor.id if session.actor else None
        form = Questionnaire(
            customer_id=select(session, who, Thing.CUSTOMER),
            survey=key,
            on=parse_date(on, session.today, past=True),
            answers=read_answers(answers, questions_of(key, session.policy.surveys)),
            staff_id=select(session, staff, Thing.STAFF) if staff is not None else acting,
            note=said(note),
        )
        return taken_view(add_form(session, form, dry_run=dry_run))

    @noun.verb(
        "topics",
        help=N_(
            "Count what notes are about, in calls and on paper: price, waiting … For the notes themselves: kcrm call list --topic TOPIC"
        ),
        output=LISTED,
    )
    def topics_(
        session: Session,
        period: _Period = "this-month",
        by: Annotated[TopicsBy | None, typer.Option("--by", metavar="WHAT", help=N_("How to group them: kind, model or person."))] = None,
    ) -> View:
        wanted, parted = asked_period(session, period), TopicsBy(by) if by is not None else None
        return topics_view(counted_topics(session, wanted, parted), wanted, parted)

    @noun.verb("correct", help=N_("Correct an answer that was recorded wrongly: the customer's latest to that question."), output=TABLED)
    def correct_(
        session: Session,
        who: _Who,
        answers: Annotated[
            list[str],
            typer.Argument(metavar="KEY=ANSWER", help=N_("The right answer, as in work_quality=8/9; work_quality= for no answer at all.")),
        ],
        on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("The day of the answer, if not the latest."))] = None,
        *,
        dry_run: DryRun = False,
    ) -> View:
        customer_id = select(session, who, Thing.CUSTOMER)
        day = parse_date(on, session.today, past=True) if on is not None else None
        corrected = correct(session, customer_id, read_corrections(answers), day, dry_run=dry_run)
        return corrected_view(corrected)

    @noun.verb(
        "import",
        help=N_("Import paper questionnaires. They are matched by customer, survey and day, so importing a file twice changes nothing."),
        output=TABLED,
    )
    def import_(
        session: Session,
        file: _File,
        encoding: Encoding = None,
        sheet: Sheet = None,
        dry_run: DryRun = False,
    ) -> Result:
        return import_result([import_forms(session, file, manner=Manner(encoding, sheet), dry_run=dry_run)], dry_run=dry_run)

    @noun.verb("list", help=N_("List paper questionnaires, latest first."), output=LISTED)
    @with_typed(_NARROWED)
    def list_(session: Session, filters: Filters = None, *, given: Mapping[str, Any]) -> View:
        wanted = WantedForms(owner_ids=chosen_customers(session, filters), **read_narrowing(_NARROWED, session, given))
        return forms_view(forms(session.connection, wanted))

    @noun.verb("show", help=N_("Show a paper questionnaire: its answers, and whose work they rate."), output=SHOWN)
    def show(
        session: Session,
        form: Annotated[str, typer.Argument(metavar="FORM", help=N_("A questionnaire, such as Q5; or a customer with only one."))],
    ) -> View:
        number = select(session, form, Thing.SURVEY_FORM)
        return form_view(form_card(session, number))._replace(of=(Thing.SURVEY_FORM, number))

    @noun.verb(
        "report",
        help=N_(
            "What customers said, in calls and on paper.\n\nCS is the sum of ratings ÷ the sum of expectations, of "
            "the answers that have both: over 1 delighted, 1 satisfied, under 1 disappointed. Answers taken by "
            "the person they rate are left out."
        ),
        output=LISTED,
    )
    def report_(
        session: Session,
        period: _Period = "this-month",
        by: Annotated[By, typer.Option("--by", metavar="WHAT", help=N_("How to group the answers."))] = By.ASPECT,
        survey: Annotated[str | None, typer.Option("--survey", metavar="SURVEY", help=N_("Filter by survey."))] = None,
    ) -> View:
        only = meant(SURVEY, survey, "--survey") if survey is not None else None
        report = satisfaction_report(session, asked_period(session, period), By(by), only)
        return satisfaction_view(report, session.policy.kpi.small_sample)


def _register_official(survey: App) -> None:
    official = survey.noun("official", help=N_("The manufacturer's own satisfaction scores."))

    @official.verb(
        "import",
        help=N_(
            "Import the manufacturer's scores. They are matched by period, survey and item, so importing a file twice changes nothing."
        ),
        output=TABLED,
    )
    def import_(session: Session, file: _Scores, encoding: Encoding = None, sheet: Sheet = None, dry_run: DryRun = False) -> Result:
        return import_result([import_scores(session, file, manner=Manner(encoding, sheet), dry_run=dry_run)], dry_run=dry_run)

    @official.verb("list", help=N_("List the manufacturer's scores, the latest first, with the columns that import takes."), output=LISTED)
    def list_(
        session: Session,
        period: Annotated[
            str | None, typer.Option("--period", metavar="PERIOD", help=N_("Only those of these days: 2026-Q1, 2026."))
        ] = None,
    ) -> View:
        return scores_view(scores(session.connection, None if period is None else asked_period(session, period)))

    @official.verb(
        "show",
        help=N_(
            "Show the manufacturer's scores beside our SSI and CSI: how far each item is behind, the weakest, and what to type about them."
        ),
        output=LISTED,
    )
    def show(
        session: Session,
        period: Annotated[
            str | None, typer.Option("--period", metavar="PERIOD", help=N_("Which days, as in 2026-Q1; the latest scores unless said."))
        ] = None,
    ) -> View:
        return beside_view(beside(session, None if period is None else asked_period(session, period), aspects_by_word()))
