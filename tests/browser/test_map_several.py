"""Several people on the map: selected by clicks, by a box and by keys, and edited in one step of undo."""

import urllib.request

import pytest

from tests.support.laboratory import dress, keep, violations
from tests.support.map_page import MAP, card, cleared, on_laptop, state, wait

CODE = """\
import json, ipywidgets
import stratsell as ss

book = ss.demo()
explorer = ss.explore(book, as_of="2026-11-23", account_id="northwind")
probe = ipywidgets.Textarea()

def tell(*_):
    part = book.tables["influences"]
    part = part[part["objective_id"] == "northwind-1"].set_index("person_id")[["roles", "mindset", "degree"]]
    probe.value = json.dumps({
        "part": part.fillna("").to_dict("index"),
        "people": list(book.tables["people"]["person_id"]),
        "touchpoints": len(book.tables["touchpoints"]),
        "undo": book.undoable,
    })

book.observe(tell)
tell()
explorer.children = [*explorer.children, probe]
explorer"""


@pytest.fixture(scope="module")
def seen(browser, lab):
    yield from on_laptop(browser, lab, "map-several", CODE)


@pytest.fixture
def page(seen):
    """The map of Northwind Foods as it is in the demo, with no menu open and nobody selected."""
    cleared(seen)
    seen.locator(f"{MAP}:not([aria-busy])").wait_for()
    seen.mouse.move(5, 5)
    return seen


def middle(page, person_id):
    box = card(page, person_id).locator("> .hit").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def picked(page):
    """The ids of those that are selected, as the page shows it and as it says it to assistive technology."""
    shown = page.locator(f"{MAP} .box.picked").evaluate_all("nodes => nodes.map((node) => node.dataset.key.slice(5))")
    spoken = page.locator(f"{MAP} .box.card[aria-selected=true]").evaluate_all(
        "nodes => nodes.map((node) => node.dataset.key.slice(5))"
    )
    assert shown == spoken
    return set(shown)


def select(page, *person_ids):
    for person_id in person_ids:
        card(page, person_id).click(modifiers=["Shift"])
    assert picked(page) == set(person_ids)


def bar(page):
    return page.get_by_role("toolbar", name="Selected people")


def choose(page, name):
    page.locator(f"{MAP} [role=menu] .row").filter(has_text=name).first.click()


def cells(page):
    return page.evaluate(
        "() => { const { content } = window.jupyterapp.shell.currentWidget; return [content.mode, content.selectedCells.length]; }"
    )


WHO = ("nw-osei", "nw-zhao", "nw-menon")


# Selecting.


def test_clicks_with_shift_or_control_select_and_let_go(page):
    card(page, "nw-osei").click()
    page.locator(".panel h3:has-text('Amara Osei')").wait_for()
    card(page, "nw-zhao").click(modifiers=["Shift"])
    assert picked(page) == {"nw-osei", "nw-zhao"}, "whoever was selected alone is one of them"
    card(page, "nw-menon").click(modifiers=["Control"])
    assert picked(page) == set(WHO)
    assert bar(page).locator(".strong").inner_text() == "3 people selected"
    assert page.locator(f"{MAP} .status").inner_text() == "Ravi Menon selected: 3 in all"
    card(page, "nw-zhao").click(modifiers=["Shift"])
    assert picked(page) == {"nw-osei", "nw-menon"}
    assert cells(page) == ["command", 1], "JupyterLab selects no cells meanwhile"
    card(page, "nw-zhao").click()
    assert bar(page).is_hidden()
    page.locator(".panel h3:has-text('Lin Zhao')").wait_for()
    assert page.locator(f"{MAP} .box.picked").count() == 0


def test_on_a_touch_screen_a_tap_selects_once_somebody_is(page):
    tap = "(node) => node.dispatchEvent(new PointerEvent('click', { bubbles: true, detail: 1, pointerType: 'touch' }))"
    card(page, "nw-osei").click(button="right")  # as a long press does
    choose(page, "Select with others")
    assert picked(page) == {"nw-osei"}
    card(page, "nw-zhao").evaluate(tap)
    assert picked(page) == {"nw-osei", "nw-zhao"}
    card(page, "nw-osei").evaluate(tap)
    assert picked(page) == {"nw-zhao"}
    bar(page).get_by_role("button", name="Clear").click()
    assert bar(page).is_hidden()
    assert page.evaluate("document.activeElement.matches('.stratsell-map .box')")


