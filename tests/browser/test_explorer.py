"""The explorer as people see it: JupyterLab in a browser, clicked and typed into."""

import re

import nbformat
import openpyxl
import pytest

from tests.support.laboratory import VIEWPORT, dress, keep, violations

DEMO = """\
import stratsell as ss
ss.explore(ss.demo(), as_of="2026-11-23")"""
HOSTILE = r"""
import pandas as pd
import stratsell as ss
markup, formula = "<img src=x onerror=alert(1)>", r"$\alpha$"
count = 2_000
book = ss.Book({
    "accounts": pd.DataFrame({
        "account_id": ["a", "b", *(f"x{at}" for at in range(count))],
        "name": [f"{markup} {formula}", f"{markup} {formula}", *(f"Account {at}" for at in range(count))],
        "owner": [formula, *[None] * (count + 1)],
    }),
    "objectives": pd.DataFrame({
        "objective_id": ["1", "2"], "account_id": ["a", "a"], "name": [f"{markup} first", f"{formula} second"],
        "problem": [markup, None], "metric": [formula, None],
    }),
    "people": pd.DataFrame({
        "person_id": ["p", "q", "r"], "account_id": ["a", "a", "a"], "name": [markup, formula, f"{formula} {markup}"],
        "title": [formula, markup, None],
    }),
    "influences": pd.DataFrame({
        "objective_id": ["1", "1"], "person_id": ["p", "q"], "roles": ["user", "coach"], "personal_win": [formula, markup],
    }),
    "relationships": pd.DataFrame({
        "source_id": ["p", "r"], "target_id": ["q", "q"], "kind": ["reports_to", "influences"],
    }),
    "touchpoints": pd.DataFrame({
        "touchpoint_id": ["1"], "person_id": ["q"], "seller": [markup], "on": ["2026-11-01"], "status": ["done"], "learned": [formula],
    }),
})
ss.explore(book, as_of="2026-11-23")"""
DRAWN = ".stratsell-map [role=option]"


@pytest.fixture(scope="module")
def seen(browser, lab):
    lab.write("demo", DEMO)
    yield from lab.seen(browser, "demo", DRAWN)


@pytest.fixture(scope="module")
def hostile(browser, lab):
    lab.write("hostile", HOSTILE, nbformat.v4.new_markdown_cell(r"A formula: $\beta$"))
    yield from lab.seen(browser, "hostile", DRAWN)


@pytest.fixture
def page(seen):
    """The demo's explorer at Northwind Foods, with the map in sight and nobody selected."""
    tab(seen, "Map")
    pick(seen, "northwind")
    if seen.locator(".panel .close").count():
        seen.locator(".panel .close").click()
    seen.wait_for_selector(".panel h3:has-text('Cut line stoppages')")
    return seen


def pick(page, name):
    field = page.get_by_role("combobox", name="Account")
    field.fill(name)
    field.press("Enter")
    page.wait_for_selector("[role=listbox]", state="hidden")


def tab(page, name):
    page.get_by_role("tab", name=name).click()
    shown = ".stratsell-map" if name == "Map" else f".sheets[aria-label^='{name}']"
    page.locator(f"{shown}:visible").wait_for()


def card(page, name):
    """Somebody's card on the map."""
    named = page.get_by_role("option", name=re.compile(f"^{re.escape(name)},"))  # a seller may have the same name
    return page.locator(".stratsell-map .box.card").and_(named)


def export(page, what):
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_role("menuitem", name=what).click()


def test_an_account_is_found_by_typing(page):
    pick(page, "calloway")
    page.wait_for_selector("[role=tab]:has-text('Missing influences · 1')")
    assert page.get_by_role("combobox", name="Account").input_value() == "Calloway Health"
    assert page.locator(".panel h3").inner_text().startswith("Cut cancelled scans")


def test_escape_leaves_the_account_as_it_was(page):
    field = page.get_by_role("combobox", name="Account")
    field.fill("kestrel")
    field.press("Escape")
    assert field.input_value() == "Northwind Foods"
    assert field.get_attribute("aria-expanded") == "false"


def test_a_click_on_the_map_shows_the_person(page):
    card(page, "Amara Osei").click()
    page.wait_for_selector(".panel h3:has-text('Amara Osei')")
    assert "ask Lin Zhao first" in page.locator(".panel .introduction").inner_text()
    keep(page, "map-light")


def test_a_click_on_a_row_shows_the_person(page):
    tab(page, "Red flags")
    row = page.locator(".sheets tr.choice:visible", has_text="Mei Tanaka").first
    row.click()
    page.wait_for_selector(".panel h3:has-text('Mei Tanaka')")
    assert row.get_attribute("aria-selected") == "true"
    keep(page, "flags-light")
    row.click()
    page.wait_for_selector(".panel h3:has-text('Cut line stoppages')")


