"""Workbooks that are traps: each is refused, in a moment and with a reason, and none is run."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from stratsell.errors import BookError, BookWarning
from stratsell.io import demo, read, read_sheet, write
from stratsell.io.files import archive_check

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
END = b"</sheetData>"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bombs of a few megabytes go off here."""
    monkeypatch.setattr(archive_check, "SMALL", 2**22)
    monkeypatch.setattr(archive_check, "MOST_TEXT", 2**25)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts of a workbook that is right."""
    path = tmp_path_factory.mktemp("right") / "book.xlsx"
    write(demo(), path)
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return path


def at_end(more: bytes) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda parts: {**parts, SHEET: parts[SHEET].replace(END, more + END)}


TRAPS = {
    "a zip bomb": (at_end(b" " * 2**24), "unpacks to more than"),
    "a cell in the farthest corner": (
        at_end(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "row 1,048,576",
    ),
    "a row beyond the last": (at_end(b'<row r="4000000000"><c><v>1</v></c></row>'), "row 4,000,000,000"),
    "one text in many cells": (
        lambda parts: at_end(
            b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(100, 9_000))
        )({**parts, TEXTS: parts[TEXTS].replace(b"<si>", b"<si><t>" + b"x" * 2**13 + b"</t></si><si>", 1)}),
        "MB of text",
    ),
    "entities": (
        lambda parts: {
            **parts,
            "xl/workbook.xml": parts["xl/workbook.xml"].replace(
                b"<workbook", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook', 1
            ),
        },
        "declares XML entities",
    ),
    "another encoding": (
        lambda parts: {**parts, SHEET: parts[SHEET].decode().encode("utf-16")},
        "not UTF-8",
    ),
    "thousands of parts": (lambda parts: {**parts, **{f"x/{index}": b"" for index in range(10_001)}}, "10,0.* parts"),
    "a path out of the file": (
        lambda parts: {
            **parts,
            "xl/_rels/workbook.xml.rels": parts["xl/_rels/workbook.xml.rels"].replace(
                b"worksheets/sheet1.xml", b"../../../../etc/passwd"
            ),
        },
        "damaged",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_refused(tmp_path: Path, parts: dict[str, bytes], trap: str) -> None:
    change, problem = TRAPS[trap]
    path = packed(tmp_path / "book.xlsx", change(parts))
    for way in (read, read_sheet):
        with pytest.raises(BookError, match=problem):
            way(path)


def test_sizes_that_the_file_states_are_not_believed(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = packed(tmp_path / "book.xlsx", at_end(b" " * 2**24)(parts))
    content = path.read_bytes()
    with zipfile.ZipFile(path) as opened:
        stated = opened.getinfo(SHEET).file_size.to_bytes(4, "little")
    assert content.count(stated) == 2  # before the part and in the list of parts
    path.write_bytes(content.replace(stated, (1000).to_bytes(4, "little")))
    with pytest.raises(BookError, match="unpacks to more than"):
        read(path)


def test_macros_are_not_run_and_that_they_get_lost_is_said(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = packed(tmp_path / "book.xlsx", {**parts, "xl/vbaProject.bin": b"Auto_Open"})
    with pytest.warns(BookWarning, match="its macros are not run, not read and would not be written"):
        assert read(path) == demo()


def test_a_wide_and_a_long_sheet_are_no_traps(tmp_path: Path, parts: dict[str, bytes]) -> None:
    far = b'<row r="20"><c r="F20" t="str"><v>x</v></c></row><row r="99999"/>'
    with pytest.raises(BookError, match="column F has cells but no name in its header"):
        read(packed(tmp_path / "book.xlsx", at_end(far)(parts)))
