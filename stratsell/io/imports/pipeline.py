"""The five steps of an import, one after the other: locate, match, read, link, report.

Each step's result is kept as data, and each takes what its user decided: `Choices`.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from stratsell.book import Book
from stratsell.book.cycles import warn_of_cycles
from stratsell.book.import_report import FileCount, ImportReport, Line, Outcome
from stratsell.book.tables import TABLES
from stratsell.dates import as_day
from stratsell.errors import BookError, Fault, warn
from stratsell.io.imports.contents import settle
from stratsell.io.imports.decode import check_encoding
from stratsell.io.imports.ids import IDS
from stratsell.io.imports.link import Work, link
from stratsell.io.imports.locate import Located, locate
from stratsell.io.imports.mapping import Mapping as OwnMapping
from stratsell.io.imports.mapping import lay_over, lines_of
from stratsell.io.imports.match import IGNORED, ColumnMatch, match, nameless
from stratsell.io.imports.names import header_key
from stratsell.io.imports.raw import ENDINGS, Sheet, no_table, read_sheets
from stratsell.io.imports.read import Reading
from stratsell.io.imports.recognise import fits, own_score, recognised
from stratsell.io.imports.records import Place, Records, uncollected
from stratsell.io.imports.report import of_columns, refuse_faults, report_of
from stratsell.io.imports.reshape import account_above, listed, on_its_side
from stratsell.io.imports.sheets import BETWEEN, by_account
from stratsell.io.imports.source import SLOTS, FileKind, Source, read_source, shared_source, slots_of, sources, word_key

_WORD_SLOTS = {
    "roles": "role",
    "role": "role",
    "first_role": "role",
    "second_role": "role",
    "stage": "stage",
    "type": "mode",
    "state": "status",
}
_REQUIRED = {name for name, table in TABLES.items() if table.required}


@dataclass
class Choices:
    """What a user has decided about an import; blank where the importer decides.

    Attributes
    ----------
    sheet : str or None
        The sheet of a workbook.
    header : int or None
        The number of the header's row.
    columns : mapping of str to str
        By header, what the column is; blank to keep it as it stands.
    words : mapping of str to mapping of str to str
        By what it is of (``role``, ``mindset`` …), what words mean.
    cells : mapping of tuple to str
        By row and header, what is to be read in place of what stands there.
    account : str or None
        The account of people whose file names none.
    day_first : bool or None
        Whether days such as 03/04/2026 begin with the day.
    encoding : str or None
        The encoding of text files.
    kind : str or None
        What a file of a CRM's export is, such as ``Contact``; blank to leave it out.
    files : mapping of str to Choices
        By the name of a file, what is decided of it alone: sheet, header, columns, cells and kind.
    """

    sheet: str | None = None
    header: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cells: Mapping[tuple[int, str], str] = field(default_factory=dict)
    account: str | None = None
    day_first: bool | None = None
    encoding: str | None = None
    kind: str | None = None
    files: Mapping[str, Choices] = field(default_factory=dict)

    def of(self, file: str) -> Choices:
        """Give what is decided of a file."""
        return self.files.get(file) or self.files.get(file.partition(BETWEEN)[0], self)


@dataclass
class Import:
    """An import under way: what each step has found.

    Attributes
    ----------
    source : Source
        What files, columns and words mean.
    choices : Choices
        What the user has decided.
    day : datetime.date
        The day to look from.
    places : list of Place
        Each file with its table and what its columns have become.
    records : dict of str to Records
        By kind, the records, with the lines about them.
    lines : list of Line
        What else is to be said.
    unread : list of FileCount
        The files that are of no use.
    headers : dict of str to list of str
        By file, its headers.
    own : list of tuple of str
        The lines of the user's mapping and words, which are kept for the next one.
    account : str
        The account that stands above the table.
    """

    source: Source
    choices: Choices
    day: dt.date
    places: list[Place] = field(default_factory=list)
    records: dict[str, Records] = field(default_factory=lambda: {kind: Records(kind) for kind in SLOTS})
    lines: list[Line] = field(default_factory=list)
    unread: list[FileCount] = field(default_factory=list)
    headers: dict[str, list[str]] = field(default_factory=dict)
    own: list[tuple[str, str, str, str]] = field(default_factory=list)
    account: str = ""

    # --- The steps ---

    def locate(self, sheets: list[Sheet]) -> Located | None:
        """Find the table of a file."""
        choices = self.choices.of(sheets[0].file)
        wanted = {header_key(header) for header in choices.columns}
        slot_of = lambda text: "said" if wanted and header_key(text) in wanted else self.source.slot_of(text)  # noqa: E731
        if self.source.flat and choices.sheet is None and choices.header is None and not wanted:
            sheets = on_its_side(sheets, slot_of) or sheets
        return locate(sheets, slot_of, sheet=choices.sheet, header=choices.header, guarded=self.source.flat)

    def as_list(self, table: Located, file: FileKind) -> Located:
        """Make a list of people of a table that is one in another form, and note the account above it."""
        self.account = account_above(table.above, file)
        return listed(table, file, self.source.words, self.choices.of(table.file).columns)

    def match(self, table: Located, file: FileKind) -> list[ColumnMatch]:
        """Find out what the columns of a table mean."""
        names = {*slots_of(file.kind), IGNORED}
        columns = self.choices.of(table.file).columns
        said = {header: self.source.slot(slot) for header, slot in columns.items() if header}
        for header, slot in said.items():
            if slot and slot not in names:
                allowed = ", ".join(self.source.called(each) for each in slots_of(file.kind))
                raise ValueError(f"columns: “{slot}” is nothing that a column may be; allowed: {allowed}")
            titles = {header_key(each or nameless(at)) for at, each in enumerate(table.header)}
            if header_key(header) not in titles and self.source.flat:
                shown = ", ".join(f"“{each}”" for each in table.header if each)
                raise ValueError(f"columns: {table.file} has no column “{header}”; it has {shown}")
        known = {key: slot for key, (slot, _) in file.columns.items() if slot}
        matches = match(
            table.header,
            file.find,
            known=known if self.source.flat else None,
            said=said,
            is_ignored=lambda text: header_key(text) in self.source.ignored,
            blank=[at for at, cells in enumerate(table.columns) if not any(map(str.strip, cells))],
        )
        if file.kind == "people":
            matches, lines = settle(table, matches, file, self.source.words)
            table.lines += lines
        return _without_idle(matches, file.kind)

    def add(self, sheets: list[Sheet]) -> None:
        """Locate the table of a file, recognise it, and match its columns."""
        if (
            self.source.flat
            and self.choices.of(sheets[0].file).sheet is None
            and {each.name for each in sheets} >= _REQUIRED
        ):
            problem = "is a whole book, one sheet per table: read it with read"
            raise BookError([Fault(sheets[0].file, problem)], sheets[0].file)
        table = self.locate(sheets)
        name = sheets[0].file
        if table is None:
            self._add_blank(sheets)
            return
        self._mend(table)
        self.headers[name] = table.header
        if self.source.flat:
            [file] = self.source.files.values()
            for part in self._by_account(table, sheets, file):
                one = self.as_list(part, file)
                self.places.append(Place(one, file.name, self.match(one, file)))
            return
        kind = self.choices.of(name).kind
        found = recognised(name, table.header, self.source) if kind is None else [kind] if kind else []
        if len(found) == 1 and self.source.files[found[0]].kind:
            file = self.source.files[found[0]]
            self.places.append(Place(table, file.name, self.match(table, file)))
            return
        outcome, why, remedy = Outcome.NOT_READ, "is not recognised by its name, and not by its columns", ""
        if kind == "":
            outcome, why = Outcome.PASSED_OVER, "is left out, as was said"
        elif len(found) == 1:
            outcome, why = Outcome.PASSED_OVER, "such files are of no use here"
        elif found:
            why = f"could be {' or '.join(found)}; rename it to one of them"
        else:
            remedy = "name it as the CRM does, such as Contact.csv, if its rows are wanted"
        self.lines.append(Line(name, None, "", f"{table.rows()} rows", outcome, why, remedy))
        passed = table.rows() if outcome is Outcome.PASSED_OVER else table.passed_over
        self.lines += [line for line in table.lines if line.outcome is not Outcome.LEFT_OUT]
        self.unread.append(FileCount(name, "", table.rows(), 0, 0, passed, table.rows() - passed))

    def _by_account(self, table: Located, sheets: list[Sheet], file: FileKind) -> list[Located]:
        choices = self.choices.of(table.file)
        if len(sheets) < 2 or choices.sheet is not None or choices.header is not None:
            return [table]
        slots = [column.slot for column in self.match(replace(table, lines=[]), file)]
        return by_account(table, sheets, self.locate, slots, lambda one: account_above(one.above, file))

    def _add_blank(self, sheets: list[Sheet]) -> None:
        name = sheets[0].file if sheets else ""
        if self.source.flat:
            special = next((sheet.special for sheet in sheets if sheet.special), "")
            if special == "picture":
                problem = "holds a picture and no cells: a picture of a table cannot be read; type the table into cells"
                raise BookError([Fault(name, problem)], name)
            raise BookError([Fault(name, "is empty: its first row must name the columns")], name)
        self.lines.append(Line(name, None, "", "0 rows", Outcome.NOT_READ, "is empty"))
        self.unread.append(FileCount(name, "", 0, 0, 0, 0, 0))

    def _mend(self, table: Located) -> None:
        """Put in what the user has written in place of what stands there."""
        places = {number: at for at, number in enumerate(table.numbers)}
        for (row, header), text in self.choices.of(table.file).cells.items():
            titles = [header_key(title or nameless(place)) for place, title in enumerate(table.header)]
            column = titles.index(header_key(header)) if header_key(header) in titles else None
            if row not in places or column is None:
                raise ValueError(f"cells: {table.file} has no cell in row {row}, column “{header}”")
            table.columns[column][places[row]] = text

    def read(self) -> None:
        """Turn the cells of all tables into values."""
        for place in self.places:
            kind = self.source.files[place.label].kind
            self.records[kind].add(place)
            filled = {at for at, cells in enumerate(place.table.columns) if any(map(str.strip, cells))}
            said = of_columns(place.table.file, kind, place.matches, filled, kept=kind in TABLES)
            self.records[kind].lines += [_in_words(line, self.source) for line in said]
        reading = Reading(
            self.source.words,
            IDS[self.source.ids],
            self.day,
            day_first=self.choices.day_first,
            markup=not self.source.flat,
            blank=self.source.blank,
        )
        reading.read(self.records)

    def link(self, account: str) -> dict[str, pd.DataFrame]:
        """Find out who is meant, and give the tables of the book; call it once."""
        return link(Work(self.source, self.records, self.day, self.choices.account or self.account or account))

    def report(self) -> ImportReport:
        """Say what became of everything."""
        files = [count for records in self.records.values() for count in records.counts()] + self.unread
        lines = [*self.lines, *(line for records in self.records.values() for line in records.lines)]
        report = report_of(self.source.name, lines, files)
        report.mapping = OwnMapping(self._decided())
        return report

    def _decided(self) -> list[tuple[str, str, str, str]]:
        """Give what was chosen, as the lines of a mapping."""
        found: list[tuple[str, str, str, str]] = []
        choices = self.choices
        if self.source.flat and self.places:
            own = choices.of(self.places[0].table.file)
            choices = replace(choices, sheet=own.sheet, header=own.header)
        settings = {name: getattr(choices, name) for name in ("account", "sheet", "header", "day_first", "encoding")}
        found += [("setting", name, str(value), "") for name, value in settings.items() if value is not None]
        for place in self.places:
            prefix = "" if self.source.flat else f"{place.label}."
            own = self.choices.of(place.table.file)
            if not self.source.flat and own.kind:
                stem = place.table.file.rpartition(".")[0]
                found.append(("file", place.label, self.source.files[place.label].kind, stem))
            left_out = {header_key(header) for header, slot in own.columns.items() if slot == IGNORED}
            for each in place.matches:
                if each.how == "ignored" and header_key(each.header) in left_out:
                    found.append(("column", prefix + each.header, IGNORED, ""))
                elif each.header and (each.slot or (each.how == "said" and self.source.flat)):
                    found.append(("column", prefix + each.header, self.source.called(each.slot), ""))
        for what, words in self._words().items():
            found += [("role" if what == "roles" else what, word, meaning, "") for word, meaning in words.items()]
        said = {(what, header_key(start)) for what, start, _, _ in found}
        kept = [line for line in self.own if (line[0], header_key(line[1])) not in said]
        return list(dict.fromkeys([*found, *kept]))

    def word_columns(self) -> Iterator[tuple[Place, ColumnMatch, str]]:
        """Give the columns that hold words of the vocabulary: where, which, and what the words are of."""
        from stratsell.io.imports.mapping import WORDS

        for place in self.places:
            for each in place.matches:
                what = _WORD_SLOTS.get(each.slot, each.slot)
                if what in WORDS:
                    yield place, each, what

    def _words(self) -> dict[str, dict[str, str]]:
        """Give the words of the files that are not the vocabulary's own, with what they mean; blank for nothing."""
        from stratsell.io.imports.mapping import WORDS
        from stratsell.io.imports.read import split_words

        found: dict[str, dict[str, str]] = {}
        for place, each, what in self.word_columns():
            known = self.source.words[what]
            for cell in dict.fromkeys(place.table.columns[each.at]):
                for word in split_words(cell, known) if what == "role" else [cell.strip()]:
                    meaning = known.get(word_key(word))
                    if word and meaning is not None and word not in set(map(str, WORDS[what])):
                        found.setdefault(what, {})[word] = meaning
        return found


