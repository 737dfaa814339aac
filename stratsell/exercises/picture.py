"""The picture of a room: a row per question, a column per participant, the share that was right in every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.colors import to_hex, to_rgb

from stratsell.charts.chart import MARGIN, Chart
from stratsell.map.style import PALETTES, Theme, ink_on
from stratsell.rules.findings import records

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_CELL, _ROW, _HEAD = 0.62, 0.36, 1.1
_LABELS, _BARS = 3.3, 1.5
_DEEP = "#0072b2"


def draw(questions: pd.DataFrame, answers: pd.DataFrame, names: list[str], theme: Theme) -> Figure:
    """Draw what the participants of these names answered; `Room.draw` says how."""
    width = _LABELS + _BARS + _CELL * max(1, len(names)) + 0.2
    height = _HEAD + _ROW * max(1, len(questions)) + 0.2
    answered = f"{len(names)} participant{'s' if len(names) != 1 else ''} · – is not answered"
    page = PALETTES[theme]["page"]
    chart = Chart(width, height, "How much of each question was right at the first try", answered)
    shares = answers.groupby(["exercise", "question", "participant"])["right"].mean()
    chart.write(_LABELS + 0.04, _HEAD - 0.2, "Room", colour="muted")
    for index, name in enumerate(names):
        middle = _LABELS + _BARS + _CELL * (index + 0.5)
        chart.write(middle, _HEAD - 0.2, name, room=_CELL * 0.94, colour="muted", align="center")
    for row, question in enumerate(records(questions)):
        exercise, number, right = question["exercise"], question["question"], float(question["right"])
        middle = _HEAD + _ROW * (row + 0.5)
        label = f"{exercise} · {number} {question['kind'].replace('_', ' ')}"
        chart.write(MARGIN, middle, label, room=_LABELS - 0.25, size=9)
        chart.box(_LABELS, middle - 0.09, (_BARS - 0.62) * right, 0.18, _DEEP)
        chart.write(_LABELS + (_BARS - 0.62) * right + 0.06, middle, f"{right:.0%}")
        for index, name in enumerate(names):
            share = shares.get((exercise, number, name))
            left = _LABELS + _BARS + _CELL * index
            _cell(chart, page, left, middle, None if share is None else float(share))
    return chart.figure(theme)


def _cell(chart: Chart, page: str, x: float, middle: float, share: float | None) -> None:
    """A participant's cell: deeper for more right, with the share in it; a dash where they did not answer."""
    if share is None:
        chart.write(x + _CELL / 2, middle, "–", colour="muted", align="center")
        return
    (red, green, blue), deep = to_rgb(page), to_rgb(_DEEP)
    part = 0.08 + 0.84 * share
    fill = to_hex((red + (deep[0] - red) * part, green + (deep[1] - green) * part, blue + (deep[2] - blue) * part))
    chart.box(x + 0.02, middle - 0.15, _CELL - 0.04, 0.3, fill, edge="rule", line=0.8)
    chart.write(x + _CELL / 2, middle, f"{share:.0%}", colour=ink_on(fill), align="center")
