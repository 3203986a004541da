"""`complaint edit` corrects what was recorded and says why; `complaint open` asks for what it needs."""

from conftest import filled_once
from terminal import at_terminal


@filled_once
def raised(desk):
    """K1, of a normal grade, received on Monday 15 June at 8:30; R1 is of the vehicle V1, R2 of V2."""
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138001"})
    for number in (1, 2):
        desk.take("vehicles", {"vin": f"LSVAA4182E212345{5 + number}", "plate": f"沪A1234{number}", "customer_no": "KH1"})
        order = {"order_no": f"GD{number}", "vin": f"LSVAA4182E212345{5 + number}", "type": "paid_repair", "opened_at": "2026-06-10 09:00"}
        desk.take("orders", order | {"closed_at": "2026-06-10 10:00"})
    desk.ok("complaint", "open", "KH1", "--severity", "normal", "--description", "刹车异响", "--as", "S1")
    return desk


def days_to_resolve(desk):
    return desk.json("show", "K1")["resolve_due"][:10]


def test_another_severity_moves_the_deadline_and_its_reason_stands_in_the_history(raised):
    # three days for a normal one, five for a major one, by the policy as it comes
    assert days_to_resolve(raised) == "2026-06-18"
    shown = raised.json("complaint", "edit", "K1", "--severity", "重大", "--note", "刹车失灵，有安全隐患")
    assert shown["severity"] == "major"
    assert days_to_resolve(raised) == "2026-06-20"
    assert [(step["step"], step["note"]) for step in raised.json("show", "K1")["timeline"]][-1] == ("noted", "刹车失灵，有安全隐患")
    raised.ok("undo", "-y")
    assert days_to_resolve(raised) == "2026-06-18"
    assert len(raised.json("show", "K1")["timeline"]) == 2


def test_no_severity_changes_without_a_reason(raised):
    refused = raised.run("complaint", "edit", "K1", "--severity", "major")
    assert (refused.code, refused.out) == (2, "")
    assert "--note" in refused.err
    assert raised.json("show", "K1")["severity"] == "normal"


def test_of_a_closed_one_it_is_settled(raised):
    raised.ok("complaint", "resolve", "K1", "--note", "已更换刹车片", "--cause", "repair", "--finding", "valid", "--as", "S1")
    raised.ok("complaint", "recall", "K1", "--satisfied", "yes", "--as", "S2")
    refused = raised.run("complaint", "edit", "K1", "--severity", "minor", "--note", "x")
    assert refused.code == 5
    assert "kcrm complaint reopen K1" in refused.err
    assert raised.ok("complaint", "edit", "K1", "--platform", "抖音").code == 0


def test_vehicle_order_and_platform_are_corrected_and_must_agree(raised):
    shown = raised.json("complaint", "edit", "K1", "--order", "GD1", "--platform", "车质网")
    assert (shown["plate"], raised.json("show", "K1")["order_no"], raised.json("show", "K1")["platform"]) == ("沪A12341", "GD1", "车质网")
    refused = raised.run("complaint", "edit", "K1", "--vehicle", "沪A12342")
    assert (refused.code, refused.err) == (5, "kcrm: R1 is not an order of V2.\n")
    assert raised.json("complaint", "edit", "K1", "--order", "", "--vehicle", "沪A12342")["plate"] == "沪A12342"
    assert raised.json("show", "K1")["order_no"] is None
    assert raised.ok("complaint", "edit", "K1", "--order", "", "--vehicle", "沪A12342").err.startswith("K1 张伟: already up to date")


def test_what_is_missing_is_named_all_at_once_where_nobody_can_answer(raised):
    refused = raised.run("complaint", "open", "KH1")
    assert (refused.code, refused.err.splitlines()[0]) == (2, "kcrm: kcrm complaint open: missing --severity, --description.")
    refused = raised.run("complaint", "open", "KH1", "--severity", "minor")
    assert refused.err.splitlines()[0] == "kcrm: kcrm complaint open: missing --description."


def test_and_asked_for_on_a_terminal(raised):
    environ = {"KCRM_DB": str(raised.db), "KCRM_NOW": "2026-06-15T09:00", "KCRM_LANG": "zh", "KCRM_STAFF": "S1", "HOME": str(raised.folder)}
    with at_terminal(["complaint", "open", "KH1"], environ) as terminal:
        terminal.expect("投诉等级（轻微、一般、重大）？")
        terminal.type("轻微\n")
        terminal.expect("客户怎么说？")
        terminal.type("洗车没洗干净\n")
        assert terminal.end() == 0
    row = raised.json("show", "K2")
    assert (row["severity"], row["description"], row["state"]) == ("minor", "洗车没洗干净", "accepted")