def _without_idle(matches: list[ColumnMatch], kind: str) -> list[ColumnMatch]:
    """Keep columns of people as they stand that are of an objective, where none is named."""
    if kind != "people" or any(each.slot == "objective" for each in matches):
        return matches
    idle = ("stage", "closed", "close_on")
    return [each._replace(slot="", name=each.header, how="unknown") if each.slot in idle else each for each in matches]


def _in_words(line: Line, source: Source) -> Line:
    slot = line.why.removeprefix("is read as ").partition(",")[0]
    return line._replace(why=line.why.replace(f"is read as {slot},", f"is read as {source.called(slot)},", 1))


def begun(
    source: Source, choices: Choices, *, mapping: str | os.PathLike[str] | OwnMapping | None, day: dt.date
) -> Import:
    """Begin an import: lay what its user has said over the source, and add no file yet."""
    own = []
    if mapping is not None:
        choices = _with_settings(choices, lay_over(source, mapping))
        own = lines_of(mapping)
    own = [*_lay_words(source, choices.words), *own]
    if choices.encoding is not None:
        check_encoding(choices.encoding)
    return Import(source, choices, day, own=own)


def import_files(
    source: Source,
    paths: Sequence[Path],
    choices: Choices,
    *,
    mapping: str | os.PathLike[str] | OwnMapping | None,
    day: dt.date,
    label: str,
    account: str,
) -> tuple[Import, dict[str, pd.DataFrame]]:
    """Run the five steps over files, and give the tables of the book."""
    with uncollected():
        return _run(source, paths, choices, mapping=mapping, day=day, label=label, account=account)


