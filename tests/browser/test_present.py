"""An explorer that is shown to others: full screen or a whole window, large, without notes, nothing to edit; then as before.

In JupyterLab and as `stratsell app` serves it, by mouse and by keyboard, light and dark, on a laptop and on a large screen.
"""

import re

import pytest

import stratsell as ss
from tests.support.laboratory import dress, keep, violations
from tests.support.served import app

CODE = """\
import stratsell as ss
from stratsell.book.tables import TABLES
tables = dict(ss.demo().tables)
for name, table in TABLES.items():
    for column in table.columns:
        if column.long:
            tables[name] = tables[name].assign(**{column.name: f"Secret {name}"})
book = ss.Book(tables)
ss.explore(book, as_of="2026-11-23", account_id="northwind")"""
DRAWN = ".stratsell-map [role=option]"
SECRETS = """() => {
  const frame = document.querySelector(".stratsell-explorer.presenting") ?? document.querySelector(".stratsell-explorer");
  const shown = [...frame.querySelectorAll("*")].filter((node) => node.checkVisibility());
  const spoken = shown.flatMap((node) => ["title", "aria-label", "aria-valuetext"].map((name) => node.getAttribute(name) ?? ""));
  return [frame.innerText, ...spoken, ...shown.filter((node) => node.matches("title")).map((node) => node.textContent)]
    .filter((text) => text.includes("Secret")).length;
}"""
FULL = "document.fullscreenElement?.matches('.stratsell-explorer.presenting')"
LAPTOP, LARGE = {"width": 1366, "height": 768}, {"width": 1920, "height": 1080}
REFUSE = "Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('not allowed'));"


@pytest.fixture(scope="module")
def seen(browser, lab):
    lab.write("present", CODE)
    page, wrong = lab.open(browser, "present", DRAWN)
    page.set_viewport_size(LAPTOP)
    yield page
    assert not wrong


@pytest.fixture
def page(seen):
    """The explorer at Northwind Foods, not shown to others, with nobody selected."""
    if seen.locator(".presenting").count():
        seen.get_by_role("button", name="Leave").click()
        seen.locator(".presenting").wait_for(state="detached")
    seen.get_by_role("tab", name="Map").click()
    seen.locator(".stratsell-map:visible").wait_for()
    if seen.locator(".panel .close").count():
        seen.locator(".panel .close").click()
    seen.locator(".panel h3:has-text('Cut line stoppages')").wait_for()
    return seen


def present(page):
    page.get_by_role("button", name="Present", exact=True).click()
    page.locator(".stratsell-explorer.presenting").wait_for()
    page.wait_for_function("document.activeElement.textContent.startsWith('Next')")


def left(page):
    page.locator(".presenting").wait_for(state="detached")
    page.wait_for_function("!document.fullscreenElement")


def heading(page, text):
    page.locator(f".presentation .heading:has-text('{text}')").wait_for()


def card(page, name):
    return page.locator(".stratsell-map .box.card").and_(page.get_by_role("option", name=re.compile(f"^{name},")))


def test_it_fills_the_screen_and_leaves_out_what_edits(page):
    present(page)
    page.wait_for_function(FULL)
    heading(page, "Northwind Foods · Cut line stoppages")
    for name in ("Export", "Save as …", "Undo", "Details", "Connect", "Add a person", "Present"):
        assert page.get_by_role("button", name=name, exact=True).count() == 0, name
    for selector in ("[role=tab]", ".picker", ".stratsell-map .tools", ".panel .actions", ".forms"):
        assert page.locator(f".presenting {selector}:visible").count() == 0, selector
    assert page.locator(".panel .bars:visible tr").count() == 4
    assert page.locator(".timeline input:visible").count() == 1
    size = page.locator(".panel h3").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 20
    box = page.locator(".stratsell-map .frame").bounding_box()
    assert box["height"] > 0.75 * LAPTOP["height"]
    assert box["width"] > 0.6 * LAPTOP["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep(page, "present-laptop")
    page.keyboard.press("Escape")
    left(page)


def test_notes_are_seen_nowhere(page):
    card(page, "Amara Osei").click()
    page.locator(".panel h3:has-text('Amara Osei')").wait_for()
    assert page.evaluate(SECRETS) > 0
    present(page)
    assert page.evaluate(SECRETS) == 0
    page.locator(".panel h3:has-text('Amara Osei')").wait_for()
    page.locator(".panel .introduction").wait_for()
    keep(page, "present-person")
    card(page, "Lin Zhao").hover()
    page.locator(".tip:visible").wait_for()
    assert page.evaluate(SECRETS) == 0
    keep(page, "present-tip")
    card(page, "Lin Zhao").click()
    page.locator(".panel h3:has-text('Lin Zhao')").wait_for()
    assert page.evaluate(SECRETS) == 0
    page.keyboard.press("Escape")
    left(page)
    page.locator(".panel h3:has-text('Amara Osei')").wait_for()


def test_accounts_follow_one_another_by_keys(page):
    """Arrows go to the next account until somebody is focused; Page Up and Page Down in any case."""
    present(page)
    page.keyboard.press("ArrowRight")
    heading(page, "Orrin")
    page.keyboard.press("ArrowLeft")
    heading(page, "Northwind Foods")
    page.get_by_role("button", name="Next").click()
    heading(page, "Orrin")
    page.keyboard.press("PageUp")
    heading(page, "Northwind Foods")
    card(page, "Amara Osei").click()
    page.locator(".panel h3:has-text('Amara Osei')").wait_for()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.activeElement.matches('.box') && !document.activeElement.ariaLabel.startsWith('Amara Osei')"
    )
    assert page.locator(".presentation .heading").inner_text().startswith("Northwind Foods")
    page.keyboard.press("PageDown")
    heading(page, "Orrin")
    slider = page.locator(".timeline input")
    slider.focus()
    slider.press("ArrowLeft")
    page.wait_for_function("document.querySelector('.timeline output').textContent !== '23 November 2026'")
    heading(page, "Orrin")
    page.keyboard.press("Escape")
    left(page)
    page.locator(".panel h3:has-text('Cut line stoppages')").wait_for()
    assert page.get_by_role("combobox", name="Account").input_value() == "Northwind Foods"
    page.wait_for_function("document.querySelector('.timeline output').textContent === '23 November 2026'")


