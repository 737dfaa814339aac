"""PowerPoint's own shapes, each with what it says to those who cannot see it: boxes, dots, signs and connectors.

Colours are names, as on every map (`stratsell.map.style`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from stratsell.map.kinds import EdgeKind
from stratsell.map.style import LIGHT
from stratsell.reports.deck.connectors import BEND, STRAIGHT, Box, Connector
from stratsell.reports.deck.deck import plain
from stratsell.reports.deck.look import EMU

PT = 0.75
"""A px of the map, in pt."""

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


class Ink(NamedTuple):
    """How a text is set.

    Attributes
    ----------
    size : float
        In pt.
    colour : str
        Its name.
    bold : bool
        Whether it is bold.
    """

    size: float
    colour: str
    bold: bool = False


class Line(NamedTuple):
    """A border or a line; dashes and gaps in pt."""

    colour: str
    width: float
    dash: tuple[float, float] | None = None


class Drawing:
    """Shapes that are added to a slide and put together in the end: much quicker than adding them to a group."""

    def __init__(self, slide: Any) -> None:
        self._shapes = slide.shapes
        self._made = list[Any]()

    def add_shape(self, *about: Any) -> Any:
        """Add a shape."""
        self._made.append(self._shapes.add_shape(*about))
        return self._made[-1]

    def add_connector(self, *about: Any) -> Any:
        """Add a line."""
        self._made.append(self._shapes.add_connector(*about))
        return self._made[-1]

    def together(self, name: str, meaning: str) -> None:
        """Make a group of what was added, and say in words what it shows."""
        describe(self._shapes.add_group_shape(self._made), name, meaning)


def describe(shape: Any, name: str, text: str = "") -> None:
    """Name a shape, and say in words what it shows."""
    shape.name = plain(name)[:120]
    about = shape._element.xpath("./*/p:cNvPr")[0]  # noqa: SLF001 (python-pptx has no other way)
    about.set("descr", plain(text))


def box(shapes: Any, kind: str, place: Box, fill: str = "", line: Line | None = None, radius: float = 0.0) -> Any:
    """Add a shape of a kind of `MSO_SHAPE`, such as ``ROUNDED_RECTANGLE``, without shadow or look of the theme."""
    from pptx.enum.shapes import MSO_SHAPE

    made = shapes.add_shape(MSO_SHAPE[kind], *(round(part * EMU) for part in place))
    made._element.remove(made._element.xpath("p:style")[0])  # noqa: SLF001 (as above)
    if radius:
        made.adjustments[0] = radius / min(place[2:])
    if fill:
        made.fill.solid()
        made.fill.fore_color.rgb = _rgb(fill)
    else:
        made.fill.background()
    if line is None:
        made.line.fill.background()
    else:
        _draw(made.line, line)
    frame = made.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return made


def write(shape: Any, lines: Iterable[tuple[str, Ink]], *, align: str = "CENTER", anchor: str = "MIDDLE") -> None:
    """Write paragraphs into a shape, each in its own ink."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR[anchor]
    for index, (text, ink) in enumerate(lines):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN[align]
        run = paragraph.add_run()
        run.text = plain(text)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(ink.size), ink.bold, _rgb(ink.colour)


def dots(shapes: Any, x: float, y: float, level: int) -> None:
    """Add the four dots of a level, around the middle of a line."""
    for place in range(4):
        fill = "ink" if place < level else "card"
        box(shapes, "OVAL", (x + 7.5 * place, y - 2.75, 5.5, 5.5), fill, Line("ink", 0.75))


