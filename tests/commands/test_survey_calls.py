"""What a call asks and takes down: as much as there is time for, what was expected, the process, and what comes of an answer."""

from conftest import filled_once
from seat import VINS, ready, sitting, typed

PURCHASE = [f"ssi.{key}" for key in ("delivery", "salesperson", "facility", "deal", "delivery_time", "paperwork")]
SERVICE = [
    f"csi.{key}" for key in ("problems_met", "convenience", "handover", "work_quality", "time_on_site", "advisor", "start_of_service")
]
PROCESS = ["service_process.bill_explained", "service_process.old_part_shown"]
EXPECTED = "overall? (1-10, or with what was expected as 8/9"
ALL = [*PURCHASE, *SERVICE, "sale_process.test_drive_offered", *PROCESS, "recommend.recommend"]


def card_of(desk):
    return desk.json("--as", "S1", "next")


def names(desk):
    return [question["question"] for question in card_of(desk)["script"]["questions"]]


# --- how many, and which ---


def test_a_call_about_a_purchase_and_a_visit_asks_ten_of_its_seventeen_questions(asked):
    # eight minutes hold ten of 45 seconds. 15 May 2026 is day 739,751 of year 1 and on; by 17 that leaves 13: ten from the 14th on
    assert card_of(asked)["followups"][0]["due_on"] == "2026-05-15"
    assert names(asked) == [*PURCHASE, "sale_process.test_drive_offered", *PROCESS, "recommend.recommend"]
    asked.ok("policy", "set", "surveys.question_seconds", "25")
    # 480 / 25 = 19
    assert names(asked) == ALL
    asked.ok("policy", "set", "calling.least_minutes", "1")
    asked.ok("policy", "set", "calling.most_minutes", "1")
    # 60 / 25 = 2
    assert names(asked) == ["sale_process.test_drive_offered", "service_process.bill_explained"]


def test_what_there_was_no_time_for_can_be_answered_all_the_same(asked):
    assert "csi.advisor" not in names(asked)
    logged = asked.json("--as", "S1", "log", "K1", "answered", "--answers", "csi.advisor=9", "--answers", "bill_explained=没有")
    assert logged["answers"] == [
        {"survey": "csi", "question": "advisor", "rating": 9, "expectation": None, "answer": None},
        {"survey": "service_process", "question": "bill_explained", "rating": None, "expectation": None, "answer": "no"},
    ]


# --- what was expected ---


def test_what_was_expected_is_asked_once_a_survey_or_of_every_aspect(asked):
    asked.ok("policy", "set", "surveys.question_seconds", "25")
    once = "And before you came, what score did you expect to give us overall?"
    expected = {question["question"]: question["expectation"] for question in card_of(asked)["script"]["questions"]}
    assert {name: words for name, words in expected.items() if words} == {"ssi.delivery": once, "csi.problems_met": once}
    asked.ok("policy", "set", "surveys.expectation", "aspect")
    expected = {question["question"]: question["expectation"] for question in card_of(asked)["script"]["questions"]}
    assert [name for name, words in expected.items() if words] == [*PURCHASE, *SERVICE]
    assert set(expected.values()) == {None, "And what score did you expect here beforehand?"}


def test_at_the_keys_what_was_expected_once_holds_for_every_aspect_of_the_survey(asked):
    asked.ok("policy", "set", "surveys.ssi", "delivery,deal")
    asked.ok("policy", "set", "surveys.csi", "advisor")
    with sitting(asked, now="2026-06-15T09:30") as terminal:
        ready(terminal)
        typed(
            terminal,
            ("a", "Score"),
            ("\n", "1/7 How would you rate the handover"),
        )
        assert EXPECTED in terminal.expect("no more):").replace("\n", " ")
        typed(terminal, ("8/9\n", "2/7 How would you rate the price"), ("7\n", "3/7"))
        assert EXPECTED in terminal.expect("no more):").replace("\n", " ")
        typed(
            terminal, ("6\n", "4/7"), ("有\n", "5/7"), ("n\n", "6/7"), ("\n", "7/7"), ("9\n", "A low score"), ("\n", "Note"), ("\n", "done")
        )
        terminal.type("q")
        assert terminal.end() == 0
    assert asked.query("SELECT survey, question, rating, expectation, answer FROM answer ORDER BY id") == [
        ("ssi", "delivery", 8, 9, None),
        ("ssi", "deal", 7, 9, None),
        ("csi", "advisor", 6, None, None),
        ("sale_process", "test_drive_offered", None, None, "yes"),
        ("service_process", "bill_explained", None, None, "no"),
        ("recommend", "recommend", 9, None, None),
    ]


