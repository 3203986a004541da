"""The loop of a complaint through the commands: whole payloads, both languages, every refusal."""

import pytest
from complaining import OPEN, part, resolved


def test_a_complaint_is_opened_with_all_its_keys(driven):
    assert driven.json(
        *OPEN, "--cause", "维修技术", "--channel", "phone", "--source", "热线", "--vehicle", "沪A12345", "--number", "T-1", "--as", "S1"
    ) == {
        "id": "K1",
        "complaint_no": "T-1",
        "received_at": "2026-06-15T08:30:00+08:00",
        "severity": "minor",
        "cause": "repair",
        "channel": "phone",
        "source": "hotline",
        "customer_id": "C1",
        "customer_no": "1001",
        "customer": "张伟",
        "phone": "13800138000",
        "vin": "LSVAA4187E2100001",
        "plate": "沪A12345",
        "state": "accepted",  # by S1, who recorded it
        "owner": "白雪",
        "owner_no": "S1",
        "level": "specialist",
        "accept_due": "2026-06-15T08:32:00+08:00",
        "accept_state": "met",
        "contact_due": "2026-06-15T10:30:00+08:00",
        "contact_state": "running",
        "resolve_due": "2026-06-17T08:30:00+08:00",
        "resolve_state": "running",
        "escalation_due": None,
        "escalation_state": None,
        "minutes_left": 120,
        "reopened": 0,
        "repeated": [],
        "description": "异响没修好",
    }


def test_what_nobody_is_named_for_waits_to_be_accepted_and_what_staff_record_does_not(house):
    assert part(house.json(*OPEN), "state", "accept_state", "owner_no") == ("received", "running", "S1")
    # whoever records it and is a specialist owns it, anybody else only takes it in
    assert part(house.json(*OPEN, "--as", "S2"), "state", "accept_state", "owner_no") == ("accepted", "met", "S2")
    house.at("2026-06-15T08:40")
    late = house.json(
        "complaint", "open", "李娜", "--severity", "minor", "--description", "x", "--received-at", "2026-06-15 08:30", "--as", "A1"
    )
    assert part(late, "state", "accept_state", "owner_no") == ("accepted", "met_late", "S2")
    assert house.query("SELECT kind, at, employee_no FROM complaint_event JOIN staff ON staff.id = staff_id WHERE complaint_id = 3") == [
        ("opened", "2026-06-15T00:30:00Z", "A1"),
        ("accepted", "2026-06-15T00:40:00Z", "A1"),
    ]


def test_the_first_contact_is_a_step_with_a_deadline(house):
    house.ok(*OPEN, "--channel", "12315", "--outside-no", "HZ-2026-7", "--reply-by", "2026-06-18")
    before = house.json("show", "K1")
    assert part(before, "contact_due", "contact_state", "outside_no", "manufacturer_no", "reply_by_on") == (
        *("2026-06-15T09:00:00+08:00", "running", "HZ-2026-7", "HZ-2026-7", "2026-06-18"),
    )
    house.at("2026-06-15T08:50")
    spoken = house.json("complaint", "contact", "K1", "--note", "已致电", "--as", "S1")
    assert part(spoken, "state", "contact_state", "accept_state", "minutes_left") == ("accepted", "met", "met_late", 2 * 24 * 60 - 20)
    shown = house.json("show", "K1")
    assert [part(each, "clock", "due_at", "state") for each in shown["clocks"]] == [
        ("accept", "2026-06-15T08:32:00+08:00", "met_late"),
        ("contact", "2026-06-15T09:00:00+08:00", "met"),
        ("resolve", "2026-06-17T08:30:00+08:00", "running"),
        ("reply", "2026-06-18T23:59:59+08:00", "running"),
    ]
    assert part(shown["timeline"][1], "step", "by_no", "note") == ("contacted", "S1", "已致电")
    form = house.ok("complaint", "form", "K1").out
    assert "| Outside case no. | HZ-2026-7 |" in form
    assert "| first contact | due 2026-06-15 09:00, done 2026-06-15 08:50: met |" in form
    assert house.json("find", "HZ-2026-7")[0]["id"] == "K1"
    assert house.json(*OPEN, "--contacted")["contact_state"] == "met"


