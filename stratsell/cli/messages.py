"""What is said to a person beside the result: on standard error, a line each."""

from __future__ import annotations

import contextlib
import re
import sys
import warnings
from collections.abc import Callable, Generator
from typing import Any

from stratsell.cli.printing import shown
from stratsell.errors import BookError, BookWarning

_CREDENTIALS = r"(?<=://)\S*@"


class UsageError(Exception):
    """What was asked for makes no sense; the message says why."""


@contextlib.contextmanager
def usage_errors(*kinds: type[Exception]) -> Generator[None]:
    """Turn a refusal (ValueError and other kinds) into wrong usage; the faults of a book stay what they are."""
    try:
        yield
    except Exception as error:
        if isinstance(error, BookError) or not isinstance(error, (ValueError, *kinds)):
            raise
        raise UsageError(error.args[0] if isinstance(error, KeyError) else str(error)) from None


def say(message: str) -> None:
    """Say something that is no result, on one line, and nothing that stands before the @ of an address."""
    print(f"stratsell: {shown(re.sub(_CREDENTIALS, '', message))}", file=sys.stderr)


def counted(count: int, noun: str) -> str:
    """Give a number with its noun.

    Examples
    --------
    >>> counted(1, "fault"), counted(2000, "file")
    ('1 fault', '2,000 files')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


@contextlib.contextmanager
def progress_bar(what: str) -> Generator[Callable[[int, int], None]]:
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
def warnings_in_a_line() -> Generator[None]:
    """Show warnings about a book as errors are shown."""

    def say_warning(message: Warning | str, *_: Any, **__: Any) -> None:
        say(f"warning: {message}")

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", BookWarning)
        warnings.showwarning = say_warning
        yield
