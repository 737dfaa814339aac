"""Commands that make files for others to read: map, brief, slides, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from stratsell.cli.app import Exit, app
from stratsell.cli.books import open_book
from stratsell.cli.messages import counted, progress_bar, say, usage_errors
from stratsell.cli.options import EVERYTHING, TODAY, BookPlace, FreshDays, Part, Theme, View, check_folder, check_id


@app.command(name="map")
def map_(
    book: BookPlace,
    /,
    *,
    output: Annotated[Path, Parameter(alias="-o")],
    part: Part = EVERYTHING,
    select: str | None = None,
    theme: Theme = "light",
    size: tuple[float, float] | None = None,
    people: Literal["all", "involved"] = "all",
    to: View = TODAY,
) -> Exit:
    """Draw the influence map of one objective, and print the name of the file.

    Parameters
    ----------
    output
        The image to write; its ending, .png, .svg or .pdf, says how.
    select
        The id of a person to highlight, with the best introduction to them.
    size
        Width and height in inches, such as 13.3 7.5 for a slide, which the map then fills.
    people
        Who is drawn: everybody, or those with a part in the objective, and of the others only how many they are.
    """
    from stratsell.map import draw_map

    drawn = open_book(book, part)
    known = drawn.tables["people"]
    check_id("person", select, [(known["person_id"], known["name"])])
    part.check_single_account(drawn)
    path = check_folder(output)
    with usage_errors(KeyError):
        draw_map(drawn, **part.ids(), as_of=to.as_of, selected=select, theme=theme, path=path, size=size, people=people)
    to.put_file(str(output), "Map")
    return Exit.FINE


@app.command
def brief(
    book: BookPlace,
    /,
    *,
    output: Annotated[Path, Parameter(alias="-o")],
    part: Part = EVERYTHING,
    to: View = TODAY,
) -> Exit:
    """Put one account on a page: objective, map, coverage, plan and proposal; print the name of the file.

    Parameters
    ----------
    output
        The file to write; its ending, .md, .html, .pdf or .docx, says how.
    """
    from stratsell.reports import brief as write_brief

    described = open_book(book, part)
    part.check_single_account(described)
    path = check_folder(output)
    with usage_errors(KeyError, ModuleNotFoundError):
        write_brief(described, part.account, objective_id=part.objective, as_of=to.as_of, path=path)
    to.put_file(str(output), "Brief")
    return Exit.FINE


@app.command
def slides(
    book: BookPlace,
    /,
    *,
    output: Annotated[Path, Parameter(alias="-o")],
    part: Part = EVERYTHING,
    template: Path | None = None,
    to: View = TODAY,
) -> Exit:
    """Put one account, or without one the whole portfolio, on slides; print the name of the file.

    Parameters
    ----------
    output
        The file to write; its name must end in .pptx.
    template
        A .pptx or .potx, such as your company's, whose layouts and colours are used. Default: plain slides, 16:9.
    """
    from stratsell.reports import slides as write_slides

    shown = open_book(book, part)
    path = check_folder(output)
    with usage_errors(KeyError, ModuleNotFoundError):
        write_slides(shown, part.account, objective_id=part.objective, as_of=to.as_of, path=path, template=template)
    to.put_file(str(output), "Slides")
    return Exit.FINE


@app.command
def report(
    book: BookPlace,
    folder: Path,
    /,
    *,
    account: str | None = None,
    fresh_days: FreshDays = 90,
    maps: Literal["png", "svg", "pdf"] = "png",
    to: View = TODAY,
) -> Exit:
    """Export a map of every open objective and an .xlsx file for every account, and one for all of them.

    Parameters
    ----------
    folder
        Where the files go; it is created if it does not exist.
    account
        Only the account with this id.
    maps
        The kind of image.
    """
    import pandas as pd

    from stratsell.reports.workbooks import Exported, Report

    files = list[Exported]()
    export = Report(open_book(book, Part(account=account)), as_of=to.as_of, fresh_days=fresh_days)
    total = 1 if account else len(export.accounts) + 1
    with progress_bar("Exporting") as progress:
        for done, exported in enumerate(export.export(folder.expanduser(), maps=maps, account=account), 1):
            files += exported
            progress(done, total)
    to.put(pd.DataFrame(files, columns=list(Exported._fields), dtype="str"), "Report")
    failed = [file for file in files if file.problem]
    if failed:
        say(f"{len(failed)} of {counted(len(files), 'file')} could not be written; the first: {failed[0].problem}")
    return Exit.FILES if failed else Exit.FINE


@app.command
def workshop_kit(folder: Path, /, *, exercises: Path | None = None, to: View = TODAY) -> Exit:
    """Write what a workshop of two hours needs, as pages to print: agenda, slides, cases, answers, own account.

    Parameters
    ----------
    folder
        Where the pages go; it is created if it does not exist.
    exercises
        A folder of exercises of your own. Default: those that come with Stratsell.
    """
    from stratsell.exercises import workshop_kit as write_kit

    with usage_errors(FileNotFoundError):
        pages = write_kit(folder, exercises=exercises)
    html = [page for page in pages if page.suffix == ".html"]
    more = "; the slides are there for PowerPoint, too" if len(pages) > len(html) else ""
    say(f"{counted(len(html), 'page')}, to be opened in a browser and printed; begin with {html[0].name}{more}")
    to.put_file(str(folder), "Workshop kit")
    return Exit.FINE
