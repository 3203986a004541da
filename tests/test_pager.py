"""What is longer than the screen goes through the pager, on a terminal and nowhere else."""

import pytest
from terminal import at_terminal


@pytest.fixture
def many(desk):
    """Forty customers, which no screen of 24 lines holds."""
    desk.take("customers", *({"name": f"客户{number:02}", "phone": f"1380013{number:04}"} for number in range(40)))
    return desk


def shown(desk, *words, **environ):
    given = {"HOME": str(desk.folder), "KCRM_DB": str(desk.db), "KCRM_NOW": "2026-06-15T08:30", "KCRM_LANG": "en"} | environ
    with at_terminal(words, given) as terminal:
        assert terminal.end() == 0
        return terminal.shown


def test_a_list_longer_than_the_screen_goes_through_the_pager_whole(many):
    text = shown(many, "customer", "list", PAGER="sed 's/^/| /'")
    assert text.count("| C") == 40
    assert "客户39" in text
    assert "\n40 rows" in text  # what is told to people is not part of it


def test_what_fits_the_screen_does_not(many):
    assert "| " not in shown(many, "customer", "list", "--limit", "20", PAGER="sed 's/^/| /'")


@pytest.mark.parametrize(
    "words", [("customer", "list", "--no-pager"), ("--no-pager", "customer", "list"), ("customer", "list", "-o", "csv")]
)
def test_nor_does_what_is_not_to(many, words):
    text = shown(many, *words, PAGER="sed 's/^/| /'")
    assert "客户39" in text
    assert "| " not in text


@pytest.mark.parametrize("pager", ["", "there-is-no-such-pager"])
def test_without_a_pager_all_is_shown(many, pager):
    assert shown(many, "customer", "list", PAGER=pager).count("客户") == 40


def test_who_has_read_enough_leaves(many):
    assert shown(many, "customer", "list", PAGER="head -1").count("客户") == 0


def test_the_config_file_names_a_pager_too(many):
    folder = many.folder / ".config" / "kcrm"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("pager = \"sed 's/^/| /'\"\n", encoding="utf-8")
    assert shown(many, "customer", "list").count("| C") == 40


def test_a_pipe_has_none(many, monkeypatch):
    monkeypatch.setenv("PAGER", "sed 's/^/| /'")
    assert "| " not in many.ok("customer", "list").out
