"""`article …`: the knowledge base, and where it stands in a call. The clock stands at Monday 2026-06-15."""

import csv
import os
import random
from datetime import date, timedelta

import pytest
from conftest import filled_once
from seat import ready, sitting, three_to_call

from kcrm.actions.seat.turn import next_turn
from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.model.articles import ArticleDays
from kcrm.rules.articles import state_of

RIVAL = {
    "id": "A1",
    "title": "续保异议：别家更便宜",
    "kind": "rival",
    "kinds": ["insurance_expiry", "compulsory_expiry"],
    "causes": None,
    "models": None,
    "owner": "客服甲",
    "written_on": "2026-06-15",
    "confirmed_on": "2026-06-15",
    "valid_until": None,
    "withdrawn_on": None,
    "state": "valid",
    "helpful": 0,
    "unhelpful": 0,
}


@filled_once
def listed(desk):
    """Three customers to be called about insurance, of whom nobody's vehicle has a model."""
    three_to_call(desk)
    desk.take("staff", {"employee_no": "S2", "name": "客服甲", "role": "cs_manager"})
    return desk


def add(desk, title, *options, kind="how_to", text="先问额度。"):
    return desk.ok("article", "add", title, "--kind", kind, "--owner", "S2", "--text-zh", text, *options)


def counted(desk):
    return desk.query("SELECT count(*) FROM article")[0][0]


def test_an_article_is_added_shown_and_listed(listed):
    options = ("--kinds", "交强险到期，insurance_expiry", "--kind", "竞品")
    shown = listed.json("article", "add", RIVAL["title"], "--owner", "S2", "--text-zh", "先问额度。\n再比。", *options)
    texts = {"text_zh": "先问额度。\n再比。", "text_en": None}
    assert shown == RIVAL | texts
    assert listed.json("article", "show", "A1") == listed.json("show", "id:a1") == RIVAL | texts
    assert listed.json("article", "list") == [RIVAL]
    assert listed.json("article", "list", "--helps", "续保提醒", "--kind", "rival", "--owner", "客服甲") == [RIVAL]
    assert listed.json("article", "list", "--helps", "birthday") == []
    listed.speaking("zh")
    assert "适用回访  续保提醒、交强险到期" in listed.ok("show", "id:A1").out
    assert "再比。" in listed.ok("show", "id:A1").out


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--kind", "case", "--text-zh", "甲"), 2, "--owner"),
        (("--owner", "S2", "--kind", "case"), 2, "text_zh / text_en"),
        (("--owner", "S2", "--kind", "case", "--text-zh", " "), 2, "text_zh / text_en"),
        (("--owner", "S9", "--kind", "case", "--text-zh", "甲"), 3, "S9"),
        (("--owner", "S2", "--kind", "story", "--text-zh", "甲"), 2, "story"),
        (("--owner", "S2", "--kind", "case", "--text-zh", "甲", "--kinds", "birthday,oil"), 2, "oil"),
        (("--owner", "S2", "--kind", "case", "--text-zh", "甲", "--causes", "weather"), 2, "weather"),
        (("--owner", "S2", "--kind", "case", "--text-zh", "甲", "--valid-until", "2026-06-14"), 5, "before it was written (2026-06-15)"),
        (("--owner", "S2", "--kind", "case", "--text-zh", "甲", "--written-on", "2026-06-16"), 5, "still to come"),
        (("--owner", "S2", "--kind", "case", "--text-zh", "甲", "--confirmed-on", "2026-06-14"), 5, "before it was written"),
        (("--owner", "S2", "--kind", "case", "--text-zh", "字" * 4_001), 2, "at most 4000"),
    ],
)
def test_what_an_article_lacks_or_cannot_say_is_refused_and_nothing_is_written(listed, options, code, said):
    refused = listed.run("article", "add", "异响", *options)
    assert refused.code == code
    assert said in refused.err
    assert counted(listed) == 0


def test_a_title_that_is_there_is_not_added_again_and_the_last_text_cannot_be_cleared(listed):
    add(listed, "异响")
    again = listed.run("article", "add", "异响", "--kind", "case", "--owner", "S2", "--text-en", "Noise")
    assert again.code == 5
    assert "kcrm article edit A1" in again.err
    assert listed.run("article", "edit", "A1", "--text-zh", "").code == 5
    assert listed.run("article", "edit", "A1", "--owner", "").code != 0
    assert listed.json("article", "edit", "A1", "--text-en", "Noise", "--kind", "case")["kind"] == "case"
    assert listed.json("article", "edit", "A1", "--kind", "")["kind"] == "how_to"
    listed.ok("article", "edit", "A1", "--text-zh", "")
    assert listed.query("SELECT text_zh, text_en FROM article") == [(None, "Noise")]


