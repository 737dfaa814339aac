"""What the explorer gives to take away."""

import io
import sys
import zipfile

import openpyxl
import pptx
import pytest

import stratsell as ss
from stratsell.notebook.export import exported, file_name
from tests.support.explorers import DAY, review, small

# What is saved.


def test_a_saved_notebook_holds_a_picture_and_the_same_text_each_time(demo):
    bundles = [ss.explore(demo, as_of=DAY)._repr_mimebundle_() for _ in range(2)]
    assert bundles[0]["text/plain"] == bundles[1]["text/plain"] == "<Explorer: Northwind Foods, 23 November 2026>"
    assert bundles[0]["image/png"].startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in bundles[0]


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("png", b"\x89PNG"),
        ("svg", b"<?xml"),
        ("pdf", b"%PDF"),
        ("xlsx", b"PK"),
        ("ics", b"BEGIN:VCALENDAR"),
        ("html", b"<!DOCTYPE html>"),
    ],
)
def test_exports_are_files_of_their_kind(explorer, kind, start):
    file = explorer.export(kind)
    assert file.name == f"northwind-1-2026-11-23.{kind}"
    assert file.content.startswith(start)


def test_slides_are_exported_of_an_objective_and_of_the_portfolio_that_is_shown():
    pages = ss.explore(ss.demo(), account_id="northwind", as_of="2026-11-23")
    file = pages.export("pptx")
    assert file.name == "northwind-1-2026-11-23.pptx"
    assert "Influence map: Northwind Foods" in [
        slide.shapes.title.text for slide in pptx.Presentation(io.BytesIO(file.content)).slides
    ]
    pages.view = "portfolio"
    file = pages.export("pptx")
    assert file.name == "portfolio-2026-11-23.pptx"
    assert pptx.Presentation(io.BytesIO(file.content)).slides[0].shapes.title.text == "Portfolio"


def test_without_python_pptx_the_explorer_names_the_extra(monkeypatch):
    pages = ss.explore(ss.demo(), account_id="northwind", as_of="2026-11-23")
    monkeypatch.setitem(sys.modules, "pptx", None)
    assert pages.export("pptx") is None
    assert "stratsell[slides]" in pages._notice.text


def test_an_unknown_kind_of_export_is_said(explorer):
    assert explorer.export("exe") is None
    assert "exe" in explorer._notice.text


def test_the_workbook_holds_the_tables_with_ids_and_text_as_text():
    file = exported(review(small(), "a"), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert book.sheetnames[:6] == [
        "Coverage by role",
        "People",
        "Coaches",
        "Introductions",
        "Missing influences",
        "Red flags",
    ]
    missing = list(book["Missing influences"].values)
    assert missing[0] == ("Role", "Who it may be", "Who it may be (id)", "Why")
    assert ("=1+1; or", "r") in [row[1:3] for row in missing]
    with zipfile.ZipFile(io.BytesIO(file.content)) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]
    assert exported(review(small(), "a"), "xlsx").content == file.content


@pytest.mark.parametrize("id_", ["", "..", "/etc/passwd", "a\\b\0c", "CON", "x" * 500, "🙂"])
def test_a_file_name_is_only_a_name(id_):
    name = file_name(id_, DAY, "png")
    assert name.endswith("-2026-11-23.png")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")
    assert len(name) < 90
    assert not name.startswith((".", "-"))


def test_a_button_gets_the_file_it_asked_for(explorer, monkeypatch):
    sent = []
    monkeypatch.setattr(explorer._toolbar, "send", lambda content, buffers=None: sent.append((content, buffers)))
    explorer._toolbar._handle_custom_msg({"kind": "xlsx", "ticket": "7"}, [])
    ((content, buffers),) = sent
    assert (content["ticket"], content["name"]) == ("7", "northwind-1-2026-11-23.xlsx")
    assert buffers[0].startswith(b"PK")
