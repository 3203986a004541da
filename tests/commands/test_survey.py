"""`survey`: questionnaires taken in, and what the report makes of them."""

from __future__ import annotations

import pytest


def line(key, **more):
    """A row of the report, of nothing but what is said."""
    found = dict.fromkeys(
        [
            *("key", "value", "unit", "numerator", "denominator", "period_from", "period_to", "rating", "answers", "verdict", "previous"),
            *("target", "status", "scope", "scope_id", "lowest", "rating_sum", "delighted", "satisfied", "disappointed"),
            *("promoters", "passives", "detractors", "left_out"),
        ]
    )
    scores = {"target": 1, "unit": "ratio", "delighted": 0, "satisfied": 0, "disappointed": 0, "status": "small_sample"}
    net = {"unit": "percent", "status": "small_sample"}
    days = {"period_from": "2026-06-01", "period_to": "2026-06-30"}
    return found | {"key": key, "scope": "whole", "lowest": False, "left_out": 0} | (net if key == "nps" else scores) | days | more


def test_a_questionnaire_is_taken_in_with_whom_it_judges(asked):
    result = asked.ok(
        "survey",
        "add",
        "张伟",
        "csi",
        "work_quality=8/9",
        "advisor=10/8",
        "recommend=9",
        "--on",
        "2026-06-10",
        "--staff",
        "S1",
        "--note",
        "急",
        "-o",
        "json",
    )
    assert result.json == {
        "customer_id": "C1",
        "customer": "张伟",
        "survey": "csi",
        "surveyed_on": "2026-06-10",
        "staff_no": "S1",
        "staff": "白雪",
        "measured_nos": ["A1"],
        "measured": ["秦大勇"],
        "note": "急",
        "answers": [
            {"survey": "csi", "question": "work_quality", "rating": 8, "expectation": 9, "answer": None},
            {"survey": "csi", "question": "advisor", "rating": 10, "expectation": 8, "answer": None},
            {"survey": "recommend", "question": "recommend", "rating": 9, "expectation": None, "answer": None},
        ],
    }
    asked.ok("undo", "-y")
    assert asked.query("SELECT count(*) FROM survey_form") == asked.query("SELECT count(*) FROM form_answer") == [(0,)]


def test_the_report_by_aspect_in_full(asked):
    asked.ok("survey", "add", "K1", "csi", "work_quality=6/9", "advisor=10/8", "handover=7", "recommend=9", "--on", "2026-06-10")
    asked.ok("survey", "add", "K2", "csi", "work_quality=9/9", "recommend=6", "--on", "2026-06-11")
    asked.ok("survey", "add", "K1", "csi", "work_quality=5/10", "--on", "2026-05-31")
    # whole: ratings 6 + 10 + 7 + 9 = 32 of 4; compared 6 + 10 + 9 = 25 to 9 + 8 + 9 = 26. May: 5 / 10. One promoter, one detractor
    compared = {"numerator": 25, "denominator": 26, "value": pytest.approx(0.9615, abs=1e-3), "verdict": "disappointed", "previous": 0.5}
    quality = {"scope": "aspect", "scope_id": "csi.work_quality", "rating": 7.5, "rating_sum": 15, "answers": 2, "previous": 0.5}
    advisor = {"scope": "aspect", "scope_id": "csi.advisor", "rating": 10, "rating_sum": 10, "answers": 1}
    assert asked.json("survey", "report") == [
        line("csi", **compared, rating=8, rating_sum=32, answers=4, delighted=1, satisfied=1, disappointed=1),
        line("csi", scope="aspect", scope_id="csi.handover", rating=7, rating_sum=7, answers=1, status="no_value"),
        line(
            "csi",
            **quality,
            numerator=15,
            denominator=18,
            lowest=True,  # 15 ÷ 18, as the table tells it; 7 of the handover is a lower mean, but nobody said what they expected
            value=pytest.approx(0.8333, abs=1e-3),
            verdict="disappointed",
            satisfied=1,
            disappointed=1,
        ),
        line(
            "csi",
            **advisor,
            numerator=10,
            denominator=8,
            value=1.25,
            verdict="delighted",
            delighted=1,
        ),
        line("nps", value=0, numerator=0, denominator=2, rating=7.5, rating_sum=15, answers=2, promoters=1, passives=0, detractors=1),
    ]
    assert "Lowest in service satisfaction (CSI): work quality, rated 7.5 by 2." in asked.ok("survey", "report").err
    asked.speaking("zh")
    told = asked.ok("survey", "report")
    assert "售后满意度（CSI）中最低的一项：维修质量，平均 7.5 分，2 人评分。" in told.err
    assert told.out.splitlines()[1].split()[-4:] == ["惊喜", "满意", "失望", "不计入"]  # how many of each


