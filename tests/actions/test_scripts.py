"""What to say in a call: the templates in force, filled with the facts of the customer and of what is due."""

import os
import re
from datetime import date

import pytest

from kcrm.actions.scripts import Speaker, call_script, situations
from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.model import BaseFact, Channel, CustomerKind, DueBy, Kind
from kcrm.queries import customers, followups, staff


@pytest.fixture
def session(desk):
    """张伟's 雅阁 was delivered on 8 June and is insured until 10 July; it is Monday, 15 June."""
    desk.take("customers", {"name": "张伟", "phone": "13800138001", "gender": "男", "customer_no": "K1"})
    desk.take(
        "vehicles",
        {
            "vin": "LSVAA4187E2123456",
            "plate": "沪A12345",
            "model": "雅阁",
            "customer_no": "K1",
            "delivered_on": "2026-06-08",
            "insurance_expires_on": "2026-07-10",
            "sales_consultant": "X1",
        },
    )
    with open_session(AppContext.of_environment(os.environ, language="en")) as opened:
        yield opened


def due(session, *kinds):
    items = {item.kind: item for item in followups.open_of_customer(session.connection, 1) if item.channel is Channel.CALL}
    return [items[kind] for kind in kinds]


def zhang(session):
    return customers.customer_by_id(session.connection, 1)


def caller(session):
    return next(member for member in staff.all_staff(session.connection) if member.employee_no == "X1")


def test_a_call_about_two_matters_is_one_script(session):
    script = Speaker(session, "zh").script(due(session, Kind.DC7, Kind.INSURANCE_EXPIRY), zhang(session), caller(session))
    assert script.opening == "张先生，您好！我是云汐店的顾文斌。"
    assert [(line.kind, line.text.split("\n")) for line in script.purposes] == [
        (
            Kind.DC7,
            [
                "您的雅阁（沪A12345）已经开了一个星期，想了解一下车辆的使用情况，也听听您对这次购车的评价。",
                "您的意见会直接反馈给店里改进。",
            ],
        ),
        (
            Kind.INSURANCE_EXPIRY,
            [
                "另外还有一件事。您的雅阁（沪A12345）的保险快到期了。",
                "保险7月10日到期，建议提前续保，避免脱保影响用车。",
                "需要的话，我请续保专员给您做一份报价，您比较后再决定。",
            ],
        ),
    ]
    assert script.convenient.startswith("现在方便和您聊几句吗？大概5到8分钟。")
    assert [asked.question.name for asked in script.questions] == [
        "ssi.delivery",
        "ssi.salesperson",
        "ssi.facility",
        "ssi.deal",
        "ssi.delivery_time",
        "ssi.paperwork",
    ]
    assert script.questions[0].text == "交车过程和讲解，您打几分？（1到10分，10分最满意）"
    # once a survey, at its first question
    assert [asked.expectation for asked in script.questions] == ["在此之前，您对我们总的期望是几分？", *[None] * 5]
    assert script.offer is None
    assert script.close == "感谢您抽时间接听，用车有任何问题请随时联系我们。祝您行车平安，再见！"


def test_the_script_asks_the_aspects_of_the_policy_in_its_order(desk, session):
    desk.ok("policy", "set", "surveys.ssi", "start_of_sale,deal")
    with open_session(AppContext.of_environment(os.environ, language="zh")) as later:
        questions = Speaker(later, "zh").script(due(later, Kind.DC7), zhang(later), None).questions
    assert [(asked.question.name, asked.text, asked.expectation) for asked in questions] == [
        ("ssi.start_of_sale", "第一次到店看车时的接待，您打几分？（1到10分）", "在此之前，您对我们总的期望是几分？"),
        ("ssi.deal", "价格和成交的条件，您打几分？（1到10分）", None),
    ]


def test_the_script_is_in_the_language_of_the_command(session):
    script = call_script(session, due(session, Kind.INSURANCE_EXPIRY), zhang(session), None)
    assert script.opening == "Hello, Mr 张伟! This is customer service from 云汐店."
    assert script.purposes[0].text.split("\n")[1].startswith("It runs until 10 July;")
    assert script.questions == ()


def test_the_running_offer_is_told_with_its_fields_filled(session, desk):
    path = desk.folder / "words.txt"
    path.write_text("{model}车主六月工时八折。", encoding="utf-8")
    desk.ok("script", "edit", "offer", "--file", path)
    assert call_script(session, due(session, Kind.DC7), zhang(session), None).offer == "雅阁车主六月工时八折。"
    # without a model the sentence would have a gap
    assert call_script(session, [], zhang(session), None).offer is None


def test_what_was_added_by_hand_is_spoken_of_without_a_date(session):
    by_hand = due(session, Kind.INSURANCE_EXPIRY)[0]._replace(base=BaseFact.BY_HAND)
    [line] = Speaker(session, "zh").script([by_hand], zhang(session), None).purposes
    assert "保险快到期了" in line.text
    assert "7月10日" not in line.text


def test_whoever_brought_the_car_is_addressed_where_their_phone_is_dialled(session):
    brought = due(session, Kind.DC7)[0]._replace(kind=Kind.POST_SERVICE, contact_name="周洁", contact_phone="13900139000")
    assert call_script(session, [brought], zhang(session), None).opening.startswith("Hello, 周洁!")
    refusing = brought._replace(contact_refuses=True)
    assert call_script(session, [refusing], zhang(session), None).opening.startswith("Hello, Mr 张伟!")


def test_a_company_is_addressed_by_its_key_person(session):
    company = zhang(session)._replace(kind=CustomerKind.COMPANY, name="恒远物流", key_person="吕洪波")
    assert call_script(session, [], company, None).opening.startswith("Hello, 吕洪波!")
    assert call_script(session, [], company._replace(key_person=None), None).opening.startswith("Hello, 恒远物流!")


def test_a_message_in_place_of_calls_says_so(session):
    item = due(session, Kind.DC7)[0]._replace(due_by=DueBy.UNREACHED)
    text = Speaker(session, "zh").message(item, zhang(session), None, "13800138001")
    assert text.endswith("欢迎随时告诉我们。几次致电未能联系上您，方便时请回电。")


def test_an_anniversary_counts_the_years(session):
    item = due(session, Kind.DC7)[0]._replace(kind=Kind.PURCHASE_ANNIVERSARY, due_on=date(2029, 6, 8))
    [line] = Speaker(session, "zh").script([item], zhang(session), None).purposes
    assert "转眼3年了" in line.text  # 8 June 2026 to 8 June 2029


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_has_a_script_and_a_message_without_gaps(session, language):
    speaker, due_item = Speaker(session, language), due(session, Kind.DC7)[0]
    for kind in Kind:
        item = due_item._replace(kind=kind)
        script = speaker.script([item], zhang(session), caller(session))
        purposes = [line.text for line in script.purposes]
        questions = [asked.text for asked in script.questions]
        message = speaker.message(item, zhang(session), None, "13800138001")
        for text in (script.opening, *purposes, script.convenient, *questions, script.close, message):
            assert text, kind
            assert not re.search(r"[{}]|None", text), kind
        assert "\n" not in message


def test_special_situations_are_told_to_anybody(session):
    told = {situation.name: situation.text for situation in situations(session, zhang(session), caller(session))}
    assert list(told) == ["friend_buys", "privacy", "out_of_warranty", "too_many_calls", "silent", "bad_line", "waiting"]
    assert told["silent"].startswith("Hello, can you hear me? This is 顾文斌 from 云汐店.")
    assert all(situation.text for situation in situations(session))
