"""`kcrm script`: templates are listed, shown, edited and reset, checked before they are saved."""

import io
import sys
from datetime import UTC, datetime

import pytest

from kcrm.context import AppContext, Terminal
from kcrm.errors import AmbiguousError, RefusedError
from kcrm.rules.scripts import permitted_fields
from kcrm.shell.editor import edited_text
from kcrm.templates import built_in


def saved(desk):
    return desk.query("SELECT purpose, name, language, body FROM template ORDER BY id")


def words_file(desk, text, encoding="utf-8"):
    path = desk.folder / "words.txt"
    path.write_bytes(text.encode(encoding))
    return path


def test_every_template_is_listed_in_the_language_of_the_command(desk):
    listed = desk.json("script", "list")
    assert [row["name"] for row in listed] == [str(template) for template in built_in("en")]
    assert listed[0] == {
        "name": "script.opening",
        "purpose": "script",
        "language": "en",
        "own": False,
        "body": "Hello, {salutation}! This is {caller} from {store}.",
    }
    desk.speaking("zh")
    assert desk.json("script", "list")[0]["body"] == "{salutation}，您好！我是{store}的{caller}。"
    assert desk.json("script", "list", "--language", "en")[0] == listed[0]


@pytest.mark.parametrize("purpose", ["situation", "special situation", "特殊情况"])
def test_the_list_can_be_of_one_purpose(desk, purpose):
    assert [row["name"] for row in desk.json("script", "list", "--purpose", purpose)] == [
        "situation.friend_buys",
        "situation.privacy",
        "situation.out_of_warranty",
        "situation.too_many_calls",
        "situation.silent",
        "situation.bad_line",
        "situation.waiting",
    ]


def test_a_template_is_shown_with_what_becomes_of_it_and_every_field(desk):
    assert desk.json("script", "show", "message.birthday") == {
        "name": "message.birthday",
        "purpose": "message",
        "language": "en",
        "own": False,
        "body": "[{store}] {salutation}, we wish you a happy birthday and good health!",
        "delivered": "[{store}] {salutation}, we wish you a happy birthday and good health!",
        "sample": "[云汐店] Mr Zhang Wei, we wish you a happy birthday and good health!",
        "length": 65,  # [云汐店] and blank 6, Mr and blank 3, Zhang Wei 9, comma and blank 2, the rest 45
        "segments": 1,
        "fields": [
            {"field": "{customer}", "meaning": "name of whoever is called or written to", "sample": "Zhang Wei"},
            {
                "field": "{salutation}",
                "meaning": "how they are addressed, by surname and gender where known",
                "sample": "Mr Zhang Wei",
            },
            {"field": "{store}", "meaning": "the store's name", "sample": "云汐店"},
            {"field": "{caller}", "meaning": "who calls or writes; where nobody is known, a neutral word", "sample": "Bai Xue"},
            {"field": "{hotline}", "meaning": "the store's hotline, from the policy's desk.hotline", "sample": "400-820-0001"},
            {"field": "{vehicle}", "meaning": "model and plate, as far as known; else a neutral word", "sample": "X5 (沪A12345)"},
            {"field": "{plate}", "meaning": "plate", "sample": "沪A12345"},
            {"field": "{model}", "meaning": "model", "sample": "X5"},
            {"field": "{date}", "meaning": "the date it is about: of delivery, last visit, expiry …", "sample": "15 June"},
            {"field": "{years}", "meaning": "years since the delivery, on its anniversary", "sample": "1"},
            {"field": "{festival}", "meaning": "the festival's name", "sample": "Spring Festival"},
            {
                "field": "{inspection}",
                "meaning": "how the vehicle is inspected: by the mark only, or through the test line",
                "sample": "a test of the car on the line",
            },
            {
                "field": "{assumed}",
                "meaning": "from which date an inspection is counted where no file gives it",
                "sample": "the first registration",
            },
            {
                "field": "{about}",
                "meaning": "what it is about, in free words",
                "sample": "the copy of your papers that we still need",
            },
            {
                "field": "{bills}",
                "meaning": "all that an account owes, a bill a line, and by how much those are late that it is asked for",
                "sample": "FP202605: 12,000.00 yuan, due on 31 May, 15 days late\nFP202606: 3,500.50 yuan, due on 30 June",
            },
            {"field": "{amount}", "meaning": "how much that is together, in yuan", "sample": "15,500.50 yuan"},
            {
                "field": "{offer}",
                "meaning": "the running offer, from the template script.offer",
                "sample": "This month you save 20 % on labour.",
            },
        ],
    }


