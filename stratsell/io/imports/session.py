"""An import that is decided step by step: files come and go, choices are made, and all is read again after each.

What an import view needs and no page: the cells of the files are kept, so that a choice costs no second look into them,
and whatever is wrong is a sentence, so that there is always something to show.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from stratsell.book import Book
from stratsell.book.import_report import WORRYING, ImportReport, Line, Outcome, cut
from stratsell.book.nearest import plain
from stratsell.dates import as_day
from stratsell.errors import BookError, Fault
from stratsell.io.imports.days import EITHER
from stratsell.io.imports.mapping import COLUMNS, WORDS
from stratsell.io.imports.match import IGNORED, ColumnMatch, nameless
from stratsell.io.imports.names import header_key
from stratsell.io.imports.owner import owner_of
from stratsell.io.imports.pipeline import Choices, Import, begun, check_people
from stratsell.io.imports.raw import ENDINGS, Sheet, read_sheets
from stratsell.io.imports.read import split_words
from stratsell.io.imports.records import Place
from stratsell.io.imports.sheets import BETWEEN
from stratsell.io.imports.source import meaning as meaning_of
from stratsell.io.imports.source import read_source, shared_source, word_key

_NOTHING = Choices()

Acceptance = tuple[str, str, str, int | None]
"""What stays as it is: file, column and why, and the row; None for all rows."""


@dataclass(frozen=True)
class UsedWord:
    """A word of a file and what it means.

    Attributes
    ----------
    word : str
        As it stands there first.
    count : int
        In how many cells.
    meaning : str or None
        The word of the vocabulary; blank if it means none of them, None if nobody knows.
    asked : bool
        Whether it could not be used, and somebody must say what it means.
    """

    word: str
    count: int
    meaning: str | None
    asked: bool = False


@dataclass
class Outcomes:
    """What an import comes to with the choices of now.

    Attributes
    ----------
    work : Import
        What the steps have found.
    book : Book or None
        The book; None if none can be made.
    report : ImportReport or None
        What became of everything.
    problem : str
        Why there is no book.
    problems : dict of str to str
        By file, why it cannot be read.
    """

    work: Import
    book: Book | None = None
    report: ImportReport | None = None
    problem: str = ""
    problems: dict[str, str] = field(default_factory=dict)


class Session:
    r"""Files that are to become a book.

    Parameters
    ----------
    paths : iterable of pathlib.Path
        The files; a mapping among them is laid over the others' source.
    day : datetime.date, optional
        The day to look from. Default: today.
    label : str, optional
        What an account is called that no file names. Default: the name of the first file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "people.csv")
    ...     _ = path.write_text("Company,Contact,Part\nNorthwind,Ada,Sponsor\n")
    ...     session = Session([path])
    >>> session.now.book
    <Book: 1 account, 1 person, 1 influence>
    >>> session.choose_column("people.csv", 2, "roles")
    >>> [(each.word, each.meaning) for each in session.words()["role"]]
    [('Sponsor', None)]
    >>> session.choose_word("role", "Sponsor", "economic")
    >>> session.now.book.tables["influences"]["roles"].tolist()
    ['economic']
    """

    def __init__(self, paths: Iterable[Path], *, day: dt.date | None = None, label: str = "") -> None:
        self.day = as_day(day)
        self.label = label
        self.mapping: Path | None = None
        self.source = "sheet"
        self.words_said: dict[str, dict[str, str]] = {}
        self.account: str | None = None
        self.day_first: bool | None = None
        self.accepted: dict[Acceptance, Line] = {}
        self._paths: dict[str, Path] = {}
        self._choices: dict[str, Choices] = {}
        self._raw: dict[tuple[str, str], list[Sheet]] = {}
        self._faults: list[Line] | None = None
        self._by_row: dict[str, dict[int, list[Line]]] = {}
        self.add(paths)

    @property
    def files(self) -> list[str]:
        """The names of the files, in the order in which they came."""
        return list(self._paths)

    def path(self, file: str) -> Path:
        """Give where a file is."""
        return self._paths[file]

    # --- What is chosen ---

    def add(self, paths: Iterable[Path]) -> None:
        """Add files, find out whose they are, and read all again; one that is a mapping is laid over the others."""
        for path in paths:
            if is_mapping(path):
                self.mapping = path
            else:
                self._paths[path.name] = path
        self.source = self._owner()
        self._read()

    def remove(self, file: str) -> None:
        """Take a file away again."""
        del self._paths[file]
        self._choices.pop(file, None)
        self.source = self._owner()
        self._read()

    def choose_source(self, source: str) -> None:
        """Say whose files they are; what was chosen for another source's columns is forgotten."""
        self.source = source
        self._choices = {}
        self._read()

    def choose_sheet(self, file: str, sheet: str) -> None:
        """Say which sheet of a workbook is read."""
        self._choices[file] = replace(_NOTHING, kind=self._of(file).kind, sheet=sheet)
        self._read()

    def choose_header(self, file: str, row: int) -> None:
        """Say which row is the header, as a spreadsheet numbers it."""
        mended = self._mended_places(file)
        self._choices[file] = replace(_NOTHING, kind=self._of(file).kind, sheet=self._of(file).sheet, header=row)
        self._read()
        if mended and (cells := self._mended_cells(file, mended)):
            self._choices[file] = replace(self._of(file), cells=cells)
            self._read()

    def _mended_places(self, file: str) -> dict[tuple[int, int], str]:
        """Give what was mended in a file by row and place of the column, which other headers do not change."""
        cells = self._of(file).cells
        if not cells:
            return {}
        place = self.place(file)
        places = {header_key(title_of(place, column)): where for column, where in enumerate(place.table.places)}
        return {
            (row, places[header_key(header)]): text
            for (row, header), text in cells.items()
            if header_key(header) in places
        }

    def _mended_cells(self, file: str, mended: dict[tuple[int, int], str]) -> dict[tuple[int, str], str]:
        """Give what was mended by row and header of now, where the cell still is one below the header."""
        place = next((place for place in self.now.work.places if place.table.file == file), None)
        if place is None:
            return {}
        titles = {where: title_of(place, column) for column, where in enumerate(place.table.places)}
        rows = set(place.table.numbers)
        return {(row, titles[where]): text for (row, where), text in mended.items() if row in rows and where in titles}

    def choose_kind(self, file: str, kind: str) -> None:
        """Say what a file of an export is; blank to leave it out."""
        self._choices[file] = replace(self._of(file), kind=kind, columns={})
        self._read()

    def choose_column(self, file: str, at: int, slot: str) -> None:
        """Say what a column is: a slot of its kind of record, blank to keep it, ``ignored`` to leave it out."""
        place = self.place(file)
        header = title_of(place, at)
        source = self.now.work.source
        kept = {
            name: said
            for name, said in self._of(file).columns.items()
            if header_key(name) != header_key(header) and (source.slot(said) != slot or slot in ("", IGNORED))
        }
        self._choices[file] = replace(self._of(file), columns={**kept, header: source.called(slot)})
        self._read()

    def choose_word(self, what: str, word: str, meaning: str | None) -> None:
        """Say what a word means in all cells; blank for none of the vocabulary, None to take back what was said."""
        said = {**self.words_said.get(what, {})}
        said.pop(word, None)
        if meaning is not None:
            said[word] = meaning
        self.words_said[what] = said
        self._read()

    def mend(self, file: str, row: int, at: int, text: str | None) -> None:
        """Say what is to be read in place of what stands in a cell; None to take that back."""
        key = (row, title_of(self.place(file), at))
        cells = {place: said for place, said in self._of(file).cells.items() if place != key}
        if text is not None:
            cells[key] = text
        self._choices[file] = replace(self._of(file), cells=cells)
        self._read()

    def accept(self, line: Line, *, alike: bool = False) -> None:
        """Say that what could not be used may stay out of the book; with `alike`, all of its column and reason."""
        self.accepted[_acceptance(line, alike=alike)] = line
        self._forget_faults()

    def reconsider(self, line: Line, *, alike: bool = False) -> None:
        """Take back what `accept` has said."""
        self.accepted.pop(_acceptance(line, alike=alike), None)
        self._forget_faults()

    def _is_accepted(self, line: Line) -> bool:
        return bool(self.accepted) and any(_acceptance(line, alike=each) in self.accepted for each in (False, True))

    def choose_account(self, account: str) -> None:
        """Say whose people those are that no file gives an account; blank for the name of the file."""
        self.account = account.strip() or None
        self._read()

    def choose_days(self, *, day_first: bool | None) -> None:
        """Say whether days such as 03/04/2026 begin with the day; None to go by what other days show."""
        self.day_first = day_first
        self._read()

    @property
    def decisions(self) -> int:
        """How much was decided by hand, which would be lost with the import."""
        of_files = (
            len(each.columns) + len(each.cells) + sum(said is not None for said in (each.sheet, each.header, each.kind))
            for each in self._choices.values()
        )
        words = sum(map(len, self.words_said.values()))
        settings = (self.account is not None) + (self.day_first is not None)
        return sum(of_files) + words + settings + len(self.accepted)

    def _of(self, file: str) -> Choices:
        return self._choices.get(file, _NOTHING)

    def mended(self) -> list[tuple[str, int, str, str]]:
        """Give the cells that were mended: file, row, header and what is read there now."""
        return [
            (file, row, header, text)
            for file, each in self._choices.items()
            for (row, header), text in each.cells.items()
        ]

    # --- What it comes to ---

    def _owner(self) -> str:
        paths = [path for path in self._paths.values() if path.suffix.lower() in ENDINGS and self._has_cells(path)]
        if not paths:
            return "sheet"
        try:
            return owner_of(paths, sheets=self._looked_into)
        except BookError:
            return "sheet"

    def _has_cells(self, path: Path) -> bool:
        """Whether anything stands in a file by which it may be known."""
        try:
            return any(not sheet.empty for sheet in self._looked_into(path))
        except (BookError, ValueError):
            return False

    def _looked_into(self, path: Path) -> list[Sheet]:
        return self._sheets(path.name, "sheet")

    def sheets(self, file: str) -> list[Sheet]:
        """Give the cells of a file as they stand there; BookError if it cannot be read."""
        return self._sheets(file, self.source)

    def _sheets(self, file: str, source: str) -> list[Sheet]:
        key = (file, source)
        if key not in self._raw:
            path = self._paths[file]
            if path.suffix.lower() not in ENDINGS:
                raise BookError(
                    [Fault(file, f"is no {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]} file: save the list as one")], file
                )
            known = shared_source(source)
            self._raw[key] = read_sheets(path, None, lambda text: bool(known.slot_of(text)))
        return self._raw[key]

    def _read(self) -> None:
        """Run the steps with all that was chosen."""
        self._forget_faults()
        choices = Choices(words=self.words_said, account=self.account, day_first=self.day_first, files=self._choices)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.now = self._outcomes(choices)

    def _forget_faults(self) -> None:
        self._faults, self._by_row = None, {}

    def _outcomes(self, choices: Choices) -> Outcomes:
        work = Import(read_source(self.source), choices, self.day)
        found = Outcomes(work)
        try:
            work = found.work = begun(work.source, choices, mapping=self.mapping, day=self.day)
        except BookError as error:
            found.problems[self.mapping.name if self.mapping else ""] = sentence(error)
        for file in self._paths:
            try:
                work.add([_to_fill(each) for each in self.sheets(file)])
            except (BookError, ValueError) as error:
                found.problems[file] = sentence(error).removeprefix(f"{file}: ")
        try:
            found.problem = self._unreadable(work)
            if not found.problem:
                self._link(found)
        except (BookError, ValueError) as error:
            found.problem = sentence(error)
        return found

    def _unreadable(self, work: Import) -> str:
        """Say why no book can be made, if none can."""
        if not work.places:
            return "No table of people can be found." if self._paths else "There is no file."
        if work.source.flat and len({place.table.file.partition(BETWEEN)[0] for place in work.places}) > 1:
            return "Each of these files is a list of people: leave all but one of them out, and import one at a time."
        slots = {each.slot for place in work.places for each in place.matches}
        if work.source.flat and not slots & {"name", "first_name", "last_name", "email"}:
            return "No column holds the names of people: say which one does, or which row is the header."
        check_people(work, work.places[0].table.file)
        return ""

    def _link(self, found: Outcomes) -> None:
        work = found.work
        work.read()
        tables = work.link(self.label or Path(self.files[0]).stem)
        found.report = work.report()
        found.book = Book(tables)  # which is saved nowhere yet: what was mended does not stand in the files
        found.book.import_report = found.report

    # --- What there is to decide ---

    def place(self, file: str) -> Place:
        """Give a file's table; KeyError if it has none."""
        for each in self.now.work.places:
            if each.table.file == file:
                return each
        raise KeyError(f"no table in “{file}”")

    def words(self) -> dict[str, list[UsedWord]]:
        """Give the words of all files by what they are of: those that are asked for first, then the commoner ones."""
        unused = {(line.file, line.column, line.value) for line in self._worries()}
        found: dict[str, dict[str, UsedWord]] = {}
        for place, each, what in self.now.work.word_columns():
            if self._is_moved(place, each):
                continue
            known, words = self.now.work.source.words[what], found.setdefault(what, {})
            for cell, count in Counter(place.table.columns[each.at]).items():
                asked = bool({(place.table.file, each.header, cut(said)) for said in (cell, cell.strip())} & unused)
                for word in split_words(cell, known) if what == "role" else [cell.strip()]:
                    key, meaning = word_key(word), meaning_of(known, word)
                    if word and word not in set(map(str, WORDS[what])):
                        old = words.get(key, UsedWord(word, 0, meaning))
                        words[key] = replace(
                            old, count=old.count + count, asked=old.asked or (asked and meaning is None)
                        )
        return {
            what: sorted(words.values(), key=lambda each: (not each.asked, -each.count))
            for what, words in found.items()
        }

    def _is_moved(self, place: Place, each: ColumnMatch) -> bool:
        """Whether a column of roles turned out to hold titles."""
        file = place.table.file
        records = self.now.work.records[self.now.work.source.files[place.label].kind]
        return (
            each.slot == "roles" and not records.header(file, "roles") and records.header(file, "title") == each.header
        )

    def faults(self) -> list[Line]:
        """Give what could not be used and is not accepted, but for words and days, which are decided all at once."""
        if self._faults is None:
            settled = self._word_cells()
            self._faults = [
                line
                for line in self._worries()
                if line.why != EITHER and (line.file, line.column, line.value) not in settled
                if not self._is_accepted(line)
            ]
        return self._faults

    def either_days(self) -> list[str]:
        """Give the days of which nobody knows whether they begin with the day, which is decided for all at once."""
        return [line.value for line in self._worries() if line.why == EITHER]

    def cell_faults(self, file: str) -> dict[int, list[Line]]:
        """Give what could not be used of a file, words too, by row."""
        if file not in self._by_row:
            found = self._by_row.setdefault(file, {})
            for line in self._worries():
                if line.file == file and line.row is not None and not self._is_accepted(line):
                    found.setdefault(line.row, []).append(line)
        return self._by_row[file]

    def sheet_said(self, file: str) -> str:
        """Give the sheet that was chosen of a file; blank for none."""
        return self._of(file).sheet or ""

    def _worries(self) -> list[Line]:
        return [line for line in self.now.report.lines if line.outcome in WORRYING] if self.now.report else []

    def _word_cells(self) -> set[tuple[str, str, str]]:
        return {
            (place.table.file, each.header, cut(said))
            for place, each, _ in self.now.work.word_columns()
            for cell in set(place.table.columns[each.at])
            for said in (cell, cell.strip())
        }

    def decided(self) -> list[Line]:
        """Give what was decided or passed over."""
        told = (Outcome.READ_AS, Outcome.JOINED, Outcome.PASSED_OVER)
        return [line for line in self.now.report.lines if line.outcome in told] if self.now.report else []


def _acceptance(line: Line, *, alike: bool) -> Acceptance:
    return line.file, line.column, line.why, None if alike else line.row


def title_of(place: Place, at: int) -> str:
    """Give the header of a column, or the name of one without."""
    return place.table.header[at] or nameless(at)


def is_mapping(path: Path) -> bool:
    """Whether a file is a mapping that an earlier import has written."""
    if path.suffix.lower() != ".csv":
        return False
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as handle:
            first = handle.readline(200)
    except OSError:
        return False
    return [plain(cell.strip(' "')) for cell in first.rstrip("\r\n").replace(";", ",").split(",")][:3] == list(
        COLUMNS[:3]
    )


def _to_fill(sheet: Sheet) -> Sheet:
    """Give a sheet whose merged cells may be filled in, which is done in place."""
    return replace(sheet, rows=[list(row) for row in sheet.rows]) if sheet.merged else sheet


def sentence(error: Exception) -> str:
    """Give an error as one sentence, without the name of the file that it is all about."""
    if isinstance(error, BookError):
        first, *more = error.faults
        about = str(first).removeprefix(f"{error.source}: ") if error.source else str(first)
        return f"{about}{f' (and {len(more)} more)' if more else ''}"
    return str(error)
