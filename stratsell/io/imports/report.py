"""What became of everything: the lines of an import in the order of how much they matter, and the counts of rows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stratsell.book.import_report import WORRYING, FileCount, ImportReport, Line, Outcome
from stratsell.errors import BookError, Fault
from stratsell.io.imports.match import ColumnMatch

_ORDER = (
    Outcome.LEFT_OUT,
    Outcome.NOT_READ,
    Outcome.LEFT_BLANK,
    Outcome.READ_AS,
    Outcome.JOINED,
    Outcome.PASSED_OVER,
    Outcome.KEPT,
)


def report_of(name: str, lines: Iterable[Line], files: list[FileCount]) -> ImportReport:
    """Make the report of an import.

    Parameters
    ----------
    name : str
        What the source is called.
    lines : iterable of Line
        All that is to be said.
    files : list of FileCount
        The rows of each file.

    Returns
    -------
    ImportReport
        Live records that were not used come first, then what else could not be, then what was decided; in each the
        order of files and rows.
    """
    place = {count.file: at for at, count in enumerate(files)}
    kinds = {outcome: at for at, outcome in enumerate(_ORDER)}

    def weight(line: Line) -> tuple[object, ...]:
        return not line.live, kinds[line.outcome], place.get(line.file, len(place)), line.row or 0

    return ImportReport(name, sorted(lines, key=weight), files)


def of_columns(file: str, kind: str, matches: Iterable[ColumnMatch], filled: set[int], *, kept: bool) -> list[Line]:
    """Say what became of the columns of a file.

    Parameters
    ----------
    file : str
        Its name.
    kind : str
        What its rows are.
    matches : iterable of ColumnMatch
        What each column is.
    filled : set of int
        The columns with any cell.
    kept : bool
        Whether unknown columns are kept.
    """
    lines = []
    for each in matches:
        if each.at not in filled:
            continue
        line = _of_column(kind, each, kept=kept)
        if line is not None:
            lines.append(Line(file, None, each.header or each.name, "", *line))
    return lines


def _of_column(kind: str, each: ColumnMatch, *, kept: bool) -> tuple[Outcome, str] | None:
    if each.slot:
        why = f"is read as {each.slot}, since its header is almost “{each.meant}”"
        return (Outcome.READ_AS, why) if each.how == "almost" else None
    if each.how == "ignored":
        return Outcome.PASSED_OVER, "is left out: it is of no use here, or was said to be"
    if not kept:
        return Outcome.PASSED_OVER, f"of {kind}, only names and ids are used"
    name = f"as “{each.name}” " if each.name != each.header else ""
    reasons = {
        "again": f"is kept {name}in {kind}, since the column “{each.meant}” says what it may say",
        "nameless": f"has cells but no header, and is kept {name}in {kind}",
    }
    return Outcome.KEPT, reasons.get(each.how, f"is unknown and kept {name}in {kind}")


def refuse_faults(report: ImportReport, label: str) -> None:
    """Raise all that could not be used as faults, for whoever wants nothing else."""
    wrong = [line for line in report.lines if line.outcome in WORRYING]
    if wrong:
        raise BookError(sorted(map(_fault, wrong), key=lambda fault: (fault.table, fault.row or 0)), label)


def _fault(line: Line) -> Fault:
    """Say what could not be used as a fault: what was meant and what is allowed apart from what is wrong."""
    match_ = re.fullmatch(r"(?:did you mean “(.*)”\? )?(?:allowed: )?(.*)", line.remedy, re.DOTALL)
    meant, rest = (match_[1] or "", match_[2]) if match_ else ("", line.remedy)
    is_rule = "allowed: " in line.remedy
    problem = line.why if is_rule or not rest else f"{line.why}; {rest}"
    return Fault(line.file, problem, line.row, line.column, line.value or None, rest if is_rule else "", meant)
