"""What a brief says, as plain data for those that set it: Markdown, a page, a sheet, a document."""

from __future__ import annotations

from dataclasses import dataclass

from stratsell.map.scene import Scene


@dataclass(frozen=True)
class Section:
    """A part of the brief: a heading, what is said below it, and a table.

    Attributes
    ----------
    title : str
        The heading.
    notes : tuple of str
        Lines above the table.
    columns : tuple of str
        The table's headings.
    widths : tuple of float
        The share of the page that each column takes.
    rows : tuple of tuple of str
        The cells.
    """

    title: str
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Contents:
    """What a brief of one objective of an account says.

    Attributes
    ----------
    title : str
        The account.
    subtitle : str
        The objective.
    facts : tuple of (str, str)
        What the objective is about: a label and a text.
    sections : tuple of Section
        Coverage, plan and proposal, in this order.
    footer : str
        Of which day it is, and who on our side is responsible for the account.
    map : Scene
        The influence map.
    """

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    footer: str
    map: Scene
