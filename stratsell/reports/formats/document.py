"""The brief as a Word document, for those who want to change it before they hand it on.

python-docx writes it; texts are set as texts, so nothing in them is a field or markup. The same brief is the same file.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

from stratsell.reports.formats.format import Format, saved
from stratsell.reports.picture import map_png

if TYPE_CHECKING:
    from pathlib import Path

    from stratsell.reports.contents import Contents, Section

_MADE = dt.datetime(2000, 1, 1)
_EDGE, _ROOM, _HIGHEST = 1.5, 18.0, 8.5
"""The page's margins and the room between them, and how high the map may be, in cm."""


def document(brief: Contents) -> bytes:
    """Give the brief as the content of a ``.docx``.

    Parameters
    ----------
    brief : Contents
        The brief.

    Returns
    -------
    bytes

    Raises
    ------
    ModuleNotFoundError
        If python-docx is not installed.
    """
    try:
        from docx import Document
        from docx.shared import Cm, Pt
    except ModuleNotFoundError as error:
        problem = 'a .docx needs python-docx; install it with pip install "stratsell[docx]", or write .html or .pdf'
        raise ModuleNotFoundError(problem, name=error.name) from None
    made = Document()
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(_EDGE)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size, normal.paragraph_format.space_after = "Calibri", Pt(9), Pt(3)
    made.add_heading(brief.title, level=1)
    if brief.subtitle:
        made.add_paragraph().add_run(brief.subtitle).bold = True
    for label, text in brief.facts:
        line = made.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(text)
    wide = min(_ROOM, _HIGHEST * brief.map.width / brief.map.height)
    made.add_picture(io.BytesIO(map_png(brief.map)), width=Cm(wide))
    for section in brief.sections:
        _add(made, section)
    made.add_paragraph(brief.footer)
    about = made.core_properties
    about.title, about.author, about.comments = brief.title[:255], "stratsell", ""
    about.created = about.modified = _MADE
    return _repacked(made)


def _add(made: Any, section: Section) -> None:
    from docx.shared import Cm

    made.add_heading(section.title, level=2)
    if section.notes:
        made.add_paragraph(" ".join(section.notes))
    if not section.rows:
        return
    table = made.add_table(rows=0, cols=len(section.columns), style="Light Grid Accent 1")
    table.autofit = False
    for row in (section.columns, *section.rows):
        cells = table.add_row().cells
        for cell, text, share in zip(cells, row, section.widths, strict=True):
            cell.text, cell.width = text, Cm(share * _ROOM)


def _repacked(made: Any) -> bytes:
    """Give the file with one date throughout, so that equal briefs are equal files."""
    written, packed = io.BytesIO(), io.BytesIO()
    made.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _write(brief: Contents, path: Path) -> None:
    saved(document(brief), path)


FORMAT = Format(
    ".docx",
    40,
    _write,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    text="Brief as Word",
    note="This objective as a document that can be edited",
)
