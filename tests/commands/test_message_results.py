"""`kcrm message failed|refused|import`: what the provider says of messages, and what becomes of phones, consents and follow-ups."""

import pytest
from conftest import filled_once

from kcrm.model import PhoneState
from kcrm.rules.messages import phone_after

CUSTOMERS = (
    {"name": "张伟", "phone": "13800138001", "birthday": "1990-06-15", "customer_no": "K1"},
    {"name": "李娜", "phone": "13800138002", "phone2": "13900139002", "birthday": "1988-06-15", "customer_no": "K2"},
    {"name": "王芳", "phone": "13800138003", "birthday": "1985-06-15", "customer_no": "K3"},
)


@filled_once
def greeted(desk):
    """Monday, 15 June: all three have their birthday."""
    desk.take("customers", *CUSTOMERS)
    desk.take("vehicles", *({"vin": f"LSVAA4187E210000{place}", "customer_no": f"K{place}"} for place in range(1, 4)))
    return desk


def number(desk, customer, kind="birthday"):
    [(found,)] = desk.query(
        "SELECT followup.id FROM followup JOIN customer ON customer.id = customer_id WHERE name = ? AND followup.kind = ?"
        " AND due_on < '2027'",
        customer,
        kind,
    )
    return f"F{found}"


def states(desk):
    return dict(
        desk.query(
            "SELECT name, state FROM followup JOIN customer ON customer.id = customer_id"
            " WHERE followup.kind = 'birthday' AND due_on < '2027'"
        )
    )


def phones(desk, name):
    [found] = desk.query("SELECT phone, phone2, phone_state FROM customer WHERE name = ?", name)
    return found


def write(desk, text):
    path = desk.folder / "results.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_message_that_was_not_delivered_ends_unreachable_and_counts_for_nothing(greeted):
    zhang = number(greeted, "张伟")
    greeted.ok("message", "sent", zhang)
    assert greeted.json("message", "failed", zhang, "--reason", "关键字拦截") == [
        {
            "id": zhang,
            "kind": "birthday",
            "customer_id": "C1",
            "customer": "张伟",
            "phone": None,
            "state": "failed",
            "verdict": "kept",
            "reason": "关键字拦截",
        }
    ]
    assert states(greeted)["张伟"] == "unreachable"
    assert greeted.query("SELECT state FROM call_followup") == [("unreachable",)]
    # what the filter of a provider says is not of the phone
    assert phones(greeted, "张伟") == ("13800138001", None, "ok")
    assert greeted.json("message", "list", "--failed") == [
        {
            "id": zhang,
            "kind": "birthday",
            "told_on": "2026-06-15",
            "customer_id": "C1",
            "customer_no": "K1",
            "customer": "张伟",
            "phone": "13800138001",
            "state": "failed",
            "reason": "关键字拦截",
        }
    ]
    assert greeted.json("message", "list", "--failed", "--kind", "festival") == []
    assert greeted.json("message", "list", "--failed", "name:李娜") == []
    assert greeted.json("message", "list", "--refused") == []


def test_what_was_not_delivered_leaves_the_phone_its_message_of_the_day(greeted):
    """张伟's wife has his phone: she is greeted today after all, once his greeting is known to have reached nobody."""
    greeted.take("customers", {"name": "陈静", "phone": "13800138001", "birthday": "1991-06-15", "customer_no": "K4"})
    greeted.take("vehicles", {"vin": "LSVAA4187E2100004", "customer_no": "K4"})
    zhang = number(greeted, "张伟")
    greeted.ok("message", "sent", zhang)
    blocked = {row["customer"]: row["blocked"] for row in greeted.json("message", "list")}
    assert blocked["陈静"] == "cap"
    greeted.ok("message", "failed", zhang)
    greeted.at("2026-06-16T08:30")
    greeted.ok("message", "list")
    greeted.at("2026-06-16T08:31")
    assert {row["customer"]: row["blocked"] for row in greeted.json("message", "list")}["陈静"] is None


def test_a_number_that_does_not_exist_is_wrong_and_the_other_is_tried_today(greeted):
    zhang, li = number(greeted, "张伟"), number(greeted, "李娜")
    greeted.ok("message", "sent", zhang, li)
    greeted.ok("message", "failed", zhang, li, "--reason", "空号")
    assert phones(greeted, "张伟") == ("13800138001", None, "wrong")
    assert phones(greeted, "李娜") == ("13800138002", "13900139002", "wrong")
    assert states(greeted) == {"张伟": "unreachable", "李娜": "open", "王芳": "open"}
    again = {row["id"]: row["phone"] for row in greeted.json("message", "list")}
    assert again[li] == "13900139002"
    # and fails there, too: the second number is forgotten as one that was dialled in vain is
    greeted.ok("message", "sent", li)
    greeted.ok("message", "failed", li, "--reason", "空号")
    assert phones(greeted, "李娜") == ("13800138002", None, "wrong")
    assert states(greeted)["李娜"] == "unreachable"


