"""Which aspects of satisfaction are asked, as the policy says."""

from __future__ import annotations

# --- which aspects are asked ---

SEVEN = "delivery,salesperson,facility,deal,delivery_time,paperwork,start_of_sale"
FIVE = "problems_met,handover,work_quality,time_on_site,advisor"


def aspects_of(rows, key):
    return [(row["scope_id"], row["numerator"], row["denominator"]) for row in rows if row["key"] == key]


def test_a_dealership_may_ask_the_start_of_sale_as_a_seventh_aspect_of_the_purchase(asked):
    assert "start_of_sale is not asked" in asked.run("survey", "add", "K1", "ssi", "start_of_sale=4/8").err
    asked.ok("policy", "set", "surveys.ssi", SEVEN)
    answers = ("delivery=8/8", "salesperson=9/8", "facility=7/8", "deal=6/8", "delivery_time=8/8", "paperwork=10/8", "start_of_sale=4/8")
    asked.ok("survey", "add", "K1", "ssi", *answers)
    # 8 + 9 + 7 + 6 + 8 + 10 + 4 = 52 where 7 × 8 = 56 was expected
    assert aspects_of(asked.json("survey", "report"), "ssi") == [
        (None, 52, 56),
        ("ssi.delivery", 8, 8),
        ("ssi.salesperson", 9, 8),
        ("ssi.facility", 7, 8),
        ("ssi.deal", 6, 8),
        ("ssi.delivery_time", 8, 8),
        ("ssi.paperwork", 10, 8),
        ("ssi.start_of_sale", 4, 8),
    ]
    assert "Lowest in sales satisfaction (SSI): start of sale, rated 4 by 1." in asked.ok("survey", "report").err
    radar = {row["key"]: (row["numerator"], row["denominator"]) for row in asked.json("kpi", "radar", "--period", "2026-06")}
    assert radar["ssi"] == (52, 56)
    asked.speaking("zh")
    assert "销售满意度（SSI）中最低的一项：看车接待" in asked.ok("survey", "report").err


def test_what_is_no_longer_asked_stays_in_the_reports_of_its_time(asked):
    asked.ok("survey", "add", "K2", "csi", "convenience=3/6", "work_quality=9/9", "--on", "2026-06-08")
    asked.ok("policy", "set", "surveys.csi", FIVE)
    refused = asked.run("survey", "add", "K1", "csi", "convenience=8/9")
    assert (refused.code, "convenience is not asked" in refused.err) == (2, True)
    answers = ("problems_met=8/10", "handover=9/10", "work_quality=7/10", "time_on_site=6/10", "advisor=10/10")
    asked.ok("survey", "add", "K1", "csi", *answers)
    # the five of today 8 + 9 + 7 + 6 + 10 = 40 to 50; with the two of 8 June 40 + 12 = 52 to 50 + 15 = 65; the work 7 + 9 to 10 + 9
    assert aspects_of(asked.json("survey", "report"), "csi") == [
        (None, 52, 65),
        ("csi.problems_met", 8, 10),
        ("csi.handover", 9, 10),
        ("csi.work_quality", 16, 19),
        ("csi.time_on_site", 6, 10),
        ("csi.advisor", 10, 10),
        ("csi.convenience", 3, 6),
    ]
    assert aspects_of(asked.json("survey", "report", "--period", "2026-06-09..2026-06-15"), "csi")[0] == (None, 40, 50)
    assert "Lowest in service satisfaction (CSI): convenience (no longer asked), rated 3 by 1." in asked.ok("survey", "report").err
    month = asked.ok("report", "month", "2026-06").out
    assert "| convenience (no longer asked) (rated lowest) |" in month
    assert "handover (no longer asked)" not in month
    # asked again it is as every other
    asked.ok("policy", "reset", "surveys.csi")
    assert "no longer asked" not in asked.ok("survey", "report").err + asked.ok("report", "month", "2026-06").out


