"""A desk whose every field of free text holds the same naughty text, entered by every import and every command that takes one."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from conftest import Result, Shell
from naughty import LINES_BELOW

from kcrm.errors import KcrmError
from kcrm.exchange.columns import Column, columns_of
from kcrm.exchange.finance import FINANCE
from kcrm.exchange.headings import normal_heading
from kcrm.exchange.official import OFFICIAL
from kcrm.exchange.questionnaires import questionnaires
from kcrm.exchange.writing import guard_cell
from kcrm.policy import Policy
from kcrm.records import VIEW_NAMES, SheetKind, noun_of
from kcrm.records.cells import Moment, number_text
from kcrm.text import UNSAFE

NOW = "2026-06-15T10:30"  # a Monday
LATER = "2026-06-15T11:00"
VINS = ("1M8GDM9AXKP042788", "11111111111111111", "2M8GDM9AXKP042788", "3M8GDM9AXKP042788")
TEMPLATE, REPORT, OTHER_REPORT = "template.txt", "report.toml", "other.toml"
BY_HAND = (SheetKind.CUSTOMERS, SheetKind.STAFF, SheetKind.VEHICLES, SheetKind.ORDERS, SheetKind.PROSPECTS)
OF_THE_HOUSE = {
    SheetKind.DEPARTMENTS,
    SheetKind.MEETINGS,
    SheetKind.TASKS,
    SheetKind.MEASURES,
    SheetKind.WORKPLANS,
    SheetKind.ARTICLES,
    SheetKind.CHECKLISTS,
    SheetKind.BREACHES,
    SheetKind.JOURNALS,
    SheetKind.CAMPAIGNS,
    SheetKind.EVENTS,
    SheetKind.ADVERTISEMENTS,
    SheetKind.TRAININGS,
    SheetKind.RECALL_CAMPAIGNS,
    SheetKind.RECALLS,
}
WISHES = (SheetKind.OPPORTUNITIES, SheetKind.NEEDS, SheetKind.PROSPECTS)
_MOMENT = Moment(datetime.fromisoformat(NOW).date(), datetime.fromisoformat(NOW).replace(tzinfo=ZoneInfo("Asia/Shanghai")))
# these name a record that another file brings, by a number that is free text there
NAMES_ANOTHER = {"sales_consultant", "service_advisor", "advisor", "technician", "staff", "vehicle", "consultant", "taker", "referred_by"}
NAMES_ANOTHER |= {"manager", "approver", "orders", "other_no", "rescuer"}


class Filled:
    """The words of a desk. line, prose: what fields of one line and of several are given."""

    def __init__(self, text: str) -> None:
        self.line, self.prose = text, text + LINES_BELOW
        # a comma parts the words of such an option; a quotation ends those of a filter
        self.unparted = re.sub("[,，、;；]", "", text)
        self.unquoted = re.sub('["“”]', "", text)
        # a template is said aloud or sent: what cannot be is refused, and braces are its fields
        self.said = re.sub(f"[{{}}]|(?!\n)[{UNSAFE}]|[\x0b\x0c]", "", self.prose)

    def fields(self, kind: SheetKind) -> dict[str, str]:
        """The options of `add` and `edit` that take any text; what is a name or number there is nobody else's."""
        free = {
            key: lines for key, lines in free_text(columns_of(kind)).items() if key in noun_of(kind).options and key not in NAMES_ANOTHER
        }
        return {key: self.prose if lines else f"{self.line}乙" for key, lines in free.items()}

    def stored(self, number: str) -> frozenset[str]:
        """Each as it may be stored, or quoted in the command line of an operation. number: `line` as a number is stored."""
        given = {self.line, self.prose, self.unparted, self.unquoted, self.said, number}
        given |= {declaration(self, name).strip() for name in (REPORT, OTHER_REPORT)}  # where TOML lets controls stand escaped only
        given |= {between.join(self.said.split("\n")) for between in ("", " ")}  # a message is one line, in either language
        given.add(normal_heading(self.line))  # what a file calls a column is kept as headings are compared
        return frozenset(given | {text.replace("'", "'\"'\"'") for text in given})

    def rows(self, kind: SheetKind) -> list[dict[str, str]]:
        """What is imported; `*` is what every field of free text gets that a row does not name."""
        number = self.line
        match kind:
            case SheetKind.STAFF:
                roles = (
                    "cs_specialist",
                    "sales_consultant",
                    "service_advisor",
                    "technician",
                    "cs_manager",
                    "sales_manager",
                    "general_manager",
                )
                return [
                    {"employee_no": number, "role": role}
                    if place == 0
                    else {"employee_no": f"E{place}", "name": f"{self.line}工{place}", "role": role}
                    for place, role in enumerate(("department_head", *roles))
                ]
            case SheetKind.CUSTOMERS:
                return [
                    {"phone": "13800138001", "customer_no": number, "birthday": "1990-06-15"},
                    {"phone": "13800138002", "customer_no": "KH2", "licence_expires_on": "2026-07-01"},
                    {"phone": "13800138003", "customer_no": "KH3", "kind": "company"},
                ]
            case SheetKind.VEHICLES:
                return [
                    {"vin": VINS[0], "plate": "皖A12345", "customer_no": number, "sales_consultant": number, "service_advisor": "E3"}
                    | {"delivered_on": "2026-06-01", "insurance_expires_on": "2026-07-05", "owner_name": ""},
                    {"vin": VINS[1], "plate": "皖A12346", "customer_no": "", "owner_phone": "13800138009", "delivered_on": "2026-05-10"}
                    | {"sales_consultant": "E2", "service_advisor": "E3", "inspection_due_on": "2026-07-05"},
                    {"vin": VINS[2], "plate": "皖A12347", "customer_no": "KH3", "delivered_on": "2024-01-10", "owner_name": ""},
                ]
            case SheetKind.ORDERS:
                return [
                    {
                        "order_no": number,
                        "vin": VINS[0],
                        "type": "paid_repair",
                        "opened_at": "2026-06-11 09:00",
                        "closed_at": "2026-06-12 10:00",
                    }
                    | {
                        "advisor": number,
                        "technician": "E4",
                        "team": "body",
                        "brought_by_phone": "13800138031",
                        "labor_amount": "100",
                        "rework_of": "W2",
                    },
                    {"order_no": "W2", "vin": VINS[2], "type": "paid_maintenance", "opened_at": "2025-05-11 09:00"}
                    | {"closed_at": "2025-05-12 10:00", "technician": "E4", "parts_amount": "100"},
                    {"order_no": "W3", "vin": VINS[1], "type": "paid_repair", "opened_at": "2026-05-11 09:00"}
                    | {"closed_at": "2026-05-12 10:00", "technician": "E4", "advisor": "E3", "parts_amount": "3000"},
                ]
            case SheetKind.COMPLAINTS:
                return [
                    {
                        "complaint_no": number,
                        "customer_no": number,
                        "received_at": "2026-05-20 09:00",
                        "severity": "major",
                        "order_no": number,
                    },
                    {
                        "complaint_no": "TS2",
                        "phone": "13800138002",
                        "received_at": "2026-06-14 09:00",
                        "severity": "minor",
                        "cause": "repair",
                    }
                    | {"customer_no": "", "order_no": ""},
                ]
        whose = {} if kind in OF_THE_HOUSE else {"customer_no": "KH3"}
        return [self._wish(kind) if kind in WISHES else whose | self._of_account(kind)]

    def _of_account(self, kind: SheetKind) -> dict[str, str]:
        number, days = self.line, {"due_on": "2026-06-30", "state": "open", "done_on": ""}
        return {
            SheetKind.FLEETS: {"phone": "", "manager": number},
            SheetKind.MEMBERS: {"phone": "13800138071", "plate": "皖A12347"},
            SheetKind.RELATIONS: {"tie": "family", "other_no": "KH2"},
            SheetKind.PRODUCTS: {"product": "rescue"},
            SheetKind.ANNIVERSARIES: {"day": "2010-06-20"},
            SheetKind.CONTRACTS: {"from_on": "2026-01-01", "until_on": "2026-12-31", "amount": "5000", "approver": number},
            SheetKind.BILLS: {"amount": "300", "issued_on": "2026-06-01", "contract_no": number, "orders": "W2"},
            SheetKind.PAYMENTS: {"bill_no": number, "paid_on": "2026-06-05", "amount": "10"},
            SheetKind.MEETINGS: {"kind": "monthly", "held_on": "2026-06-01", "chair": number},
            SheetKind.TASKS: {"giver": number, "receiver": "E6", "given_on": "2026-06-01", **days},
            SheetKind.MEASURES: {"owner": number, "check_on": "2026-07-30", **days},
            SheetKind.WORKPLANS: {"person": number, "month": "2026-07", "kpi": "", "aim": "20"},
            SheetKind.ARTICLES: {"kind": "case", "owner": number, "models": self.unparted},
            SheetKind.CHECKLISTS: {"place": "showroom", "item_no": "1", "weight": "1", "rhythm": "7"},
            SheetKind.TRAININGS: {"person": number, "held_on": "2026-06-10", "kinds": "insurance_expiry", "models": self.unparted},
            SheetKind.BREACHES: {"person": number, "finder": "E6", "evidence": "O1"},
            SheetKind.JOURNALS: {"person": number, "day": "2026-06-12"},
            SheetKind.MEMBERSHIPS: {"from_on": "2026-06-01", "until_on": ""},
            SheetKind.EVENTS: {"held_on": "2026-06-10", "hours": "", "kind": "diy", "responsible": number},
            SheetKind.ATTENDANCES: {"event": self.line, "held_on": "", "state": "came", "answer": "", "invited_on": "", "answered_on": ""},
            SheetKind.ADVERTISEMENTS: {"medium": "print", "from_on": "2026-06-01", "until_on": "2026-06-10"},
            SheetKind.POINTS: {"points": "12000", "expires_on": "", "booked_on": "", "kind": "", "source": ""},
            SheetKind.VOUCHERS: {"kind": "premium", "value": "50", "points": "", "issued_at": "2026-06-12 09:00", "until_on": ""}
            | {"order_no": "", "used_on": "", "cancelled_on": ""},
            SheetKind.RESCUES: {"vin": "", "plate": "", "phone": "", "asked_at": "2026-06-12 09:00", "answered_at": "", "dispatched_at": ""}
            | {"arrived_at": "", "closed_at": "", "solved": "", "rescuer": number, "cost": "20", "payer": "customer", "order_no": ""},
            SheetKind.APPOINTMENTS: {"vin": VINS[0], "plate": "", "phone": "", "starts_at": "2026-06-12 09:00", "minutes": "60", "team": ""}
            | {"advisor": number, "came_by": "", "booked_at": "", "confirmed_at": "", "arrived_at": "2026-06-12 09:05"}
            | {"moved_at": "", "cancelled_at": "", "order_no": ""},
            SheetKind.DEPARTMENTS: {"head": number, "above": "", "closed_on": ""},
            SheetKind.RECALL_CAMPAIGNS: {"risk": "safety", "opened_on": "2026-06-01", "closed_on": ""},
            SheetKind.CONSENTS: {"phone": "", "kind": "call", "answer": "given", "given_on": "2026-06-01", "origin": "paper"}
            | {"told_on": "", "taken_by": number},
            SheetKind.RECALLS: {"vin": VINS[2], "recall_no": number, "state": "", "done_on": "", "order_no": "", "letter_on": ""},
            SheetKind.JOBS: {
                "job_kind": "small",
                "phone": "",
                "vin": "",
                "plate": "",
                "owner": number,
                "asked_at": "2026-06-12 09:00",
                "done_at": "",
            },
            SheetKind.WORKS: {"work_kind": "work", "phone": "", "vin": "", "plate": "皖A12347", "urgency": "urgent", "estimate": "80"}
            | {"declined_for": "price", "safe": "no", "declined_on": "2026-06-12", "remind_on": "2026-07-30", "order_no": ""}
            | dict.fromkeys(("ordered_on", "expected_on", "arrived_on", "complaint_no", "settled_on", "settled_order_no"), "")
            | {"paid": "", "dropped_on": ""},
            SheetKind.CAMPAIGNS: {"channels": "call", "from_on": "2026-06-01", "until_on": "2026-07-30", "responsible": number},
        }[kind]

    def _wish(self, kind: SheetKind) -> dict[str, str]:
        """Of a prospect so long ago that nobody is called."""
        number = self.line
        if kind is SheetKind.PROSPECTS:
            said = {"prospect_no": number, "phone": "13800138051", "source": "referral", "referred_by": number, "taker": number}
            dated = {"registered_on": "2026-01-10", "stage": "lost", "lost_on": "2026-02-01", "lost_reason": "price"}
            return said | dated | {"consultant": "E2"}
        return {"customer_no": number} | (
            {"what": "part", "vin": VINS[0]} if kind is SheetKind.NEEDS else {"amount": "5000", "probability": "0.5"}
        )

    def forms(self) -> dict[str, list[dict[str, str]]]:
        """What `finance import`, `survey import` and `survey official import` are given, by the noun."""
        return {
            "finance": [
                {"month": "2026-05", "kind": "fixed", "amount": "100"},
                {"month": "2026-05", "kind": "plan", "item": "profit", "amount": "10"},
            ],
            "official": [{"period": "2026-Q1", "score": "8.5", "region": "9", "nation": "9", "place": "3"}],
            "survey": [{"customer_no": self.line, "surveyed_on": "2026-05-20", "survey": "new_owner", "name": "", "phone": "13800138001"}],
        }

    def commands(self, number: str) -> Iterator[list[str]]:
        """Every command that takes a text of its own, in an order in which each is permitted. number: `line` as a number is stored."""
        line, prose, other, unparted = self.line, self.prose, f"{self.line}乙", self.unparted
        customers, staff, vehicles, orders, prospects = (self.fields(kind) for kind in BY_HAND)
        yield argv("customer add", line, "13800138011", **_but(customers, "name"))
        yield argv("customer edit", "13800138011", **customers)
        yield argv("vehicle add", VINS[3], customer="13800138011", **vehicles)
        yield argv("vehicle edit", VINS[2], **vehicles)
        yield from (argv("vehicle transfer", "皖A12347", "13800138011"), *self._contradicting_and_alike(), *self._departments())
        yield argv("staff add", f"{number}3", f"{line}丁", "cs_specialist", **_but(staff, "employee_no", "name"))
        yield argv("staff edit", "E7", **staff)
        yield argv("staff absent", "E1", "2026-07-01..2026-07-03", cover=f"{number}3")
        yield argv("order add", f"{line}4", VINS[1], "paid_repair", opened_at="2026-06-15 08:00", **_but(orders, "order_no"))
        yield argv("order edit", "W2", **orders)
        yield argv("calendar close", "2026-06-20", name=line)
        yield argv("calendar open", "2026-06-21", name=line)
        yield argv("segment save", line, "class:A,B,C")
        yield argv("segment save", other, f'hobby:"{self.unquoted}"')
        yield argv("segment delete", other)
        yield argv("segment save", other, f'hobby:"{self.unquoted}"')
        yield argv("opportunity add", "KH2", line, "1000", "0.3", note=prose, opportunity_no=f"{line}丙")
        yield argv("opportunity edit", "P2", kind=other, note=prose, opportunity_no=f"{line}丁")
        yield argv("opportunity win", "P1", reason=prose)
        yield argv("opportunity lose", "P2", reason=prose)
        for name in ("script.opening", "message.birthday", "situation.privacy", "question.csi.advisor"):
            yield argv("script edit", name, file=TEMPLATE)
        yield argv("script reset", "message.birthday")
        yield from (argv("script edit", "message.birthday", file=TEMPLATE), *self._reports())
        yield argv("followup add", "KH2", "birthday", "2026-06-15 18:00", reason=prose)
        yield argv("followup add", "KH2", "scheduled_maintenance", "2026-06-17", reason=line, to=number)
        yield argv("log", "KH2", "answered", note=prose, score="3", complaint=prose, finding=prose, department=line)
        yield argv("call in", "13800138031", name=line, about="enquiry", note=prose)
        yield argv("survey add", "KH2", "new_owner", f"notes={prose}", note=prose)
        yield argv("survey correct", "KH2", f"new_owner.notes={prose}")
        yield argv("staff handover", "E1", f"{number}3", reason=prose)
        yield from self._complaints(number)
        yield argv("log", "F5", result="quoted", insurer=line, premium="4350")
        yield argv("log", "F1", "answered", note=prose, prospect=f"{unparted}，13800138021，{unparted}")
        yield [*argv("log", answers=f"notes={prose}"), "--opportunity", line, "1000", "0.3", "--need", "part", prose, "F14", "answered"]
        yield from (
            ["call", "in", "--name", line, "--note", prose, "--about", "price", "--", "13800138033"],
            ["finding", "add", "--department", line, "--", prose],
            ["finding", "answer", "FD1", "--", prose],
            argv("log", "F16", "answered", next_owner=f"{unparted}，13800138022"),
        )
        yield from (*self._awaited(), argv("snooze", "F4", "2026-06-20", reason=prose))
        yield argv("followup assign", "F2", number, reason=prose)
        yield argv("followup skip", "F3", reason=prose)
        yield from (argv("policy set", "calling.attempts", "4"), argv("policy reset", "calling.attempts"))
        yield argv("kpi target set", "appointment_rate", "55")
        yield argv("classify run")
        yield argv("kpi close", "2026-05")
        yield argv("calendar load", "2026")
        yield from (argv("message sent", "F7"), argv("message failed", "F7", reason=line), argv("message refused", "KH2", reason=line))
        yield from (
            argv("followup add", "KH2", "licence_expiry", "2026-06-15 19:00", reason=line),
            argv("log", "KH2", "refused", no_more="kind"),
            argv("customer allow", "KH2", "licence_expiry"),
        )
        yield from (
            argv("store edit", name=line, region=line),
            *self._prospects(prospects),
            *self._accounts(),
            *self._decided(),
            *self._articles(),
            argv("plan"),
            argv("complaint sweep"),
            argv("db backup"),
        )
        yield [*argv("db compact", operations_before="2026-01-01"), "--yes"]

    def _accounts(self) -> Iterator[list[str]]:
        """What a company is, who is there, what was agreed and billed."""
        line = self.line
        yield argv("customer add", f"{line}戊", "13800138081", kind="company")
        for path, words, kind, only_added in (
            ("fleet", ("13800138081",), SheetKind.FLEETS, ()),
            ("fleet member", ("13800138081", "13800138011"), SheetKind.MEMBERS, ()),
            ("fleet relation", ("13800138081", "family", "13800138011"), SheetKind.RELATIONS, ()),
            ("fleet product", ("13800138081", "insurance"), SheetKind.PRODUCTS, ()),
            ("fleet anniversary", ("13800138081", f"{line}乙", "2010-06-20"), SheetKind.ANNIVERSARIES, ("title",)),
            ("contract", ("13800138081", "5000"), SheetKind.CONTRACTS, ()),
            ("bill", ("13800138081", "300"), SheetKind.BILLS, ()),
        ):
            spans = {"from": "2026-01-01", "until": "2026-12-31"} if kind is SheetKind.CONTRACTS else {}
            yield argv(f"{path} add", *words, **spans, **_but(self.fields(kind), *only_added))
            number = f"{noun_of(kind).letter}2"
            yield argv(f"{path} edit", number, **{key: f"{text}庚" for key, text in self.fields(kind).items()})
        yield argv("bill pay", "B2", "20", note=line, payment_no=f"{line}丙")
        yield argv("bill payment edit", "PY2", note=f"{line}丁", payment_no=f"{line}戊")
        yield argv("bill write-off", "B2", reason=line)
        yield argv("credit assess", "13800138081", size="80", finance="80", cooperation="80", stability="80", **{"from": line, "as": "E5"})
        yield argv("credit assess --informal", "C3", **{"from": line, "as": "E5"})
        yield argv("credit approve", "CA1", **{"as": "E6"})
        yield from (argv(f"fleet {noun} end", f"{letter}2") for noun, letter in (("member", "FM"), ("relation", "FR"), ("product", "OP")))
        yield argv("fleet anniversary end", "FN2")
        yield argv("fleet reassign", "FA1", "E5", reason=line)
        yield argv("contract end", "N2", reason=line)
        yield argv("customer add", f"{line}己", "13800138082", kind="company")
        yield argv("fleet add", "13800138082")
        yield argv("fleet close", "13800138082", reason=line)

    def _club(self) -> Iterator[list[str]]:
        """The owners' club, its events, and advertisements."""
        line, prose, days = self.line, self.prose, {"from": "2026-06-15", "until": "2026-07-15"}
        yield argv("club join", "KH2", number=f"{line}戊", note=prose)
        yield argv("club leave", "MB1")
        yield argv("club edit", "MB2", club_no=f"{line}己", note=f"{prose}己")
        yield argv("event add", f"{line}戊", held_on="2026-06-15", place=line, note=prose)
        yield argv("event edit", "Z2", name=f"{line}己", place=f"{line}己", note=f"{prose}己")
        yield argv("event invite", "Z2", f'-hobby:"{self.unquoted}"')
        yield argv("event attendance edit", "ZA2", note=prose)
        yield argv("ad add", "print", f"{line}戊", note=prose, **days)
        yield argv("ad edit", "AD2", code=f"{line}己", note=f"{prose}己")

    def _points(self) -> Iterator[list[str]]:
        """Points and vouchers."""
        line, prose = self.line, self.prose
        yield argv("points correct", "KH2", by="300", reason=prose)
        yield argv("points earn", "KH2", "K2")
        yield argv("voucher cancel", "U1", reason=prose)  # an order takes one voucher
        yield argv("points redeem", "KH3", "5000", until="2026-12-31")
        yield argv("voucher issue", "KH2", "30", note=prose)
        yield argv("voucher edit", "U2", number=f"{line}庚", note=f"{prose}庚")
        yield argv("voucher cancel", "U3", reason=prose)
        yield argv("points expire")

    def _rescues(self) -> Iterator[list[str]]:
        """Help on the road."""
        prose, said = self.prose, self.fields(SheetKind.RESCUES)
        yield argv("rescue open", "KH2", **said)
        yield argv("rescue edit", "E2", **{key: f"{text}庚" for key, text in said.items()})
        yield argv("rescue dispatch", "id:E2", staff="E4", note=prose)
        yield argv("rescue arrive", "id:E2", note=prose)
        yield argv("rescue close", "id:E2", "on_spot", cost="50", payer="customer", note=prose)
        said = _but(self.fields(SheetKind.APPOINTMENTS), "advisor")
        yield argv("appointment add", "皖A12346", at="2026-06-16 10:00", **said)
        yield argv("appointment edit", "Y2", **{key: f"{text}庚" for key, text in said.items()})
        yield argv("appointment add", "皖A12347", at="2026-06-15 10:45", what=self.line)
        yield argv("appointment arrive", "Y3", note=prose)
        yield argv("appointment move", "Y2", at="2026-06-17 10:00", note=prose)
        yield argv("appointment confirm", "Y4", note=prose)
        yield argv("appointment cancel", "Y4", note=prose)
        said = _but(self.fields(SheetKind.JOBS), "owner")
        yield argv("job add", said["title"], kind="small", **_but(said, "title"))
        yield argv("job edit", "J2", **{key: f"{text}庚" for key, text in said.items()})
        yield argv("job done", "J2", note=prose)
        said = _but(self.fields(SheetKind.WORKS), "drop_reason")
        yield argv("work add", "皖A12347", said["what"], urgency="soon", **_but(said, "what"))
        yield argv("work edit", "id:W2", drop_reason=prose, **{key: f"{text}庚" for key, text in said.items()})
        yield argv("work drop", "id:W2", reason=prose)
        yield argv("work settle", "id:W1", paid="80", note=prose)
        yield argv("part order", "KH2", f"{self.line}辛", note=prose, number=f"{self.line}辛")
        yield argv("part edit", "id:W3", what=f"{self.line}壬", number=f"{self.line}壬", note=f"{prose}庚", drop_reason=prose)
        yield argv("part arrive", "id:W3", note=prose)
        yield argv("part fit", "id:W3", note=prose)
        yield argv("part order", "KH2", f"{self.line}癸")
        yield argv("part drop", "id:W4", reason=prose)
        yield argv("rescue open", name=f"{self.line}辛", phone="13800138091", place=self.line, fault=prose)

    def _consents(self) -> Iterator[list[str]]:
        """What customers consent to."""
        yield argv("consent set", "KH2", call="yes", origin="paper", text_version=self.line, note=self.prose)

    def _reports(self) -> Iterator[list[str]]:
        """Reports of one's own."""
        yield argv("report new", self.line, REPORT)
        yield argv("report new", f"{self.line}乙", REPORT)
        yield argv("report delete", f"{self.line}乙")
        yield argv("report edit", self.line, file=OTHER_REPORT)

    def _departments(self) -> Iterator[list[str]]:
        """Departments, of which the first was named by the file of staff."""
        line, prose = self.line, self.prose
        yield argv("department add", f"{line}乙", code=f"{line}丙", head="E5", note=prose)
        yield argv("department edit", "id:DP2", above="id:DP1", code=f"{line}己", note=f"{prose}庚")
        yield argv("department edit", "id:DP1", name=f"{line}庚")
        yield argv("department edit", "id:DP1", name=line)

    def _recalls(self) -> Iterator[list[str]]:
        """Recalls of the manufacturer."""
        line, prose, said = self.line, self.prose, self.fields(SheetKind.RECALL_CAMPAIGNS)
        yield argv("recall add", f"{line}戊", said["title"], "service", **_but(said, "recall_no", "title"))
        yield argv("recall vin add", VINS[1], f"{line}戊", note=prose)
        yield argv("recall edit", "id:X2", **{key: f"{text}庚" for key, text in said.items()})
        yield argv("recall vin edit", "XV2", note=f"{prose}庚")
        yield argv("recall done", "id:X2", VINS[1])
        yield argv("recall close", "id:X2")

    def _offered(self) -> Iterator[list[str]]:
        """Campaigns and messages to whom a filter chose."""
        line, prose = self.line, self.prose
        days = {"from": "2026-06-15", "until": "2026-07-15"}
        yield argv("campaign add", f"{line}戊", channels="call,message", offer=prose, **days)
        yield argv("campaign edit", "M2", name=f"{line}己", offer=f"{prose}己")
        yield argv("campaign target", "M2", f'-hobby:"{self.unquoted}"')
        yield argv("campaign start", "M2")
        yield argv("campaign cost", "M2", line, "5")
        yield argv("campaign close", "M2", result=prose)
        who = f'-hobby:"{self.unquoted}"'
        yield argv("message send", who, text=self.said, purpose="service", name=f"{line}辛", about=prose)

    def _decided(self) -> Iterator[list[str]]:
        """What was decided in a meeting, the tasks that follow, and measures."""
        line, prose = self.line, self.prose
        said = {key: f"{line}{key}" for key in ("topic", "present", "agenda", "figures", "minutes")}
        yield argv("meeting add", "2026-06-15", kind="monthly", chair="E5", **said)
        yield argv("meeting edit", "D2", **{key: f"{text}庚" for key, text in said.items()})
        yield argv("meeting decide", "D2", f"{line}己", "E6", due="2026-06-30", about=line)
        yield argv("task add", f"{line}辛", "E6", giver="E5", about=line)
        yield argv("task edit", "T3", title=f"{line}辛", about=f"{line}庚")
        yield argv("task accept", "T3", **{"as": "E6"})
        yield argv("task done", "T3", result=line, **{"as": "E6"})
        yield argv("task return", "T3", reason=prose, **{"as": "E5"})
        yield argv("task hand", "T3", "E5", **{"as": "E6"})
        yield argv("task cancel", "T3", reason=line, **{"as": "E5"})
        days = {"due": "2026-06-30", "check_on": "2026-07-31"}
        yield argv("measure add", f"{line}壬", owner="E5", about=line, addresses="waiting", **days)
        yield argv("measure edit", "G2", title=f"{line}癸", about=f"{line}庚")
        yield argv("measure done", "G2", result=line)
        yield argv("measure check", "G2", worked="yes", result=line)
        yield argv("workplan add", "E6", "2026-07", title=line, comment=prose, aim="5")
        yield argv("workplan add", "E6", "2026-07", kpi="calls_on_time", aim="95")
        yield argv("workplan edit", "WP2", title=f"{line}庚", comment=f"{line}辛")
        yield argv("workplan approve", "E6", "2026-07", **{"as": "E5"})
        yield argv("training add", f"{line}戊", "E6=92", trainer=f"{line}戊", note=prose, kinds="birthday", models=self.unparted)
        yield argv("training edit", "TR2", topic=f"{line}己", trainer=f"{line}己", note=f"{prose}己", models=f"{self.unparted}己")
        yield from self._offered()
        yield from self._club()
        yield from self._points()
        yield from self._rescues()
        yield from self._recalls()
        yield from self._consents()
        yield argv("breach add", "E6", f"{line}戊", evidence="O2", note=prose, measure="G2")
        yield argv("breach edit", "BR2", what=f"{line}己", note=f"{prose}己")
        yield argv("breach decide", "BR2", "fault_slip", reason=prose, **{"as": "E5"})
        yield argv("journal write", besides=prose, hindered=prose, tomorrow=prose, **{"as": "E6"})
        yield argv("crmuse excuse", "E1", reason=prose, part="tasks", period="2026-05", **{"as": "E5"})
        yield argv("crmuse approve", "E1", period="2026-05", **{"as": "E5"})
        yield argv("journal read", "JR2", remark=prose, **{"as": "E5"})
        yield argv("followup add", "KH2", "other", "2026-06-15 19:00", about=f"{line}审")
        yield argv("log", "KH2", "answered", note=prose, **{"as": "E6"})
        yield argv("call audit", not_so=f"CL11={prose}", **{"as": "E5"})
        yield argv("checklist add", f"{line}表", f"{line}项", place="showroom")
        yield argv("checklist edit", "CI2", item=f"{line}另")
        yield argv("checklist add", f"{line}表", f"{line}二项")
        yield argv("checklist run", "CI2", fail=f"1={line}", na=f"2={line}", where=line, note=prose, by="E6")
        yield argv("checklist answer", "H1", fail=f"1={line}庚", na=f"2={line}庚", owner="E5", due="2026-06-30")

    def _articles(self) -> Iterator[list[str]]:
        """What staff should know, and whether it helped."""
        line, prose, models = self.line, self.prose, self.unparted
        helps = {"kinds": "7dc,post_service", "causes": "repair", "models": models}
        yield argv("article add", f"{line}壬", kind="rival", owner="E5", text_zh=prose, text_en=prose, **helps)
        yield argv("article edit", "A2", title=f"{line}癸", text_zh=f"{prose}庚", text_en=f"{prose}庚", models=f"{models}庚")
        yield argv("article add", f"{line}子", kind="how_to", owner="E5", file=TEMPLATE)
        yield argv("article helpful", "A2", "yes", **{"as": "E5"})
        yield argv("article withdraw", "A3")

    def _contradicting_and_alike(self) -> Iterator[list[str]]:
        """What is said of a customer against what was known; and one who is entered twice."""
        line = self.line
        yield ["customer", "verify", "KH2", "--field", "name", "--as", "E5"]
        yield argv("customer edit", "KH2", name=f"{line}乙")
        yield argv("customer settle --wrong CF1", value=f"{line}己")
        yield ["vehicle", "verify", VINS[0], "--as", "E5"]
        yield argv("customer add", f"{line}丙", "13800138012", customer_no=f"{line}9")
        yield argv("customer edit", "13800138012", customer_no=f"{line}10")
        yield argv("customer different", "13800138011", "13800138012", note=line)
        yield argv("customer edit", "13800138011", wechat=f"{line}辛")
        yield ["customer", "edit", "13800138011", "--wechat", ""]
        yield ["customer", "merge", "13800138012", "KH2", "--keep", "KH2", "--take", "name", "--force"]

    def _awaited(self) -> Iterator[list[str]]:
        """What customers wait for, and what has no kind of its own."""
        line, prose = self.line, self.prose
        yield [*argv("need add", need_no=f"{line}丙"), "--offer", "--", "KH2", prose]
        yield argv("need edit", "ND2", text=line, need_no=f"{line}丁")
        yield argv("need drop", "ND2", reason=prose)
        yield argv("need came", "ND1")
        yield argv("followup add", "KH2", "other", "2026-06-16", about=line, reason=prose)
        yield argv("followup add", "KH2", "other", "2026-06-15", about=line, channel="visit", place=line)

    def _prospects(self, fields: dict[str, str]) -> Iterator[list[str]]:
        """A sale with all that can be said of it, lost and won back; who came to the showroom. fields: the options of `add` and `edit`."""
        line, prose, sold = self.line, self.prose, "L3"
        yield argv("prospect add", line, "13800138061", source="web", level="B", **_but(fields, "name"))
        yield argv("prospect edit", sold, level="C", reason=prose, **_but(fields, "name", "prospect_no"), prospect_no=f"{line}丙")
        yield argv("prospect assign", sold, "E2", note=prose)
        yield argv("prospect contact", sold, note=prose)
        yield argv("prospect drive", sold, model=line, note=prose)
        yield argv("prospect quote", sold, price="128000", until="2026-06-20", gifts=line, model=line, note=prose)
        yield argv("prospect order", sold, model=line, note=prose)
        yield argv("prospect cancel-order", sold, line, note=prose)
        yield argv("prospect lose", sold, "price", to=line, note=prose)
        yield argv("prospect confirm", sold, note=prose, **{"as": "E6"})
        yield argv("prospect check", sold, "service", to=line, note=prose)
        yield argv("prospect reopen", sold, note=prose)
        yield argv("prospect invalid", sold, "not_now", note=prose)
        yield argv("prospect reopen", sold, note=prose)
        yield argv("visitor add", line, model=line, note=prose)
        yield argv("visitor add", line, "13800138062", model=line, note=prose)
        yield argv("prospect deliver", "13800138062", vin="LSVAA4182E2123451", note=prose)

    def _complaints(self, number: str) -> Iterator[list[str]]:
        line, prose, other = self.line, self.prose, f"{self.line}乙"
        yield argv(
            "complaint open",
            "KH2",
            severity="minor",
            description=prose,
            department=line,
            number=f"{line}2",
            manufacturer_no=line,
            platform=line,
        )
        yield argv("complaint accept", "K2", note=prose)  # the others were recorded by staff, who accepted them by it
        yield argv("complaint contact", "K4", note=prose)
        yield argv("complaint edit", "K4", outside_no=f"{line}3", platform=other, note=prose)
        yield argv("complaint assign", "K4", department=other, secondary=line, staff=number, note=prose)
        yield argv("complaint respond", "K4", note=prose)
        yield argv("complaint pause", "K4", reason="waiting_parts", note=prose)
        yield argv("complaint resume", "K4", note=prose)
        yield argv("complaint note", "K4", prose)
        yield argv("complaint escalate", "K4", note=prose)
        yield argv("complaint resolve", "K4", note=prose, department=line, secondary=other)
        yield argv("complaint recall", "K4", satisfied="no", note=prose, **{"as": "E1"})
        yield argv("complaint resolve", "K4", note=prose, cause="service", finding="valid")
        yield argv("complaint recall", "K4", satisfied="yes", note=prose, **{"as": "E1"})
        yield argv("complaint reopen", "K4", note=prose)
        yield argv("complaint resolve", "K4", note=prose, cause="malicious", finding="malicious", **{"as": f"{number}乙"})
        yield argv("complaint close", "K4", note=prose, **{"as": f"{number}乙"})
        yield argv("complaint open", name=line, phone="13800138044", severity="minor", description=prose)