def test_keys_go_through_a_table(page):
    tab(page, "Coverage")
    rows = page.locator(".sheets tr.choice:visible")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".panel h3:has-text('Lin Zhao')")
    assert rows.nth(1).evaluate("row => row === document.activeElement")
    keep(page, "coverage-light")


def test_a_column_sorts_up_down_and_not(page):
    tab(page, "Coverage")
    names = page.locator(".sheets:visible tr.choice td.person .strong")
    before = names.all_inner_texts()
    heading = page.get_by_role("button", name="Person", exact=True)
    heading.click()
    assert names.all_inner_texts() == sorted(before)
    heading.click()
    assert names.all_inner_texts() == sorted(before, reverse=True)
    heading.click()
    assert names.all_inner_texts() == before


def test_rows_of_a_table_without_room_are_cards(page):
    """Nothing of a table is out of sight in a narrow column, and the map is not much higher than what is in it."""
    explorer = page.locator(".stratsell-explorer")
    wide = page.locator(".stratsell-map .frame").bounding_box()
    explorer.evaluate("each => { each.style.width = '420px'; }")
    page.wait_for_function(f"document.querySelector('.stratsell-map .frame').clientHeight < {wide['height']} - 50")
    for name in ("Coverage", "Plan", "Thanks"):
        tab(page, name)
        page.locator(".sheets:visible table.cards").first.wait_for()
        out = page.locator(".sheets:visible .scroll")
        assert all(out.evaluate_all("parts => parts.map((each) => each.scrollWidth <= each.clientWidth)"))
        assert violations(page, ".stratsell-explorer .sheets") == []
        keep(page, f"narrow-{name.lower()}")
    explorer.evaluate("each => { each.style.width = ''; }")
    page.locator(".sheets:visible table:not(.cards)").first.wait_for()


def test_the_whole_explorer_fits_on_a_laptop(page):
    """With the file browser open; the panel lies over the map, and the slider is in sight."""
    pick(page, "orrin")
    page.locator(".stratsell-map .frame[aria-label^='Orrin']").wait_for()
    box = "document.querySelector('.stratsell-explorer').getBoundingClientRect()"
    page.set_viewport_size({"width": 1366, "height": 768})
    page.evaluate("window.jupyterapp.commands.execute('filebrowser:activate')")
    page.wait_for_function(f"{box}.width <= 1000 && {box}.height <= 650")
    side = page.locator(".stratsell-side")
    side.wait_for(state="hidden")
    page.wait_for_function(
        "least => [...document.querySelectorAll('.box.card .look text:not([text-anchor])')].every((node) => node.getBoundingClientRect().height >= least)",
        arg=10,
    )
    whole = page.locator(".stratsell-explorer").bounding_box()
    for part in (
        ".stratsell-map .frame",
        ".timeline input",
        ".stratsell-toolbar",
        ".stratsell-map .tools:not(.several)",
    ):
        result = page.locator(part).bounding_box()
        assert whole["y"] <= result["y"] <= result["y"] + result["height"] <= whole["y"] + whole["height"], part
        assert whole["x"] <= result["x"] <= result["x"] + result["width"] <= whole["x"] + whole["width"], part
    keep(page, "laptop")
    frame = page.locator(".stratsell-map .frame").bounding_box()
    page.get_by_role("button", name="Details").click()
    side.wait_for()
    assert page.locator(".stratsell-map .frame").bounding_box() == frame
    keep(page, "laptop-details")
    page.set_viewport_size(VIEWPORT)
    page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
    page.wait_for_function(f"{box}.width > 1000")
    side.wait_for()


def test_what_another_tab_has_left_says_so_until_it_is_replaced(page):
    """Python may have a lot to do; then the tab that is chosen is not the one that is shown."""
    page.evaluate("""() => {
        const bar = document.querySelector(".tabbar");
        window.said = [];
        new MutationObserver(() => window.said.push(bar.ariaBusy)).observe(bar, { attributeFilter: ["aria-busy"] });
    }""")
    tab(page, "Plan")
    page.locator(".tabbar[aria-busy=false]").wait_for()
    page.wait_for_function("window.said.includes('true') && window.said.at(-1) === 'false'")


def test_a_blank_day_is_said_and_the_last_one_stays(page):
    field = page.locator(".stratsell-controls input[type=date]")
    field.fill("")
    page.wait_for_selector(".notice:has-text('As of is blank')")
    field.fill("2026-11-23")
    page.wait_for_selector(".notice", state="hidden")
    assert "Red flags · 7" in page.locator(".tabbar").inner_text()


