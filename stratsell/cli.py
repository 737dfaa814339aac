"""The terminal: the same jobs as in a notebook, for scripts and for people who like typing.

Each command reads a book, runs one rule and prints its frame. What a script needs is kept steady:
results go to standard output and all else to standard error, an error is one line, and the exit
code says what happened (`Exit`). Modules that take time to load are loaded by the command that uses
them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import re
import sys
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

from cyclopts import App, CycloptsError, Parameter
from cyclopts.validators import Number

from stratsell import __version__
from stratsell.dates import as_day, month_ends, spoken
from stratsell.errors import BookError, BookWarning
from stratsell.printing import Format, as_text, show, shown
from stratsell.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd

    from stratsell.book import Book
    from stratsell.io.engines import EngineName
    from stratsell.large import LargeBook


_CREDENTIALS = r"(?<=://)\S*@"


class Exit(IntEnum):
    """What the exit code of a command says."""

    FINE = 0
    FAULTS = 1
    USAGE = 2
    FILES = 3
    FOUND = 4
    BROKEN = 70
    INTERRUPTED = 130
    UNHEARD = 141


app = App(
    name="stratsell",
    version=__version__,
    help="Strategic selling: who decides, who influences, how well we cover them, and what to do next.\n\n"
    "A BOOK is a folder of CSV files, an .xlsx file, a database (.db, .sqlite, sqlite:///book.db or postgresql://…), "
    "or one flat sheet (.csv or .xlsx) with a row a person. "
    "Try it: `stratsell demo`, then `stratsell coverage demo --as-of 2026-11-23`.",
    help_format="markdown",
    suppress_keyboard_interrupt=False,
    help_epilogue="Exit codes: 0 fine; 1 the book has faults; 2 wrong usage, such as an unknown id; "
    "3 a file could not be read or written; 4 something was found (only with --strict); "
    "70 a mistake of stratsell's own.",
)


class UsageError(Exception):
    """What was asked for makes no sense; the message says why."""


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
            return
        self._save(iter([frame]))

    def put_parts(self, parts: Iterator[pd.DataFrame], what: str, nothing: str) -> int:
        """Print the parts of a frame as one, or write them to the file one by one; say how many rows they have."""
        if self.output is not None:
            return self._save(parts)
        import pandas as pd

        frame = pd.concat(parts, ignore_index=True)
        self.put(frame, what, nothing=nothing)
        return len(frame)

    def _save(self, parts: Iterator[pd.DataFrame]) -> int:
        """Write parts to the file that was asked for, all or nothing, and say how many rows they have."""
        import pandas as pd

        from stratsell.io.atomic import save_file
        from stratsell.parts import write_csv, write_parquet

        assert self.output is not None  # noqa: S101 (asked before)
        place, rows = self.output.expanduser(), 0
        ending = place.suffix.lower()
        form = None if ending == ".parquet" and self.format is None else self._form(ending)

        def write(handle: BinaryIO) -> None:
            nonlocal rows
            if form in (None, "csv"):
                rows = (write_csv if form else write_parquet)(parts, handle)
                return
            frame = pd.concat(parts, ignore_index=True)
            handle.write(as_text(frame, form).encode())
            rows = len(frame)

        save_file(place, write)
        return rows

    def _form(self, ending: str) -> Format:
        forms: dict[str, Format] = {".csv": "csv", ".json": "json", ".txt": "table"}
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
        _check_id("account", self.account, [(accounts["account_id"], accounts["name"])])
        bare = accounts[~accounts["account_id"].isin(objectives["account_id"])]
        implied = (bare["account_id"], bare["name"])
        _check_id("objective", self.objective, [(objectives["objective_id"], objectives["name"]), implied])

    def check_in(self, book: LargeBook) -> None:
        """Refuse an account or an objective that a large book does not have."""
        for column, wanted in (("account_id", self.account), ("objective_id", self.objective)):
            tables = ("accounts",) if column == "account_id" else ("objectives", "influences", "accounts")
            if wanted is not None and not any(
                book.has(table, "account_id" if table == "accounts" else column, wanted) for table in tables
            ):
                raise UsageError(f"no {column.removesuffix('_id')} “{wanted}” in the book")

    def one(self) -> dict[str, Any]:
        """The account or the objective, by the names that pictures call them; not both."""
        if self.account is not None and self.objective is not None:
            raise UsageError("give --account or --objective, not both")
        return {"account_id": self.account, "objective_id": self.objective}

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a result that belong to the part."""
        for column, wanted in (("account_id", self.account), ("objective_id", self.objective)):
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
        said = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?(MB|GB)", self.memory, re.IGNORECASE)
        if not said:
            raise UsageError(f"--memory: “{self.memory}” is no amount of memory; write 500MB or 2GB")
        return int(float(said[1]) * {"MB": 2**20, "GB": 2**30}[said[2].upper()])


