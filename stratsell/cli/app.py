"""The program that the commands belong to: how it is called, and what its exit codes mean."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from enum import IntEnum

from cyclopts import App, CycloptsError

from stratsell import __version__
from stratsell.cli.messages import UsageError, say, warnings_in_a_line
from stratsell.errors import BookError


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
    "A BOOK is a folder of CSV or Parquet files, an .xlsx file, a database (.db, .sqlite, sqlite:///book.db or "
    "postgresql://…), or one flat sheet (.csv or .xlsx) with one row per person. "
    "Try it: `stratsell demo`, then `stratsell coverage demo --as-of 2026-11-23`.",
    help_format="markdown",
    suppress_keyboard_interrupt=False,
    help_epilogue="Exit codes: 0 fine; 1 the book has faults; 2 wrong usage, such as an unknown id; "
    "3 a file could not be read or written; 4 something was found (only with --strict); "
    "70 an error inside stratsell.",
)


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
    0.2.0
    0
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that the terminal cannot show is no reason to stop
    try:
        with warnings_in_a_line():
            code = _run(list(sys.argv[1:] if words is None else words))
        sys.stdout.flush()
    except BrokenPipeError:
        _silence_output()
        return int(Exit.UNHEARD)
    except KeyboardInterrupt:
        say("stopped")
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
        message = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
        return _failed(message, Exit.FILES)
    except Exception as error:  # a user gets one line, whatever happens; python -X dev shows the rest
        if sys.flags.dev_mode:
            raise
        return _failed(f"unexpected {type(error).__name__}: {error}; please report it", Exit.BROKEN)
    return code if isinstance(code, Exit) else Exit.FINE


def _failed(message: str, code: Exit) -> Exit:
    say(message)
    return code


def _silence_output() -> None:
    """Nobody reads what we print any more, so nothing is left to say, not even at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