def test_on_paper_the_process_stands_beside_the_survey(asked):
    taken = asked.json("survey", "add", "K1", "csi", "work_quality=8", "expectation=9", "old_part_shown=no", "--on", "2026-06-10")
    assert [(each["question"], each["rating"], each["expectation"], each["answer"]) for each in taken["answers"]] == [
        ("work_quality", 8, 9, None),
        ("old_part_shown", None, None, "no"),
    ]
    refused = asked.run("survey", "add", "K1", "ssi", "old_part_shown=no", "--on", "2026-06-10")
    assert (refused.code, refused.out) == (2, "")


def test_how_often_the_process_was_kept_is_told_by_step_and_person_and_not_by_who_is_judged(asked):
    asked.ok("--as", "S1", "log", "K1", "answered", "--answers", "bill_explained=yes", "--answers", "old_part_shown=no")
    asked.ok("survey", "add", "K1", "csi", "bill_explained=yes", "old_part_shown=yes", "--on", "2026-06-10", "--staff", "S2")
    asked.ok("survey", "add", "K1", "ssi", "test_drive_offered=no", "--on", "2026-06-09", "--staff", "S2")
    rows = [row for row in asked.json("survey", "report") if row["key"].endswith("_process")]
    assert [(row["key"], row["scope_id"], row["value"], row["unit"], row["numerator"], row["denominator"]) for row in rows] == [
        ("sale_process", None, 0, "percent", 0, 1),
        ("sale_process", "sale_process.test_drive_offered", 0, "percent", 0, 1),
        ("service_process", None, 75, "percent", 3, 4),
        ("service_process", "service_process.bill_explained", 100, "percent", 2, 2),
        ("service_process", "service_process.old_part_shown", 50, "percent", 1, 2),
    ]
    told = asked.ok("survey", "report")
    assert "Least often in process of the service: old part shown, 50% of 2." in told.err
    by_person = [row for row in asked.json("survey", "report", "--by", "person") if row["key"].endswith("_process")]
    assert [(row["key"], row["scope_id"], row["numerator"], row["denominator"]) for row in by_person] == [
        ("sale_process", None, 0, 1),
        ("sale_process", "X1", 0, 1),
        ("service_process", None, 3, 4),
        ("service_process", "A1", 3, 4),
    ]


# --- service is needed ---


@filled_once
def owner(desk):
    """A new owner who is to be asked how the car drives."""
    desk.take("customers", {"customer_no": "KH0", "name": "安娜", "phone": "13800138001"})
    desk.take("vehicles", {"vin": VINS[0], "plate": "皖A12340", "customer_no": "KH0", "delivered_on": "2026-04-10"})
    desk.ok("policy", "set", "followups.monthly_care.enabled", "no")
    for kind in ("3dc", "7dc", "30dc"):
        desk.ok("policy", "set", f"followups.{kind}.enabled", "no")
    return desk


def needed(desk, *steps):
    with sitting(desk, now="2026-06-15T09:30") as terminal:
        ready(terminal)
        typed(
            terminal,
            ("a", "Score"),
            ("\n", "1/4"),
            ("8\n", "2/4"),
            ("y\n", "3/4"),
            (".\n", "Something to put right: 1 complaint, 2 booked, 3 opportunity"),
            *steps,
            ("\n", "done"),
        )
        terminal.type("q")
        assert terminal.end() == 0


def test_service_that_is_needed_becomes_a_booking(owner):
    needed(owner, ("2\n", "Which day and time"), ("fri 10:00\n", "Note"))
    assert owner.query("SELECT result, booked_at FROM call_result") == [("booked", "2026-06-19T10:00")]


def test_service_that_is_needed_becomes_a_complaint(owner):
    needed(owner, ("1\n", "Severity"), ("\n", "What is the complaint"), ("门板异响\n", "Note"))
    assert owner.query("SELECT description, severity, customer_id FROM complaint") == [("门板异响", "normal", 1)]


def test_service_that_is_needed_becomes_an_opportunity(owner):
    needed(owner, ("3\n", "Opportunity: kind"), ("加装 3000 50%\n", "Note"))
    assert owner.query("SELECT kind, amount_fen, probability_bp FROM opportunity") == [("加装", 300000, 5000)]


def test_from_the_shell_service_that_is_needed_is_told(owner):
    logged = owner.ok("--as", "S1", "log", "KH0", "answered", "--answers", "service_needed=yes")
    assert "Service is needed. To book a day: kcrm undo, then log it again with --result booked --at WHEN" in logged.err
    assert "To open a complaint: kcrm complaint open C1 --description TEXT" in logged.err
    owner.ok("undo", "--yes")
    again = owner.ok("--as", "S1", "log", "KH0", "answered", "--answers", "service_needed=yes", "--result", "booked", "--at", "fri 10:00")
    assert "Service is needed" not in again.err
    owner.ok("undo", "--yes")
    assert "Service is needed" not in owner.ok("--as", "S1", "log", "KH0", "answered", "--answers", "service_needed=no").err


