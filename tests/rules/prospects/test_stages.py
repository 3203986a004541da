"""Which step may follow which stage: the whole table by hand, and what no history of allowed steps can do."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.prospects import OPEN_STAGES, ProspectStep, Stage
from kcrm.rules.prospects.stages import allowed, allowed_steps, skipped, stage_after

OPEN = "contacted missed visited test_drive quoted ordered delivered lost invalid reassigned level_changed"
ALLOWED = {
    "registered": OPEN,
    "contacted": OPEN,
    "visited": OPEN,
    "test_drive": OPEN,
    "quoted": OPEN,
    "ordered": "order_cancelled delivered reassigned",
    "delivered": "",
    "lost": "loss_confirmed loss_checked reopened",
    "invalid": "reopened",
}
WAY = ("registered", "contacted", "visited", "test_drive", "quoted", "ordered", "delivered")
ENDS = {ProspectStep.LOST, ProspectStep.INVALID}


@pytest.mark.parametrize("stage", Stage)
def test_what_may_be_done_at_a_stage(stage):
    assert [step.value for step in allowed_steps(stage)] == ALLOWED[stage.value].split()
    assert {step.value for step in ProspectStep if allowed(stage, step)} == set(ALLOWED[stage.value].split())


@pytest.mark.parametrize(
    ("stage", "step", "after"),
    [
        ("registered", "contacted", "contacted"),
        ("registered", "quoted", "quoted"),  # forward, with stages left out
        ("registered", "delivered", "delivered"),
        ("contacted", "visited", "visited"),
        ("visited", "test_drive", "test_drive"),
        ("quoted", "ordered", "ordered"),
        ("ordered", "delivered", "delivered"),
        ("contacted", "contacted", "contacted"),
        ("quoted", "contacted", "quoted"),  # talking, looking or driving again does not fall back
        ("quoted", "visited", "quoted"),
        ("quoted", "test_drive", "quoted"),
        ("quoted", "quoted", "quoted"),
        ("registered", "lost", "lost"),
        ("quoted", "lost", "lost"),
        ("quoted", "invalid", "invalid"),
        ("lost", "loss_confirmed", "lost"),
        ("lost", "loss_checked", "lost"),
        ("registered", "level_changed", "registered"),
        ("visited", "reassigned", "visited"),
        ("ordered", "reassigned", "ordered"),
    ],
)
def test_the_stage_after_a_step(stage, step, after):
    assert stage_after(Stage(stage), ProspectStep(step)) == after


@pytest.mark.parametrize("before", OPEN_STAGES)
@pytest.mark.parametrize("ended", [Stage.LOST, Stage.INVALID])
def test_reopening_gives_the_former_stage_back(ended, before):
    assert stage_after(ended, ProspectStep.REOPENED, before) is before


@pytest.mark.parametrize("before", [None, Stage.ORDERED, Stage.DELIVERED, Stage.LOST, Stage.INVALID])
def test_a_reopened_one_of_which_no_open_stage_is_known_has_been_contacted(before):
    assert stage_after(Stage.LOST, ProspectStep.REOPENED, before) is Stage.CONTACTED


@pytest.mark.parametrize("before", [None, *OPEN_STAGES])
def test_a_cancelled_order_falls_back_to_its_quote_whatever_stood_before(before):
    assert stage_after(Stage.ORDERED, ProspectStep.ORDER_CANCELLED, before) is Stage.QUOTED


@pytest.mark.parametrize(
    ("stage", "step", "left_out"),
    [
        ("registered", "contacted", ""),
        ("registered", "visited", ""),  # a contact is in every visit
        ("registered", "test_drive", "visited"),
        ("registered", "quoted", "visited test_drive"),
        ("registered", "ordered", "visited test_drive quoted"),
        ("registered", "delivered", "visited test_drive quoted ordered"),
        ("contacted", "test_drive", "visited"),
        ("visited", "quoted", "test_drive"),
        ("quoted", "ordered", ""),
        ("quoted", "delivered", "ordered"),
        ("ordered", "delivered", ""),
        ("quoted", "visited", ""),  # again
        ("quoted", "contacted", ""),
        ("registered", "lost", ""),
        ("registered", "invalid", ""),
        ("registered", "level_changed", ""),
        ("registered", "reassigned", ""),
        ("lost", "reopened", ""),
        ("ordered", "order_cancelled", ""),
    ],
)
def test_what_a_step_leaves_out(stage, step, left_out):
    assert [each.value for each in skipped(Stage(stage), ProspectStep(step))] == left_out.split()


def test_nothing_is_left_out_but_what_lies_between_in_its_order():
    for stage, step in product(Stage, ProspectStep):
        found = [each.value for each in skipped(stage, step)]
        if not found:
            continue
        reached = stage_after(stage, step)
        between = WAY[WAY.index(stage.value) + 1 : WAY.index(reached.value)]
        assert found == [each for each in between if each != "contacted"]


@given(st.data())
def test_no_history_of_allowed_steps_falls_back_but_by_reopening_cancelling_or_ending(data):
    stage, before, ended = Stage.REGISTERED, None, False
    for _ in range(data.draw(st.integers(1, 12))):
        steps = allowed_steps(stage)
        if not steps:
            assert stage is Stage.DELIVERED
            return
        step = data.draw(st.sampled_from(steps))
        after = stage_after(stage, step, before)
        if step is ProspectStep.REOPENED:
            assert ended
            assert after is before
        elif step is ProspectStep.ORDER_CANCELLED:
            assert after is Stage.QUOTED
        elif step in ENDS:
            assert after.value == step.value
            before = stage
        elif stage.value in WAY:
            assert WAY.index(after.value) >= WAY.index(stage.value)
            assert after.value in {stage.value, step.value}
        else:
            assert after is stage
        stage, ended = after, after in {Stage.LOST, Stage.INVALID}


def test_whoever_is_not_delivered_can_still_be_and_nothing_follows_a_delivery():
    for stage in Stage:
        reached, news = {stage}, {stage}
        while news:
            news = {stage_after(each, step) for each in news for step in allowed_steps(each)} - reached
            reached |= news
        assert reached == {stage} if stage is Stage.DELIVERED else Stage.DELIVERED in reached
