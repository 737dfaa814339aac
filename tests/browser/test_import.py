"""Start page and import view as people see them: clean sheets, registers that need a hand, whole exports, long sheets.

In JupyterLab and as `stratsell app` serves it, by mouse and by keyboard, light and dark, on a laptop's screen.
"""

import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.laboratory import SECONDS, dress, keep
from tests.support.paths import ROOT
from tests.support.served import app

LAPTOP = {"width": 1366, "height": 768}
SALESFORCE = ROOT / "tests" / "data" / "salesforce"
EXPORT = ["Account", "Contact", "Opportunity", "OpportunityContactRole", "Task"]
CODE = "import stratsell as ss\nss.explore(as_of='2026-11-23')"
START = ".importing .start"
RECORD = ".importing .grid .row.record"
MAP = ".stratsell-map [role=option]"
CLEAN = """\
Company,Contact,Title,Role,Support,Reports to
Northwind,Ada Lane,CFO,economic,2,
Northwind,Bo Kern,Plant manager,user,3,Ada Lane
Northwind,Cy Voss,Engineer,technical; coach,4,Bo Kern
"""
REGISTER = """\
Stakeholderliste Anlagenbau;;;;;;
Stand 23.11.2026;;;;;;
;;;;;;
Firma;Name;Funktion;Rolle;Unterstützung;Letzter Kontakt;Notiz
Nordwerk AG;Ada Lang;Geschäftsführerin;Entscheider;3;01.10.2026;<img src=x onerror=alert(1)>
Nordwerk AG;Bo Kern;Leiter Einkauf;Türöffner;viel;31.02.2026;$\\alpha$
Nordwerk AG;Cy Voss;Werkleiterin;Anwender;-2;03.11.2026;
Südkraft GmbH;Dee Roth;Meisterin;Türöffner;2;14.11.2026;
"""
KEYS = ("x", "Delete", "Backspace", "v")  # which JupyterLab knows, and no option of ours begins with
HEARD = """() => {
  window.heard = [];
  window.jupyterapp.commands.commandExecuted.connect((_, { id }) => window.heard.push(id));
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    with app(state=folder / "state", cwd=folder) as running:
        yield running


def visit(browser, address):
    """A page, and the list into which it writes what must not happen."""
    page = browser.new_page(viewport=LAPTOP)
    page.set_default_timeout(60 * SECONDS)
    wrong = []
    page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on(
        "request",
        lambda asked: "//127.0.0.1:" in asked.url or wrong.append(asked.url) if "http" in asked.url[:4] else 0,
    )
    page.goto(address)
    return page, wrong


def file(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def choose(page, *paths):
    """Choose files with the button, as one click."""
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Choose files").click()
    chosen.value.set_files([str(path) for path in paths])
    page.locator(RECORD).first.wait_for()
    settle(page)


def settle(page):
    """Wait until the page has what was asked for last."""
    page.locator(".importing [aria-busy=false]").first.wait_for()


def wrongs(page, context=".stratsell-start"):
    """What axe finds that a keyboard or a screen reader could not use."""
    found = Axe().run(page, context=context, options={"resultTypes": ["violations"]})
    return [(each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in found.response["violations"]]


def totals(page):
    return page.locator(".importing .totals").inner_text().split("\n")


def cell(page, row, column):
    """A cell of the sheet, by the number of its row and the letter of its column."""
    return page.locator(f".importing .grid [id$='-{row - 1}-{ord(column) - ord('A')}']")


def test_a_clean_sheet_takes_three_clicks_to_the_map(browser, lab, tmp_path) -> None:
    lab.write("clean", CODE)
    page, wrong = lab.open(browser, "clean", START)
    page.set_viewport_size(LAPTOP)
    keep(page, "start-lab")
    assert wrongs(page) == []
    choose(page, file(tmp_path, "people.csv", CLEAN))  # a click, and one on a file
    page.locator(".importing .all:has-text('All was understood')").wait_for()
    page.locator(".importing .map img").wait_for()
    assert totals(page) == ["1 account", "3 people", "3 buying influences", "2 relationships"]
    box = page.locator(".importing .import").bounding_box()
    assert box["height"] <= LAPTOP["height"] - 150
    keep(page, "import-clean-lab")
    assert wrongs(page) == []
    page.get_by_role("button", name="Open the book").click()
    page.locator(MAP).first.wait_for()
    page.get_by_role("option", name=re.compile("Cy Voss")).wait_for()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Download the mapping").click()
    assert saving.value.suggested_filename == "people mapping.csv"
    saving.value.save_as(tmp_path / "mapping.csv")
    assert "column,Contact,name" in (tmp_path / "mapping.csv").read_text(encoding="utf-8")
    keep(page, "import-kept-lab")
    assert wrongs(page, ".importing") == []
    page.get_by_role("button", name="Hide this line").click()
    page.locator(".importing").wait_for(state="detached")
    assert wrong == []
    page.close()


def test_a_register_is_mended_by_clicking(browser, lab, tmp_path) -> None:
    """A title, German headers, a word that nobody knows, and two cells; then in the dark, and keys stay inside."""
    lab.write("register", CODE)
    page, wrong = lab.open(browser, "register", START)
    page.set_viewport_size(LAPTOP)
    page.evaluate(HEARD)
    choose(page, file(tmp_path, "register.csv", REGISTER))
    assert page.get_by_label("Header in row").input_value() == "4"
    assert page.get_by_label("What column D, Rolle, is").input_value() == "roles"
    assert page.locator(".importing .badge").inner_text() == "3"
    assert cell(page, 5, "G").inner_text() == "<img src=x onerror=alert(1)>"
    keep(page, "import-register")
    page.get_by_label("What “Türöffner” means").select_option(label="Coach")
    page.locator(".importing .badge:has-text('2')").wait_for()
    page.get_by_role("button", name="Row 6 · Unterstützung").click()
    page.wait_for_function("document.activeElement.getAttribute('role') === 'grid'")
    field = page.get_by_label("Row 6 · Unterstützung: what shall stand there")
    field.fill("2")
    page.locator(".importing .trouble").first.get_by_role("button", name="Correct").click()
    page.locator(".importing .badge:has-text('1')").wait_for()
    field = page.get_by_label("Row 6 · Letzter Kontakt: what shall stand there")
    field.fill("28.02.2026")
    field.press("Enter")
    page.locator(".importing .all").wait_for()
    assert page.evaluate("document.querySelector('.importing').contains(document.activeElement)")
    assert cell(page, 6, "E").get_attribute("class").split()[1] == "mended"
    keep(page, "import-register-mended")
    page.get_by_label("What column G, Notiz, is").select_option("ignored")
    page.locator(".importing .head.ignored").wait_for()
    page.get_by_title("Make row 5 the header").click()
    page.locator(".importing .head .title:has-text('Nordwerk AG')").wait_for()
    page.get_by_label("Header in row").fill("4")
    page.get_by_label("Header in row").press("Enter")
    page.locator(".importing .head .title:has-text('Firma')").wait_for()
    for control in ("[data-key=header]", ".grid", "[data-key=over]", "[data-key=source]", "[data-key='column 6']"):
        for key in KEYS:
            page.locator(f".importing {control}").press(key)
    assert page.evaluate("window.heard") == []
    dress(page, "Dark")
    page.locator(".importing .map img").wait_for()
    keep(page, "import-register-dark")
    assert wrongs(page) == []
    page.get_by_role("button", name="Open the book").click()
    page.locator(MAP).first.wait_for()
    assert page.locator("img[src=x]").count() == 0
    assert wrong == []
    page.close()


def test_an_export_of_five_files_is_dropped_at_once(browser, served, tmp_path) -> None:
    """As a page of its own, in the dark; with a tab a file."""
    for name in EXPORT:
        shutil.copy(SALESFORCE / f"{name}.csv", tmp_path)
    page, wrong = visit(browser, served.address + "&theme=dark")
    page.locator(START).wait_for()
    keep(page, "start-dark")
    assert wrongs(page) == []
    choose(page, *(tmp_path / f"{name}.csv" for name in EXPORT))
    assert page.get_by_label("Read as").input_value() == "salesforce"
    tabs = page.get_by_role("navigation", name="Files")
    assert tabs.locator(".pick").count() == 5
    tabs.get_by_role("button", name="Contact.csv").first.click()
    page.locator(".importing .file.shown:has-text('Contact.csv')").wait_for()
    page.get_by_role("button", name="Row 13 · AccountId").click()
    page.locator(".importing .grid:focus").wait_for()
    page.get_by_label("What “Project Sponsor” means").select_option(label="Economic")
    page.locator(".importing .word:not(.asked):has-text('Project Sponsor')").wait_for()
    page.locator(".importing .map img").wait_for()
    keep(page, "import-export-dark")
    assert wrongs(page) == []
    before = totals(page)
    page.get_by_role("button", name="Leave Task.csv out").click()
    page.locator(".importing .pick:has-text('Task.csv')").wait_for(state="detached")
    settle(page)
    assert totals(page) != before
    page.get_by_role("button", name="Open the book").click()
    page.locator(MAP).first.wait_for()
    keep(page, "import-export-open")
    assert wrong == []
    page.close()


def test_a_file_is_dropped_and_another_way_is_taken(browser, served, tmp_path) -> None:
    """What cannot be read is said, and the page goes on; the keyboard reaches everything."""
    page, wrong = visit(browser, served.address)
    page.locator(START).wait_for()
    page.locator(".importing .drop").evaluate("""(node) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["Colour,Weight\\nred,3"], "colours.csv"));
      node.dispatchEvent(new DragEvent("dragover", { dataTransfer: transfer, bubbles: true, cancelable: true }));
      node.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }""")
    page.locator(".importing .problem:has-text('No column holds the names of people')").wait_for()
    keep(page, "import-no-people")
    assert wrongs(page) == []
    assert page.get_by_role("button", name="Open the book").is_disabled()
    page.get_by_label("What column A, Colour, is").select_option("name")
    page.locator(".importing .problem").wait_for(state="detached")
    assert totals(page)[0] == "1 account"
    page.get_by_label("These people are all of").fill("Northwind")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="Start over").press("Enter")
    page.locator(START).wait_for()
    field = page.get_by_label("Folder, file or database")
    field.fill("nothing here.xlsx")
    field.press("Enter")
    page.locator(".importing .said.bad:has-text('there is no')").wait_for()
    page.get_by_role("button", name="Look at the demo").press("Enter")
    page.locator(MAP).first.wait_for()
    assert wrong == []
    page.close()


def test_a_sheet_of_20_000_rows_is_read_in_windows(browser, tmp_path) -> None:
    """Only what is in sight is on the page, wherever one scrolls; the mouse, the keys and a fault find their row."""
    lines = [
        f"Account {at // 50},Person {at},Engineer,user,{'much' if at == 15_000 else at % 5}" for at in range(20_000)
    ]
    more = ",".join(f"More {at}" for at in range(40))
    text = f"Company,Contact,Title,Role,Support,{more}\n" + "\n".join(f"{line},{',' * 39}" for line in lines)
    path = file(tmp_path, "long.csv", text)
    with app(path, state=tmp_path / "state", cwd=tmp_path) as running:
        page, wrong = visit(browser, running.address)
        page.locator(RECORD).first.wait_for()
        grid = page.locator(".importing .grid")
        count = "grid => [grid.querySelectorAll('.row').length, grid.querySelectorAll('.cell').length]"
        for share in (0, 0.1, 0.33, 0.71, 1, 0.5):
            grid.evaluate("(grid, share) => { grid.scrollTop = share * grid.scrollHeight; }", share)
            page.wait_for_function(
                "() => !document.querySelector('.importing .row.coming') && document.querySelector('.importing .row.record')"
            )
            rows, cells = grid.evaluate(count)
            assert rows <= 60
            assert cells <= rows * 12
        page.get_by_role("button", name="Row 15002 · Support").click()
        cell(page, 15_002, "E").locator("bdi:has-text('much')").wait_for()
        page.keyboard.press("Enter")
        page.locator(".importing .cell input").fill("3")
        page.keyboard.press("Enter")
        page.locator(".importing .all").wait_for()
        page.keyboard.press("Control+End")
        page.keyboard.press("Home")
        cell(page, 20_001, "A").locator("bdi:has-text('Account 399')").wait_for()
        page.keyboard.press("Control+Home")
        cell(page, 1, "A").locator("bdi:has-text('Company')").wait_for()
        keep(page, "import-long")
        assert wrong == []
        page.close()
