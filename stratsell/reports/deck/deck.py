"""A file of slides, written by python-pptx: titles, texts, tables and notes, in our look or in a company's own.

All lengths are in pt. Text is set as text, so that nothing in it is markup, a field or a link. The same slides are the
same file.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stratsell.map.text import cut, left_to_right
from stratsell.reports.deck.look import EMU, MADE, kind_of, own_look
from stratsell.reports.formats.sheet import lines
from stratsell.text import clean

TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
"""The media type of such a file."""

TABLE_SIZES = (16.0, 14.0, 12.5, 11.0)
"""The letters of tables, in pt: the largest with which the table has room on one slide, else the smallest."""

LEADING = 1.25
"""The height of a line, over its letters'."""

_ABOVE = 14.0
"""The letters of what stands above a table."""
_TITLE = 24.0
"""The letters of our titles; a template's own may be larger, and take two lines."""
_SURE = 0.97
"""How much of the room is counted on, since each program measures letters in its own way."""
_EDGE = 36.0
_BULLETS = (24.0, 20.0, 18.0, 16.0, 14.0)
_CELL = (6.0, 3.5)
"""What is free beside and above the text of a cell."""

_FOREIGN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_TEMPLATE = b"presentationml.template.main+xml", b"presentationml.presentation.main+xml"


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a slide."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are its columns' shares of the slide."""

    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


def plain(text: str) -> str:
    """Make one plain line of a text that any XML can hold."""
    return _FOREIGN.sub("\ufffd", clean(text))


class Deck:
    """A file of slides.

    Parameters
    ----------
    template : path, optional
        A ``.pptx`` or ``.potx`` whose layouts and theme are used; its slides are not. Default: our own look, 16:9.

    Raises
    ------
    ModuleNotFoundError
        If python-pptx is not installed.
    ValueError
        If the template is no such file, or lacks a layout with a title.
    """

    def __init__(self, template: Path | None = None) -> None:
        try:
            from pptx import Presentation
        except ModuleNotFoundError as error:
            problem = 'slides need python-pptx; install it with pip install "stratsell[slides]"'
            raise ModuleNotFoundError(problem, name=error.name) from None
        if template is None:
            self._made = Presentation()
            own_look(self._made)
        else:
            self._made = _opened(template)
        self._first = _layout(self._made, "title")
        self._usual = _layout(self._made, "titleOnly")
        self.width, self.height = self._made.slide_width / EMU, self._made.slide_height / EMU
        self.area = self._area()
        self._line = max((area.width for area in _places(self._usual, ("title", "center_title"))), default=self.width)

    def _area(self) -> Area:
        """Where a slide's content goes: as the layouts say, below the title and above the footer."""
        body = next(
            (area for layout in _by_type(self._made, "obj") for area in _places(layout, ("body", "object"))), None
        )
        top = max((area.y + area.height for area in _places(self._usual, ("title", "center_title"))), default=0.0)
        low = min((area.y for area in _places(self._usual, ("footer", "slide_number")) if area.y > self.height / 2),
                  default=self.height - _EDGE / 2)  # fmt: skip
        x, width = (body.x, body.width) if body else (_EDGE, self.width - 2 * _EDGE)
        return Area(x, top + 6, width, low - top - 10)

    def opening(self, title: str, subtitle: Sequence[str], notes: str = "") -> None:
        """Add the slide that the others follow."""
        slide = self._made.slides.add_slide(self._first)
        _fill_title(slide, title)
        rest = [shape for shape in slide.placeholders if shape.placeholder_format.idx]
        for index, shape in enumerate(rest):
            if index == 0:
                shape.text_frame.text = "\n".join(map(plain, subtitle))
            else:
                shape._element.getparent().remove(shape._element)  # noqa: SLF001 (python-pptx has no other way)
        _add_notes(slide, notes)

    def page(self, title: str, notes: str = "", footer: str = "", many: str = "") -> Page:
        """Add a slide with a title, and give it; `many` says which of several with the same title it is."""
        slide = self._made.slides.add_slide(self._usual)
        _fill_title(slide, cut(plain(title), self._line - 14.0 * len(many), _TITLE, bold=True) + many)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.idx:
                shape._element.getparent().remove(shape._element)  # noqa: SLF001 (as above)
        _add_footer(slide, self._usual, plain(footer), len(self._made.slides))
        _add_notes(slide, notes)
        return Page(slide, self.area)

    def tables(self, title: str, table: Table, *, above: Sequence[str] = (), notes: str = "", footer: str = "") -> None:
        """Add a table, on as many slides as it needs; what stands above it, and the notes, are on the first."""
        heads = [line for text in above for line in lines(plain(text), self.area.width, _ABOVE, 3)]
        start = len(heads) * _ABOVE * LEADING + (10.0 if heads else 0.0)
        ways = ([*_parts(table, size, self.area, start)] for size in TABLE_SIZES)
        parts = next((parts for parts in ways if len(parts) == 1), None) or [
            *_parts(table, TABLE_SIZES[-1], self.area, start)
        ]
        for index, part in enumerate(parts):
            many = f" ({index + 1} of {len(parts)})" if len(parts) > 1 else ""
            page = self.page(title, notes if index == 0 else "", footer, many)
            if index == 0 and heads:
                page.text(heads, Area(self.area.x, self.area.y, self.area.width, start - 6), _ABOVE)
            if part.table.rows:
                page.table(part, self.area.y + (start if index == 0 else 0.0))

    def bullets(
        self, title: str, entries: Sequence[tuple[str, str]], notes: str = "", *, above: Sequence[str] = ()
    ) -> None:
        """Add a slide of lines, each with a word that stands out, or a blank one; in letters that have room."""
        texts = [f"{word} {text}".strip() for word, text in entries]
        area = self.area

        def height(size: float) -> float:
            return sum(len(lines(plain(text), area.width, size, 9, bold=True)) * size * 1.6 for text in texts)

        size = next((size for size in _BULLETS if height(size) <= area.height - 40), _BULLETS[-1])
        page = self.page(title, notes)
        if above:
            page.text([*map(plain, above)], Area(area.x, area.y, area.width, 24), _ABOVE)
        page.text(
            texts, Area(area.x, area.y + 34, area.width, area.height - 40), size, words=[word for word, _ in entries]
        )

    def content(self, title: str) -> bytes:
        """Give the file."""
        about = self._made.core_properties
        about.title, about.author, about.last_modified_by = plain(title)[:255], "stratsell", "stratsell"
        about.subject = about.comments = about.keywords = about.category = ""
        about.created = about.modified = MADE
        about.revision = 1
        written, packed = io.BytesIO(), io.BytesIO()
        self._made.save(written)
        with zipfile.ZipFile(written) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
        return packed.getvalue()


