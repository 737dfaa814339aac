"""A workbook with a sheet an account is one table; sheets with the same people are not."""

import pytest
import xlsxwriter

import stratsell as ss
from stratsell.io.imports.session import Session
from tests.io.imports.accounting import accounted

HEADER = ["Name", "Title", "Role"]


@pytest.fixture
def workbook(tmp_path):
    def write(**sheets):
        path = tmp_path / "accounts.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate([HEADER, *rows]):
                    sheet.write_row(number, 0, row)
        return path

    return write


def test_each_sheet_of_people_is_an_account(workbook):
    path = workbook(
        Norvik=[["Ada Lane", "CFO", "economic"], ["Bo Kim", "IT", "user"]], Solvane=[["Cy Oduya", "CEO", "coach"]]
    )
    book = ss.read_sheet(path)
    people = book.tables["people"][["account_id", "name", "title"]].to_numpy().tolist()
    assert people == [["Norvik", "Ada Lane", "CFO"], ["Norvik", "Bo Kim", "IT"], ["Solvane", "Cy Oduya", "CEO"]]
    accounted(book)
    assert [count.file for count in book.import_report.files] == ["accounts.xlsx", "accounts.xlsx › Solvane"]
    said = [line.why for line in book.import_report.lines if "this one is" in line.why]
    assert (
        said[1] == "no column names an account, so the sheets “Norvik”, “Solvane” are one each; this one is “Solvane”"
    )
    assert Session([path]).now.book == book
    assert len(ss.read_sheet(path, sheet="Solvane").tables["people"]) == 1


@pytest.mark.filterwarnings("ignore::stratsell.BookWarning")
def test_sheets_with_the_same_people_are_one_list_at_several_times(workbook):
    rows = [["Ada Lane", "CFO", "economic"], ["Bo Kim", "IT", "user"]]
    book = ss.read_sheet(workbook(May=rows, June=rows))
    assert len(book.tables["people"]) == 2
    assert book.import_report.lines[0].value == "June"
