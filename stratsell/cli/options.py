"""What several commands are told: each option stands here once, with its help."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from stratsell.cli.messages import UsageError
from stratsell.cli.printing import Format, as_text, show
from stratsell.dates import as_day, spoken
from stratsell.text import in_utf8

if TYPE_CHECKING:
    import pandas as pd

    from stratsell.book import Book
    from stratsell.scale.large_book import LargeBook

BookPlace = Annotated[str, Parameter(help="A folder, an .xlsx file, a database or a flat sheet.")]
SavedBook = Annotated[str, Parameter(help="A folder, an .xlsx file or a database.")]
Flag = Annotated[bool, Parameter(negative="")]
Days = Annotated[int, Parameter(validator=Number(gte=0, lte=36_500))]
FreshDays = Annotated[Days, Parameter(help="For how many days a conversation counts.")]
Theme = Annotated[Literal["light", "dark"], Parameter(help="The colours of the picture.")]
Overwrite = Annotated[Flag, Parameter(help="Write even if there is something of that name already.")]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class View:
    """What all commands have in common.

    Parameters
    ----------
    as_of
        The day to look from, such as 2026-11-23; nothing after it is seen. Default: today.
    format
        How to print. Default: table.
    """

    as_of: dt.date | None = None
    format: Format | None = None

    def put(self, frame: pd.DataFrame, what: str, *, nothing: str = "") -> None:
        """Print a frame; of an empty table, `nothing` is said instead."""
        form = self.format or "table"
        if form == "table" and frame.empty and nothing:
            print(nothing)
        else:
            show(frame, form, title=f"{what}, {spoken(as_day(self.as_of))}")

    def put_file(self, name: str, what: str) -> None:
        """Print the name of a file that was written."""
        import pandas as pd

        self.put(pd.DataFrame({"file": [in_utf8(name)]}, dtype="str"), what)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Output(View):
    """Where a result goes.

    Parameters
    ----------
    as_of
        The day to look from, such as 2026-11-23; nothing after it is seen. Default: today.
    format
        How to print or write. Default: by the ending of the output, else a table.
    output
        Write to this .csv, .json, .txt or .parquet file, whole or not at all, instead of printing.
    """

    output: Annotated[Path | None, Parameter(alias="-o")] = None

    def put(self, frame: pd.DataFrame, what: str, *, nothing: str = "") -> None:
        """Print a frame, or write it to the file that was asked for."""
        if self.output is None:
            super().put(frame, what, nothing=nothing)
        else:
            self._save(iter([frame]), self.output.expanduser())

    def put_chunks(self, chunks: Iterator[pd.DataFrame], what: str, *, nothing: str) -> int:
        """Print the chunks of a frame as one, or write them to the file one by one; say how many rows they have."""
        if self.output is not None:
            return self._save(chunks, self.output.expanduser())
        import pandas as pd

        frame = pd.concat(chunks, ignore_index=True)
        self.put(frame, what, nothing=nothing)
        return len(frame)

    def _save(self, chunks: Iterator[pd.DataFrame], path: Path) -> int:
        """Write chunks to a file, all or nothing, and say how many rows they have."""
        import pandas as pd

        from stratsell.io.files.atomic import save_file
        from stratsell.io.files.chunks import write_csv, write_parquet

        rows, form = 0, self._form(path.suffix.lower())

        def write(handle: BinaryIO) -> None:
            nonlocal rows
            if form == "csv":
                rows = write_csv(chunks, handle)
            elif form == "parquet":
                rows = write_parquet(chunks, handle)
            else:
                frame = pd.concat(chunks, ignore_index=True)
                handle.write(as_text(frame, form).encode())
                rows = len(frame)

        save_file(path, write)
        return rows

    def _form(self, ending: str) -> Format | Literal["parquet"]:
        """How to write a file: as --format says, else by the ending of its name."""
        forms: dict[str, Format | Literal["parquet"]] = {
            ".csv": "csv",
            ".json": "json",
            ".parquet": "parquet",
            ".txt": "table",
        }
        if self.format is None and ending not in forms:
            raise UsageError("--output: the name must end in .csv, .json, .txt or .parquet, or give --format")
        return self.format or forms[ending]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Part:
    """Which part of the book is meant.

    Parameters
    ----------
    account
        Only the account with this id.
    objective
        Only the objective with this id.
    """

    account: str | None = None
    objective: str | None = None

    def check(self, book: Book) -> None:
        """Refuse an account or an objective that the book does not have."""
        accounts, objectives = book.tables["accounts"], book.tables["objectives"]
        check_id("account", self.account, [(accounts["account_id"], accounts["name"])])
        bare = accounts[~accounts["account_id"].isin(objectives["account_id"])]
        implied = (bare["account_id"], bare["name"])
        check_id("objective", self.objective, [(objectives["objective_id"], objectives["name"]), implied])

    def check_large(self, book: LargeBook) -> None:
        """Refuse an account or an objective that a large book does not have."""
        for column, wanted in self.ids().items():
            tables = ("accounts",) if column == "account_id" else ("objectives", "influences", "accounts")
            if wanted is not None and not any(
                book.has(table, "account_id" if table == "accounts" else column, wanted) for table in tables
            ):
                raise UsageError(f"no {column.removesuffix('_id')} “{wanted}” in the book")

    def check_single_account(self, book: Book) -> None:
        """Refuse to choose among several accounts."""
        accounts = len(book.tables["accounts"])
        if self == EVERYTHING and accounts > 1:
            raise UsageError(f"which of the {accounts:,} accounts? Name one with --account, or an --objective")

    def ids(self) -> dict[str, Any]:
        """The account and the objective, by the columns that hold their ids."""
        return {"account_id": self.account, "objective_id": self.objective}

    def single(self) -> dict[str, Any]:
        """The account or the objective, by the names that pictures call them; not both."""
        if self.account is not None and self.objective is not None:
            raise UsageError("give --account or --objective, not both")
        return self.ids()

    def rows_of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a result that belong to the part."""
        for column, wanted in self.ids().items():
            if wanted is not None:
                frame = frame[frame[column] == wanted]
        return frame.reset_index(drop=True)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Scale:
    """What works on a book that is larger than memory.

    Parameters
    ----------
    engine
        For a folder of CSV or Parquet files of any size (people.csv, people.parquet, or a folder people of such files):
        ask this engine instead of reading all into memory. All is checked as without, a part at a time.
    memory
        How much memory to use, such as 2GB: with duckdb for the whole process, with spark for its driver's heap.
    """

    engine: Literal["pandas", "polars", "duckdb", "spark"] | None = None
    memory: str | None = None

    def bytes(self) -> int | None:
        """How much memory may be used."""
        if self.memory is None:
            return None
        amount = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?(MB|GB)", self.memory, re.IGNORECASE)
        if not amount:
            raise UsageError(f"--memory: “{self.memory}” is not an amount of memory; write 500MB or 2GB")
        return int(float(amount[1]) * {"MB": 2**20, "GB": 2**30}[amount[2].upper()])


EVERYTHING = Part()
IN_MEMORY = Scale()
PRINTED = Output()
TODAY = View()


def check_id(noun: str, wanted: str | None, known: list[tuple[pd.Series, pd.Series]]) -> None:
    """Refuse an id that is not among the known ids (with their names), and say which was probably meant."""
    from stratsell.book.cells import near_text

    if wanted is None or any((ids == wanted).any() for ids, _ in known):
        return
    ids_by_name = {name: an_id for ids, names in known for an_id, name in zip(ids, names, strict=True)}
    meant = near_text(wanted, ids_by_name.values()) or ids_by_name.get(near_text(wanted, ids_by_name), "")
    raise UsageError(f"no {noun} “{wanted}”" + (f"; did you mean “{meant}”?" if meant else " in the book"))


def check_folder(path: Path) -> Path:
    """Give a path in full, if there is a folder to write it to."""
    path = path.expanduser()
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} to")
    return path