def test_what_an_outside_body_says_later_is_edited(house):
    house.ok(*OPEN)
    edited = house.run("complaint", "edit", "K1", "--manufacturer-no", "400-7", "--reply-by", "2026-06-18")
    assert (edited.code, edited.err) == (0, "Changed K1 张伟.\n")
    assert part(house.json("show", "K1"), "outside_no", "reply_by_on") == ("400-7", "2026-06-18")
    house.ok("complaint", "edit", "K1", "--reply-by", "")
    assert [each["clock"] for each in house.json("show", "K1")["clocks"]] == ["accept", "contact", "resolve"]
    assert house.run("complaint", "edit", "K1").code == 2
    house.ok("undo", "--yes")
    assert house.json("show", "K1")["reply_by_on"] == "2026-06-18"


def test_the_whole_loop_ends_only_when_the_customer_says_so(house):
    house.ok(*OPEN)
    accepted = house.json("complaint", "accept", "K1", "--as", "S2")
    assert part(accepted, "state", "accept_state", "owner_no") == ("accepted", "met", "S2")  # whoever takes it up owns it
    assigned = house.json("complaint", "assign", "K1", "--department", "维修部")
    assert part(assigned, "state", "owner_no", "level") == ("assigned", "D1", "specialist")
    house.at("2026-06-15T14:00")
    assert house.json("complaint", "respond", "K1", "--note", "免费复检")["state"] == "responded"
    house.at("2026-06-15T16:30")
    done = house.json(
        "complaint", "resolve", "K1", "--cause", "repair", "--finding", "valid", "--goodwill", "150", "--approved-by", "S1", "--as", "A1"
    )
    # due on 17 June at 08:30, 40 hours later
    assert part(done, "state", "resolve_state", "minutes_left") == ("resolved", "met", None)
    assert house.query("SELECT goodwill_fen, (SELECT employee_no FROM staff WHERE id = goodwill_by_id) FROM complaint") == [(15000, "S1")]
    recall = house.query("SELECT id, kind, due_on, lapses_on, state FROM followup")
    assert recall == [(1, "complaint_recall", "2026-06-16", None, "open")]
    house.at("2026-06-16T10:00")
    called = house.json("log", "F1", "answered", "--satisfied", "yes", "--as", "S1")
    assert part(called, "outcome", "settled_ids", "complaint_id") == ("answered", ["K1"], None)
    assert house.json("show", "K1")["state"] == "closed"
    assert house.query("SELECT kind, at, satisfied, followup_id FROM complaint_event ORDER BY id") == [
        ("opened", "2026-06-15T00:30:00Z", None, None),
        ("accepted", "2026-06-15T00:30:00Z", None, None),
        ("assigned", "2026-06-15T00:30:00Z", None, None),
        ("responded", "2026-06-15T06:00:00Z", None, None),
        ("resolved", "2026-06-15T08:30:00Z", None, None),
        ("recalled", "2026-06-16T02:00:00Z", 1, 1),
        ("closed", "2026-06-16T02:00:00Z", None, None),
    ]
    assert house.query("SELECT state FROM followup") == [("done",)]


def test_the_recall_is_a_colleagues_who_did_not_resolve_it(house):
    resolved(house, by="S1")
    assert house.query("SELECT employee_no FROM followup JOIN staff ON staff.id = assignee_id") == [("S2",)]
    house.at("2026-06-16T10:00")
    refused = house.run("log", "F1", "answered", "--satisfied", "yes", "--as", "S1")
    assert (refused.code, refused.err) == (5, "kcrm: K1 was resolved by 白雪; a colleague must ask the customer.\n")
    assert house.query("SELECT state FROM followup") == [("open",)]


def test_not_satisfied_takes_it_up_again_with_a_new_deadline_and_a_second_recall(house):
    resolved(house)
    house.at("2026-06-16T10:00")
    result = house.ok("log", "张伟", "answered", "--satisfied", "no", "--as", "S1")
    assert result.err == "Complaint K1: reopened.\n"
    again = house.json("show", "K1")
    assert part(again, "state", "reopened", "resolve_due", "resolve_state", "minutes_left", "owner_no") == (
        "reopened",
        1,
        "2026-06-18T10:00:00+08:00",
        "running",
        2880,
        "S1",
    )
    house.ok("complaint", "resolve", "K1", "--as", "A1")
    assert house.query("SELECT id, due_on, state FROM followup") == [(1, "2026-06-16", "done"), (2, "2026-06-17", "open")]


