"""`kcrm message`: what is to be sent is listed and exported, what was sent is closed."""

import os

import pytest
from conftest import filled_once

from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.model import AssignedBy, Channel, Kind
from kcrm.queries import followups
from kcrm.queries.followups import ByHand
from kcrm.rules.messages import Blocked

CUSTOMERS = (
    {"name": "张伟", "phone": "13800138001", "gender": "男", "birthday": "1990-06-15", "customer_no": "K1"},
    {"name": "李娜", "phone": "13800138002", "gender": "女", "birthday": "1988-06-14", "customer_no": "K2"},
    {"name": "王芳", "phone": "010-12345678", "birthday": "1985-06-15", "customer_no": "K3"},
    {"name": "赵云", "phone": "13800138004", "birthday": "1990-06-15", "customer_no": "K4", "message_consent": "否"},
    {"name": "孙权", "phone": "13800138005", "birthday": "1990-06-15", "customer_no": "K5", "do_not_contact": "是"},
)


@filled_once
def greetings(desk):
    """Monday, 15 June: 张伟 and 王芳 (who has a landline only) have their birthday today, 李娜 had hers yesterday."""
    desk.take("customers", *CUSTOMERS)
    # whoever owns no car is greeted no more
    desk.take("vehicles", *({"vin": f"LSVAA4187E210000{place}", "customer_no": f"K{place}"} for place in range(1, 6)))
    return desk


def number(desk, customer, kind="birthday"):
    [(found,)] = desk.query(
        "SELECT followup.id FROM followup JOIN customer ON customer.id = customer_id WHERE name = ? AND followup.kind = ?", customer, kind
    )
    return f"F{found}"


def states(desk, kind="birthday"):
    return dict(desk.query("SELECT name, state FROM followup JOIN customer ON customer.id = customer_id WHERE followup.kind = ?", kind))


def test_messages_due_are_listed_with_text_length_and_why_one_cannot_be_sent(greetings):
    # 赵云 does not consent and 孙权 wants no contact: nothing is planned for them
    assert greetings.json("message", "list") == [
        {
            "id": number(greetings, "李娜"),
            "kind": "birthday",
            "due_on": "2026-06-14",
            "customer_id": "C2",
            "customer_no": "K2",
            "customer": "李娜",
            "phone": "13800138002",
            "length": 58,  # [云汐店] 5, blank 1, Ms and blank 3, 李娜 2, comma and blank 2, the rest 45
            "segments": 1,
            "blocked": None,
            "text": "[云汐店] Ms 李娜, we wish you a happy birthday and good health!",
        },
        {
            "id": number(greetings, "张伟"),
            "kind": "birthday",
            "due_on": "2026-06-15",
            "customer_id": "C1",
            "customer_no": "K1",
            "customer": "张伟",
            "phone": "13800138001",
            "length": 58,
            "segments": 1,
            "blocked": None,
            "text": "[云汐店] Mr 张伟, we wish you a happy birthday and good health!",
        },
        {
            "id": number(greetings, "王芳"),
            "kind": "birthday",
            "due_on": "2026-06-15",
            "customer_id": "C3",
            "customer_no": "K3",
            "customer": "王芳",
            "phone": None,
            "length": 55,
            "segments": 1,
            "blocked": "no_phone",
            "text": "[云汐店] 王芳, we wish you a happy birthday and good health!",
        },
    ]


def test_the_list_speaks_chinese(greetings):
    greetings.speaking("zh")
    texts = {row["customer"]: (row["text"], row["length"]) for row in greetings.json("message", "list")}
    # 【云汐店】5, 张先生 and comma 4, 祝您生日快乐 and comma 7, 身体健康 and comma 5, 万事如意 and mark 5
    assert texts["张伟"] == ("【云汐店】张先生，祝您生日快乐，身体健康，万事如意！", 26)
    assert texts["王芳"] == ("【云汐店】王芳，祝您生日快乐，身体健康，万事如意！", 25)
    assert "没有手机号" in greetings.ok("message", "list").out


def test_texts_may_be_in_the_other_language(greetings):
    assert greetings.json("message", "list", "--language", "zh")[1]["text"].startswith("【云汐店】张先生")
    assert greetings.run("message", "list", "--language", "fr").code == 2


