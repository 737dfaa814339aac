"""The brief as one page of HTML that needs no other file and runs nothing.

Every text is escaped, pictures are data of images, and the page's own policy forbids all scripts and all addresses.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from stratsell.reports.formats.format import Format, saved
from stratsell.reports.picture import map_svg

if TYPE_CHECKING:
    from pathlib import Path

    from stratsell.map.scene import Scene
    from stratsell.reports.contents import Contents, Section

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

_STYLE = """
.stratsell-brief { font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: #1c2333;
  background: #fff; max-width: 60rem; margin: 0 auto; padding: 1.5rem; box-sizing: border-box; }
.stratsell-brief h1 { font-size: 1.6em; margin: 0; }
.stratsell-brief h2 { font-size: 1.15em; margin: 1.2em 0 .3em; }
.stratsell-brief p { margin: .3em 0; }
.stratsell-brief .objective { font-size: 1.1em; font-weight: 600; }
.stratsell-brief .muted { color: #5f6675; }
.stratsell-brief dl { display: grid; grid-template-columns: max-content 1fr; gap: .15em 1em; margin: .8em 0; }
.stratsell-brief dt { color: #5f6675; }
.stratsell-brief dd { margin: 0; overflow-wrap: anywhere; }
.stratsell-brief img { display: block; max-width: 100%; max-height: 30rem; margin: .8em auto; }
.stratsell-brief table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: .93em;
  color: inherit; }
.stratsell-brief th, .stratsell-brief td { text-align: left; vertical-align: top; padding: .3em .6em .3em 0;
  border-top: 1px solid #dfe2e8; overflow-wrap: anywhere; background: none; }
.stratsell-brief th { color: #5f6675; font-weight: 600; }
"""

_DARK = """
@media (prefers-color-scheme: dark) {
  html { background: #14181f; }
  .stratsell-brief { color: #eef1f6; background: #14181f; }
  .stratsell-brief .muted, .stratsell-brief dt, .stratsell-brief th { color: #a5adbb; }
  .stratsell-brief th, .stratsell-brief td { border-color: #313846; }
}
@page { size: A4; margin: 10mm; }
@media print {
  .stratsell-brief { padding: 0; font-size: 9.5px; line-height: 1.25; max-width: none; }
  .stratsell-brief img { max-height: 80mm; margin: .3em auto; }
  .stratsell-brief h2 { margin: .7em 0 .1em; }
}
"""
# A notebook has its own light and dark, which a page cannot see: there the brief is light, like its map.


def page(brief: Contents) -> str:
    """Write the brief as a page of its own, which follows the reader's light or dark.

    Examples
    --------
    >>> import stratsell as ss
    >>> page(ss.brief(ss.demo(), "pickett", as_of="2026-11-23")).splitlines()[0]
    '<!DOCTYPE html>'
    """
    head = (
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(brief.title)}</title>",
        f"<style>{_STYLE}{_DARK}</style></head><body>",
    )
    dark = f'<source media="(prefers-color-scheme: dark)" srcset="{_address(replace(brief.map, theme="dark"))}">'
    return "\n".join([*head, *_body(brief, dark), "</body></html>", ""])


def fragment(brief: Contents) -> str:
    """Write the brief as a part of a page, such as a notebook's."""
    return "\n".join([f"<style>{_STYLE}</style>", *_body(brief, "")])


def _body(brief: Contents, more_pictures: str) -> Iterator[str]:
    yield '<article class="stratsell-brief">'
    yield f"<h1>{_text(brief.title)}</h1>"
    if brief.subtitle:
        yield f'<p class="objective">{_text(brief.subtitle)}</p>'
    facts = (f"<dt>{_text(label)}</dt><dd>{_text(fact)}</dd>" for label, fact in brief.facts)
    yield f"<dl>{''.join(facts)}</dl>"
    alt = escape(f"Influence map: {brief.map.title}")
    yield f'<picture>{more_pictures}<img src="{_address(brief.map)}" alt="{alt}"></picture>'
    for section in brief.sections:
        yield f"<h2>{_text(section.title)}</h2>"
        yield from (f'<p class="muted">{_text(note)}</p>' for note in section.notes)
        if section.rows:
            yield from _table(section)
    yield f'<p class="muted">{_text(brief.footer)}</p>'
    yield "</article>"


def _table(section: Section) -> Iterator[str]:
    yield "<table><thead><tr>"
    for name, width in zip(section.columns, section.widths, strict=True):
        yield f'<th scope="col" style="width: {100 * width:g}%">{_text(name)}</th>'
    yield "</tr></thead><tbody>"
    for row in section.rows:
        yield "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"


def _text(text: str) -> str:
    """Escape a text, and let one that is written from the right not turn what stands around it."""
    return f"<bdi>{escape(text)}</bdi>"


def _address(drawn: Scene) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(map_svg(drawn)).decode()


def _write(brief: Contents, path: Path) -> None:
    saved(page(brief).encode(), path)


FORMAT = Format(
    ".html",
    20,
    _write,
    "text/html",
    text="Brief as page",
    note="This objective on one page: map, coverage, plan and proposal",
)