def test_many_answers_of_few_customers_are_a_small_sample(asked):
    # 14 ratings, but of two customers: whom ten are needed to judge, one form with seven aspects does not judge
    aspects = ("problems_met", "convenience", "handover", "work_quality", "time_on_site", "advisor", "start_of_service")
    for customer in ("K1", "K2"):
        asked.ok("survey", "add", customer, "csi", *(f"{aspect}=8/9" for aspect in aspects), "--on", "2026-06-10")
    (whole, *_aspects) = asked.json("survey", "report")
    assert (whole["answers"], whole["numerator"], whole["denominator"], whole["status"]) == (14, 112, 126, "small_sample")
    assert "Small sample: answers from fewer than 10 calls and forms; not judged." in asked.ok("survey", "report").err
    (csi,) = [row for row in asked.json("kpi", "radar") if row["key"] == "csi"]
    assert (csi["numerator"], csi["denominator"], csi["status"]) == (112, 126, "small_sample")
    asked.ok("policy", "set", "kpi.small_sample", "2")
    assert [row["status"] for row in asked.json("survey", "report")] == ["missed"] * 8
    assert "Small sample" not in asked.ok("survey", "report").err


def test_an_aspect_that_is_not_asked_is_refused_on_a_form_in_words_that_fit_a_form(asked):
    asked.ok("policy", "set", "surveys.ssi", "delivery,start_of_sale")
    result = asked.run("survey", "add", "K1", "ssi", "salesperson=8/9", "--on", "2026-06-10")
    assert (result.code, result.out) == (2, "")
    assert (
        "salesperson is not asked here. Questions: ssi.delivery, ssi.start_of_sale, sale_process.test_drive_offered, recommend.recommend."
        in result.err
    )


def test_by_person_each_answer_counts_for_whom_it_judges(asked):
    asked.ok("survey", "add", "K1", "csi", "work_quality=6/9", "--on", "2026-06-10")
    asked.ok("survey", "add", "K1", "ssi", "deal=9/9", "--on", "2026-06-10")
    asked.ok("survey", "add", "K2", "ssi", "deal=3/9", "--on", "2026-06-10")

    def of(by):
        return [
            (row["key"], row["scope"], row["scope_id"], row["numerator"], row["denominator"])
            for row in asked.json("survey", "report", "--by", by)
        ]

    assert of("person") == [
        ("ssi", "whole", None, 12, 18),
        ("ssi", "person", "X1", 9, 9),
        ("ssi", "person", None, 3, 9),
        ("csi", "whole", None, 6, 9),
        ("csi", "person", "A1", 6, 9),
    ]
    assert of("team")[-1] == ("csi", "team", "paint", 6, 9)


def test_by_month_each_month_stands_beside_the_one_before(asked):
    asked.ok("survey", "add", "K1", "csi", "advisor=6/8", "--on", "2026-04-10")
    asked.ok("survey", "add", "K2", "csi", "advisor=8/8", "--on", "2026-05-10")
    rows = asked.json("survey", "report", "--by", "month", "--period", "2026-05-05..2026-06-15", "--survey", "csi")
    # April is not among the days before, which are 24 March to 4 May for the whole
    assert [(row["period_from"], row["period_to"], row["value"], row["previous"]) for row in rows] == [
        ("2026-05-05", "2026-06-15", 1, 0.75),
        ("2026-05-05", "2026-05-31", 1, 0.75),
        ("2026-06-01", "2026-06-15", None, 1),
    ]


def test_who_is_measured_does_not_ask(asked):
    result = asked.run("survey", "add", "K1", "csi", "advisor=10/1", "--staff", "A1")
    assert (result.code, result.out) == (5, "")
    assert "秦大勇 took the answers and is rated by them." in result.err
    assert asked.run("--as", "X1", "survey", "add", "K1", "ssi", "deal=10").code == 5
    assert asked.query("SELECT count(*) FROM survey_form") == [(0,)]
    # the consultant may well ask about the workshop
    asked.ok("--as", "X1", "survey", "add", "K1", "csi", "advisor=7/8")


