"""The monthly report as a reader sees it, and the handling form of a complaint as it is signed: in headless Chromium, in both languages.

Where there is no Chromium these tests are left out, unless KCRM_BROWSER=required.
"""

import json
import os
import re

import pytest
import report_month
from chromium import Chromium, find_browser
from report_figures import Figure, hold_against_cli
from report_month import MONTH

BROWSER = find_browser()
LEFT_OUT = "left out: there is no Chromium here to open the report in (Debian: apt-get install chromium)"
A4_WIDTH = 688  # CSS pixels between margins of 14 mm: (210 - 28) mm at 96 per inch
SIZES = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844, "mobile": True},
    "small phone": {"width": 320, "height": 568, "mobile": True},
    "paper": {"width": A4_WIDTH, "height": 1017, "media": "print"},
}
# what juts out of the page, and texts of charts that their chart cuts off; what is not shown has no width
JUTTING = """
[...document.querySelectorAll('body *')].filter(one => {
  const box = one.getBoundingClientRect(), chart = one.closest('svg');
  const page = document.documentElement.getBoundingClientRect();
  const room = chart ? chart.getBoundingClientRect() : {left: 0, right: page.width, top: page.top, bottom: page.bottom};
  const out = box.left < room.left - 1 || box.right > room.right + 1 || box.top < room.top - 1 || box.bottom > room.bottom + 1;
  return box.width > 0 && out && !['desc', 'title'].includes(one.tagName);
}).map(one => one.tagName + ': ' + one.textContent.slice(0, 60))
"""
# texts of a chart that are written over each other; their boxes are a little higher than their letters
OVERLAPPING = """
[...document.querySelectorAll('svg')].flatMap(chart => {
  const texts = [...chart.querySelectorAll('text')].map(one => [one, one.getBoundingClientRect()]).filter(([_, box]) => box.width);
  return texts.flatMap(([one, a], place) => texts.slice(place + 1).filter(([_, b]) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4
  ).map(([other]) => one.textContent + ' / ' + other.textContent));
})
"""