def test_another_day_has_other_messages(greetings):
    greetings.at("2026-06-17T08:30")
    kinds = [(row["kind"], row["customer"]) for row in greetings.json("message", "list", "--on", "2026-06-19")]
    # Dragon Boat is on 19 June 2026; a birthday lapses two days after it, so today's last is that of 15 June
    assert ("festival", "张伟") in kinds
    assert ("birthday", "李娜") not in kinds
    [text] = [row["text"] for row in greetings.json("message", "list", "--on", "周五", "--language", "zh") if row["customer"] == "李娜"]
    assert text == "【云汐店】李女士，您好！祝您和家人端午安康，出行平安！"


def test_an_edited_template_is_what_is_sent(greetings):
    path = greetings.folder / "words.txt"
    path.write_text("{customer}，生日快乐！{offer}", encoding="utf-8")
    greetings.ok("script", "edit", "message.birthday", "--file", path, "--language", "zh")
    path.write_text("{store}本月工时八折。", encoding="utf-8")
    greetings.ok("script", "edit", "offer", "--file", path, "--language", "zh")
    greetings.speaking("zh")
    assert greetings.json("message", "list")[1]["text"] == "张伟，生日快乐！云汐店本月工时八折。"


def test_a_template_that_leaves_no_words_sends_nothing(greetings):
    path = greetings.folder / "words.txt"
    path.write_text("您的{model}", encoding="utf-8")
    greetings.ok("script", "edit", "message.birthday", "--file", path, "--language", "en")
    assert [row["blocked"] for row in greetings.json("message", "list")] == [Blocked.NO_TEXT, Blocked.NO_TEXT, Blocked.NO_PHONE]


def test_the_export_holds_what_may_be_sent_and_says_what_it_leaves_out(greetings):
    path = greetings.folder / "out.csv"
    greetings.speaking("zh")
    result = greetings.ok("message", "export", "--to", path)
    assert path.read_bytes().decode("utf-8") == (
        "\ufeffphone,text,kind,id,customer_no,customer,segments\n"
        f"13800138002,【云汐店】李女士，祝您生日快乐，身体健康，万事如意！,birthday,{number(greetings, '李娜')},K2,李娜,1\n"
        f"13800138001,【云汐店】张先生，祝您生日快乐，身体健康，万事如意！,birthday,{number(greetings, '张伟')},K1,张伟,1\n"
    )
    assert result.out == ""
    assert "共 2 条短信，计费 2 条，0.10 元。\n1 条未导出：没有手机号。\n" in result.err
    assert f"kcrm message sent {path}" in result.err
    assert set(states(greetings).values()) == {"open"}


def test_consent_is_obeyed_even_where_a_person_asked_for_the_message(greetings):
    with open_session(AppContext.of_environment(os.environ, language="en")) as session, session.write() as planner:
        followups.add(
            planner.connection,
            ByHand(Kind.POST_SERVICE, Channel.MESSAGE, 4, None, session.today, None, None, AssignedBy.NOBODY),
            at=session.now,
            policy_version_id=1,
        )
    assert {row["customer"]: row["blocked"] for row in greetings.json("message", "list") if row["kind"] == "post_service"} == {
        "赵云": "no_consent"
    }
    assert "赵云" not in greetings.ok("message", "export", "-o", "csv").out


def test_an_exported_file_closes_its_follow_ups_and_enters_the_history(greetings):
    path = greetings.folder / "out.csv"
    greetings.ok("message", "export", "--to", path, "--language", "zh")
    greetings.at("2026-06-15T10:00")
    settled = greetings.json("message", "sent", path, "--as", "S1")
    assert settled == [
        {"id": number(greetings, "李娜"), "kind": "birthday", "customer": "李娜", "verdict": "closed", "reason": None},
        {"id": number(greetings, "张伟"), "kind": "birthday", "customer": "张伟", "verdict": "closed", "reason": None},
    ]
    assert states(greetings) == {"张伟": "done", "李娜": "done", "王芳": "open"}
    assert greetings.query(
        "SELECT customer_id, staff.name, called_at, called_on, by, outcome, score, note, call.phone"
        " FROM call JOIN staff ON staff.id = staff_id ORDER BY call.id"
    ) == [
        # 10:00 in Shanghai is 02:00 UTC
        (
            2,
            "白雪",
            "2026-06-15T02:00:00Z",
            "2026-06-15",
            "message",
            "message_sent",
            None,
            "【云汐店】李女士，祝您生日快乐，身体健康，万事如意！",
            "13800138002",
        ),
        (
            1,
            "白雪",
            "2026-06-15T02:00:00Z",
            "2026-06-15",
            "message",
            "message_sent",
            None,
            "【云汐店】张先生，祝您生日快乐，身体健康，万事如意！",
            "13800138001",
        ),
    ]
    assert greetings.query("SELECT call_id, state FROM call_followup ORDER BY id") == [(1, "done"), (2, "done")]
    assert [row["customer"] for row in greetings.json("message", "list")] == ["王芳"]