def test_what_the_measured_took_in_a_call_or_a_file_is_left_out_and_counted(asked):
    # the call seven days after delivery is the consultant's own
    asked.ok("--as", "X1", "log", "K1", "answered", "--answers", "deal=10/2", "--answers", "delivery=10/2")
    header = {"customer_no": "K1", "survey": "csi"}
    asked.ok(
        *("survey", "import"),
        asked.sheet(
            "forms",
            [
                {**header, "surveyed_on": "2026-06-09", "advisor": "10/5", "staff": "A1"},
                {**header, "surveyed_on": "2026-06-10", "advisor": "6/8", "staff": "S2"},
            ],
        ),
    )
    rows = asked.json("survey", "report", "--period", "2026-05-01..2026-06-30")
    assert [(row["key"], row["scope_id"], row["answers"], row["numerator"], row["denominator"], row["left_out"]) for row in rows] == [
        ("ssi", None, 0, None, None, 2),
        ("ssi", "ssi.delivery", 0, None, None, 1),
        ("ssi", "ssi.deal", 0, None, None, 1),
        ("csi", None, 1, 6, 8, 1),
        ("csi", "csi.advisor", 1, 6, 8, 1),
    ]
    shown = asked.ok("survey", "report", "--period", "2026-05-01..2026-06-30").err
    assert "3 answers are left out: they were taken by the person they rate." in shown
    radar = {row["key"]: (row["numerator"], row["denominator"]) for row in asked.json("kpi", "radar", "--period", "2026-06")}
    assert (radar["csi"], radar["ssi"]) == ((6, 8), (0, 0))


def test_answers_of_calls_count_with_those_on_paper(asked):
    # one call about the purchase and the visit: whether they would recommend the store is said of both, and of nobody in particular
    asked.ok("--as", "S1", "log", "K1", "answered", "--answers", "work_quality=9/8", "--answers", "recommend=10")
    asked.ok("survey", "add", "K2", "csi", "work_quality=7/8", "recommend=7")
    rows = asked.json("survey", "report")
    found = [(row["key"], row["value"], row["numerator"], row["denominator"]) for row in rows if row["scope"] == "whole"]
    assert found == [("csi", 1, 16, 16), ("nps", 50, 1, 2)]
    person = [(row["key"], row["scope_id"], row["numerator"]) for row in asked.json("survey", "report", "--by", "person")[1:]]
    assert person == [("csi", "A1", 9), ("csi", None, 7), ("nps", None, 1), ("nps", None, 1)]


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("K1", "csi", "deal=9"), 2, "is not asked"),
        (("K1", "csi", "advisor=11"), 2, "is not a whole number from 1 to 10"),
        (("K1", "csi", "advisor=NaN"), 2, "is not a whole number"),
        (("K1", "csi", "advisor=-1"), 2, "is not a whole number"),
        (("K1", "csi", "advisor=8/0"), 2, "is not a whole number"),
        (("K1", "csi", "advisor=8", "csi.advisor=9"), 2, "is answered twice"),
        (("K1", "csat", "advisor=8"), 2, "is not one of"),
        (("K1", "csi", "advisor=8", "--on", "2026-06-16"), 5, "is in the future"),
        (("K9", "csi", "advisor=8"), 3, "No customer matches"),
        (("13800138002", "csi", "advisor=8"), 4, "matches 2 records"),
        (("K1", "csi", "advisor=8", "--staff", "Z9"), 3, "No member of staff matches"),
    ],
)
def test_a_questionnaire_that_cannot_be_right_is_refused(asked, argv, code, words):
    result = asked.run("survey", "add", *argv)
    assert (result.code, result.out) == (code, "")
    assert words in result.err
    assert asked.query("SELECT count(*) FROM survey_form") == [(0,)]


def test_a_survey_is_answered_once_a_day(asked):
    asked.ok("survey", "add", "K1", "csi", "advisor=8")
    assert "already answered this survey on 2026-06-15" in asked.run("survey", "add", "K1", "csi", "work_quality=8").err
    asked.ok("survey", "add", "K1", "ssi", "deal=8")


# --- files ---


