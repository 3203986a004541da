"""`kcrm message send`: to whom a filter chooses, in whose words, what may not be sent, and what takes no place in the month."""

from __future__ import annotations

import json

DAY = "2026-06-15"
OWN = "【测试店】{salutation}，六月免费检测空调。拒收请回复R。"


def send(desk, *words, lang="zh"):
    return json.loads(desk.ok("--lang", lang, "message", "send", *words, "-o", "json").out)


def test_a_commercial_text_goes_to_who_agreed_and_says_what_it_costs(offered):
    store = offered.json("store", "show")["name"]
    text = f"【{store}】{{salutation}}，六月免费检测空调。拒收请回复R。"
    found = send(offered, "region:none", "--text", text, "--purpose", "commercial", "--name", "空调月", "--approved-by", "G1")
    said = f"【{store}】张先生，六月免费检测空调。拒收请回复R。"
    assert found == {
        "campaign": "M1",
        "name": "空调月",
        "wave": 1,
        "purpose": "commercial",
        "template": None,
        "treated": 20,
        "left_out": 4,
        "text": said,
        "length": len(said),
        "segments": 1,
        "all_segments": 20,
        "cost": 1.0,
        "reasons": [
            {"reason": "do_not_contact", "people": 1},
            {"reason": "no_consent", "people": 1},
            {"reason": "open_complaint", "people": 1},
            {"reason": "shared_phone", "people": 1},
        ],
    }
    rows = offered.json("message", "list", "--campaign", "M1")
    assert len(rows) == 20
    assert {row["kind"] for row in rows} == {"campaign_message"}
    assert rows[0]["text"] == f"【{store}】王1，六月免费检测空调。拒收请回复R。"
    (wave,) = offered.json("campaign", "show", "M1")["waves"]
    assert (wave["words"], wave["started_on"]) == (text, DAY)
    assert wave["approved_by"] == offered.query("SELECT name FROM staff WHERE employee_no = 'G1'")[0][0]
    offered.ok("undo", "--yes")
    assert offered.query("SELECT count(*) FROM campaign") == offered.query("SELECT count(*) FROM followup WHERE case_no = 'M1'") == [(0,)]


def test_a_service_text_goes_also_to_who_complains_and_counts_as_offering_nothing(offered):
    found = send(offered, "region:none", "--template", "service_message", "--about", "国庆照常营业", "--purpose", "service")
    assert (found["treated"], found["left_out"]) == (22, 2)  # neither who wants no contact nor whose phone is another's
    kinds = {row["kind"] for row in offered.json("message", "list", "--campaign", "M1")}
    assert kinds == {"service_message"}
    assert all("国庆照常营业" in row["text"] for row in offered.json("message", "list", "--campaign", "M1"))


def test_what_may_not_be_sent_is_refused_and_nothing_is_written(offered):
    store = offered.json("store", "show")["name"]

    def refused(*words):
        result = offered.run("message", "send", "C1", *words)
        assert result.code in {2, 5}
        assert offered.query("SELECT count(*) FROM campaign") == [(0,)]
        return result.code, result.err.splitlines()[0].removeprefix("kcrm: ")

    assert refused("--text", f"【{store}】六月免费检测空调。", "--purpose", "commercial") == (
        5,
        "A commercial text has to say how to refuse it, such as “Reply R to hear no more.”",
    )
    assert refused("--text", "六月免费检测空调。拒收请回复R。", "--purpose", "commercial") == (
        5,
        "A commercial text has to name the store: begin it with [{store}].",
    )
    assert refused("--text", "很" * 336, "--purpose", "service") == (
        5,
        "The text has 336 characters, which takes 6 messages; it may take 5.",  # 5 × 67 = 335
    )
    assert refused("--text", "{salutaton}", "--purpose", "service")[0] == 5
    assert refused("--template", "service_message", "--purpose", "service") == (
        2,
        "The words leave open what it is about: --about TEXT.",
    )
    assert refused("--template", "weather", "--purpose", "commercial") == (
        5,
        "A warning of the weather offers nothing: --purpose service.",
    )
    assert refused("--text", "很", "--template", "weather", "--purpose", "service")[0] == 2
    assert refused("--text", "很")[1] == "Say what it is for: --purpose service or commercial."
    assert offered.run("message", "send", "C1", "--template", "lateness", "--purpose", "service").code == 3