def test_numbers_close_them_too_each_once(greetings):
    wanted = number(greetings, "张伟")
    greetings.ok("message", "sent", wanted, wanted.lower())
    assert states(greetings)["张伟"] == "done"
    assert greetings.query("SELECT note FROM call") == [("[云汐店] Mr 张伟, we wish you a happy birthday and good health!",)]


def test_what_was_closed_before_is_refused_by_name_and_nothing_is_written(greetings):
    zhang, li = number(greetings, "张伟"), number(greetings, "李娜")
    greetings.ok("message", "sent", zhang, "--as", "S1")
    result = greetings.run("message", "sent", zhang, li, "F9999", "-o", "json")
    assert result.code == 5
    assert [(row["id"], row["verdict"]) for row in result.json] == [(zhang, "refused"), (li, None), ("F9999", "refused")]
    assert "白雪" in result.json[0]["reason"]
    assert result.json[2]["reason"] == "There is no follow-up F9999."
    assert "2 refused; nothing was written." in result.err
    assert states(greetings)["李娜"] == "open"
    assert len(greetings.query("SELECT id FROM call")) == 1


def test_a_file_of_which_some_were_refused_is_named(greetings):
    path = greetings.folder / "sent.csv"
    path.write_text("id\nF9999\n")
    result = greetings.run("message", "sent", path)
    assert (result.code, result.err.splitlines()[0]) == (5, f"kcrm: {path}: 1 refused; nothing was written.")


def test_skip_bad_closes_the_others(greetings):
    li = number(greetings, "李娜")
    result = greetings.run("message", "sent", "F9999", li, "--skip-bad", "-o", "json")
    assert result.code == 5
    assert [row["verdict"] for row in result.json] == ["refused", "closed"]
    assert states(greetings)["李娜"] == "done"


def test_a_dry_run_closes_nothing(greetings):
    result = greetings.ok("message", "sent", number(greetings, "李娜"), "-n", "-o", "json")
    assert [row["verdict"] for row in result.json] == ["closed"]
    assert "Dry run" in result.err
    assert set(states(greetings).values()) == {"open"}
    assert greetings.query("SELECT id FROM call") == []


def test_a_call_is_not_closed_as_a_message(greetings):
    greetings.take(
        "vehicles",
        {"vin": "LSVAA4187E2123456", "model": "雅阁", "customer_no": "K1", "delivered_on": "2026-06-08", "sales_consultant": "X1"},
    )
    call = number(greetings, "张伟", "7dc")
    greetings.speaking("zh")
    result = greetings.run("message", "sent", call, "-o", "json")
    assert result.code == 5
    assert result.json[0]["reason"] == f"{call} 是电话任务，不是短信。记录结果：kcrm log {call} 结果"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("phone,text\n13800138001,您好\n", "no column “id”"),
        ("id\nF1\nabc\n", "line 3, column id: abc"),
        ("id,text\nF1,您好,x\n", "line 2"),
        ("", "out.csv"),
    ],
)
def test_a_file_that_does_not_say_which_messages_it_means_is_refused(greetings, content, says):
    path = greetings.folder / "out.csv"
    path.write_text(content, encoding="utf-8")
    result = greetings.run("message", "sent", path)
    assert result.code == 5
    assert says in result.err
    assert set(states(greetings).values()) == {"open"}


def test_a_file_that_is_not_there_is_told(greetings):
    assert greetings.run("message", "sent", greetings.folder / "none.csv").code == 3


def test_undo_opens_them_again(greetings):
    greetings.ok("message", "sent", number(greetings, "张伟"))
    greetings.ok("undo", "--yes")
    assert states(greetings)["张伟"] == "open"
    assert greetings.query("SELECT id FROM call") == []


# --- filters ---


def listed(desk, *argv):
    return [(row["kind"], row["customer"], row["blocked"]) for row in desk.json("message", "list", *argv)]


