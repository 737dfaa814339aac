"""How long people wait in the explorer, which ``python -m benchmarks.browser`` prints.

A step is timed in the page, from the event that begins it (a click, a release of the mouse, a cell that is run) to the end of the
last frame in which anything of the widget that can be seen changes, glides and fades included. Beside it stands what the kernel
worked meanwhile (CPU time), which says the same on a machine that has other things to do.
"""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from typing import NamedTuple

import nbformat
import psutil
from rich.table import Table

from tests.support.laboratory import keep

ACCOUNT, OTHER = "orrin", "northwind"
CELLS = (
    """\
import os, time
print("kernel", os.getpid(), time.process_time())
import stratsell as ss
ss.InfluenceMap(ss.demo(), account_id="orrin", as_of="2026-11-23")""",
    """\
ss.explore(ss.demo(), as_of="2026-11-23", account_id="orrin")""",
)
NAMES = (
    "Coverage",
    "Coaches",
    "Missing influences",
    "Red flags",
    "Objective",
    "Relationships",
    "Plan",
    "Proposition",
    "Thanks",
)
ROUNDS = 3
"""How often a kernel begins anew, an explorer is opened, and each step is made."""

WATCH = """(() => {
  const REST = 400; // ms without a change after which a picture has settled
  const after = new MessageChannel();
  const waiting = [];
  after.port1.onmessage = () => waiting.splice(0).forEach((act) => act(performance.now()));
  const painted = (act) => requestAnimationFrame(() => { waiting.push(act); after.port2.postMessage(0); });
  const unseen = ({ target }) => (target.nodeType === 1 ? target : target.parentElement)?.closest(".hits, [role=status]");
  const wait = (window.wait = { began: 0, shown: 0, marked: 0, selector: null });
  const note = (time) => { wait.shown = Math.max(wait.shown, time); };
  const glides = new WeakSet();
  const look = (changes) => {
    if (changes.every(unseen) || !wait.began) return;
    note(performance.now());
    painted(note);
    if (wait.selector && !wait.marked && document.querySelector(wait.selector)) painted((time) => { wait.marked ||= time; });
    for (const glide of document.getAnimations()) {
      if (glides.has(glide) || glide.effect?.getComputedTiming().iterations === Infinity) continue;
      glides.add(glide);
      glide.finished.then(() => painted(note), () => {});
    }
  };
  const observer = new MutationObserver(look);
  // What begins a step is the last of these events; a step that no event begins starts by itself.
  for (const type of ["pointerup", "click", "keydown"]) {
    addEventListener(type, ({ timeStamp }) => { if (wait.armed) wait.began = wait.shown = timeStamp; }, true);
  }
  wait.arm = (root, selector = null, now = false) => {
    observer.disconnect();
    observer.observe(document.querySelector(root), { subtree: true, childList: true, attributes: true, characterData: true });
    Object.assign(wait, { armed: true, began: now ? performance.now() : 0, shown: now ? performance.now() : 0, marked: 0, selector });
  };
  const notebook = () => window.jupyterapp.shell.currentWidget;
  const kernel = () => notebook().sessionContext.session.kernel;
  wait.settled = async (there) => {
    wait.armed = false;
    const rests = () => document.querySelector(there) && kernel().status === "idle" && performance.now() - wait.shown > REST;
    while (!rests()) await new Promise((done) => setTimeout(done, 40));
    return [wait.shown - wait.began, wait.marked ? wait.marked - wait.began : null];
  };
  wait.run = (index) => {
    wait.arm(".jp-Notebook");
    const { content } = notebook();
    content.activeCellIndex = index;
    wait.began = wait.shown = performance.now();
    window.jupyterapp.commands.execute("notebook:run-cell");
  };
  wait.clear = () => window.jupyterapp.commands.execute("notebook:clear-all-cell-outputs");
  wait.anew = async () => {
    await wait.clear();
    await kernel().restart();
    await kernel().info;
  };
})()"""
"""What times a step in the page; it runs there before anything else."""

EXPLORER = ".stratsell-explorer"
DRAWN = f"{EXPLORER} .stratsell-map .box .look"


FIRST, ANEW = "first map of a new kernel, imports included", "a new explorer in a warm kernel"


class Limit(NamedTuple):
    """A step, and how many ms it may take."""

    name: str
    most: float


LIMITS = (
    Limit(FIRST, 3_500),
    Limit(ANEW, 1_000),
    Limit("another account", 300),
    *(Limit(f"tab {name}, first visit", 300) for name in NAMES),
    *(Limit(f"tab {name}, again", 100) for name in (*NAMES, "Map")),
    Limit("an edit, on the map", 250),
    Limit("an edit, on a tab", 250),
    Limit("its form closed", 100),
    Limit("a dragged card", 150),
)


