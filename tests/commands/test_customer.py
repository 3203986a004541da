"""`kcrm customer …`: add, edit, show, list."""

from __future__ import annotations

import contextlib

import pytest

from kcrm.actions.session import Session
from kcrm.exchange.columns import columns_of
from kcrm.records import SheetKind, noun_of

CARD = {
    "id": "C1",
    "customer_no": "KH1",
    "kind": "person",
    "name": "张伟",
    "phone": "13800138000",
    "phone2": None,
    "phone_state": "ok",
    "gender": "male",
    "birthday": "1990-05-01",
    "email": None,
    "region": None,
    "address": None,
    "wechat": None,
    "licence_expires_on": None,
    "source": None,
    "contact_window": "18:00-20:00",
    "do_not_contact": False,
    "call_consent": True,
    "call_consent_on": "2026-06-15",
    "message_consent": False,
    "message_consent_on": "2026-06-15",
    "key_person": None,
    "hobby": None,
    "postal_code": None,
    "id_kind": None,
    "occupation": None,
    "employer": None,
    "industry": None,
    "education": None,
    "family_size": None,
    "licence_since": None,
    "contact_name": None,
    "contact_phone": None,
    "contact_relation": None,
    "note": None,
    "contact_only": False,
    "value_type": None,
    "relation_type": None,
    "relationship_level": None,
    "grade": None,
    "loyalty": None,
    # both specialists have nobody yet, so the first one
    "specialist_no": "S1",
    "specialist": "白雪",
    "complaints": [],
    "class": None,
    "lifecycle": None,
    "grade_by_rule": "potential",
    "loyalty_by_rule": None,
    "loyalty_visits": None,
    "maintenance_missed_on": None,
    "lost_since_on": None,
    "member_since": None,
    "last_event": None,
    "last_event_on": None,
    "vehicles": [],
    "followups": [],
    "prospects": [],
    "orders": [],
    "history": [],
    "refusals": [],
    "wish": None,
    "merged": [],
    "asked": [],
    "conflicts": [],
    "consents": [
        {"kind": "call", "contact": True, "offers": True, "ground": "consented", "since": "2026-06-15", "origin": "staff"}
        | {"text_version": None},
        {"kind": "message", "contact": False, "offers": False, "ground": "refused", "since": "2026-06-15", "origin": "staff"}
        | {"text_version": None},
    ],
}
ADD = (
    "customer", "add", "张伟", "138-0013-8000", "--customer-no", "KH1", "--kind", "个人", "--gender", "male", "--birthday", "1990-05-01",
    "--contact-window", "18:00-20:00", "--call-consent", "是", "--message-consent", "no",
)  # fmt: skip


def test_an_added_customer_is_shown_as_a_card_and_named_on_stderr(desk):
    result = desk.ok(*ADD, "-o", "json")
    assert result.json == CARD
    assert result.err == "Added C1 张伟.\n"
    assert desk.json("customer", "show", "KH1") == CARD
    assert desk.json("show", "zhangwei") == CARD


def test_a_dry_run_shows_the_card_and_writes_nothing(desk):
    result = desk.ok(*ADD, "-n", "-o", "json")
    assert result.json == CARD
    assert "nothing was written" in result.err
    assert desk.query("SELECT count(*) FROM customer") == [(0,)]


@pytest.mark.parametrize(
    "argv", [("别人", "13900139000", "--customer-no", "KH1"), ("张伟", "13800138000")], ids=["same number", "same phone and name"]
)
def test_a_customer_who_exists_is_refused_by_name(desk, argv):
    desk.ok(*ADD)
    result = desk.run("customer", "add", *argv)
    assert (result.code, result.out) == (5, "")
    assert result.err == "kcrm: C1 张伟 already exists.\nTo change it: kcrm customer edit C1 …\n"
    assert desk.query("SELECT count(*) FROM customer") == [(1,)]


def test_a_new_customer_needs_a_phone_or_a_number(desk):
    result = desk.run("customer", "add", "张伟", "")
    assert (result.code, result.err) == (2, "kcrm: A new record needs phone / customer_no.\n")
    assert desk.json("customer", "add", "张伟", "", "--customer-no", "KH1")["phone"] is None


def test_text_of_a_customer_is_shown_and_never_obeyed(desk):
    desk.ok("customer", "add", "[bold]张\x1b[31m伟", "13800138000", "--note", "第一行\n[/b]")
    card = desk.ok("customer", "show", "C1", "-o", "table")
    assert "[bold]张\\x1b[31m伟" in card.out
    assert "第一行\\n[/b]" in card.out
    assert "\x1b" not in card.out + card.err


