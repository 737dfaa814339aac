"""All engines side by side: ``python -m benchmarks.engines``.

Coverage and red flags of generated books, by the rules on every engine, by hand-written SQL, which is the limit, and by a
plain loop of one NetworkX graph an account. All results must be equal. Every measurement runs in a process of its own that
may take so much memory and time and no more, and all run in turns, a round after the other, so that a busy moment of the
machine does not hit one of them alone; the best round of each counts.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
from rich.console import Console

from benchmarks.__main__ import machine
from benchmarks.books import PEOPLE, TOUCHPOINTS
from benchmarks.contenders import CONTENDERS, Measured, make, measure, without
from benchmarks.jobs import GB
from benchmarks.processes import Bound, TooMuchError, bounded
from benchmarks.search import FROM_TABLES, searches

SIZES = (1_000, 10_000, 100_000, 1_000_000)
ROUNDS = {1_000: 3, 10_000: 3, 100_000: 2, 1_000_000: 1}
"""How often each engine is asked: fewer times about larger books, which busy moments of the machine change less."""

MOST = {"loop": 1_000, "spark": 100_000}
"""The largest books that are given to those who take long; for a larger one the loop's time is worked out. They are asked once."""

SMALL = 50
"""Accounts of the book that loads modules before the clock starts."""

LIMITS = {"duckdb": 1.5, "sql": 1.25, "loop": 100.0, "slope": 1.05, "memory": 3.0}

HEAD = ("accounts", "engine", "coverage", "red flags", "both", "of the SQL", "peak memory", "of the input", "results")


class Run(NamedTuple):
    """One engine on one book: what was measured in its best round, or why there is nothing."""

    accounts: int
    engine: str
    best: Measured | None
    note: str = ""

    @property
    def seconds(self) -> float:
        """Of both rules together."""
        return sum(self.best.seconds.values()) if self.best else float("nan")


def main(words: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.engines", description="Measure the rules on all engines."
    )
    parser.add_argument("--accounts", nargs="+", type=int, default=SIZES, help="sizes of the books")
    parser.add_argument("--engines", nargs="+", choices=list(CONTENDERS), default=list(CONTENDERS))
    parser.add_argument("--rounds", type=int, help="how often each is asked; by default fewer times about large books")
    parser.add_argument(
        "--search", nargs="*", type=int, default=[100_000], help="on which of them to time introductions"
    )
    parser.add_argument("--minutes", type=float, default=10, help="for how long one measurement may run")
    parser.add_argument("--save", type=Path, help="a folder for speed.md and speed.png")
    options = parser.parse_args(words)
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    bound = Bound(0.8 * psutil.virtual_memory().available, 60 * options.minutes)
    packages = [name for name in ("polars", "duckdb", "pyspark") if find_spec(name)]
    about = f"{machine(*packages)}; at most {bound.memory / GB:.0f} GB a measurement"
    console.print(about)
    runs: list[Run] = []
    sizes: dict[int, float] = {}
    searched: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "small")
        make(small, SMALL)
        for accounts in sorted(options.accounts):
            place = Path(folder, str(accounts))
            console.print(
                f"{accounts:,} accounts, {accounts * PEOPLE:,} influences, {accounts * PEOPLE * TOUCHPOINTS:,} touchpoints …"
            )
            try:
                sizes[accounts] = bounded(make, place, accounts, bound=bound)
            except TooMuchError as error:
                console.print(f"  making the book {error}; no more of this size")
                break
            rounds = options.rounds or ROUNDS[max(size for size in ROUNDS if size <= max(accounts, SIZES[0]))]
            runs += compete(options.engines, accounts, place, small, runs, rounds, bound, console)
            if accounts in options.search:
                searched[accounts] = bounded(searches, place, bound=bound)
            lines = [*report(runs, sizes), *search_report(searched)]
            if options.save:  # after each size, since a run of all takes half an hour
                command = " ".join(["python -m benchmarks.engines", *(words if words is not None else sys.argv[1:])])
                text = "\n".join([f"{about}.", "", f"    {command}", "", *lines, ""])
                (options.save / "speed.md").write_text(text, encoding="utf-8")
                draw(runs, sizes, options.save / "speed.png")
    console.print("\n".join([*report(runs, sizes), *search_report(searched)]), soft_wrap=True)
    return 1 if any("differ" in run.note for run in runs) else 0


def compete(engines, accounts, place, small, before, rounds, bound, console) -> list[Run]:
    """All engines on one book, in turns."""
    notes = {name: without(name) for name in engines}
    notes |= {
        run.engine: run.note for run in before if run.best is None
    }  # what was too much for less is not tried again
    for name in notes.keys() & {name for name, most in MOST.items() if accounts > most}:
        notes[name] = "estimated" if name == "loop" else f"not asked about more than {MOST[name]:,} accounts"
    result: dict[str, list[Measured]] = {name: [] for name in engines}
    for index in range(rounds):
        for name in engines:
            if notes[name] or (index and name in MOST):
                continue
            try:
                result[name].append(one := bounded(measure, name, place, small, bound=bound))
                console.print(f"  {name}: {sum(one.seconds.values()):,.3g} s, {one.memory / GB:.2f} GB")
            except TooMuchError as error:
                notes[name] = str(error)
                console.print(f"  {name} {error}")
    digests = {one.digest for value in result.values() for one in value}
    runs = []
    for name in engines:
        best = min(result[name], key=lambda one: sum(one.seconds.values()), default=None)
        runs.append(Run(accounts, name, best, notes[name] or ("equal" if len(digests) == 1 else "they differ")))
    if notes.get("loop") == "estimated":
        runs = [estimated(run, before) if run.engine == "loop" else run for run in runs]
    return runs


