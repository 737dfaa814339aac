"""The map as people work in it: in JupyterLab, by mouse, by keyboard, in both themes, and without a kernel."""

import json
import re
import urllib.request

import pytest
from nbconvert import HTMLExporter

import stratsell as ss
from stratsell.map.marks import edge_marks
from stratsell.map.scene import compose
from stratsell.map.shown import shown
from stratsell.map.widget import ROOM
from stratsell.objective_view import objective_view
from tests.support.laboratory import dress, keep, run, violations
from tests.support.map_page import DRAWN, card, state, wait

DEMO = """\
import json, ipywidgets, traitlets
import stratsell as ss

before = globals().get("shown")
book = ss.demo()
shown = ss.InfluenceMap(book, objective_id="northwind-1", as_of="2026-11-23")
objective = ipywidgets.Dropdown(options=["northwind-1", "calloway-1"], description="Objective")
traitlets.link((objective, "value"), (shown, "objective_id"))
probe = ipywidgets.Textarea()
heard = []

def tell(*_):
    table = book.tables["relationships"]
    ties = [" ".join(tie) for tie in zip(table["source_id"], table["kind"], table["target_id"])]
    probe.value = json.dumps({
        "selected": shown.selected, "filters": shown.filters, "ties": ties, "heard": heard, "unsaved": book.unsaved,
        "people": list(book.tables["people"]["person_id"]), "folded": shown.folded, "asked": asked,
        "left": before is not None and not before._visibility.there,
    })

asked = []
shown.on_ask(lambda ask: (asked.append(ask), tell()))
shown.observe(tell)
book.observe(lambda event: (heard.append(f"{event.kind} {event.label}"), tell()))
tell()
ipywidgets.VBox([ipywidgets.HBox([objective, probe]), shown])"""


@pytest.fixture(scope="module")
def seen(browser, lab):
    lab.write("map", DEMO)
    yield from lab.seen(browser, "map", DRAWN)


@pytest.fixture
def page(seen):
    """Northwind Foods as it is in the demo, whole, with nobody selected and no filter; nothing glides."""
    seen.emulate_media(reduced_motion="reduce")
    seen.mouse.move(5, 5)
    for _ in range(3):
        seen.keyboard.press("Escape")
    while (undo := seen.locator(".stratsell-map .undo")).is_enabled():
        heard = len(state(seen)["heard"])
        undo.click()
        wait(seen, "told => told.heard.length > arg", heard)
        seen.wait_for_selector(".stratsell-map:not([aria-busy])")  # what can be undone is said beside what was heard
    objective(seen, "northwind-1")
    seen.get_by_role("button", name="Fit").click()
    seen.locator(".stratsell-map .box[tabindex='0']").focus()
    seen.keyboard.press("Escape")
    wait(seen, "told => !told.selected")
    seen.mouse.move(5, 5)
    return seen


def objective(page, name):
    field = page.locator(".widget-dropdown select")
    if field.input_value() != name:
        before = page.locator(".stratsell-map .title").inner_text()
        field.select_option(name)
        page.wait_for_function(
            "before => document.querySelector('.stratsell-map .title').innerText !== before", arg=before
        )


def says(page, text):
    page.wait_for_selector(f".stratsell-map .status:has-text({json.dumps(text, ensure_ascii=False)})")


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


WIDE = "document.querySelector(\"[data-key='card:nw-osei'] > .hit\").getBoundingClientRect().width"
"""How wide a card is on the screen."""


def scale(page):
    return page.evaluate(WIDE)


# Looking.


def test_the_page_paints_lines_as_matplotlib_does(page):
    what = shown(objective_view(ss.demo(), objective_id="northwind-1", as_of="2026-11-23"))
    drawn = compose(what, room=ROOM)
    wanted = sorted(shape.path for edge in drawn.edges for shape in edge_marks(edge))
    paths = page.locator(".stratsell-map .edges path")
    result = sorted(paths.evaluate_all("all => all.map((node) => node.getAttribute('d'))"))
    assert len(result) == len(wanted)
    rounded = [
        [re.sub(r"-?\d+\.?\d*", lambda n: f"{float(n[0]):.1f}", path) for path in paths] for paths in (result, wanted)
    ]
    assert sorted(rounded[0]) == sorted(rounded[1])