def _but(options: dict[str, str], *keys: str) -> dict[str, str]:
    return {key: value for key, value in options.items() if key not in keys}


def argv(path: str, *words: str, **options: str) -> list[str]:
    """A command line; what begins with a minus is no option there."""
    typed = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
    return [*path.split(), *typed, *(["--", *words] if words else [])]


def looks(line: str, number: str) -> Iterator[list[str]]:
    """Every command that shows what is stored. line: the text; number: the same as a number is stored."""
    for listing in (
        "customer",
        "vehicle",
        "order",
        "complaint",
        "opportunity",
        "need",
        "staff",
        "segment",
        "report",
        "operation",
        "message",
        "script",
        "finance",
        "prospect",
        "visitor",
        "fleet",
        "fleet member",
        "fleet relation",
        "fleet product",
        "fleet anniversary",
        "contract",
        "bill",
        "bill payment",
        "meeting",
        "task",
        "measure",
        "workplan",
        "breach",
        "journal",
        "training",
        "campaign",
        "club",
        "event",
        "event attendance",
        "ad",
        "points",
        "voucher",
        "rescue",
        "appointment",
        "job",
        "work",
        "part",
        "department",
        "recall",
        "recall vin",
        "consent",
        "article",
        "checklist",
        "checklist item",
    ):
        yield [*listing.split(), "list"]
    yield from (
        ["prospect", "board"],
        ["rescue", "board"],
        ["vehicle", "watch", "--all"],
        ["appointment", "day", "2026-06-12"],
        *(["recall", verb, "id:X1"] for verb in ("export", "letter")),
        ["prospect", "hints"],
        ["prospect", "overdue"],
        ["prospect", "funnel", "--period", "2026", "--by", "model"],
    )
    yield from (["prospect", "list", "--all", option, line] for option in ("--model", "--rival"))
    yield from (["export", kind, "-o", "plain"] for kind in SheetKind)  # by itself it writes csv, for a file
    yield from (["followup", "list", "--all"], ["kpi", "list"], ["classify", "list"], ["kpi", "target", "list"], ["staff", "absences"])
    for thing, which in (
        ("customer", "C1"),
        ("vehicle", "V1"),
        ("order", "R1"),
        ("followup", "F4"),
        ("complaint", "K4"),
        ("opportunity", "P1"),
        ("need", "ND1"),
        ("prospect", "L3"),
        ("fleet", "FA1"),
        ("fleet member", "FM1"),
        ("fleet relation", "FR1"),
        ("fleet product", "OP1"),
        ("fleet anniversary", "FN1"),
        ("contract", "N1"),
        ("bill", "B1"),
        ("bill payment", "PY1"),
        ("meeting", "D2"),
        ("task", "T1"),
        ("measure", "G1"),
        ("article", "A1"),
        ("checklist", "H1"),
        ("breach", "BR1"),
        ("journal", "JR1"),
        ("training", "TR1"),
        ("campaign", "M2"),
        ("club", "MB1"),
        ("event", "Z1"),
        ("event attendance", "ZA1"),
        ("ad", "AD1"),
        ("voucher", "U1"),
        ("rescue", "id:E1"),
        ("appointment", "Y1"),
        ("job", "J1"),
        ("work", "id:W1"),
        ("part", "id:W3"),
        ("department", "id:DP1"),
        ("recall", "id:X1"),
        ("recall vin", "XV1"),
    ):
        yield from ([*thing.split(), "show", which], ["show", which])
    yield from (
        ["show", "O5"],
        ["operation", "show", "O3"],
        ["operation", "show", "O20"],
        ["staff", "show", "E1"],
        ["me", "--as", "E1"],
        ["store", "show"],
        ["workplan", "show", "E6", "2026-07"],
        ["fleet", "due", "FA1", "--period", "2026-01-01..2028-12-31"],
        *(["sql", f"SELECT * FROM {view}"] for view in VIEW_NAMES),
        ["call", "list", "--period", "2026"],
        ["call", "audit", "--period", "2026"],
        ["campaign", "cost", "M2"],
        ["campaign", "result", "M2"],
        ["campaign", "result", "M2", "--left-out"],
        ["campaign", "effect", "M2"],
        ["campaign", "compare", "--period", "2026"],
        ["kpi", "campaigns", "--period", "2026"],
        ["kpi", "points", "--period", "2026"],
        ["kpi", "club", "--period", "2026"],
        ["kpi", "rescues", "--period", "2026"],
        ["kpi", "work", "--period", "2026"],
        ["kpi", "recalls", "--period", "2026"],
        ["kpi", "bays", "--period", "2026-06"],
        ["event", "report", "Z2"],
        ["club", "report"],
        *(["ad", "quality", "--period", "2026", *words] for words in ((), ("--by-code",))),
        ["points", "show", "C2"],
        ["consent", "show", "C2"],
        ["points", "balances"],
        ["show", "PT1"],
        *(["appraisal", "sheet", "--period", "2026-05", *words] for words in ((), ("--explain",))),
        ["show", "CL1"],
        ["finding", "list", "--all", "--department", line],
        ["finding", "show", "FD1"],
        ["script", "show", "script.opening"],
        ["policy", "show"],
        ["access", "list"],
        ["customer", "duplicates", "--families"],
        ["vehicle", "duplicates"],
        ["import", "profile", "list"],
        ["import", "profile", "show", "1"],
        ["import", "profile", "forget", "1", "--dry-run"],
        ["customer", "merge", "C1", "C2", "--force", "--dry-run"],
        ["customer", "different", "C1", "C2", "--note", line, "--dry-run"],
        ["vehicle", "merge", "V3", "V4", "--dry-run"],
        ["customer", "conflicts", "--all"],
        ["vehicle", "conflicts", "--all"],
        ["customer", "evidence", "C1"],
        ["vehicle", "evidence", "V1"],
        ["quality", "show"],
        ["quality", "list"],
        ["quality", "fields"],
        *(["credit", *words] for words in (["list"], ["review"], ["show", "C3"])),
        *(["article", *words] for words in (["find", "--", line], ["stale"])),
        *(["show", which] for which in ("CA1", "CA2")),
        *(["bill", *words] for words in (["ageing"], ["open", "C3"], ["statement", "C3", "--period", "2026-06"])),
    )
    yield from (["why", "F4"], ["classify", "why", "C1"], ["classify", "moves"], ["classify", "summary"], ["classify", "spend"])
    yield from (["classify", "lifecycle"], ["classify", "away"], ["classify", "retention"], ["policy", "history"], ["calendar", "show"])
    yield from (
        [],
        ["due"],
        ["due", "--overdue"],
        ["next"],
        ["find", "13800138001"],
        ["find", "--", number],
        ["find", "--", line],
        ["find", "--text", "--", line],
        ["vehicle", "expiring", "--month", "2026-07"],
    )
    yield from (
        ["complaint", "list", "--department", line],
        ["complaint", "board"],
        ["call", "list", "--period", "2026"],
        ["finding", "list", "--all", "--department", line],
        ["finding", "show", "FD1"],
        ["complaint", "form", "K4"],
        ["checklist", "form", "CI2"],
        ["measure", "below"],
        *(["crmuse", words, "--period", "2026-05"] for words in ("score", "list")),
        *(["crmuse", words, "E1", "--period", "2026-05"] for words in ("show", "form")),
        *(["checklist", words] for words in ("due", "runs", "report")),
        *(["checklist", "show", "CI2"], ["checklist", "item", "show", "CI2"], ["show", "CI2"]),
        ["complaint", "report", "--period", "2026"],
        ["survey", "report"],
        ["survey", "list"],
        ["survey", "answers", "--period", "2026"],
        ["survey", "show", "Q1"],
        ["survey", "topics", "--period", "2026", "--by", "person"],
        ["kpi", "rows", "csi", "--period", "2026"],
        ["survey", "official", "list"],
        ["survey", "official", "show"],
        *(["kpi", "show", "total_visits", "--by", by, "--period", "2026"] for by in ("month", "person", "model", "source")),
        ["kpi", "rows", "completeness", "--period", "2026"],
    )
    for kpi in (
        "service",
        "sales",
        "radar",
        "store",
        "team",
        "person",
        "calls",
        "complaints",
        "fleet",
        "quality",
        "desk",
        "profit",
        "breakeven",
        "plan",
    ):
        yield ["kpi", kpi, "--period", "2026-05"]
    yield from (["kpi", "closed"], ["kpi", "explain", "rework_rate"], ["report", "month", "2026-05"], ["db", "info"], ["db", "check"])
    yield ["db", "info", "--sizes"]
    yield from (["report", step, span] for step, span in (("week", "2026-W23"), ("quarter", "2026-Q2"), ("year", "2026")))
    yield from (["report", "show", "--", line], ["report", "run", "--period", "2026-06", "--", line])
    yield from (["segment", "show", "--", line], ["undo", "--dry-run"])