def test_a_file_with_chinese_headings_is_taken_in_once(asked):
    rows = [
        {
            "客户编号": "K1",
            "手机": "",
            "调查日期": "2026/6/10",
            "问卷": "售后满意度",
            "维修质量": "8",
            "维修质量期望": "9",
            "是否愿意推荐": "0",
            "调查人": "白雪",
        },
        {
            "客户编号": "",
            "手机": "138 0013 8002",
            "姓名": "李娜",
            "调查日期": "2026-06-11",
            "问卷": "csi",
            "维修质量": "7/7",
            "调查人": "路人",
            "备注": "满意",
        },
    ]
    file = asked.sheet("forms", rows, encoding="gb18030")
    first = asked.json("survey", "import", file)
    assert (first["kind"], first["encoding"], first["new"], first["warnings"], first["written"]) == ("surveys", "gb18030", 2, 1, True)
    assert first["unknown_employees"] == ["路人"]
    again = asked.json("survey", "import", file)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert asked.query("SELECT customer_id, surveyed_on, staff_id IS NULL, order_id, note FROM survey_form ORDER BY id") == [
        (1, "2026-06-10", 0, 1, None),
        (2, "2026-06-11", 1, None, "满意"),
    ]
    assert asked.query("SELECT form_id, question, rating, expectation FROM form_answer ORDER BY id") == [
        (1, "work_quality", 8, 9),
        (1, "recommend", 0, None),
        (2, "work_quality", 7, 7),
    ]
    rows[0]["维修质量"] = "10"
    changed = asked.json("survey", "import", asked.sheet("forms", rows))
    assert (changed["changed"], changed["unchanged"]) == (1, 1)


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"customer_no": "K9"}, "customer_no", "no customer has this number"),
        ({"customer_no": "", "phone": "13800138002"}, "phone", "several customers have this phone"),
        ({"customer_no": "", "phone": "13900139000"}, "phone", "no customer has this phone"),
        ({"customer_no": ""}, None, "lacks customer_no (客户编号, 客户号) / phone"),
        ({"surveyed_on": "2026-06-16"}, "surveyed_on", "is in the future"),
        ({"surveyed_on": "tomorrow"}, "surveyed_on", "2026"),
        ({"survey": "csat"}, "survey", "is not one of"),
        ({"advisor": "8月9日"}, "advisor", "is not a whole number"),
        ({"advisor": "nan"}, "advisor", "is not a whole number"),
        ({"advisor": ""}, None, "has no answer"),
        ({"advisor": "", "advisor_expected": "9"}, None, "has no answer"),
        ({"advisor": "8/9", "advisor_expected": "9"}, "advisor", "is in two columns"),
        ({"deal": "8"}, "deal", "is not part of this survey"),
        ({"customer_no": "K2"}, None, "Same as line 2"),
    ],
)
def test_a_bad_row_keeps_the_whole_file_out(asked, row, column, words):
    good = {
        "customer_no": "K2",
        "phone": "",
        "surveyed_on": "2026-06-10",
        "survey": "csi",
        "advisor": "9",
        "advisor_expected": "",
        "deal": "",
    }
    bad = good | {"customer_no": "K1"} | row
    result = asked.run("survey", "import", asked.sheet("forms", [good, bad]), "-o", "json")
    assert (result.code, result.json["refused"], result.json["written"]) == (5, 1, False)
    assert (result.json["problems"][0]["line"], result.json["problems"][0]["column"]) == (3, column)
    assert words in result.json["problems"][0]["reason"]
    assert asked.query("SELECT count(*) FROM survey_form") == [(0,)]


def test_nobody_answered_is_no_error(desk):
    result = desk.ok("survey", "report", "--period", "2026-05", "-o", "json")
    assert result.json == []
    assert "No survey answers in this period." in desk.ok("survey", "report", "--period", "2026-05").err


@pytest.mark.parametrize("period", ["2026-07", "2026-06-15..2026-06-01"])
def test_days_that_are_to_come_or_run_backwards_are_refused(desk, period):
    assert desk.run("survey", "report", "--period", period).code == 2


# --- read again ---


