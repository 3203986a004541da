"""A member of a fleet account: a person there, who is a customer record as everybody is who is spoken to."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.fleets import MemberRole
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, CUSTOMER, FLAG, NAME, NUMBER, PHONE, PLATE, TEXT, VEHICLE, identifier, word

NOUN: Final = Noun(
    name="member",
    kind="members",
    table="member",
    letter="FM",
    title=N_("Member"),
    titles=N_("Members"),
    fields=(
        Field("id", identifier("FM"), N_("No.")),
        Field("who", CUSTOMER, N_("Account"), help=N_("The company."), column="customer_id", shown=None),
        Field("customer_id", identifier("C"), N_("Account"), column=None, shown=2),
        Field("customer_no", NUMBER, N_("Customer no."), "客户编号", column=None, shown=6, clearable=False),
        Field("customer", NAME, N_("Company"), column=None, shown=2, personal=Personal.NAME),
        Field("account_phone", PHONE, N_("Phone"), "单位电话", column=None, shown=None, clearable=False, personal=Personal.PHONE),
        Field("person", CUSTOMER, N_("Person"), help=N_("The person."), column="person_id", shown=None, named="name"),
        Field("person_id", identifier("C"), N_("Person"), column=None, shown=3),
        Field("name", NAME, N_("Name"), "姓名/成员姓名", column=None, needed=True, clearable=False, personal=Personal.NAME),
        Field("phone", PHONE, N_("Phone"), "电话/手机", column=None, shown=2, clearable=False, personal=Personal.PHONE),
        Field("post", TEXT, N_("Position"), "职务", N_("Their post there."), shown=1),
        Field("role", word(MemberRole, "ROLE"), N_("Role"), "角色", N_("decision, purchase, finance, driver or contact.")),
        Field("key", FLAG, N_("Key member"), "重要成员/关键成员", N_("Whether they are a key member."), shown=1, emptied=0),
        Field("decides", FLAG, N_("Decides"), "决策人", N_("Whether they decide."), shown=4, emptied=0),
        Field("vehicle_id", identifier("V"), N_("Vehicle identifier"), column=None, shown=7),
        Field("vehicle", VEHICLE, N_("Vehicle"), help=N_("What they drive."), column="vehicle_id", shown=None),
        Field("plate", PLATE, N_("Plate"), "车牌号", column=None, shown=3, clearable=False, personal=Personal.PLATE),
        Field("from_on", COMING_DAY, N_("From"), "起始日期", N_("Since when they are there."), shown=6),
        Field("until_on", COMING_DAY, N_("Until"), "终止日期/离职日期", N_("Their last day there."), shown=5),
    ),
    needs=(("customer_no", "account_phone"), ("name",)),
    known_by=(("customer_no", "account_phone"), ("name",)),
    first=("customer_no", "name", "phone", "post", "key", "role", "plate"),
)