class Page:
    """A slide; `area` is the part of it that content may take."""

    def __init__(self, slide: Any, area: Area) -> None:
        self.slide, self.area = slide, area

    def text(
        self, lines: Sequence[str], area: Area, size: float, *, words: Sequence[str] = (), name: str = "Text"
    ) -> None:
        """Add lines of text; the words with which they begin stand out."""
        from pptx.util import Pt

        box = self.slide.shapes.add_textbox(*_emu(area))
        box.name = name
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for index, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            word = plain(words[index]) if words else ""
            if word:
                paragraph.space_after = Pt(size * 0.35)
            for part, bold in ((word, True), (plain(line)[len(word) :], False)):
                if part:
                    run = paragraph.add_run()
                    run.text = part
                    run.font.size, run.font.bold = Pt(size), bold

    def table(self, part: _Part, y: float) -> None:
        """Add a table across the slide."""
        from pptx.util import Pt

        area, rows = self.area, (part.table.columns, *part.table.rows)
        frame = self.slide.shapes.add_table(
            len(rows), len(part.table.columns), *_emu(Area(area.x, y, area.width, sum(part.heights)))
        )
        frame.name = "Table"
        frame._element.xpath("./*/p:cNvPr")[0].set("descr", f"{', '.join(part.table.columns)}: {len(rows) - 1} rows")  # noqa: SLF001
        made = frame.table
        for column, share in zip(made.columns, part.table.widths, strict=True):
            column.width = round(share * area.width * EMU)
        for line, row, height in zip(made.rows, rows, part.heights, strict=True):
            line.height = round(height * EMU)
            for cell, text in zip(line.cells, row, strict=True):
                cell.margin_left = cell.margin_right = Pt(_CELL[0])
                cell.margin_top = cell.margin_bottom = Pt(_CELL[1])
                run = cell.text_frame.paragraphs[0].add_run()
                run.text = left_to_right(plain(text)) or "–"
                run.font.size = Pt(part.size)


@dataclass(frozen=True, slots=True)
class _Part:
    """What of a table is on one slide, with the size of its letters and the heights of its rows, the head's first."""

    table: Table
    size: float
    heights: tuple[float, ...]


