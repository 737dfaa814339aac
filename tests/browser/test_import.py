"""Start page and import view as people see them: clean sheets, registers that need a hand, whole exports, long sheets.

In JupyterLab and as `stratsell app` serves it, by mouse and by keyboard, light and dark, on a laptop's screen.
"""

import os
import re
import shutil
import signal
import urllib.request

import pytest

from tests.support.laboratory import SECONDS, dress, keep, violations
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
IN_SIGHT = """share => {
  const grid = document.querySelector(".importing .grid");
  const middle = share * (grid.scrollHeight - grid.clientHeight) + grid.clientHeight / 2;
  const row = [...grid.querySelectorAll(".row")].find((each) => each.offsetTop - 60 <= middle && middle <= each.offsetTop + 90);
  return row && !grid.querySelector(".row.coming");
}"""
"""Whether the rows are there to which a sheet was scrolled."""
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
    """Wait until the page has what was asked for last; a key or a click says at once that it waits."""
    page.locator(".importing [aria-busy=false]").first.wait_for()


def focused(page, selector):
    """Wait until something has the focus, which it may get a moment after a click."""
    page.wait_for_function("selector => document.activeElement.matches(selector)", arg=selector)


def settled(page, count):
    """Wait until so many things are left to decide."""
    page.locator(f".importing .badge:text-is('{count}')" if count else ".importing .all").wait_for()


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
    assert violations(page, ".stratsell-start") == []
    choose(page, file(tmp_path, "people.csv", CLEAN))  # a click, and one on a file
    page.locator(".importing .all:has-text('Everything was understood')").wait_for()
    page.locator(".importing .map img").wait_for()
    assert totals(page) == ["1 account", "3 people", "3 buying influences", "2 relationships"]
    box = page.locator(".importing .import").bounding_box()
    assert box["height"] <= LAPTOP["height"] - 150
    keep(page, "import-clean-lab")
    assert violations(page, ".stratsell-start") == []
    page.get_by_role("button", name="Open the book").click()
    page.locator(MAP).first.wait_for()
    page.get_by_role("option", name=re.compile("Cy Voss")).wait_for()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Download the mapping").click()
    assert saving.value.suggested_filename == "people mapping.csv"
    saving.value.save_as(tmp_path / "mapping.csv")
    assert "column,Contact,name" in (tmp_path / "mapping.csv").read_text(encoding="utf-8")
    keep(page, "import-kept-lab")
    assert violations(page, ".importing") == []
    page.get_by_role("button", name="Hide what was imported").click()
    page.locator(".importing .kept").wait_for(state="detached")
    page.locator("[data-do=save]:text-is('Save as …')").wait_for()
    page.locator(".toolbar .state:text-is('● Not saved yet')").wait_for()
    assert page.get_by_role("button", name="Quit").count() == 0  # a notebook goes on
    page.get_by_role("button", name="Start page").press("Enter")
    page.get_by_role("dialog", name="Leave for the start page").get_by_role("button", name="Save as …").press("Enter")
    place = page.get_by_label("File or folder")
    place.wait_for()
    assert place.input_value() == "people book.xlsx"
    place.fill(str(tmp_path / "people book.xlsx"))
    place.press("Enter")
    page.locator("[data-do=save]:text-is('Saved ✓')").wait_for()
    page.get_by_role("button", name="Start page").press("Enter")
    page.locator(f".importing .recent button[title='{tmp_path / 'people book.xlsx'}']").wait_for()
    focused(page, ".importing [data-home]")
    assert page.locator(".stratsell-explorer").count() == 0
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
    settled(page, 3)
    assert cell(page, 5, "G").inner_text() == "<img src=x onerror=alert(1)>"
    keep(page, "import-register")
    page.get_by_label("What “Türöffner” means").select_option(label="Several of these …")
    for role in ("Economic", "User"):
        page.get_by_role("checkbox", name=role).press(" ")
        settle(page)
    settled(page, 2)
    assert page.get_by_label("What “Türöffner” means").locator("option:checked").inner_text() == "Economic + User"
    keep(page, "import-register-several")
    page.get_by_role("button", name="Row 6 · Unterstützung", exact=True).click()
    focused(page, "[role=grid]")
    field = page.get_by_label("Row 6 · Unterstützung: what it should say")
    field.fill("2")
    page.locator(".importing .trouble").first.get_by_role("button", name="Correct").click()
    settled(page, 1)
    field = page.get_by_label("Row 6 · Letzter Kontakt: what it should say")
    field.fill("28.02.2026")
    field.press("Enter")
    settled(page, 0)
    focused(page, ".importing *")
    cell(page, 6, "E").and_(page.locator(".mended")).wait_for()
    keep(page, "import-register-mended")
    page.get_by_label("What column G, Notiz, is").select_option("ignored")
    page.locator(".importing .head.ignored").wait_for()
    page.get_by_title("Make row 5 the header").click()
    page.locator(".importing .head .title:has-text('Nordwerk AG')").wait_for()
    page.get_by_label("Header in row").fill("4")
    page.get_by_label("Header in row").press("Enter")
    page.locator(".importing .head .title:has-text('Firma')").wait_for()
    for control in ("[data-key=header]", ".grid", "[data-key=start]", "[data-key=source]", "[data-key='column 6']"):
        for key in KEYS:
            page.locator(f".importing {control}").press(key)
    assert page.evaluate("window.heard") == []
    dress(page, "Dark")
    page.locator(".importing .map img").wait_for()
    keep(page, "import-register-dark")
    assert violations(page, ".stratsell-start") == []
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
    assert violations(page, ".stratsell-start") == []
    choose(page, *(tmp_path / f"{name}.csv" for name in EXPORT))
    assert page.get_by_label("Read as").input_value() == "salesforce"
    tabs = page.get_by_role("navigation", name="Files")
    assert tabs.locator(".pick").count() == 5
    tabs.get_by_role("button", name="Contact.csv").first.click()
    page.locator(".importing .file.shown:has-text('Contact.csv')").wait_for()
    page.get_by_role("button", name="Row 13 · AccountId", exact=True).click()
    focused(page, ".grid")
    page.get_by_label("Row 15 · AccountId: what it should say").wait_for()  # where no cell says it, one is offered
    page.get_by_role("button", name="Row 15 · AccountId: Leave the row out").press("Enter")
    page.locator(".importing .line:has-text('Row 15: left out')").wait_for()
    page.get_by_role("button", name="Undo: Row 15, left out").press("Enter")
    page.locator(".importing .line:has-text('Row 15: left out')").wait_for(state="detached")
    page.get_by_label("What “Project Sponsor” means").select_option(label="Economic")
    page.locator(".importing .word:not(.asked):has-text('Project Sponsor')").wait_for()
    page.locator(".importing .map img").wait_for()
    keep(page, "import-export-dark")
    assert violations(page, ".stratsell-start") == []
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