Days = Annotated[int, Parameter(validator=Number(gte=0, lte=36_500))]
Strict = Annotated[bool, Parameter(negative="")]
EVERYTHING = Part()
IN_MEMORY = Scale()
PRINTED = Output()
TODAY = View()


@app.command
def check(book: str, /, *, to: Output = PRINTED) -> Exit:
    """Say what is wrong with a book: every fault, with its row and what was probably meant.

    Parameters
    ----------
    book
        A folder, an .xlsx file, a database or a flat sheet.
    """
    import pandas as pd

    from stratsell.io import shown_place

    place = shown_place(book)
    try:
        found = _opened(book)
    except BookError as error:
        to.put(error.frame().map(lambda cell: "" if pd.isna(cell) else str(cell)).astype("str"), f"Faults in {place}")
        _say(f"{_counted(len(error.faults), 'fault')} in {place}")
        return Exit.FAULTS
    _warn_of_future(found, to.as_of)
    unused = [
        f"{name}.{column}"
        for name, table in TABLES.items()
        for column in found.tables[name]
        if column not in table.names
    ]
    if unused:
        _say(f"columns that are kept but not used: {', '.join(unused)}")
    nothing = pd.DataFrame(columns=["table", "row", "column", "value", "problem", "allowed", "meant"], dtype="str")
    to.put(nothing, "", nothing=shown(f"{place}: no faults in {repr(found).strip('<>').removeprefix('Book: ')}"))
    return Exit.FINE


@app.command
def coverage(
    book: str,
    /,
    *,
    part: Part = EVERYTHING,
    fresh_days: Days = 90,
    scale: Scale = IN_MEMORY,
    to: Output = PRINTED,
) -> Exit:
    """Say how well each role is covered, in each objective: 0 nobody, 1 known, 2 contacted, 3 engaged, 4 thanked.

    Parameters
    ----------
    book
        A folder, an .xlsx file, a database or a flat sheet.
    fresh_days
        For how many days a conversation counts.
    """
    _tell(book, "coverage", "Coverage by role", "No objectives.", part, scale, to, fresh_days=fresh_days)
    return Exit.FINE


@app.command
def missing(
    book: str,
    /,
    *,
    part: Part = EVERYTHING,
    strict: Strict = False,
    scale: Scale = IN_MEMORY,
    to: Output = PRINTED,
) -> Exit:
    """List the roles that nobody holds in an open objective, with who may hold them.

    Parameters
    ----------
    book
        A folder, an .xlsx file, a database or a flat sheet.
    strict
        Exit with code 4 if a role is missing.
    """
    found = _tell(book, "missing_influences", "Missing influences", "No role is missing.", part, scale, to)
    return Exit.FOUND if strict and found else Exit.FINE


@app.command
def flags(
    book: str,
    /,
    *,
    part: Part = EVERYTHING,
    fresh_days: Days = 90,
    new_days: Days = 180,
    reorg_days: Days = 180,
    strict: Strict = False,
    scale: Scale = IN_MEMORY,
    to: Output = PRINTED,
) -> Exit:
    """List what should worry us in the open objectives: blanks, doubts, silence, new jobs, reorganizations.

    Parameters
    ----------
    book
        A folder, an .xlsx file, a database or a flat sheet.
    fresh_days
        For how many days a conversation counts.
    new_days
        For how many days somebody is new to a job.
    reorg_days
        For how many days a reorganization is news.
    strict
        Exit with code 4 if there is a red flag.
    """
    windows = {"fresh_days": fresh_days, "new_days": new_days, "reorg_days": reorg_days}
    found = _tell(book, "red_flags", "Red flags", "No red flags.", part, scale, to, **windows)
    return Exit.FOUND if strict and found else Exit.FINE


