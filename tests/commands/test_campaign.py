"""`kcrm campaign …`: prepared, targeted with a control group, begun, paid for, and what can be concluded."""

from __future__ import annotations

import pytest

DAY = "2026-06-15"


def prepared(desk, *more, channels="message", name="夏季空调检测"):
    desk.ok(
        *("--as", "G1", "campaign", "add", name, "--channels", channels, "--from", DAY, "--until", "2026-07-15"),
        *("--offer", "空调系统免费检测", *more),
    )


def order(desk, customer, day="2026-06-20", kind="paid_maintenance", amount="300"):
    desk.take(
        "orders",
        {
            "工单号": f"R{customer}{day}",
            "VIN": f"LSVAB2183E21{customer:05d}",
            "维修类型": kind,
            "进厂时间": f"{day} 09:00",
            "工时费": amount,
        },
    )


def test_who_is_left_out_is_told_with_every_reason_and_kept(offered):
    prepared(offered)
    found = offered.json("campaign", "target", "M1", "region:none", "--control", "25%")
    assert found == {
        "campaign": "M1",
        "name": "夏季空调检测",
        "wave": 1,
        "treated": 15,
        "control": 5,
        "left_out": 4,
        "reasons": [
            {"reason": "do_not_contact", "people": 1},
            {"reason": "no_consent", "people": 1},
            {"reason": "open_complaint", "people": 1},
            {"reason": "shared_phone", "people": 1},
        ],
    }
    assert offered.json("campaign", "result", "M1", "--left-out") == [
        {"id": "C21", "name": "李未问", "wave": 1, "reasons": ["no_consent"]},
        {"id": "C22", "name": "赵投诉", "wave": 1, "reasons": ["open_complaint"]},
        {"id": "C23", "name": "王同号", "wave": 1, "reasons": ["shared_phone"]},
        {"id": "C24", "name": "孙勿扰", "wave": 1, "reasons": ["do_not_contact"]},
    ]


def test_the_same_choice_gives_the_same_control_group_and_undo_takes_it_back(offered):
    prepared(offered)

    def alone():
        return [row["id"] for row in offered.json("campaign", "result", "M1", "--group", "control")]

    offered.ok("campaign", "target", "M1", "region:none", "--control", "25%")
    first = alone()
    assert len(first) == 5
    offered.ok("undo", "--yes")
    assert offered.query("SELECT count(*) FROM campaign_target") == [(0,)]
    offered.ok("campaign", "target", "M1", "C1")
    offered.ok("campaign", "target", "M1", "region:none", "--control", "25%")
    assert alone() == first
    assert offered.query("SELECT count(*) FROM campaign_wave") == [(1,)]


def test_once_begun_those_approached_have_a_follow_up_and_those_left_alone_none(offered):
    prepared(offered)
    offered.ok("campaign", "target", "M1", "region:none", "--control", "25%")
    assert offered.query("SELECT count(*) FROM followup WHERE case_no = 'M1'") == [(0,)]
    offered.ok("campaign", "start", "M1")
    treated = {row["id"] for row in offered.json("campaign", "result", "M1", "--group", "treated")}
    rows = offered.json("followup", "list", "--kind", "campaign_message")
    assert {row["customer_id"] for row in rows} == treated
    assert {(row["due_on"], row["about"]) for row in rows} == {(DAY, "空调系统免费检测")}
    assert offered.query("SELECT DISTINCT lapses_on, base, base_on FROM followup WHERE case_no = 'M1'") == [
        ("2026-07-15", "approached_on", DAY)
    ]
    texts = [row["text"] for row in offered.json("message", "list", "--kind", "campaign_message")]
    assert len(texts) == 15
    assert all("空调系统免费检测" in text and "Reply R" in text for text in texts)
    offered.ok("undo", "--yes")
    assert offered.query("SELECT count(*) FROM followup WHERE case_no = 'M1' AND state = 'open'") == [(0,)]


def test_where_people_are_written_to_and_rung_up_the_call_comes_three_days_later(offered):
    prepared(offered, channels="call,message")
    offered.ok("campaign", "target", "M1", "C1")
    offered.ok("campaign", "start", "M1")
    assert offered.query("SELECT kind, channel, due_on FROM followup WHERE case_no = 'M1' ORDER BY kind") == [
        ("campaign_call", "call", "2026-06-18"),
        ("campaign_message", "message", DAY),
    ]


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (lambda desk: order(desk, 1, DAY), "came_back"),
        (lambda desk: desk.ok("--as", "G1", "campaign", "close", "M1"), "campaign_over"),
        (lambda desk: desk.ok("campaign", "edit", "M1", "--channels", "message"), "campaign_over"),
        (lambda desk: desk.ok("customer", "edit", "C1", "--call-consent", "no"), "no_consent"),
    ],
)
def test_a_call_that_nobody_needs_any_more_is_cancelled_with_its_reason(offered, after, reason):
    prepared(offered, channels="call")
    offered.ok("campaign", "target", "M1", "C1")
    offered.ok("campaign", "start", "M1")
    after(offered)
    assert offered.query("SELECT state, reason FROM followup WHERE kind = 'campaign_call'") == [("cancelled", reason)]


