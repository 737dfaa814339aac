"""What people expect at their desks: Ctrl+S saves the book, a red flag is mended from its row, an account is printed."""

import pytest

import stratsell as ss
from tests.browser.test_cells import cell, reads
from tests.browser.test_editing import CODE, SHOWN, account, closed, tab
from tests.support.laboratory import dress, keep, violations


@pytest.fixture(scope="module")
def page(browser, lab):
    ss.demo().write(lab.root / "desk book")
    lab.write("desk", CODE.format(place=str(lab.root / "desk book")))
    yield from lab.seen(browser, "desk", SHOWN)


def test_ctrl_s_saves_the_book_and_not_the_notebook(page, lab):
    tab(page, "Coverage")
    notebook = (lab.root / "desk.ipynb").stat().st_mtime_ns
    cell(page, "support").focus()
    page.keyboard.press("Enter")
    page.locator(".cell-editor input").fill("1,5")
    page.keyboard.press("Enter")
    reads(page, "support", "+1.5")
    page.locator("[data-do=save]:has-text('Save'):not(:has-text('✓'))").wait_for()
    page.keyboard.press("Control+s")
    page.locator("[data-do=save]:has-text('Saved ✓')").wait_for()
    influences = ss.read(lab.root / "desk book").tables["influences"].set_index(["objective_id", "person_id"])
    assert influences.loc[("northwind-1", "nw-osei"), "support"] == 1.5
    assert (lab.root / "desk.ipynb").stat().st_mtime_ns == notebook


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_a_red_flag_is_mended_from_its_row(page, theme):
    dress(page, theme)
    account(page, "northwind")
    tab(page, "Red flags")
    row = page.locator(".sheets:visible tr", has_text="Missing information").first
    keep(page, f"flags-{theme.lower()}")
    assert not violations(page, ".stratsell-explorer")
    row.get_by_role("button", name="Edit: Missing information").click()
    page.locator(".forms form").wait_for()
    assert page.locator(".forms .field").count() == 1
    page.keyboard.press("Escape")
    closed(page)


def test_an_account_is_printed_on_a_page_of_its_own(page):
    page.get_by_role("button", name="Export").click()
    keep(page, "export-menu-light")
    page.get_by_role("menuitem", name="Print …").click()
    sheet = page.frame_locator("iframe[title='Page to print']")
    sheet.locator("h1", has_text="Northwind Foods").wait_for(state="attached")
    assert sheet.locator("script").count() == 0


def test_the_table_of_relationships_shows_notes(page):
    tab(page, "Relationships")
    page.locator(".sheets:visible td", has_text="built the Lyon plant together").wait_for()
    keep(page, "relationships-light")