def drop(page, *files):
    """Drop files, each a name and its content as bytes."""
    page.locator(".importing .drop").evaluate(
        """(node, files) => {
          const transfer = new DataTransfer();
          for (const [name, content] of files) transfer.items.add(new File([new Uint8Array(content)], name));
          node.dispatchEvent(new DragEvent("dragover", { dataTransfer: transfer, bubbles: true, cancelable: true }));
          node.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }""",
        [(name, list(content)) for name, content in files],
    )


def test_a_file_is_dropped_and_another_way_is_taken(browser, served, tmp_path) -> None:
    """What cannot be read is said, and the page goes on; the keyboard reaches everything."""
    page, wrong = visit(browser, served.address)
    page.locator(START).wait_for()
    locked = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    drop(page, ("locked.xlsx", locked), ("photo.png", b"\x89PNG"), ("empty.csv", b""))
    page.locator(".importing .refused:has-text('locked.xlsx is protected by a password')").wait_for()
    page.locator(".importing .refused:has-text('photo.png is no')").wait_for()
    settle(page)
    keep(page, "start-refused")
    assert violations(page, ".stratsell-start") == []
    drop(page, ("colours.csv", b"Colour,Weight\nred,3"))
    page.locator(".importing .problem:has-text('No column holds the names of people')").wait_for()
    keep(page, "import-no-people")
    assert violations(page, ".stratsell-start") == []
    assert page.get_by_role("button", name="Open the book").is_disabled()
    page.get_by_label("What column A, Colour, is").select_option("name")
    page.locator(".importing .problem").wait_for(state="detached")
    assert totals(page)[0] == "1 account"
    page.get_by_label("These people are all of").fill("Northwind")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="Start page").press("Enter")
    dialog = page.get_by_role("dialog", name="Leave for the start page")
    dialog.get_by_text("2 decisions of this import would be lost.").wait_for()
    keep(page, "import-leave")
    assert violations(page, ".stratsell-start") == []
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    focused(page, ".importing [data-key=start]")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Leave anyway").press("Enter")
    page.locator(START).wait_for()
    field = page.get_by_label("Folder, file or database")
    field.fill("nothing here.xlsx")
    field.press("Enter")
    page.locator(".importing .said.bad:has-text('there is no')").wait_for()
    page.get_by_role("button", name="Look at the demo").press("Enter")
    page.locator(MAP).first.wait_for()
    page.get_by_role("button", name="Start page").press("Enter")  # nothing of the demo is lost
    page.locator(START).wait_for()
    assert wrong == []
    page.close()