def free_text(columns: Mapping[str, Column]) -> dict[str, bool]:
    """The columns that take any text, each with whether it may have several lines."""
    return {key: _takes(column, "甲 x(1)\n乙") for key, column in columns.items() if _takes(column, "甲 x(1)")}


def _takes(column: Column, text: str) -> bool:
    try:
        value = column.parse(text, _MOMENT)
    except KcrmError:
        return False
    return text in {value, getattr(value, "answer", None)}


def sheet(path: Path, columns: Mapping[str, Column], rows: list[dict[str, str]], words: Filled) -> None:
    """A file in which every cell of free text that a row does not name holds the text, guarded as an export writes it."""
    free = {key: words.prose if lines else words.line for key, lines in free_text(columns).items() if key not in NAMES_ANOTHER}
    headings = list(dict.fromkeys([*free, *(key for row in rows for key in row)]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows([guard_cell((free | row).get(key, "")) for key in headings] for row in rows)


def numbered(text: str) -> str:
    """The text as it is stored where it is the number of somebody or something."""
    return str(number_text(text, _MOMENT))


def import_all(desk: Shell, words: Filled, check: Callable[[Result], object]) -> None:
    """Make the desk and enter the text by every import; each result is checked. The working folder is the desk's."""
    desk.at(NOW)
    check(desk.ok("init", "--store", words.line, "--go-live", "2026-01-01"))
    for kind in SheetKind:
        sheet(Path(f"{kind}.csv"), columns_of(kind), words.rows(kind), words)
        check(desk.ok("import", kind, f"{kind}.csv"))
    said = Path("said.csv")
    with said.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["customer_no", "phone", "name", words.line], ["KH2", "13800138002", guard_cell(words.line), guard_cell(words.line)]]
        )
    check(desk.ok("import", "customers", said, "--map", f"{words.line}=-"))
    questions = questionnaires(Policy.default().surveys)
    for verbs, form in ((("finance",), FINANCE), (("survey",), questions), (("survey", "official"), OFFICIAL)):
        noun = verbs[-1]
        sheet(Path(f"{noun}.csv"), {column.key: column for column in form.columns}, words.forms()[noun], words)
        check(desk.ok(*verbs, "import", f"{noun}.csv"))


def declaration(words: Filled, name: str) -> str:
    """A report in which whatever can be any text is the text, that shows it and parts orders by it."""

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

    section = f"[[section]]\ntitle = {quoted(words.line)}\n"
    contents = (
        f"text = {quoted(words.prose)}",
        'kpis = ["service"]',
        'kpis = ["paid_visits"]\nby = "model"',
        'list = "customers"',
        'list = "complaints"\nfilter = "severity:minor"',
        'cross = "orders"\nrows = "customer"\nacross = "fault"',
    )
    head = f"title = {quoted(words.line)}\ntext = {quoted(f'{name} {words.prose}')}\n"
    return head + "".join(f"{section}{content}\n" for content in contents)


def texts(words: Filled) -> None:
    """The files that commands are given besides."""
    Path(TEMPLATE).write_text(words.said, encoding="utf-8")
    for name in (REPORT, OTHER_REPORT):
        Path(name).write_text(declaration(words, name), encoding="utf-8")


def fill(desk: Shell, words: Filled, check: Callable[[Result], object]) -> None:
    """The same by every command, too."""
    import_all(desk, words, check)
    texts(words)
    for line in words.commands(numbered(words.line)):
        check(desk.ok("--as", "E5", *line))
