"""The map's menus: of a card, an edge, what is folded away and the background, by mouse and by keyboard; and double clicks."""

import re

import pytest

from tests.support.laboratory import FRAME, dress, keep, violations
from tests.support.map_page import MAP, card, cleared, on_laptop, state, wait

CODE = """\
import json, ipywidgets
import stratsell as ss

book = ss.demo()
explorer = ss.explore(book, as_of="2026-11-23", account_id="northwind")
probe = ipywidgets.Textarea()

def tell(*_):
    table = book.tables["relationships"]
    part = book.tables["influences"]
    probe.value = json.dumps({
        "edges": [" ".join(edge) for edge in zip(table["source_id"], table["kind"], table["target_id"])],
        "people": list(book.tables["people"]["person_id"]),
        "part": list(part.loc[part["objective_id"] == "northwind-1", "person_id"]),
        "undo": book.undoable,
    })

book.observe(tell)
tell()
explorer.children = [*explorer.children, probe]
explorer"""


@pytest.fixture(scope="module")
def seen(browser, lab):
    for page in on_laptop(browser, lab, "map-menus", CODE):
        page.locator(f"{MAP} .edge.hit").first.wait_for(state="attached")
        yield page


@pytest.fixture
def page(seen):
    """The map of Northwind Foods as it is in the demo, with no menu open and nobody selected."""
    cleared(seen)
    seen.locator("[data-do=undo]:disabled").wait_for()
    seen.mouse.move(5, 5)
    return seen


def menu(page):
    return page.locator(f"{MAP} [role=menu]")


def items(page):
    return [text.strip() for text in menu(page).locator("[role^=menuitem] > span").all_inner_texts()]


def choose(page, name):
    menu(page).get_by_role("menuitem", name=name, exact=True).click()
    menu(page).wait_for(state="detached")


def edge(page, key):
    """Right click in the middle of an edge, until its menu is there: one that is being drawn anew is passed over."""
    page.wait_for_function(
        """key => {
            const node = document.querySelector(`.stratsell-map .edge.hit[data-key='${key}']`);
            const box = node?.getBoundingClientRect();
            const at = { bubbles: true, cancelable: true, button: 2, clientX: box?.x, clientY: box?.y };
            node?.dispatchEvent(new MouseEvent("contextmenu", at));
            return document.querySelector(".stratsell-map [role=menu]") !== null;
        }""",
        arg=key,
        polling=100,
    )


def free(page):
    """A point of the background."""
    box = page.locator(f"{MAP} .frame").bounding_box()
    return {"x": 8, "y": box["height"] - 8}


def within(page):
    """Whether the menu lies inside the frame, as far as it is to be seen."""
    return page.evaluate(
        """() => {
            const [frame, box] = [".frame", ".popover"].map((part) => document.querySelector(`.stratsell-map ${part}`).getBoundingClientRect());
            return box.left >= frame.left && box.top >= frame.top && box.right <= frame.right && box.bottom <= frame.bottom;
        }"""
    )


def focused(page):
    return page.evaluate(
        "document.activeElement.querySelector('span')?.textContent ?? document.activeElement.dataset.key"
    )


# By mouse.


def test_a_card_has_a_menu_of_what_can_be_done_with_it(page):
    card(page, "nw-haddad").click(button="right")
    assert page.locator(".lm-Menu").count() == 0
    assert page.locator(f"{MAP} .popover .strong").inner_text() == "Joe Haddad"
    assert items(page) == [
        "Edit…",
        "Log a conversation…",
        "Draw a relationship from here…",
        "Reports to…",
        "Relationships…",
        "Hide those below",
        "Put back where it belongs",
        "Select with others",
        "Remove from the decision",
        "Remove from the book",
    ]
    assert within(page)
    keep(page, "map-menu-card-light")
    choose(page, "Hide those below")
    card(page, "nw-whitfield").wait_for(state="detached")
    page.locator(f"{MAP} .fold text").click(button="right")
    assert items(page) == ["Show the 2 below"]
    choose(page, "Show the 2 below")
    card(page, "nw-whitfield").wait_for()


