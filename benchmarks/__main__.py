"""Measure everything and print one table: ``python -m benchmarks``.

Every job runs in a process of its own, so that neither memory nor what is loaded already passes from one to another.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.books import PEOPLE, TOUCHPOINTS, save
from benchmarks.jobs import JOBS, Figure, Sizes

FULL: Sizes = {"accounts": 100_000, "sample": 2_000, "company": 60, "repeat": 5}
QUICK: Sizes = {"accounts": 200, "sample": 50, "company": 12, "repeat": 1}


def main(words: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure Stratsell against its limits.")
    parser.add_argument("--quick", action="store_true", help="with small books, to see that it runs")
    parser.add_argument("--only", nargs="+", choices=list(JOBS), default=list(JOBS), help="only these jobs")
    options = parser.parse_args(words)
    sizes = QUICK if options.quick else FULL
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    console.print(machine())
    with tempfile.TemporaryDirectory() as folder:
        for name, accounts in (("whole", sizes["accounts"]), ("sample", sizes["sample"])):
            alone(save, Path(folder, name), accounts)
        figures = [item for name in options.only for item in alone(JOBS[name], Path(folder), sizes)]
    console.print(report(figures, sizes["accounts"]))
    return 0


def alone(job, *arguments):
    """Run a function in a fresh process, and give its result."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(job, *arguments).result()


def machine(*others: str) -> str:
    """What the figures are measured on, with the versions of these packages, too."""
    names = ("pandas", "pyarrow", "narwhals", "networkx", "matplotlib", *others)
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{processor()}, {os.cpu_count()} cores{load}, {system}, {packages}"


def processor() -> str:
    """What the processor is called."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def report(figures: list[Figure], accounts: int) -> Table:
    """All figures as one table."""
    count = accounts * PEOPLE
    title = f"{accounts:,} accounts, {count:,} influences, {count * TOUCHPOINTS:,} touchpoints"
    table = Table(title=title, title_justify="left")
    table.add_column("what")
    for header in ("limit", "measured", "of the limit", "peak memory (above the input)"):
        table.add_column(header, justify="right")
    table.add_column("note")
    for figure in figures:
        sign = "≥" if figure.least else "≤"
        limit = "" if figure.limit is None else f"{sign} {figure.limit:,g} {figure.unit}"
        share = "" if figure.limit is None else f"{figure.value / figure.limit:.0%}"
        table.add_row(figure.what, limit, f"{figure.value:,.3g} {figure.unit}", share, figure.memory, figure.note)
    return table


if __name__ == "__main__":
    sys.exit(main())
