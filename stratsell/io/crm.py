"""From the files that a CRM exports to a book: what all CRMs have in common.

A CRM is a mapping (`stratsell.io.mapping`), which says what its columns and values mean, and a `Crm`, which says how
its ids are written. The files are read here; `stratsell.io.crm_import` makes tables of their records.
"""

from __future__ import annotations

import datetime as dt
import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stratsell.book import Book
from stratsell.circles import warn_of_circles
from stratsell.dates import as_day
from stratsell.errors import BookError, BookWarning, Fault
from stratsell.import_report import Line, Outcome
from stratsell.io.crm_import import Crm, Import
from stratsell.io.export_file import ENDINGS, known_by, read_export
from stratsell.io.mapping import Mapping as CrmMapping
from stratsell.io.mapping import read_mapping
from stratsell.io.store.place import NO_FILE

if TYPE_CHECKING:
    Source = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def read_crm(
    crm: Crm,
    source: Source,
    *,
    mapping: str | os.PathLike[str] | None,
    as_of: dt.date | str | None,
    day_first: bool | None,
    encoding: str | None,
) -> Book:
    """Read the export of a CRM; `stratsell.io.salesforce.read_salesforce` says what the parameters mean."""
    known = read_mapping(crm.mapping, mapping)
    if encoding is not None:
        _check_encoding(encoding)
    work = Import(crm, known, as_day(as_of), day_first)
    label = _read_files(work, _paths(source), encoding)
    missing = [kind for kind in ("accounts", "people") if not work.of(kind).given]
    if missing:
        raise BookError([_no_file(label, kind, known) for kind in missing], label)
    book = Book(work.tables())
    book.import_report = work.report()
    warn_of_circles(book.tables, crm.name)
    if worries := book.import_report.worries:
        message = f"{crm.name}: {worries}; the book's import_report says which and why"
        warnings.warn(message, BookWarning, stacklevel=3)
    return book


def _check_encoding(encoding: str) -> None:
    try:
        "".encode(encoding)
    except LookupError:
        raise ValueError(f"encoding: “{encoding}” is unknown; such as utf-8, cp1252, shift_jis") from None


def _paths(source: Source) -> list[Path]:
    """Give the files of an export: those of a folder, or those that are named."""
    given = [source] if isinstance(source, str | os.PathLike) else list(source)
    paths = [Path(each).expanduser() for each in given]
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"there is no {path}; an export is a folder of files, or the files themselves")
    found = []
    for path in paths:
        found += sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]
    found = [path for path in found if not path.name.startswith((".", "~$"))]
    if odd := [path for path in found if not path.is_file()]:  # a pipe would be waited for forever
        raise BookError([Fault(path.name, NO_FILE) for path in odd], odd[0].name)
    if not found:
        raise BookError([Fault(paths[0].name if paths else "export", "holds no files")], paths[0].name if paths else "")
    return found


def _read_files(work: Import, paths: list[Path], encoding: str | None) -> str:
    """Read all files; give what errors call them together."""
    label = paths[0].parent.name if len(paths) > 1 else paths[0].name
    faults: list[Fault] = []
    for path in paths:
        if path.suffix.lower() not in ENDINGS:
            why = f"is no {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]} file"
            work.lines.append(Line(path.name, None, "", "", Outcome.NOT_READ, why))
            continue
        try:
            work.add(read_export(path, known_by(work.mapping.headers), encoding))
        except BookError as error:
            faults += error.faults
    if faults:
        raise BookError(faults, label)
    return label


def _no_file(label: str, kind: str, mapping: CrmMapping) -> Fault:
    names = [name for name, of in mapping.kinds.items() if of == kind]
    problem = f"has no file of {kind}; it is recognised by its name, such as {names[0]}.csv, or by its columns"
    return Fault(label, problem)