def test_one_that_was_never_said_to_be_sent_is_sent_and_failed_at_once(greeted):
    greeted.ok("message", "failed", number(greeted, "王芳"), "--reason", "用户停机")
    assert states(greeted)["王芳"] == "unreachable"
    assert phones(greeted, "王芳")[2] == "doubtful"
    assert greeted.query("SELECT outcome, phone FROM call") == [("message_sent", "13800138003")]


def test_a_providers_file_tells_by_number_or_phone_and_twice_changes_nothing(greeted):
    zhang, li = number(greeted, "张伟"), number(greeted, "李娜")
    greeted.at("2026-06-15T12:00")
    path = write(
        greeted,
        f"跟进编号,手机号,发送时间,状态,原因\n{zhang},,2026-06-15 10:05,发送成功,\n{li},13800138002,2026-06-15 10:05,失败,空号\n"
        ",13800138003,2026-06-15 11:00,拒收,回复R\n",
    )
    kept = greeted.json("message", "import", path)
    assert [(row["customer"], row["state"], row["verdict"]) for row in kept] == [
        ("张伟", "sent", "kept"),
        ("李娜", "failed", "kept"),
        # nothing is known to have gone to 王芳: that she refuses is kept all the same
        ("王芳", "refused", "kept"),
    ]
    assert states(greeted) == {"张伟": "done", "李娜": "open", "王芳": "cancelled"}
    # 10:05 in Shanghai is 02:05 UTC
    assert greeted.query("SELECT called_at FROM call ORDER BY id") == [("2026-06-15T02:05:00Z",), ("2026-06-15T02:05:00Z",)]
    before = greeted.query("SELECT (SELECT count(*) FROM call), (SELECT count(*) FROM message_result)")
    again = greeted.json("message", "import", path)
    assert [row["verdict"] for row in again] == ["known", "known", "known"]
    assert greeted.query("SELECT (SELECT count(*) FROM call), (SELECT count(*) FROM message_result)") == before
    assert states(greeted)["李娜"] == "open"
    # she was written to at her other number meanwhile: the file of the morning does not speak of that
    greeted.ok("message", "sent", li)
    assert [row["verdict"] for row in greeted.json("message", "import", path)] == ["known", "known", "known"]
    assert greeted.json("message", "import", write(greeted, f"id,state,sent_at\n{li},failed,2026-06-15 10:05\n"))[0]["verdict"] == "known"
    assert states(greeted)["李娜"] == "done"


def test_a_phone_alone_means_the_message_that_went_to_it_last(greeted):
    zhang = number(greeted, "张伟")
    greeted.ok("message", "sent", zhang)
    greeted.ok("message", "failed", write(greeted, "phone,reason\n+86 138 0013 8001,空号\n"))
    assert states(greeted)["张伟"] == "unreachable"
    result = greeted.run("message", "failed", write(greeted, "phone\n13800138009\n"), "-o", "json")
    assert (result.code, result.json[0]["reason"]) == (5, "No message went to 13800138009.")


def test_who_refuses_consents_no_more_from_that_day_and_open_messages_are_cancelled(greeted):
    zhang = number(greeted, "张伟")
    greeted.ok("message", "sent", zhang)
    greeted.ok("customer", "edit", "张伟", "--message-consent", "yes")
    greeted.at("2026-06-16T09:00")
    greeted.ok("message", "refused", zhang, "--reason", "R")
    assert greeted.query("SELECT message_consent, message_consent_on FROM customer WHERE name = '张伟'") == [(0, "2026-06-16")]
    # the message was received: what it was for stays done
    assert states(greeted)["张伟"] == "done"
    assert greeted.json("message", "list", "--refused")[0]["reason"] == "R"
    assert greeted.query("SELECT count(*) FROM followup WHERE customer_id = 1 AND channel = 'message' AND state = 'open'") == [(0,)]
    assert greeted.json("message", "refused", zhang)[0]["verdict"] == "known"


def test_who_refuses_is_named_as_a_customer_too_and_everybody_with_the_phone_is_meant(greeted):
    greeted.take("customers", {"name": "陈静", "phone": "13800138003", "customer_no": "K4"})
    greeted.ok("message", "refused", "李娜")
    assert states(greeted)["李娜"] == "cancelled"
    greeted.ok("message", "refused", write(greeted, "phone\n13800138003\n"))
    assert greeted.query("SELECT name FROM customer WHERE message_consent = 0 ORDER BY id") == [("李娜",), ("王芳",), ("陈静",)]
    assert greeted.run("message", "refused", "李娜", number(greeted, "张伟")).code == 2


