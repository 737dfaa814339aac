"""Measure the portfolio view of the explorer in a browser: ``python -m benchmarks.portfolio``.

For 100, 1,000 and 10,000 accounts: how long Python takes, what is sent, and how long the page takes to show, sort, filter
and group it, and how many frames a second it draws while one scrolls through all of it.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import sys
import time

from rich.console import Console
from rich.table import Table

from benchmarks.books import DAY, portfolio
from stratsell.book import Book
from stratsell.notebook.portfolio import Portfolio

SIZES = (100, 1_000, 10_000)

PAGE = """
const state = STATE;
const bytes = (text) => { const all = atob(text); return new DataView(Uint8Array.from(all, (sign) => sign.charCodeAt(0)).buffer); };
for (const each of Object.values({ ...state.rows.coded, ...state.rows.numbers })) each.bytes = bytes(each.bytes);
const model = { get: (name) => state[name], set: (name, value) => { state[name] = value; }, save_changes() {}, send() {}, on() {}, off() {} };
const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
const timed = async (act) => { const start = performance.now(); act(); const worked = performance.now() - start; await frame(); return worked; };
window.show = () => front.portfolio.render({ model, el: document.body });
window.measure = async () => {
  const found = {};
  found.first = await timed(window.show);
  const grid = document.querySelector(".grid");
  const press = (name) => [...document.querySelectorAll(".head button")].find((each) => each.textContent.includes(name)).click();
  const set = (label, value) => { const node = document.querySelector(`[aria-label="${label}"]`); node.value = value; node.dispatchEvent(new Event(node.type === "search" ? "input" : "change")); };
  found.number = await timed(() => press("Coverage"));
  await new Promise((done) => requestIdleCallback(done)); // nobody clicks again at once
  found.text = await timed(() => press("Account"));
  found.search = await timed(() => set("Search", "account 1"));
  found.again = await timed(() => set("Search", "account 12"));
  await timed(() => set("Search", ""));
  found.filter = await timed(() => set("Level of the role", "=0"));
  await timed(() => set("Level of the role", ""));
  found.group = await timed(() => set("Group by", "owner"));
  await timed(() => set("Group by", ""));
  for (const [name, step] of [["wheel", 90], ["bar", Math.max(90, grid.scrollHeight / 120)]]) {
    const start = performance.now();
    let frames = 0;
    while (performance.now() - start < 2000) {
      grid.scrollTop += step;
      if (grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 1) grid.scrollTop = 0;
      await new Promise(requestAnimationFrame);
      frames += 1;
    }
    found[name] = frames / ((performance.now() - start) / 1000);
  }
  found.nodes = document.querySelectorAll("*").length;
  return found;
};
"""


def book(accounts: int) -> Book:
    """Make a book whose accounts have owners and industries."""
    tables = portfolio(accounts)
    edges = tables["relationships"]
    tables["relationships"] = edges[edges["source_id"] != edges["target_id"]]
    positions = tables["accounts"].index
    tables["accounts"] = tables["accounts"].assign(
        owner=(positions % 40).map("Owner {}".format), industry=(positions % 25).map("Industry {}".format)
    )
    return Book(tables)


def measure(browser, accounts: int) -> dict[str, float]:
    """Show a portfolio in a page of its own and use it."""
    made = book(accounts)
    view = Portfolio(made, lambda _: None)
    start = time.perf_counter()
    view.show_day(dt.date.fromisoformat(DAY))
    result = {"python": (time.perf_counter() - start) * 1000}
    page, sent = opened(browser, view)
    result |= {"sent": sent / 1000, **page.evaluate("window.measure()")}
    page.close()
    return result


def opened(browser, view: Portfolio):
    """Give a page that knows how to show a portfolio and measure it, and how many bytes it was sent."""
    state = json.dumps(
        {"rows": view.rows, "words": view.words, "choice": {}, "busy": view.busy},
        default=lambda item: base64.b64encode(item).decode(),
    )
    script = view._front.script.replace("export default {", "const front = {") + PAGE.replace("STATE", state)  # noqa: SLF001
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(f"<style>{view._front.style}</style>")  # noqa: SLF001
    page.add_script_tag(content=f"(() => {{{script}}})()")
    return page, len(state)


def main() -> int:
    """Measure and print."""
    from tests.support import laboratory

    names = {
        "python": "rules and columns, ms",
        "sent": "sent, kB (base64)",
        "first": "first paint, ms",
        "number": "sort by number, ms",
        "text": "sort by name, ms",
        "search": "first search, ms",
        "again": "next search, ms",
        "filter": "filter by level, ms",
        "group": "group by owner, ms",
        "wheel": "frames a second, 90 px a frame",
        "bar": "frames a second, through all in 120",
        "nodes": "elements in the page",
    }
    with laboratory.browsing() as browser:
        figures = [measure(browser, size) for size in SIZES]
    table = Table(title="The portfolio view, by number of accounts", title_justify="left")
    table.add_column("what")
    for size in SIZES:
        table.add_column(f"{size:,}", justify="right")
    for name, label in names.items():
        table.add_row(label, *(f"{figure[name]:,.1f}" for figure in figures))
    Console(highlight=False).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
