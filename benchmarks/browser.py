"""Measure the map in a browser beside three graph widgets: ``python -m benchmarks.browser``.

One JupyterLab and one Chromium show the same accounts in Stratsell's map and as plain graphs in ipycytoscape, ipysigma and
yfiles-jupyter-graphs (extra ``bench``). A button opens an account, another one switches to a second account; pictures of the page
say when something is painted and when it has settled, to within the time that a picture takes. Frames are counted while the mouse
drags the background and while its wheel turns, and for a moment after, since a map may draw itself anew then. For Stratsell the
page also says how long it takes from a message's arrival to the frame that shows it. The floor is a widget that only sets an SVG:
what Jupyter takes. `--only latencies` measures only how long the explorer lets people wait (see `benchmarks.latencies`).
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks import latencies as waits
from benchmarks.__main__ import machine
from tests.support.laboratory import browsing, keep, serving

COMMON = """
import ipywidgets
import networkx as nx
import stratsell as ss
from benchmarks.books import companies

book = companies({people})
objectives = list(book.tables["objectives"]["objective_id"])
graphs = []
for objective_id in objectives:
    part = book.select(objective_id=objective_id)
    graph = nx.DiGraph()
    graph.add_nodes_from((each.person_id, {{"label": each.name}}) for each in part.tables["people"].itertuples())
    graph.add_edges_from((each.source_id, each.target_id) for each in part.tables["relationships"].itertuples())
    graphs.append(graph)

{make}

area = ipywidgets.VBox(layout={{"height": "760px"}})
area.add_class("bench-area")
shown = {{"at": 0}}

def open_it(_):
    area.children = [make(0)]

def switch_it(_):
    shown["at"] = 1 - shown["at"]
    switch(shown["at"])

buttons = ipywidgets.Button(description="Open"), ipywidgets.Button(description="Switch")
for button, act in zip(buttons, (open_it, switch_it)):
    button.on_click(act)
ipywidgets.VBox([ipywidgets.HBox(buttons), area])"""

ANEW = """
def switch(at):
    area.children = [make(at)]
"""

MAKERS = {
    "stratsell": """
def make(at):
    global shown_map
    shown_map = ss.InfluenceMap(book, objective_id=objectives[at], as_of="2026-11-23", height=560)
    return shown_map

def switch(at):
    shown_map.objective_id = objectives[at]
""",
    "floor": ANEW
    + """
import anywidget

class Floor(anywidget.AnyWidget):
    _esm = "export default { render: ({ model, el }) => { el.innerHTML = model.get('_drawn'); } }"

class Drawn(Floor):
    import traitlets
    _drawn = traitlets.Unicode().tag(sync=True)

def make(at):
    people = book.select(objective_id=objectives[at]).tables["people"]["name"]
    cards = "".join(
        f'<rect x="{150 * (index % 8)}" y="{60 * (index // 8)}" width="140" height="50" fill="#dde"/>'
        f'<text x="{150 * (index % 8) + 8}" y="{60 * (index // 8) + 30}">{name}</text>'
        for index, name in enumerate(people)
    )
    return Drawn(_drawn=f'<div class="pane"><svg width="1200" height="600" viewBox="0 0 1200 2400">{cards}</svg></div>')""",
    "ipycytoscape": ANEW
    + """
import ipycytoscape

def make(at):
    widget = ipycytoscape.CytoscapeWidget(layout={"height": "600px"})
    widget.graph.add_graph_from_networkx(graphs[at], directed=True)
    return widget""",
    "ipysigma": ANEW
    + """
import ipysigma

def make(at):
    return ipysigma.Sigma(graphs[at], start_layout=3, height=600)""",
    "yfiles-jupyter-graphs": ANEW
    + """
import yfiles_jupyter_graphs