def _run(
    source: Source,
    paths: Sequence[Path],
    choices: Choices,
    *,
    mapping: str | os.PathLike[str] | OwnMapping | None,
    day: dt.date,
    label: str,
    account: str,
) -> tuple[Import, dict[str, pd.DataFrame]]:
    work = begun(source, choices, mapping=mapping, day=day)
    faults: list[Fault] = []
    for path in paths:
        if path.suffix.lower() not in ENDINGS:
            why = f"is no {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]} file"
            work.lines.append(Line(path.name, None, "", "", Outcome.NOT_READ, why))
            continue
        try:
            known = {header_key(header) for header in work.choices.columns}
            is_name = lambda text: bool(source.slot_of(text)) or header_key(text) in known  # noqa: B023, E731
            work.add(read_sheets(path, work.choices.encoding, is_name))
        except BookError as error:
            faults += error.faults
    if not any(path.suffix.lower() in ENDINGS for path in paths):
        faults = [Fault(path.name, no_table(path)) for path in paths]
    if faults:
        raise BookError(faults, label)
    if not source.flat:
        _check_owner(work, label)
    check_people(work, label)
    work.read()
    return work, work.link(account)


def _with_settings(choices: Choices, settings: dict[str, str]) -> Choices:
    """Add the settings of a mapping where the user has said nothing else."""
    said = {name: value for name, value in vars(choices).items() if value is not None}
    read = {
        name: int(value) if name == "header" else value.strip().casefold() == "true" if name == "day_first" else value
        for name, value in settings.items()
    }
    return Choices(**{**read, **said})