@app.command
def introductions(
    book: str,
    /,
    *,
    part: Part = EVERYTHING,
    fresh_days: Days = 90,
    scale: Scale = IN_MEMORY,
    to: Output = PRINTED,
) -> Exit:
    """Find the best introduction to everybody with a role whom we have not spoken with lately.

    Parameters
    ----------
    book
        A folder, an .xlsx file, a database or a flat sheet.
    fresh_days
        For how many days a conversation counts.
    """
    nothing = "Nobody needs an introduction."
    _tell(book, "introductions", "Introductions", nothing, part, scale, to, fresh_days=fresh_days)
    return Exit.FINE


def _tell(book: str, rule: str, what: str, nothing: str, part: Part, scale: Scale, to: Output, **options: Any) -> int:
    """Ask a rule of `stratsell.steps` about a book of any size, put what it says where it goes, and count its rows."""
    from stratsell import steps

    if scale.engine is not None:
        try:
            folder = Path(book).expanduser()
            return _tell_at_scale(folder, scale.engine, rule, what, nothing, part, scale, to, **options)
        except ValueError as error:
            if isinstance(error, BookError):
                raise
            raise UsageError(str(error)) from None
    if scale.memory is not None:
        raise UsageError("--memory: give it with --engine duckdb or spark")
    frame = part.of(getattr(steps, rule)(_opened(book, part), as_of=to.as_of, **options))
    to.put(frame, what, nothing=nothing)
    return len(frame)


def _tell_at_scale(
    folder: Path,
    engine: EngineName,
    rule: str,
    what: str,
    nothing: str,
    part: Part,
    scale: Scale,
    to: Output,
    **options: Any,
) -> int:
    from stratsell.large import large_book

    if not folder.is_dir():
        raise UsageError(f"--engine: {folder} is no folder; an engine reads a folder of CSV or Parquet files")
    wanted = {"account_id": part.account, "objective_id": part.objective}
    with contextlib.ExitStack() as stack:
        checked = stack.enter_context(_progress("Checking"))
        large = stack.enter_context(large_book(folder, engine, memory=scale.bytes(), progress=checked))
        part.check_in(large)
        searched = stack.enter_context(_progress("Searching"))
        return to.put_parts(large.told(rule, wanted, searched, as_of=to.as_of, **options), what, nothing)


@app.command
def history(
    book: str,
    /,
    *,
    part: Part = EVERYTHING,
    dates: Annotated[list[dt.date] | None, Parameter(consume_multiple=True)] = None,
    months: Annotated[int, Parameter(validator=Number(gte=0, lte=1_200))] = 12,
    fresh_days: Days = 90,
    picture: Path | None = None,
    to: Output = PRINTED,
) -> Exit:
    """Say how every objective stood on several days: coverage, thank-yous, missing roles and red flags.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a flat sheet.
    dates
        The days to look from, such as --dates 2026-09-30 2026-10-31.
    months
        Without --dates: the ends of so many months before --as-of, and that day itself.
    fresh_days
        For how many days a conversation counts.
    picture
        An image of the trend to write as well; its ending, .png, .svg or .pdf, says how.
    """
    from stratsell.steps import history as rule

    where = part.one()
    tables = _opened(book, part)
    days = dates or month_ends(months, as_of=to.as_of)
    frame = part.of(rule(tables, days, fresh_days=fresh_days))
    if picture is not None:
        from stratsell.map import draw_trend

        _besides(picture, lambda path: draw_trend(tables, days, **where, fresh_days=fresh_days, path=path))
    to.put(frame, "History", nothing="No objectives.")
    return Exit.FINE