def test_what_is_not_answered_lapses_with_the_campaign(offered):
    prepared(offered, channels="call")
    offered.ok("campaign", "target", "M1", "C1")
    offered.ok("campaign", "start", "M1")
    offered.at("2026-07-15T09:00")
    offered.ok("plan")
    assert offered.query("SELECT state FROM followup WHERE case_no = 'M1'") == [("open",)]
    offered.at("2026-07-16T09:00")
    offered.ok("plan")
    assert offered.query("SELECT state FROM followup WHERE case_no = 'M1'") == [("lapsed",)]


def test_the_effect_is_reckoned_from_who_came_and_says_nothing_without_a_control_group(offered):
    prepared(offered)
    offered.ok("campaign", "target", "M1", "region:none", "--control", "50%")
    offered.ok("campaign", "start", "M1")
    treated, alone = (
        [int(row["id"][1:]) for row in offered.json("campaign", "result", "M1", "--group", group)] for group in ("treated", "control")
    )
    for customer in treated[:8]:
        order(offered, customer)
    order(offered, alone[0])
    order(offered, treated[9], "2026-07-16")  # a day too late
    order(offered, treated[8], kind="internal")  # no visit
    offered.ok("campaign", "cost", "M1", "短信", "120", "--channel", "message")
    offered.at("2026-07-15T12:00")
    assert offered.json("campaign", "effect", "M1")["verdict"] == "so_far"
    offered.at("2026-07-16T12:00")
    found = offered.json("campaign", "effect", "M1")
    assert found == {
        "campaign": "M1",
        "name": "夏季空调检测",
        "kind": "service",
        "aim": "visit",
        "verdict": "more",
        "approached": 10,
        "responded": 8,
        "response_percent": 80,
        "came": 8,
        "came_percent": 80,
        # Wilson of 8/10: 0.4902 to 0.9433; of 1/10: 0.0179 to 0.4042
        "came_low": pytest.approx(49.02, abs=0.06),
        "came_high": pytest.approx(94.33, abs=0.06),
        "control": 10,
        "control_came": 1,
        "control_percent": 10,
        "control_low": pytest.approx(1.79, abs=0.06),
        "control_high": pytest.approx(40.42, abs=0.06),
        "lift_points": 70,
        # 0.7 - sqrt(0.3098² + 0.3042²), 0.7 + sqrt(0.1433² + 0.0821²)
        "lift_low": pytest.approx(26.58, abs=0.1),
        "lift_high": pytest.approx(86.52, abs=0.1),
        "income": 2400.0,
        "more_income": 2100.0,
        "cost": 120.0,
        "cost_per_response": 15.0,
        "return_percent": 1900,
    }


def test_without_a_control_group_no_lift_is_told(offered):
    prepared(offered)
    offered.ok("campaign", "target", "M1", "region:none")
    offered.ok("campaign", "start", "M1")
    order(offered, 1)
    offered.at("2026-07-20T12:00")
    found = offered.json("campaign", "effect", "M1")
    assert (found["verdict"], found["lift_points"], found["more_income"], found["control_percent"]) == ("no_comparison", None, None, None)
    assert "Without a control group nobody knows who would have come anyway" in offered.ok("campaign", "effect", "M1").err
    assert [row["campaign"] for row in offered.json("campaign", "compare", "--period", "2026")] == ["M1"]
    assert offered.json("campaign", "compare", "--period", "2025") == []


def test_how_far_each_came_is_told_by_the_furthest_step(offered):
    prepared(offered, channels="call")
    offered.ok("campaign", "target", "M1", "region:none")
    offered.ok("campaign", "start", "M1")
    offered.ok("log", "C1", "answered", "--result", "booked", "--at", "2026-06-20")
    offered.ok("log", "C2", "answered", "--result", "undecided")
    offered.ok("log", "C3", "refused")
    offered.ok("log", "C4", "answered", "--result", "elsewhere")
    order(offered, 5)
    states = {row["id"]: (row["state"], row["income"]) for row in offered.json("campaign", "result", "M1")}
    assert [states[f"C{number}"] for number in range(1, 7)] == [
        ("booked", 0.0),
        ("responded", 0.0),
        ("refused", 0.0),
        ("reached", 0.0),
        ("came", 300.0),
        ("listed", 0.0),
    ]
    assert [row["id"] for row in offered.json("campaign", "result", "M1", "--state", "came")] == ["C5"]


