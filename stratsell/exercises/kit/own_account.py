"""A sheet for everybody's own account: the seven steps on two pages, with room to write."""

from __future__ import annotations

from collections.abc import Iterator

from stratsell.exercises.kit.page import page, table
from stratsell.vocabulary import Mindset, Mode, Role


def own_account() -> str:
    """Write the sheet as a page."""
    return page("Workshop: your own account", _parts())


def _parts() -> Iterator[str]:
    yield "<h1>Your own account</h1>"
    yield '<p class="muted">A blank is an answer, too: it is the next question that you ask. Initials do for names.</p>'
    yield "<h2>1 · The objective, as they would put it</h2>"
    for asked in (
        "Their problem, or what they could take advantage of",
        "What will be better for them",
        "How it is measured: today, target, by when",
    ):
        yield f'<p class="keep">{asked}</p><div class="line"></div>'
    yield "<h2>2 · Who is involved</h2>"
    yield f'<p class="muted">Role: {_words(Role)}. Mindset: {_words(Mindset)}, or not known.</p>'
    head = ("Who", "Role", "Mindset", "Business result", "Personal win", "Sure?", "Last spoken")
    yield table(head, [[""] * len(head)] * 7, "blank")
    yield "<p>Which role does nobody hold? Whom has nobody met? Who is new? What is hearsay?</p>"
    yield '<div class="line"></div>'
    yield "<h2>3 · Who helps them best</h2>"
    yield table(("What they could do", "Whose is it?", "How well does it help? 0 to 5"), _OPTIONS, "blank")
    yield "<p>If it is not ours: to whom do I say so, and whom do I introduce?</p>"
    yield '<div class="line"></div>'
    yield '<h2 class="new-page">4 · The proposition, in pencil</h2>'
    for asked in (
        "Positioning: what it is for them",
        "Communication: how they would say it",
        "Framework: how it would work",
    ):
        yield f'<p class="keep">{asked}</p><div class="line"></div><div class="line"></div>'
    yield "<h2>5 · The next three conversations</h2>"
    yield f'<p class="muted">Mode: {_words(Mode)}.</p>'
    yield table(("With whom", "Who opens the way", "Mode", "What I ask", "By when"), [[""] * 5] * 3, "blank")
    yield "<h2>6 · One answer each</h2>"
    yield table(("Who", "What in the proposal is theirs"), [[""] * 2] * 4, "blank")
    yield "<h2>7 · Thank you</h2>"
    yield "<p>For what would each of them thank me, even if they choose somebody else's solution?</p>"
    yield '<div class="line"></div><div class="line"></div>'
    yield "<p>Whom do I follow up with after the close, and when?</p>"
    yield '<div class="line"></div>'


_OPTIONS = (("Ours:", "", ""), ("", "", ""), ("", "", ""), ("Nothing:", "", ""))


def _words(words: type[Role | Mindset | Mode]) -> str:
    return ", ".join(word.label.lower() for word in words)
