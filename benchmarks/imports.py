"""How long a flat sheet of many rows takes to read, beside reading the same file with Polars and calamine alone.

``python -m benchmarks.imports [rows]`` writes a sheet with and without a thousand faults, as .csv and .xlsx, and prints the
seconds of the processor that each takes and the ratios, of one run, the best of several rounds.
"""

from __future__ import annotations

import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import polars as pl
import xlsxwriter
from python_calamine import CalamineWorkbook

import stratsell as ss

ROUNDS = 2
FAULTS = 1_000


def rows_of(count: int, faults: int) -> list[list[str]]:
    header = [
        "Account",
        "Name",
        "Title",
        "Email",
        "Role",
        "Mindset",
        "Reports to",
        "Last contacted on",
        "Owner",
        "Note",
    ]
    rows = [header]
    every = max(count // faults, 1) if faults else 0
    for index in range(count):
        account, wrong = index // 8, bool(every) and index % every == 0
        manager = f"Person {account * 8}" if index % 8 else ""
        rows.append(
            [
                f"Account {account}",
                f"Person {index}",
                "Plant manager",
                f"p{index}@a{account}.example",
                f"no role {index}" if wrong else "Decision maker; user",
                "even keel",
                f"Persn {index}" if wrong else manager,
                f"soon {index}" if wrong else f"{index % 28 + 1}.{index % 12 + 1}.2025",
                f"Seller {account % 40}",
                f"note {index}",
            ]
        )
    return rows


def write(folder: Path, name: str, rows: list[list[str]]) -> None:
    (folder / f"{name}.csv").write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    with xlsxwriter.Workbook(folder / f"{name}.xlsx", {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("People")
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)


def best(call: Callable[[], object]) -> float:
    def once() -> float:
        start = time.process_time()
        call()
        return time.process_time() - start

    return min(once() for _ in range(ROUNDS))


def main(count: int) -> None:
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, faults in (("clean", 0), ("faults", FAULTS)):
            write(folder, name, rows_of(count, faults))
            for ending in (".csv", ".xlsx"):
                path = folder / f"{name}{ending}"
                alone = best(
                    (lambda p=path: pl.read_csv(p, infer_schema=False))
                    if ending == ".csv"
                    else (lambda p=path: CalamineWorkbook.from_path(p).get_sheet_by_index(0).to_python())
                )
                ours = best(lambda p=path: ss.read_sheet(p))
                print(
                    f"{path.name:<12} {count:>8,} rows: alone {alone:.2f} s, read_sheet {ours:.2f} s, {ours / alone:.1f} ×"
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
