"""The picture of a room: a row per question, a column per participant, the share that was right in every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from stratsell.map.figure import DPI, MapFigure, font_families
from stratsell.map.style import PALETTES, Theme
from stratsell.map.text import clean, cut, drawable
from stratsell.steps.findings import records

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from stratsell.exercises.room import Room

_CELL, _ROW = 0.62, 0.36
_LABELS, _BARS = 3.3, 1.5
_DEEP = "#0072b2"
_POINTS = 72.0


def drawn(room: Room, theme: Theme) -> Figure:
    """Draw a room; `Room.draw` says how."""
    colours = PALETTES[theme]
    hard = room.questions()
    names = room.participants
    width, height = _LABELS + _BARS + _CELL * max(1, len(names)) + 0.2, 1.0 + _ROW * max(1, len(hard)) + 0.2
    figure = MapFigure(figsize=(width, height), dpi=DPI / 1.2)
    FigureCanvasAgg(figure)
    figure.set_facecolor(colours["page"])
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    write = _Writer(axes, colours)
    shares = room.answers.groupby(["exercise", "question", "participant"])["right"].mean()
    write(0.12, 0.26, "How much of each question was right at the first try", size=11, bold=True)
    write(_LABELS + 0.04, 0.78, "Room", size=8.5, muted=True)
    for at, name in enumerate(names):
        write(_LABELS + _BARS + _CELL * (at + 0.5), 0.78, name, room=_CELL * 0.94, size=8.5, muted=True, centre=True)
    for row, question in enumerate(records(hard)):
        exercise, number, right = question["exercise"], question["question"], float(question["right"])
        middle = 1.0 + _ROW * (row + 0.5)
        label = f"{exercise} · {number} {question['kind'].replace('_', ' ')}"
        write(0.12, middle, label, room=_LABELS - 0.25, size=9)
        axes.add_patch(Rectangle((_LABELS, middle - 0.09), (_BARS - 0.62) * right, 0.18, facecolor=_DEEP))
        write(_LABELS + (_BARS - 0.62) * right + 0.06, middle, f"{right:.0%}", size=8.5)
        for at, name in enumerate(names):
            share = shares.get((exercise, number, name))
            write.cell(_LABELS + _BARS + _CELL * at, middle, None if share is None else float(share))
    return figure


class _Writer:
    """Writes and fills cells on axes whose units are inches."""

    def __init__(self, axes: Any, colours: Any) -> None:
        self._axes = axes
        self._colours = colours

    def __call__(
        self, x: float, y: float, text: str, *, room: float = 99, size: float = 9, bold: bool = False,
        muted: bool = False, centre: bool = False, colour: str = "",
    ) -> None:  # fmt: skip
        shown = drawable(cut(clean(text), room * _POINTS, size, bold=bold))
        self._axes.text(
            x,
            y,
            shown,
            fontsize=size,
            fontweight="bold" if bold else "normal",
            fontfamily=font_families(shown),
            color=colour or self._colours["muted" if muted else "ink"],
            ha="center" if centre else "left",
            va="center",
            parse_math=False,
        )

    def cell(self, x: float, middle: float, share: float | None) -> None:
        """A participant's cell: deeper for more right, with the share in it; a dash where they did not answer."""
        if share is None:
            self(x + _CELL / 2, middle, "–", muted=True, centre=True)
            return
        page, deep = to_rgb(self._colours["page"]), to_rgb(_DEEP)
        part = 0.08 + 0.84 * share
        fill = tuple(one + (other - one) * part for one, other in zip(page, deep, strict=True))
        self._axes.add_patch(
            Rectangle((x + 0.02, middle - 0.15), _CELL - 0.04, 0.3, facecolor=fill, edgecolor=self._colours["rule"])
        )
        light = sum(fill) / 3 > 0.5
        self(x + _CELL / 2, middle, f"{share:.0%}", size=8.5, centre=True, colour="#1c2333" if light else "#ffffff")
