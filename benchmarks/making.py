"""Making a book and reading one from a folder, beside what they are compared with, in one run: `python -m benchmarks.making`.

A book is made of its tables, and `coverage` and `red_flags` are asked of it; a folder is read, and Polars reads the same CSV
files. Seconds of the processor, the best of several rounds in turns, so that other programs disturb little.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from benchmarks.books import DAY, portfolio

ROUNDS = 7
ACCOUNTS = 20_000

T = TypeVar("T")


class Best:
    """The least time of each thing."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, what: str, run: Callable[[], T]) -> T:
        """Run once, and note how long it took if it was quicker than before."""
        start = time.process_time()
        result = run()
        self.seconds[what] = min(time.process_time() - start, self.seconds.get(what, float("inf")))
        return result


def main(accounts: int = ACCOUNTS) -> None:
    """Measure, and print the ratios with their limits."""
    import polars as pl

    import stratsell as ss

    tables, best = portfolio(accounts), Best()
    for _ in range(ROUNDS):
        book = best.time("a book", lambda: ss.Book(tables))
        best.time("rules", lambda book=book: (ss.coverage(book, as_of=DAY), ss.red_flags(book, as_of=DAY)))  # type: ignore[misc]
    with TemporaryDirectory() as folder:
        ss.Book(tables).write(folder)
        files = sorted(Path(folder).glob("*.csv"))
        for _ in range(ROUNDS):
            best.time("a folder", lambda: ss.read(folder))
            best.time("files", lambda: [pl.read_csv(path, infer_schema=False) for path in files])
    for what, measure, of, limit in (
        ("a book", "rules", "what its coverage and red_flags take", 1.5),
        ("a folder", "files", "what Polars takes to read the same files", 3.0),
    ):
        ratio = best.seconds[what] / best.seconds[measure]
        print(f"{what}: {best.seconds[what]:.3f} s, {ratio:.2f} times {of} (at most {limit})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
