"""Every notebook that ships opens in JupyterLab with what it was saved with, and nothing goes wrong in the page."""

import shutil

import nbformat

from tests.support.paths import ROOT


def test_every_notebook_opens_as_it_was_saved(browser, lab):
    paths = sorted(path for path in (ROOT / "notebooks").glob("*.ipynb") if path.name != "my_book.ipynb")
    assert len(paths) > 12
    for path in paths:
        shutil.copy(path, lab.root / path.name)
        lab.attach(path.name)
        page, wrong = lab.page(browser, path.name)
        cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
        if any(cell.outputs for cell in cells):
            page.locator(".jp-Notebook .jp-OutputArea-output").first.wait_for(state="attached")
        assert not wrong, path.name