def test_a_menu_opens_forms_and_removes(page):
    card(page, "nw-menon").click(button="right")
    choose(page, "Edit…")
    page.locator(".forms h3:has-text('Edit Ravi Menon')").wait_for()
    page.locator(".forms").get_by_role("button", name="Cancel").click()
    page.locator(".forms form").wait_for(state="detached")
    for name, gone in (("Remove from the decision", "part"), ("Remove from the book", "people")):
        card(page, "nw-tanaka").click(button="right")
        choose(page, name)
        wait(page, f"state => !state.{gone}.includes('nw-tanaka')")
        page.keyboard.press("Control+z")
        wait(page, f"state => state.{gone}.includes('nw-tanaka') && !state.undo")


def test_who_can_introduce_us_is_shown_where_somebody_can(page):
    card(page, "nw-osei").click(button="right")
    choose(page, "Show who can introduce us")
    page.locator(f"{MAP} .way:has-text('Best introduction')").wait_for()
    card(page, "nw-osei").click(button="right")
    assert "Show who can introduce us" not in items(page), "it is shown"
    page.keyboard.press("Escape")


def test_a_relationship_begins_in_the_menu(page):
    card(page, "nw-tanaka").click(button="right")
    choose(page, "Reports to…")
    card(page, "nw-zhao").click()
    dialog = page.get_by_role("dialog", name="New relationship")
    assert dialog.get_by_label("Reports to").is_checked()
    assert dialog.get_by_label("instead of Joe Haddad").is_checked()
    dialog.get_by_role("button", name="Draw it").click()
    wait(page, "state => state.edges.includes('nw-tanaka reports_to nw-zhao')")


def test_an_edge_is_edited_reversed_and_removed(page):
    key = page.locator(f"{MAP} .edge.hit[data-key^=influences]").first.get_attribute("data-key")
    kind, source, _, target = re.sub("card:", "", key).split()
    edge(page, key)
    assert items(page) == ["Edit…", "Reverse the direction", "Remove"]
    assert " influences " in page.locator(f"{MAP} .popover .strong").inner_text()
    keep(page, "map-menu-edge-light")
    choose(page, "Edit…")
    page.get_by_role("dialog", name="Relationship").wait_for()
    page.keyboard.press("Escape")
    edge(page, key)
    choose(page, "Reverse the direction")
    wait(page, "state => state.edges.includes(arg)", f"{target} {kind} {source}")
    page.keyboard.press("Control+z")
    wait(page, "state => state.edges.includes(arg)", f"{source} {kind} {target}")
    edge(page, key)
    choose(page, "Remove")
    wait(page, "state => !state.edges.includes(arg)", f"{source} {kind} {target}")


def test_the_background_has_a_menu_of_the_whole_map(page):
    pane = page.locator(f"{MAP} .pane")
    pane.click(button="right", position=free(page))
    assert page.locator(".lm-Menu").count() == 0
    assert [item for item in items(page) if not item.startswith("Redo")] == [
        "Fit the whole map",
        "Tidy: all cards where they belong",
        "Add a person…",
        "Select all",
        "Export…",
    ]
    assert within(page)
    choose(page, "Add a person…")
    page.locator(".forms h3:has-text('Add a person')").wait_for()
    page.locator(".forms").get_by_role("button", name="Cancel").click()
    card(page, "nw-tanaka").focus()
    page.keyboard.press("Delete")
    wait(page, "state => state.undo === 'Remove Mei Tanaka'")
    page.locator("[data-do=undo][title*='Mei Tanaka']").wait_for()
    pane.click(button="right", position=free(page))
    choose(page, "Undo: Remove Mei Tanaka")
    wait(page, "state => !state.undo")
    page.locator("[data-do=redo][title*='Mei Tanaka']").wait_for()
    pane.click(button="right", position=free(page))
    assert "Redo: Remove Mei Tanaka" in items(page)
    choose(page, "Export…")
    page.get_by_role("dialog", name="Export what is seen").wait_for()


