"""Figures of customers' files, teams, people and prospects."""

from kpi_desk import MARCH, by_key, workshop


def test_file_shares_are_those_of_the_customers_who_were_judged(desk):
    # nobody has a vehicle: all are potential customers, and of nobody's loyalty anything is known
    rows = {"ordinary_file_share": 0, "loyal_file_share": None}
    desk.take("customers", *({"customer_no": f"K{n}", "name": "王伟", "phone": f"1380013800{n}"} for n in range(4)))
    assert {key: by_key(desk.json("kpi", "radar", *MARCH))[key]["value"] for key in rows} == rows
    for number, grade, loyalty in (("K0", "ordinary", "loyal"), ("K1", "ordinary", "lost"), ("K2", "important", "flexible")):
        desk.ok("customer", "edit", number, "--grade", grade, "--loyalty", loyalty)
    # of four files two are ordinary, one loyal
    found = by_key(desk.json("kpi", "radar", *MARCH))
    assert {key: (found[key]["numerator"], found[key]["denominator"]) for key in rows} == {
        "ordinary_file_share": (2, 4),
        "loyal_file_share": (1, 4),
    }


def test_file_shares_are_todays_and_stand_beside_what_was_frozen_only(desk):
    desk.take("customers", *({"customer_no": f"K{n}", "name": "王伟", "phone": f"1380013800{n}"} for n in range(2)))
    desk.ok("customer", "edit", "K0", "--grade", "ordinary")
    desk.at("2026-07-02T09:00")
    share = by_key(desk.json("kpi", "radar", "--period", "2026-06"))["ordinary_file_share"]
    # one file of two; how many there were in May nobody knows
    assert (share["value"], share["previous"]) == (50, None)
    desk.ok("kpi", "close", "2026-06")
    desk.ok("customer", "edit", "K1", "--grade", "ordinary")
    # that K1 is an ordinary customer now corrects nothing of June
    assert desk.json("kpi", "closed", "2026-06") == []
    frozen = by_key(desk.json("kpi", "radar", "--period", "2026-06"))["ordinary_file_share"]
    assert (frozen["value"], frozen["status"]) == (50, "small_sample")
    now = by_key(desk.json("kpi", "radar", "--period", "2026-07"))["ordinary_file_share"]
    assert (now["value"], now["previous"]) == (100, 50)


def test_a_teams_calls_and_complaints_are_those_about_its_orders(desk):
    """One order of the mechanical team, called after three days, on time, and complained of; nothing of the other teams."""
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"})
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "customer_no": "KH1"})
    order = {"order_no": "R-1", "vin": "1M8GDM9AXKP042788", "type": "paid_repair", "team": "mechanical"}
    desk.take("orders", order | {"opened_at": "2026-06-10 09:00", "closed_at": "2026-06-12 10:00"})
    desk.ok("log", "KH1", "answered")
    desk.ok("complaint", "open", "KH1", "--severity", "minor", "--description", "又漏油", "--order", "R-1")
    rows = {(row["key"], row["scope_id"]): row for row in desk.json("kpi", "team", "--period", "2026-06")}
    told = {
        key: (rows[key, "mechanical"]["numerator"], rows[key, "mechanical"]["denominator"]) for key in ("calls_on_time", "complaint_rate")
    }
    assert told == {"calls_on_time": (1, 1), "complaint_rate": (1, 1)}
    assert rows["complaints", "mechanical"]["value"] == 1
    assert (rows["calls_on_time", "body"]["value"], rows["complaints", "body"]["value"]) == (None, 0)