def make(at):  # it reads its graph only when it is shown by itself
    shown = ipywidgets.Output()
    with shown:
        yfiles_jupyter_graphs.GraphWidget(graph=graphs[at], widget_layout=ipywidgets.Layout(height="600px")).show()
    return shown""",
}
OURS, WAITING = "stratsell", "latencies"
BEHIND = {(60, "ipysigma"): 1.0, (60, "floor"): 2.5, (300, "ipysigma"): 1.3}
"""How many times as long as another widget ours may take, by how many people there are."""
PANE = ".bench-area :is(.pane, canvas, .yfiles-canvascomponent)"
"""Where each of them paints."""
CHANGED = 0.001
"""What share of the dots must differ for something to be painted."""
REST = 1.5
"""For how many seconds nothing may change once the picture has settled."""
PATIENCE = 90.0
SWITCHES = 7
"""How many more times our map switches between the accounts, for the time from message to frame."""
LARGE = 20_000
"""From how many bytes on a message is one that a picture is painted from."""
MOST = 100.0
"""Within how many ms of its message's arrival an account of `TARGET` people must be painted."""
TARGET = 60
LEAST = 30.0
"""How many frames a second there must be at least."""
WATCH = """(() => {
  performance.setResourceTimingBufferSize(5000);
  const bench = (window.bench = { bytes: 0, frames: [], arrived: 0, painted: 0 });
  const note = ({ data }) => {
    const size = data.byteLength ?? data.size ?? data.length;
    bench.bytes += size;
    if (size > LARGE) bench.arrived = performance.now();
  };
  const own = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  const add = WebSocket.prototype.addEventListener;
  Object.defineProperty(WebSocket.prototype, "onmessage", {
    ...own, set(act) { add.call(this, "message", note); own.set.call(this, act); },
  });
  // The first task after a frame's callbacks runs when that frame has been painted.
  const after = new MessageChannel();
  after.port1.onmessage = () => { bench.painted = performance.now(); };
  bench.follow = () => new MutationObserver(() => requestAnimationFrame(() => after.port2.postMessage(0)))
    .observe(document.querySelector(".bench-area .boxes"), { subtree: true, attributeFilter: ["data-key"] });
  const count = (at) => { bench.frames.push(at); bench.next = requestAnimationFrame(count); };
  bench.count = () => { cancelAnimationFrame(bench.next); bench.frames = []; bench.next = requestAnimationFrame(count); };
})()""".replace("LARGE", str(LARGE))
"""What counts bytes and frames in the page, before anything else runs in it."""


class Row(NamedTuple):
    """What was measured of one widget, as text; `late` is in ms, the rates are the least frames a second, `opened` is in s."""

    cells: list[str]
    rates: tuple[float, ...] = ()
    late: float | None = None
    opened: float = float("nan")
    """When an account that was opened had settled."""


def main(words: list[str] | None = None) -> int:
    """Measure and print; 1 if we miss a limit of our own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", nargs="+", type=int, default=[60, 300, 1000])
    parser.add_argument("--only", nargs="+", choices=[*MAKERS, WAITING], default=[*MAKERS, WAITING])
    options = parser.parse_args(words)
    names = [name for name in options.only if name != WAITING]
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    console.print(machine("anywidget", "ipywidgets", "jupyterlab"))
    missed = []
    with tempfile.TemporaryDirectory() as home, own_kernels(), browsing() as browser, serving(Path(home)) as lab:
        if WAITING in options.only:
            waiting = waits.latencies(Counting(browser, waits.WATCH), lab)
            console.print(waiting.table())
            missed += waiting.missed()
        if names:
            rows = {(people, name): tried(browser, lab, name, people) for people in options.people for name in names}
            console.print(compared(rows))
            missed += [text for (people, name), row in rows.items() if name == OURS for text in limits(people, row)]
            missed += behind({place: row.opened for place, row in rows.items()})
    console.print(f"Load at the end: {os.getloadavg()[0]:.1f}")
    console.print("\n".join(missed) or "Our own limits are kept.")
    return 1 if missed else 0


def tried(browser, lab, name: str, people: int) -> Row:
    """The figures of one widget, or that it fails, which is a row, too."""
    try:
        return measured(browser, lab, name, people)
    except Exception as error:  # noqa: BLE001
        return Row([f"failed: {str(error).splitlines()[0][:60]}"], (0.0,) if name == OURS else ())


def compared(rows: dict[tuple[int, str], Row]) -> Table:
    """All widgets beside each other."""
    title = "The same accounts in a browser; frames a second and the longest without one"
    table = Table(title=title, title_justify="left")
    paints = ("first paint", "settled", "switch", "settled")
    for index, header in enumerate(("people", "widget", *paints, "sent", "panning", "zooming", "message → frame")):
        table.add_column(header, justify="left" if index == 1 else "right")
    for (people, name), row in rows.items():
        table.add_row(str(people), name, *row.cells)
    return table


def limits(people: int, row: Row) -> list[str]:
    """What our own map misses."""
    slow = [f"{people} people: {rate:.0f} frames a second; at least {LEAST:.0f}" for rate in row.rates if rate < LEAST]
    late = people <= TARGET and row.late is not None and row.late > MOST
    return slow + ([f"{people} people: {row.late:.0f} ms from message to frame; at most {MOST:.0f}"] if late else [])


def behind(opened: dict[tuple[int, str], float]) -> list[str]:
    """Say where our map, once opened, settles too much later than others, if both were measured."""
    slower = []
    for (people, name), times in BEHIND.items():
        ours, theirs = (opened.get((people, who), float("nan")) for who in (OURS, name))
        if ours > times * theirs:
            slower.append(
                f"{people} people: opened in {ours:.2f} s; at most {times:g} times the {theirs:.2f} s of {name}"
            )
    return slower


@contextmanager
def own_kernels():
    """Let kernels find the benchmarks' books, wherever this is started from, and modules as an installation compiles them."""
    root = str(Path(__file__).parent.parent)
    with tempfile.TemporaryDirectory() as compiled, pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")])))
        environment.setenv("PYTHONPYCACHEPREFIX", compiled)
        environment.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


