"""The Matplotlib painter: a scene as a figure, and as a PNG, SVG or PDF file.

Figures are made without pyplot, so nothing global is touched and nothing is left behind; in a notebook a
figure shows itself. Files are the same for the same scene, and are written whole or not at all.
"""

from __future__ import annotations

import io
import math
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from stratsell.io.files.atomic import save_file
from stratsell.map import style
from stratsell.map.lettering import Lettering
from stratsell.map.marks import marks
from stratsell.map.scene import Scene
from stratsell.map.shapes import Mark, Shape, Words
from stratsell.map.shown import shown
from stratsell.map.sized import People, drawn_for
from stratsell.map.style import PX, Theme
from stratsell.objective_view import objective_view

if TYPE_CHECKING:
    import datetime as dt

    from stratsell.book import Book

FORMATS = (".png", ".svg", ".pdf")
"""The endings of the files that a map is written to."""
DPI = 144.0
LEAST_DPI = 80.0
DOTS = 3840 * 2160
"""How many dots a PNG has at most, unless that would make it illegible or a caller asks for more."""
STILL_DOTS = 1.6e6
LEGIBLE = 3.0
OPAQUE = 255
Palette = Mapping[str, str]
POINTS = 72.0
"""Points to an inch."""


class _Canvas(FigureCanvasAgg):
    """Matplotlib's canvas, only that a picture that nothing shines through is written without transparency, quickly."""

    def print_png(
        self, filename_or_obj: Any, *, metadata: Mapping[str, str] | None = None, pil_kwargs: Any = None, **_: Any
    ) -> None:
        """Write the figure as PNG; with options for Pillow, which writes it."""
        agg: Any = self
        agg.draw()
        picture = Image.fromarray(np.asarray(agg.buffer_rgba()))
        if picture.getchannel("A").getextrema() == (OPAQUE, OPAQUE):
            picture = picture.convert("RGB")
        described = PngInfo()
        for key, text in (metadata or {}).items():
            described.add_text(key, text)
        dots = self.figure.dpi, self.figure.dpi
        options = {"dpi": dots, "pnginfo": described, "compress_level": 1} | (pil_kwargs or {})
        picture.save(filename_or_obj, format="png", **options)


class MapFigure(Figure):
    """A Matplotlib figure that a notebook shows without pyplot."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _Canvas(self)

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", **_save_options(".png"))
        return buffer.getvalue()


def draw_map(
    book: Book,
    *,
    objective_id: str | None = None,
    account_id: str | None = None,
    as_of: dt.date | str | None = None,
    selected: str | None = None,
    path: str | os.PathLike[str] | None = None,
    theme: Theme = "light",
    dpi: float | None = None,
    size: tuple[float, float] | None = None,
    people: People = "all",
) -> Figure:
    """Draw the influence map of one objective.

    Parameters
    ----------
    book : Book
        The book.
    objective_id : str, optional
        The objective. Default: the account's first open one, by id.
    account_id : str, optional
        The account. Default: the only one that has an open objective.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    selected : str, optional
        The id of a person to highlight, with the best introduction to them.
    path : path, optional
        A file to write the map to as well; its ending, ``.png``, ``.svg`` or ``.pdf``, says how.
    theme : {"light", "dark"}, default "light"
        The colours.
    dpi : float, optional
        Dots to an inch of a PNG; 100 px of the scene are an inch. Default: 144, down to 80
        for a large map, which else would have more dots than a 4K screen.
    size : (float, float), optional
        Width and height in inches, such as ``(13.3, 7.5)`` for a slide, which the map then fills. The smaller cards
        come out, the fewer and larger things stand on them, so that letters are 9 points high at least. Default: as
        large as the people need, with all that is known of each.
    people : {"all", "involved"}, default "all"
        Who is drawn: everybody, or only those with a part in the objective, those above them, and whom we have met. The
        others are counted on the card of their manager. Where a `size` has no room for letters of 9 points, whole teams
        are counted there, too.

    Returns
    -------
    matplotlib.figure.Figure
        Shown by a notebook when it is the last value of a cell.

    Raises
    ------
    KeyError
        If there is no such objective, account or person.
    ValueError
        If it is not clear which objective is meant, the path has another ending, or a map has no room in the size.
    OSError
        If the file cannot be written; one that was there before is then unchanged.

    Examples
    --------
    >>> import stratsell as ss
    >>> figure = ss.draw_map(ss.demo(), objective_id="northwind-1", as_of="2026-11-23")
    >>> type(figure).__name__
    'MapFigure'
    """
    target = image_path(path)
    view = objective_view(book, objective_id=objective_id, account_id=account_id, as_of=as_of)
    drawn = drawn_for(shown(view, selected or ""), theme=theme, size=size, people=people)
    return saved(paint(drawn, dpi=dpi), target, drawn.title)


def still(drawn: Scene) -> bytes:
    """Paint a scene as a small PNG, quickly: for notebooks that are read where no widget runs.

    Parameters
    ----------
    drawn : Scene
        The scene.

    Returns
    -------
    bytes
        A picture of at most 1.6 million dots, without words that would be too small to read.
    """
    dpi = min(PX, PX * math.sqrt(STILL_DOTS / (drawn.width * drawn.height)))
    buffer = io.BytesIO()
    paint(drawn, dpi=dpi, legible=LEGIBLE).savefig(buffer, format="png", **_save_options(".png", drawn.title))
    return buffer.getvalue()


def paint(drawn: Scene, *, dpi: float | None = None, legible: float = 0.0) -> Figure:
    """Paint a scene.

    Parameters
    ----------
    drawn : Scene
        The scene.
    dpi : float, optional
        Dots to an inch when it is shown or saved as PNG, as in `draw_map`.
    legible : float, default 0
        Words that would be smaller than so many dots are left out.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if dpi is None:
        wide, high = drawn.inches or (drawn.width / PX, drawn.height / PX)
        dpi = min(DPI, max(LEAST_DPI, math.sqrt(DOTS / (wide * high))))
    seen = [mark for mark in marks(drawn) if isinstance(mark, Shape) or mark.size * dpi / PX >= legible]
    return paint_marks(seen, drawn.width, drawn.height, theme=drawn.theme, dpi=dpi, inches=drawn.inches)


