"""Checklists and articles from Markdown. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import pytest

LISTS = """# 展厅5S

place: showroom
rhythm: 1
checker: S1

- [ ] 地面清洁 (3, 必查)
- [x] 灯光（全部）点亮
- [ ] 旧展板 (2, 停用)

# Lounge
place: lounge

* [ ] coffee (fresh) (2)
"""
ARTICLE = """---
title: 空调异味怎么解释
kind: case
owner: S1
causes: service
---

# 空调异味怎么解释

先说滤芯，再约检查。

- 夏天每月换一次

<!-- en -->
Speak of the filter first.
"""
SECOND = """---
标题: 续保异议
类型: rival
owner: S1
valid_until: 2026-12-31
---
先问清对方的保额。

---

再比服务。
"""


def items(desk):
    keys = ("checklist", "place", "item_no", "item", "weight", "required", "rhythm", "active")
    return [tuple(row[key] for key in keys) for row in desk.json("export", "checklists")]


def take(desk, kind, text):
    path = desk.folder / f"{kind}.md"
    path.write_text(text, encoding="utf-8")
    return desk.run("import", kind, path)


def test_a_checklist_is_a_heading_and_lines_with_boxes(desk):
    assert take(desk, "checklists", LISTS).code == 0
    assert items(desk) == [
        ("展厅5S", "showroom", 1, "地面清洁", 3, True, 1, True),
        ("展厅5S", "showroom", 2, "灯光（全部）点亮", 1, False, 1, True),
        ("展厅5S", "showroom", 3, "旧展板", 2, False, 1, False),
        ("Lounge", "lounge", 1, "coffee (fresh)", 2, False, 7, True),
    ]
    assert [row["checker"] for row in desk.json("export", "checklists")] == ["S1", "S1", "S1", None]
    before = items(desk)
    assert take(desk, "checklists", LISTS).code == 0
    assert items(desk) == before


def test_an_article_has_its_facts_ahead_and_a_text_for_each_language(desk):
    assert take(desk, "articles", ARTICLE).code == 0
    (row,) = desk.json("export", "articles")
    assert (row["title"], row["kind"], row["owner"], row["causes"]) == ("空调异味怎么解释", "case", "S1", ["service"])
    assert row["text_zh"] == "先说滤芯，再约检查。\n\n- 夏天每月换一次"
    assert row["text_en"] == "Speak of the filter first."


@pytest.mark.parametrize(("kind", "text"), [("checklists", LISTS), ("articles", f"{ARTICLE}\n{SECOND}")])
def test_what_is_written_as_markdown_is_read_again_alike(desk, kind, text):
    take(desk, kind, text)
    whole = desk.json("export", kind)
    desk.ok("export", kind, "--to", desk.folder / "out.md")
    written = (desk.folder / "out.md").read_text(encoding="utf-8")
    desk.ok("undo", "-y")
    assert desk.json("export", kind) == []
    take(desk, kind, written)
    assert desk.json("export", kind) == whole


LINED = """---
标题: 分隔线
类型: how_to
owner: S1
---

<!-- zh -->
先看。
---
title: 这不是标题
再看。
"""


def test_a_line_above_what_reads_like_a_title_is_part_of_the_text(desk):
    assert take(desk, "articles", f"{LINED}\n{SECOND}").code == 0
    first, second = desk.json("export", "articles")
    assert first["text_zh"] == "先看。\n---\ntitle: 这不是标题\n再看。"
    assert second["title"] != first["title"]


@pytest.mark.parametrize("text", ["一\n---\ntitle: 二\n---\n三", "一\n\\---\n二", "一\n<!-- en -->\n二", "一\n\\\\<!-- zh -->"])
def test_whatever_a_text_says_it_comes_back_from_markdown_as_it_was(desk, text):
    desk.ok("article", "add", "标题", "--kind", "how_to", "--owner", "S1", "--text-zh", text)
    whole = desk.json("export", "articles")
    assert whole[0]["text_zh"] == text
    desk.ok("export", "articles", "--to", desk.folder / "out.md")
    desk.ok("undo", "-y")
    assert take(desk, "articles", (desk.folder / "out.md").read_text(encoding="utf-8")).code == 0
    assert desk.json("export", "articles") == whole


def test_a_checklist_may_begin_with_a_line_and_a_title_of_the_file(desk):
    assert take(desk, "checklists", f"---\ntitle: 5S\n---\n\n{LISTS}").code == 0
    assert len(items(desk)) == 4


def test_what_is_neither_is_refused_in_words(desk):
    refused = take(desk, "checklists", "# 标题\n\n一段话\n")
    assert (refused.code, "neither a checklist" in refused.err) == (5, True)