PAINTED = """() => [...document.querySelectorAll(".stratsell-map .stage :is(.boxes, .edges, .below) *")].map((node) => [
    node.tagName, node.childElementCount ? "" : node.textContent,
    node.getAttributeNames().filter((name) => name !== "style" && name !== "tabindex").sort().map((name) => `${name}=${node.getAttribute(name)}`).join(" "),
].join(" | "))"""


def test_an_account_looks_the_same_with_the_elements_of_another_one(page):
    page.evaluate("document.activeElement.blur()")  # a card with the focus would look different
    new = page.evaluate(PAINTED)
    objective(page, "calloway-1")
    other = page.evaluate(PAINTED)
    objective(page, "northwind-1")
    assert page.evaluate(PAINTED) == new
    objective(page, "calloway-1")
    assert page.evaluate(PAINTED) == other
    assert not set(new) & {line for line in other if "aria-label" in line}
    objective(page, "northwind-1")


def test_pointing_at_a_card_shows_all_of_it_and_dims_what_is_not_tied_to_it(page):
    card(page, "nw-tanaka").hover()
    tip = page.locator(".stratsell-map .tip")
    tip.wait_for()
    text = tip.inner_text()
    for words in (
        "Mei Tanaka",
        "Security architect",
        "Technical: screens options out",
        "mindset unknown",
        "⚑ Missing information",
    ):
        assert words in text
    opacity = "node => getComputedStyle(node).opacity"
    assert card(page, "nw-haddad").evaluate(opacity) == "1"
    assert card(page, "nw-prado").evaluate(opacity) < "0.5"
    keep(page, "map-widget-hover")
    page.mouse.move(5, 5)
    tip.wait_for(state="hidden")
    assert card(page, "nw-prado").evaluate(opacity) == "1"


def test_a_click_selects_and_shows_the_best_introduction(page):
    card(page, "nw-osei").click()
    wait(page, "told => told.selected === 'nw-osei'")
    way = page.locator(".stratsell-map .way").inner_text()
    assert way == "Best introduction Noor Ali → Lin Zhao → Amara Osei · strength 0.72"
    assert page.locator(".stratsell-map .route path").count() == 3 * 2
    assert card(page, "nw-osei").get_attribute("aria-selected") == "true"
    keep(page, "map-widget-light")
    page.mouse.click(*[index + 12 for index in page.locator(".stratsell-map .pane").bounding_box().values()][:2])
    wait(page, "told => told.selected === ''")
    page.locator(".stratsell-map .way").wait_for(state="hidden")


def test_the_map_is_moved_and_enlarged(page):
    fit = scale(page)
    page.get_by_role("button", name="Larger").click()
    page.wait_for_function(f"fit => {WIDE} > 1.3 * fit", arg=fit)
    page.get_by_role("button", name="Fit").click()
    page.wait_for_function(f"fit => Math.abs({WIDE} - fit) < 1", arg=fit)
    page.locator(".stratsell-map .frame").evaluate("node => node.scrollIntoView({block: 'end'})")
    x, y = middle(page.locator(".stratsell-map .pane"))
    page.mouse.move(x, y + 190)
    page.mouse.wheel(0, -300)
    page.wait_for_function(f"fit => {WIDE} > 1.2 * fit", arg=fit)
    before = card(page, "nw-osei").bounding_box()
    page.mouse.down()
    page.mouse.move(x - 80, y + 130, steps=4)
    page.mouse.up()
    after = card(page, "nw-osei").bounding_box()
    assert round(after["x"] - before["x"]) == -80
    assert round(after["y"] - before["y"]) == -60
    page.keyboard.press("0")
    page.wait_for_function(f"fit => Math.abs({WIDE} - fit) < 1", arg=fit)


