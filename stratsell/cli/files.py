"""Commands on the files of a book: check, demo, pseudonymize, backups, restore, recover."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from cyclopts import Parameter

from stratsell.book.tables import TABLES
from stratsell.cli.app import Exit, app
from stratsell.cli.books import open_book, save_as, summary, warn_of_future
from stratsell.cli.messages import UsageError, counted, say
from stratsell.cli.options import PRINTED, TODAY, BookPlace, Flag, Output, Overwrite, SavedBook, View
from stratsell.cli.printing import shown
from stratsell.errors import BookError

DEMO_DAY = dt.date(2026, 11, 23)
"""The day on which the demo's stories are told."""


@app.command
def check(book: BookPlace, /, *, to: Output = PRINTED) -> Exit:
    """Say what is wrong with a book: every fault, with its row and what was probably meant."""
    import pandas as pd

    from stratsell.io import shown_place

    place = shown_place(book)
    try:
        checked = open_book(book, strict=True, as_of=to.as_of)
    except BookError as error:
        to.put(error.frame().map(lambda cell: "" if pd.isna(cell) else str(cell)).astype("str"), f"Faults in {place}")
        say(f"{counted(len(error.faults), 'fault')} in {place}")
        return Exit.FAULTS
    warn_of_future(checked, to.as_of)
    tables = ((name, table, checked.tables[name]) for name, table in TABLES.items())
    unused = [f"{name}.{column}" for name, table, rows in tables for column in rows if column not in table.names]
    if unused:
        say(f"columns that are kept but not used: {', '.join(unused)}")
    no_faults = pd.DataFrame(columns=["table", "row", "column", "value", "problem", "allowed", "meant"], dtype="str")
    to.put(no_faults, "", nothing=shown(f"{place}: no faults in {summary(checked).removeprefix('Book: ')}"))
    return Exit.FINE


@app.command
def demo(target: str = "demo", /, *, force: Overwrite = False, to: View = TODAY) -> Exit:
    """Write the demo book, thirteen invented companies, to try things with.

    Parameters
    ----------
    target
        A folder, a file name that ends in .xlsx, .db or .sqlite, or the address of a database.
    """
    from stratsell.io import demo as demo_book

    saved = save_as(demo_book(), target, overwrite=force)
    to.put_file(saved, "Demo")
    say(f"next, try: stratsell coverage {saved} --as-of {to.as_of or DEMO_DAY}")
    return Exit.FINE


@app.command
def pseudonymize(book: BookPlace, target: str, /, *, seed: int, force: Overwrite = False, to: View = TODAY) -> Exit:
    """Write a book under other names, to be shown in a room: names, titles, emails, ids and all free text are replaced.

    Who is related to whom, days, roles, mindsets and numbers are kept, so that every rule finds the same in it.

    Parameters
    ----------
    target
        A folder, or a file name that ends in .xlsx.
    seed
        A whole number; the same book and seed give the same names.
    """
    saved = save_as(open_book(book).pseudonymized(seed), target, overwrite=force)
    to.put_file(saved, "Pseudonymized")
    return Exit.FINE


@app.command
def backups(book: SavedBook, /, *, to: Output = PRINTED) -> Exit:
    """List the backups of a book: what its latest ten saves have replaced."""
    from stratsell.io import backups as all_backups

    frame = all_backups(book)
    frame["replaced_at"] = frame["replaced_at"].dt.strftime("%Y-%m-%d %H:%M:%S").astype("str")
    to.put(frame, "Backups (UTC)", nothing="No backups.")
    return Exit.FINE


@app.command
def restore(book: SavedBook, /, *, backup: str = "", to: View = TODAY) -> Exit:
    """Put a backup back into its place; what stands there now is kept as a backup in turn.

    Parameters
    ----------
    backup
        The name of the backup, as `stratsell backups` lists it. Default: the latest.
    """
    from stratsell.io import restore as restore_backup
    from stratsell.io import shown_place

    try:
        restored = restore_backup(book, backup)
    except KeyError as error:
        raise UsageError(error.args[0]) from None
    say(f"restored {summary(restored)}")
    to.put_file(shown_place(book), "Restored")
    return Exit.FINE


@app.command
def recover(
    book: SavedBook,
    /,
    *,
    keep: Literal["ask", "mine", "theirs"] = "ask",
    discard: Annotated[Flag, Parameter(help="Forget the edits instead.")] = False,
    to: View = TODAY,
) -> Exit:
    """Save the edits that a notebook's kernel had not saved when it died.

    Parameters
    ----------
    keep
        Where the book has changed since: stop and ask, take the edits (mine), or leave what is there (theirs).
    """
    from stratsell.io import recover as recover_edits
    from stratsell.io import shown_place

    recovered = recover_edits(book, on_conflict=keep, discard=discard)
    if recovered.unsaved:
        recovered.write(on_conflict="merge")
        say("saved the recovered edits")
    else:
        say("forgot the edits" if discard else "there is nothing to recover")
    to.put_file(shown_place(book), "Recovered")
    return Exit.FINE