def test_a_phone_of_somebody_else_is_taken_with_a_notice(desk):
    desk.ok(*ADD)
    result = desk.ok("customer", "add", "李娜", "13800138000")
    assert result.err == "Added C2 李娜.\nThe phone 13800138000 also belongs to C1 张伟.\n"


def test_edit_changes_what_is_given_and_an_empty_text_empties(desk):
    desk.ok(*ADD)
    result = desk.ok("customer", "edit", "8000", "--birthday", "", "--hobby", "钓鱼", "--do-not-contact", "是", "-o", "json")
    spared = [{**each, "contact": False, "offers": False, "ground": "do_not_contact"} for each in CARD["consents"]]
    assert result.json == CARD | {"birthday": None, "hobby": "钓鱼", "do_not_contact": True, "consents": spared}
    assert result.err == "Changed C1 张伟.\n"
    again = desk.ok("customer", "edit", "KH1", "--hobby", "钓鱼", "--do-not-contact", "")
    assert again.err == "Changed C1 张伟.\n"
    assert desk.query("SELECT do_not_contact, hobby, birthday FROM customer") == [(0, "钓鱼", None)]
    assert desk.ok("customer", "edit", "KH1", "--hobby", "钓鱼").err == "C1 张伟: already up to date; nothing changed.\n"


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("KH1",), 2, "Nothing to change."),
        (("KH1", "--name", ""), 2, "name cannot be emptied."),
        (("KH1", "--birthday", "3/4/2020"), 2, "2020-03-04"),
        (("KH1", "--kind", "fleet"), 2, "fleet"),
        (("KH1", "--customer-no", "KH2"), 5, "--customer-no KH2: C2 李娜 already has it."),
        (("KH9", "--hobby", "x"), 3, "No customer matches KH9."),
        (("KH1", "--specialist", "G1"), 5, "何总 (G1) is not a customer-service specialist"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(desk, argv, code, words):
    desk.ok(*ADD)
    desk.ok("customer", "add", "李娜", "13900139000", "--customer-no", "KH2")
    before = desk.query("SELECT * FROM customer")
    result = desk.run("customer", "edit", *argv)
    assert (result.code, result.out) == (code, "")
    assert words in result.err
    assert desk.query("SELECT * FROM customer") == before


def test_a_specialist_given_by_hand_takes_over_the_open_items(desk):
    desk.ok("customer", "add", "张伟", "13800138000", "--message-consent", "no")
    desk.ok("vehicle", "add", "1M8GDM9AXKP042788", "--customer", "张伟", "--insurance-expires-on", "2026-07-15")
    # 30 days before 15 July, on 15 June
    item = {"id": "F1", "kind": "insurance_expiry", "channel": "call", "due_on": "2026-06-15", "call_on": "2026-06-15", "plate": None}
    assert desk.json("customer", "show", "张伟")["followups"] == [item | {"assignee_no": "S1", "assignee": "白雪", "attempts": 0}]
    card = desk.json("customer", "edit", "张伟", "--specialist", "林晓")
    assert card["specialist_no"] == "S2"
    assert card["followups"] == [item | {"assignee_no": "S2", "assignee": "林晓", "attempts": 0}]


def test_list_filters_and_counts(desk):
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "张伟", "phone": "13800138000", "kind": "", "do_not_contact": ""},
        {"customer_no": "KH2", "name": "云汐物流", "phone": "", "kind": "公司"},
        {"customer_no": "KH3", "name": "李娜", "phone": "13900139000", "do_not_contact": "是"},
    )

    def listed(*options: str) -> list[str]:
        return [row["customer_no"] for row in desk.json("customer", "list", *options)]

    assert listed() == ["KH1", "KH2", "KH3"]
    assert listed("--kind", "单位") == ["KH2"]
    assert listed("--no-phone") == ["KH2"]
    assert listed("--do-not-contact") == ["KH3"]
    assert listed("--sort", "-customer_no", "--limit", "2") == ["KH3", "KH2"]
    # spread evenly: S1, S2, and S1 again
    assert listed("--specialist", "S1") == ["KH1", "KH3"]


def test_the_card_is_chinese_for_people_and_never_for_machines(desk):
    desk.speaking("zh")
    result = desk.ok(*ADD)
    assert result.err == "已新增 C1 张伟。\n"
    assert ["客户类型", "个人"] in [line.split() for line in result.out.splitlines()]
    assert desk.json("customer", "show", "C1") == CARD


