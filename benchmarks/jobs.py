"""The measurements. Each is a function that takes the folder of the generated books and the sizes, and gives its figures.

A time is the median of several runs after a first one, which is shown apart where it differs much (it loads modules). Memory
is that of the whole process at its peak, and in brackets how much of it was not there before the first run.
"""

from __future__ import annotations

import datetime as dt
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import pandas as pd

from benchmarks.books import DAY, company, load

GB = 2**30

Sizes = dict[str, int]
T = TypeVar("T")


class Figure(NamedTuple):
    """One figure: what was measured, in which unit, and the limit that it was given, if any."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    least: bool = False
    memory: str = ""
    note: str = ""


def rules(folder: Path, sizes: Sizes) -> list[Figure]:
    """Coverage and red flags of the whole book, and the same by a plain loop over some of its accounts."""
    from benchmarks import loop
    from stratsell import coverage, red_flags

    both = {"coverage": coverage, "red_flags": partial(red_flags, source="article")}  # those that the loop finds
    looped, rows = timed(lambda: loop.rules(load(folder / "sample"), dt.date.fromisoformat(DAY)))
    check({name: rule(load(folder / "sample"), as_of=DAY) for name, rule in both.items()}, rows)
    memory = Memory()
    seconds: dict[str, list[list[float]]] = {"first": [], "again": []}
    for _ in range(sizes["repeat"]):
        tables = load(folder / "whole")
        for times in seconds.values():
            times.append([timed(lambda rule=rule: rule(tables, as_of=DAY))[0] for rule in both.values()])  # noqa: B023
        tables.clear()  # before the next are read, so that only one book is ever in memory
    first, again = (statistics.median(map(sum, times)) for times in seconds.values())
    apart = [statistics.median(times) for times in zip(*seconds["first"], strict=True)]
    whole = looped * sizes["accounts"] / sizes["sample"]
    note = f"a loop over {sizes['sample']:,} accounts that does both took {looped:.2f} s, so over all about {whole:,.0f} s; on them, the results are equal"
    return [
        Figure("coverage and red_flags, of tables not seen before", first, "s", 3, memory=memory.used()),
        *(Figure(f"of that, {name}", value, "s") for name, value in zip(both, apart, strict=True)),
        Figure("both again, of the same tables", again, "s"),
        Figure("memory of both, with the book", memory.peak() / GB, "GB", 3),
        Figure("both, times faster than a loop that does both", whole / first, "x", 100, least=True, note=note),
    ]


TWELVE = (
    *("check_objectives", "coverage", "introductions", "levels", "missing_influences", "next_actions"),
    *("priorities", "proposal_fit", "reach", "red_flags", "tested", "thanks"),
)


def small(_: Path, sizes: Sizes) -> list[Figure]:
    """The rules on the demo, in a book that no rule has seen, beside two of them written straight for Polars."""
    import polars as pl

    import stratsell as ss
    from benchmarks import plain

    demo, day = ss.demo(), dt.date.fromisoformat(DAY)

    def straight() -> list[pd.DataFrame]:
        frames = {name: pl.from_pandas(frame).lazy() for name, frame in demo.tables.items()}
        return [rule(frames, day).collect().to_pandas() for rule in (plain.coverage, plain.red_flags)]

    def asked(*rules: Callable[..., pd.DataFrame]) -> Callable[[], list[pd.DataFrame]]:
        def run() -> list[pd.DataFrame]:
            book = ss.Book._trusted(dict(demo.tables))  # noqa: SLF001 - as if it had just been read
            return [rule(book, as_of=day) for rule in rules]

        return run

    both = asked(ss.coverage, partial(ss.red_flags, source="article"))  # those that the sketch finds
    for mine, theirs in zip(both(), straight(), strict=True):
        pd.testing.assert_frame_equal(
            mine.drop(columns="source", errors="ignore"), theirs.astype(mine.dtypes[: theirs.shape[1]])
        )
    questions = {
        "coverage and red_flags": (both, 2),
        "next_actions": (asked(ss.next_actions), 6),
        "twelve rules": (asked(*(getattr(ss, name) for name in TWELVE)), 16),
    }
    seconds: dict[str, list[float]] = {what: [] for what in ("straight", *questions)}
    for _turn in range(1 + 4 * sizes["repeat"]):  # in turns, so that a busy moment does not hit one of them alone
        seconds["straight"].append(timed(straight)[0])
        for what, (ask, _limit) in questions.items():
            seconds[what].append(timed(ask)[0])
    best = {what: min(item) for what, item in seconds.items()}
    base = best["straight"]
    return [
        Figure("demo: coverage and red_flags straight in Polars", 1000 * base, "ms"),
        *(
            Figure(
                f"demo: {what}, as a share of that", best[what] / base, "x", limit, note=f"{1000 * best[what]:.0f} ms"
            )
            for what, (_, limit) in questions.items()
        ),
    ]


def introductions(folder: Path, sizes: Sizes) -> list[Figure]:
    """Introductions of the whole book."""
    from stratsell import introductions as rule

    tables = load(folder / "whole")
    memory = Memory()
    _, result = timed(lambda: rule(tables, as_of=DAY))
    seconds = median(lambda: rule(tables, as_of=DAY), sizes | {"repeat": min(sizes["repeat"], 3)})
    note = f"{len(result):,} people, {result['route'].notna().mean():.0%} of them with a route"
    return [Figure("introductions", seconds, "s", 30, memory=memory.used(), note=note)]


def picture(_: Path, sizes: Sizes) -> list[Figure]:
    """The map of one company, as a scene and as a file."""
    import tempfile

    from stratsell.map.figure import paint, save
    from stratsell.map.scene import scene

    book = company(sizes["company"])
    memory = Memory()
    first, drawn = timed(lambda: scene(book, as_of=DAY))
    computing = median(lambda: scene(book, as_of=DAY), sizes, runs=10)
    books = iter([company(sizes["company"]) for _ in range(sizes["repeat"])])
    asking = median(lambda: scene(next(books), as_of=DAY), sizes)
    with tempfile.TemporaryDirectory() as place:
        painting = median(lambda: save(paint(drawn), Path(place, "map.png")), sizes)
    people = f"{len(drawn.cards)} people, {len(drawn.edges)} lines"
    return [
        Figure("scene", 1000 * computing, "ms", 50, note=f"{people}; first run, with imports, {1000 * first:.0f} ms"),
        Figure("scene of a book not seen before", 1000 * asking, "ms", note="the rules run over the book first"),
        Figure("PNG of the scene", painting, "s", 1, memory=memory.used()),
    ]


def imports(_: Path, sizes: Sizes) -> list[Figure]:
    """Importing Stratsell against importing what it stands on, and its first use, each in a fresh process."""
    programs = {
        "import pandas, networkx": "import pandas, networkx",
        "import stratsell": "import stratsell",
        "import stratsell and a first coverage": "import stratsell as ss; ss.coverage(ss.demo(), as_of='2026-11-23')",
    }
    seconds: dict[str, list[float]] = {what: [] for what in programs}
    for _turn in range(1 + 2 * sizes["repeat"]):  # in turns, so that a busy moment does not hit one of them alone
        for what, program in programs.items():
            seconds[what].append(
                timed(lambda code=program: subprocess.run([sys.executable, "-c", code], check=True))[0]
            )
    base, own, first = (statistics.median(value[1:]) for value in seconds.values())
    return [
        Figure("import pandas, networkx", base, "s"),
        Figure("import stratsell, as a share of that", own / base, "x", 1.15, note=f"{own:.2f} s"),
        Figure("import stratsell and a first coverage", first, "s", note="of the demo, with reading it"),
    ]


JOBS: dict[str, Callable[[Path, Sizes], list[Figure]]] = {
    item.__name__: item for item in (small, rules, introductions, picture, imports)
}


def check(ours: dict[str, pd.DataFrame], rows: dict[str, list[dict[str, object]]]) -> None:
    """Raise an error if the results of the rules are not those of the loop."""
    for name, frame in ours.items():
        pd.testing.assert_frame_equal(frame, pd.DataFrame(rows[name], columns=frame.columns).astype(frame.dtypes))


def timed(run: Callable[[], T]) -> tuple[float, T]:
    """Run once: the seconds that it took, and its result."""
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def median(run: Callable[[], object], sizes: Sizes, *, runs: int = 1) -> float:
    """The median of some runs, in seconds."""
    return statistics.median(timed(run)[0] for _ in range(sizes["repeat"] * runs))


class Memory:
    """How much memory this process has used at most since now, where the system tells (Linux)."""

    def __init__(self) -> None:
        self.before = self._read("VmRSS")
        try:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak of making the input
        except OSError:
            self.before = 0

    def peak(self) -> float:
        """The peak in bytes."""
        return self._read("VmHWM")

    def used(self) -> str:
        """The peak, and in brackets how much of it came on top of what was there before, in words."""
        peak = self.peak()
        return f"{peak / GB:.2f} GB ({(peak - self.before) / GB:.2f})" if self.before else ""

    @staticmethod
    def _read(name: str) -> float:
        status = Path("/proc/self/status")
        lines = status.read_text(encoding="ascii", errors="replace").splitlines() if status.exists() else []
        return next((float(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0.0)