def test_a_press_elsewhere_closes_a_menu(page):
    card(page, "nw-osei").click(button="right")
    menu(page).wait_for()
    page.locator(".stratsell-tabs").click(position={"x": 3, "y": 3})
    menu(page).wait_for(state="detached")


def test_a_double_click_edits_a_card_or_an_edge_and_fits_the_map(page):
    card(page, "nw-zhao").dblclick()
    page.locator(".forms h3:has-text('Edit Lin Zhao')").wait_for()
    assert page.locator(".panel h3").first.inner_text() == "Lin Zhao", "the second click selects nobody anew"
    page.locator(".forms").get_by_role("button", name="Cancel").click()
    scale = f"new DOMMatrix(getComputedStyle(document.querySelector('{MAP} .stage > g')).transform).a"
    before = page.evaluate(scale)
    page.get_by_role("button", name="Larger (+)").click()
    page.wait_for_function(f"before => {scale} > before * 1.2", arg=before)
    page.locator(f"{MAP} .pane").dblclick(position=free(page))
    page.wait_for_function(f"before => Math.abs({scale} - before) < 0.01", arg=before)
    spot = page.evaluate(
        """() => {
            for (const node of document.querySelectorAll(".stratsell-map .edge.hit")) {
                const { x, y } = node.getPointAtLength(node.getTotalLength() / 2).matrixTransform(node.getScreenCTM());
                if (document.elementFromPoint(x, y) === node) return [x, y];
            }
        }"""
    )
    page.mouse.dblclick(*spot)
    page.get_by_role("dialog", name="Relationship").wait_for()
    page.evaluate(FRAME)
    assert page.get_by_role("dialog", name="Relationship").is_visible()


# By keyboard.


@pytest.mark.parametrize("key", ["Shift+F10", "ContextMenu", "m"])
def test_a_menu_by_keys(page, key):
    card(page, "nw-osei").focus()
    page.keyboard.press(key)
    menu(page).wait_for()
    assert page.locator(".lm-Menu").count() == 0
    assert focused(page) == "Edit…"
    page.keyboard.press("End")
    assert focused(page) == "Remove from the book"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Edit…"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Log a conversation…"
    page.keyboard.press("Escape")
    assert menu(page).count() == 0
    assert focused(page) == "card:nw-osei"
    page.keyboard.press(key)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".forms h3:has-text('Conversation with Amara Osei')").wait_for()


def test_an_edge_has_its_menu_by_keys_too(page):
    card(page, "nw-tanaka").focus()
    page.keyboard.press("r")
    page.keyboard.press("Shift+F10")
    assert items(page) == ["Edit…", "Reverse the direction", "Remove"]
    before = len(state(page)["edges"])
    page.keyboard.press("Delete")
    wait(page, "state => state.edges.length === arg - 1", before)


def test_the_whole_map_has_its_menu_by_keys_too(page):
    page.get_by_role("button", name="Fit the whole map (0)").focus()
    page.keyboard.press("Shift+F10")
    assert "Select all" in items(page)
    page.keyboard.press("x")
    page.get_by_role("dialog", name="Export what is seen").wait_for()


def test_assistive_technology_finds_its_way_in_menus_in_both_themes(page):
    for theme in ("Dark", "Light"):
        dress(page, theme)
        page.wait_for_selector(f".stratsell-map[data-theme={theme.lower()}]")
        card(page, "nw-osei").click(button="right")
        assert violations(page, MAP) == []
        keep(page, f"map-menu-card-{theme.lower()}")
        page.keyboard.press("Escape")
        page.locator(f"{MAP} .pane").click(button="right", position=free(page))
        assert violations(page, MAP) == []
        keep(page, f"map-menu-background-{theme.lower()}")
        page.keyboard.press("Escape")
