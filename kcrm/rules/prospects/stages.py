"""Which step may follow which stage; forward a stage may be skipped, which is noted, and back there is only reopening (usual practice)."""

from __future__ import annotations

from collections.abc import Mapping

from kcrm.model.prospects import FUNNEL, OPEN_STAGES, ProspectStep, Stage

_TO: Mapping[ProspectStep, Stage] = {
    ProspectStep.CONTACTED: Stage.CONTACTED,
    ProspectStep.VISITED: Stage.VISITED,
    ProspectStep.TEST_DRIVE: Stage.TEST_DRIVE,
    ProspectStep.QUOTED: Stage.QUOTED,
    ProspectStep.ORDERED: Stage.ORDERED,
    ProspectStep.DELIVERED: Stage.DELIVERED,
    ProspectStep.LOST: Stage.LOST,
    ProspectStep.INVALID: Stage.INVALID,
}
_OPEN = frozenset(OPEN_STAGES)
_ENDED = frozenset({Stage.LOST, Stage.INVALID})
_FROM: Mapping[ProspectStep, frozenset[Stage]] = {
    ProspectStep.CONTACTED: _OPEN,
    ProspectStep.MISSED: _OPEN,
    ProspectStep.VISITED: _OPEN,
    ProspectStep.TEST_DRIVE: _OPEN,
    ProspectStep.QUOTED: _OPEN,
    ProspectStep.ORDERED: _OPEN,
    ProspectStep.ORDER_CANCELLED: frozenset({Stage.ORDERED}),
    ProspectStep.DELIVERED: _OPEN | {Stage.ORDERED},
    ProspectStep.LOST: _OPEN,
    ProspectStep.LOSS_CONFIRMED: frozenset({Stage.LOST}),
    ProspectStep.LOSS_CHECKED: frozenset({Stage.LOST}),
    ProspectStep.INVALID: _OPEN,
    ProspectStep.REOPENED: _ENDED,
    ProspectStep.REASSIGNED: _OPEN | {Stage.ORDERED},
    ProspectStep.LEVEL_CHANGED: _OPEN,
}
_ORDER = {stage: place for place, stage in enumerate(FUNNEL)}


def allowed(stage: Stage, step: ProspectStep) -> bool:
    """Whether a step may be taken at a stage."""
    return stage in _FROM.get(step, frozenset())


def allowed_steps(stage: Stage) -> tuple[ProspectStep, ...]:
    """What may be done at a stage, in the order of the steps."""
    return tuple(step for step in ProspectStep if allowed(stage, step))


def stage_after(stage: Stage, step: ProspectStep, before: Stage | None = None) -> Stage:
    """The stage after an allowed step: a further one never falls back by talking or looking again.

    before: of reopening, the open stage before it ended; `contacted` where that is unknown. A cancelled order falls back to `quoted`, as
    its price was named, whatever was left out on the way.
    """
    if step is ProspectStep.REOPENED:
        return before if before in _OPEN else Stage.CONTACTED
    if step is ProspectStep.ORDER_CANCELLED:
        return Stage.QUOTED
    to = _TO.get(step, stage)
    return to if to not in _ORDER or _ORDER[to] > _ORDER.get(stage, -1) else stage


def is_further(one: Stage, other: Stage) -> bool:
    """Whether the first stage is one to which the second may still come."""
    return one not in _ORDER or other not in _ORDER or _ORDER[one] > _ORDER[other]


def skipped(stage: Stage, step: ProspectStep) -> tuple[Stage, ...]:
    """The stages that a step leaves out; a contact is in every visit, and only those stages count that lead to the one reached."""
    to = _TO.get(step)
    if to not in _ORDER or stage not in _ORDER:
        return ()
    return tuple(each for each, place in _ORDER.items() if _ORDER[stage] < place < _ORDER[to] and each is not Stage.CONTACTED)