def test_an_answered_recall_needs_the_answer_and_no_other_call_has_one(house):
    resolved(house)
    house.at("2026-06-16T10:00")
    wanting = house.run("log", "张伟", "answered")
    assert (wanting.code, wanting.err) == (
        2,
        "kcrm: Is the customer satisfied with how the complaint was settled? Add --satisfied yes or --satisfied no.\n",
    )
    nobody = house.run("log", "张伟", "no_answer", "--satisfied", "yes")
    assert (nobody.code, nobody.err) == (2, "kcrm: --satisfied does not go with “no answer”: no one was reached.\n")
    assert house.query("SELECT count(*) FROM call") == [(0,)]


def test_undoing_the_resolution_takes_the_recall_back(house):
    resolved(house)
    house.ok("undo", "--yes")
    assert house.json("show", "K1")["state"] == "accepted"
    assert house.query("SELECT count(*) FROM followup WHERE state = 'open'") == [(0,)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "step of a complaint 3 K1: O9 added a step that builds on it."),
        ("zh", "投诉步骤 3 K1 之后，O9 又有步骤以它为基础。"),
    ],
)
def test_a_step_is_not_undone_under_a_later_one(house, language, said):
    house.ok(*OPEN)
    house.ok("complaint", "accept", "K1")
    house.ok("complaint", "pause", "K1", "--reason", "waiting_parts")
    paused = house.json("operation", "list")[0]["id"]
    house.ok("complaint", "resume", "K1")  # the record is again as it was before the pause
    house.speaking(language)
    before = house.query("SELECT * FROM complaint_event")
    refused = house.run("undo", paused, "--yes")
    assert (refused.code, refused.err.splitlines()[0]) == (5, said)
    assert house.run("undo", paused, "--yes", "--force").code == 5  # left, so nothing remains of it
    assert house.query("SELECT * FROM complaint_event") == before


def test_a_note_since_is_no_obstacle_and_an_undone_step_comes_back_only_where_nothing_followed(house):
    house.ok(*OPEN)
    house.ok("complaint", "accept", "K1")
    accepted = house.json("operation", "list")[0]["id"]
    house.ok("complaint", "note", "K1", "等回电")
    house.ok("undo", accepted, "--yes")
    undone = house.json("operation", "list")[0]["id"]
    house.ok("complaint", "accept", "K1")
    assert house.run("undo", undone, "--yes").code == 5  # it would be accepted twice
    assert [row[0] for row in house.query("SELECT kind FROM complaint_event ORDER BY id")] == ["opened", "noted", "accepted"]


def test_a_recall_by_hand_settles_the_planned_one(house):
    resolved(house)
    assert house.json("complaint", "recall", "K1", "--satisfied", "是")["state"] == "closed"
    assert house.query("SELECT state, reason FROM followup") == [("cancelled", "settled")]


def test_closing_needs_cause_and_finding_and_the_customers_word(house):
    house.ok(*OPEN)
    house.ok("complaint", "accept", "K1")
    house.ok("complaint", "resolve", "K1")
    bare = house.run("complaint", "close", "K1")
    assert (bare.code, bare.err) == (
        5,
        "kcrm: K1 needs a cause and a finding to be closed.\nAs in: kcrm complaint close K1 --cause service --finding valid\n",
    )
    unasked = house.run("complaint", "close", "K1", "--cause", "service", "--finding", "communication")
    assert (unasked.code, unasked.err.splitlines()[0]) == (
        5,
        "kcrm: K1: the customer has not confirmed that it is settled. Ask them first and record the answer.",
    )
    assert house.json("complaint", "recall", "K1", "--satisfied", "yes")["state"] == "recalled"
    assert house.json("complaint", "close", "K1", "--cause", "service", "--finding", "communication")["state"] == "closed"


def test_who_cannot_be_asked_is_closed_by_a_manager_with_a_reason(house):
    resolved(house)
    house.ok("customer", "edit", "张伟", "--do-not-contact", "yes")
    assert house.run("complaint", "close", "K1", "--note", "免打扰", "--as", "S1").code == 5
    assert house.run("complaint", "close", "K1", "--as", "G1").code == 5
    assert house.json("complaint", "close", "K1", "--note", "免打扰", "--as", "G1")["state"] == "closed"