class Latencies:
    """The steps, made in a page; `times` and `work` are ms and ms of the kernel's CPU, by step."""

    def __init__(self, page) -> None:
        self.page = page
        self.kernel: psutil.Process | None = None
        self.times: dict[str, list[float]] = defaultdict(list)
        self.work: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.tools = page.context.new_cdp_session(page)
        self.tools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def measure(self) -> None:
        """Make each step, several times."""
        for index in range(ROUNDS):
            self.open(index)
            self.visit_tabs()
            for _ in range(ROUNDS):
                self.change_account()
            self.edit()
            self.drag()
        keep(self.page, "latencies")

    def open(self, index: int) -> None:
        """Begin a kernel; show its first map, and then two explorers, the first of which still has modules to load."""
        page = self.page
        page.evaluate("wait.anew()")
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
        self.kernel, (_, before) = None, self.worked()
        page.evaluate("wait.run(0)")
        words = page.locator(".jp-OutputArea-output", has_text="kernel ").first.inner_text().split()
        self.kernel = psutil.Process(int(words[1]))
        self.settled(FIRST, ".stratsell-map .box .look", (1000 * float(words[2]), before))
        for warm in (False, True):
            page.evaluate("wait.clear()")
            page.locator(f"{EXPLORER}, .stratsell-map").first.wait_for(state="detached")
            before = self.worked()
            page.evaluate("wait.run(1)")
            self.settled(ANEW if warm else "", DRAWN, before)
        if index == 0:
            keep(page, "latencies-opened")

    def worked(self) -> tuple[float, float]:
        """How many ms of CPU time kernel and page have taken; the kernel's is 0 until it is known which it is."""
        kernel = 0.0
        if self.kernel is not None and self.kernel.is_running():
            kernel = sum(self.kernel.cpu_times()[:2])
        metrics = {item["name"]: item["value"] for item in self.tools.send("Performance.getMetrics")["metrics"]}
        return 1000 * kernel, 1000 * metrics["TaskDuration"]

    def settled(self, name: str, there: str, before: tuple[float, float], marked: str = "") -> None:
        """Wait until a step has settled, and note what it took."""
        took, mark = self.page.evaluate("there => wait.settled(there)", there)
        if name:
            self.times[name].append(took)
            kernel, page = (now - then for now, then in zip(self.worked(), before, strict=True))
            self.work[name].append((kernel, page))
        if marked:
            self.times[marked].append(mark)

    def step(self, name: str, act, there: str, *, selector: str | None = None, marked: str = "") -> None:
        """Make a step by hand, and note what it took."""
        before = self.worked()
        self.page.evaluate("([root, selector]) => wait.arm(root, selector)", [EXPLORER, selector])
        act()
        self.settled(name, there, before, marked)

    def visit_tabs(self) -> None:
        """Visit each tab for the first time, and again, the map between."""
        for time in ("first visit", "again"):
            for name in NAMES:
                self.step(f"tab {name}, {time}", self.tab(name), f".sheets[aria-label^='{name}']")
                self.step("tab Map, again", self.tab("Map"), DRAWN)

    def tab(self, name: str):
        """Give what goes to a tab."""
        tab = self.page.get_by_role("tab", name=re.compile(f"^{name}"))
        return lambda: tab.dispatch_event("click") if not tab.is_visible() else tab.click()

    def change_account(self) -> None:
        """Go to another account by the list, and come back."""
        for index, name in enumerate((OTHER, ACCOUNT)):
            field = self.page.get_by_role("combobox", name="Account")
            field.click()
            option = self.page.locator(f".picker li[data-id={name}]")
            option.wait_for()
            self.page.wait_for_timeout(500)
            self.step("another account" if index else "", option.click, DRAWN)

    def edit(self) -> None:
        """Change somebody's title in their form, while the map is visible, and while a tab is."""
        for where, name in (("Map", "an edit, on the map"), ("Coverage", "an edit, on a tab")):
            self.step("", self.tab(where), DRAWN)
            self.select()
            for _ in range(ROUNDS):
                self.page.locator(".panel").get_by_role("button", name="Edit", exact=True).first.click()
                field = self.page.locator(".forms form").get_by_label("Title")
                field.wait_for()
                field.fill(field.input_value() + " x")
                self.page.wait_for_timeout(500)
                save = self.page.locator(".forms form button.main").click
                self.step(name, save, ".forms[hidden]", selector=".forms[hidden]", marked="its form closed")
        self.step("", self.tab("Map"), DRAWN)

    def select(self) -> None:
        """Select somebody, from Python's side of the page: the first card."""
        card = self.page.locator(f"{EXPLORER} .box.card").first
        if not self.page.locator(".panel .close").count():
            card.dispatch_event("click")
        self.page.locator(".panel .close").wait_for()

    def drag(self) -> None:
        """Drag a card a little to the right and down, and let go."""
        for index in range(ROUNDS):
            card = self.page.locator(f"{EXPLORER} .box.card").nth(index + 3)
            box = card.bounding_box()
            x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 2
            self.page.mouse.move(x, y)
            self.page.wait_for_timeout(600)
            self.page.mouse.down()
            for part in range(1, 7):
                self.page.mouse.move(x + 6 * part, y)
            self.page.wait_for_timeout(500)
            self.step("a dragged card", self.page.mouse.up, DRAWN)

    def table(self) -> Table:
        """Give the medians beside the limits."""
        table = Table(title=f"How long one waits; {ACCOUNT}, medians in ms", title_justify="left")
        for header in ("step", "at most", "settled", "longest", "CPU, kernel", "CPU, page"):
            table.add_column(header, justify="left" if header == "step" else "right")
        for name, most in LIMITS:
            took, work = self.times[name], self.work[name]
            cells = [statistics.median(took), max(took), *map(statistics.median, zip(*work, strict=True))]
            table.add_row(name, f"{most:,.0f}", *(f"{cell:,.0f}" for cell in cells))
        return table

    def missed(self) -> list[str]:
        """Say which limits are missed."""
        medians = {name: statistics.median(took) for name, took in self.times.items() if took}
        return [
            f"{name}: {medians.get(name, float('nan')):.0f} ms; at most {most:.0f}"
            for name, most in LIMITS
            if not medians.get(name, 1e9) <= most
        ]


def latencies(browser, lab) -> Latencies:
    """Measure the steps in one page."""
    lab.write("latencies", CELLS[0], nbformat.v4.new_code_cell(CELLS[1]))
    page, _ = lab.page(browser, "latencies.ipynb")
    try:
        result = Latencies(page)
        result.measure()
        return result
    finally:
        page.close()
