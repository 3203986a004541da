"""`kcrm kpi` alone lists the figures there are; `kpi person` is a table of people by figures."""

import re

import pytest

from kcrm.context import Terminal
from kcrm.text import cells
from kcrm.views.kpi.fronts import ELSEWHERE

MAY = ("--period", "2026-05")


def test_alone_it_lists_every_front_with_what_to_type(shell):
    # no database is needed
    rows = shell.json("kpi")
    assert [(row["front"], row["command"]) for row in rows] == [
        ("tables", "kcrm kpi service"),
        ("tables", "kcrm kpi radar"),
        ("tables", "kcrm kpi store"),
        ("tables", "kcrm kpi team"),
        ("tables", "kcrm kpi person"),
        ("tables", "kcrm kpi calls"),
        ("tables", "kcrm kpi complaints"),
        ("tables", "kcrm kpi sales"),
        ("tables", "kcrm kpi fleet"),
        ("tables", "kcrm kpi campaigns"),
        ("tables", "kcrm kpi points"),
        ("tables", "kcrm kpi rescues"),
        ("tables", "kcrm kpi work"),
        ("tables", "kcrm kpi recalls"),
        ("tables", "kcrm kpi bays"),
        ("tables", "kcrm kpi club"),
        ("tables", "kcrm kpi quality"),
        ("tables", "kcrm kpi desk"),
        ("tables", "kcrm kpi profit"),
        ("tables", "kcrm kpi breakeven"),
        ("tables", "kcrm kpi plan"),
        ("kpis", "kcrm kpi list"),
        ("kpis", "kcrm kpi explain KEY"),
        ("kpis", "kcrm kpi rows KEY"),
        ("kpis", "kcrm kpi show KEY --by month"),
        ("survey", "kcrm survey report --period last-month"),
        ("complaints", "kcrm complaint report --period last-month"),
        ("month", "kcrm report month last-month --html FILE"),
    ]
    assert rows[0]["what"] == "Show visits: paid and free, maintenance and repair, beside the period before and a year ago."


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_front_says_what_its_own_help_says_and_can_be_typed(sample, language):
    sample.speaking(language)
    said = {row["command"]: row["what"] for row in sample.json("kpi")}
    for command, what in said.items():
        noun = [word for word in command.split()[1:] if word.islower() and not word.startswith("-") and word != "last-month"]
        help_ = "".join(line.strip() for line in sample.ok(*noun, "--help").out.splitlines())
        assert what.replace(" ", "") in help_.replace(" ", ""), command
        argv = command.replace("FILE", str(sample.folder / "report.html")).replace("KEY", "rework_rate").split()[1:]
        assert sample.run(*argv).code == 0, command
    assert {command for _front, command, _what in ELSEWHERE} <= set(said)


def test_the_format_of_a_table_goes_behind_its_verb(sample):
    result = sample.run("kpi", "-o", "json", "person")
    assert (result.code, result.out) == (2, "")
    assert result.err == "kcrm: -o goes after the command: kcrm kpi person -o json.\n"


# --- people by figures ---


def test_people_are_rows_and_figures_are_columns(sample):
    # of the 73 visits in May 秦大勇 YG09 had 72, of which 2 came back, 鲁志强 YG10 one, which did not: 2 ÷ 72 = 2.8 %, over the 2 % allowed
    result = sample.ok("kpi", "person", "--role", "technician", *MAY, "--columns", "person,total_visits,rework_rate")
    lines = [line.split() for line in result.out.splitlines()]
    assert lines == [
        ["People,", "2026-05-01", "to", "2026-05-31"],
        ["Name", "workshop", "rework"],
        ["visits", "rate"],
        ["秦大勇", "72", "2.8%!"],
        ["鲁志强", "1?", "0%?"],
        ["Target", "2%"],
    ]
    assert result.err == (
        "! target missed\n? fewer than 10 cases; neither judged nor ranked\nWith parts, rank and the period before: --long\n"
    )


def test_each_is_measured_by_what_belongs_to_their_post(sample):
    result = sample.ok("kpi", "person", *MAY, "-o", "md")
    assert result.err.splitlines()[-1] == "The figures of one post alone: --role POST"
    lines = result.out.splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("|")]
    heads = rows[0]
    assert heads[:3] == ["Name", "Employee no.", "Post"]
    by_name = {row[0]: dict(zip(heads, row, strict=True)) for row in rows[2:]}
    assert (by_name["秦大勇"]["Post"], by_name["秦大勇"]["appointment rate"]) == ("technician", "")
    assert (by_name["邹敏"]["appointment rate"], by_name["邹敏"]["technician productivity"]) == ("37.8%!", "")
    assert by_name["Target"]["appointment rate"] == "40%"


def test_people_can_be_sorted_by_a_figure_and_machines_and_long_have_a_row_for_each(sample):
    def names(*argv):
        return [line.split()[0] for line in sample.ok("kpi", "person", "--role", "service_advisor", *MAY, *argv).out.splitlines()]

    assert [name for name in names("--sort", "-return_rate") if name in {"邹敏", "顾文斌"}] == ["顾文斌", "邹敏"]
    assert [name for name in names("--sort", "return_rate") if name in {"邹敏", "顾文斌"}] == ["邹敏", "顾文斌"]
    rows = sample.json("kpi", "person", *MAY)
    assert list(rows[0]) == [
        *(
            "key",
            "value",
            "unit",
            "numerator",
            "denominator",
            "period_from",
            "period_to",
            "previous",
            "target",
            "status",
            "scope",
            "scope_id",
        )
    ]
    long = sample.ok("kpi", "person", *MAY, "--long").out.splitlines()
    assert len(long) == len(rows) + 2
    assert long[1].split()[:3] == ["Of", "whom", "KPI"]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_terminal_it_fits_the_width(sample, monkeypatch, width, language):
    seen = Terminal(stdout_tty=True, width=width, height=50, colour=True)
    monkeypatch.setattr(Terminal, "of_process", classmethod(lambda _cls, _environ: seen))
    sample.speaking(language)
    out = sample.ok("kpi", "person", *MAY).out
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out)
    assert max(cells(line) for line in plain.splitlines()) <= width
    assert "72" in plain
    # what was missed stands out
    assert "\x1b[31m2.8%!" in out


def test_where_not_all_figures_fit_those_of_every_post_are_shown(sample, monkeypatch):
    monkeypatch.setattr(Terminal, "of_process", classmethod(lambda _cls, _environ: Terminal(stdout_tty=True, width=80, height=50)))
    lines = sample.ok("kpi", "person", *MAY).out.splitlines()
    people = lines[next(place for place, line in enumerate(lines) if line.startswith("Name")) + 1 : -1]
    assert len(people) > 3
    assert [line for line in people if len(line.split()) < 2] == []


def test_where_nobody_is_measured_that_is_said(desk):
    desk.at("2020-01-15T09:00")
    result = desk.ok("kpi", "person", "--role", "technician")
    assert (result.out, result.err.splitlines()[-1]) == ("", "Nothing to measure in this period.")
