"""Every notebook that ships opens in JupyterLab with what it was saved with, and nothing goes wrong in the page."""

import shutil

import nbformat

from tests.support.laboratory import SECONDS
from tests.support.paths import ROOT


def test_every_notebook_opens_as_it_was_saved(browser, lab):
    paths = sorted(path for path in (ROOT / "notebooks").glob("*.ipynb") if path.name != "my_book.ipynb")
    assert len(paths) > 12
    wrong = []
    for path in paths:
        shutil.copy(path, lab.root / path.name)
        cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
        page = browser.new_page()
        page.set_default_timeout(90 * SECONDS)
        page.on("pageerror", lambda error, name=path.name: wrong.append(f"{name}: {error}"))
        page.goto(lab.address(f"doc/tree/{path.name}?reset"))
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        if any(cell.outputs for cell in cells):
            page.locator(".jp-Notebook .jp-OutputArea-output").first.wait_for(state="attached")
        page.close()
    assert not wrong