def test_a_second_wave_takes_nobody_of_the_first(offered):
    prepared(offered)
    offered.ok("campaign", "target", "M1", "C1")
    offered.ok("campaign", "start", "M1")
    found = offered.json("campaign", "target", "M1", "region:none", "--control", "10%")
    assert (found["wave"], found["treated"], found["control"]) == (2, 17, 2)
    assert {"reason": "already_targeted", "people": 1} in found["reasons"]
    offered.ok("campaign", "start", "M1", "--on", "2026-06-20")
    card = offered.json("campaign", "show", "M1")
    assert [(wave["wave"], wave["started_on"], wave["treated"]) for wave in card["waves"]] == [(1, DAY, 1), (2, "2026-06-20", 17)]
    assert (card["state"], card["targets"], card["control"], card["started_on"]) == ("running", 18, 2, DAY)


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("campaign", "target", "M1", "C1", "--control", "100%"), 2, "from 0% to 99%"),
        (("campaign", "target", "M1", "C1", "--control", "12.5%"), 2, "whole percent"),
        (("campaign", "target", "M1"), 2, "Say whom it is for"),
        (("campaign", "target", "M1", "C1", "--wave", "3"), 2, "The next wave of M1 is 1."),
        (("campaign", "target", "M9", "C1"), 3, "No campaign matches M9"),
        (("campaign", "start", "M1"), 5, "M1 has nobody to approach."),
        (("campaign", "effect", "M1"), 2, "M1 has not begun."),
        (("campaign", "cost", "M1", "短信"), 2, "Say what for and how much"),
        (("campaign", "cost", "M1", " ", "5"), 2, "Say what for and how much"),
        (("campaign", "cost", "M1", "短信", "-5"), 2, "-5"),
        (("campaign", "cost", "M1", "短信", "5", "--on", "2026-06-16"), 5, "2026-06-16 is still to come."),
        (("campaign", "add", "反了", "--channels", "call", "--from", "2026-07-01", "--until", "2026-06-30"), 5, "its last day"),
        (("campaign", "add", "渠道", "--channels", "pigeon", "--from", "2026-07-01", "--until", "2026-07-30"), 2, "pigeon"),
        (("campaign", "result", "M1", "--left-out", "--group", "control"), 2, "--left-out goes without"),
    ],
)
def test_bad_input_is_refused_and_writes_nothing(offered, argv, code, words):
    prepared(offered)
    before = offered.query("SELECT count(*) FROM operation")
    result = offered.run(*argv)
    assert (result.code, words in result.err) == (code, True), result.err
    assert offered.query("SELECT count(*) FROM operation") == before


def test_a_campaign_that_is_over_or_closed_takes_nobody_any_more(offered):
    prepared(offered)
    offered.ok("campaign", "target", "M1", "C1")
    assert "M1 goes from 2026-06-15 until 2026-07-15." in offered.run("campaign", "start", "M1", "--on", "2026-07-16").err
    offered.ok("campaign", "start", "M1")
    assert "Wave 1 of M1 began on 2026-06-15." in offered.run("campaign", "target", "M1", "C2", "--wave", "1").err
    offered.at("2026-07-16T09:00")
    assert "M1 ended on 2026-07-15." in offered.run("campaign", "target", "M1", "C2").err
    assert offered.json("campaign", "list", "--state", "over")[0]["id"] == "M1"
    offered.ok("campaign", "close", "M1", "--result", "效果一般")
    assert "M1 was closed on 2026-07-16." in offered.run("campaign", "close", "M1").err
    assert offered.json("campaign", "list", "--state", "closed")[0]["closed_on"] == "2026-07-16"


def test_a_dry_run_tells_the_same_and_writes_nothing(offered):
    prepared(offered)
    tried = offered.json("campaign", "target", "M1", "region:none", "-n")
    assert offered.query("SELECT count(*) FROM campaign_target") == [(0,)]
    assert offered.json("campaign", "target", "M1", "region:none") == tried


def test_two_that_were_one_are_one_target(offered):
    prepared(offered, channels="call")
    offered.ok("campaign", "target", "M1", "region:none")
    offered.ok("campaign", "start", "M1")
    before = offered.query("SELECT count(*) FROM campaign_target")[0][0]
    offered.ok("customer", "merge", "C1", "C2", "--force")
    assert offered.query("SELECT count(*) FROM campaign_target") == [(before - 1,)]
    offered.ok("undo", "--yes")
    assert offered.query("SELECT count(*) FROM campaign_target") == [(before,)]