def test_a_questionnaire_is_listed_shown_found_and_part_of_the_customers_story(asked):
    answers = ("work_quality=8/9", "advisor=10/8", "recommend=9")
    asked.ok("survey", "add", "K1", "csi", *answers, "--on", "2026-06-10", "--staff", "S1", "--note", "急")
    asked.ok("survey", "add", "K2", "ssi", "delivery=7/7", "--on", "2026-06-11")
    latest, first = asked.json("survey", "list")
    assert (latest["id"], latest["customer"], latest["survey"]) == ("Q2", "李娜", "ssi")
    assert first == {
        "id": "Q1",
        "surveyed_on": "2026-06-10",
        "customer_id": "C1",
        "customer": "张伟",
        "survey": "csi",
        "plate": first["plate"],
        "order_no": "R1",
        "staff_no": "S1",
        "staff": "白雪",
        "answers_given": 3,
        "rating_sum": 18,
        "expectation_sum": 17,
        "note": "急",
    }
    shown = asked.json("survey", "show", "Q1")
    assert {key: shown[key] for key in first} == first
    assert (shown["measured_nos"], shown["measured"]) == (["A1"], ["秦大勇"])
    assert shown["answers"] == [
        {"survey": "csi", "question": "work_quality", "rating": 8, "expectation": 9, "answer": None},
        {"survey": "csi", "question": "advisor", "rating": 10, "expectation": 8, "answer": None},
        {"survey": "recommend", "question": "recommend", "rating": 9, "expectation": None, "answer": None},
    ]
    assert asked.json("show", "q1") == asked.json("survey", "show", "K1") == shown
    (found,) = asked.json("find", "Q1")
    assert (found["id"], found["kind"], found["label"], found["detail"]) == ("Q1", "survey_form", "张伟", "csi 2026-06-10")
    (event,) = [each for each in asked.json("show", "C1")["history"] if each["what"] == "questionnaire"]
    assert (event["at"], event["by"]) == ("2026-06-10", "白雪")
    assert event["detail"] == "Q1 csi: work_quality 8/9, advisor 10/8, recommend 9"
    asked.speaking("zh")
    assert "Q1 售后满意度（CSI）" in asked.ok("show", "C1").out
    assert "售后满意度（CSI） 2026-06-10" in " ".join(asked.ok("find", "Q1").out.split())


def test_the_list_of_questionnaires_is_narrowed(asked):
    asked.ok("survey", "add", "K1", "csi", "advisor=8/8", "--on", "2026-06-10")
    asked.ok("survey", "add", "K2", "ssi", "delivery=7/7", "--on", "2026-05-11")

    def ids(*argv):
        return [each["id"] for each in asked.json("survey", "list", *argv)]

    assert ids() == ["Q1", "Q2"]
    assert ids("--survey", "ssi") == ids("--customer", "K2") == ids("--period", "2026-05") == ids("name:李娜") == ["Q2"]
    assert ids("--period", "2026-04") == []
    assert asked.run("survey", "show", "Q9").code == 3
    assert asked.run("survey", "list", "--survey", "xsi").code == 2


def test_answers_of_calls_and_forms_are_read_one_by_one_and_stand_in_the_story(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138000"})
    desk.take("vehicles", {"vin": "LSVAB2A43JN012345", "customer_no": "KH1", "plate": "沪A12345"})
    desk.take(
        "orders",
        {
            "order_no": "GD1",
            "vin": "LSVAB2A43JN012345",
            "type": "paid_repair",
            "opened_at": "2026-06-10 09:00",
            "closed_at": "2026-06-11 10:00",
        },
    )
    desk.at("2026-06-15T10:00")
    desk.ok("log", "张伟", "answered", "--answers", "work_quality=8/9", "--answers", "recommend=10", "--note", "洗车没洗干净", "--as", "S1")
    desk.ok("survey", "add", "张伟", "ssi", "delivery=7", "--on", "2026-06-14", "--as", "S2")
    rows = desk.json("survey", "answers", "--period", "2026-06")
    assert [
        (row["on"], row["form_id"], row["survey"], row["question"], row["rating"], row["expectation"], row["note"]) for row in rows
    ] == [
        ("2026-06-15", None, "csi", "work_quality", 8, 9, "洗车没洗干净"),
        ("2026-06-15", None, "recommend", "recommend", 10, None, "洗车没洗干净"),
        ("2026-06-14", "Q1", "ssi", "delivery", 7, None, None),
    ]
    assert [row["question"] for row in desk.json("survey", "answers", "--period", "2026-06", "--survey", "csi")] == ["work_quality"]
    assert desk.json("survey", "answers", "--period", "2026-05") == []
    story = next(row["detail"] for row in desk.json("show", "C1")["history"] if row["what"] == "call")
    assert story == "post_service: answered, 洗车没洗干净, work_quality 8/9, recommend 10"