def test_nothing_is_edited(page):
    card(page, "Amara Osei").click()
    page.locator(".panel h3:has-text('Amara Osei')").wait_for()
    present(page)
    person = card(page, "Lin Zhao")
    person.focus()
    boxes = page.locator(".stratsell-map .box.card").count()
    for key in ("Delete", "e", "l", "c", "m", "r", "Alt+ArrowRight", "Shift+T", "Control+z", "f"):
        page.keyboard.press(key)
    person.dblclick()
    person.click(button="right")
    page.mouse.move(5, 400)
    place = person.bounding_box()
    middle = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 90, middle[1] + 10, steps=4)
    page.mouse.up()
    assert page.locator(".stratsell-map .box.card").count() == boxes
    for name in ("Meridian", "Kestrel", "Halden", "Fennimore"):
        page.keyboard.press("PageUp")
        heading(page, name)
    page.locator(".stratsell-map .ghost").first.click()
    assert page.locator(".popover:visible, .grip:visible, form:visible, [role=menu]:visible").count() == 0
    page.keyboard.press("Escape")
    left(page)
    page.locator(".panel h3:has-text('Amara Osei')").wait_for()
    assert page.locator(".toolbar .state").inner_text() == ""  # nothing is unsaved


def test_everything_is_as_it_was(page):
    """A tab, an open form and what was typed into it, and the focus."""
    page.get_by_role("button", name="Add a person").click()
    form = page.locator(".forms form")
    form.get_by_label("Name").first.fill("Half a na")
    page.get_by_role("tab", name="Coverage").click()
    page.locator(".sheets[aria-label^='Coverage']:visible").wait_for()
    page.get_by_role("tab", name="Coverage").focus()
    page.keyboard.press("Shift+P")
    page.locator(".stratsell-explorer.presenting .stratsell-map:visible").wait_for()
    assert page.locator("form:visible").count() == 0
    page.keyboard.press("PageDown")
    heading(page, "Orrin")
    page.keyboard.press("Escape")
    left(page)
    page.locator(".sheets[aria-label^='Coverage']:visible").wait_for()
    page.wait_for_function("document.activeElement.textContent.startsWith('Coverage')")
    assert form.get_by_label("Name").first.input_value() == "Half a na"
    form.get_by_role("button", name="Cancel").click()


def test_from_the_portfolio_and_back(page):
    page.get_by_role("radio", name="Portfolio").click()
    page.locator(".stratsell.portfolio:visible").wait_for()
    present(page)
    page.locator(".stratsell-map:visible").wait_for()
    assert page.locator(".stratsell.portfolio:visible").count() == 0
    page.get_by_role("button", name="Leave").click()
    left(page)
    page.locator(".stratsell.portfolio:visible").wait_for()
    page.get_by_role("radio", name="Account").click()
    page.locator(".stratsell-map:visible").wait_for()


def test_where_full_screen_is_refused_it_fills_the_window(page):
    page.evaluate(f"() => {{ window.full = Element.prototype.requestFullscreen; {REFUSE} }}")
    present(page)
    box = page.locator(".stratsell-explorer").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *LAPTOP.values())
    assert page.evaluate("document.elementFromPoint(40, 20).closest('.presenting') !== null")
    for _ in range(12):  # the Tab key goes around in it
        page.keyboard.press("Tab")
        page.wait_for_function("document.activeElement.closest('.presenting')")
    page.locator(".panel h3").click()
    page.keyboard.press("ArrowRight")
    heading(page, "Orrin")
    page.keyboard.press("Escape")
    left(page)
    page.evaluate("() => { Element.prototype.requestFullscreen = window.full; }")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_in_either_theme_on_a_large_screen(page, theme):
    page.set_viewport_size(LARGE)
    page.emulate_media(reduced_motion="reduce")
    dress(page, theme)
    card(page, "Amara Osei").click()
    page.locator(".panel h3:has-text('Amara Osei')").wait_for()
    present(page)
    assert page.evaluate("document.querySelector('.presenting').getAnimations({ subtree: true }).length") == 0
    assert violations(page, ".stratsell-explorer") == []
    keep(page, f"present-{theme.lower()}-large")
    page.set_viewport_size(LAPTOP)
    page.keyboard.press("PageDown")
    heading(page, "Orrin")
    assert violations(page, ".stratsell-explorer") == []
    keep(page, f"present-{theme.lower()}-laptop")
    page.keyboard.press("Escape")
    left(page)
    dress(page, "Light")
    page.emulate_media(reduced_motion="no-preference")


def test_the_app_presents_too(browser, tmp_path):
    ss.demo().write(tmp_path / "book.xlsx")
    with app("book.xlsx", state=tmp_path / "state", cwd=tmp_path) as running:
        page = browser.new_page(viewport=LAPTOP)
        page.set_default_timeout(120_000)
        page.goto(running.address)
        page.locator(DRAWN).first.wait_for()
        present(page)
        page.wait_for_function(FULL)
        keep(page, "present-app")
        first = page.locator(".presentation .heading").inner_text()
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "text => document.querySelector('.presentation .heading').textContent !== text", arg=first
        )
        page.keyboard.press("Escape")
        left(page)
        page.close()