def test_a_box_selects_whom_it_meets(page):
    frame = page.locator(f"{MAP} .frame").bounding_box()
    before = page.locator(f"{MAP} .stage").evaluate("node => node.firstChild.getAttribute('transform')")
    x, y = middle(page, "nw-osei")
    page.keyboard.down("Shift")
    page.mouse.move(frame["x"] + 4, frame["y"] + 4)
    page.mouse.down()
    page.mouse.move(x, y, steps=4)
    page.locator(f"{MAP} .lasso").wait_for()
    assert "nw-osei" in picked(page), "while it is drawn"
    keep(page, "map-several-lasso-light")
    page.mouse.up()
    page.keyboard.up("Shift")
    page.locator(f"{MAP} .lasso").wait_for(state="detached")
    first = picked(page)
    assert "nw-osei" in first
    assert "nw-menon" not in first
    assert page.locator(f"{MAP} .stage").evaluate("node => node.firstChild.getAttribute('transform')") == before
    assert cells(page) == ["command", 1]
    # One that begins on a card adds to them, and moves none.
    page.keyboard.down("Shift")
    page.mouse.move(*middle(page, "nw-menon"))
    page.mouse.down()
    page.mouse.move(middle(page, "nw-menon")[0] + 9, middle(page, "nw-menon")[1] + 9, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    assert picked(page) == {*first, "nw-menon"}
    assert not state(page)["undo"]
    page.keyboard.press("Escape")
    assert bar(page).is_hidden()


def test_all_are_selected_or_all_that_a_filter_leaves(page):
    everybody = page.locator(f"{MAP} .box.card").count()
    card(page, "nw-osei").focus()
    page.keyboard.press("Control+a")
    assert len(picked(page)) == everybody
    assert cells(page) == ["command", 1]
    page.keyboard.press("Escape")
    page.get_by_role("searchbox", name="Find a person").fill("Tanaka")
    page.locator(f"{MAP} .box.out").first.wait_for()
    card(page, "nw-osei").focus()
    page.keyboard.press("Control+a")
    assert picked(page) == {"nw-tanaka"}
    page.get_by_role("searchbox", name="Find a person").fill("")
    page.locator(f"{MAP} .box.out").first.wait_for(state="detached")


def test_several_are_selected_and_edited_by_keys_alone(page):
    card(page, "nw-osei").focus()
    page.keyboard.press("Shift+Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert picked(page) == {"nw-osei", "nw-zhao"}
    page.keyboard.press("Shift+F10")
    assert page.locator(f"{MAP} .popover .strong").inner_text() == "2 people selected"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")  # the mindset
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    wait(page, "({ part }) => part['nw-osei'].mindset === 'growth' && part['nw-zhao'].mindset === 'growth'")
    assert picked(page) == {"nw-osei", "nw-zhao"}
    page.keyboard.press("Control+z")
    wait(page, "state => state.undo === ''")
    page.keyboard.press("Escape")
    assert bar(page).is_hidden()


# Editing.


def test_a_mindset_and_a_degree_are_set_in_one_step_each(page):
    before = state(page)["part"]
    select(page, *WHO)
    bar(page).get_by_role("button", name="Set mindset").click()
    assert page.get_by_role("menuitemradio", checked=True).count() == 0, "they have not all the same"
    page.get_by_role("menuitemradio", name="Growth").click()
    wait(page, "state => arg.every((id) => state.part[id].mindset === 'growth')", WHO)
    page.locator(f"{MAP} .status:has-text('Set the mindset of 3 people to growth')").wait_for()
    page.locator(f"{MAP} .box[aria-label^='Lin Zhao'][aria-label*='mindset growth']").wait_for()
    assert picked(page) == set(WHO), "they stay selected"
    bar(page).get_by_role("button", name="Set mindset").click()
    assert "Growth" in page.get_by_role("menuitemradio", checked=True).inner_text()
    page.keyboard.press("Escape")
    bar(page).get_by_role("button", name="Set degree").click()
    page.get_by_role("menuitemradio", name="Unknown").click()
    wait(page, "state => arg.every((id) => state.part[id].degree === '')", WHO)
    page.keyboard.press("Control+z")
    wait(page, "state => state.undo === 'Set the mindset of 3 people to growth'")
    page.keyboard.press("Control+z")
    wait(page, "state => state.undo === ''")
    assert state(page)["part"] == before


def test_a_role_is_given_to_all_and_taken_from_all(page):
    select(page, *WHO)
    roles = bar(page).get_by_role("button", name="Set roles")
    roles.click()
    assert page.get_by_role("menuitemcheckbox", name="User").get_attribute("aria-checked") == "mixed"
    page.get_by_role("menuitemcheckbox", name="User").click()
    wait(page, "state => arg.every((id) => state.part[id].roles.includes('user'))", WHO)
    page.locator(f"{MAP} .box[aria-label^='Ravi Menon'][aria-label*='user influence']").wait_for()
    roles.click()
    assert page.get_by_role("menuitemcheckbox", name="User").get_attribute("aria-checked") == "true"
    page.get_by_role("menuitemcheckbox", name="User").click()
    wait(page, "state => !arg.some((id) => state.part[id].roles.includes('user'))", WHO)


def test_one_conversation_is_logged_for_all(page):
    before = state(page)["touchpoints"]
    select(page, *WHO)
    bar(page).get_by_role("button", name="Log one conversation").click()
    page.locator(".forms h3:has-text('Conversation with 3 people')").wait_for()
    page.locator(".forms").get_by_label("Seller").fill("Noor Ali")
    page.locator(".forms button[type=submit]").click()
    page.locator(".forms form").wait_for(state="detached")
    wait(page, "state => state.touchpoints === arg + 3 && state.undo === 'Log a conversation with 3 people'", before)


def test_the_menu_of_one_of_them_is_that_of_all(page):
    select(page, "nw-tanaka", "nw-menon")
    card(page, "nw-menon").click(button="right")
    texts = page.locator(f"{MAP} [role=menu] .row > span").all_inner_texts()
    assert texts == [
        "Set roles…",
        "Set mindset…",
        "Set degree…",
        "Log one conversation for all…",
        "Remove from the decision",
        "Remove from the book",
        "Clear the selection",
    ]
    choose(page, "Remove from the decision")
    wait(page, "state => !state.part['nw-tanaka'] && !state.part['nw-menon']")
    page.keyboard.press("Control+z")
    wait(page, "state => state.undo === ''")
    page.keyboard.press("Delete")
    wait(page, "state => !state.people.includes('nw-tanaka') && !state.people.includes('nw-menon')")
    page.locator(f"{MAP} .several").wait_for(state="hidden")


def test_five_are_seen_to_be_selected_in_both_themes_and_in_high_contrast(page):
    select(page, "nw-osei", "nw-zhao", "nw-menon", "nw-tanaka", "nw-prado")
    for theme in ("Dark", "Light"):
        dress(page, theme)
        page.wait_for_selector(f"{MAP}[data-theme={theme.lower()}]")
        assert violations(page, MAP) == []
        keep(page, f"map-several-{theme.lower()}")
        bar(page).get_by_role("button", name="Set roles").click()
        assert violations(page, MAP) == []
        keep(page, f"map-several-roles-{theme.lower()}")
        page.keyboard.press("Escape")
    page.emulate_media(forced_colors="active")
    border = card(page, "nw-zhao").locator("> .hit").evaluate("node => getComputedStyle(node).strokeWidth")
    keep(page, "map-several-contrast")
    page.emulate_media(forced_colors="none")
    assert border == "5px"


# Without Python; this comes last, since it ends the kernel.


def test_without_a_kernel_a_menu_lists_what_still_works(page, lab):
    select(page, "nw-osei", "nw-zhao")
    gone = urllib.request.Request(lab.address(f"api/kernels/{lab.kernel()}"), method="DELETE")
    urllib.request.urlopen(gone).close()
    page.locator(f"{MAP}.away").wait_for()
    bar(page).get_by_role("button", name="Set degree").wait_for(state="hidden")
    assert bar(page).get_by_role("button", name="Clear").is_visible()
    card(page, "nw-osei").click()
    page.locator(f"{MAP} .way:has-text('Best introduction')").wait_for()
    card(page, "nw-zhao").click(button="right")
    texts = page.locator(f"{MAP} [role=menu] .row > span").all_inner_texts()
    assert texts in ([], ["Show who can introduce us"])
    page.keyboard.press("Escape")
    page.locator(f"{MAP} .pane").click(button="right", position={"x": 6, "y": 6})
    assert page.locator(f"{MAP} [role=menu] .row > span").all_inner_texts() == ["Fit the whole map", "Export…"]
    page.keyboard.press("Escape")
