"""`survey official`: the manufacturer's scores into the desk, beside our own, with what to do about the weakest."""

import csv

import pytest

HEADINGS = ("期间", "品牌调研", "指标", "得分", "区域均值", "全国均值", "排名")
ROWS = [
    ("2026-Q2", "售后满意度CSI", "维修质量", "8.10", "9.00", "9.00", "12"),
    ("2026-Q2", "售后满意度CSI", "服务顾问", "9.20", "9.00", "9.10", "3"),
    ("2026年第2季度", "售后满意度CSI", "洗车", "8.55", "9.00", "", ""),
    ("2026-Q1", "销售满意度SSI", "销售顾问", "880", "900", "890", "5"),
]


def file_of(desk, rows=ROWS, encoding="gb18030"):
    path = desk.folder / "调研.csv"
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle).writerows([HEADINGS, *rows])
    return path


def test_the_same_file_twice_is_kept_once_and_undone(desk):
    path = file_of(desk)
    desk.ok("survey", "official", "import", path)
    listed = desk.json("survey", "official", "list")
    assert listed[0] == {
        "period": "2026-Q2",
        "survey": "售后满意度CSI",
        "item": "服务顾问",
        "score": 9.2,
        "region": 9,
        "nation": 9.1,
        "place": 3,
    }
    assert [row["item"] for row in listed] == ["服务顾问", "洗车", "维修质量", "销售顾问"]
    before = desk.query("SELECT count(*) FROM operation")
    desk.ok("survey", "official", "import", path)
    assert desk.json("survey", "official", "list") == listed
    assert desk.query("SELECT count(*) FROM operation") == before
    desk.ok("undo", "--yes")
    assert desk.json("survey", "official", "list") == []


def test_what_is_listed_into_a_file_is_imported_again_and_changes_nothing(desk):
    desk.ok("survey", "official", "import", file_of(desk))
    listed = desk.json("survey", "official", "list")
    desk.speaking("zh")
    desk.ok("survey", "official", "list", "--to", desk.folder / "out.csv")
    desk.speaking("en")
    before = desk.query("SELECT count(*) FROM operation")
    desk.ok("survey", "official", "import", desk.folder / "out.csv")
    assert desk.query("SELECT count(*) FROM operation") == before
    assert desk.json("survey", "official", "list") == listed


def test_the_scores_stand_beside_our_own_with_the_weakest_and_what_to_type(asked):
    asked.ok("survey", "official", "import", file_of(asked))
    rows = asked.json("survey", "official", "show")
    assert [(row["item"], row["behind"], row["weakest"], row["own_survey"], row["own_item"]) for row in rows] == [
        ("服务顾问", -1.1, False, "csi", "csi.advisor"),
        ("洗车", 5, True, "csi", None),
        ("维修质量", 10, True, "csi", "csi.work_quality"),
    ]
    result = asked.ok("survey", "official", "show")
    assert "A measure: kcrm measure add 维修质量 --from csi@2026-06 --owner NO --due DATE" in result.err
    assert "No question of ours asks about 洗车" in result.err
    # what is offered can be typed
    asked.ok("measure", "add", "维修质量", "--from", "csi@2026-06", "--owner", "S1", "--due", "2026-09-30")
    asked.ok("policy", "set", "surveys.csi", "advisor,handover")
    assert "kcrm policy set surveys.csi …,work_quality" in asked.ok("survey", "official", "show").err


def test_of_several_quarters_each_has_its_own_weakest(desk):
    desk.ok("survey", "official", "import", file_of(desk))
    rows = desk.json("survey", "official", "show", "--period", "2026")
    assert [(row["period"], row["item"], row["weakest"]) for row in rows] == [
        ("2026-Q2", "服务顾问", False),
        ("2026-Q2", "洗车", True),
        ("2026-Q2", "维修质量", True),
        ("2026-Q1", "销售顾问", True),
    ]
    desk.ok("policy", "set", "kpi.official_weakest", "1")
    assert [row["weakest"] for row in desk.json("survey", "official", "show", "--period", "2026-Q2")] == [False, False, True]


@pytest.mark.parametrize(
    "bad",
    [
        ("2026-Q4", "CSI", "维修质量", "8.10", "9", "9", "1"),  # not begun
        ("soon", "CSI", "维修质量", "8.10", "9", "9", "1"),
        ("2026-Q1", "CSI", "维修质量", "gut", "9", "9", "1"),
        ("2026-Q1", "CSI", "", "8", "9", "9", "1"),
        ("2026-Q1", "CSI", "维修质量", "8", "0", "9", "1"),
        ("2026-Q1", "CSI", "维修质量", "8", "9", "9", "0"),
    ],
)
def test_one_bad_row_keeps_the_whole_file_out(desk, bad):
    result = desk.run("survey", "official", "import", file_of(desk, [*ROWS, bad]))
    assert result.code == 5
    assert desk.json("survey", "official", "list") == []