def paint_marks(
    painted: list[Mark],
    width: float,
    height: float,
    *,
    theme: Theme = "light",
    dpi: float = DPI,
    inches: tuple[float, float] | None = None,
) -> MapFigure:
    """Paint marks on a page of a width and a height, in px, which is as large as they say or as asked for in inches."""
    wide, high = inches or (width / PX, height / PX)
    figure = MapFigure(figsize=(wide, high), dpi=dpi)
    palette = style.PALETTES[theme]
    figure.set_facecolor(palette["page"])
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    point = POINTS * wide / width
    shapes = [mark for mark in painted if isinstance(mark, Shape)]
    axes.add_collection(_shapes(shapes, palette, point), autolim=False)
    lettering = Lettering((mark for mark in painted if isinstance(mark, Words)), palette, point)
    lettering.set_transform(axes.transData)
    axes.add_artist(lettering)
    return figure


def save(figure: Figure, path: str | os.PathLike[str], *, title: str = "") -> None:
    """Write a figure to a file, whole or not at all.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What `draw_map` or `paint` gave.
    path : path
        The file; its ending, ``.png``, ``.svg`` or ``.pdf``, says how.
    title : str, optional
        A title for the file's own description.

    Raises
    ------
    ValueError
        If the path has another ending.
    OSError
        If it cannot be written; a file that was there before is then unchanged.
    """
    target = image_path(path)
    ending = target.suffix.lower()
    with mpl.rc_context(_SETTINGS):
        options = _save_options(ending, title)
        save_file(target, lambda stream: figure.savefig(stream, format=ending[1:], **options))


def content(figure: Figure, ending: str, *, title: str = "") -> bytes:
    """Give a figure as the content of a file of an ending: what `save` writes."""
    stream = io.BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure.savefig(stream, format=ending[1:], **_save_options(ending, title))
    return stream.getvalue()


_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "stratsell",  # ids in the file do not change from run to run
    "svg.fonttype": "path",  # names look the same where the fonts are not installed
}


def saved(figure: Figure, target: Path | None, title: str) -> Figure:
    """Write a figure to the path that `image_path` gave, if it gave one, and give the figure."""
    if target is not None:
        save(figure, target, title=title)
    return figure


@overload
def image_path(path: str | os.PathLike[str]) -> Path: ...
@overload
def image_path(path: str | os.PathLike[str] | None) -> Path | None: ...
def image_path(path: str | os.PathLike[str] | None) -> Path | None:
    """Give the path of an image, None where none is to be written; ValueError if its ending is none of `FORMATS`."""
    if path is None:
        return None
    target = Path(path)
    if target.suffix.lower() not in FORMATS:
        raise ValueError(f"path: “{target.name}” must end in {', '.join(FORMATS)}")
    return target


def _save_options(ending: str, title: str = "") -> dict[str, Any]:
    """What goes into the file besides the picture: no dates, so that equal maps are equal files."""
    titled = {"Title": title} if title else {}
    described = {
        ".png": {"Software": "stratsell", **titled},
        ".svg": {"Date": None, "Creator": "stratsell", **titled},
        ".pdf": {"CreationDate": None, "ModDate": None, "Creator": "stratsell", **titled},
    }
    return {"metadata": described[ending], "facecolor": "auto"}


def _shapes(shapes: list[Shape], palette: Palette, point: float) -> PathCollection:
    """All shapes as one collection, which paints much faster than an artist each."""
    return PathCollection(
        [_placed(shape) for shape in shapes],
        facecolors=[palette[shape.fill] if shape.fill else "none" for shape in shapes],
        edgecolors=[palette[shape.stroke] if shape.stroke else "none" for shape in shapes],
        linewidths=[shape.width * point if shape.stroke else 0.0 for shape in shapes],
        linestyles=[(0.0, [part / shape.width for part in shape.dash]) if shape.dash else "solid" for shape in shapes],
        capstyle="butt",
        joinstyle="round",
        clip_on=False,
    )


_CODES = {
    "M": (Outline.MOVETO, 1),
    "L": (Outline.LINETO, 1),
    "Q": (Outline.CURVE3, 2),
    "C": (Outline.CURVE4, 3),
    "Z": (Outline.CLOSEPOLY, 0),
}


def _placed(shape: Shape) -> Outline:
    outline = _outline(shape.path)
    moved = np.asarray(outline.vertices) * shape.scale + np.array([shape.x, shape.y])
    return Outline(moved, outline.codes)


@lru_cache(maxsize=1024)
def _outline(path: str) -> Outline:
    """Read an SVG path of absolute M, L, Q, C and Z."""
    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    words = iter(path.split())
    for word in words:
        code, count = _CODES[word]
        points.extend((float(next(words)), float(next(words))) for _ in range(count))
        if not count:
            points.append(points[0])
        codes += [code] * max(1, count)
    return Outline(points, codes)