def test_messages_are_narrowed_by_kind_segment_customer_and_whose_they_are(greetings):
    greetings.ok("segment", "save", "wei", "phone:13800138001")
    everything = [("birthday", "李娜", None), ("birthday", "张伟", None), ("birthday", "王芳", "no_phone")]
    assert listed(greetings) == listed(greetings, "--kind", "生日") == everything
    assert listed(greetings, "--kind", "festival") == []
    assert (
        listed(greetings, "--segment", "wei")
        == listed(greetings, "--customer", "张伟")
        == listed(greetings, "phone:13800138001")
        == [everything[1]]
    )
    assert listed(greetings, "--segment", "wei", "name:李娜") == []
    assert greetings.run("message", "list", "--segment", "wie").code == 3
    assert listed(greetings, "--segment", "wei", "--customer", "李娜") == []
    mine = greetings.query("SELECT name FROM customer WHERE specialist_id = 4 AND id <= 3 ORDER BY id")
    assert {customer for _kind, customer, _blocked in listed(greetings, "--staff", "S1")} == {name for (name,) in mine}
    exported = greetings.ok("message", "export", "--segment", "wei", "--kind", "birthday", "-o", "json")
    assert [row["customer"] for row in exported.json] == ["张伟"]
    assert greetings.run("message", "list", "--kind", "nonsense").code == 2


# --- one message a day to one phone ---

DRAGON_BOAT = "2026-06-19"


@filled_once
def family(desk):
    """张伟 has his birthday on Dragon Boat 2026, a Friday; 李娜 has the same phone. Both greetings lapse on Sunday."""
    desk.take(
        "customers",
        {"name": "张伟", "phone": "13800138001", "birthday": "1990-06-19", "customer_no": "K1"},
        {"name": "李娜", "phone": "13800138001", "customer_no": "K2"},
    )
    desk.take("vehicles", *({"vin": f"LSVAA4187E210000{place}", "customer_no": f"K{place}"} for place in (1, 2)))
    desk.at(f"{DRAGON_BOAT}T08:30")
    return desk


BIRTHDAY, ZHANGS, LIS = ("birthday", "张伟"), ("festival", "张伟"), ("festival", "李娜")


def verdicts(desk, *argv):
    return {(kind, customer): blocked for kind, customer, blocked in listed(desk, *argv)}


def test_a_phone_that_is_shared_gets_one_message_a_day_and_the_lesser_wait_for_tomorrow(family):
    assert verdicts(family) == {BIRTHDAY: None, ZHANGS: "cap", LIS: "cap"}
    assert {kind for (kind,) in family.query("SELECT kind FROM followup WHERE state = 'cancelled' AND reason = 'cap'")} == {"festival"}
    waiting = number(family, "李娜", "festival")
    assert family.json("followup", "show", waiting)["reason"] == "cap"
    assert "this phone has had its messages for the day or the month" in family.ok("why", waiting).out
    exported = family.ok("message", "export", "-o", "json")
    assert [(row["kind"], row["customer"]) for row in exported.json] == [BIRTHDAY]
    assert "2 messages left out: this phone has had its messages for the day or the month." in exported.err
    # sent or not, the others have their turn on Saturday and Sunday, the days on which they still make sense
    family.ok("message", "sent", number(family, "张伟"))
    assert verdicts(family) == {ZHANGS: "cap", LIS: "cap"}
    family.at("2026-06-20T08:30")
    assert verdicts(family) == {ZHANGS: None, LIS: "cap"}
    family.ok("message", "sent", number(family, "张伟", "festival"))
    family.at("2026-06-21T08:30")
    assert verdicts(family) == {LIS: None}
    family.ok("message", "sent", number(family, "李娜", "festival"))
    assert verdicts(family) == {}
    assert family.query("SELECT DISTINCT state FROM followup WHERE kind = 'festival' AND base_on = '2026-06-19'") == [("done",)]


def test_what_waited_until_it_made_no_sense_lapses(family):
    family.ok("message", "list")
    family.at("2026-06-22T08:30")
    assert verdicts(family) == {}
    assert dict(family.query("SELECT customer_id || kind, state FROM followup WHERE base_on IN ('1990-06-19', '2026-06-19')")) == {
        "1birthday": "lapsed",
        "1festival": "lapsed",
        "2festival": "lapsed",
    }


def test_the_policy_says_how_many_a_phone_gets(family):
    family.ok("policy", "set", "messages.per_day", "2")
    assert verdicts(family) == {BIRTHDAY: None, ZHANGS: None, LIS: "cap"}
    assert family.run("policy", "set", "messages.per_day", "0").code in {2, 5}


