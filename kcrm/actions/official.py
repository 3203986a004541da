"""The manufacturer's satisfaction scores: taken in, and laid beside what our own surveys say, with the items to work on."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kcrm.actions.forms import Filed, file_form
from kcrm.actions.imports import ImportReport
from kcrm.actions.planning import Planner
from kcrm.actions.references import Values
from kcrm.actions.satisfaction import SatisfactionRow, satisfaction_report
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.exchange.official import OFFICIAL
from kcrm.exchange.source import AS_IT_IS, Manner
from kcrm.model.official import OfficialScore
from kcrm.named import NamedTuple
from kcrm.queries import official as queries
from kcrm.rules.kpi import ScopeKind
from kcrm.rules.official import aspect_of, behind, survey_of, weakest

_COLUMNS = {"score": "score_e2", "region": "region_e2", "nation": "nation_e2", "place": "place"}


_TOLD = (ScopeKind.WHOLE, ScopeKind.ASPECT)


class Beside(NamedTuple):
    """A score of the manufacturer's and what our own survey says of the same in the same period.

    survey: of ours, ssi or csi; None where the manufacturer's name says neither. aspect: the question's name there; None where no
    aspect bears the item's name: then `own` is of the whole survey. behind: in percent; is_weak: one of the weakest of its period.
    is_asked: whether our survey asks that aspect now.
    """

    score: OfficialScore
    survey: str | None
    aspect: str | None
    own: SatisfactionRow | None
    behind: Fraction | None
    is_weak: bool
    is_asked: bool


def import_scores(session: Session, source: str, *, manner: Manner = AS_IT_IS, dry_run: bool = False) -> ImportReport:
    """Take in a file of scores. Raises as `file_form` does."""

    def keep(planner: Planner, values: Values) -> Filed:
        period, survey, item = values["period"], str(values["survey"]), str(values["item"])
        assert isinstance(period, Period)
        given = {column: values[key] for key, column in _COLUMNS.items() if key in values}
        return Filed((period, survey, item), queries.keep(planner.connection, period, survey, item, given))

    return file_form(session, OFFICIAL, source, keep, manner=manner, dry_run=dry_run)


def beside(session: Session, period: Period | None, aspects: Mapping[str, Mapping[str, str]]) -> list[Beside]:
    """The scores of a period, of the latest that is known where none is named, each beside our own.

    aspects: by survey and what people call it, in any language and in small letters, the full key of a question: csi.work_quality.
    """
    found = queries.scores(session.connection, period)
    if period is None and found:
        found = [each for each in found if _days(each) == _days(found[0])]
    count = session.policy.kpi.official_weakest
    asked = {f"{survey}.{aspect}" for survey in ("ssi", "csi") for aspect in getattr(session.policy.surveys, survey)}
    told: list[Beside] = []
    for days in dict.fromkeys(map(_days, found)):
        of_days = [each for each in found if _days(each) == days]
        weak = weakest(of_days, count)
        own = {(row.key, row.scope.id): row for row in satisfaction_report(session, days).rows if row.scope.kind in _TOLD}
        for each in of_days:
            survey = survey_of(each.survey)
            key = aspect_of(each.item, aspects.get(survey or "", {}))
            row = own.get((survey or "", key))
            told.append(Beside(each, survey, key, row, behind(each), each in weak, key in asked))
    return told


def _days(score: OfficialScore) -> Period:
    return Period(score.first, score.last)