def test_a_teams_vehicles_are_those_whose_last_visit_before_the_year_was_to_it(desk):
    """The year that ends with May 2026 begins on 1 June 2025. All vehicles were delivered in 2024.

    1: mechanical in January 2025, body in March; came back in May 2026, to the mechanical team: of body, returned.
    2: body in March 2025 as well, never seen again: of body, lost. 3: mechanical on 31 May 2025, then PDI by body, which is no visit:
    of mechanical, lost. 4: mechanical for the first time on 1 June 2025, within the year: of nobody.
    5: paint in 2024, came back, but was scrapped in May 2026: not in use throughout.
    """
    vins = [f"LSVAA4182E212345{number}" for number in range(1, 6)]
    desk.take("customers", {"customer_no": "K1", "name": "王伟", "phone": "13800138001"})
    vehicles = [{"vin": vin, "customer_no": "K1", "delivered_on": "2024-01-10", "scrapped_on": ""} for vin in vins]
    desk.take("vehicles", *vehicles[:4], vehicles[4] | {"scrapped_on": "2026-05-20"})
    visits = [
        (0, "2025-01-05", "mechanical"),
        (0, "2025-03-05", "body"),
        (0, "2026-05-05", "mechanical"),
        (1, "2025-03-06", "body"),
        (2, "2025-05-31", "mechanical"),
        (3, "2025-06-01", "mechanical"),
        (4, "2024-06-01", "paint"),
        (4, "2026-01-05", "paint"),
    ]
    sheet = [
        {"order_no": f"R{place}", "vin": vins[vehicle], "type": "paid_repair", "opened_at": f"{day} 09:00", "team": team}
        for place, (vehicle, day, team) in enumerate(visits)
    ]
    pdi = {"order_no": "R9", "vin": vins[2], "type": "pdi", "opened_at": "2025-05-31 15:00", "team": "body"}
    desk.take("orders", *sheet, pdi)
    rows = {(one["key"], one["scope_id"]): one for one in desk.json("kpi", "team", "--period", "2026-05")}
    told = {
        (key, team): (rows[key, team]["numerator"], rows[key, team]["denominator"], rows[key, team]["value"])
        for key in ("return_rate", "churn")
        for team in ("mechanical", "body", "paint")
    }
    assert told == {
        ("return_rate", "mechanical"): (0, 1, 0),
        ("return_rate", "body"): (1, 2, 50),
        ("return_rate", "paint"): (0, 0, None),
        ("churn", "mechanical"): (1, 1, 100),
        ("churn", "body"): (1, 2, 50),
        ("churn", "paint"): (0, 0, None),
    }
    assert "whose last visit before the 12 months was to that team" in desk.json("kpi", "explain", "return_rate")["note"]


def test_counts_of_few_visits_are_marked_and_not_ranked_but_those_of_the_store_are(sample):
    # of the 73 visits in May 秦大勇 YG09 had 72 and 鲁志强 YG10 one; a complaint less is no merit of who did one repair
    rows = sample.json("kpi", "person", "--role", "technician", "--period", "2026-05")
    told = {(one["key"], one["scope_id"]): (one["value"], one["status"]) for one in rows if one["key"] in {"total_visits", "complaints"}}
    assert told == {
        ("total_visits", "YG09"): (72, "no_target"),
        ("total_visits", "YG10"): (1, "small_sample"),
        ("complaints", "YG09"): (0, "no_target"),
        ("complaints", "YG10"): (0, "small_sample"),
    }
    lines = sample.ok("kpi", "person", "--role", "technician", "--period", "2026-05", "--long", "-o", "md").out.splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if "workshop visits" in line]
    assert [(one[0], one[2], *one[-2:]) for one in cells] == [("秦大勇", "72", "1", "no target"), ("鲁志强", "1", "", "small sample")]
    # two visits of the store on one day are all there were
    day = by_key(sample.json("kpi", "service", "--period", "2026-02-15"))["total_visits"]
    assert (day["value"] < 10, day["status"]) == (True, "no_target")


def test_a_small_count_is_marked_in_a_closed_month_too(desk):
    workshop(desk)
    desk.ok("kpi", "close", "2026-03")
    rows = by_key(desk.json("kpi", "person", "--role", "service_advisor", *MARCH), "A1")
    assert {key: (rows[key]["value"], rows[key]["status"]) for key in ("total_visits", "complaints")} == {
        "total_visits": (3, "small_sample"),
        "complaints": (0, "small_sample"),
    }


def test_a_closed_month_is_judged_by_as_many_cases_as_when_it_was_closed(desk):
    # A1 had three visits in March
    workshop(desk)
    desk.ok("policy", "set", "kpi.small_sample", "3")
    desk.ok("kpi", "close", "2026-03")
    published = desk.json("kpi", "person", "--role", "service_advisor", *MARCH)
    assert by_key(published, "A1")["appointment_rate"]["status"] == "missed"
    told = desk.ok("report", "month", "2026-03").out
    desk.ok("policy", "set", "kpi.small_sample", "4")
    assert desk.json("kpi", "person", "--role", "service_advisor", *MARCH) == published
    (rate,) = [row for row in desk.json("kpi", "radar", *MARCH) if row["key"] == "appointment_rate"]
    assert rate["status"] == "missed"
    assert desk.ok("report", "month", "2026-03").out == told


def test_the_return_of_a_leavers_vehicles_is_told_of_the_period_it_was_counted_in(desk):
    workshop(desk)
    desk.ok("staff", "edit", "A1", "--left-on", "2026-03-15")
    rows = by_key(desk.json("kpi", "person", *MARCH), "A1")
    # R1 and R2 were opened while A1 was here, R3 was not; the vehicle of 2024 came in within the year that ends with March
    assert (rows["total_visits"]["value"], rows["total_visits"]["period_to"]) == (2, "2026-03-15")
    assert (rows["return_rate"]["numerator"], rows["return_rate"]["denominator"], rows["return_rate"]["period_to"]) == (1, 1, "2026-03-31")


