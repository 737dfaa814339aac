"""The portfolio as people see it: searched, filtered, grouped, opened and exported in a browser."""

import csv
import datetime as dt

import pytest

from benchmarks.books import DAY
from benchmarks.portfolio import book, opened
from stratsell.notebook.portfolio import Portfolio
from tests.support import laboratory

LINE = ".portfolio .body .line"
CODE = """
import stratsell as ss
book = ss.demo()
book.update("accounts", "halden", name="<img src=x onerror=alert(1)>", owner="=1+1")
ss.explore(book, as_of="2026-11-23", view="portfolio")
"""


@pytest.fixture(scope="module")
def page(browser, lab):
    lab.write("portfolio", CODE)
    yield from lab.seen(browser, "portfolio", LINE)


@pytest.fixture
def many(browser):
    """A page that shows 300 accounts, and what it shows."""
    view = Portfolio(book(300), lambda _: None)
    view.show_day(dt.date.fromisoformat(DAY))
    page, _ = opened(browser, view)
    page.evaluate("window.show()")
    yield page, view
    page.close()


def test_what_is_filtered_is_exported(page, tmp_path) -> None:
    """Where we help best comes first; a button of the summary leaves those without a coach."""
    page.wait_for_selector(".portfolio svg.course")
    assert page.locator(f"{LINE} .strong").first.inner_text() == "Kestrel Rail"
    page.get_by_role("button", name="Coach: 2 objectives").click()
    page.locator(".found", has_text="2 of 14 objectives").wait_for()
    page.get_by_role("searchbox", name="Search").fill("TOMASZ")
    page.locator(".found", has_text="1 of 14 objectives").wait_for()
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("searchbox", name="Search").fill("=1+1")
    page.locator(".found", has_text="1 of 14 objectives").wait_for()
    assert page.locator(f"{LINE} .strong").inner_text() == "<img src=x onerror=alert(1)>"
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as saving:
        page.get_by_role("menuitem", name="Rows as .csv").click()
    saving.value.save_as(tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["account_id"], row["owner"]) == ("halden", "'=1+1")
    page.get_by_role("button", name="Clear").click()
    page.locator(".found", has_text="14 of 14 objectives").wait_for()


def test_it_is_grouped_sorted_and_usable_by_all(page) -> None:
    page.locator(".portfolio").get_by_label("Group by").select_option("owner")
    page.locator(".portfolio [role=treegrid]").wait_for()
    laboratory.keep(page, "portfolio-light")
    assert not laboratory.violations(page, ".stratsell-explorer")
    head = page.locator(f"{LINE}.group").first
    head.click()
    page.locator(f"{LINE}.group[aria-expanded=false]").wait_for()
    page.locator(".portfolio").get_by_label("Group by").select_option("")
    page.get_by_role("button", name="Red flags").click()
    page.locator("[role=columnheader][aria-sort=descending]").wait_for()
    assert page.locator(f"{LINE} .strong").first.inner_text() == "Orrin Aerospace"
    laboratory.dress(page, "Dark")
    laboratory.keep(page, "portfolio-dark")
    assert not laboratory.violations(page, ".stratsell-explorer")


def test_a_row_opens_its_account_and_all_is_as_it_was_on_return(page) -> None:
    grid = page.locator(".portfolio .grid")
    grid.focus()
    for key in ("Home", "ArrowDown", "ArrowUp", "Enter"):
        grid.press(key)
    page.locator(".stratsell-map:visible").wait_for()
    assert page.get_by_role("combobox", name="Account").input_value() == "Orrin Aerospace"
    page.get_by_role("radio", name="Portfolio").click()
    page.locator("[role=columnheader][aria-sort=descending]").wait_for()
    page.locator("[data-do=undo]").click()
    page.locator(f"{LINE} .strong", has_text="Halden Steel").wait_for()
    assert page.locator(f"{LINE} .strong").first.inner_text() == "Orrin Aerospace"


def test_a_page_that_is_there_before_its_rows_says_what_it_waits_for(browser) -> None:
    """Who changes from an account to the portfolio sees the page before a large book has been looked at."""
    view = Portfolio(book(3), lambda _: None)
    view.busy = "Looking at 3 accounts …"
    page, _ = opened(browser, view)
    page.evaluate("window.show()")
    assert page.locator(".portfolio .busy").inner_text() == view.busy
    page.close()


def test_what_is_searched_sorted_or_grouped_anew_is_read_from_its_beginning(many) -> None:
    page, _ = many
    grid = page.locator(".grid")
    changes = (
        lambda: page.get_by_role("searchbox", name="Search").fill("account"),
        lambda: page.get_by_label("Red flag").select_option("red_flags"),
        lambda: page.get_by_role("button", name="Red flags").click(),
        lambda: page.get_by_label("Group by").select_option("owner"),
    )
    for change in changes:
        grid.evaluate("grid => { grid.scrollTop = 4400; }")
        page.wait_for_selector(".line[aria-rowindex='102']")
        change()
        page.wait_for_selector(".line[aria-rowindex='2']")
        assert grid.evaluate("grid => grid.scrollTop") == 0
    # Who closes a group stays where they are.
    grid.evaluate("grid => { grid.scrollTop = 2000; }")
    page.wait_for_selector(".line[aria-rowindex='50']")
    page.evaluate("[...document.querySelectorAll('.line.group')].find((each) => each.at * 44 > 2000).click()")
    page.locator(".line.group[aria-expanded=false]").wait_for()
    assert grid.evaluate("grid => grid.scrollTop") == 2000


def test_after_a_drag_the_lines_in_sight_are_those_that_belong_there(many) -> None:
    """Names may fly by while somebody drags; then all that a line says stands where it should."""
    page, view = many
    page.evaluate("""async () => {
        const grid = document.querySelector(".grid");
        for (const to of [2000, 4000, 6000, 8000, 3000, 4400]) {
            grid.scrollTop = to;
            await new Promise(requestAnimationFrame);
        }
    }""")
    page.wait_for_selector(".line[aria-rowindex='102']")
    page.wait_for_selector(".flight", state="hidden")
    line = page.locator(".line[aria-rowindex='102']")
    assert line.locator(".strong").inner_text() == view.frame["account"][100]
    assert line.locator(".tile").first.inner_text() == str(view.frame["economic"][100])
    (x, y) = (line.bounding_box()[side] for side in ("x", "y"))
    assert (
        page.evaluate(
            "([x, y]) => document.elementFromPoint(x + 20, y + 20).closest('.line').ariaRowIndex", [x, y + 46]
        )
        == "103"
    )