def _lay_words(source: Source, words: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str, str, str]]:
    """Lay words over a source, and give them as lines of a mapping."""
    lines = [(what, word, meaning, "") for what, said in words.items() for word, meaning in said.items()]
    if lines:
        lay_over(source, OwnMapping(lines))
    return lines


def _check_owner(work: Import, label: str) -> None:
    """Refuse the export of another CRM, whose columns this one would misread."""
    counts = {
        name: sum(own_score(header, shared_source(name), file) for file, header in work.headers.items())
        for name in sources(flat=False)
    }
    best = max(counts, key=lambda name: counts[name])
    if counts[best] > 1.4 * counts[work.source.key]:
        problem = f"looks like an export of {shared_source(best).name}: read it as one, or with read_export"
        raise BookError([Fault(label, problem)], label)


def check_people(work: Import, label: str) -> None:
    """Refuse files in which nobody can be found."""
    kinds = {work.source.files[place.label].kind for place in work.places}
    if work.source.flat:
        place = work.places[0]
        slots = {each.slot for each in place.matches}
        if not slots & {"name", "first_name", "last_name", "email"}:
            if place.table.is_pivot:
                problem = (
                    "is a pivot table, which counts people instead of naming them: save the table that it was made of,"
                    " or double-click its grand total in Excel and save the sheet that opens"
                )
                raise BookError([Fault(label, problem)], label)
            shown = ", ".join(f"“{each}”" for each in place.table.header if each)
            problem = f"has no column with the names of people in row {place.table.header_row}: {shown}"
            allowed = (
                'a header such as Name, or say which it is: columns={"…": "name"}, header= with the row of the header'
            )
            if place.table.has_picture:
                problem += "; the sheet holds a picture, too, and a picture of a table cannot be read"
            raise BookError([Fault(label, problem, allowed=allowed)], label)
    elif "people" not in kinds:
        _as_people(work)
        if "people" in {work.source.files[place.label].kind for place in work.places}:
            return
        names = [name for name, file in work.source.files.items() if file.kind == "people"]
        problem = f"has no file of people; it is recognised by its name, such as {names[0]}.csv, or by its columns"
        raise BookError([Fault(label, problem)], label)


