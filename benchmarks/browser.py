"""Measure the map in a browser beside three graph widgets: ``python -m benchmarks.browser``.

One JupyterLab and one Chromium show the same accounts in Stratsell's map and as plain graphs in ipycytoscape, ipysigma and
yfiles-jupyter-graphs (extra ``bench``). A button opens an account, another one switches to a second account; pictures of the page
say when something is painted and when it has settled, to within the time that a picture takes. Frames are counted while the mouse
drags the background.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks.__main__ import machine

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from laboratory import browsing, keep, serving

COMMON = """
import ipywidgets
import networkx as nx
import stratsell as ss
from benchmarks.books import company

books = [company({people}, seed=seed) for seed in (0, 1)]
graphs = []
for book in books:
    people = book.tables["people"]
    graph = nx.DiGraph()
    graph.add_nodes_from((each.person_id, {{"label": each.name}}) for each in people.itertuples())
    graph.add_edges_from((each.source_id, each.target_id) for each in book.tables["relationships"].itertuples())
    graphs.append(graph)

{make}

area = ipywidgets.VBox(layout={{"height": "760px"}})
area.add_class("bench-area")
open_it, switch_it = ipywidgets.Button(description="Open"), ipywidgets.Button(description="Switch")
open_it.on_click(lambda _: setattr(area, "children", [make(0)]))
switch_it.on_click(lambda _: setattr(area, "children", [make(1)]))
ipywidgets.VBox([ipywidgets.HBox([open_it, switch_it]), area])"""

MAKERS = {
    "stratsell": """
make = lambda at: ss.InfluenceMap(books[at], as_of="2026-11-23", height=560)""",
    "ipycytoscape": """
import ipycytoscape

def make(at):
    widget = ipycytoscape.CytoscapeWidget(layout={"height": "600px"})
    widget.graph.add_graph_from_networkx(graphs[at], directed=True)
    return widget""",
    "ipysigma": """
import ipysigma
make = lambda at: ipysigma.Sigma(graphs[at], start_layout=3, height=600)""",
    "yfiles-jupyter-graphs": """
import yfiles_jupyter_graphs

def make(at):  # it reads its graph only when it is shown by itself
    shown = ipywidgets.Output()
    with shown:
        yfiles_jupyter_graphs.GraphWidget(graph=graphs[at], widget_layout=ipywidgets.Layout(height="600px")).show()
    return shown""",
}
PANE = ".bench-area :is(.pane, canvas, .yfiles-canvascomponent)"
"""Where each of them paints."""
CHANGED = 0.001
"""What share of the dots must differ for something to be painted."""
REST = 1.5
"""For how many seconds nothing may change once the picture has settled."""
PATIENCE = 60.0
WATCH = """(() => {
  performance.setResourceTimingBufferSize(5000);
  window.bench = { bytes: 0, frames: [] };
  const note = ({ data }) => { window.bench.bytes += data.byteLength ?? data.size ?? data.length; };
  const own = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  const add = WebSocket.prototype.addEventListener;
  Object.defineProperty(WebSocket.prototype, "onmessage", {
    ...own, set(act) { add.call(this, "message", note); own.set.call(this, act); },
  });
  const count = (at) => { window.bench.frames.push(at); requestAnimationFrame(count); };
  window.bench.count = () => { window.bench.frames = []; requestAnimationFrame(count); };
})()"""
"""What counts bytes and frames in the page, before anything else runs in it."""
SCRIPTS = """name => performance.getEntriesByType("resource")
  .filter((each) => new RegExp(`/extensions/(jupyter-cytoscape|ipysigma|yfiles-jupyter-graphs)/`).test(each.name) && each.name.includes(name))
  .reduce((sum, each) => sum + each.decodedBodySize, 0)"""


def main(words: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", nargs="+", type=int, default=[60, 300, 1000])
    parser.add_argument("--only", nargs="+", choices=list(MAKERS), default=list(MAKERS))
    options = parser.parse_args(words)
    table = Table(title="The same accounts in a browser", title_justify="left")
    for at, header in enumerate(
        ("people", "widget", "first paint", "settled", "switch", "settled", "sent", "scripts", "frames a second")
    ):
        table.add_column(header, justify="left" if at == 1 else "right")
    with tempfile.TemporaryDirectory() as home, browsing() as browser, serving(Path(home)) as lab:
        for people in options.people:
            for name in options.only:
                try:
                    row = measured(browser, lab, name, people)
                except Exception as error:  # noqa: BLE001  a widget that fails is a row, too
                    row = [f"failed: {str(error).splitlines()[0][:60]}"]
                table.add_row(str(people), name, *row)
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    console.print(machine())
    console.print(table)
    return 0


def measured(browser, lab, name: str, people: int) -> list[str]:
    """The figures of one widget, as they are printed."""
    notebook = f"{name}-{people}"
    lab.write(notebook, COMMON.format(people=people, make=MAKERS[name]))
    page, _ = lab.open(Counting(browser), notebook, "button:has-text('Switch')")
    try:
        page.locator("button", has_text="Open").evaluate("node => node.scrollIntoView()")
        blank, bytes_before = picture(page), page.evaluate("window.bench.bytes")
        opened = watched(page, "Open", blank)
        sent = page.evaluate("window.bench.bytes") - bytes_before
        scripts = page.evaluate(SCRIPTS, name.removeprefix("ipy"))
        switched = watched(page, "Switch", blank)
        times = [f"{seconds:.2f} s" for seconds in (*opened, *switched)]
        return [*times, f"{sent / 1000:,.0f} kB", f"{scripts / 1000:,.0f} kB", panned(page)]
    finally:
        keep(page, f"bench-{notebook}")
        page.close()


class Counting:
    """A browser whose pages count what they get and paint."""

    def __init__(self, browser) -> None:
        self.browser = browser

    def new_page(self, **options):
        """Open a page as a browser does."""
        page = self.browser.new_page(**options)
        page.add_init_script(WATCH)
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
    """What share of the dots is not the same."""
    return float((abs(one - other) > 12).mean())


def panned(page) -> str:
    """Drag the background to and fro; give the frames a second, or say that nothing moved."""
    box = page.locator(PANE).first.bounding_box()
    x, y = box["x"] + 40, min(box["y"] + box["height"], 1090) - 60
    before = picture(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y - 10)
    page.evaluate("window.bench.count()")
    for at in range(120):
        page.mouse.move(x + 20 + 3 * (at % 60), y - 10 - (at % 40))
        page.wait_for_timeout(8)
    frames = page.evaluate("window.bench.frames")
    moved = differ(picture(page), before) > CHANGED
    page.mouse.up()
    gaps = [after - first for first, after in pairwise(frames)]
    rate = f"{1000 * len(gaps) / (frames[-1] - frames[0]):.0f}, slowest {1000 / max(gaps):.0f}"
    return rate if moved else "does not pan"


if __name__ == "__main__":
    sys.exit(main())