# the figures as the browser has them, each with the text that stands first in it
FIGURES = """
[...document.querySelectorAll('[data-key]')].map(one => ({
  tag: one.tagName.toLowerCase(), command: one.dataset.command, row: one.dataset.row, key: one.dataset.key, value: one.dataset.value,
  text: one.firstChild.textContent
}))
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if BROWSER is None:
        if os.environ.get("KCRM_BROWSER") == "required":
            pytest.fail("KCRM_BROWSER=required, but there is no Chromium here")
        pytest.skip(LEFT_OUT)
    with Chromium(BROWSER, tmp_path_factory.mktemp("profile")) as chromium:
        yield chromium


@pytest.fixture(params=["en", "zh"])
def page(request, desk):
    report_month.fill(desk)
    desk.speaking(request.param)
    path = desk.folder / "report.html"
    desk.ok("report", "month", MONTH, "--html", path)
    return path


def page_is_as_wide_as_its_window(browser, size):
    widths = browser.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
    return widths == [SIZES[size]["width"]] * 2


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overflows_and_nothing_is_complained_of(browser, page, size):
    browser.open(page, **SIZES[size])
    assert page_is_as_wide_as_its_window(browser, size)
    assert browser.evaluate(JUTTING) == []
    assert browser.evaluate(OVERLAPPING) == []
    assert browser.complaints() == []


def test_a_screen_reader_is_told_everything(browser, page):
    browser.open(page, **SIZES["desktop"])
    browser.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert browser.violations() == []


@pytest.mark.parametrize("size", SIZES)
def test_amounts_of_nine_digits_do_not_widen_the_page(browser, desk, size):
    report_month.fill(desk)
    costs = desk.folder / "many.csv"
    measures = ("labor_income", "parts_income", "other_income", "fixed_cost", "variable_cost")
    costs.write_text("month,kind,item,amount\n" + "".join(f"2026-05,plan,{each},123456789.12\n" for each in measures), encoding="utf-8")
    desk.ok("finance", "import", costs)
    path = desk.folder / "report.html"
    desk.ok("report", "month", MONTH, "--html", path)
    assert "123,456,789.12" in path.read_text(encoding="utf-8")
    browser.open(path, **SIZES[size])
    assert page_is_as_wide_as_its_window(browser, size)


@pytest.mark.parametrize(("size", "wide", "narrow"), [("desktop", 1, 0), ("phone", 0, 1), ("paper", 1, 0)])
def test_each_size_has_one_radar_that_can_be_read(browser, page, size, wide, narrow):
    browser.open(page, **SIZES[size])
    shown = "[...document.querySelectorAll('figure.{}')].filter(one => one.getBoundingClientRect().width > 0).length"
    assert (browser.evaluate(shown.format("wide")), browser.evaluate(shown.format("narrow"))) == (wide, narrow)
    # the height of a text as it is drawn, not as its chart reckons it
    heights = browser.evaluate("[...document.querySelectorAll('svg text')].map(one => one.getBoundingClientRect().height).filter(h => h)")
    assert heights
    assert min(heights) >= 9


def test_text_on_a_phone_is_no_smaller_than_eleven_pixels(browser, page):
    browser.open(page, **SIZES["phone"])
    sizes = "[...document.querySelectorAll('p,td,th,small,li,code,span')].map(one => parseFloat(getComputedStyle(one).fontSize))"
    assert min(browser.evaluate(sizes)) >= 11


def test_it_prints_on_a4_the_month_on_one_wide_page_and_no_bars_twice(browser, page):
    browser.open(page, **SIZES["paper"])
    # the totals stand over the bars; what they are made of in figures is for a screen
    assert not browser.evaluate("document.querySelector('details td').checkVisibility({contentVisibilityAuto: true})")
    browser.open(page, **SIZES["desktop"])
    printed = browser.printed()
    boxes = [tuple(round(float(side)) for side in box.split()) for box in re.findall(rb"/MediaBox \[([^]]*)\]", printed)]
    assert boxes[0] == (0, 0, 842, 595)
    assert set(boxes[1:]) == {(0, 0, 595, 842)}
    assert len(boxes) <= 7


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_form_of_a_complaint_is_one_page_with_its_signatures(browser, desk, language):
    report_month.fill(desk)
    desk.speaking(language)
    path = desk.folder / "form.html"
    desk.ok("complaint", "form", desk.json("complaint", "list")[0]["id"], "--to", path)
    browser.open(path, **SIZES["paper"])
    assert browser.evaluate(JUTTING) == []
    assert browser.violations() == []
    assert browser.printed().count(b"/MediaBox") == 1


def test_every_figure_that_the_browser_shows_is_the_clis(browser, desk, page):
    browser.open(page, **SIZES["desktop"])
    found = [Figure(**one | {name: json.loads(one[name]) for name in ("row", "value")}) for one in browser.evaluate(FIGURES)]
    # by subject: the cards and trend, the radar, teams, what customers said by aspect, complaints, calls, classes, money
    scopes = {one.row.get("scope") for one in found}
    assert {"whole", "team", "aspect", "cause", "department", "kind"} <= scopes
    assert hold_against_cli(desk, found) == len(found) > 150


def test_a_text_that_looks_like_a_script_is_not_run(browser, page):
    browser.open(page, **SIZES["desktop"])
    assert browser.evaluate("document.scripts.length") == 0
    assert browser.evaluate("document.body.textContent.includes('<script>alert(1)</script>')")


def test_the_tests_themselves_see_what_overflows_and_what_is_complained_of(browser, tmp_path):
    bad = tmp_path / "bad.html"
    wide = "<div style='width:3000px'>wide</div>"
    bad.write_text(f"<!doctype html><body>{wide}<script>console.error('x')</script><img src='no.png'>", encoding="utf-8")
    browser.open(bad, **SIZES["desktop"])
    assert browser.evaluate("document.documentElement.scrollWidth") > 1280
    assert "DIV: wide" in browser.evaluate(JUTTING)
    assert len(browser.complaints()) >= 2
    assert {"document-title", "html-has-lang", "image-alt"} <= {one.partition(":")[0] for one in browser.violations()}