def test_what_campaigns_came_to_is_told_as_figures_and_down_to_their_rows(offered):
    prepared(offered)
    offered.ok("campaign", "target", "M1", "region:none", "--control", "50%")
    offered.ok("campaign", "start", "M1")
    treated, alone = (
        [int(row["id"][1:]) for row in offered.json("campaign", "result", "M1", "--group", group)] for group in ("treated", "control")
    )
    for customer in (*treated[:2], alone[0]):
        order(offered, customer)
    offered.ok("campaign", "cost", "M1", "短信", "120")
    offered.ok("campaign", "cost", "M1", "上月的", "80", "--on", "2026-05-31")
    found = {
        row["key"]: (row["value"], row["numerator"], row["denominator"]) for row in offered.json("kpi", "campaigns", "--period", "2026-06")
    }
    assert found == {
        "campaign_reached": (0, 0, 10),
        "campaign_responses": (20, 2, 10),
        "campaign_income": (600, 600, None),
        "campaign_spent": (120, 120, None),
        "campaign_response_cost": (60, 120, 2),
        "campaign_return": (400, 480, 120),
        "messages_sent": (0, 0, None),
        "messages_failed": (None, 0, 0),
        "messages_refused": (None, 0, 0),
    }
    rows = offered.json("kpi", "rows", "campaign_responses", "--period", "2026-06", "--side", "numerator")
    assert [(row["id"], row["customer_id"]) for row in rows] == [("M1", f"C{number}") for number in sorted(treated[:2])]
    offered.at("2026-07-02T09:00")
    assert "responses to campaigns" in offered.ok("report", "month", "2026-06").out


def test_the_call_desk_shows_what_is_offered_to_whom_and_to_those_left_alone_nothing(offered):
    prepared(offered)
    offered.ok("campaign", "target", "M1", "region:none", "--control", "50%")
    offered.ok("campaign", "start", "M1")
    treated, alone = (offered.json("campaign", "result", "M1", "--group", group)[0]["id"] for group in ("treated", "control"))
    offered.ok("followup", "add", treated, "other", DAY, "--about", "车况")
    card = offered.json("next")
    assert card["customer_id"] == treated
    assert card["offers"] == [{"id": "M1", "name": "夏季空调检测", "offer": "空调系统免费检测", "until_on": "2026-07-15"}]
    assert "空调系统免费检测, until 2026-07-15 (M1)" in offered.ok("next").out
    offered.ok("log", treated, "answered")
    offered.ok("followup", "add", alone, "other", DAY, "--about", "车况")
    assert offered.json("next")["offers"] == []


@pytest.mark.parametrize("spared", [("--do-not-contact", "yes"), ("--message-consent", "no"), ("--call-consent", "no")])
def test_of_a_recall_everybody_hears_whatever_they_want(offered, spared):
    offered.ok("customer", "edit", "C1", *spared)
    offered.ok(
        *("--as", "G1", "campaign", "add", "转向机召回", "--kind", "recall", "--channels", "call,message"),
        *("--from", DAY, "--until", "2026-12-31", "--offer", "转向机软件升级"),
    )
    found = offered.json("campaign", "target", "M1", "region:none")
    assert (found["treated"], found["reasons"]) == (23, [{"reason": "shared_phone", "people": 1}])
    offered.ok("campaign", "start", "M1")
    assert (
        offered.query("SELECT kind, state FROM followup WHERE case_no = 'M1' AND customer_id IN (1, 24) ORDER BY customer_id, kind")
        == [
            ("recall_call", "open"),
            ("recall_message", "open"),
        ]
        * 2
    )
    sent = {row["customer_id"]: row["blocked"] for row in offered.json("message", "list", "--kind", "recall_message")}
    assert (sent["C1"], sent["C24"]) == (None, None)
    offered.ok("plan", "--all")
    assert offered.ok("db", "check").code == 0
    assert offered.query("SELECT DISTINCT state FROM followup WHERE case_no = 'M1'") == [("open",)]
    # and of nothing else
    prepared(offered)
    assert "C24" in {
        row["id"]
        for row in offered.json("campaign", "target", "M2", "region:none") and offered.json("campaign", "result", "M2", "--left-out")
    }


