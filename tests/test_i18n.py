"""Which language is spoken, and that both can be in one process."""

import threading
from gettext import GNUTranslations

import pytest

from kcrm import i18n
from kcrm.errors import UsageError
from kcrm.i18n import _, find_language, language, n_, use_language


@pytest.mark.parametrize(
    ("argv", "environ", "spoken"),
    [
        ([], {}, "en"),
        (["due", "--lang", "zh"], {}, "zh"),
        (["--lang=zh", "due"], {}, "zh"),
        (["--lang", "zh", "due", "--lang", "en"], {}, "en"),
        (["note", "--", "--lang", "zh"], {}, "en"),
        (["due", "--lang"], {"KCRM_LANG": "zh"}, "zh"),
        (["--lang", "en"], {"KCRM_LANG": "zh", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        ([], {"KCRM_LANG": "zh"}, "zh"),
        ([], {"KCRM_LANG": "zh_CN", "LANG": "en_US.UTF-8"}, "zh"),
        ([], {"KCRM_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        ([], {"KCRM_LANG": "ZH-cn", "LANG": "en_US.UTF-8"}, "zh"),
        (["--lang", "en"], {"KCRM_LANG": "xx"}, "en"),  # the flag counts, and what does not count is not judged
        ([], {"KCRM_LANG": "", "LANG": "zh_CN.GB18030"}, "zh"),
        ([], {"LC_ALL": "C", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_flag_beats_the_variable_and_the_variable_the_locale(argv, environ, spoken):
    assert find_language(argv, environ) == spoken


@pytest.mark.parametrize("argv", [["--lang", "fr"], ["--lang="], ["due", "--lang=zh_CN"]])
def test_a_language_that_kcrm_does_not_speak_is_refused(argv):
    with pytest.raises(UsageError, match="is not a language kcrm has"):
        find_language(argv, {})


def test_both_languages_work_in_one_process_one_inside_the_other():
    with use_language("en"):
        assert (_("Commands"), language()) == ("Commands", "en")
        with use_language("zh"):
            assert (_("Commands"), language()) == ("命令", "zh")
            with use_language("en"):
                assert _("Commands") == "Commands"
            assert _("Commands") == "命令"
        assert _("Commands") == "Commands"


def test_both_languages_work_in_two_threads_at_once():
    heard = {}
    inside = threading.Barrier(2)

    def speak(tongue):
        with use_language(tongue):
            inside.wait(timeout=10)
            heard[tongue] = _("Commands")

    threads = [threading.Thread(target=speak, args=(tongue,)) for tongue in ("en", "zh")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert heard == {"en": "Commands", "zh": "命令"}


def test_counts_are_said_by_each_languages_rule():
    with use_language("en"):
        assert [n_("{total} row", "{total} rows", n).format(total=n) for n in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]
    with use_language("zh"):
        assert [n_("{total} row", "{total} rows", n).format(total=n) for n in (1, 2)] == ["共 1 行", "共 2 行"]


def test_an_unknown_or_empty_msgid_is_left_as_it_is():
    with use_language("zh"):
        assert _("nobody wrote this") == "nobody wrote this"
        assert _("") == ""


def test_a_checkout_without_a_compiled_catalogue_speaks_english(monkeypatch, tmp_path):
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    i18n._catalogue.cache_clear()
    try:
        with use_language("zh"):
            assert _("Commands") == "Commands"
    finally:
        i18n._catalogue.cache_clear()


def test_a_language_of_the_environment_that_there_is_not_is_refused_as_one_of_the_option_is(desk):
    desk.speaking("xx")
    result = desk.run("customer", "list")
    assert (result.code, result.err) == (2, "kcrm: KCRM_LANG: xx is not a language kcrm has. Choose en or zh.\n")
    assert desk.run("--lang", "xx", "customer", "list").err == "kcrm: --lang: xx is not a language kcrm has. Choose en or zh.\n"
    desk.ok("--lang", "zh", "customer", "list")


def test_what_is_looked_up_is_what_gettext_reads():
    with (i18n.LOCALES / "zh_CN" / "LC_MESSAGES" / "kcrm.mo").open("rb") as compiled:
        whole = GNUTranslations(compiled)
    alone = {key: text for key, text in whole._catalog.items() if isinstance(key, str) and key}
    plurals = {key[0]: text for key, text in whole._catalog.items() if isinstance(key, tuple)}
    assert len(alone) > 3_000
    assert {number for _key, number in (key for key in whole._catalog if isinstance(key, tuple))} == {0}
    with use_language("zh"):
        assert {key: _(key) for key in alone} == alone
        assert {key: n_(key, "several", 3) for key in plurals} == plurals
        assert {key: n_(key, "several", 1) for key in plurals} == plurals


@pytest.mark.parametrize("text", ["", "nowhere", "~", "\x01", "\udc80", "张伟"])
def test_what_has_no_translation_stays_as_it_is(text):
    with use_language("zh"):
        assert (_(text), n_(text, "several", 1), n_(text, "several", 2)) == (text, text, "several")