def _as_people(work: Import) -> None:
    """Take a report of parts in opportunities for one of people, where there is no other."""
    people = next((file for file in work.source.files.values() if file.kind == "people"), None)
    for at, place in enumerate(work.places):
        kind = work.source.files[place.label].kind
        if people is not None and kind == "influences" and fits(place.table.header, people):
            work.places[at] = Place(place.table, people.name, work.match(place.table, people))


def made_book(work: Import, tables: dict[str, pd.DataFrame], label: str, *, strict: bool, source: Path | None) -> Book:
    """Make the book of an import, with its report."""
    report = work.report()
    if strict:
        refuse_faults(report, label)
    made = Book(tables)
    book = made if source is None else Book._trusted(made.tables, source=source)  # noqa: SLF001 (validated)
    book.import_report = report
    warn_of_cycles(book.tables, label if work.source.flat else work.source.name)
    if report.worries:
        name = label if work.source.flat else work.source.name
        warn(f"{name}: {report.worries}; the book's import_report says which and why")
    return book


def read_table(columns: Mapping[str, list[str]], name: str) -> Book:
    """Read a book from a flat sheet that is at hand as columns of text, as if it stood in a file."""
    numbers = list(range(2, len(next(iter(columns.values()), [])) + 2))
    table = Located(name, "", 1, list(columns), [list(cells) for cells in columns.values()], numbers)
    work = Import(read_source("sheet"), Choices(), as_day())
    [file] = work.source.files.values()
    work.places.append(Place(table, file.name, work.match(table, file)))
    work.read()
    return Book(work.link(name))