def test_other_aspects_correct_nothing_of_a_closed_month(asked):
    asked.ok("survey", "add", "K1", "csi", "advisor=6/8", "convenience=8/8", "--on", "2026-05-30")
    asked.ok("kpi", "close", "2026-05")
    asked.ok("policy", "set", "surveys.csi", "work_quality")
    assert asked.json("kpi", "closed", "2026-05") == []
    radar = {row["key"]: (row["numerator"], row["denominator"]) for row in asked.json("kpi", "radar", "--period", "2026-05")}
    assert radar["csi"] == (14, 16)


def test_what_is_logged_answers_what_the_policy_asks(asked):
    # the call is about the purchase and about the visit
    assert asked.run("--as", "S1", "log", "K1", "answered", "--answers", "start_of_sale=5/8").code == 2
    asked.ok("policy", "set", "surveys.ssi", "deal,start_of_sale")
    refused = asked.run("--as", "S1", "log", "K1", "answered", "--answers", "delivery=5/8")
    assert refused.code == 2
    assert "Questions: ssi.deal, ssi.start_of_sale, csi.problems_met" in refused.err
    asked.ok("--as", "S1", "log", "K1", "answered", "--answers", "start_of_sale=5/8")
    assert asked.query("SELECT survey, question, rating, expectation FROM answer") == [("ssi", "start_of_sale", 5, 8)]


def test_a_file_may_answer_what_the_policy_asks_and_leave_the_other_columns_empty(asked):
    form = {"客户编号": "K1", "调查日期": "2026-06-10", "问卷": "ssi", "成交条件": "8/8", "看车接待": "6", "看车接待期望": "8"}
    refused = asked.run("survey", "import", asked.sheet("forms", [form]), "-o", "json")
    assert (refused.code, refused.json["problems"][0]["column"]) == (5, "看车接待")
    assert (
        refused.json["problems"][0]["reason"]
        == "start of sale (ssi.start_of_sale) is not asked: the policy's surveys.ssi does not list it."
    )
    asked.ok("policy", "set", "surveys.ssi", "start_of_sale,delivery")
    assert asked.json("survey", "import", asked.sheet("forms", [form | {"成交条件": ""}]))["new"] == 1
    assert asked.query("SELECT question, rating, expectation FROM form_answer") == [("start_of_sale", 6, 8)]
    asked.speaking("zh")
    refused = asked.run("survey", "import", asked.sheet("forms", [form]), "-o", "json")
    assert refused.json["problems"][0]["reason"] == "现在不调查 成交条件（ssi.deal）：策略参数 surveys.ssi 没有列出这一项。"


def test_a_database_whose_policy_was_written_before_aspects_were_policy_asks_the_default_ones(asked, monkeypatch):
    from kcrm.policy import Policy

    def of_old(policy):
        return {key: value for key, value in policy.values.items() if not key.startswith("surveys.")}

    with monkeypatch.context() as older:
        older.setattr(Policy, "to_snapshot", of_old)
        asked.ok("policy", "set", "planning.horizon_days", "40")
    assert asked.query("SELECT snapshot LIKE '%surveys%', snapshot LIKE '%horizon_days\": 40%' FROM policy_version WHERE id = 2") == [
        (0, 1)
    ]
    values = [(row["value"], row["changed"]) for row in asked.json("policy", "show", "surveys.ssi")]
    assert values == [("delivery,salesperson,facility,deal,delivery_time,paperwork", False)]
    asked.ok("survey", "add", "K1", "ssi", "paperwork=8/8")
    # the history does not take the new section for a change that somebody made
    asked.ok("policy", "set", "surveys.ssi", SEVEN)
    changes = [(row["version"], row["key"], row["before"], row["after"]) for row in asked.json("policy", "history")]
    assert changes == [
        (3, "surveys.ssi", SEVEN.removesuffix(",start_of_sale"), SEVEN),
        (2, "planning.horizon_days", "35", "40"),
        (1, None, None, None),
    ]


def test_every_question_has_the_heading_that_reports_use(desk):
    from kcrm.exchange.questionnaires import questionnaires
    from kcrm.i18n import _, use_language
    from kcrm.policy import Policy
    from kcrm.views.labels import QUESTION

    with use_language("zh"):
        expected = {key: _(label) for key, label in QUESTION.items()}
    form = questionnaires(Policy.default().surveys)
    assert {column.key: column.headings[0] for column in form.columns if column.key in QUESTION} == expected