def test_a_change_of_the_text_confirms_an_article_and_another_does_not(listed):
    add(listed, "异响", "--written-on", "2025-01-01")
    days = "SELECT written_on, confirmed_on FROM article"
    assert listed.query(days) == [("2025-01-01", "2025-01-01")]
    listed.ok("article", "edit", "A1", "--title", "异响排查", "--text-zh", "先问额度。")
    assert listed.query(days) == [("2025-01-01", "2025-01-01")]
    listed.ok("article", "edit", "A1", "--confirmed-on", "2025-06-01")
    assert listed.query(days) == [("2025-01-01", "2025-06-01")]
    listed.ok("article", "edit", "A1", "--text-zh", "先试车。")
    assert listed.query(days) == [("2025-01-01", "2026-06-15")]


def test_the_text_comes_from_a_file_in_its_language_without_a_heading_that_is_the_title(listed):
    chinese, english = listed.folder / "zh.md", listed.folder / "en.md"
    chinese.write_bytes("# 异响\n\n- 先试车\n- 再听\n".encode("gb18030"))
    english.write_text("## Steps\nListen first.\n", encoding="utf-8")
    words = ("--kind", "how_to", "--owner", "S2", "--file")
    assert listed.json("article", "add", "异响", *words, chinese)["text_zh"] == "- 先试车\n- 再听"
    assert listed.json("article", "add", "Noise", *words, english)["text_en"] == "## Steps\nListen first."
    both = listed.json("article", "add", "两种", *words, english, "--text-zh", "先试车")
    assert (both["text_zh"], both["text_en"]) == ("先试车", "## Steps\nListen first.")
    twice = listed.run("article", "add", "两次", *words, chinese, "--text-zh", "先试车")
    assert (twice.code, counted(listed)) == (2, 3)
    assert "--text-zh" in twice.err
    missing = listed.run("article", "add", "没有", *words, listed.folder / "none.md")
    assert missing.code not in {0, 1}
    assert counted(listed) == 3


def test_articles_are_found_by_all_of_the_words_the_most_helpful_first(listed):
    add(listed, "续保异议", text="先问三者险额度，100% 再比。")
    add(listed, "三者险怎么讲", text="额度越高越好。")
    add(listed, "异响", text="先试车。")
    found = listed.json("article", "find", "三者险", "额度")
    assert [each["id"] for each in found] == ["A2", "A1"]
    listed.ok("article", "helpful", "A1", "yes", "--as", "S1")
    found = listed.json("article", "find", "三者险")
    assert found[0] == {
        "id": "A1",
        "kind": "how_to",
        "title": "续保异议",
        "state": "valid",
        "helpful": 1,
        "unhelpful": 0,
        "text_zh": "先问三者险额度，100% 再比。",
        "text_en": None,
    }
    assert [each["id"] for each in listed.json("article", "find", "100%")] == ["A1"]
    assert listed.json("article", "find", "10%0") == listed.json("article", "find", "_") == []
    assert "No article has these words." in listed.ok("article", "find", "轮胎").err
    assert [each["id"] for each in listed.json("article", "find", "先", "--limit", "1")] == ["A1"]
    assert listed.run("article", "find", " ").code == 2
    listed.ok("article", "withdraw", "A1")
    assert [each["id"] for each in listed.json("article", "find", "三者险")] == ["A2"]


def test_one_vote_a_person_counts_the_latest(listed):
    add(listed, "异响")
    votes = "SELECT employee_no, helpful FROM article_vote JOIN staff ON staff.id = staff_id ORDER BY article_vote.id"
    nobody = listed.run("article", "helpful", "A1", "yes")
    assert (nobody.code, listed.query(votes)) == (2, [])
    for who, word in (("S1", "yes"), ("S1", "no"), ("S2", "是"), ("S1", "no")):
        listed.ok("article", "helpful", "A1", word, "--as", who)
    assert listed.query(votes) == [("S1", 0), ("S2", 1)]
    card = listed.json("show", "id:A1")
    assert (card["helpful"], card["unhelpful"]) == (1, 1)
    assert listed.run("article", "helpful", "A1", "perhaps", "--as", "S1").code == 2
    assert listed.json("article", "helpful", "A1", "yes", "--as", "S1", "--dry-run")["helpful"] == 2
    assert listed.query(votes) == [("S1", 0), ("S2", 1)]
    listed.ok("article", "helpful", "A1", "yes", "--as", "S1")
    listed.ok("undo", "--yes")
    assert listed.query(votes) == [("S1", 0), ("S2", 1)]


