"""The buying intention that a call is about: a few lines for people, all of it for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kcrm.actions.prospects.brief import Brief
from kcrm.actions.prospects.refusals import whose
from kcrm.i18n import N_, _
from kcrm.model import By
from kcrm.model.prospects import LostReason, ProspectLevel, Stage
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.labels import label_of
from kcrm.views.levels import level_in_words
from kcrm.views.tones import Tone, gathered, toned
from kcrm.views.values import joined, yuan

_COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("level", N_("Buying level"), Cell.ENUM, labels=ProspectLevel),
    Column("because", N_("Why")),
    Column("stage", N_("Stage"), Cell.ENUM, labels=Stage),
    Column("model", N_("Model")),
    Column("rival", N_("Rival model")),
    Column("budget", N_("Budget (yuan)"), Cell.MONEY),
    Column("intended_on", N_("Intends to buy"), Cell.DATE),
    Column("contacted_on", N_("Last contact"), Cell.DATE),
    Column("contacted_by", N_("By"), Cell.ENUM, labels=By),
    Column("said", N_("Last said")),
    Column("driven_on", N_("Test drive"), Cell.DATE),
    Column("driven", N_("Model driven")),
    Column("quote", N_("Quote"), Cell.MONEY),
    Column("quote_until", N_("Valid until"), Cell.DATE),
    Column("lost_on", N_("Lost on"), Cell.DATE),
    Column("lost_reason", N_("Loss reason"), Cell.ENUM, labels=LostReason),
    Column("lost_to", N_("Lost to")),
    Column("consultant_no", N_("Consultant no."), Cell.IDENTIFIER),
    Column("consultant", N_("Consultant")),
)


def prospects_part(briefs: Sequence[Brief]) -> View:
    """For machines, with a row each."""
    return View(_("Prospects"), _COLUMNS, [_row(each) for each in briefs], audience=Audience.MACHINES)


def _row(brief: Brief) -> tuple[object, ...]:
    prospect, judged, talk, drive, quote = brief.prospect, brief.judged, brief.talk, brief.drive, brief.quote
    return (
        identifier(Thing.PROSPECT, prospect.id),
        judged.level if judged else None,
        judged.because if judged else None,
        *(prospect.stage, prospect.model, prospect.rival, prospect.budget_fen, prospect.intended_on, prospect.contacted_on),
        *((talk.by, talk.note) if talk else (None, None)),
        *((drive.day, drive.model) if drive else (None, None)),
        *((quote.price_fen, quote.valid_until) if quote else (None, None)),
        *(prospect.lost_on, prospect.lost_reason, prospect.lost_to, prospect.consultant_no, prospect.consultant),
    )


def brief_lines(brief: Brief, *, late: bool) -> Iterator[str]:
    """How soon and what; what was said last; what was driven and quoted; why they were lost. late: the call is overdue."""
    prospect = brief.prospect
    head = [f"{identifier(Thing.PROSPECT, prospect.id)} {label_of(prospect.stage)}"]
    if brief.judged is not None:
        head.append(_("level {level}: {why}").format(level=label_of(brief.judged.level), why=level_in_words(brief.judged)))
    belongs = _("belongs to {consultant}").format(consultant=whose(prospect))
    yield gathered(joined([*head, belongs]), [toned(belongs, Tone.BAD)] if late else [])
    wants = (
        (N_("wants {value}"), prospect.model),
        (N_("also looks at {value}"), prospect.rival),
        (N_("budget {value} yuan"), yuan(prospect.budget_fen) if prospect.budget_fen is not None else None),
    )
    yield joined(_(words).format(value=value) for words, value in wants if value is not None)
    yield from _done(brief)


def _done(brief: Brief) -> Iterator[str]:
    talk, drive, quote, loss = brief.talk, brief.drive, brief.quote, brief.loss
    if talk is not None:
        how = label_of(talk.by) if talk.by is not None and talk.by is not By.PHONE else label_of(talk.kind)
        said = _("last contact {day} ({how}): “{note}”") if talk.note else _("last contact {day} ({how})")
        yield said.format(day=f"{talk.day:%m-%d}", how=how, note=talk.note)
    shown = []
    if drive is not None:
        shown.append(_("test drive {day} {model}").format(day=f"{drive.day:%m-%d}", model=drive.model or "").rstrip())
    if quote is not None and quote.price_fen is not None:
        words = _("quote {price} yuan, valid to {day}")
        shown.append(words.format(price=yuan(quote.price_fen), day=f"{quote.valid_until:%m-%d}"))
    yield joined(shown)
    if loss is not None and loss.reason is not None:
        reason = label_of(LostReason(loss.reason))
        words = _("lost {day}: {reason}, to {rival}") if loss.rival else _("lost {day}: {reason}")
        yield words.format(day=f"{loss.day:%m-%d}", reason=reason, rival=loss.rival)