def measured(browser, lab, name: str, people: int) -> Row:
    """The figures of one widget."""
    notebook = f"{name}-{people}"
    lab.write(notebook, COMMON.format(people=people, make=MAKERS[name]))
    page, _ = lab.open(Counting(browser), notebook, "button:has-text('Switch')")
    page.set_default_timeout(PATIENCE * 1000)
    try:
        page.locator("button", has_text="Open").evaluate("node => node.scrollIntoView()")
        blank, bytes_before = picture(page), page.evaluate("bench.bytes")
        opened = watched(page, "Open", blank)
        sent = page.evaluate("bench.bytes") - bytes_before
        switched = watched(page, "Switch", blank)
        keep(page, f"bench-{notebook}")
        times = [f"{seconds:.2f} s" for seconds in (*opened, *switched)]
        moves = [frames(page, move) for move in (pan, zoom)]
        texts, rates = [text for text, _ in moves], tuple(rate for _, rate in moves)
        late = lateness(page) if name == OURS else None
        cells = [*times, f"{sent / 1000:,.0f} kB", *texts, "" if late is None else f"{late:.0f} ms"]
        return Row(cells, rates, late, opened[1])
    finally:
        page.close()


class Counting:
    """A browser whose pages count what they get and paint."""

    def __init__(self, browser, script: str = WATCH) -> None:
        self.browser, self.script = browser, script

    def new_page(self, **options):
        """Open a page as a browser does."""
        page = self.browser.new_page(**options)
        page.add_init_script(self.script)
        return page


def picture(page) -> np.ndarray:
    """What the area of the widget looks like now."""
    box = page.locator(".bench-area").bounding_box()
    clip = {"x": box["x"], "y": box["y"], "width": box["width"], "height": min(box["height"], 1090 - box["y"])}
    return np.asarray(
        Image.open(io.BytesIO(page.screenshot(clip=clip, animations="allow"))).convert("L"), dtype=np.int16
    )


def watched(page, label: str, blank: np.ndarray) -> tuple[float, float]:
    """Press a button; give the seconds until something else is seen, and until nothing changes any more."""
    last = before = picture(page)
    page.locator("button", has_text=label).dispatch_event("click")
    start = time.perf_counter()
    first, changed = 0.0, start
    while True:
        now = picture(page)
        seen = time.perf_counter()
        if not first and differ(now, before) > CHANGED and differ(now, blank) > CHANGED:
            first = seen
        if differ(now, last) > CHANGED / 10:
            changed = seen
        last = now
        if (first and seen - changed > REST) or seen - start > PATIENCE:
            break
    if not first:
        raise TimeoutError(f"nothing was painted within {PATIENCE:.0f} s")
    return first - start, changed - start


def differ(one: np.ndarray, other: np.ndarray) -> float:
    """What share of the dots is not the same; all, if one is larger."""
    return 1.0 if one.shape != other.shape else float((abs(one - other) > 12).mean())


def frames(page, move) -> tuple[str, float]:
    """Make a gesture; give the frames a second and the longest time without one, or say that nothing moved."""
    box = page.locator(PANE).first.bounding_box()
    before = picture(page)
    move(page, box["x"] + 40, min(box["y"] + box["height"], 1090) - 60)
    page.wait_for_timeout(600)
    index = page.evaluate("bench.frames")
    gaps = [after - first for first, after in pairwise(index)]
    rate = 1000 * len(gaps) / (index[-1] - index[0])
    moved = differ(picture(page), before) > CHANGED
    return (f"{rate:.0f}, {max(gaps):.0f} ms", rate) if moved else ("does not move", 0.0)


def pan(page, x: float, y: float) -> None:
    """Drag the background to and fro."""
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("bench.count()")
    for index in range(120):
        page.mouse.move(x + 20 + 3 * (index % 60), y - 10 - (index % 40))
        page.wait_for_timeout(8)
    page.mouse.up()


def zoom(page, x: float, y: float) -> None:
    """Turn the wheel, closer and half the way back."""
    page.mouse.move(x + 300, y - 200)
    page.evaluate("bench.count()")
    for index in range(60):
        page.mouse.wheel(0, -40 if index < 40 else 40)
        page.wait_for_timeout(16)


def lateness(page) -> float:
    """Switch our map to and fro; give the median ms from a message's arrival to the end of the frame that shows it."""
    page.evaluate("bench.follow()")
    times = []
    for _ in range(SWITCHES):
        page.evaluate("bench.arrived = bench.painted = 0")
        page.locator("button", has_text="Switch").dispatch_event("click")
        page.wait_for_function("bench.arrived && bench.painted > bench.arrived")
        times.append(page.evaluate("bench.painted - bench.arrived"))
        page.wait_for_timeout(500)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