def test_the_wheel_scrolls_the_page_until_the_map_is_clicked(page):
    fit = scale(page)
    page.locator(".widget-textarea textarea").focus()
    page.mouse.move(*middle(page.locator(".stratsell-map .pane")))
    page.mouse.wheel(0, -120)
    says(page, "Click the map first")
    assert scale(page) == fit
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    page.wait_for_function(f"fit => {WIDE} > 1.1 * fit", arg=fit)


def test_the_map_fills_the_screen(page):
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement?.classList.contains('stratsell-map')")
    page.wait_for_function("document.querySelector('.stratsell-map .frame').clientHeight > 700")
    keep(page, "map-widget-full")
    page.keyboard.press("f")
    page.wait_for_function("!document.fullscreenElement")


def test_people_are_found_by_typing(page):
    field = page.get_by_role("searchbox", name="Find a person")
    field.fill("ines")
    wait(page, "told => told.filters.text === 'ines'")
    assert page.locator(".stratsell-map .found").inner_text() == "1 of 7"
    assert "out" in card(page, "nw-osei").get_attribute("class")
    assert "out" not in card(page, "nw-prado").get_attribute("class")
    field.press("Enter")
    page.wait_for_function("document.activeElement.dataset.key === 'card:nw-prado'")
    field.press("Escape")
    wait(page, "told => !told.filters.text")
    assert page.locator(".stratsell-map .out").count() == 0


def test_people_are_filtered_and_the_others_dimmed_or_hidden(page):
    page.get_by_role("button", name="Filter").click()
    dialog = page.get_by_role("dialog", name="Show only")
    dialog.get_by_label("Technical").check()
    dialog.get_by_label("Uncontacted").check()
    wait(page, "told => told.filters.roles?.[0] === 'technical' && told.filters.flags?.[0] === 'uncontacted'")
    assert page.locator(".stratsell-map .found").inner_text() == "1 of 7"
    dialog.get_by_label("Hide the others").check()
    card(page, "nw-zhao").wait_for(state="hidden")
    assert card(page, "nw-tanaka").is_visible()
    keep(page, "map-widget-filter")
    dialog.get_by_role("button", name="Clear").click()
    card(page, "nw-zhao").wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_those_below_a_manager_are_put_away_and_shown_again(page):
    card(page, "nw-haddad").hover()
    page.locator(".stratsell-map .fold").click()
    card(page, "nw-whitfield").wait_for(state="detached")
    assert state(page)["folded"] == ["nw-haddad"]
    assert page.locator(".stratsell-map .fold").text_content().endswith("+2")
    card(page, "nw-haddad").focus()
    page.keyboard.press("o")
    card(page, "nw-whitfield").wait_for()


# Editing.


def pulled(page, source, target):
    """Draw a line from the handle of one card to another."""
    card(page, source).hover()
    page.mouse.move(*middle(page.locator(".stratsell-map .grip")))
    page.mouse.down()
    page.mouse.move(*middle(card(page, target)), steps=5)
    page.mouse.up()


def ask(page, edge):
    """Click on an edge until its dialog opens: a click on one that is being drawn anew is passed over."""
    page.wait_for_function(
        """edge => {
            const at = {bubbles: true, clientX: 400, clientY: 400};
            document.querySelector(`.stratsell-map .edge.hit[data-key='${edge}']`)?.dispatchEvent(new MouseEvent("click", at));
            return document.querySelector(".stratsell-map [role=dialog]") !== null;
        }""",
        arg=edge,
        polling=100,
    )
    return page.get_by_role("dialog", name="Relationship")