def test_what_is_withdrawn_is_so_until_it_is_brought_back(listed):
    add(listed, "异响")
    assert listed.json("article", "withdraw", "A1")["state"] == "withdrawn"
    again = listed.run("article", "withdraw", "A1")
    assert again.code == 5
    assert '--withdrawn-on ""' in again.err
    assert listed.run("article", "helpful", "A1", "yes", "--as", "S1").code == 5
    assert listed.json("article", "list") == []
    assert [each["id"] for each in listed.json("article", "list", "--state", "withdrawn")] == ["A1"]
    assert [each["id"] for each in listed.json("article", "list", "--all")] == ["A1"]
    assert listed.json("article", "edit", "A1", "--withdrawn-on", "")["state"] == "valid"


def test_what_is_out_of_date_or_not_confirmed_for_a_year_is_stale(listed):
    add(listed, "今天到期", "--valid-until", "2026-06-15")
    add(listed, "满一年", "--written-on", "2025-06-15")
    assert listed.json("article", "stale") == []
    assert "No article is to be looked through again." in listed.ok("article", "stale").err
    listed.at("2026-06-16T09:00")
    assert [(each["title"], each["state"]) for each in listed.json("article", "stale")] == [
        ("今天到期", "expired"),
        ("满一年", "unconfirmed"),
    ]
    assert listed.json("article", "stale", "--owner", "S1") == []
    assert len(listed.json("article", "stale", "--owner", "S2")) == 2
    listed.ok("article", "edit", "A2", "--confirmed-on", "today")
    assert [each["id"] for each in listed.json("article", "stale")] == ["A1"]
    listed.ok("article", "withdraw", "A1")
    assert listed.json("article", "stale") == []
    listed.ok("policy", "set", "articles.confirm_months", "6")
    listed.at("2026-12-17T09:00")
    assert [each["id"] for each in listed.json("article", "stale")] == ["A2"]


def test_the_list_says_of_each_how_it_stands_as_the_rule_does(listed):
    draw, today = random.Random(7), date(2026, 6, 15)
    near = [today + timedelta(days) for days in (-366, -365, -364, -1, 0)]
    rows = []
    for number in range(120):
        written = draw.choice(near)
        confirmed = draw.choice([day for day in near if day >= written])
        until = draw.choice([None, *(day for day in (*near, today + timedelta(1)) if day >= written)])
        withdrawn = draw.choice([None, None, max(written, today - timedelta(1))])
        rows.append(ArticleDays(confirmed, until, withdrawn))
        texts = {"written_on": written, "confirmed_on": confirmed, "valid_until": until, "withdrawn_on": withdrawn}
        given = {key: "" if value is None else f"{value}" for key, value in texts.items()}
        rows[-1] = (f"文章{number}", rows[-1], {"title": f"文章{number}", "kind": "case", "owner": "S2", "text_zh": "甲", **given})
    listed.take("articles", *(row for _title, _days, row in rows))
    states = {each["title"]: each["state"] for each in listed.json("article", "list", "--all")}
    assert states == {title: state_of(days, today, 12) for title, days, _row in rows}
    assert len(set(states.values())) == 4