def test_people_read_a_template_line_by_line(desk):
    desk.speaking("zh")
    shown = desk.ok("script", "show", "privacy").out
    assert "内容      您的顾虑我完全理解。您的资料是购车和来店时登记的，只用于{store}的服务提醒，不会提供给别人。\n" in shown
    assert "          如果您不希望再接到来电，我现在就登记，以后不再打扰。\n" in shown
    assert "示例      您的顾虑我完全理解。您的资料是购车和来店时登记的，只用于云汐店的服务提醒，不会提供给别人。\n" in shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_template_documents_every_field_it_may_use(desk, language):
    desk.speaking(language)
    for template in built_in(language):
        shown = desk.json("script", "show", template)
        assert shown["name"] == str(template)
        assert [field["field"] for field in shown["fields"]] == [
            f"{{{name}}}" for name in permitted_fields(template.purpose, template.name)
        ]
        assert all(field["meaning"] and field["sample"] for field in shown["fields"])


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("privacy", "situation.privacy"),
        ("BAD-LINE", "situation.bad_line"),
        ("csi.advisor", "question.csi.advisor"),
        ("opening", "script.opening"),
    ],
)
def test_a_name_that_only_one_template_has_is_enough(desk, typed, means):
    assert desk.json("script", "show", typed)["name"] == means


def test_a_kind_that_is_called_and_written_about_is_ambiguous(desk):
    result = desk.run("script", "show", "birthday")
    assert (result.code, result.out) == (4, "")
    assert "script.birthday, message.birthday" in result.err


def test_an_unknown_template_is_told_the_near_ones(desk):
    result = desk.run("script", "show", "privcy")
    assert result.code == 3
    assert "privacy" in result.err
    assert "kcrm script list" in result.err


def test_an_edited_template_is_ones_own_in_that_language_only(desk):
    path = words_file(desk, "\ufeff您好，{salutation}！\r\n我是{store}的{caller}。  \r\n\r\n")
    edited = desk.json("script", "edit", "opening", "--file", path, "--language", "zh")
    assert (edited["own"], edited["body"]) == (True, "您好，{salutation}！\n我是{store}的{caller}。")
    assert edited["sample"] == "您好，张先生！\n我是云汐店的白雪。"
    assert edited["delivered"] == "{salutation}，您好！我是{store}的{caller}。"
    assert saved(desk) == [("script", "opening", "zh", "您好，{salutation}！\n我是{store}的{caller}。")]
    assert not desk.json("script", "show", "opening")["own"]
    assert [row["name"] for row in desk.json("script", "list", "--own", "--language", "中文")] == ["script.opening"]


def test_words_may_come_in_gb18030_and_from_standard_input(desk, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("祝您一路平安！".encode("gb18030"))))
    assert desk.json("script", "edit", "close", "--file", "-", "--language", "zh")["body"] == "祝您一路平安！"


def test_a_dry_run_shows_the_new_words_and_keeps_the_old(desk):
    path = words_file(desk, "Goodbye!")
    result = desk.ok("script", "edit", "close", "--file", path, "-n", "-o", "json")
    assert result.json["body"] == "Goodbye!"
    assert "Dry run" in result.err
    assert saved(desk) == []


def test_the_delivered_words_are_not_stored_as_ones_own(desk):
    desk.ok("script", "edit", "close", "--file", words_file(desk, "Goodbye!"))
    result = desk.ok(
        "script", "edit", "close", "--file", words_file(desk, built_in("en")[next(t for t in built_in("en") if t.name == "close")])
    )
    assert "Saved script.close" in result.err
    assert saved(desk) == []
    again = desk.ok("script", "edit", "close", "--file", desk.folder / "words.txt")
    assert "nothing changed" in again.err


def test_an_offer_may_be_empty_and_nothing_else(desk):
    desk.ok("script", "edit", "offer", "--file", words_file(desk, "Labour is 20 % off."))
    assert desk.json("script", "edit", "offer", "--file", words_file(desk, " \n"))["body"] == ""
    result = desk.run("script", "edit", "close", "--file", desk.folder / "words.txt")
    assert result.code == 5
    assert "script.close (en) would be empty" in result.err


