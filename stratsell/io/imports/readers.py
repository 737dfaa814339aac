"""The public readers: a flat sheet, the export of a CRM that is named, and an export whose owner is found out."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from stratsell.book import Book
from stratsell.dates import as_day
from stratsell.errors import BookError, Fault
from stratsell.io.imports.mapping import Mapping as OwnMapping
from stratsell.io.imports.owner import owner_of
from stratsell.io.imports.pipeline import Choices, import_files, made_book
from stratsell.io.imports.raw import ENDINGS, no_table
from stratsell.io.imports.source import read_source, sources
from stratsell.io.store.place import NO_FILE

FilePath = str | os.PathLike[str]
OneOrMore = FilePath | Sequence[FilePath]
OwnWords = FilePath | OwnMapping


def read_sheet(
    path: FilePath,
    *,
    mapping: OwnWords | None = None,
    as_of: dt.date | str | None = None,
    sheet: str | None = None,
    header: int | None = None,
    columns: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    cells: Mapping[tuple[int, str], str] | None = None,
    account: str | None = None,
    day_first: bool | None = None,
    encoding: str | None = None,
    strict: bool = False,
) -> Book:
    """Read a book from one flat sheet, one row per person, as people have it.

    Parameters
    ----------
    path : path
        A text file (.csv, .tsv, .txt) in whatever encoding and with whatever delimiter, or an .xlsx file. Titles above
        the table, blank rows, totals and legends below it are passed over.
    mapping : path or Mapping, optional
        What columns and words mean: a .csv file such as ``book.import_report.mapping.write("our sheet.csv")`` writes.
    as_of : datetime.date or str, optional
        The day to look from: a last contact that lies after it is not taken at face value. Default: today.
    sheet : str, optional
        The sheet of a workbook. Default: the visible one whose header is known best.
    header : int, optional
        The number of the row with the headers. Default: the one of which most cells are known.
    columns : mapping of str to str, optional
        By header, what the column is, such as ``{"Job Title": "title"}``; blank to keep it as it stands.
    words : mapping, optional
        By ``role``, ``mindset``, ``degree`` and so on, what words mean: ``{"role": {"Sponsor": "economic"}}``.
    cells : mapping, optional
        By row and header, what is to be read in place of what stands there: ``{(7, "Role"): "coach"}``.
    account : str, optional
        The account of all people, where no column names one. Default: the name of the file.
    day_first : bool, optional
        Whether days such as 03/04/2026 begin with the day. Default: as other days show.
    encoding : str, optional
        The encoding of a text file. Default: the likeliest.
    strict : bool, optional
        Refuse the sheet, with all faults at once, if anything of it cannot be used.

    Returns
    -------
    Book
        Every row is a person and an influence on the account's objective. Where objectives are named, a person has a
        row for each; a row without one is then a person only. ``last_contacted_on`` becomes a conversation that was
        done, by ``seller``, or else ``owner``. Columns that are not known, and ``seller``, are kept in ``people``. What
        could not be used is left blank, and stands in ``import_report`` with its row and a remedy.

    Raises
    ------
    BookError
        If no table of people can be found in the file; with `strict`, if anything cannot be used.
    FileNotFoundError
        If there is no such file, or no such mapping.
    ValueError
        If an argument names something that is not there.

    Warns
    -----
    BookWarning
        In one line, if rows were left out or cells left blank, and of people who report to one another in a cycle.

    Notes
    -----
    Columns: account, name (or first and last name), title, email, in_role_since, roles, mindset, degree, support,
    business_result, personal_win, certainty, answer, decision, thanked_on, reports_to (a name in the same account, or a
    person_id), last_contacted_on and the mode and seller of that contact, next_contact_on, owner, industry and
    reorganized_on (of the account), objective (its name), account_id, person_id; each in eight languages.
    docs/import.md says what is read as what.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "people.csv")
    ...     rows = ["Company,Contact,Role,Reports to", "Northwind,Ada,economic buyer,", "Northwind,Li Wei,user,Ada"]
    ...     _ = path.write_text(chr(10).join(rows))
    ...     book = read_sheet(path)
    >>> book
    <Book: 1 account, 2 people, 2 influences, 1 relationship>
    """
    place = Path(path).expanduser()
    _check_sheet(place)
    choices = Choices(
        sheet=sheet,
        header=header,
        columns=columns or {},
        words=words or {},
        cells=cells or {},
        account=account,
        day_first=day_first,
        encoding=encoding,
    )
    day = as_day(as_of)
    work, tables = import_files(
        read_source("sheet"), [place], choices, mapping=mapping, day=day, label=place.name, account=place.stem
    )
    return made_book(work, tables, place.name, strict=strict, source=place)


def _check_sheet(path: Path) -> None:
    """Refuse what is not a file that a flat sheet may be."""
    if not path.exists():
        raise FileNotFoundError(f"there is no {path}; a flat sheet is a .csv or .xlsx file")
    problem = ""
    if path.is_dir():
        problem = "is a folder, not a flat sheet: read it with read"
    elif not path.is_file():  # a pipe, say, which would be waited for forever
        problem = NO_FILE
    elif path.suffix.lower() not in ENDINGS:
        problem = no_table(path)
    if problem:
        raise BookError([Fault(path.name, problem)], path.name)


def read_salesforce(
    source: OneOrMore,
    *,
    mapping: OwnWords | None = None,
    as_of: dt.date | str | None = None,
    day_first: bool | None = None,
    encoding: str | None = None,
    account: str | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    strict: bool = False,
) -> Book:
    r"""Read a book from the files that Salesforce exports.

    Parameters
    ----------
    source : path or sequence of paths
        A folder with the exported .csv or .xlsx files, or the files themselves: Contact, or a report with people;
        Account, Opportunity, OpportunityContactRole, Task, Event, AccountContactRelation and User if they are there.
        Columns in any order, under their API names or labels in eight languages.
    mapping : path or Mapping, optional
        Your own roles, activity types, stages and columns: a .csv file with the columns what, from, to
        (``role,Project Sponsor,economic``). See docs/import.md.
    as_of : datetime.date or str, optional
        The day to look from: events, which do not say so, have taken place if they lie on it or before. Default: today.
    day_first : bool, optional
        Whether days such as 03/04/2026 begin with the day. Default: as other days of the export show; where none does,
        such days are left blank and reported.
    encoding : str, optional
        The encoding of .csv files. Default: UTF-8 where all of a file is, else the likeliest, which the report says.
    account : str, optional
        The account of all people, where no file names any. Default: the name of the file or folder.
    words : mapping, optional
        What words mean, as in `read_sheet`.
    strict : bool, optional
        Refuse the export, with all faults at once, if anything of it cannot be used.

    Returns
    -------
    Book
        Its ``import_report`` says what became of every row. Contact roles become roles where the mapping knows one,
        ReportsToId ``reports_to``, tasks and events touchpoints, closed opportunities closed objectives. Where there is
        no file of accounts, they are made of what people say. Unknown columns that are filled are kept.

    Raises
    ------
    BookError
        If a file cannot be read at all, there is no file of people, or the mapping has faults.
    FileNotFoundError
        If there is nothing of that name.
    ValueError
        If `as_of` is no date or the encoding is unknown.

    Warns
    -----
    BookWarning
        In one line, if rows were left out or cells left blank.

    Notes
    -----
    Source: docs/import.md, with the tables of what is read as what, and docs/crm.md.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> files = {
    ...     "Account.csv": "Id,Name\n001000000000001AAA,Northwind",
    ...     "Contact.csv": "Id,AccountId,FirstName,LastName\n003000000000001AAA,001000000000001,Amara,Osei",
    ... }
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, text in files.items():
    ...         _ = pathlib.Path(folder, name).write_text(text)
    ...     book = read_salesforce(folder)
    >>> book.tables["people"]["name"].tolist()
    ['Amara Osei']
    >>> book.import_report
    Salesforce: 2 rows in 2 files
      Account.csv       1 row: 1 to accounts
      Contact.csv       1 row: 1 to people
    """
    choices = Choices(words=words or {}, account=account, day_first=day_first, encoding=encoding)
    return _read_crm("salesforce", source, choices, mapping, as_of, strict=strict)


def read_hubspot(
    source: OneOrMore,
    *,
    mapping: OwnWords | None = None,
    as_of: dt.date | str | None = None,
    day_first: bool | None = None,
    encoding: str | None = None,
    account: str | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    strict: bool = False,
) -> Book:
    r"""Read a book from the files that HubSpot exports.

    Parameters
    ----------
    source : path or sequence of paths
        A folder with the exported .csv or .xlsx files, or the files themselves: contacts; companies and deals if they
        are there. Columns in any order, under their labels or internal names; with the associations, and several buying
        roles a contact.
    mapping, as_of, day_first, encoding, account, words, strict
        As in `read_salesforce`.

    Returns
    -------
    Book
        Its ``import_report`` says what became of every row. Buying roles become roles where the mapping knows one, in
        all deals of the contact, or in the only open one of its company; the days of the last and the next contact
        become conversations. Unknown columns that are filled are kept.

    Raises
    ------
    BookError, FileNotFoundError, ValueError
        As `read_salesforce` does.

    Warns
    -----
    BookWarning
        In one line, if rows were left out or cells left blank.

    Notes
    -----
    Source: docs/import.md, with the tables of what is read as what, and docs/crm.md.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> files = {
    ...     "companies.csv": "Record ID,Company name\n11,Northwind",
    ...     "contacts.csv": "Record ID,First Name,Associated Company IDs,Buying Role\n7,Amara,11,CHAMPION;END_USER",
    ... }
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, text in files.items():
    ...         _ = pathlib.Path(folder, name).write_text(text)
    ...     book = read_hubspot(folder)
    >>> book.tables["influences"][["objective_id", "person_id", "roles"]].to_numpy().tolist()
    [['company/11', 'contact/7', 'user; coach']]
    """
    choices = Choices(words=words or {}, account=account, day_first=day_first, encoding=encoding)
    return _read_crm("hubspot", source, choices, mapping, as_of, strict=strict)


def read_dynamics(
    source: OneOrMore,
    *,
    mapping: OwnWords | None = None,
    as_of: dt.date | str | None = None,
    day_first: bool | None = None,
    encoding: str | None = None,
    account: str | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    strict: bool = False,
) -> Book:
    r"""Read a book from the files that Dynamics 365 exports.

    Parameters
    ----------
    source : path or sequence of paths
        A folder with the exported .xlsx or .csv files, or the files themselves: contacts; accounts, opportunities and
        connections (stakeholders) if they are there, under their logical or display names.
    mapping, as_of, day_first, encoding, account, words, strict
        As in `read_salesforce`.

    Returns
    -------
    Book
        Its ``import_report`` says what became of every row. Connections between a contact and an opportunity become
        influences, with the contact's role in it.

    Raises
    ------
    BookError, FileNotFoundError, ValueError
        As `read_salesforce` does.

    Warns
    -----
    BookWarning
        In one line, if rows were left out or cells left blank.

    Notes
    -----
    Source: docs/import.md, with the tables of what is read as what, and docs/crm.md.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> files = {
    ...     "accounts.csv": "(Do Not Modify) Account,Account Name\n{7AD2F5B2-0B3C-4C5E-9F5B-0A1B2C3D4E5F},Northwind",
    ...     "contacts.csv": "Full Name,Company Name,Manager\nAmara Osei,Northwind,\nLin Zhao,Northwind,Amara Osei",
    ... }
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, text in files.items():
    ...         _ = pathlib.Path(folder, name).write_text(text)
    ...     book = read_dynamics(folder)
    >>> book
    <Book: 1 account, 2 people, 1 relationship>
    """
    choices = Choices(words=words or {}, account=account, day_first=day_first, encoding=encoding)
    return _read_crm("dynamics", source, choices, mapping, as_of, strict=strict)


def read_export(
    source: OneOrMore,
    *,
    crm: str | None = None,
    mapping: OwnWords | None = None,
    as_of: dt.date | str | None = None,
    day_first: bool | None = None,
    encoding: str | None = None,
    account: str | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    strict: bool = False,
) -> Book:
    r"""Read a book from whatever a CRM, an address book or an organization chart exports.

    Parameters
    ----------
    source : path or sequence of paths
        A folder with the exported files, or the files themselves.
    crm : str, optional
        Whose export it is, such as ``"pipedrive"``. Default: whose columns and files are there.
    mapping, as_of, day_first, encoding, account, words, strict
        As in `read_salesforce`.

    Returns
    -------
    Book
        Its ``import_report`` names the source, and says what became of every row.

    Raises
    ------
    BookError, FileNotFoundError, ValueError
        As `read_salesforce` does; ValueError also if there is no such source.

    Warns
    -----
    BookWarning
        In one line, if rows were left out or cells left blank.

    Notes
    -----
    Source: docs/import.md, with the tables of what is read as what.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> text = "Person - ID,Person - Name,Person - Organization\n7,Amara Osei,Northwind\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "people-12345.csv")
    ...     _ = path.write_text(text)
    ...     book = read_export(path)
    >>> book.import_report
    Pipedrive: 1 row in 1 file
      people-12345.csv       1 row: 1 to people
    """
    if crm is not None and crm not in sources():
        raise ValueError(f"crm: “{crm}” is not a source; there are {', '.join(sources())}")
    choices = Choices(words=words or {}, account=account, day_first=day_first, encoding=encoding)
    found = crm or owner_of(_paths(source), encoding)
    return _read_crm(found, source, choices, mapping, as_of, strict=strict)


def _read_crm(
    name: str,
    source: OneOrMore,
    choices: Choices,
    mapping: OwnWords | None,
    as_of: dt.date | str | None,
    *,
    strict: bool,
) -> Book:
    paths = _paths(source)
    known = read_source(name)
    label = paths[0].parent.name if len(paths) > 1 else paths[0].name
    if known.flat and len(paths) > 1:
        readable = [path for path in paths if path.suffix.lower() in ENDINGS]
        if len(readable) != 1:
            problem = (
                f"holds {len(readable)} files of {known.name}: read one at a time with read_sheet, and merge the books"
            )
            raise BookError([Fault(label, problem)], label)
        paths = readable
    account = paths[0].parent.name if len(paths) > 1 else paths[0].stem
    work, tables = import_files(known, paths, choices, mapping=mapping, day=as_day(as_of), label=label, account=account)
    return made_book(work, tables, label, strict=strict, source=None)


def _paths(source: OneOrMore) -> list[Path]:
    """Give the files of an export: those of a folder, or those that are named."""
    given = [source] if isinstance(source, str | os.PathLike) else list(source)
    paths = [Path(each).expanduser() for each in given]
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"there is no {path}; an export is a folder of files, or the files themselves")
    found: list[Path] = []
    for path in paths:
        found += sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]
    found = [path for path in found if not path.name.startswith((".", "~$"))]
    if odd := [path for path in found if not path.is_file()]:  # a pipe would be waited for forever
        raise BookError([Fault(path.name, NO_FILE) for path in odd], odd[0].name)
    if not found:
        raise BookError([Fault(paths[0].name if paths else "export", "holds no files")], paths[0].name if paths else "")
    return found
