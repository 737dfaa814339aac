"""Tables that are no list of people, one a row, but say the same: they are made one, and that is said.

A row a deal with people in columns (“Economic buyer”, “Champion”), or in numbered ones (“Contact 1”, “Contact 2”); a
chart with a column a level; a table that lies on its side, with a column a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from stratsell.book.import_report import Line, Outcome
from stratsell.io.imports.locate import Located
from stratsell.io.imports.names import header_key, person_key, tidy, whole_key
from stratsell.io.imports.raw import Sheet
from stratsell.io.imports.source import GENDERED, FileKind, meaning, word_key

_NAMES = {"name", "first_name", "last_name", "email"}
_PERSONS = {"name", "first_name", "last_name"}
_NUMBER = re.compile(r"[\s_.#(-]*(?<!\d)(\d{1,2})(?!\d)[\s_.):-]*")
_LEVEL = re.compile(
    r"(?:level|layer|tier|lvl|ebene|stufe|niveau|nivel|nível|livello|laag|レベル|階層|l|n)\s*-?\s*(\d{1,2})",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[;\n/|&+、；]\s*|\s+(?:and|und|et|y|e|en)\s+")
_TITLED = re.compile(r"(.+?)\s*[(（]([^()（）@]+)[)）]")
_HEADERS = re.compile(r"\s*[/|&+,()（）]\s*|\s+(?:and|und|et|y|e|en)\s+")
_NAME_TITLE = re.compile(r"([^,(]+?)(?:\s*,\s*|\s+[-–—/|]\s+|\s*\n\s*|\s*[(（])(\S.*?)[)）]?", re.DOTALL)
_PLURAL = re.compile(r"\(s\)|[?:*]+\s*$|(?<=[a-z]{3})s$", re.IGNORECASE)
_WIDEST = 300
_HIGHEST = 60
_FEWEST = 3

Words = Mapping[str, Mapping[str, str]]


def on_its_side(sheets: list[Sheet], slot_of: Callable[[str], str]) -> list[Sheet] | None:
    """Give sheets with rows for columns, where the headers stand below one another and people beside one another.

    Examples
    --------
    >>> rows = [["Name", "Ada", "Bo"], ["Title", "CFO", "IT"], ["Role", "user", "coach"]]
    >>> known = {"Name": "name", "Title": "title", "Role": "roles"}
    >>> [sheet] = on_its_side([Sheet("a.csv", "", rows)], lambda text: known.get(text, ""))
    >>> sheet.rows[1]
    ['Ada', 'CFO', 'user']
    """
    for sheet in sheets:
        if not sheet.visible or not _FEWEST <= len(sheet.rows) <= _HIGHEST:
            continue
        if not 1 < max(map(len, sheet.rows)) <= _WIDEST:
            continue
        if any(len({slot_of(text) for text in row if text.strip()} - {""}) > 1 for row in sheet.rows):
            continue
        columns = [list(column) for column in zip_longest(*sheet.rows, fillvalue="")]
        slots = [slot for text in columns[0] if text.strip() and (slot := slot_of(text))]
        if len(set(slots)) >= _FEWEST and set(slots) & _NAMES:
            why = "the table lies on its side, with a column a person; row numbers below are those of its columns"
            line = Line(sheet.file, None, "", "", Outcome.READ_AS, why)
            return [Sheet(sheet.file, sheet.name, columns, lines=[*sheets[0].lines, line])]
    return None


def account_above(rows: Sequence[Sequence[str]], file: FileKind) -> str:
    """Give the account that stands above a table, behind a label such as “Account:”; blank if none does.

    Examples
    --------
    >>> from stratsell.io.imports.source import shared_source
    >>> sheet = shared_source("sheet").files["Sheet"]
    >>> account_above([["Stakeholders"], ["Customer:", "Norvik AS"]], sheet), account_above([["As of: May"]], sheet)
    ('Norvik AS', '')
    """
    for row in rows:
        label, *values = [tidy(cell) for cell in row if cell.strip()] or [""]
        if not values:
            label, _, value = label.replace("：", ":").partition(":")
            values = [value.strip()]
        known = file.columns.get(whole_key(label), ("", 0))[0]
        if known == "account" and len(values) == 1 and values[0] and not file.find(values[0])[0]:
            return values[0]
    return ""


def listed(table: Located, file: FileKind, words: Words, said: Mapping[str, str]) -> Located:
    """Give a table as a list of people, if it is one in another form; else as it is.

    Parameters
    ----------
    table : Located
        As it stands in the file.
    file : FileKind
        What headers mean.
    words : mapping
        By ``role`` and ``truth``, the words that are known.
    said : mapping of str to str
        By header, what the user has said of columns, which stay as they are.
    """
    kept = {header_key(header): slot for header, slot in said.items()}
    table = _parted(table, file, kept)
    slots = [kept.get(header_key(header), file.find(header)[0]) for header in table.header]
    if groups := _numbered(table, file, kept):
        return _of_groups(table, groups)
    if _NAMES & set(slots) or not table.numbers:
        return table
    levels = {at: match for at, header in enumerate(table.header) if (match := _LEVEL.fullmatch(header.strip()))}
    if len(levels) > 1:
        return _of_levels(table, list(levels))
    free = [(at, header) for at, header in enumerate(table.header) if header_key(header) not in kept]
    roles = {at: role for at, header in free if (role := _role(header, words["role"]))}
    roles = {at: role for at, role in roles.items() if _holds_names(table.columns[at], words["truth"])}
    if roles and set(slots) & {"account", "objective", "account_id"}:
        return _of_deals(table, roles)
    return table


def _parted(table: Located, file: FileKind, kept: Mapping[str, str]) -> Located:
    """Part a column whose header says that it holds names and titles, if its cells do: “Ada Lane, CFO”."""
    for at, header in enumerate(table.header):
        slots = [file.find(part)[0] for part in _HEADERS.split(header) if part.strip()]
        if slots != ["name", "title"] or header_key(header) in kept:
            continue
        cells = [cell for cell in table.columns[at] if cell.strip()]
        parts = {cell: match for cell in cells if (match := _NAME_TITLE.fullmatch(cell.strip()))}
        if 2 * sum(cell in parts for cell in cells) <= len(cells):
            continue
        titles = [parts[cell][2] if cell in parts else "" for cell in table.columns[at]]
        names = [parts[cell][1] if cell in parts else cell for cell in table.columns[at]]
        columns = [*table.columns[:at], names, *table.columns[at + 1 :], titles]
        headers = [*table.header[:at], "Name", *table.header[at + 1 :], "Title"]
        why = "holds names and titles, which are parted"
        lines = [*table.lines, Line(table.file, None, header, "", Outcome.READ_AS, why)]
        places = [*table.places, len(headers) - 1] if table.places else []
        return replace(table, header=headers, columns=columns, places=places, lines=lines)
    return table


def _role(header: str, roles: Mapping[str, str]) -> str:
    """Give the role that a header names, also in the plural or with a short form in brackets behind it."""
    bare = GENDERED.sub("", header)
    ways = (bare, _PLURAL.sub("", bare), re.sub(r"\s*[(（].*", "", bare), re.sub(r"\s*(?:name)?\s*\d*$", "", bare))
    return next((role for way in ways if (role := meaning(roles, way))), "")


def _holds_names(cells: list[str], truth: Mapping[str, str]) -> bool:
    filled = {cell.strip() for cell in cells} - {""}
    return bool(filled) and not all(word_key(cell) in truth for cell in filled)


def _of_deals(table: Located, roles: Mapping[int, str]) -> Located:
    """Make a row of each person whom a row names, with the roles of their columns."""
    others = [at for at in range(len(table.header)) if at not in roles]
    rows: list[list[str]] = []
    numbers: list[int] = []
    for place, number in enumerate(table.numbers):
        people: dict[str, tuple[str, str, list[str]]] = {}
        for at, role in roles.items():
            for name, title in _people(table.columns[at][place]):
                same = people.setdefault(person_key(name), (name, title, []))
                same[2].append(role)
        rest = [table.columns[at][place] for at in others]
        found = [[*rest, name, title, "; ".join(dict.fromkeys(said))] for name, title, said in people.values()]
        rows += found or [[*rest, "", "", ""]]
        numbers += [number] * max(len(found), 1)
    shown = ", ".join(f"“{table.header[at]}”" for at in roles)
    why = f"each name in the columns {shown} is read as a person with that role in the row's deal"
    return _with(table, others, ["Name", "Title", "Role"], rows, numbers, why)


def _numbered(table: Located, file: FileKind, kept: Mapping[str, str]) -> list[dict[int, str]]:
    """Give by number the columns that belong to one person (“Contact 2”, “Contact 2 title”), with bare headers."""
    groups: dict[str, dict[int, str]] = {}
    rest: set[str] = set()
    for column, header in enumerate(table.header):
        bare = ""
        match _NUMBER.split(header):
            case [before, number, behind] if header_key(header) not in kept:
                bare = tidy(f"{before} {behind}")
        if file.find(bare)[0]:
            groups.setdefault(number, {})[column] = bare
        else:
            rest.add(kept.get(header_key(header), file.find(header)[0]))
    people = [group for group in groups.values() if _PERSONS & {file.find(bare)[0] for bare in group.values()}]
    bares = {bare for group in people for bare in group.values()}  # “Name 1” and “Name 2” alone are lines of a name
    return people if len(people) > 1 and not _PERSONS & rest and {*map(header_key, bares)} != {"name"} else []


def _of_groups(table: Located, groups: list[dict[int, str]]) -> Located:
    """Make a row of each person whose columns a number tells apart."""
    grouped = {column for group in groups for column in group}
    others = [column for column in range(len(table.header)) if column not in grouped]
    bares = list(dict.fromkeys(bare for group in groups for bare in group.values()))
    rows: list[list[str]] = []
    numbers: list[int] = []
    for place, number in enumerate(table.numbers):
        rest = [table.columns[column][place] for column in others]
        people = [{bare: table.columns[column][place] for column, bare in group.items()} for group in groups]
        people = [person for person in people if any(cell.strip() for cell in person.values())] or [{}]
        rows += ([*rest, *(person.get(bare, "") for bare in bares)] for person in people)
        numbers += [number] * len(people)
    shown = ", ".join(f"“{table.header[column]}”" for column in sorted(grouped))
    why = f"the columns {shown} are read by their numbers: each number is a person of the row"
    return _with(table, others, bares, rows, numbers, why)


def _people(cell: str) -> list[tuple[str, str]]:
    """Give the names that stand in a cell, each with the title that stands in brackets behind it."""
    parts = [part for part in _BETWEEN.split(cell.strip()) if part.strip()]
    if len(parts) == 1:
        some = [part.strip() for part in cell.split(",")]
        parts = some if all(" " in part for part in some) else parts
    found = []
    for part in map(tidy, parts):
        match = _TITLED.fullmatch(part)
        found.append((match[1], match[2]) if match else (part, ""))
    return [(name, title) for name, title in found if any(sign.isalpha() for sign in name)]


def _of_levels(table: Located, levels: list[int]) -> Located:
    """Make a row of each person of a chart, who reports to the last one of the level above."""
    others = [at for at in range(len(table.header)) if at not in levels]
    above: dict[int, str] = {}
    seen: set[tuple[str, ...]] = set()
    rows: list[list[str]] = []
    numbers: list[int] = []
    for place, number in enumerate(table.numbers):
        filled = [(depth, tidy(table.columns[at][place])) for depth, at in enumerate(levels)]
        filled = [(depth, name) for depth, name in filled if name]
        for depth, name in filled:
            above = {level: other for level, other in above.items() if level < depth} | {depth: name}
            is_last = depth == filled[-1][0]
            path = tuple(above.values())
            if is_last or path not in seen:
                rest = [table.columns[at][place] if is_last else "" for at in others]
                rows.append([*rest, name, path[-2] if len(path) > 1 else ""])
                numbers.append(number)
            seen.add(path)
    shown = ", ".join(f"“{table.header[at]}”" for at in levels)
    why = f"the columns {shown} are levels: who stands in one reports to whoever stands last in the one before it"
    return _with(table, others, ["Name", "Reports to"], rows, numbers, why)


def _with(
    table: Located, others: list[int], new: list[str], rows: list[list[str]], numbers: list[int], why: str
) -> Located:
    """Give other rows below the headers of some columns and new ones behind them."""
    header = [*(table.header[at] for at in others), *new]
    places = [table.places[at] for at in others] if table.places else []
    columns = [list(column) for column in zip(*rows, strict=True)]
    lines = [*table.lines, Line(table.file, None, "", "", Outcome.READ_AS, why)]
    return replace(table, header=header, columns=columns, numbers=numbers, places=places, lines=lines)