def test_another_day_is_another_picture(page):
    field = page.locator(".stratsell-controls input[type=date]")
    field.fill("2020-01-01")
    page.wait_for_selector(".panel .bars >> text=identified")
    page.wait_for_function("!document.querySelector('.panel .bars').innerText.includes('engaged')")
    field.fill("2026-11-23")
    page.wait_for_function("document.querySelector('.panel .bars').innerText.includes('engaged')")


def test_a_slider_goes_through_time(page):
    """By keys alone; the map, the panel and the field of the day follow."""
    slider = page.get_by_role("slider", name="Through time")
    field = page.locator(".stratsell-controls input[type=date]")
    slider.press("Home")
    page.wait_for_function("document.querySelector('.stratsell-controls input[type=date]').value < '2026-11-23'")
    day = page.locator(".timeline output").inner_text()
    assert day == slider.get_attribute("aria-valuetext")
    page.locator(f".stratsell-map :text('as of {day}')").first.wait_for()
    keep(page, "timeline-light")
    page.get_by_role("tab", name=re.compile("Coverage")).click()
    slider.wait_for(state="hidden")
    page.get_by_role("tab", name="Map").click()
    slider.wait_for()
    field.fill("2026-11-23")
    page.wait_for_function("document.querySelector('.timeline output').innerText.startsWith('23 November')")


@pytest.mark.parametrize(
    ("button", "ending", "start"), [("PNG", "png", b"\x89PNG"), ("SVG", "svg", b"<?xml"), ("PDF", "pdf", b"%PDF")]
)
def test_the_map_is_saved_by_the_browser(page, tmp_path, button, ending, start):
    with page.expect_download() as saving:
        export(page, f"Map as {button}")
    assert saving.value.suggested_filename == f"northwind-1-2026-11-23.{ending}"
    saving.value.save_as(tmp_path / "map")
    assert (tmp_path / "map").read_bytes().startswith(start)


def test_the_tables_are_saved_by_the_browser(page, tmp_path):
    with page.expect_download() as saving:
        export(page, "Tables as .xlsx")
    saving.value.save_as(tmp_path / "tables.xlsx")
    assert len(list(openpyxl.load_workbook(tmp_path / "tables.xlsx")["Red flags"].values)) == 8


def test_in_a_dark_page_the_map_is_dark(page):
    dress(page, "Dark")
    page.wait_for_selector(".stratsell-map[data-theme=dark]")
    card(page, "Amara Osei").click()
    page.wait_for_selector(".panel h3:has-text('Amara Osei')")
    keep(page, "map-dark")
    tab(page, "Coverage")
    keep(page, "coverage-dark")


MARKUP, FORMULA = "<img src=x onerror=alert(1)>", r"$\alpha$"


def test_names_are_shown_as_they_are_written(hostile):
    page = hostile
    assert page.get_by_role("combobox", name="Account").input_value() == f"{MARKUP} {FORMULA} (a)"
    assert [text.replace("\xa0", " ") for text in page.locator(".stratsell-objective option").all_inner_texts()] == [
        f"{MARKUP} first",
        f"{FORMULA} second",
    ]
    for name in ("Coverage", "Coaches", "Missing", "Red flags"):
        tab(page, name)
        page.locator(".sheets:visible table").first.wait_for()
        text = " ".join(page.locator(".sheets:visible").all_inner_texts())
        assert MARKUP in text, name
        assert FORMULA in text, name
    for name in (MARKUP, FORMULA, f"{FORMULA} {MARKUP}"):
        tab(page, "Map")
        card(page, name).click()
        page.wait_for_function("name => document.querySelector('.panel h3').textContent === name", arg=name)
    page.locator(".panel .close").click()
    page.wait_for_function("name => document.querySelector('.panel h3').textContent === name", arg=f"{MARKUP} first")
    keep(page, "hostile")


def test_nothing_of_the_data_becomes_markup_or_a_formula(hostile):
    page = hostile
    page.get_by_role("combobox", name="Account").click()
    assert page.locator("[role=option]").first.inner_text() == f"{MARKUP} {FORMULA} (a)"
    page.keyboard.press("Escape")
    page.wait_for_selector(".jp-MarkdownCell mjx-container", state="attached")  # MathJax is there and at work
    assert page.locator(".stratsell-explorer").locator("mjx-container, .MathJax").count() == 0
    assert page.locator("img[src=x]").count() == 0


def test_two_thousand_accounts_are_searched_at_once(hostile):
    page = hostile
    field = page.get_by_role("combobox", name="Account")
    field.click()
    page.wait_for_selector(".picker .hint:has-text('1,952 more')")
    assert page.locator(".picker [role=option]").count() == 50
    field.fill("account 1999")
    page.wait_for_function("document.querySelectorAll('.picker [role=option]').length === 1")
    keep(page, "many")
    field.press("Enter")
    page.wait_for_selector(".panel h3:has-text('Account 1999')")
    assert "Nobody in this account is known yet." in page.locator(".panel").inner_text()
