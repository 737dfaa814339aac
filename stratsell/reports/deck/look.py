"""Our own look of slides: 16:9, dark letters on white, titles on the left; and PowerPoint's units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from stratsell.map.style import LIGHT

MADE = dt.datetime(2000, 1, 1)
"""When every file was made, so that equal slides are equal files."""

EMU = 12700
"""PowerPoint's smallest unit, to a pt."""

WIDTH, HEIGHT = 960.0, 540.0
"""A slide, in pt: 16:9."""

_MASTER = {
    "title": (36.0, 20.0, 888.0, 46.0),
    "body": (36.0, 74.0, 888.0, 424.0),
    "date": (36.0, 508.0, 160.0, 20.0),
    "footer": (36.0, 508.0, 760.0, 20.0),
    "slide_number": (824.0, 508.0, 100.0, 20.0),
}
_TITLES = {"center_title": (72.0, 150.0, 816.0, 120.0), "subtitle": (72.0, 282.0, 816.0, 140.0)}
_FEET = ("date", "footer", "slide_number")
_COLOURS = {b"1F497D": "ink", b"4F81BD": "selected", b"C0504D": "bad", b"9BBB59": "good"}
_SIZES = {"title": 24, "center_title": 40, "subtitle": 18, "footer": 9, "slide_number": 9}


def kind_of(shape: Any) -> str:
    """Give the kind of a placeholder, in small letters, such as ``title``."""
    return str(shape.placeholder_format.type).partition(" ")[0].lower()


def put(shape: Any, x: float, y: float, width: float, height: float) -> None:
    """Put a shape somewhere, in pt."""
    shape.left, shape.top, shape.width, shape.height = (round(part * EMU) for part in (x, y, width, height))


def own_look(made: Any) -> None:
    """Give python-pptx's empty presentation, which is 4:3, our look."""
    made.slide_width, made.slide_height = round(WIDTH * EMU), round(HEIGHT * EMU)
    master = made.slide_master
    for shape in master.placeholders:
        put(shape, *_MASTER[kind_of(shape)])
    for layout in made.slide_layouts:
        for shape in layout.placeholders:
            _place(shape)
    _colour(master)
    _title_style(master, _SIZES["title"])
    _bar(next(layout for layout in made.slide_layouts if layout.name == "Title Slide"))
    for key, relation in list(made.part.package._rels.items()):  # noqa: SLF001 (python-pptx has no other way)
        if relation.reltype.endswith("/thumbnail"):  # a picture of python-pptx's own first slide
            made.part.package._rels.pop(key)  # noqa: SLF001


def _place(shape: Any) -> None:
    """Put a layout's placeholder where the master or this module says, or as far right as the slide is wider."""
    kind, own = kind_of(shape), shape._element.spPr.find(f"{_A}xfrm") is not None  # noqa: SLF001
    if kind in _FEET:
        put(shape, *_MASTER[kind])
    elif kind in _TITLES:
        put(shape, *_TITLES[kind])
        _letters(shape, _SIZES[kind])
    elif own:
        shape.left, shape.width = round(shape.left * 4 / 3), round(shape.width * 4 / 3)
    if kind in ("footer", "slide_number"):
        _letters(shape, _SIZES[kind], right=kind == "slide_number")


_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def _letters(shape: Any, size: int, *, right: bool = False) -> None:
    """Set the size of a placeholder's letters, and which side they stand on."""
    from lxml import etree

    style = shape._element.txBody.find(f"{_A}lstStyle")  # noqa: SLF001
    level = style.find(f"{_A}lvl1pPr")
    if level is None:
        level = etree.SubElement(style, f"{_A}lvl1pPr")
    level.set("algn", "r" if right else "l")
    level.set("marL", "0")
    level.set("indent", "0")
    letters = level.find(f"{_A}defRPr")
    if letters is None:
        letters = etree.SubElement(level, f"{_A}defRPr")
    letters.set("sz", str(100 * size))
    body = shape._element.txBody.find(f"{_A}bodyPr")  # noqa: SLF001
    if kind_of(shape) == "center_title":
        body.set("anchor", "b")
    for side in ("lIns", "rIns"):
        body.set(side, "0")


def _title_style(master: Any, size: int) -> None:
    (style,) = master._element.xpath("p:txStyles/p:titleStyle/a:lvl1pPr")  # noqa: SLF001
    style.set("algn", "l")
    letters = style.find(f"{_A}defRPr")
    letters.set("sz", str(100 * size))
    letters.set("b", "1")
    (body,) = master._element.xpath(".//p:sp[.//p:ph[@type='title']]/p:txBody/a:bodyPr")  # noqa: SLF001
    body.set("lIns", "0")


def _colour(master: Any) -> None:
    """Take our colours into the theme, which tables and links follow."""
    (part,) = (link.target_part for link in master.part.rels.values() if link.reltype.endswith("/theme"))
    blob = part.blob
    for old, name in _COLOURS.items():
        blob = blob.replace(b'"' + old + b'"', f'"{LIGHT[name][1:].upper()}"'.encode())
    part._blob = blob.replace(b'name="Office Theme"', b'name="Stratsell"')  # noqa: SLF001


def _bar(layout: Any) -> None:
    """Draw a bar beside the title of the first slide."""
    from lxml import etree

    x, y, width, height = (round(part * EMU) for part in (48.0, 190.0, 7.0, 190.0))
    namespaces = " ".join(
        f'xmlns:{name}="http://schemas.openxmlformats.org/{where}/2006/main"'
        for name, where in (("a", "drawingml"), ("p", "presentationml"))
    )
    bar = (
        f'<p:sp {namespaces}><p:nvSpPr><p:cNvPr id="99" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:p/></p:txBody></p:sp>"
    )
    layout.shapes._spTree.append(etree.fromstring(bar))  # noqa: SLF001 (our own text)