@app.command
def portfolio(
    book: str,
    /,
    *,
    part: Part = EVERYTHING,
    owner: str | None = None,
    industry: str | None = None,
    picture: Path | None = None,
    theme: Literal["light", "dark"] = "light",
    to: Output = PRINTED,
) -> Exit:
    """Say how every open objective stands, the worst gaps first: coverage, missing roles, red flags, owner, value.

    Parameters
    ----------
    book
        A folder, an .xlsx file, a database or a flat sheet.
    owner
        Only accounts of this owner, as the book writes the name.
    industry
        Only accounts of this industry, as the book writes it.
    picture
        A heatmap of the first 60 to write as well; its ending, .png, .svg or .pdf, says how.
    theme
        The colours of the picture.
    """
    from stratsell.steps import portfolio as rule

    tables = _opened(book, part)
    accounts = tables.tables["accounts"]
    frame = part.of(rule(tables, as_of=to.as_of))
    for column, wanted in (("owner", owner), ("industry", industry)):
        _check_id(column, wanted, [(accounts[column], accounts["name"])])
        frame = frame if wanted is None else frame[frame[column] == wanted].reset_index(drop=True)
    if picture is not None:
        from stratsell.map import draw_portfolio

        _besides(picture, lambda path: draw_portfolio(frame, as_of=as_day(to.as_of), path=path, theme=theme))
    to.put(frame, "Portfolio", nothing="No open objectives.")
    return Exit.FINE


def _besides(place: Path, write: Callable[[Path], object]) -> None:
    """Write a file besides what is printed; a name that ends wrongly is wrong usage."""
    path = place.expanduser()
    _check_folder(path)
    try:
        write(path)
    except ValueError as error:
        raise UsageError(str(error)) from None


@app.command
def objectives(book: str, /, *, part: Part = EVERYTHING, to: Output = PRINTED) -> Exit:
    """Test whether each open objective is single, specific, measurable, time-lined, outcome- and other-focused.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a flat sheet.
    """
    from stratsell.steps import check_objectives

    frame = part.of(check_objectives(_opened(book, part), as_of=to.as_of))
    to.put(frame, "Objectives", nothing="No open objectives.")
    return Exit.FINE


@app.command
def priorities(book: str, /, *, part: Part = EVERYTHING, to: Output = PRINTED) -> Exit:
    """Say where we can help best, and where another source helps better.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a flat sheet.
    """
    from stratsell.steps import priorities as rule

    frame = part.of(rule(_opened(book, part), as_of=to.as_of))
    to.put(frame, "Priorities", nothing="No open objectives.")
    return Exit.FINE


@app.command
def plan(
    book: str,
    /,
    *,
    part: Part = EVERYTHING,
    ics: Path | None = None,
    picture: Path | None = None,
    to: Output = PRINTED,
) -> Exit:
    """Plan what to do next, with whom, how, by when and why.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a flat sheet.
    ics
        A calendar (.ics) of planned conversations and next actions to write as well.
    picture
        An image of conversations through time to write as well; its ending, .png, .svg or .pdf, says how.
    """
    from stratsell.steps import next_actions

    where = part.one() if ics or picture else {}
    tables = _opened(book, part)
    frame = part.of(next_actions(tables, as_of=to.as_of))
    if ics is not None:
        from stratsell.agenda import calendar

        _besides(ics, lambda path: calendar(tables, **where, as_of=to.as_of, path=path))
    if picture is not None:
        from stratsell.map import draw_timeline

        _besides(picture, lambda path: draw_timeline(tables, **where, as_of=to.as_of, path=path))
    to.put(frame, "Next actions", nothing="Nothing to do.")
    return Exit.FINE


@app.command
def modes(
    book: str,
    /,
    *,
    part: Part = EVERYTHING,
    by: Literal["objective", "seller"] = "objective",
    picture: Path | None = None,
    to: Output = PRINTED,
) -> Exit:
    """Count our conversations by how they persuade, from telling to co-creating.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a flat sheet.
    by
        A row per objective, or per person of ours.
    picture
        An image to write as well; its ending, .png, .svg or .pdf, says how.
    """
    from stratsell.steps import conversation_modes

    where = part.one()
    tables = _opened(book, part)
    counted = tables.select(**where) if any(where.values()) else tables
    frame = conversation_modes(counted, by=by, as_of=to.as_of)
    if picture is not None:
        from stratsell.map import draw_modes

        _besides(picture, lambda path: draw_modes(tables, by=by, **where, as_of=to.as_of, path=path))
    to.put(frame, "Conversations", nothing="No objectives.")
    return Exit.FINE


