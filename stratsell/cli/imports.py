"""The command that makes a book of other people's files: a flat sheet, or what a CRM exported."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from stratsell.cli.app import Exit, app
from stratsell.cli.books import open_book, save, save_as, summary
from stratsell.cli.messages import UsageError, say, usage_errors
from stratsell.cli.options import TODAY, BookPlace, Flag, Overwrite, View
from stratsell.errors import BookWarning

if TYPE_CHECKING:
    from stratsell.book import Book


def known_sources() -> list[str]:
    """Give the names of the sources that files may come from."""
    from stratsell.io.imports.source import sources

    return ["sheet", "export", *(name for name in sources() if name != "sheet")]


def reader(crm: str, **chosen: Any) -> Callable[[Path], Book]:
    """Give what reads files of a source as they are asked for; an error where there is no such source."""
    import stratsell

    if crm not in known_sources():
        raise UsageError(f"“{crm}” is not a source; choose one of {', '.join(known_sources())}")

    def read(place: Path) -> Book:
        with usage_errors():
            if crm == "sheet":
                return stratsell.read_sheet(place, **chosen)
            return stratsell.read_export(place, crm=None if crm == "export" else crm, **chosen)

    return read


@app.command(name="import")
def import_(
    crm: str,
    source: Path | None = None,
    target: str | None = None,
    /,
    *,
    into: str | None = None,
    since: Path | None = None,
    mapping: Path | None = None,
    day_first: bool | None = None,
    encoding: str | None = None,
    account: str | None = None,
    force: Overwrite = False,
    strict: Annotated[Flag, Parameter(help="Refuse everything if something could not be used.")] = False,
    to: View = TODAY,
) -> Exit:
    """Make a book of a flat sheet or an export, or bring it into a book that is there; say what became of every row.

    As a table a summary is printed; with --format csv or json, a line for all that was decided, left out or left blank,
    or, with --into, for all that changed. The exit code is 4 where anything of the files is not in the book.

    Parameters
    ----------
    crm
        Where the files come from: sheet, salesforce, hubspot, dynamics, pipedrive, zoho, attio and so on; or export,
        which finds that out, and which may be left out: stratsell import people.xlsx my-book.
    source
        The folder with the exported files, or one of them; the flat sheet.
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
        The encoding of text files. Default: UTF-8 where all of a file is, else the likeliest.
    account
        The account of all people, where no column names one.
    """
    if target is None and crm not in known_sources() and Path(crm).exists():
        crm, source, target = "export", Path(crm), None if source is None else str(source)
    if source is None:
        raise UsageError("what shall be read? Name the file, or the folder with the exported files")
    if target is None and into is None:
        raise UsageError("where does the book go? Name a target, or a book with --into")
    if since is not None and into is None:
        raise UsageError("--since tells what people changed in a book: name the book with --into")
    chosen = {"mapping": mapping, "as_of": to.as_of, "day_first": day_first, "encoding": encoding, "account": account}
    read = reader(crm, strict=strict, **chosen)
    new = read(source)
    report = new.import_report
    assert report is not None  # noqa: S101 (readers of exports give one)
    frame, what, book = report.frame(), "Import", new
    if into is not None:
        book = open_book(into)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", BookWarning)  # of the earlier export; the newer one has been warned of
            earlier = None if since is None else read(since)
        frame, what = book.merge(new, since=earlier), "Changes"
    saved = save(book) if target is None else save_as(book, target, overwrite=force)
    if to.format in (None, "table"):
        print(report)
    if to.format not in (None, "table") or into is not None:
        to.put(frame, what, nothing="Nothing has changed.")
    say(f"wrote {summary(book).removeprefix('Book: ')} to {saved}")
    return Exit.FOUND if report.worries else Exit.FINE


@app.command(name="export-changes")
def export_changes(
    book: BookPlace,
    crm: str,
    folder: Path,
    /,
    *,
    since: Path,
    dry_run: Annotated[Flag, Parameter(help="Write nothing; only say what would be written.")] = False,
    to: View = TODAY,
) -> Exit:
    """Write what has changed in a book since an import as files that the CRM takes: ids, and the cells that changed.

    The exit code is 4 where something is left to be done by hand.

    Parameters
    ----------
    crm
        Where the files go: salesforce, hubspot or dynamics.
    folder
        The folder for the files, such as Contact-update.csv.
    since
        The book as it was imported, or the export that it was imported from.
    """
    before = reader(crm, as_of=to.as_of)(since) if is_export(since) else open_book(str(since))
    with usage_errors():
        frame = open_book(book).export_changes(before, source=crm, folder=folder, dry_run=dry_run)
    to.put(frame, "Changes", nothing="Nothing has changed.")
    files = sorted(set(frame["file"]) - {""})
    if files:
        say(f"{'would write' if dry_run else 'wrote'} {', '.join(files)} to {folder}")
    return Exit.FOUND if (frame["action"] == "by hand").any() else Exit.FINE


def is_export(place: Path) -> bool:
    """Whether a folder is an export of a CRM, not a book."""
    return place.is_dir() and not any((place / f"influences.{kind}").exists() for kind in ("csv", "parquet"))
