"""The terminal: the same jobs as in a notebook, for scripts and for people who like typing.

Each command reads a book, runs one rule and prints its frame. What a script needs is kept steady: results go to
standard output and all else to standard error, an error is one line, and the exit code says what happened (`Exit`).
Modules that take time to load are loaded by the command that uses them.
"""

from stratsell.cli import files, imports, reports, rules, served
from stratsell.cli.app import Exit, app, main

__all__ = ["Exit", "app", "files", "imports", "main", "reports", "rules", "served"]
