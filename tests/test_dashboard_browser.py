"""The dashboard as a reader sees it: in headless Chromium, in both languages, by day and by night, on a phone and on paper."""

import json

import pytest
import report_month
from report_figures import Figure, hold_against_cli
from test_report_browser import FIGURES, JUTTING, OVERLAPPING, SIZES, browser, page_is_as_wide_as_its_window

__all__ = ["browser"]
PAGES = ("index", "complaints", "calls", "workshop", "sales", "money", "people")
# of each text that is shown its colour and the one behind it, as the browser has them, with its size: too little contrast
FAINT = """
(() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(one => one / 255).map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = one => {
    for (let up = one; up; up = up.parentElement) {
      const found = parts(getComputedStyle(up).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')].filter(one =>
    one.getBoundingClientRect().width && [...one.childNodes].some(each => each.nodeType === 3 && each.textContent.trim())
  ).map(one => {
    const style = getComputedStyle(one), own = light(parts(one.closest('svg') ? style.fill : style.color)), back = light(behind(one));
    return [(Math.max(own, back) + 0.05) / (Math.min(own, back) + 0.05), one.tagName + ': ' + one.textContent.slice(0, 40)];
  }).filter(([contrast]) => contrast < 4.5);
})()
"""
# what a screen reader needs beyond what axe-core sees: charts in words, tables with a caption and headings, links that lead somewhere
UNSAID = """
(() => {
  const all = query => [...document.querySelectorAll(query)];
  return [
    ...all('svg').filter(one => one.getAttribute('role') !== 'img' || !one.hasAttribute('aria-labelledby')),
    ...all('table').filter(one =>
      !one.caption?.textContent.trim() || !one.querySelector('th[scope=col]') || !one.querySelector('th[scope=row]')),
    ...all('a').filter(one => one.hash && !document.getElementById(one.hash.slice(1))),
  ].map(one => one.outerHTML.slice(0, 80));
})()
"""
# each figure with its months has them as a table too
WITHOUT_NUMBERS = "[...document.querySelectorAll('section[id]')].filter(one => !one.querySelector('details table')).map(one => one.id)"


@pytest.fixture(params=["en", "zh"])
def folder(request, desk):
    report_month.fill(desk)
    desk.speaking(request.param)
    path = desk.folder / "board"
    desk.ok("dashboard", "--html", path)
    return path


def opened_folds(browser):
    browser.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def test_nothing_overflows_on_any_screen_or_on_paper(browser, folder):
    for page in PAGES:
        for size, shape in SIZES.items():
            browser.open(folder / f"{page}.html", **shape)
            opened_folds(browser)
            assert page_is_as_wide_as_its_window(browser, size), (page, size)
            assert browser.evaluate(OVERLAPPING) == [], (page, size)
            assert browser.complaints() == [], (page, size)
            if size != "paper":
                assert [one for one in browser.evaluate(JUTTING) if "past" not in one and "A: " not in one] == [], (page, size)


def test_text_can_be_told_from_what_is_behind_it_by_day_and_by_night(browser, folder):
    for page in PAGES:
        browser.open(folder / f"{page}.html", **SIZES["desktop"])
        opened_folds(browser)
        for scheme in ("light", "dark"):
            browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
            assert browser.evaluate(FAINT) == [], (page, scheme)
            assert browser.violations() == [], (page, scheme)
        assert browser.evaluate(UNSAID) == [], page
        assert browser.evaluate(WITHOUT_NUMBERS) == [], page
    browser.call("Emulation.setEmulatedMedia", features=[])


def test_a_chart_is_upright_on_a_screen_and_turned_on_a_phone_where_its_letters_can_be_read(browser, folder):
    for size, kind in (("desktop", "wide"), ("phone", "narrow")):
        browser.open(folder / "complaints.html", **SIZES[size])
        shown = "[...new Set([...document.querySelectorAll('figure')].filter(one => one.offsetWidth).map(one => one.className))]"
        assert browser.evaluate(shown) == [kind]
        heights = browser.evaluate(
            "[...document.querySelectorAll('svg text')].map(one => one.getBoundingClientRect().height).filter(h => h)"
        )
        assert heights
        assert min(heights) >= 9


def test_the_keyboard_comes_past_the_links_first(browser, folder):
    browser.open(folder / "calls.html", **SIZES["desktop"])
    browser.call("Input.dispatchKeyEvent", type="rawKeyDown", key="Tab", windowsVirtualKeyCode=9)
    assert browser.evaluate("[document.activeElement.className, document.activeElement.hash]") == ["past", "#figures"]
    assert browser.evaluate("[...document.querySelectorAll('[aria-current=page]')].map(one => one.getAttribute('href'))") == ["calls.html"]


def test_every_figure_that_the_browser_shows_is_the_clis(browser, desk, folder):
    for page in PAGES:
        browser.open(folder / f"{page}.html", **SIZES["desktop"])
        found = [Figure(**one | {name: json.loads(one[name]) for name in ("row", "value")}) for one in browser.evaluate(FIGURES)]
        assert found or page == "sales", page  # where nothing is recorded
        now = desk.json()
        assert all(now[one.key] == one.value for one in found if one.command == "kcrm")
        hold_against_cli(desk, [one for one in found if one.command != "kcrm"])