def test_the_app_is_quit_on_its_page(browser, tmp_path) -> None:
    with app(file(tmp_path, "people.csv", CLEAN), state=tmp_path / "state", cwd=tmp_path) as running:
        page, wrong = visit(browser, running.address)
        page.locator(RECORD).first.wait_for()
        page.get_by_role("button", name="Open the book").press("Enter")
        page.locator(MAP).first.wait_for()
        keep(page, "app-book")
        page.get_by_role("button", name="Quit").press("Enter")
        dialog = page.get_by_role("dialog", name="Quit")
        dialog.get_by_text("This book is not saved yet.").wait_for()
        assert running.process.poll() is None
        dialog.get_by_role("button", name="Do not save").press("Enter")
        page.locator(".importing .ended:has-text('Stratsell has stopped')").wait_for()
        assert running.process.wait(60) == 0
        keep(page, "app-ended")
        assert wrong == []
        page.close()


def test_a_sheet_of_20_000_rows_is_read_in_windows(browser, tmp_path) -> None:
    """Only what is in sight is on the page, wherever one scrolls; the mouse, the keys and a fault find their row."""
    lines = [
        f"Account {index // 50},Person {index},Engineer,user,{'much' if index == 15_000 else index % 5}"
        for index in range(20_000)
    ]
    more = ",".join(f"More {index}" for index in range(40))
    text = f"Company,Contact,Title,Role,Support,{more}\n" + "\n".join(f"{line},{',' * 39}" for line in lines)
    path = file(tmp_path, "long.csv", text)
    with app(path, state=tmp_path / "state", cwd=tmp_path) as running:
        page, wrong = visit(browser, running.address)
        page.locator(RECORD).first.wait_for()
        grid = page.locator(".importing .grid")
        count = "grid => [grid.querySelectorAll('.row').length, grid.querySelectorAll('.cell').length]"
        for share in (0, 0.1, 0.33, 0.71, 1, 0.5):
            grid.evaluate(
                "(grid, share) => { grid.scrollTop = share * (grid.scrollHeight - grid.clientHeight); }", share
            )
            page.wait_for_function(IN_SIGHT, arg=share)
            rows, cells = grid.evaluate(count)
            assert rows <= 60
            assert cells <= rows * 12
        page.get_by_role("button", name="Row 15002 · Support", exact=True).click()
        focused(page, ".grid")
        cell(page, 15_002, "E").locator("bdi:has-text('much')").wait_for()
        page.keyboard.press("Enter")
        page.locator(".importing .cell input").fill("3")
        page.keyboard.press("Enter")
        settled(page, 0)
        focused(page, ".grid")
        page.keyboard.press("Control+End")
        page.keyboard.press("Home")
        cell(page, 20_001, "A").locator("bdi:has-text('Account 399')").wait_for()
        page.keyboard.press("Control+Home")
        cell(page, 1, "A").locator("bdi:has-text('Company')").wait_for()
        keep(page, "import-long")
        assert wrong == []
        page.close()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_kernel_that_works_or_has_gone_is_said(browser, lab, tmp_path) -> None:
    """While Python is at work, choices wait for it; once it has gone, no control does as if. This ends the kernel."""
    lab.write("gone", f"import os\npid = open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n{CODE}")
    page, wrong = lab.open(browser, "gone", START)
    page.set_viewport_size(LAPTOP)
    choose(page, file(tmp_path, "register.csv", REGISTER))
    page.locator(".importing .map img").wait_for()
    kernel = int((tmp_path / "pid").read_text())
    os.kill(kernel, signal.SIGSTOP)  # it answers nothing, as if at work on something else
    try:
        word = page.get_by_label("What “Türöffner” means")
        word.select_option(label="Coach")
        page.locator(".importing .wellbeing:has-text('Python is still at work')").wait_for()
        keep(page, "import-busy")
        assert word.input_value() == "coach"
    finally:
        os.kill(kernel, signal.SIGCONT)
    page.locator(".importing .wellbeing").wait_for(state="detached")
    settled(page, 2)
    gone = urllib.request.Request(lab.address(f"api/kernels/{lab.kernel()}"), method="DELETE")
    urllib.request.urlopen(gone, timeout=60).close()
    page.locator(".importing .wellbeing.bad:has-text('Run the cell again')").wait_for()
    keep(page, "import-gone")
    # axe takes all that is in a disabled fieldset for disabled, but keys do reach and scroll these
    assert [what for what, *_ in violations(page, ".stratsell-start") if what != "scrollable-region-focusable"] == []
    for part in (".grid", ".questions"):
        page.locator(f".importing {part}").focus()
        focused(page, part)
    assert page.locator(".importing :is(button, select, input):not(:disabled)").count() == 0
    grid = page.locator(".importing .grid")
    grid.press("ArrowDown")
    grid.press("h")
    grid.press("Enter")
    assert page.locator(".importing .cell input").count() == 0
    assert page.get_by_label("Header in row").input_value() == "4"
    page.close()
    assert wrong == []
