"""Commands that ask one rule of the method and print what it finds."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

import stratsell as ss
from stratsell.cli.app import Exit, app
from stratsell.cli.books import open_book
from stratsell.cli.messages import UsageError, progress_bar, usage_errors
from stratsell.cli.options import (
    EVERYTHING,
    IN_MEMORY,
    PRINTED,
    BookPlace,
    Days,
    Flag,
    FreshDays,
    Output,
    Part,
    Scale,
    Theme,
    check_folder,
    check_id,
)
from stratsell.dates import as_day, month_ends

if TYPE_CHECKING:
    from stratsell.scale.engines import EngineName


@app.command
def coverage(
    book: BookPlace,
    /,
    *,
    part: Part = EVERYTHING,
    fresh_days: FreshDays = 90,
    scale: Scale = IN_MEMORY,
    to: Output = PRINTED,
) -> Exit:
    """Say how well roles are covered in each objective: 0 missing, 1 identified, 2 contacted, 3 engaged, 4 thanked."""
    _run_rule(
        "coverage", book, part, to, scale, title="Coverage by role", nothing="No objectives.", fresh_days=fresh_days
    )
    return Exit.FINE


@app.command
def missing(
    book: BookPlace,
    /,
    *,
    part: Part = EVERYTHING,
    fresh_days: FreshDays = 90,
    strict: Annotated[Flag, Parameter(help="Exit with code 4 if a role is missing.")] = False,
    scale: Scale = IN_MEMORY,
    to: Output = PRINTED,
) -> Exit:
    """List the roles that nobody holds in an open objective, with who may hold them."""
    words = {"title": "Missing influences", "nothing": "No role is missing."}
    rows = _run_rule("missing_influences", book, part, to, scale, **words, fresh_days=fresh_days)
    return Exit.FOUND if strict and rows else Exit.FINE


@app.command
def flags(
    book: BookPlace,
    /,
    *,
    part: Part = EVERYTHING,
    fresh_days: FreshDays = 90,
    new_days: Annotated[Days, Parameter(help="For how many days somebody is new to a job.")] = 180,
    reorg_days: Annotated[Days, Parameter(help="For how many days a reorganization is news.")] = 180,
    strict: Annotated[Flag, Parameter(help="Exit with code 4 if there is a red flag.")] = False,
    scale: Scale = IN_MEMORY,
    to: Output = PRINTED,
) -> Exit:
    """List what should worry us in the open objectives: blanks, doubts, silence, new jobs, opponents and more."""
    windows = {"fresh_days": fresh_days, "new_days": new_days, "reorg_days": reorg_days}
    rows = _run_rule("red_flags", book, part, to, scale, title="Red flags", nothing="No red flags.", **windows)
    return Exit.FOUND if strict and rows else Exit.FINE


@app.command
def introductions(
    book: BookPlace,
    /,
    *,
    part: Part = EVERYTHING,
    fresh_days: FreshDays = 90,
    scale: Scale = IN_MEMORY,
    to: Output = PRINTED,
) -> Exit:
    """Find the best introduction to everybody with a role whom we have not spoken with lately."""
    words = {"title": "Introductions", "nothing": "Nobody needs an introduction."}
    _run_rule("introductions", book, part, to, scale, **words, fresh_days=fresh_days)
    return Exit.FINE


@app.command
def history(
    book: BookPlace,
    /,
    *,
    part: Part = EVERYTHING,
    dates: Annotated[list[dt.date] | None, Parameter(consume_multiple=True)] = None,
    months: Annotated[int, Parameter(validator=Number(gte=0, lte=1_200))] = 12,
    fresh_days: FreshDays = 90,
    picture: Path | None = None,
    to: Output = PRINTED,
) -> Exit:
    """Say how every objective stood on several days: coverage, thank-yous, missing roles and red flags.

    Parameters
    ----------
    dates
        The days to look from, such as --dates 2026-09-30 2026-10-31.
    months
        Without --dates: the ends of so many months before --as-of, and that day itself.
    picture
        An image of the trend to write as well; its ending, .png, .svg or .pdf, says how.
    """
    where, judged = part.single(), open_book(book, part)
    with usage_errors():
        days = dates or month_ends(months, as_of=to.as_of)
    frame = part.rows_of(ss.history(judged, days, fresh_days=fresh_days))
    _save_besides(picture, lambda path: ss.draw_trend(judged, days, **where, fresh_days=fresh_days, path=path))
    to.put(frame, "History", nothing="No objectives.")
    return Exit.FINE


@app.command
def portfolio(
    book: BookPlace,
    /,
    *,
    part: Part = EVERYTHING,
    owner: str | None = None,
    industry: str | None = None,
    picture: Path | None = None,
    theme: Theme = "light",
    to: Output = PRINTED,
) -> Exit:
    """Say how every open objective stands, where we help best first: coverage, missing roles, red flags, value.

    Parameters
    ----------
    owner
        Only accounts of this owner, as the book writes the name.
    industry
        Only accounts of this industry, as the book writes it.
    picture
        A heatmap of the first 60 to write as well; its ending, .png, .svg or .pdf, says how.
    """
    judged = open_book(book, part)
    accounts = judged.tables["accounts"]
    frame = part.rows_of(ss.portfolio(judged, as_of=to.as_of))
    for column, wanted in (("owner", owner), ("industry", industry)):
        check_id(column, wanted, [(accounts[column], accounts["name"])])
        frame = frame if wanted is None else frame[frame[column] == wanted].reset_index(drop=True)
    _save_besides(picture, lambda path: ss.draw_portfolio(frame, as_of=as_day(to.as_of), path=path, theme=theme))
    to.put(frame, "Portfolio", nothing="No open objectives.")
    return Exit.FINE


@app.command
def objectives(book: BookPlace, /, *, part: Part = EVERYTHING, to: Output = PRINTED) -> Exit:
    """Test whether each open objective is single, specific, measurable, time-lined, outcome- and other-focused."""
    _run_rule("check_objectives", book, part, to, title="Objectives", nothing="No open objectives.")
    return Exit.FINE


@app.command
def priorities(book: BookPlace, /, *, part: Part = EVERYTHING, to: Output = PRINTED) -> Exit:
    """Say where we can help best, and where another source helps better."""
    _run_rule("priorities", book, part, to, title="Priorities", nothing="No open objectives.")
    return Exit.FINE


@app.command
def plan(
    book: BookPlace,
    /,
    *,
    part: Part = EVERYTHING,
    ics: Path | None = None,
    picture: Path | None = None,
    to: Output = PRINTED,
) -> Exit:
    """Plan what to do next, with whom, how, by when and why.

    Parameters
    ----------
    ics
        A calendar (.ics) of planned conversations and next actions to write as well.
    picture
        An image of conversations through time to write as well; its ending, .png, .svg or .pdf, says how.
    """
    where = part.single() if ics or picture else {}
    judged = open_book(book, part)
    frame = part.rows_of(ss.next_actions(judged, as_of=to.as_of))
    _save_besides(ics, lambda path: ss.calendar(judged, **where, as_of=to.as_of, path=path))
    _save_besides(picture, lambda path: ss.draw_timeline(judged, **where, as_of=to.as_of, path=path))
    to.put(frame, "Next actions", nothing="Nothing to do.")
    return Exit.FINE


@app.command
def modes(
    book: BookPlace,
    /,
    *,
    part: Part = EVERYTHING,
    by: Literal["objective", "seller"] = "objective",
    picture: Path | None = None,
    to: Output = PRINTED,
) -> Exit:
    """Count our conversations by how they persuade, from telling to co-creating.

    Parameters
    ----------
    by
        A row per objective, or per person of ours.
    picture
        An image to write as well; its ending, .png, .svg or .pdf, says how.
    """
    where, judged = part.single(), open_book(book, part)
    selected = judged.select(**where) if any(where.values()) else judged
    frame = ss.conversation_modes(selected, by=by, as_of=to.as_of)
    _save_besides(picture, lambda path: ss.draw_modes(judged, by=by, **where, as_of=to.as_of, path=path))
    to.put(frame, "Conversations", nothing="No objectives.")
    return Exit.FINE


@app.command
def matrix(book: BookPlace, /, *, part: Part = EVERYTHING, picture: Path | None = None, to: Output = PRINTED) -> Exit:
    """Say how warm the relationship of each of us with each of them is, who owns it, and how warm we want it.

    Parameters
    ----------
    picture
        An image to write as well; its ending, .png, .svg or .pdf, says how.
    """
    where, judged = part.single(), open_book(book, part)
    selected = judged.select(**where) if any(where.values()) else judged
    frame = ss.relationship_matrix(selected, as_of=to.as_of)
    _save_besides(picture, lambda path: ss.draw_relationships(judged, **where, as_of=to.as_of, path=path))
    to.put(frame, "Relationships", nothing="No stakeholder is known yet.")
    return Exit.FINE


@app.command
def momentum(book: BookPlace, /, *, part: Part = EVERYTHING, to: Output = PRINTED) -> Exit:
    """Say what each version of a proposition drew, and whether it was more or less than the one before."""
    _run_rule("momentum", book, part, to, title="Momentum", nothing="No propositions.")
    return Exit.FINE


@app.command
def tested(book: BookPlace, /, *, part: Part = EVERYTHING, to: Output = PRINTED) -> Exit:  # noqa: PT028
    """Say who has been asked about the current version of each proposition, and what that changed."""
    _run_rule("tested", book, part, to, title="Propositions tested", nothing="No propositions.")
    return Exit.FINE


@app.command
def proposal(book: BookPlace, /, *, part: Part = EVERYTHING, to: Output = PRINTED) -> Exit:
    """Say whether the proposal answers each person's needs, gaps first."""
    nothing = "Nobody with a role in an open objective."
    _run_rule("proposal_fit", book, part, to, title="Fit of the proposal", nothing=nothing)
    return Exit.FINE


