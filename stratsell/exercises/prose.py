"""The case of an exercise: Markdown as blocks of plain words, so that a page can show it without any markup.

Paragraphs, headings, lists, quotations, bold and italic words are known. All else is shown as the text that it is:
HTML, links and pictures never become more than their words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it.token import Token

Span = dict[str, Any]
"""Words of one look: text, and perhaps strong or em (true)."""
Block = dict[str, Any]
"""One block: kind (``p``, ``h``, ``li`` or ``quote``) and spans."""


def blocks(text: str) -> list[Block]:
    """Take Markdown apart.

    Parameters
    ----------
    text : str
        Markdown.

    Returns
    -------
    list of dict
        Blocks in order: kind (``p`` paragraph, ``h`` heading, ``li`` item of a list, ``quote``) and spans, each a dict
        with text and, where it is so, strong and em.

    Examples
    --------
    >>> blocks("Ann said **no**.")
    [{'kind': 'p', 'spans': [{'text': 'Ann said '}, {'text': 'no', 'strong': True}, {'text': '.'}]}]
    >>> blocks("<b>hm</b>")[0]["spans"]
    [{'text': '<b>hm</b>'}]
    """
    from markdown_it import MarkdownIt

    parts: list[Block] = []
    around: list[str] = []
    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        if token.type in _AROUND:
            around.append(_AROUND[token.type])
        elif token.type.replace("_close", "_open") in _AROUND:
            around.pop()
        elif token.type == "inline":
            parts.append({"kind": around[-1] if around else "p", "spans": _spans(token.children or [])})
        elif token.type in ("fence", "code_block"):
            parts.append({"kind": "p", "spans": [{"text": token.content.rstrip("\n")}]})
    return parts


_AROUND = {"heading_open": "h", "list_item_open": "li", "blockquote_open": "quote"}


def _spans(tokens: list[Token]) -> list[Span]:
    spans: list[Span] = []
    looks = {"strong": 0, "em": 0}
    for token in tokens:
        name, _, way = token.type.rpartition("_")
        if name in looks and way in ("open", "close"):
            looks[name] += 1 if way == "open" else -1
        elif text := " " if token.type in ("softbreak", "hardbreak") else token.content:
            span: Span = {"text": text, **{look: True for look, count in looks.items() if count}}
            if spans and {**spans[-1], "text": ""} == {**span, "text": ""}:
                spans[-1]["text"] += text
            else:
                spans.append(span)
    return spans