def connect(slide: Any, way: Connector, kind: EdgeKind, width: float, bodies: dict[str, Any], meaning: str) -> None:
    """Add a connector that stays with its cards when they are moved, below them."""
    from pptx.enum.shapes import MSO_CONNECTOR

    shapes = slide.shapes
    made = shapes.add_connector(MSO_CONNECTOR.STRAIGHT if way.shape == STRAIGHT else MSO_CONNECTOR.ELBOW, 0, 0, 1, 1)
    made.begin_connect(bodies[way.source], way.start)
    made.end_connect(bodies[way.target], way.end)
    element = made._element  # noqa: SLF001 (as above)
    element.xpath("p:style")[0].getparent().remove(element.xpath("p:style")[0])
    _place(made, way)
    dash = kind.line.dash and (kind.line.dash[0] * PT, kind.line.dash[1] * PT)
    _draw(made.line, Line(kind.name, width, dash), arrow=kind.line.arrow)
    describe(made, kind.label, meaning)
    tree = shapes._spTree  # noqa: SLF001 (as above)
    tree.insert(tree.index(tree.xpath("./p:grpSp")[0]), element)


def stroke(shapes: Any, kind: EdgeKind, width: float, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Add a line of a kind that joins nothing, for a legend."""
    from pptx.enum.shapes import MSO_CONNECTOR

    made = shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(round(part * EMU) for part in (*start, *end)))
    element = made._element  # noqa: SLF001 (as above)
    element.remove(element.xpath("p:style")[0])
    dash = kind.line.dash and (kind.line.dash[0] * PT, kind.line.dash[1] * PT)
    _draw(made.line, Line(kind.name, width, dash), arrow=kind.line.arrow)


def _place(made: Any, way: Connector) -> None:
    """Say where a connector runs, as PowerPoint does: a box, turned by a quarter where it begins up or down."""
    (ax, ay), (bx, by) = way.points[0], way.points[-1]
    turned = way.shape != STRAIGHT and abs(way.points[1][1] - ay) > 0.01
    if way.shape == BEND and abs(by - ay if turned else bx - ax) < 1:  # the bend's place is a share of a pt at least
        bx, by = (bx, ay + 1) if turned else (ax + 1, by)
    wide, high = abs(bx - ax), abs(by - ay)
    x, y = (ax + bx) / 2, (ay + by) / 2
    across, down = (high, wide) if turned else (wide, high)
    frame = made._element.spPr.find(f"{_A}xfrm")  # noqa: SLF001 (as above)
    for name in ("rot", "flipH", "flipV"):
        frame.attrib.pop(name, None)
    if turned:
        frame.set("rot", "5400000")
    if (by < ay) if turned else (bx < ax):
        frame.set("flipH", "1")
    if (bx > ax) if turned else (by < ay):
        frame.set("flipV", "1")
    made.left, made.top = round((x - across / 2) * EMU), round((y - down / 2) * EMU)
    made.width, made.height = round(across * EMU), round(down * EMU)
    geometry = made._element.spPr.find(f"{_A}prstGeom")  # noqa: SLF001 (as above)
    geometry.set("prst", "straightConnector1" if way.shape == STRAIGHT else way.shape)
    if way.shape == BEND:
        values = geometry.find(f"{_A}avLst")
        values = _add(geometry, "avLst") if values is None else values
        _add(values, "gd", name="adj1", fmla=f"val {round(100_000 * way.bend)}")


def _draw(pen: Any, line: Line, *, arrow: bool = False) -> None:
    """Give a shape its border: colour, width, dashes, arrow, in the order of the schema."""
    from pptx.util import Pt

    pen.width = Pt(line.width)
    pen.color.rgb = _rgb(line.colour)
    drawn = pen._ln  # noqa: SLF001 (as above)
    if line.dash:
        mark, gap = (str(round(100_000 * part / line.width)) for part in line.dash)
        _add(_add(drawn, "custDash"), "ds", d=mark, sp=gap)
    _add(drawn, "round")
    if arrow:
        _add(drawn, "tailEnd", type="triangle", w="med", len="med")


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    from lxml import etree

    return etree.SubElement(parent, f"{_A}{tag}", attributes)


def _rgb(name: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(LIGHT[name][1:].upper())
