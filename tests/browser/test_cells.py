"""Cells of the explorer's tables, edited in their place by keyboard and by mouse."""

import pytest

import stratsell as ss
from tests.browser.test_editing import CODE, SHOWN, focus, tab
from tests.support.laboratory import dress, keep
from tests.support.laboratory import violations as axe

BOX = ".cell-editor"


@pytest.fixture(scope="module")
def seen(browser, lab):
    ss.demo().write(lab.root / "cells book")
    lab.write("cells", CODE.format(place=str(lab.root / "cells book")))
    yield from lab.seen(browser, "cells", SHOWN)


@pytest.fixture
def page(seen):
    """Coverage in sight, with nothing edited."""
    seen.keyboard.press("Escape")
    tab(seen, "Coverage")
    while seen.locator("[data-do=undo]:enabled").count():
        undo(seen)
    return seen


def undo(page):
    before = page.locator("[data-do=undo]").get_attribute("title")
    page.locator("[data-do=undo]").click()
    page.wait_for_function("before => document.querySelector('[data-do=undo]').title !== before", arg=before)


def violations(page, part=".stratsell-explorer"):
    return axe(page, part)


def cell(page, column, person_id="nw-osei"):
    return page.locator(f".sheets [data-cell='{person_id} influences.{column}']")


def reads(page, column, text):
    page.wait_for_function(
        "([cell, text]) => document.querySelector(cell)?.textContent === text",
        arg=[f".sheets [data-cell='nw-osei influences.{column}']", text],
    )


def has_focus(page, column):
    name = f"nw-osei influences.{column}"
    page.wait_for_function("name => document.activeElement.dataset.cell === name", arg=name)


def test_the_keyboard_goes_to_a_cell_opens_chooses_and_comes_back(page):
    page.locator(".sheets tr.choice[data-id=nw-osei]").focus()
    page.keyboard.press("ArrowRight")
    has_focus(page, "roles")
    page.keyboard.press("ArrowRight")
    has_focus(page, "mindset")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.cell").endswith("influences.mindset")
    page.keyboard.press("ArrowUp")
    has_focus(page, "mindset")
    page.keyboard.press("Enter")
    page.locator(f"{BOX} [role=listbox]").wait_for()
    assert page.locator(f"{BOX} [role=option][aria-selected=true]").inner_text().startswith("✓")
    keep(page, "cell-mindset-light")
    page.keyboard.press("g")
    page.keyboard.press("Enter")
    page.locator(BOX).wait_for(state="detached")
    page.wait_for_function("document.querySelector('[data-do=undo]').title.includes('mindset of Amara Osei')")
    assert "Growth" in cell(page, "mindset").inner_text()
    has_focus(page, "mindset")
    undo(page)
    reads(page, "mindset", "= Even keel")
    assert page.locator("[data-do=undo]:enabled").count() == 0  # one edit was one step


def test_escape_leaves_all_as_it_was(page):
    cell(page, "roles").dblclick()
    page.locator(f"{BOX} [role=listbox][aria-multiselectable=true]").wait_for()
    page.keyboard.press("End")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.locator(BOX).wait_for(state="detached")
    has_focus(page, "roles")
    assert page.locator("[data-do=undo]:enabled").count() == 0
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.id") == "nw-osei"


def test_several_roles_are_chosen_and_the_tabs_follow(page):
    cell(page, "roles").focus()
    page.keyboard.press("F2")
    page.keyboard.press("c")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.locator(f"{BOX}").wait_for(state="detached")
    page.wait_for_function("document.querySelector('[data-do=undo]').title.includes('roles of Amara Osei')")
    assert cell(page, "roles").locator(".badge").count() == 2
    page.get_by_role("tab", name="Map").click()
    page.locator(".stratsell-map .box[data-key='card:nw-osei'][aria-label*='oach']").wait_for()
    page.get_by_role("tab", name="Coaches").click()
    page.locator(".sheets tr.choice[data-id=nw-osei]:visible", has_text="✓ coach").wait_for()


