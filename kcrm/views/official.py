"""The manufacturer's satisfaction scores as a list, beside our own, with what to do about the weakest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kcrm.actions.official import Beside
from kcrm.dates import Period
from kcrm.dates.days import last_of_month
from kcrm.i18n import N_, Language, _, use_language
from kcrm.kpis import Unit
from kcrm.model.official import OfficialScore
from kcrm.surveys import surveys
from kcrm.text import for_shell
from kcrm.views import Audience, Cell, Column, Measured, View
from kcrm.views.kpi.figures import period_option
from kcrm.views.labels import QUESTION, SURVEY
from kcrm.views.tones import Tone

_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_SCORE = (
    Column("period", N_("Period"), Cell.IDENTIFIER),
    Column("survey", N_("The manufacturer's survey")),
    Column("item", N_("Survey item")),
    Column("score", N_("Score given"), Cell.NUMBER),
    Column("region", N_("Regional average"), Cell.NUMBER, 1),
    Column("nation", N_("National average"), Cell.NUMBER, 1),
    Column("place", N_("Place in the ranking"), Cell.COUNT, 2),
)
_BESIDE = (
    *_SCORE,
    Column("behind", N_("Behind"), Cell.PERCENT),
    Column("weakest", N_("Weakest"), Cell.FLAG, colours={True: Tone.BAD}),
    Column("own_survey", N_("Our survey"), Cell.ENUM, 1, labels=SURVEY),
    Column("own_item", N_("Our aspect"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("own_item", N_("Our aspect"), priority=1, audience=Audience.PEOPLE),
    Column("own_value", N_("Our CS"), Cell.MEASURE),
    Column("own_numerator", N_("Numerator"), Cell.MEASURE, audience=Audience.MACHINES),
    Column("own_denominator", N_("Denominator"), Cell.MEASURE, audience=Audience.MACHINES),
    Column("own_numerator", N_("Made of"), Cell.IDENTIFIER, 2, audience=Audience.PEOPLE),
)


def scores_view(scores: Sequence[OfficialScore]) -> View:
    """Every score, the latest first; the columns are those of the file that is imported."""
    return View(
        _("The manufacturer's scores"),
        _SCORE,
        [_score(each) for each in scores],
        empty=_("No scores of the manufacturer yet. To import them: kcrm survey official import FILE"),
    )


def beside_view(found: Sequence[Beside]) -> View:
    """The scores beside our own."""
    return View(
        _("The manufacturer's scores beside our own"),
        _BESIDE,
        [_row(each) for each in found],
        caption=True,
        notes=tuple(_notes(found)),
        empty=_("No scores of the manufacturer yet. To import them: kcrm survey official import FILE"),
    )


def aspects_by_word() -> dict[str, dict[str, str]]:
    """By survey and what people call an aspect of it, in either language, its full key: csi, 维修质量 -> csi.work_quality."""
    found: dict[str, dict[str, str]] = {survey.key: {} for survey in surveys()}
    for survey in surveys():
        for question in survey.questions:
            for tongue in _LANGUAGES:
                with use_language(tongue):
                    found[survey.key][_(QUESTION[question.name]).casefold()] = question.name
    return found


def period_name(period: Period) -> str:
    """A period as the file has it: 2026-Q1, 2026-03, 2026, or its days."""
    first, last = period.first, period.last
    if first.day == 1 and first.year == last.year and last == last_of_month(last):
        if (first.month, last.month) == (1, 12):
            return f"{first.year}"
        if first.month % 3 == 1 and last.month == first.month + 2:
            return f"{first.year}-Q{last.month // 3}"
    return period_option(period)


def _score(each: OfficialScore) -> tuple[object, ...]:
    numbers = (None if number is None else Fraction(number, 100) for number in (each.score, each.region, each.nation))
    return (period_name(Period(each.first, each.last)), each.survey, each.item, *numbers, each.place)


def _row(each: Beside) -> tuple[object, ...]:
    own = each.own
    unit = own.unit if own is not None else Unit.RATIO
    value, above, below = (own.value, own.numerator, own.denominator) if own is not None else (None, None, None)
    return (
        *_score(each.score),
        each.behind,
        each.is_weak,
        each.survey,
        each.aspect,
        None if each.survey is None else _(QUESTION[each.aspect]) if each.aspect is not None else _("the whole survey"),
        None if value is None else Measured(value, unit),
        *(None if number is None else Measured(Fraction(number), Unit.COUNT) for number in (above, below)),
        None if above is None or below is None else f"{above} / {below}",
    )


def _notes(found: Sequence[Beside]) -> Iterator[str]:
    """What to type about the weakest: a measure, and a question in our own survey."""
    weak = sorted((each for each in found if each.is_weak), key=lambda each: -(each.behind or 0))
    if found and not weak:
        yield _("No item lies behind region or country.")
    for each in weak:
        words = _("{item}, {percent}% behind. A measure: {command}")
        yield words.format(item=each.score.item, percent=f"{float(each.behind or 0):.1f}", command=_measure(each))
        yield from _question(each)


def _measure(each: Beside) -> str:
    about = ["--from", f"{each.survey}@{each.score.last:%Y-%m}"] if each.survey is not None else []
    return for_shell(["kcrm", "measure", "add", each.score.item, *about, "--owner"]) + " NO --due DATE"


def _question(each: Beside) -> Iterator[str]:
    """An aspect that is not asked can be; for what no aspect asks there is the dealership's own question."""
    if each.aspect is None:
        yield _("No question of ours asks about {item}: word the dealership's own: kcrm script edit new_owner.own").format(
            item=each.score.item
        )
    elif not each.is_asked:
        survey, _dot, aspect = each.aspect.partition(".")
        yield _("{item} is not asked now. To ask it, name it with the others: kcrm policy set surveys.{survey} …,{aspect}").format(
            item=each.score.item, survey=survey, aspect=aspect
        )