# --- an answer that was wrong ---


def answered(desk):
    desk.ok("--as", "S1", "log", "K1", "answered", "--answers", "csi.advisor=6/8", "--answers", "csi.work_quality=9", "--note", "还行")
    return desk


def test_a_wrong_answer_of_a_call_is_corrected_and_what_is_not_said_stays(asked):
    answered(asked)
    corrected = asked.json("--as", "S1", "survey", "correct", "K1", "csi.advisor=8", "work_quality=7/9")
    common = {"on": "2026-06-15", "customer_id": "C1", "customer": "张伟", "form_id": None, "survey": "csi"}
    assert corrected == [
        {**common, "question": "advisor", "before": "6/8", "after": "8/8"},
        {**common, "question": "work_quality", "before": "9", "after": "7/9"},
    ]
    assert asked.query("SELECT question, rating, expectation FROM answer ORDER BY id") == [("work_quality", 7, 9), ("advisor", 8, 8)]
    # 8 + 7 where 8 + 9 was expected
    report = asked.json("survey", "report")
    assert [(row["numerator"], row["denominator"]) for row in report if row["key"] == "csi" and row["scope_id"] is None] == [(15, 17)]
    asked.ok("undo", "--yes")
    assert asked.query("SELECT question, rating, expectation FROM answer ORDER BY id") == [("work_quality", 9, None), ("advisor", 6, 8)]


def test_an_answer_that_was_never_given_goes(asked):
    answered(asked)
    dry = asked.json("survey", "correct", "K1", "csi.advisor=", "--dry-run")
    assert (dry[0]["before"], dry[0]["after"], len(asked.query("SELECT id FROM answer"))) == ("6/8", None, 2)
    asked.ok("survey", "correct", "K1", "csi.advisor=")
    assert asked.query("SELECT question FROM answer") == [("work_quality",)]


def test_the_latest_answer_is_meant_or_that_of_the_day_named(asked):
    answered(asked)
    asked.ok("survey", "add", "K1", "csi", "advisor=3/9", "--on", "2026-06-10")
    assert asked.json("survey", "correct", "K1", "csi.advisor=7")[0]["before"] == "6/8"
    on_paper = asked.json("survey", "correct", "K1", "csi.advisor=4", "--on", "2026-06-10")
    assert (on_paper[0]["form_id"], on_paper[0]["before"], on_paper[0]["after"]) == ("Q1", "3/9", "4/9")
    asked.ok("survey", "add", "K1", "csi", "advisor=3/9", "--on", "2026-06-15")
    refused = asked.run("survey", "correct", "K1", "csi.advisor=8")
    assert (refused.code, refused.out) == (5, "")
    assert "张伟 answered advisor (csi.advisor) more than once on 2026-06-15." in refused.err


def test_what_was_not_answered_cannot_be_corrected_and_nothing_is_written(asked):
    answered(asked)
    refused = asked.run("survey", "correct", "K1", "csi.advisor=8", "csi.handover=8")
    assert (refused.code, "张伟 has not answered handover (csi.handover)." in refused.err) == (5, True)
    assert asked.query("SELECT rating FROM answer ORDER BY id") == [(9,), (6,)]
    assert asked.run("survey", "correct", "K1", "csi.advisor=11").code == 2
    assert asked.run("survey", "correct", "K1", "csi.wages=1").code == 2


def test_who_is_judged_by_an_answer_does_not_correct_it(asked):
    answered(asked)
    refused = asked.run("--as", "A1", "survey", "correct", "K1", "csi.advisor=10")
    assert (refused.code, "is rated by this answer. Let a colleague correct it." in refused.err) == (5, True)
    # the consultant is not judged by what is said of the visit
    asked.ok("--as", "X1", "survey", "correct", "K1", "csi.advisor=7")


def test_answers_are_exported_with_whose_they_are(asked):
    answered(asked)
    lines = asked.ok("export", "answers").out.splitlines()
    assert lines[0] == "on,customer_id,customer,form_id,survey,question,rating,expectation,answer,note,staff_no,staff"
    assert lines[1].startswith("2026-06-15,C1,张伟,,csi,work_quality,9,,,还行,S1,")
    assert lines[2].startswith("2026-06-15,C1,张伟,,csi,advisor,6,8,,还行,S1,")
    assert asked.ok("export", "answers", "name:李娜").out.splitlines() == lines[:1]