@pytest.mark.parametrize(
    ("body", "place", "near"),
    [
        ("Good day,\nthis is {sotre}.", "line 2, character 9", "{store}"),
        ("Hello {customer.__class__}", "line 1, character 7", "{customer}"),
        ("Hello {0}", "line 1, character 7", ""),
        ("Hello { store }", "line 1, character 7", "{store}"),
        ("Hello {", "line 1, character 7", ""),
        ("Hello \x1b[31m", "line 1, character 7", ""),
        ("Hello {offer}", "line 1, character 7", ""),  # a situation has no offer
    ],
)
def test_what_may_not_stand_in_a_template_is_refused_with_its_place(desk, body, place, near):
    result = desk.run("script", "edit", "silent", "--file", words_file(desk, body))
    assert (result.code, result.out) == (5, "")
    assert f"situation.silent (en), {place}: " in result.err
    assert "{customer} {salutation} {store} {caller} {hotline} {vehicle} {plate} {model}" in result.err
    assert near in result.err
    assert "\x1b" not in result.err
    assert saved(desk) == []


def test_refusals_are_said_in_chinese_too(desk):
    desk.speaking("zh")
    result = desk.run("script", "edit", "silent", "--file", words_file(desk, "您好｛store｝"))
    assert result.code == 5
    assert "situation.silent（zh）第 1 行第 3 个字：｛ 不是字段的一部分。字段写成 {name} 这样；可用的字段：{customer}" in result.err


def test_a_file_that_is_missing_or_no_text_is_told(desk):
    assert desk.run("script", "edit", "close", "--file", desk.folder / "none.txt").code == 3
    broken = desk.folder / "broken.txt"
    broken.write_bytes(b"\x81\xff\x00")
    result = desk.run("script", "edit", "close", "--file", broken)
    assert result.code == 5
    assert "GB18030" in result.err


def test_without_a_terminal_or_a_file_the_option_is_named(desk):
    result = desk.run("script", "edit", "close")
    assert result.code == 4
    assert "--file" in result.err


def test_reset_brings_the_delivered_words_back(desk):
    path = words_file(desk, "{store}")
    for name in ("close", "opening"):
        for language in ("en", "zh"):
            desk.ok("script", "edit", name, "--file", path, "--language", language)
    assert desk.json("script", "reset", "close", "--language", "zh") == [{"name": "script.close", "language": "zh", "own": False}]
    assert [row[1:3] for row in saved(desk)] == [("close", "en"), ("opening", "en"), ("opening", "zh")]
    assert len(desk.json("script", "reset", "--all", "-n")) == 3
    assert len(saved(desk)) == 3
    assert [(row["name"], row["language"]) for row in desk.json("script", "reset", "--all")] == [
        ("script.opening", "en"),
        ("script.opening", "zh"),
        ("script.close", "en"),
    ]
    assert saved(desk) == []
    assert desk.json("script", "reset", "close") == []


@pytest.mark.parametrize("argv", [(), ("close", "--all")])
def test_reset_wants_a_name_or_all(desk, argv):
    assert desk.run("script", "reset", *argv).code == 2


# --- the editor ---


def at_terminal():
    terminal = Terminal(stdin_tty=True, stdout_tty=True)
    return AppContext(language="en", started_at=datetime(2026, 6, 15, tzinfo=UTC), terminal=terminal)


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """Sets EDITOR to a program that does this with its file."""

    def use(code):
        script = tmp_path / "editor.py"
        script.write_text(f"import sys, pathlib\npath = pathlib.Path(sys.argv[1])\n{code}\n", encoding="utf-8")
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")

    return use


def edited(text, context=None):
    return edited_text(context or at_terminal(), text, "script.opening", lambda file: ["kcrm", file])


def test_the_editor_is_given_the_text_and_what_it_leaves_is_taken(editor):
    editor("path.write_text(path.read_text(encoding='utf-8').replace('您好', '早上好'), encoding='gb18030')")
    with edited("{customer}，您好") as text:
        assert text == "{customer}，早上好\n"


def test_an_editor_that_fails_changes_nothing(editor):
    editor("sys.exit(1)")
    with pytest.raises(RefusedError, match="nothing changed"), edited("您好"):
        pass


def test_an_editor_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    with pytest.raises(RefusedError, match="cannot be started"), edited("您好"):
        pass


def test_nothing_is_edited_where_nobody_sits():
    without = at_terminal().replace(terminal=Terminal(stdout_tty=True))
    with pytest.raises(AmbiguousError, match="--file"), edited("您好", without):
        pass