def test_prospects_are_told_by_source_and_by_whether_they_bought(desk):
    """Three prospects of June, named by a customer in calls, and one of July.

    李一 bought on 20 June under her second number, 李二 on 3 July, which is after June's end; 李三 took over on 28 June
    what another had bought on the 26th; the one of July bought on the day.
    """
    bought = [("K2", "2026-06-20"), ("K3", "2026-07-03"), ("K5", "2026-06-26"), ("K6", "2026-07-06")]
    phones = {f"K{number}": f"1390000000{number}" for number in range(1, 7)}
    customers = [{"customer_no": number, "name": f"李{number}", "phone": phone} for number, phone in phones.items()]
    customers[1] |= {"phone": "13811112222", "phone2": phones["K2"]}
    desk.take("customers", *customers)
    desk.take("vehicles", {"vin": "LSVAA4182E2123450", "plate": "皖A10001", "customer_no": "K1", "delivered_on": "2024-01-02"})
    # K1 is called three days after each of four visits, and names somebody each time
    for number, visit, call in (("K2", "06-15", "06-18"), ("K3", "06-19", "06-22"), ("K4", "06-22", "06-25"), ("K6", "07-03", "07-06")):
        times = {"opened_at": f"2026-{visit} 09:00", "closed_at": f"2026-{visit} 11:00"}
        desk.at(f"2026-{visit}T15:00")
        desk.take("orders", {"order_no": f"R{number}", "plate": "皖A10001", "type": "paid_repair", **times})
        desk.at(f"2026-{call}T15:00")
        desk.ok("log", "K1", "answered", "--prospect", f"李, {phones[number]}")
    desk.at("2026-07-20T09:00")
    numbered = enumerate(bought, 1)
    cars = [{"vin": f"LSVAA4182E212345{place}", "customer_no": number, "delivered_on": day} for place, (number, day) in numbered]
    desk.take("vehicles", *cars)
    desk.ok("vehicle", "transfer", "LSVAA4182E2123453", "K4", "--on", "2026-06-28")

    def told(period):
        rows = desk.json("kpi", "store", "--period", period)
        return [
            (one["scope"], one["scope_id"], one["key"], one["numerator"], one["denominator"])
            for one in rows
            if one["key"] in {"prospects", "prospect_conversion"}
        ]

    assert told("2026-06") == [
        ("whole", None, "prospects", 3, None),
        ("whole", None, "prospect_conversion", 1, 3),
        ("source", "referral", "prospects", 3, None),
        ("source", "referral", "prospect_conversion", 1, 3),
    ]
    assert told("2026-07")[:2] == [("whole", None, "prospects", 1, None), ("whole", None, "prospect_conversion", 1, 1)]
    # of the four two bought, 李一 and 李二, and who bought on the day: three
    assert told("2026-06..2026-07")[1] == ("whole", None, "prospect_conversion", 3, 4)
    assert told("2026-05") == [("whole", None, "prospects", 0, None), ("whole", None, "prospect_conversion", 0, 0)]
    desk.speaking("zh")
    assert "转介绍" in desk.ok("kpi", "store", "--period", "2026-06").out


def test_what_was_lost_is_told_by_reason(desk):
    desk.take("customers", {"customer_no": "K1", "name": "王伟", "phone": "13800138001"})
    for kind in ("insurance", "换车", "tyres", "polish"):
        desk.ok("opportunity", "add", "K1", kind, "100", "0.5")
    desk.ok("opportunity", "lose", "P1", "--reason", "价格")
    desk.ok("opportunity", "lose", "P2")
    desk.ok("opportunity", "lose", "P3", "--reason", " 价格 ")
    desk.ok("opportunity", "win", "P4", "--reason", "价格")
    rows = desk.json("kpi", "store", "--period", "2026-06")
    assert [(one["scope"], one["scope_id"], one["value"]) for one in rows if one["key"] == "opportunities_lost"] == [
        ("whole", None, 3),
        ("reason", "价格", 2),
        ("reason", None, 1),
    ]
    assert "no loss reason given" in desk.ok("kpi", "store", "--period", "2026-06").out
    assert by_key(desk.json("kpi", "store", "--period", "2026-05"))["opportunities_lost"]["value"] == 0
    # a month is closed with them
    desk.at("2026-07-02T09:00")
    desk.ok("kpi", "close", "2026-06")
    assert desk.json("kpi", "closed", "2026-06") == []


def test_points_have_a_value_and_say_what_is_not_among_them(desk):
    found = by_key(desk.json("kpi", "points"))["points"]
    assert (found["value"], found["status"]) == (0, "no_target")
    assert "Opening balances and corrections by hand are not among them." in " ".join(desk.ok("kpi", "explain", "points").out.split())
    desk.speaking("zh")
    assert "不含期初积分和手工调整" in desk.ok("kpi", "explain", "points").out
