"""What Arrow reads of a CSV file is what the csv module reads, row by row; it says nothing of files that are odd."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratsell.io.files.regular_csv import read_regular

CELLS = st.sampled_from(
    ["x", "", "1", '"q"', '"a""b"', '"a,b;"', '"l\nm"', "NA", "null", "007", " ", "'=1", "é", '""', "\x85"]
)
ODD = st.text('ab",;\n\r\0 é', max_size=4)


@st.composite
def contents(draw: st.DrawFn) -> tuple[str, str, int]:
    """What stands in a file, its delimiter and how many columns its header has."""
    width, end, delimiter = (
        draw(st.integers(1, 4)),
        draw(st.sampled_from(["\n", "\r\n"])),
        draw(st.sampled_from(",;\t")),
    )
    cells = draw(st.sampled_from([CELLS, CELLS, CELLS | ODD]))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6))
    lines = [delimiter.join(row) for row in [["name"] * width, *rows]]
    return end.join(lines) + draw(st.sampled_from(["", end, 2 * end])), delimiter, width


@given(contents())
def test_columns_are_those_of_the_csv_module_or_left_to_it(file: tuple[str, str, int]) -> None:
    text, delimiter, width = file
    with TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_bytes(text.encode())
        read = read_regular(path.read_bytes(), delimiter, width)
    if read is None:
        return
    _, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    remaining = {index: row for index, row in enumerate(rows) if any(row)}
    columns, places = read
    assert list(places) == list(remaining)
    assert [list(row) for row in zip(*columns, strict=True)] == list(remaining.values())


@pytest.mark.parametrize(
    ("text", "regular"),
    [
        ("a,b\n1,2\n,\n3,4\n", True),
        ('a,b\n1,"2""3\n4"\n', True),
        ("a,b\n1\n", False),
        ("a,b\n\n1,2\n", True),
        ('a,b\n1,"2"3\n', False),
        ('a,b\n1,2"3"\n', False),
        ('a,b\n1,"2\n', False),
        ("a,b\n1,2\r3,4\n", False),
        ("a,b\n1,\0\n", False),
    ],
)
def test_odd_files_are_left_to_the_csv_module(tmp_path: Path, text: str, regular: bool) -> None:
    (tmp_path / "table.csv").write_bytes(text.encode())
    assert (read_regular((tmp_path / "table.csv").read_bytes(), ",", 2) is not None) == regular


def test_bytes_that_are_not_utf_8_are_left_to_it_too(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(b"a,b\n1,\xe9\n")
    assert read_regular((tmp_path / "table.csv").read_bytes(), ",", 2) is None