def test_every_import_column_is_a_field_or_an_argument():
    # a complaint is opened and taken through its steps
    left_out = {kind: set(columns_of(kind)) - set(noun_of(kind).options) for kind in SheetKind if kind is not SheetKind.COMPLAINTS}
    assert left_out == {
        SheetKind.STAFF: set(),
        SheetKind.CUSTOMERS: set(),
        # the owner is --customer on add, and `transfer` later; the order's vehicle is an argument
        SheetKind.VEHICLES: {"customer_no", "owner_phone", "owner_name"},
        SheetKind.ORDERS: {"vin", "plate"},
        SheetKind.OPPORTUNITIES: {"customer_no", "phone"},
        # `came` tells the day
        SheetKind.NEEDS: {"customer_no", "phone", "vin", "plate", "came_on"},
        # where it stands follows from the steps
        # by their commands a customer, contract or bill is named in one word
        SheetKind.FLEETS: {"customer_no", "phone"},
        SheetKind.MEMBERS: {"customer_no", "account_phone", "name", "phone", "plate"},
        SheetKind.RELATIONS: {"customer_no", "phone", "other_no", "other_phone"},
        SheetKind.PRODUCTS: {"customer_no", "phone"},
        SheetKind.ANNIVERSARIES: {"customer_no", "phone"},
        SheetKind.CONTRACTS: {"customer_no", "phone"},
        SheetKind.BILLS: {"customer_no", "phone", "contract_no"},
        SheetKind.PAYMENTS: {"customer_no", "phone", "bill_no"},
        # the steps of a task and of a measure have commands of their own
        SheetKind.MEETINGS: set(),
        SheetKind.TASKS: {"state", "done_on", "result", "reason"},
        SheetKind.MEASURES: {"state", "done_on", "result"},
        SheetKind.CAMPAIGNS: {"result"},
        SheetKind.MEMBERSHIPS: {"customer_no", "phone"},
        SheetKind.EVENTS: set(),
        SheetKind.ATTENDANCES: {"customer_no", "phone", "held_on"},
        SheetKind.ADVERTISEMENTS: set(),
        # written by what happens
        SheetKind.POINTS: {"customer_no", "phone", "points", "expires_on", "kind", "booked_on", "source", "note"},
        SheetKind.VOUCHERS: {"customer_no", "phone", "kind", "value", "points", "issued_at", "order_no", "used_on", "cancelled_on"},
        SheetKind.JOBS: {"customer_no", "phone", "vin", "plate"},
        # of which kind it is says the command
        SheetKind.WORKS: {"work_kind", "customer_no", "phone", "vin", "plate", "order_no", "settled_order_no", "complaint_no"},
        SheetKind.APPOINTMENTS: {"customer_no", "phone", "vin", "plate", "order_no"}
        | {"booked_at", "confirmed_at", "arrived_at", "moved_at", "cancelled_at"},
        SheetKind.RESCUES: {"customer_no", "phone", "vin", "plate", "order_no"},
        SheetKind.DEPARTMENTS: set(),
        SheetKind.RECALL_CAMPAIGNS: set(),
        SheetKind.RECALLS: {"order_no"},
        # said once and for all, by its own commands
        SheetKind.CONSENTS: {"customer_no", "phone", "kind", "answer", "given_on", "origin", "text_version", "told_on", "taken_by", "note"},
        SheetKind.WORKPLANS: set(),
        SheetKind.ARTICLES: set(),
        SheetKind.CHECKLISTS: set(),
        SheetKind.BREACHES: set(),
        SheetKind.TRAININGS: set(),
        # written by `journal write`
        SheetKind.JOURNALS: {"person", "done", "written_on"},
        SheetKind.PROSPECTS: {"stage", "test_drive", "delivered_on", "lost_on", "lost_reason", "lost_to", "invalid_reason", "vin"},
    }


def test_two_desks_that_add_the_same_customer_at_once_make_one(desk, monkeypatch):
    """The second desk waits for the first one's write and only then looks whether the customer exists."""
    real_write = Session.write
    raced: list[object] = []

    @contextlib.contextmanager
    def write_after_the_other(session, **options):
        if not raced:
            raced.append(session)
            assert desk.run("customer", "add", "张伟", "13800138000").code == 0
        with real_write(session, **options) as planner:
            yield planner

    monkeypatch.setattr(Session, "write", write_after_the_other)
    assert desk.run("customer", "add", "张伟", "13800138000").code == 5
    assert desk.query("SELECT count(*) FROM customer") == [(1,)]
