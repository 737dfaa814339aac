"""A workbook with a sheet an account: sheets of the same headers, none of which names an account, are one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from stratsell.book.import_report import Line, Outcome
from stratsell.io.imports.locate import Located
from stratsell.io.imports.names import header_key, person_key
from stratsell.io.imports.raw import Sheet

BETWEEN = " › "
"""What stands between the name of a file and of one of its sheets, where several are read."""

_ACCOUNTS = {"account", "account_id", "account_ids"}
_NAMES = ("name", "last_name", "email")


def by_account(
    table: Located,
    sheets: list[Sheet],
    locate: Callable[[list[Sheet]], Located | None],
    slots: list[str],
    account_above: Callable[[Located], str],
) -> list[Located]:
    """Give the tables of all sheets that are like one, each with its account; the one alone where there are none.

    Parameters
    ----------
    table : Located
        The table that was found.
    sheets : list of Sheet
        All sheets of its file.
    locate : callable
        Finds the table of a sheet.
    slots : list of str
        What the columns of the table mean.
    account_above : callable
        The account that stands above a table; blank if none does.
    """
    name = next((slots.index(slot) for slot in _NAMES if slot in slots), None)
    if name is None or _ACCOUNTS & set(slots):
        return [table]
    header = list(map(header_key, table.header))
    others = [sheet for sheet in sheets if sheet.visible and not sheet.special and table.sheets.get(sheet.name, 0) > 1]
    tables = [table if sheet.name == table.sheet else locate([sheet]) for sheet in others]
    alike = [one for one in tables if one is not None and list(map(header_key, one.header)) == header]
    people = [{person_key(cell) for cell in one.columns[name] if cell.strip()} for one in alike]
    again = sum(map(len, people)) - len(set().union(*people))
    if len(alike) < 2 or 2 * again > min(map(len, people)):
        return [table]  # sheets with the same people are one list at several times
    named = {one.sheet: account_above(one) or one.sheet for one in alike}
    return [_with_account(one, named, is_first=one is table) for one in alike]


def _with_account(table: Located, named: dict[str, str], *, is_first: bool) -> Located:
    account = named[table.sheet]
    file = table.file if is_first else f"{table.file}{BETWEEN}{table.sheet}"
    lines = [line for line in table.lines if line.outcome is not Outcome.NOT_READ or line.value not in named]
    lines = [line._replace(file=file) for line in lines]
    why = f"no column names an account, so the sheets {', '.join(f'“{sheet}”' for sheet in named)} are one each"
    lines.append(Line(file, None, "", table.sheet, Outcome.READ_AS, f"{why}; this one is “{account}”"))
    return replace(
        table,
        file=file,
        header=[*table.header, "Account"],
        columns=[*table.columns, [account] * len(table.numbers)],
        places=[*table.places, max(table.places, default=-1) + 1],
        lines=lines,
    )