def estimated(run: Run, before: list[Run]) -> Run:
    """The loop on a larger book: so much longer as that is larger, since it takes an account after the other."""
    seen = next((item for item in before if item.engine == "loop" and item.best), None)
    if seen is None or seen.best is None:
        return run._replace(note="not measured on a smaller book")
    seconds = {rule: time * run.accounts / seen.accounts for rule, time in seen.best.seconds.items()}
    return run._replace(best=Measured(seconds, float("nan"), float("nan"), ""), note=f"from {seen.accounts:,} accounts")


def report(runs: list[Run], sizes: dict[int, float]) -> list[str]:
    """All figures as a table in Markdown, and how they stand to the limits."""
    lines = ["| " + " | ".join(HEAD) + " |", "|---:|---|" + "---:|" * (len(HEAD) - 3) + "---|"]
    for run in runs:
        if run.best is None:
            lines.append(f"| {run.accounts:,} | {run.engine} |" + " |" * (len(HEAD) - 3) + f" {run.note} |")
            continue
        memory = run.best.memory
        cells = [
            f"{run.accounts:,}",
            run.engine,
            *(f"{time:,.3g} s" if run.engine != "loop" else "" for time in run.best.seconds.values()),
            f"{run.seconds:,.3g} s",
            f"{run.seconds / base:.2f}x" if (base := taken(runs, "sql", run.accounts)) else "",
            "" if np.isnan(memory) else f"{memory / GB:.2f} GB",
            "" if np.isnan(memory) else f"{memory / allowance(run, sizes):.1f}x",
            run.note,
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, "", *(f"- {line}" for line in conclusions(runs, sizes))]


def allowance(run: Run, sizes: dict[int, float]) -> float:
    """The bytes of the tables that an engine was given: as Python's objects, else as Arrow has them."""
    return run.best.opened if run.best and "objects" in run.engine else sizes[run.accounts]


def search_report(searched: dict[int, dict[str, float]]) -> list[str]:
    """Introductions beside raw searches, as a table in Markdown."""
    if not searched:
        return []
    lines = ["", "| accounts | search | time | of scipy |", "|---:|---|---:|---:|"]
    for accounts, seconds in searched.items():
        for what, time in seconds.items():
            base = seconds["scipy, from the same tables" if what in FROM_TABLES else "scipy, from numbers"]
            lines.append(f"| {accounts:,} | {what} | {time:,.3g} s | {time / base:.2f}x |")
    return lines


def taken(runs: list[Run], engine: str, accounts: int) -> float:
    """The seconds that an engine took on a book; 0 if there are none."""
    return next((run.seconds for run in runs if (run.engine, run.accounts) == (engine, accounts) and run.best), 0.0)


def conclusions(runs: list[Run], sizes: dict[int, float]) -> list[str]:
    """How the figures stand to the limits."""
    lines = []
    for accounts in sizes:
        here = {run.engine: run.seconds for run in runs if run.accounts == accounts and run.best}
        if accounts < 100_000 or "sql" not in here:
            continue
        for name in {"duckdb", "polars", "polars lazy", "pandas", "pandas objects", "pyarrow"} & here.keys():
            limit = LIMITS.get(name, LIMITS["sql"])
            lines.append(
                f"{name}, {accounts:,} accounts: {here[name] / here['sql']:.2f} times the SQL (limit {limit:g})"
            )
        if {"pandas objects", "sql of objects"} <= here.keys():
            times = here["pandas objects"] / here["sql of objects"]
            lines.append(f"pandas objects, {accounts:,} accounts: {times:.2f} times the SQL of the same objects")
        if "loop" in here and "pandas" in here:
            times = here["loop"] / here["pandas"]
            lines.append(
                f"pandas, {accounts:,} accounts: {times:,.0f} times as fast as the loop (limit {LIMITS['loop']:g})"
            )
    for engine in dict.fromkeys(run.engine for run in runs if run.engine != "loop"):
        points = [
            (run.accounts, run.seconds) for run in runs if run.engine == engine and run.best and run.accounts >= 10_000
        ]
        if len(points) > 1:
            slope = np.polyfit(*np.log(points).T, 1)[0]
            upto = f"from {points[0][0]:,} to {points[-1][0]:,} accounts"
            lines.append(
                f"{engine}: cost grows with the power {slope:.2f} of the size, {upto} (limit {LIMITS['slope']:g})"
            )
    return sorted(lines)


def draw(runs: list[Run], sizes: dict[int, float], path: Path) -> None:
    """Cost against size, as a picture."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4.6), layout="constrained")
    time, space = figure.subplots(1, 2)
    for engine in dict.fromkeys(run.engine for run in runs):
        points = [run for run in runs if run.engine == engine and run.best]
        if not points:
            continue
        style = {"sql": "k--", "loop": "k:"}.get(engine, "o-")
        xs = [run.accounts for run in points]
        time.plot(xs, [run.seconds for run in points], style, label=engine, markersize=4)
        if engine != "loop":
            space.plot(xs, [run.best.memory / GB for run in points if run.best], style, label=engine, markersize=4)
    inputs = sorted(sizes)
    space.plot(
        inputs, [3 * sizes[size] / GB for size in inputs], color="grey", linewidth=6, alpha=0.3, label="3 x the input"
    )
    for axes, what in ((time, "seconds for coverage and red flags"), (space, "peak memory above that of modules, GB")):
        axes.set(xscale="log", yscale="log", xlabel="accounts (10 influences, 30 touchpoints each)", title=what)
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
    figure.savefig(path, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    sys.exit(main())
