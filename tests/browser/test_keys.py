"""What is pressed on a control stays in its widget: no key and no right click acts on the notebook's cells.

JupyterLab says itself which of its commands were carried out, and which cells there are.
"""

import string

import nbformat
import pytest
from playwright.sync_api import Error

from tests.support.laboratory import FRAME, keep

EXPLORER = """\
import ipywidgets
import stratsell as ss
explorer = ss.explore(ss.demo(), as_of="2026-11-23", account_id="northwind")
plain = [ipywidgets.Button(description="Plain"), ipywidgets.Text(), ipywidgets.Checkbox(), ipywidgets.IntSlider(),
         ipywidgets.ToggleButtons(options=["One", "Two"])]
explorer.children = [*explorer.children, ipywidgets.HBox(plain)]
explorer"""
MORE = """\
from IPython.display import display
display(ss.InfluenceMap(explorer.book, objective_id="northwind-1", as_of="2026-11-23"), ss.workshop())"""

KEYS = [
    *string.ascii_lowercase,
    *string.digits,
    *"ddzzii00",
    *("Delete", "Backspace", "Shift+M", "Control+a", "Control+Enter", "Alt+Enter", "Shift+Enter", "Enter"),
]
"""Some twice, where JupyterLab waits for the second one; Enter last, since it may open something."""

HEARD = """() => {
  const { commands, shell } = window.jupyterapp;
  window.heard = [];
  commands.commandExecuted.connect((_, { id }) => window.heard.push(id));
  window.cells = () => {
    const { content } = shell.currentWidget;
    const { cells } = content.model.sharedModel.toJSON();
    const kept = cells.map((cell) => [cell.id, cell.cell_type, cell.source, cell.execution_count]);
    return JSON.stringify([kept, content.mode, content.selectedCells.length]);
  };
}"""


def as_it_is(page):
    pass


def on_map(page):
    page.get_by_role("tab", name="Map").click()
    page.locator(".stratsell-explorer .stratsell-map:visible").wait_for()


def table(page):
    """The first explorer with a table in sight, and somebody in its panel."""
    page.get_by_role("tab", name="Coverage").click()
    page.locator(".sheets[aria-label^='Coverage']:visible").wait_for()
    if not page.locator(".panel .close:visible").count():
        page.locator(".sheets:visible tr.choice").first.click()
        page.locator(".panel .close:visible").first.wait_for()


def form(page):
    if not page.locator(".forms form:visible").count():
        table(page)
        page.locator(".panel:visible").get_by_role("button", name="Edit", exact=True).first.click()
        page.locator(".forms form:visible").first.wait_for()


def view(name):
    return lambda page: page.locator(f".switch [data-value={name}]").click()


def alone(part):
    return f"{part}:not(.stratsell-explorer *)"


PARTS = {
    "map": (
        on_map,
        ".stratsell-explorer .stratsell-map",
        ["[role=option][tabindex='0']", ".tools button", ".tools input"],
    ),
    "bars": (
        as_it_is,
        ".stratsell-explorer",
        [
            "[role=tab][aria-selected=true]",
            ".switch [aria-checked=true]",
            ".picker input",
            ".toolbar [aria-haspopup]",
            ".timeline input",
        ],
    ),
    "controls of ipywidgets": (
        as_it_is,
        ".stratsell-explorer",
        [
            ".stratsell-objective select",
            ".widget-button",
            ".widget-text input",
            ".widget-checkbox input",
            ".widget-toggle-buttons button",
            ".widget-slider [role=slider]",
        ],
    ),
    "tables": (table, ".sheets", ["th button", "tr.choice", "td button"]),
    "panel": (table, ".panel", ["button"]),
    "form": (
        form,
        ".forms",
        ["[data-field$=support] input", "input[type=checkbox]", "select", "textarea", "summary", "[type=submit]"],
    ),
    "portfolio": (view("portfolio"), ".portfolio", ["[role=grid]", "input[type=search]", "select", "button"]),
    "day": (view("account"), ".stratsell-explorer", [".widget-datepicker input"]),
    "map alone": (as_it_is, alone(".stratsell-map"), ["[role=option][tabindex='0']", ".tools button", ".tools input"]),
    "workshop": (as_it_is, ".course", ["nav button", ".nick input", "form input", "summary", "form .actions button"]),
}
"""How to bring a part in sight, its root, and a control of each kind in it."""


@pytest.fixture(scope="module")
def seen(browser, lab):
    more = [nbformat.v4.new_code_cell(MORE), nbformat.v4.new_markdown_cell("What stays *here*")]
    lab.write("keys", EXPLORER, *more)
    for page in lab.seen(browser, "keys", ".course .question"):
        page.locator(".stratsell-map [role=option]").nth(1).wait_for()
        page.evaluate(HEARD)
        yield page


@pytest.fixture
def page(seen):
    seen.evaluate("window.heard.length = 0")
    return seen


CONTROLS = [
    pytest.param(part, control, id=f"{part}: {control}", marks=[pytest.mark.slow] if number else [])
    for part, (_, _, controls) in PARTS.items()
    for number, control in enumerate(controls)
]
"""All of them; usually the first of each part will do."""


@pytest.mark.parametrize(("part", "control"), CONTROLS)
def test_no_key_and_no_right_click_reaches_the_notebook(page, part, control) -> None:
    prepare, root, _ = PARTS[part]
    prepare(page)
    node = page.locator(f"{root} {control}:visible").first
    node.dispatch_event("contextmenu")
    assert page.locator(".lm-Menu").count() == 0
    node.focus()
    page.evaluate("window.before = window.cells()")
    for key in KEYS:
        try:
            node.press(key, timeout=5_000)
        except Error:  # the Enter before it has saved the form, which has closed
            prepare(page)
            node.press(key)
    page.evaluate("document.fullscreenElement && document.exitFullscreen()")  # an F on the map
    page.evaluate(FRAME)
    assert page.evaluate("window.heard") == []
    assert page.evaluate("window.cells()") == page.evaluate("window.before")
    keep(page, f"keys-{part.replace(' ', '-')}")


def test_a_right_click_beside_the_controls_opens_no_menu_of_jupyterlab(page) -> None:
    for spot in (".tabbar", ".course h3"):
        page.locator(spot).first.click(button="right")
        assert (spot, page.locator(".lm-Menu").count()) == (spot, 0)
    for spot in (".notice", ".stratsell-explorer", ".stratsell-workshop"):
        page.locator(spot).first.dispatch_event("contextmenu")
        assert (spot, page.locator(".lm-Menu").count()) == (spot, 0)
    page.locator(".jp-MarkdownCell").click(button="right")
    page.locator(".lm-Menu").wait_for()  # it still has one
    page.keyboard.press("Escape")


def test_shortcuts_of_the_page_still_work(page) -> None:
    field = page.get_by_label("Nickname (may stay blank)")
    field.fill("")
    field.press_sequentially("mdd")
    field.press("Control+s")
    page.wait_for_function("window.heard.includes('docmanager:save')")
    field.press("Control+a")
    page.keyboard.press("x")
    assert field.input_value() == "x"
    assert set(page.evaluate("window.heard")) == {"docmanager:save"}