def test_a_relationship_is_drawn_changed_and_removed_by_mouse(page):
    pulled(page, "nw-menon", "nw-zhao")
    dialog = page.get_by_role("dialog", name="New relationship")
    keep(page, "map-widget-connect")
    dialog.get_by_label("Opposes").check()
    dialog.get_by_label("Strength").fill("0.8")
    dialog.get_by_role("button", name="Draw it").click()
    says(page, "Ravi Menon opposes Lin Zhao (0.80)")
    wait(page, "told => told.ties.includes('nw-menon opposes nw-zhao') && told.unsaved")
    page.locator(".stratsell-map .unsaved").wait_for()
    dialog = ask(page, "opposes card:nw-menon > card:nw-zhao")
    dialog.get_by_label("Influences").check()
    dialog.get_by_role("button", name="Change").click()
    wait(
        page,
        "told => told.ties.includes('nw-menon influences nw-zhao') && !told.ties.includes('nw-menon opposes nw-zhao')",
    )
    page.get_by_role("button", name="Undo: Ravi Menon influences Lin Zhao").click()
    wait(page, "told => told.ties.includes('nw-menon opposes nw-zhao')")
    page.get_by_role("button", name="Redo: Ravi Menon influences Lin Zhao").click()
    wait(page, "told => told.ties.includes('nw-menon influences nw-zhao')")
    page.get_by_role("button", name="Undo: Ravi Menon influences Lin Zhao").wait_for()  # the page shows it, too
    ask(page, "influences card:nw-menon > card:nw-zhao").get_by_role("button", name="Remove").click()
    says(page, "Ravi Menon no longer influences Lin Zhao")
    wait(page, "told => !told.ties.some((tie) => tie.includes('nw-menon influences'))")


def test_a_card_is_dragged_and_put_back(page):
    place = "document.querySelector(\"[data-key='card:nw-tanaka']\").getAttribute('transform')"
    home = page.evaluate(place)
    for button in ("Undo: Move Mei Tanaka", "Tidy"):
        x, y = middle(card(page, "nw-tanaka"))
        count = len(state(page)["heard"])
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 90, y + 4, steps=5)
        page.mouse.up()
        wait(page, "told => told.heard.length > arg && told.heard.at(-1) === 'edit Move Mei Tanaka'", count)
        page.wait_for_function(f"home => {place} !== home", arg=home)
        assert state(page)["unsaved"]
        page.get_by_role("button", name=button).click()
        page.wait_for_function(f"home => {place} === home", arg=home)


def test_who_stands_below_a_new_manager_leaves_the_old_one(page):
    pulled(page, "nw-tanaka", "nw-zhao")
    dialog = page.get_by_role("dialog", name="New relationship")
    dialog.get_by_label("Reports to").check()
    assert dialog.get_by_label("instead of Joe Haddad").is_checked()
    dialog.get_by_role("button", name="Draw it").click()
    wait(
        page,
        "told => told.ties.includes('nw-tanaka reports_to nw-zhao') && !told.ties.includes('nw-tanaka reports_to nw-haddad')",
    )


def test_a_missing_role_is_filled(page):
    objective(page, "calloway-1")
    page.locator(".stratsell-map .box[data-key='ghost:economic']").click()
    dialog = page.get_by_role("dialog", name="Who holds the role “Economic”?")
    dialog.get_by_role("button", name="Helen Marchetti").click()
    says(page, "Helen Marchetti is economic influence")
    page.locator(".stratsell-map .box.ghost").wait_for(state="detached")
    assert "3 of 4 roles held" not in page.locator(".stratsell-map .subtitle").inner_text()