@app.command
def tested(book: str, /, *, part: Part = EVERYTHING, to: Output = PRINTED) -> Exit:  # noqa: PT028
    """Say who has been asked about the current version of each proposition, and what that changed.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a flat sheet.
    """
    from stratsell.steps import tested as rule

    frame = part.of(rule(_opened(book, part), as_of=to.as_of))
    to.put(frame, "Propositions tested", nothing="No propositions.")
    return Exit.FINE


@app.command
def proposal(book: str, /, *, part: Part = EVERYTHING, to: Output = PRINTED) -> Exit:
    """Say whether the proposal answers each person's needs, gaps first.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a flat sheet.
    """
    from stratsell.steps import proposal_fit

    frame = part.of(proposal_fit(_opened(book, part), as_of=to.as_of))
    to.put(frame, "Fit of the proposal", nothing="Nobody with a role in an open objective.")
    return Exit.FINE


@app.command
def thanks(book: str, /, *, part: Part = EVERYTHING, to: Output = PRINTED) -> Exit:
    """Say who decided, who said thank you, whose solution was chosen and which follow-ups are due.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a flat sheet.
    """
    from stratsell.steps import thanks as rule

    frame = part.of(rule(_opened(book, part), as_of=to.as_of))
    to.put(frame, "Decisions and thanks", nothing="Nobody has a part in an objective.")
    return Exit.FINE


@app.command(name="map")
def map_(
    book: str,
    /,
    *,
    output: Annotated[Path, Parameter(alias="-o")],
    part: Part = EVERYTHING,
    select: str | None = None,
    theme: Literal["light", "dark"] = "light",
    to: View = TODAY,
) -> Exit:
    """Draw the influence map of one objective, and print the name of the file.

    Parameters
    ----------
    book
        A folder, an .xlsx file, a database or a flat sheet.
    output
        The image to write; its ending, .png, .svg or .pdf, says how.
    select
        The id of a person to highlight, with the best introduction to them.
    theme
        The colours.
    """
    import pandas as pd

    from stratsell.map import draw_map

    found = _opened(book, part)
    people, accounts = found.tables["people"], found.tables["accounts"]
    _check_id("person", select, [(people["person_id"], people["name"])])
    if part == EVERYTHING and len(accounts) > 1:
        raise UsageError(f"which of the {len(accounts):,} accounts? Name one with --account, or an --objective")
    path = output.expanduser()
    _check_folder(path)
    try:
        draw_map(
            found,
            objective_id=part.objective,
            account_id=part.account,
            as_of=to.as_of,
            selected=select,
            theme=theme,
            path=path,
        )
    except (KeyError, ValueError) as error:
        raise UsageError(error.args[0]) from None
    to.put(pd.DataFrame({"file": [str(output)]}, dtype="str"), "Map")
    return Exit.FINE


@app.command
def brief(
    book: str,
    /,
    *,
    output: Annotated[Path, Parameter(alias="-o")],
    part: Part = EVERYTHING,
    to: View = TODAY,
) -> Exit:
    """Put one account on a page: objective, map, coverage, plan and proposal; print the name of the file.

    Parameters
    ----------
    book
        A folder, an .xlsx file, a database or a flat sheet.
    output
        The file to write; its ending, .md, .html, .pdf or .docx, says how.
    """
    import pandas as pd

    from stratsell.briefing import brief as made

    found = _opened(book, part)
    accounts = found.tables["accounts"]
    if part == EVERYTHING and len(accounts) > 1:
        raise UsageError(f"which of the {len(accounts):,} accounts? Name one with --account, or an --objective")
    path = output.expanduser()
    _check_folder(path)
    try:
        made(found, part.account, objective_id=part.objective, as_of=to.as_of, path=path)
    except (KeyError, ValueError) as error:
        raise UsageError(error.args[0]) from None
    except ModuleNotFoundError as error:
        raise UsageError(str(error)) from None
    to.put(pd.DataFrame({"file": [str(output)]}, dtype="str"), "Brief")
    return Exit.FINE


