"""`kcrm training …`, and who is named in a call. The clock stands on 2026-06-15; what is counted is counted by hand."""

import pytest
from conftest import filled_once
from seat import three_to_call

SHOWN = {
    "id": "TR1",
    "topic": "续保话术",
    "held_on": "2026-06-10",
    "person": "白雪",
    "trainer": "何总",
    "mark": 92.5,
    "kinds": ["insurance_expiry"],
    "causes": None,
    "models": None,
    "note": "现场演练",
}


@filled_once
def listed(desk):
    """Three customers to be called about insurance."""
    three_to_call(desk)
    return desk


def hold(desk, *present, topic="续保话术", on="2026-06-10", kinds="insurance_expiry", trainer="何总"):
    options = ["--kinds", kinds] if kinds else []
    return desk.run("training", "add", topic, *present, "--on", on, "--trainer", trainer, *options)


def test_a_training_of_several_is_one_command_and_a_record_for_each(listed):
    listed.ok(
        "training",
        "add",
        "续保话术",
        "白雪=92.5",
        "S2",
        "--on",
        "2026-06-10",
        "--trainer",
        "何总",
        "--kinds",
        "续保提醒",
        "--note",
        "现场演练",
    )
    assert listed.json("training", "show", "TR1") == SHOWN
    assert listed.json("show", "TR2") == SHOWN | {"id": "TR2", "person": "林晓", "mark": None}
    assert listed.query("SELECT count(*) FROM operation WHERE command LIKE '%training add%'") == [(1,)]
    listed.ok("undo", "--yes")
    assert listed.json("training", "list") == []


def test_trainings_are_listed_by_person_topic_and_period(listed):
    hold(listed, "S1", "S2")
    hold(listed, "S1", topic="投诉受理", on="2026-05-31", kinds="")

    def topics(*options):
        return [(row["topic"], row["person"]) for row in listed.json("training", "list", *options)]

    assert topics() == [("续保话术", "白雪"), ("续保话术", "林晓"), ("投诉受理", "白雪")]
    assert topics("--person", "S2") == [("续保话术", "林晓")]
    assert topics("--topic", "投诉受理") == [("投诉受理", "白雪")]
    assert topics("--held", "2026-05") == [("投诉受理", "白雪")]


@pytest.mark.parametrize(
    ("present", "options", "code", "said"),
    [
        (("S9",), (), 3, "S9"),
        (("S1=101",), (), 2, "101"),
        (("S1=",), (), 0, ""),
        (("S1", "白雪=90"), (), 2, "named twice"),
        (("S2", "S1"), ("--on", "2026-06-16"), 5, "still to come"),
        (("S2", "S3"), (), 5, "already exists"),
        (("S2",), ("--kinds", "tea"), 2, "tea"),
        ((), (), 2, "STAFF"),
    ],
)
def test_what_cannot_be_said_is_refused_of_all_who_were_there(listed, present, options, code, said):
    listed.take("staff", {"employee_no": "S3", "name": "周宁", "role": "cs_specialist"})
    listed.ok("training", "add", "投诉受理", "S3", "--on", "2026-06-10")
    result = listed.run("training", "add", "投诉受理", *present, *(options or ("--on", "2026-06-10")))
    assert result.code == code
    assert said in result.err
    assert listed.query("SELECT count(*) FROM training") == [(1 if code else 2,)]


def test_one_is_corrected_but_not_into_another_of_the_same_person(listed):
    hold(listed, "S1")
    hold(listed, "S1", on="2026-06-11")
    assert listed.json("training", "edit", "TR2", "--mark", "70")["mark"] == 70
    refused = listed.run("training", "edit", "TR2", "--on", "2026-06-10")
    assert (refused.code, "TR1" in refused.err) == (5, True)


def test_a_sign_in_sheet_is_taken_once(listed):
    rows = [
        {"培训主题": "续保话术", "培训日期": "2026-06-10", "参训人": "S1", "讲师": "何总", "成绩": "92.5", "适用回访": "续保提醒"},
        {"培训主题": "续保话术", "培训日期": "2026-06-10", "参训人": "林晓", "讲师": "何总", "成绩": "", "适用回访": "续保提醒"},
    ]
    assert listed.take("trainings", *rows).code == 0
    assert listed.json("training", "show", "TR1") == SHOWN | {"note": None}
    again = listed.json("import", "trainings", listed.sheet("trainings", rows))
    assert (again["new"], again["changed"], again["refused"]) == (0, 0, 0)
    listed.ok("export", "trainings", "--to", listed.folder / "out.csv")
    again = listed.json("import", "trainings", listed.folder / "out.csv")
    assert (again["new"], again["changed"], again["refused"]) == (0, 0, 0)


def named(desk):
    return [(each["name"], each["topic"], each["mark"]) for each in desk.json("next")["experts"]]


def test_a_call_names_who_trained_others_and_who_did_well_as_long_as_they_work_here(listed):
    assert named(listed) == []
    hold(listed, "S1=89.99", "S2=90")
    hold(listed, "S1=100", topic="生日问候", kinds="birthday")
    hold(listed, "S1=100", topic="茶艺", kinds="")
    assert named(listed) == [("何总", "续保话术", None), ("林晓", "续保话术", 90)]
    listed.ok("policy", "set", "trainings.expert_mark", "89")
    listed.ok("staff", "edit", "G1", "--left-on", "2026-06-14")
    assert named(listed) == [("林晓", "续保话术", 90), ("白雪", "续保话术", 89.99)]
    listed.take("staff", {"employee_no": "G2", "name": "林晓", "role": "technician"})
    hold(listed, "S1=95", topic="拒保应对", trainer="林晓")  # which of the two it was, nobody can say
    assert named(listed) == [("白雪", "拒保应对", 95), ("林晓", "续保话术", 90)]


@pytest.mark.parametrize(
    ("language", "label", "shown"),
    [("en", "Who knows", "何总 (续保话术), 林晓 (续保话术)"), ("zh", "可请教", "何总 (续保话术)、林晓 (续保话术)")],
)
def test_the_card_names_them_in_one_line(listed, language, label, shown):
    listed.speaking(language)
    assert label not in listed.ok("next").out
    hold(listed, "S2=90")
    (line,) = [line for line in listed.ok("next").out.splitlines() if label in line]
    assert line.removeprefix(label).strip() == shown