def test_undo_takes_all_of_it_back(greeted):
    zhang = number(greeted, "张伟")
    greeted.ok("message", "sent", zhang)
    greeted.ok("message", "failed", zhang, "--reason", "空号")
    greeted.ok("undo", "--yes")
    assert states(greeted)["张伟"] == "done"
    assert phones(greeted, "张伟")[2] == "ok"
    assert greeted.query("SELECT count(*) FROM message_result") == [(0,)]
    greeted.ok("db", "check")


@pytest.mark.parametrize(
    ("verb", "content", "says"),
    [
        ("import", "name,state\n张伟,成功\n", "neither a column"),
        ("import", "id\nF1\n", "no column “state”"),
        ("import", "id,state\nF1,半成\n", "line 2, column state"),
        ("import", "id,state\nF1,\n", "Say what became of it"),
        ("import", "id,state\nx,sent\n", "line 2, column followup: x"),
        ("import", "id,phone,state\n,,sent\n", "neither a number nor a phone"),
        ("import", "id,state,sent_at\nF1,sent,2026-06-16 10:00\n", "still to come"),
        ("import", "id,state\nF1,sent,x\n", "line 2"),
        ("failed", "id,state\nF1,sent\n", "kcrm message import"),
        ("sent", "id,state\nF1,failed\n", "kcrm message import"),
    ],
)
def test_a_file_that_does_not_say_what_it_means_is_refused_and_nothing_is_written(greeted, verb, content, says):
    before = greeted.query("SELECT count(*) FROM operation")
    result = greeted.run("message", verb, write(greeted, content))
    assert result.code == 5
    assert says in result.err
    assert greeted.query("SELECT count(*) FROM operation") == before


def test_figures_tell_how_many_were_sent_failed_and_refused(greeted):
    zhang, li = number(greeted, "张伟"), number(greeted, "李娜")
    greeted.ok("message", "sent", zhang, li)
    greeted.ok("message", "failed", zhang, "--reason", "空号")
    greeted.ok("message", "refused", li)
    found = {
        row["key"]: (row["value"], row["numerator"], row["denominator"]) for row in greeted.json("kpi", "campaigns", "--period", "2026-06")
    }
    assert {key: found[key] for key in ("messages_sent", "messages_failed", "messages_refused")} == {
        "messages_sent": (2, 2, None),
        "messages_failed": (50, 1, 2),
        "messages_refused": (50, 1, 2),
    }


def test_one_bad_row_keeps_all_unwritten_unless_bad_ones_are_skipped(greeted):
    zhang = number(greeted, "张伟")
    result = greeted.run("message", "failed", zhang, "F9999", "-o", "json")
    assert (result.code, [row["verdict"] for row in result.json]) == (5, [None, "refused"])
    assert "nothing was written" in result.err
    assert states(greeted)["张伟"] == "open"
    result = greeted.run("message", "failed", zhang, "F9999", "--skip-bad", "-o", "json")
    assert (result.code, [row["verdict"] for row in result.json]) == (5, ["kept", "refused"])
    assert states(greeted)["张伟"] == "unreachable"
    assert greeted.run("message", "failed", greeted.folder / "none.csv").code == 3


@pytest.mark.parametrize(
    ("reason", "known", "then"),
    [
        (None, PhoneState.OK, PhoneState.OK),
        ("网关繁忙", PhoneState.DOUBTFUL, PhoneState.DOUBTFUL),
        ("MK:0001 空号", PhoneState.OK, PhoneState.WRONG),
        ("No Such Number", PhoneState.DOUBTFUL, PhoneState.WRONG),
        ("用户停机", PhoneState.OK, PhoneState.DOUBTFUL),
        ("用户停机", PhoneState.WRONG, PhoneState.WRONG),
    ],
)
def test_what_a_reason_says_of_the_phone(reason, known, then):
    assert phone_after(reason, known) is then


def test_the_history_says_that_a_message_was_not_delivered(greeted):
    zhang = number(greeted, "张伟")
    greeted.ok("message", "sent", zhang)
    greeted.ok("message", "failed", zhang, "--reason", "空号")
    assert "message not delivered 空号" in greeted.ok("customer", "show", "张伟", "-o", "plain").out
    (said,) = (str(row) for row in greeted.json("customer", "show", "张伟")["history"] if "message_sent" in str(row))
    assert "failed 空号" in said