def test_the_same_file_twice_changes_nothing_and_a_row_without_an_owner_is_refused(listed):
    row = {
        "标题": "异响",
        "文章类型": "操作",
        "负责人": "S2",
        "中文正文": "先试车。",
        "适用投诉原因": "维修技术、配件质量",
        "适用车型": "青屿、衡川",
    }
    listed.take("articles", row)
    assert listed.query("SELECT kind, causes, models FROM article") == [("how_to", "repair,parts", "青屿,衡川")]
    again = listed.json("import", "articles", listed.sheet("articles", [row]))
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    refused = listed.run("import", "articles", listed.sheet("articles", [row | {"标题": "别的", "负责人": ""}]))
    assert (refused.code, counted(listed)) == (5, 1)
    out = listed.folder / "out.csv"
    listed.ok("export", "articles", "--to", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        (given,) = csv.DictReader(file)
    assert (given["title"], given["owner"], given["causes"], given["models"]) == ("异响", "S2", "repair,parts", "青屿,衡川")


# --- in a call ---


def part(desk):
    return desk.json("next")["articles"]


def test_a_call_names_two_articles_that_help_with_it_and_no_other(listed):
    assert part(listed) == []
    add(listed, "生日祝福", "--kinds", "birthday")
    add(listed, "谁都能用")
    assert part(listed) == []
    add(listed, "续保异议", "--kinds", "insurance_expiry", kind="rival")
    assert part(listed) == [{"id": "A3", "kind": "rival", "title": "续保异议"}]
    add(listed, "续保流程", "--kinds", "insurance_expiry")
    add(listed, "续保政策", "--kinds", "insurance_expiry", kind="policy")
    assert [each["id"] for each in part(listed)] == ["A5", "A4"]
    listed.ok("article", "helpful", "A3", "yes", "--as", "S1")
    assert [each["id"] for each in part(listed)] == ["A3", "A5"]
    listed.ok("article", "edit", "A3", "--valid-until", "2026-06-15")
    assert [each["id"] for each in part(listed)] == ["A3", "A5"]
    listed.at("2026-06-16T09:30")
    assert [each["id"] for each in part(listed)] == ["A5", "A4"]
    listed.ok("article", "withdraw", "A5")
    assert [each["id"] for each in part(listed)] == ["A4"]


def test_a_model_narrows_an_article_to_the_vehicle_that_the_call_is_about(listed):
    add(listed, "青屿续保", "--kinds", "insurance_expiry", "--models", "青屿")
    assert part(listed) == []
    plate = listed.json("next")["followups"][0]["plate"]
    listed.ok("vehicle", "edit", plate, "--model", "青屿 1.5L")
    assert [each["id"] for each in part(listed)] == ["A1"]
    listed.ok("vehicle", "edit", plate, "--model", "衡川 2.0T")
    assert part(listed) == []


def test_the_cause_of_an_open_complaint_brings_its_article_and_a_grave_one_no_selling(listed):
    add(listed, "价格投诉怎么答", "--causes", "price", kind="case")
    add(listed, "续保异议", "--kinds", "insurance_expiry")
    first = listed.json("next")["customer_id"]
    complaint = {"phone": listed.json("next")["phone"], "received_at": "2026-06-15 08:00", "severity": "major", "description": "太贵"}
    assert [each["id"] for each in part(listed)] == ["A2"]
    listed.take("complaints", complaint | {"cause": "价格"})
    assert listed.json("next")["customer_id"] == first
    assert [each["id"] for each in part(listed)] == ["A1"]


@pytest.mark.parametrize(("language", "label"), [("en", "Read up"), ("zh", "可参考")])
def test_the_card_names_them_in_one_line(listed, language, label):
    listed.speaking(language)
    assert label not in listed.ok("next").out
    add(listed, "续保异议", "--kinds", "insurance_expiry")
    add(listed, "续保流程", "--kinds", "insurance_expiry")
    between = "、" if language == "zh" else ", "
    lines = [line for line in listed.ok("next").out.splitlines() if label in line]
    assert len(lines) == 1
    assert lines[0].split(maxsplit=2 if language == "en" else 1)[-1] == f"A2 续保流程{between}A1 续保异议"


def test_at_the_keys_the_card_names_them_too(listed):
    add(listed, "续保异议", "--kinds", "insurance_expiry")
    with sitting(listed) as terminal:
        assert "A1 续保异议" in ready(terminal)
        terminal.type("q")
        assert terminal.end() == 0


def test_a_call_takes_one_statement_for_all_articles(listed):
    def statements():
        told = []
        with open_session(AppContext.of_environment(os.environ, language="en")) as session:
            session.connection.set_trace_callback(told.append)
            next_turn(session, None)
            session.connection.set_trace_callback(None)
        return [each for each in told if "article" in each], len(told)

    none = statements()
    for number in range(30):
        add(listed, f"续保{number}", "--kinds", "insurance_expiry")
    assert len(none[0]) == 1
    assert statements()[1] == none[1]