@app.command
def thanks(book: BookPlace, /, *, part: Part = EVERYTHING, to: Output = PRINTED) -> Exit:
    """Say who decided, who said thank you, whose solution was chosen and which follow-ups are due."""
    _run_rule("thanks", book, part, to, title="Decisions and thanks", nothing="Nobody has a part in an objective.")
    return Exit.FINE


def _run_rule(
    rule: str,
    book: str,
    part: Part,
    to: Output,
    scale: Scale = IN_MEMORY,
    *,
    title: str,
    nothing: str,
    **options: Any,
) -> int:
    """Run a public rule on a book of any size, put its rows where they go, and count them."""
    if scale.engine is not None:
        with usage_errors():
            folder = Path(book).expanduser()
            return _run_at_scale(rule, folder, scale.engine, part, to, scale, title=title, nothing=nothing, **options)
    if scale.memory is not None:
        raise UsageError("--memory: give it with --engine duckdb or spark")
    frame = part.rows_of(getattr(ss, rule)(open_book(book, part), as_of=to.as_of, **options))
    to.put(frame, title, nothing=nothing)
    return len(frame)


def _run_at_scale(
    rule: str,
    folder: Path,
    engine: EngineName,
    part: Part,
    to: Output,
    scale: Scale,
    *,
    title: str,
    nothing: str,
    **options: Any,
) -> int:
    from stratsell.scale.large_book import large_book

    if not folder.is_dir():
        raise UsageError(f"--engine: {folder} is not a folder; an engine reads a folder of CSV or Parquet files")
    with contextlib.ExitStack() as stack:
        checked = stack.enter_context(progress_bar("Checking"))
        large = stack.enter_context(large_book(folder, engine, memory=scale.bytes(), progress=checked))
        part.check_large(large)
        searched = stack.enter_context(progress_bar("Searching"))
        chunks = large.rows(rule, part.ids(), searched, as_of=to.as_of, **options)
        return to.put_chunks(chunks, title, nothing=nothing)


def _save_besides(place: Path | None, write: Callable[[Path], object]) -> None:
    """Write a file besides what is printed, if one is asked for; a name that ends wrongly is wrong usage."""
    if place is not None:
        path = check_folder(place)
        with usage_errors():
            write(path)