def test_malicious_is_a_managers_finding_and_no_start(house):
    refused = house.run(*OPEN, "--cause", "malicious")
    assert (refused.code, refused.err.splitlines()[0]) == (
        5,
        "kcrm: A complaint cannot be opened as malicious; a manager decides that when closing it.",
    )
    resolved(house)
    for actor in ((), ("--as", "S1"), ("--as", "M1")):
        end = house.run("complaint", "close", "K1", "--cause", "malicious", "--finding", "malicious", "--note", "索赔过高", *actor)
        assert (end.code, end.err.splitlines()[0]) == (
            5,
            "kcrm: Only a manager (customer service, department, general) can find a complaint malicious.",
        )
    end = house.json("complaint", "close", "K1", "--cause", "malicious", "--finding", "malicious", "--note", "索赔过高", "--as", "B1")
    assert part(end, "state", "cause") == ("closed", "malicious")


def test_goodwill_beyond_the_authority_is_refused_by_name(house):
    house.ok(*OPEN)
    house.ok("complaint", "accept", "K1")
    nobody = house.run("complaint", "resolve", "K1", "--goodwill", "100")
    assert (nobody.code, nobody.err) == (2, "kcrm: --goodwill needs an approver: add --approved-by EMPLOYEE_NO, or --as for yourself.\n")
    too_much = house.run("complaint", "resolve", "K1", "--goodwill", "1000.01", "--as", "G1")
    said = "Goodwill of 1000.01 yuan exceeds the limit of 何总 (customer-service manager). It can be approved by: department head."
    assert (too_much.code, too_much.err.splitlines()[0]) == (5, f"kcrm: {said}")
    assert house.json("show", "K1")["state"] == "accepted"
    assert house.json("complaint", "resolve", "K1", "--goodwill", "1000", "--as", "G1")["state"] == "resolved"


@pytest.mark.parametrize(("language", "said"), [("en", "何总 (G1) no longer works here."), ("zh", "何总（G1）已离职。")])
def test_who_has_left_approves_nothing_and_finds_nobody_malicious(house, language, said):
    house.ok(*OPEN)
    house.ok("complaint", "accept", "K1")
    house.ok("staff", "edit", "G1", "--left-on", "2026-06-14")  # yesterday
    house.speaking(language)
    for approved in (("--approved-by", "G1"), ("--as", "G1")):
        refused = house.run("complaint", "resolve", "K1", "--goodwill", "100", *approved)
        assert (refused.code, refused.err.splitlines()[0]) == (5, f"kcrm: {said}")
    refused = house.run("complaint", "resolve", "K1", "--finding", "malicious", "--as", "G1")
    assert (refused.code, refused.err.splitlines()[0]) == (5, f"kcrm: {said}")
    assert house.json("show", "K1")["state"] == "accepted"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "kcrm: K1 is accepted: “accept” is not possible now.\nAvailable: kcrm complaint "),
        ("zh", "kcrm: K1 的状态是“已接单”，现在不能“accept”。\n现在可以：kcrm complaint "),
    ],
)
def test_an_illegal_step_names_what_is_possible_now(house, language, said):
    house.ok(*OPEN)
    house.ok("complaint", "accept", "K1")
    house.speaking(language)
    again = house.run("complaint", "accept", "K1")
    assert (again.code, again.err) == (5, f"{said}contact|assign|respond|resolve|escalate|note|pause\n")
    assert house.query("SELECT count(*) FROM complaint_event") == [(2,)]


STEPS = {
    "accept": ("accept", "K1"),
    "assign": ("assign", "K1", "--department", "维修部"),
    "respond": ("respond", "K1", "--note", "x"),
    "resolve": ("resolve", "K1"),
    "recall": ("recall", "K1", "--satisfied", "yes"),
    "close": ("close", "K1", "--cause", "service", "--finding", "valid"),
    "reopen": ("reopen", "K1", "--note", "x"),
    "pause": ("pause", "K1", "--reason", "waiting_parts"),
    "resume": ("resume", "K1"),
}