@app.command
def report(
    book: str,
    folder: Path,
    /,
    *,
    account: str | None = None,
    fresh_days: Days = 90,
    maps: Literal["png", "svg", "pdf"] = "png",
    to: View = TODAY,
) -> Exit:
    """Export a map of every open objective and an .xlsx file for every account, and one for all of them.

    Parameters
    ----------
    book
        A folder, an .xlsx file, a database or a flat sheet.
    folder
        Where the files go; it is made if it is not there.
    account
        Only the account with this id.
    fresh_days
        For how many days a conversation counts.
    maps
        The kind of image.
    """
    import pandas as pd

    from stratsell.report import Exported, Report

    found, done = _opened(book, Part(account=account)), list[Exported]()
    work = Report(found, as_of=to.as_of, fresh_days=fresh_days)
    total = 1 if account else len(work.accounts) + 1
    with _progress("Exporting") as progress:
        for at, exported in enumerate(work.export(folder.expanduser(), maps=maps, account=account), 1):
            done += exported
            progress(at, total)
    frame = pd.DataFrame(done, columns=list(Exported._fields), dtype="str")
    to.put(frame, "Report")
    failed = [each for each in done if each.problem]
    if failed:
        _say(f"{len(failed)} of {_counted(len(done), 'file')} could not be written; the first: {failed[0].problem}")
    return Exit.FILES if failed else Exit.FINE


@app.command
def demo(target: str = "demo", /, *, force: Strict = False, to: View = TODAY) -> Exit:
    """Write the demo book, thirteen invented companies, to try things with.

    Parameters
    ----------
    target
        A folder, a file name that ends in .xlsx, .db or .sqlite, or the address of a database.
    force
        Write even if there is something of that name already.
    """
    import pandas as pd

    from stratsell.io import demo as demo_book

    shown_target = _written(demo_book(), target, force=force)
    to.put(pd.DataFrame({"file": [shown_target]}, dtype="str"), "Demo")
    day = to.as_of or DEMO_DAY
    _say(f"next, try: stratsell coverage {shown_target} --as-of {day}")
    return Exit.FINE


@app.command
def pseudonymize(book: str, target: str, /, *, seed: int, force: Strict = False, to: View = TODAY) -> Exit:
    """Write a book under other names, to be shown in a room: names, titles, emails, ids and all free text are replaced.

    Who is tied to whom, days, roles, mindsets and numbers are kept, so that every rule finds the same in it.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a flat sheet.
    target
        A folder, or a file name that ends in .xlsx.
    seed
        A whole number; the same book and seed give the same names.
    force
        Write even if there is something of that name already.
    """
    import pandas as pd

    shown_target = _written(_opened(book).pseudonymized(seed), target, force=force)
    to.put(pd.DataFrame({"file": [shown_target]}, dtype="str"), "Pseudonymized")
    return Exit.FINE


@app.command
def backups(book: str, /, *, to: Output = PRINTED) -> Exit:
    """List the backups of a book: what its latest ten saves have replaced.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a database.
    """
    from stratsell.io import backups as listed

    frame = listed(book)
    frame["replaced_at"] = frame["replaced_at"].dt.strftime("%Y-%m-%d %H:%M:%S").astype("str")
    to.put(frame, "Backups (UTC)", nothing="No backups.")
    return Exit.FINE


@app.command
def restore(book: str, /, *, backup: str = "", to: View = TODAY) -> Exit:
    """Put a backup back into its place; what stands there now is kept as a backup in turn.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a database.
    backup
        The name of the backup, as `stratsell backups` lists it. Default: the latest.
    """
    import pandas as pd

    from stratsell.io import restore as put_back
    from stratsell.io import shown_place

    try:
        found = put_back(book, backup)
    except KeyError as error:
        raise UsageError(error.args[0]) from None
    _say(f"restored {repr(found).strip('<>')}")
    to.put(pd.DataFrame({"file": [shown_place(book)]}, dtype="str"), "Restored")
    return Exit.FINE