@pytest.mark.parametrize("said", [("answered", "--result", "booked", "--at", "2026-06-20"), ("refused",)])
def test_who_booked_or_refused_in_the_call_is_not_written_to_any_more(offered, said):
    prepared(offered, channels="call,message")
    offered.ok("campaign", "target", "M1", "C1", "--wave", "1")
    offered.ok("campaign", "start", "M1")
    offered.at("2026-06-18T09:00")
    ((number,),) = offered.query("SELECT id FROM followup WHERE kind = 'campaign_call'")
    offered.ok("log", f"F{number}", *said)
    assert offered.query("SELECT state, reason FROM followup WHERE kind = 'campaign_message'") == [("cancelled", "responded")]
    offered.ok("undo", "--yes")
    assert offered.query("SELECT state FROM followup WHERE kind = 'campaign_message'") == [("open",)]


def test_where_nobody_is_left_to_approach_nothing_is_said_of_beginning(offered):
    prepared(offered)
    assert "To begin: kcrm campaign start M1" in offered.ok("campaign", "target", "M1", "C1").err
    told = offered.ok("campaign", "target", "M1", "C24").err
    assert "There is nobody to approach. Who was left out: kcrm campaign result M1 --left-out" in told
    assert "To begin" not in told


def test_who_refuses_by_reply_has_come_as_far_as_refusing(offered):
    prepared(offered)
    offered.ok("campaign", "target", "M1", "C1")
    offered.ok("campaign", "start", "M1")
    ((number,),) = offered.query("SELECT id FROM followup WHERE kind = 'campaign_message'")
    offered.ok("message", "sent", f"F{number}")
    assert [row["state"] for row in offered.json("campaign", "result", "M1")] == ["sent"]
    offered.ok("message", "refused", f"F{number}")
    assert [row["state"] for row in offered.json("campaign", "result", "M1", "--state", "refused")] == ["refused"]


def test_what_has_begun_begins_once_and_stays_of_its_kind(offered):
    prepared(offered, "--kind", "care")
    offered.ok("campaign", "target", "M1", "C1")
    offered.ok("campaign", "edit", "M1", "--kind", "service")
    offered.ok("campaign", "edit", "M1", "--kind", "care")
    offered.ok("campaign", "start", "M1")
    again = offered.run("campaign", "start", "M1")
    assert (again.code, again.err) == (5, f"kcrm: Wave 1 of M1 began on {DAY}.\nTo begin another: kcrm campaign target M1 FILTER\n")
    kind = offered.run("campaign", "edit", "M1", "--kind", "sales")
    assert (kind.code, "it has begun, and stays of its kind" in kind.err) == (5, True)
    offered.ok("campaign", "edit", "M1", "--kind", "care", "--offer", "空调")
    first = offered.run("campaign", "edit", "M1", "--from", "2026-06-16")
    assert (first.code, f"it began on {DAY}" in first.err) == (5, True)
    offered.ok("campaign", "edit", "M1", "--from", DAY)
    offered.ok("campaign", "edit", "M1", "--from", "2026-06-01", "--until", "2026-07-20")


def test_what_offers_something_is_not_written_to_who_complains_since_nor_without_a_dated_consent(offered):
    """Whoever may be rung is in the campaign for its call; that is no consent to its message."""
    prepared(offered, channels="call,message")
    offered.ok("campaign", "target", "M1", "region:none")
    offered.ok("campaign", "start", "M1")
    offered.ok("complaint", "open", "C4", "--severity", "minor", "--description", "等了两小时")

    def blocked():
        rows = offered.json("message", "list", "--campaign", "M1")
        return {row["customer_id"]: row["blocked"] for row in rows if row["blocked"] is not None}

    assert blocked() == {"C4": "open_complaint", "C21": "no_consent"}
    written = offered.ok("message", "export", "--campaign", "M1", "-o", "csv")
    assert not {"李未问", "王4"} & {line.split(",")[5] for line in written.out.splitlines()}
    assert "1 message left out: has an open complaint." in written.err
    offered.ok("undo", "--yes")
    assert blocked() == {"C21": "no_consent"}


def test_the_morning_tells_whoever_answers_for_a_campaign_how_far_it_has_come(offered):
    prepared(offered, "--responsible", "G1", channels="call")
    assert offered.json("--as", "G1")["campaigns"] == 0
    offered.ok("campaign", "target", "M1", "region:none")
    offered.ok("campaign", "start", "M1")
    offered.ok("log", "C1", "answered", "--result", "undecided")
    assert offered.json("--as", "G1")["campaigns"] == 1
    assert "M1 夏季空调检测: 1 of 21, until 07-15" in offered.ok("--as", "G1").out
    assert offered.json("--as", "S1")["campaigns"] == 0
    offered.at("2026-07-16T09:00")
    assert offered.json("--as", "G1")["campaigns"] == 0