def test_a_session_by_keyboard_alone(page):
    page.get_by_role("searchbox", name="Find a person").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.stratsell-map .box')"):
            break
    focused = "document.activeElement.dataset.key"
    assert page.evaluate(focused) == "card:nw-osei"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == (
        "Amara Osei, Chief Financial Officer, economic influence, mindset even keel, identified, "
        "3 red flags: missing information, uncontacted, closed-minded"
    )
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "card:nw-zhao"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "card:nw-prado"
    page.keyboard.press("Enter")
    wait(page, "told => told.selected === 'nw-prado'")
    page.keyboard.press("e")
    wait(page, "told => told.asked.some((ask) => ask.what === 'edit' && ask.person_id === 'nw-prado')")
    page.keyboard.press("c")
    says(page, "From Inés Prado to whom?")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="New relationship").wait_for()
    page.keyboard.press("ArrowDown")  # from “influences” to “opposes”
    page.keyboard.press("Enter")
    wait(page, "told => told.ties.includes('nw-prado opposes nw-osei')")
    page.keyboard.press("Control+z")
    wait(page, "told => !told.ties.includes('nw-prado opposes nw-osei')")
    page.keyboard.press("Control+y")
    wait(page, "told => told.ties.includes('nw-prado opposes nw-osei')")
    page.keyboard.press("Control+z")
    page.keyboard.press("Delete")
    says(page, "Amara Osei is removed")
    wait(page, "told => !told.people.includes('nw-osei')")
    page.keyboard.press("Control+z")
    wait(page, "told => told.people.includes('nw-osei')")
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys and help").wait_for()
    keep(page, "map-widget-help")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.stratsell-map .box')")


# Taking away.


def test_what_is_seen_is_saved(page, tmp_path):
    card(page, "nw-osei").click()
    wait(page, "told => told.selected === 'nw-osei'")
    for kind, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        page.mouse.move(5, 5)
        page.get_by_role("button", name="Export what is seen").click()
        with page.expect_download() as saving:
            page.get_by_role("dialog").get_by_role("button", name=kind.upper()).click()
        assert saving.value.suggested_filename == f"northwind-1-2026-11-23-view.{kind}"
        saving.value.save_as(tmp_path / f"map.{kind}")
        assert (tmp_path / f"map.{kind}").read_bytes().startswith(start)
        if kind == "png":
            keep(page, "map-widget-saved")
    text = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "Amara Osei" in text
    assert "best introduction" in text
    assert not re.search(r"var\(|class=|style=|<script|href", text), "it needs nothing else"


def themed(page, name):
    dress(page, name)
    page.wait_for_selector(f".stratsell-map[data-theme={name.lower()}]")


def test_assistive_technology_finds_its_way_in_both_themes(page):
    card(page, "nw-osei").click()
    for name in ("Dark", "Light"):
        themed(page, name)
        page.mouse.move(5, 5)
        assert violations(page, ".stratsell-map") == []
        card(page, "nw-osei").focus()
        page.keyboard.press("m")
        assert violations(page, ".stratsell-map") == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Filter").click()
        assert violations(page, ".stratsell-map") == []
        page.keyboard.press("Escape")
        keep(page, f"map-widget-{name.lower()}-selected")


def test_a_cell_that_runs_again_leaves_no_map_behind_that_keeps_up(page):
    run(page, "map.ipynb")
    page.wait_for_function("""() => {
        document.querySelector("[data-key='card:nw-osei']")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
        const said = document.querySelector(".widget-textarea textarea")?.value;
        return said && JSON.parse(said).left;
    }""")


# Without a kernel; this comes last of that map, since it ends the kernel.


def test_the_saved_notebook_shows_a_picture_and_without_a_kernel_the_map_can_be_read(page, lab):
    page.keyboard.press("Control+s")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')")
    saved = HTMLExporter().from_filename(str(lab.root / "map.ipynb"))[0]
    assert "data:image/png;base64" in saved
    gone = urllib.request.Request(lab.address(f"api/kernels/{lab.kernel()}"), method="DELETE")
    urllib.request.urlopen(gone).close()
    page.wait_for_selector(
        ".jp-Notebook-ExecutionIndicator[data-status=unknown], .jp-Notebook-ExecutionIndicator[data-status=terminating], .jp-Notebook-ExecutionIndicator[data-status=dead], .jp-KernelName:has-text('No Kernel')"
    )
    card(page, "nw-osei").click()
    page.wait_for_selector(".stratsell-map .way:has-text('Lin Zhao')")
    page.keyboard.press("Delete")
    says(page, "Python has stopped")
    assert card(page, "nw-osei").is_visible()