def test_a_later_day_is_reckoned_without_writing(family):
    family.at("2026-06-17T08:30")
    family.ok("plan")
    before = family.query("SELECT count(*) FROM operation")
    assert verdicts(family, "--on", DRAGON_BOAT) == {BIRTHDAY: None, ZHANGS: "cap", LIS: "cap"}
    assert family.query("SELECT count(*) FROM operation") == before


def test_one_that_was_to_wait_and_was_sent_all_the_same_is_closed(family):
    family.ok("message", "list")
    number_of_li = number(family, "李娜", "festival")
    assert [row["verdict"] for row in family.json("message", "sent", number_of_li)] == ["closed"]
    assert family.query("SELECT state, reason FROM followup WHERE id = ?", number_of_li[1:]) == [("done", None)]
    # so that the phone has had its message, and the birthday waits
    assert verdicts(family)[BIRTHDAY] == "cap"


def test_another_phone_makes_a_message_go_at_once_that_had_to_wait(family):
    """The number that they share turns out to be 张伟's; with her own 李娜 need not wait, once planning looks at her tomorrow."""
    family.ok("message", "list")
    family.ok("customer", "edit", "李娜", "--phone", "13800138002")
    family.at("2026-06-20T08:30")
    assert verdicts(family) == {BIRTHDAY: None, ZHANGS: "cap", LIS: None}


def test_undoing_what_was_sent_opens_it_again(family):
    family.ok("message", "list")
    family.ok("message", "sent", number(family, "张伟"))
    family.ok("undo", "--yes")
    assert verdicts(family) == {BIRTHDAY: None, ZHANGS: "cap", LIS: "cap"}
    family.ok("db", "check")


def test_a_message_that_somebody_added_waits_and_comes_again(family):
    """A message by hand lapses never, so that the birthday and both greetings go first."""
    family.ok("message", "list")
    with open_session(AppContext.of_environment(os.environ, language="en")) as session, session.write() as planner:
        followups.add(
            planner.connection,
            ByHand(Kind.POST_SERVICE, Channel.MESSAGE, 1, None, session.today, None, None, AssignedBy.NOBODY),
            at=session.now,
            policy_version_id=1,
        )
    mine = ("post_service", "张伟")
    assert verdicts(family)[mine] == "cap"
    for day in ("20", "21"):
        family.at(f"2026-06-{day}T08:30")
        assert verdicts(family)[mine] == "cap"
    family.at("2026-06-22T08:30")
    assert verdicts(family) == {mine: None}


def test_what_was_written_in_wechat_is_no_message_to_the_phone(family):
    family.ok("customer", "edit", "李娜", "--phone", "13800138002")
    family.ok("log", number(family, "张伟"), "message_sent", "--by", "wechat")
    assert verdicts(family) == {ZHANGS: None, LIS: None}


# --- so many messages a month to one phone ---


def test_a_phone_that_has_had_its_share_of_the_month_waits_until_what_it_had_is_known_to_have_failed(family):
    """One a month: the birthday of 19 June is sent, and no greeting for Dragon Boat; undelivered, it leaves its place."""
    family.ok("policy", "set", "campaigns.month_messages", "1")
    family.ok("policy", "set", "messages.per_day", "9")
    assert verdicts(family) == {BIRTHDAY: None, ZHANGS: "cap", LIS: "cap"}
    birthday = number(family, "张伟")
    family.ok("message", "sent", birthday)
    family.at("2026-06-20T08:30")
    assert verdicts(family) == {ZHANGS: "cap", LIS: "cap"}
    family.ok("message", "failed", birthday)
    family.at("2026-06-21T08:30")
    # of two of one worth the one that is older
    assert verdicts(family) == {ZHANGS: None, LIS: "cap"}
    assert family.query("SELECT count(*) FROM followup WHERE kind = 'festival' AND base_on = '2026-06-19'") == [(2,)]


def test_a_birthday_to_come_keeps_its_place_in_the_month_before_a_festival(desk):
    desk.take("customers", {"name": "张伟", "phone": "13800138001", "birthday": "1990-06-24", "customer_no": "K1"})
    desk.take("vehicles", {"vin": "LSVAA4187E2100001", "customer_no": "K1"})
    desk.ok("policy", "set", "campaigns.month_messages", "1")
    desk.at(f"{DRAGON_BOAT}T08:30")
    assert verdicts(desk) == {("festival", "张伟"): "cap"}
    desk.at("2026-06-24T08:30")
    assert verdicts(desk) == {("birthday", "张伟"): None}
