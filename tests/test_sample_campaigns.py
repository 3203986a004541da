"""The demonstration's year of campaigns: what can be concluded of each, and the owners' club, whenever it is shown."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("now", ["2026-11-21T08:30", "2027-03-01T00:05", "2028-02-29T23:59"])
def test_one_had_an_effect_one_had_none_and_of_three_nothing_is_said(shell, now):
    shell.at(now)
    shell.demo()
    verdicts = {each["campaign"]: each["verdict"] for each in (shell.json("campaign", "effect", f"M{number}") for number in range(1, 6))}
    assert verdicts == {"M1": "more", "M2": "no_difference", "M3": "no_comparison", "M4": "small", "M5": "so_far"}
    assert {row["state"] for row in shell.json("campaign", "list", "--state", "closed")} == {"closed"}
    left_out = shell.json("campaign", "result", "M1", "--left-out")
    assert {reason for row in left_out for reason in row["reasons"]} >= {"open_complaint", "no_consent"}
    waiting = shell.json("message", "list", "--campaign", "M5")
    assert {row["kind"] for row in waiting} == {"service_message"}
    assert shell.run("db", "check").code == 0


def test_the_club_has_members_a_drive_that_was_and_a_lecture_to_come(shell):
    shell.at("2026-11-21T08:30")
    shell.demo()
    found = {row["key"]: row["numerator"] for row in shell.json("kpi", "club", "--period", "2026-11")}
    assert found["club_members"] == 11  # of twelve one has left
    drive = shell.json("event", "report", "Z1")
    assert (drive["invited"], drive["came"], drive["missing"]) == (11, 7, 1)
    assert [row["state"] for row in shell.json("event", "list")] == ["coming", "held"]
