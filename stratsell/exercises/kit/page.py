"""A page of the kit: HTML that needs no other file and runs nothing, laid out for paper."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

_STYLE = """
@page { size: A4; margin: 16mm; }
body { font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: #1c2333; background: #fff;
  max-width: 46rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.7em; line-height: 1.2; margin: 0 0 .3em; }
h2 { font-size: 1.25em; margin: 1.2em 0 .3em; break-after: avoid; }
h3 { font-size: 1em; margin: 1em 0 .3em; break-after: avoid; }
p, ul, ol { margin: .35em 0; }
.muted { color: #5f6675; }
.new-page { break-before: page; padding-top: 1.5rem; }
table { border-collapse: collapse; width: 100%; margin: .5em 0; }
th, td { text-align: start; vertical-align: top; padding: .3em .5em; border: 1px solid #c6cbd5;
  overflow-wrap: break-word; }
.first-wide th:first-child { width: 40%; }
.first-wide td:first-child { text-align: start; }
thead th { color: #5f6675; font-weight: 600; font-size: .9em; }
tr, li, .keep { break-inside: avoid; }
.box { display: inline-block; width: .8em; height: .8em; border: 1.5px solid #1c2333; border-radius: 2px;
  vertical-align: -.05em; }
.boxes td { text-align: center; }
.boxes thead th { text-align: center; }
.blank td { height: 2.4em; }
.line { border-bottom: 1px solid #8a909c; height: 1.9em; }
.note { border-inline-start: 4px solid #d99a1c; padding: .3em .8em; background: #fdf5e3; }
@media print { body { max-width: none; padding: 0; font-size: 12px; } .new-page { padding-top: 0; } }
"""


def page(title: str, parts: Iterable[str], style: str = "") -> str:
    """Put a page together of parts that are HTML already."""
    head = (
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}{style}</style></head><body>",
    )
    return "\n".join([*head, *parts, "</body></html>", ""])


def text(content: str) -> str:
    """Escape a text, and let one that is written from the right not turn what stands around it."""
    return f"<bdi>{escape(content)}</bdi>"


def table(head: Iterable[str], rows: Iterable[Iterable[str]], look: str = "") -> str:
    """Make a table of cells that are HTML already."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="{look}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def listed(items: Iterable[str]) -> str:
    """Make a list of items that are HTML already."""
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