@pytest.mark.parametrize(
    ("taken", "illegal"),
    [
        ((), ("assign", "respond", "resolve", "recall", "close", "reopen", "pause", "resume")),
        (("accept",), ("accept", "recall", "close", "reopen", "resume")),
        (("accept", "assign"), ("accept", "recall", "close", "reopen", "resume")),
        (("accept", "respond"), ("accept", "recall", "close", "reopen", "resume")),
        (("accept", "pause"), ("accept", "assign", "respond", "resolve", "recall", "close", "reopen", "pause")),
        (("accept", "resolve"), ("accept", "assign", "respond", "resolve", "pause", "resume")),
        (("accept", "resolve", "recall"), ("accept", "assign", "respond", "resolve", "recall", "pause", "resume")),
        (("accept", "resolve", "recall", "close"), ("accept", "assign", "respond", "resolve", "recall", "close", "pause", "resume")),
        (("accept", "resolve", "reopen"), ("accept", "recall", "close", "reopen", "resume")),
    ],
)
def test_each_illegal_step_is_refused_and_leaves_nothing(house, taken, illegal):
    house.ok(*OPEN)
    for verb in taken:
        house.ok("complaint", *STEPS[verb])
    before = house.query("SELECT count(*) FROM complaint_event")
    for verb in illegal:
        assert house.run("complaint", *STEPS[verb]).code == 5, verb
    assert house.query("SELECT count(*) FROM complaint_event") == before


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("complaint", "open", "王五", "--severity", "minor", "--description", "x"), 3, "kcrm: No customer matches 王五."),
        (
            ("complaint", "open", "张伟", "--severity", "minr", "--description", "x"),
            2,
            "kcrm: --severity: minr is not one of: minor, normal, major.",
        ),
        (("complaint", "open", "张伟", "--severity", "minor", "--description", "  "), 2, "kcrm: --description: the text is empty."),
        ((*OPEN, "--received-at", "2026-06-15 08:31"), 5, "kcrm: 2026-06-15 08:31:00 is in the future."),
        (
            ("complaint", "accept", "K1", "--at", "2026-06-15 07:59"),
            5,
            "kcrm: K1 was received at 2026-06-15 08:00:00, after 2026-06-15 07:59:00.",
        ),
        (("complaint", "accept", "K1", "--at", "2026-06-15 08:31"), 5, "kcrm: 2026-06-15 08:31:00 is in the future."),
        (
            ("complaint", "escalate", "K1", "--to", "specialist"),
            5,
            "kcrm: K1 is with the specialist, which is not below the specialist. A complaint only goes up.",
        ),
        (("complaint", "assign", "K1"), 2, "kcrm: complaint assign: to whom? Add --department NAME or --staff NO."),
        (("complaint", "accept", "K9"), 3, "kcrm: No complaint matches K9."),
        (("complaint", "recall", "K1", "--satisfied", "maybe"), 2, "kcrm: “maybe” is neither yes nor no. Write yes or no, 1 or 0."),
    ],
)
def test_bad_input_is_refused_by_name_and_nothing_is_written(house, argv, code, said):
    house.ok(*OPEN, "--received-at", "2026-06-15 08:00")
    counts = "SELECT (SELECT count(*) FROM complaint), (SELECT count(*) FROM complaint_event), (SELECT max(id) FROM operation)"
    before = house.query(counts)
    result = house.run(*argv)
    assert (result.code, result.err.splitlines()[0]) == (code, said)
    assert house.query(counts) == before


def test_a_step_before_the_latest_one_is_refused(house):
    house.ok(*OPEN, "--received-at", "2026-06-15 08:00")
    house.ok("complaint", "accept", "K1", "--at", "2026-06-15 08:20")
    early = house.run("complaint", "resolve", "K1", "--at", "2026-06-15 08:10")
    assert (early.code, early.err.splitlines()[0]) == (
        5,
        "kcrm: K1: 2026-06-15 08:10:00 is before its latest step, “accepted” at 2026-06-15 08:20:00.",
    )


def test_the_share_of_deadlines_kept_does_not_count_the_first_contact(house):
    house.ok(*OPEN, "--as", "S1")
    house.at("2026-06-15T12:00")
    house.ok("complaint", "contact", "K1")
    assert house.json("show", "K1")["contact_state"] == "met_late"
    row = next(row for row in house.json("kpi", "complaints", "--period", "2026-06") if row["key"] == "complaints_on_time")
    assert (row["numerator"], row["denominator"]) == (1, 1)  # accepted in time; resolving still runs
