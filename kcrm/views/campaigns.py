"""Campaigns: whom one is for and whom it left out, how far they came, and what can be concluded."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from kcrm.actions.campaigns import Card, Chosen, Reached, Told
from kcrm.actions.mailings import Mailing
from kcrm.i18n import N_, _
from kcrm.model.campaigns import CampaignAim, CampaignChannel, CampaignKind, Exclusion, Group, MessagePurpose, TargetState, Verdict
from kcrm.model.personal import Personal
from kcrm.queries.campaigns import Cost, LeftOut, Wave
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.rules.campaigns.effect import Between, Rate
from kcrm.views import Cell, Column, Measured, Shape, View
from kcrm.views.records import record_card

_PERCENT: Final = 100
_CHOSEN = (
    Column("campaign", N_("Campaign"), Cell.IDENTIFIER),
    Column("name", N_("Campaign name"), personal=Personal.NOTE),
    Column("wave", N_("Wave"), Cell.COUNT),
    Column("treated", N_("Approached"), Cell.COUNT),
    Column("control", N_("Left alone"), Cell.COUNT),
    Column("left_out", N_("Left out"), Cell.COUNT),
)
_MAILING = (
    *_CHOSEN[:3],
    Column("purpose", N_("For"), Cell.ENUM, labels=MessagePurpose),
    Column("template", N_("Template"), Cell.IDENTIFIER),
    Column("treated", N_("Written to"), Cell.COUNT),
    Column("left_out", N_("Left out"), Cell.COUNT),
    Column("text", N_("As a customer gets it")),
    Column("length", N_("Length"), Cell.COUNT),
    Column("segments", N_("Segments"), Cell.COUNT),
    Column("all_segments", N_("Segments in all, about"), Cell.COUNT),
    Column("cost", N_("Cost, about"), Cell.MONEY),
)
_REASONS = (
    Column("reason", N_("Why"), Cell.ENUM, labels=Exclusion),
    Column("people", N_("People"), Cell.COUNT),
)
_RESULTS = (
    Column("id", N_("Customer"), Cell.IDENTIFIER),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 3, personal=Personal.PHONE),
    Column("wave", N_("Wave"), Cell.COUNT, 4),
    Column("group", N_("Approached or not"), Cell.ENUM, 1, labels=Group),
    Column("since", N_("Approached from"), Cell.DATE, 3),
    Column("state", N_("How far"), Cell.ENUM, labels=TargetState),
    Column("on", N_("Step taken on"), Cell.DATE, 1),
    Column("income", N_("Brought"), Cell.MONEY, 2),
)
_LEFT_OUT = (
    Column("id", N_("Customer"), Cell.IDENTIFIER),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("wave", N_("Wave"), Cell.COUNT, 1),
    Column("reasons", N_("Why"), Cell.ENUMS, labels=Exclusion),
)
_WAVES = (
    Column("wave", N_("Wave"), Cell.COUNT),
    Column("chosen_on", N_("Chosen on"), Cell.DATE, 2),
    Column("filter", N_("For whom"), personal=Personal.NOTE),
    Column("control_percent", N_("Left alone, %"), Cell.COUNT, 2),
    Column("started_on", N_("Started on"), Cell.DATE),
    Column("treated", N_("Approached"), Cell.COUNT),
    Column("control", N_("Left alone"), Cell.COUNT),
    Column("left_out", N_("Left out"), Cell.COUNT),
    Column("words", N_("In whose words"), Cell.TEXT, 4, personal=Personal.NOTE),
    Column("approved_by", N_("Approved by"), Cell.TEXT, 4),
)
_COSTS = (
    Column("on", N_("Paid on"), Cell.DATE),
    Column("item", N_("For what"), personal=Personal.NOTE),
    Column("channel", N_("By which way"), Cell.ENUM, 1, labels=CampaignChannel),
    Column("amount", N_("Amount"), Cell.MONEY),
)
_EFFECT = (
    Column("campaign", N_("Campaign"), Cell.IDENTIFIER),
    Column("name", N_("Campaign name"), personal=Personal.NOTE),
    Column("kind", N_("Kind"), Cell.ENUM, 5, labels=CampaignKind),
    Column("aim", N_("Aims at"), Cell.ENUM, 4, labels=CampaignAim),
    Column("verdict", N_("What can be said"), Cell.ENUM, labels=Verdict),
    Column("approached", N_("Approached"), Cell.COUNT, 2),
    Column("responded", N_("Responded"), Cell.COUNT, 1),
    Column("response_percent", N_("Response"), Cell.MEASURE, 1),
    Column("came", N_("Came or bought"), Cell.COUNT, 3),
    Column("came_percent", N_("Share that came"), Cell.MEASURE),
    Column("came_low", N_("Share at least"), Cell.MEASURE, 6),
    Column("came_high", N_("Share at most"), Cell.MEASURE, 6),
    Column("control", N_("Left alone"), Cell.COUNT, 3),
    Column("control_came", N_("Of them came"), Cell.COUNT, 4),
    Column("control_percent", N_("Share of those left alone"), Cell.MEASURE, 1),
    Column("control_low", N_("Theirs at least"), Cell.MEASURE, 6),
    Column("control_high", N_("Theirs at most"), Cell.MEASURE, 6),
    Column("lift_points", N_("Difference"), Cell.MEASURE),
    Column("lift_low", N_("Difference at least"), Cell.MEASURE, 2),
    Column("lift_high", N_("Difference at most"), Cell.MEASURE, 2),
    Column("income", N_("Brought"), Cell.MONEY, 2),
    Column("more_income", N_("Brought by it"), Cell.MONEY, 3),
    Column("cost", N_("Cost"), Cell.MONEY, 2),
    Column("cost_per_response", N_("Cost of a response"), Cell.MONEY, 3),
    Column("return_percent", N_("Return"), Cell.MEASURE, 2),
)


def chosen_view(found: Chosen, *, tried: bool) -> View:
    """Whom a wave is for, and how many it left out for which reason; who has several stands with each."""
    number = identifier(Thing.CAMPAIGN, found.campaign.id)
    row = (number, found.campaign.name, found.wave, found.treated, found.control, found.left_out)
    why = View(_("Left out"), _REASONS, list(found.reasons.items()))
    hint = (
        _("To begin: kcrm campaign start {campaign}; who was left out: kcrm campaign result {campaign} --left-out")
        if found.treated
        else _("There is nobody to approach. Who was left out: kcrm campaign result {campaign} --left-out")
    )
    notes = () if tried else (hint.format(campaign=number),)
    return View(_("Whom it is for"), _CHOSEN, [row], shape=Shape.RECORD, parts={"reasons": why} if found.reasons else {}, notes=notes)


def mailing_view(found: Mailing, *, tried: bool) -> View:
    """Whom a message is for, how long it is and what it costs, and how many were left out for which reason."""
    chosen, length = found.chosen, found.length
    number = identifier(Thing.CAMPAIGN, chosen.campaign.id)
    row = (
        *(number, chosen.campaign.name, chosen.wave, found.purpose, found.words.template, chosen.treated, chosen.left_out),
        *(found.text, length.units, length.segments, found.segments, found.fen),
    )
    why = View(_("Left out"), _REASONS, list(chosen.reasons.items()))
    hints = (
        _("To write them out: kcrm message export --campaign {campaign} --to FILE").format(campaign=number),
        _("Who was left out: kcrm campaign result {campaign} --left-out").format(campaign=number),
    )
    parts = {"reasons": why} if chosen.reasons else {}
    return View(_("Messages"), _MAILING, [row], shape=Shape.RECORD, parts=parts, notes=() if tried else hints)


def campaign_view(found: Card) -> View:
    """A campaign with its waves, its costs and what can be concluded so far."""
    told = found.told
    parts = {
        "waves": View(_("Waves"), _WAVES, [_wave(each) for each in told.waves]),
        "costs": View(_("Costs"), _COSTS, [_cost(each) for each in told.costs]),
    }
    if told.effect is not None:
        parts["effect"] = effect_view(told)
    card = record_card(SheetKind.CAMPAIGNS, found.facts)
    return card._replace(parts={**card.parts, **{key: part for key, part in parts.items() if part.rows}})


def cost_list(found: Sequence[Cost]) -> View:
    """What was paid for a campaign."""
    return View(_("Costs"), _COSTS, [_cost(each) for each in found], empty=_("Nothing was paid yet."))


def result_list(found: Sequence[Reached]) -> View:
    """Everybody whom a campaign is for."""
    rows = [
        (
            identifier(Thing.CUSTOMER, each.row.id),
            each.row.name,
            each.row.phone,
            each.row.wave,
            each.row.group,
            each.row.since,
            each.state,
            each.on,
            each.fen,
        )
        for each in found
    ]
    return View(_("Whom it is for"), _RESULTS, rows, empty=_("No such targets."))


def left_out_list(found: Sequence[LeftOut]) -> View:
    """Whom it left out, with every reason."""
    rows = [(identifier(Thing.CUSTOMER, each.id), each.name, each.wave, each.reasons) for each in found]
    return View(_("Left out"), _LEFT_OUT, rows, empty=_("Nobody was left out."))


def effect_view(told: Told) -> View:
    """What can be concluded of one campaign."""
    return View(_("What can be said"), _EFFECT, [_shown(told)], shape=Shape.RECORD, notes=_remarks([told]))


def compared_list(found: Sequence[Told]) -> View:
    """The campaigns of a period beside each other."""
    return View(_("Campaigns compared"), _EFFECT, [_shown(each) for each in found], empty=_("No such campaigns."), notes=_remarks(found))


def _remarks(found: Sequence[Told]) -> tuple[str, ...]:
    """What a person should know who reads the figures."""
    verdicts = {each.effect.verdict for each in found if each.effect is not None}
    said = []
    if Verdict.NO_COMPARISON in verdicts:
        said.append(_("Without a control group nobody knows who would have come anyway: kcrm campaign target M3 FILTER --control 10%"))
    if Verdict.SO_FAR in verdicts:
        said.append(_("The days in which a response counts are not over (policy campaigns.response_days)."))
    return tuple(said)


def _wave(each: Wave) -> tuple[object, ...]:
    return (
        *(each.wave, each.chosen_on, each.filter, each.percent, each.started_on, each.treated, each.control, each.left_out),
        each.text or each.template,
        each.approved_by,
    )


def _cost(each: Cost) -> tuple[object, ...]:
    return each.day, each.item, each.channel, each.amount_fen


def _shown(told: Told) -> tuple[object, ...]:
    campaign, found = told.campaign, told.effect
    assert found is not None
    return (
        identifier(Thing.CAMPAIGN, campaign.id),
        campaign.name,
        campaign.kind,
        campaign.aim,
        found.verdict,
        found.treated.of,
        found.responded.those,
        _share(found.responded.value),
        found.treated.those,
        *_with_ends(found.treated),
        found.control.of,
        found.control.those if found.control.of else None,
        *_with_ends(found.control),
        _points(found.lift),
        *_ends(found.lift_between, "points"),
        found.fen,
        _whole(found.more_fen),
        found.cost_fen,
        _whole(found.cost_each),
        _share(found.gain),
    )


def _with_ends(rate: Rate) -> tuple[Measured | None, ...]:
    return _share(rate.value), *_ends(rate.interval, "percent")


def _ends(between: Between | None, unit: str) -> tuple[Measured | None, Measured | None]:
    if between is None:
        return None, None
    low, high = (Measured(Fraction(end).limit_denominator(10**6) * _PERCENT, unit) for end in between)
    return low, high


def _share(value: Fraction | None) -> Measured | None:
    return None if value is None else Measured(value * _PERCENT, "percent")


def _points(value: Fraction | None) -> Measured | None:
    return None if value is None else Measured(value * _PERCENT, "points")


def _whole(fen: Fraction | None) -> int | None:
    return None if fen is None else round(fen)