@app.command
def recover(
    book: str, /, *, keep: Literal["ask", "mine", "theirs"] = "ask", discard: Strict = False, to: View = TODAY
) -> Exit:
    """Save the edits that a notebook's kernel had not saved when it died.

    Parameters
    ----------
    book
        A folder, an .xlsx file or a database.
    keep
        Where the book has changed since: stop and ask, take the edits (mine), or leave what is there (theirs).
    discard
        Forget the edits instead.
    """
    import pandas as pd

    from stratsell.io import recover as brought_back
    from stratsell.io import shown_place

    found = brought_back(book, on_conflict=keep, discard=discard)
    if found.unsaved:
        found.write(on_conflict="merge")
        _say("saved the recovered edits")
    else:
        _say("forgot the edits" if discard else "there is nothing to recover")
    to.put(pd.DataFrame({"file": [shown_place(book)]}, dtype="str"), "Recovered")
    return Exit.FINE


DEMO_DAY = dt.date(2026, 11, 23)
"""The day on which the demo's stories are told."""


@app.command(name="import")
def import_(
    crm: Literal["salesforce", "hubspot", "dynamics"],
    source: Path,
    target: str | None = None,
    /,
    *,
    into: str | None = None,
    since: Path | None = None,
    mapping: Path | None = None,
    day_first: bool | None = None,
    encoding: str | None = None,
    force: Strict = False,
    strict: Strict = False,
    to: View = TODAY,
) -> Exit:
    """Make a book of what a CRM exported, or bring it into a book that is there; say what became of every row.

    As a table a summary is printed; with --format csv or json, a line for all that was decided, left out or left blank,
    or, with --into, for all that changed.

    Parameters
    ----------
    crm
        Where the export comes from.
    source
        The folder with the exported files, or one of them.
    target
        Where the book goes: a folder, a file name that ends in .xlsx, .db or .sqlite, or the address of a database.
    into
        A book that is there. It is updated and keeps what people did since; it is saved in its place if no target is
        given.
    since
        The earlier export that the book began as, to tell what people changed.
    mapping
        Your own roles, types and columns: a .csv file with the columns what, from, to.
    day_first
        Whether days such as 03/04/2026 begin with the day. Default: as other days of the export show.
    encoding
        The encoding of .csv files. Default: UTF-8 where all of a file is, else Latin-1.
    force
        Write to the target even if there is something of that name already.
    strict
        Exit with code 4 if something of the export could not be used.
    """
    import stratsell

    if target is None and into is None:
        raise UsageError("where does the book go? Name a target, or a book with --into")
    if since is not None and into is None:
        raise UsageError("--since tells what people changed in a book: name the book with --into")
    readers = {
        "salesforce": stratsell.read_salesforce,
        "hubspot": stratsell.read_hubspot,
        "dynamics": stratsell.read_dynamics,
    }

    def export(place: Path) -> Book:
        try:
            return readers[crm](place, mapping=mapping, as_of=to.as_of, day_first=day_first, encoding=encoding)
        except ValueError as error:
            if isinstance(error, BookError):
                raise
            raise UsageError(str(error)) from None

    new = export(source)
    report = new.import_report
    assert report is not None  # noqa: S101 (readers of exports give one)
    frame, what, book = report.frame(), "Import", new
    if into is not None:
        book = _opened(into)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", BookWarning)  # of the earlier export; the newer one has been warned of
            earlier = None if since is None else export(since)
        frame, what = book.merge(new, since=earlier), "Changes"
    saved = _saved(book) if target is None else _written(book, target, force=force)
    if to.format in (None, "table"):
        print(report)
    if to.format not in (None, "table") or into is not None:
        to.put(frame, what, nothing="Nothing has changed.")
    _say(f"wrote {repr(book).strip('<>').removeprefix('Book: ')} to {saved}")
    return Exit.FOUND if strict and report.worries else Exit.FINE


def _saved(book: Book) -> str:
    """Save a book in the place that it came from, and give its name as it may be shown."""
    from stratsell.io import shown_place

    try:
        if book.unsaved:
            book.write()
    except ValueError as error:
        raise UsageError(f"{error}; or name a target") from None
    return shown_place(str(book.source))