def _parts(table: Table, size: float, area: Area, start: float) -> Iterator[_Part]:
    """Split a table into what has room on a slide each; a row that has no room by itself is cut."""
    head = _row_height(table.columns, table.widths, size, area.width)
    rows, heights, room = list[tuple[str, ...]](), [head], area.height - start - head
    first = True
    for row in table.rows:
        texts = tuple(
            _cut(text, size, share * area.width, area.height - head)
            for text, share in zip(row, table.widths, strict=True)
        )
        high = _row_height(texts, table.widths, size, area.width)
        if high > room and (rows or first):
            yield _Part(Table(table.columns, table.widths, tuple(rows)), size, tuple(heights))
            rows, heights, room, first = [], [head], area.height - head, False
        rows.append(texts)
        heights.append(high)
        room -= high
    if rows or first:
        yield _Part(Table(table.columns, table.widths, tuple(rows)), size, tuple(heights))


def _cut(text: str, size: float, width: float, height: float) -> str:
    most = int((height - 2 * _CELL[1]) / (size * LEADING))
    broken = _lines(text, size, width, most)
    return text if len(broken) < most else " ".join(broken)


def _lines(text: str, size: float, width: float, most: int = 99) -> list[str]:
    return lines(plain(text), _SURE * (width - 2 * _CELL[0]), size, most)


def _row_height(row: Sequence[str], widths: Sequence[float], size: float, width: float) -> float:
    most = max(len(_lines(text, size, share * width)) for text, share in zip(row, widths, strict=True))
    return most * size * LEADING + 2 * _CELL[1]


def _emu(area: Area) -> tuple[int, int, int, int]:
    return tuple(round(part * EMU) for part in (area.x, area.y, area.width, area.height))  # type: ignore[return-value]


def _fill_title(slide: Any, title: str) -> None:
    slide.shapes.title.text_frame.text = plain(title)


def _add_notes(slide: Any, notes: str) -> None:
    if notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(map(plain, notes.split("\n")))


def _add_footer(slide: Any, layout: Any, text: str, number: int) -> None:
    """Add the layout's own footer and slide number, which python-pptx leaves out."""
    for shape in layout.placeholders:
        kind = kind_of(shape)
        if kind not in ("footer", "slide_number") or (kind == "footer" and not text):
            continue
        made = copy.deepcopy(shape._element)  # noqa: SLF001 (as above)
        properties = made.spPr
        for child in list(properties):
            properties.remove(child)
        made.xpath(".//p:cNvPr")[0].set("id", str(slide.shapes._next_shape_id))  # noqa: SLF001 (as above)
        slide.shapes._spTree.append(made)  # noqa: SLF001
        last = slide.shapes[-1]
        if kind == "footer":
            last.text_frame.text = text
        else:
            for field in made.xpath(".//a:fld/a:t"):
                field.text = str(number)


def _places(layout: Any, kinds: Sequence[str]) -> list[Area]:
    return [
        Area(shape.left / EMU, shape.top / EMU, shape.width / EMU, shape.height / EMU)
        for shape in layout.placeholders
        if kind_of(shape) in kinds and shape.width
    ]


def _by_type(made: Any, kind: str) -> list[Any]:
    return [layout for layout in made.slide_layouts if layout._element.get("type") == kind]  # noqa: SLF001


def _layout(made: Any, kind: str) -> Any:
    """Give a layout of a type; where there is none, another one with a title."""
    titled = [layout for layout in made.slide_layouts if _places(layout, ("title", "center_title"))]
    if not titled:
        raise ValueError("template: none of its layouts has a title; give one with a layout “Title Only”")
    fewest = min(titled, key=lambda layout: len(layout.placeholders))
    return next(iter(_by_type(made, kind)), titled[0] if kind == "title" else fewest)


def _opened(template: Path) -> Any:
    """Open a template without its slides."""
    from pptx import Presentation
    from pptx.exc import PackageNotFoundError

    if template.suffix.lower() not in (".pptx", ".potx"):
        raise ValueError(f"template: “{template.name}” must end in .pptx or .potx")
    content = template.read_bytes()
    try:
        made = Presentation(io.BytesIO(_as_presentation(content)))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ValueError(f"template: “{template.name}” is no file of PowerPoint: {error}") from None
    slides = made.slides._sldIdLst  # noqa: SLF001 (python-pptx cannot delete slides)
    for slide in list(slides):
        made.part.drop_rel(slide.rId)
        slides.remove(slide)
    for gone in made.part._element.xpath("p:custShowLst | p:extLst"):  # noqa: SLF001 (sections name the slides)
        gone.getparent().remove(gone)
    return made


def _as_presentation(content: bytes) -> bytes:
    """Give a template (.potx) as a presentation, which differ in one word."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(*_TEMPLATE) if name == "[Content_Types].xml" else part)
    return packed.getvalue()