def test_a_text_of_five_segments_is_sent(offered):
    found = send(offered, "C1", "--text", "很" * 335, "--purpose", "service")
    assert (found["length"], found["segments"], found["all_segments"], found["cost"]) == (335, 5, 5, 0.25)


def test_when_nobody_is_left_it_is_refused_and_a_trial_says_why(offered):
    words = ("C21", "--template", "campaign_message", "--about", "检测", "--purpose", "commercial")
    result = offered.run("message", "send", *words)
    assert (result.code, result.err.splitlines()[0]) == (5, "kcrm: There is nobody to write to: 1 left out.")
    found = json.loads(offered.ok("message", "send", *words, "--dry-run", "-o", "json").out)
    assert (found["treated"], found["reasons"]) == (0, [{"reason": "no_consent", "people": 1}])
    assert offered.query("SELECT count(*) FROM campaign") == [(0,)]


def test_one_more_wave_of_a_campaign_is_for_who_was_in_none(offered):
    offered.ok(
        *("--as", "G1", "campaign", "add", "夏季空调检测", "--channels", "message", "--from", DAY, "--until", "2026-07-15"),
        *("--offer", "空调系统免费检测"),
    )
    offered.ok("campaign", "target", "M1", "C1")
    offered.ok("campaign", "start", "M1")
    found = send(offered, "region:none", "--template", "campaign_message", "--campaign", "M1")
    assert (found["wave"], found["purpose"], found["treated"], found["left_out"]) == (2, "commercial", 19, 5)
    assert {"reason": "already_targeted", "people": 1} in found["reasons"]
    wrong = offered.run("message", "send", "C4", "--template", "weather", "--purpose", "service", "--campaign", "M1")
    assert (wrong.code, wrong.err) == (5, "kcrm: M1 offers something, so its messages are commercial.\n")
    assert offered.run("message", "send", "C4", "--template", "weather", "--about", "x", "--campaign", "M1").code == 2
    offered.ok("campaign", "edit", "M1", "--channels", "call")
    assert offered.run("message", "send", "C4", "--template", "campaign_message", "--campaign", "M1").code == 5


def test_a_warning_of_the_weather_is_of_one_day_and_takes_no_place_in_the_month(offered):
    offered.at("2026-07-06T10:00")  # no festival takes a place in July
    offered.ok("policy", "set", "campaigns.month_messages", "1")
    send(offered, "C1", "--template", "weather", "--purpose", "service")
    (row,) = offered.json("message", "list", "--campaign", "M1")
    assert (row["kind"], row["blocked"]) == ("weather", None)
    assert offered.query("SELECT DISTINCT lapses_on FROM followup WHERE kind = 'weather'") == [("2026-07-06",)]
    offered.ok("message", "sent", row["id"])
    offered.at("2026-07-07T10:00")
    send(offered, "C1", "--template", "service_message", "--about", "国庆照常营业", "--purpose", "service")
    (notice,) = offered.json("message", "list", "--campaign", "M2")
    assert notice["blocked"] is None
    offered.ok("message", "sent", notice["id"])
    offered.at("2026-07-08T10:00")
    # the month is full, but not for a warning
    found = json.loads(
        offered.ok(
            "message", "send", "C1", "--template", "service_message", "--about", "停电", "--purpose", "service", "--dry-run", "-o", "json"
        ).out
    )
    assert found["reasons"] == [{"reason": "contact_cap", "people": 1}]
    send(offered, "C1", "--template", "weather", "--purpose", "service")
    (row,) = offered.json("message", "list", "--campaign", "M3")
    assert row["blocked"] is None


def test_files_are_written_by_day_and_say_what_they_cost(offered):
    send(offered, "region:none", "--template", "service_message", "--about", "停电", "--purpose", "service")
    offered.at("2026-06-15T10:00")
    by_day = offered.run("message", "export", "--campaign", "M1", "--to", "a.csv")
    assert "22 messages, segments: 22, 1.10 yuan." in by_day.err
    assert "Messages are sent" not in by_day.err
    offered.at("2026-06-15T20:00")
    late = offered.run("message", "export", "--campaign", "M1", "--to", "b.csv")
    assert "Messages are sent 09:00-20:00 only." in late.err