def test_an_error_stays_at_the_cell_with_what_was_typed(page):
    cell(page, "support").focus()
    page.keyboard.press("Enter")
    field = page.locator(f"{BOX} input")
    field.fill("7")
    page.keyboard.press("Enter")
    page.locator(f"{BOX} .error", has_text="a number from -5 to 5").wait_for()
    assert field.input_value() == "7"
    assert not violations(page, BOX)
    keep(page, "cell-error-light")
    field.fill("4")
    page.keyboard.press("Tab")
    reads(page, "support", "+4")
    has_focus(page, "support")


def test_a_click_elsewhere_takes_what_was_typed(page):
    cell(page, "support").dblclick()
    page.locator(f"{BOX} input").fill("-1")
    page.locator(".sheets:visible h3").first.click()
    reads(page, "support", "-1")


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_an_open_cell_has_no_violations(page, theme):
    dress(page, theme)
    cell(page, "mindset").focus()
    page.keyboard.press("Enter")
    page.locator(f"{BOX} [role=listbox]").wait_for()
    keep(page, f"cell-open-{theme.lower()}")
    assert not violations(page)
    assert not violations(page, BOX)
    page.keyboard.press("Escape")
    assert focus(page)


# Copying and pasting.


@pytest.fixture
def clipboard(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('')")
    return lambda: page.evaluate("navigator.clipboard.readText()").splitlines()


def people(page):
    return page.locator(".sheets section[data-sheet=People]")


def test_marked_rows_are_copied_with_their_header(page, clipboard):
    rows = people(page).locator("tr.choice")
    rows.first.focus()
    page.keyboard.press("Shift+ArrowDown")
    assert people(page).locator("tr[aria-selected=true]").count() >= 2
    keep(page, "rows-marked-light")
    page.keyboard.press("Control+c")
    people(page).get_by_text("Copied 2 rows").wait_for()
    head, first, second = clipboard()
    assert head.startswith("Person\tPerson (id)\tRoles")
    assert first.startswith("Amara Osei\tnw-osei\tEconomic")
    assert second.startswith("Lin Zhao")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    people(page).get_by_text(f"Copied {rows.count()} rows").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelectorAll('[data-sheet=People] tr[aria-selected=true]').length < 2")
    people(page).get_by_role("button", name="Copy rows of People").click()
    people(page).get_by_text(f"Copied {rows.count()} rows").wait_for()


def test_rows_are_pasted_in_one_step(page, clipboard):
    page.evaluate("navigator.clipboard.writeText('Person\\tTitle\\tRoles\\n=Ann <b>X</b>\\tBuyer\\tuser; technical')")
    people(page).locator("tr.choice").first.focus()
    page.keyboard.press("Control+v")
    new = people(page).locator("tr.choice", has_text="=Ann <b>X</b>")
    new.wait_for()
    page.get_by_text("Pasted people: 1 added.").wait_for()
    undo(page)
    new.wait_for(state="detached")
    assert page.locator("[data-do=undo]:enabled").count() == 0


def test_what_is_wrong_with_pasted_rows_is_corrected_in_the_form(page, clipboard):
    page.evaluate("navigator.clipboard.writeText('Person\\tSupport\\nAmara Osei\\t2\\nLin Zhao\\t9')")
    people(page).locator("tr.choice").first.focus()
    page.keyboard.press("Control+v")
    page.locator(".forms .error", has_text="Row 3, column Support: “9” is out of range").wait_for()
    assert page.locator("[data-do=undo]:enabled").count() == 0
    keep(page, "paste-fault-light")
    assert not violations(page)
    field = page.locator(".forms textarea")
    field.fill(field.input_value().replace("9", "5"))
    field.press("Control+Enter")
    page.locator(".forms form").wait_for(state="detached")
    reads(page, "support", "+2")
    undo(page)
    reads(page, "support", "0")
