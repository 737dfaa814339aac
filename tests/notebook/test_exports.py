"""The one Export menu: all that can be made of an objective, each with a name of its own."""

import sys

import pytest

import stratsell as ss
from stratsell.notebook.export import all_exports


@pytest.fixture(scope="module")
def explorer():
    return ss.explore(ss.demo(), as_of="2026-11-23", account_id="northwind")


def test_the_menu_has_all_that_can_be_exported(explorer):
    offered = [kind["text"] for kind in explorer._toolbar.kinds]
    assert offered == [
        *("Map as PNG", "Map as SVG", "Map as PDF", "Brief as page", "Brief as PDF", "Brief as Word"),
        *("Plan as .ics", "Slides as .pptx", "Tables as .xlsx"),
    ]
    assert all(kind["note"] for kind in explorer._toolbar.kinds)


@pytest.mark.parametrize(
    ("kind", "name", "start"),
    [
        ("brief.pdf", "northwind-1-brief-2026-11-23.pdf", b"%PDF"),
        ("docx", "northwind-1-2026-11-23.docx", b"PK"),
        ("pdf", "northwind-1-2026-11-23.pdf", b"%PDF"),
    ],
)
def test_the_brief_is_a_file_beside_the_map(explorer, kind, name, start):
    file = explorer.export(kind)
    assert (file.name, file.content[: len(start)]) == (name, start)


def test_no_two_exports_have_one_name(explorer):
    names = [f"{kind.rpartition('.')[0]}.{kind.rpartition('.')[2]}" for kind in all_exports()]
    assert len({*names}) == len(names)


def test_without_word_the_explorer_names_the_extra(explorer, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    assert explorer.export("docx") is None
    assert "stratsell[docx]" in explorer._notice.text