def main(words: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; the entry point of the program.

    Parameters
    ----------
    words : sequence of str, optional
        The command and its options. Default: those that the program was called with.

    Returns
    -------
    int
        One of `Exit`.

    Examples
    --------
    >>> main(["--version"])
    0.1.0
    0
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that the terminal cannot show is no reason to stop
    try:
        with _warnings_in_a_line():
            code = _run(list(sys.argv[1:] if words is None else words))
        sys.stdout.flush()
    except BrokenPipeError:
        _be_quiet()
        return int(Exit.UNHEARD)
    except KeyboardInterrupt:
        _say("stopped")
        return int(Exit.INTERRUPTED)
    return int(code)


def _run(words: list[str]) -> Exit:
    """Run a command; every error becomes one line and a code."""
    try:
        code = app(words, exit_on_error=False, print_error=False, result_action="return_value")
    except BrokenPipeError:
        raise
    except (CycloptsError, UsageError) as error:
        return _failed(str(error), Exit.USAGE)
    except BookError as error:
        more = f" (1 of {len(error.faults)}; stratsell check lists them all)" if len(error.faults) > 1 else ""
        return _failed(f"{error.source or 'the book'}: {error.faults[0]}{more}", Exit.FAULTS)
    except OSError as error:
        said = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
        return _failed(said, Exit.FILES)
    except Exception as error:  # a user gets one line, whatever happens; python -X dev shows the rest
        if sys.flags.dev_mode:
            raise
        return _failed(f"unexpected {type(error).__name__}: {error}; please report it", Exit.BROKEN)
    return code if isinstance(code, Exit) else Exit.FINE


def _failed(message: str, code: Exit) -> Exit:
    _say(message)
    return code


def _say(message: str) -> None:
    """Say something that is no result, on one line, and nothing that stands before the @ of an address."""
    print(f"stratsell: {shown(re.sub(_CREDENTIALS, '', message))}", file=sys.stderr)


def _opened(place: str, part: Part = EVERYTHING) -> Book:
    """Read whatever book is there, and check that it has the part that is meant."""
    from stratsell.io import open_book

    try:
        with _progress("Reading") as progress:
            book = open_book(place, progress=progress)
    except ValueError as error:
        if isinstance(error, BookError):
            raise
        raise UsageError(str(error)) from None
    part.check(book)
    return book


def _written(book: Book, target: str, *, force: bool) -> str:
    """Write a book to a new place, and give its name as it may be shown; one where something is already is refused."""
    from stratsell.io import is_free, shown_place, write

    shown_target = shown_place(target)
    try:
        if not force and not is_free(target):
            raise UsageError(f"there is something at {shown_target} already; name another place or add --force")
        with _progress("Writing") as progress:
            write(book, target, progress=progress)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return shown_target


def _check_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} to")


def _check_id(noun: str, wanted: str | None, known: list[tuple[pd.Series, pd.Series]]) -> None:
    """Refuse an id that is not among the known ids (with their names), and say which was probably meant."""
    from stratsell.cells import near_text

    if wanted is None or any((ids == wanted).any() for ids, _ in known):
        return
    named = {name: each for ids, names in known for each, name in zip(ids, names, strict=True)}
    meant = near_text(wanted, named.values()) or named.get(near_text(wanted, named), "")
    raise UsageError(f"no {noun} “{wanted}”" + (f"; did you mean “{meant}”?" if meant else " in the book"))


def _warn_of_future(book: Book, as_of: dt.date | None) -> None:
    """Warn of conversations that are done, but after the day that rules look from: probably a wrong year."""
    import pandas as pd

    from stratsell.vocabulary import TouchpointStatus

    day, talks = as_day(as_of), book.tables["touchpoints"]
    late = int(((talks["status"] == TouchpointStatus.DONE) & (talks["on"] > pd.Timestamp(day))).sum())
    if late:
        _say(f"warning: {_counted(late, 'touchpoint')} done after {day}; rules that look from that day do not see them")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


@contextlib.contextmanager
def _progress(what: str) -> Generator[Callable[[int, int], None]]:
    """Show a bar on a terminal while something long is done; give what to call with how much is done, of how much."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextlib.contextmanager
def _warnings_in_a_line() -> Generator[None]:
    """Show warnings about a book as errors are shown."""

    def say(message: Warning | str, *_: Any, **__: Any) -> None:
        _say(f"warning: {message}")

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", BookWarning)
        warnings.showwarning = say
        yield


def _be_quiet() -> None:
    """Nobody reads what we print any more, so nothing is left to say, not even at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
