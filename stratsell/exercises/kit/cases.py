"""The cases to hand out, with boxes to tick, and the answers for whoever leads the workshop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stratsell.dates import spoken
from stratsell.exercises.exercise import Exercise
from stratsell.exercises.kit.page import listed, page, table, text
from stratsell.exercises.prose import Block, Span
from stratsell.exercises.question import Mark, Question

_BOX = '<span class="box"></span>'
_TAGS = {"p": "p", "h": "h3", "quote": "blockquote", "li": "li"}


def cases(exercises: Sequence[Exercise]) -> str:
    """Write the cases as a page; each begins on a new sheet of paper, and nothing in it tells an answer."""
    return page(
        "Workshop: cases",
        (part for number, exercise in enumerate(exercises) for part in _case(exercise, first=number == 0)),
    )


def _case(exercise: Exercise, *, first: bool) -> Iterator[str]:
    yield f'<section class="{"" if first else "new-page"}">'
    yield f"<h1>{text(exercise.title)}</h1>"
    account = str(exercise.book.tables["accounts"]["name"].iloc[0])
    note = f"about {exercise.minutes} minutes · told as of {spoken(exercise.as_of)}"
    about = f"{account} · {exercise.difficulty.label} · {note}"
    yield f'<p class="muted">{text(about)}</p>'
    yield from map(_prose, exercise.case)
    facts = exercise.facts()
    if facts["rows"]:
        yield "<h2>What is known</h2>"
        yield f"<p>{text(facts['note'])}</p>" if facts["note"] else ""
        yield table(map(text, facts["columns"]), (map(text, row) for row in facts["rows"]))
    for number, question in enumerate(exercise.questions, 1):
        asked = f"<h2>Question {number}</h2><p>{text(question.ask)}</p>"
        yield f'<section class="keep">{asked}{_blank(question)}</section>'
    yield "</section>"


def _prose(block: Block) -> str:
    tag = _TAGS.get(block["kind"], "p")
    words = (_span(span) for span in block["spans"])
    return f"<{tag}>{''.join(words)}</{tag}>"


def _span(span: Span) -> str:
    look = next((look for look in ("strong", "em") if span.get(look)), "")
    return f"<{look}>{text(span['text'])}</{look}>" if look else text(span["text"])


def _blank(question: Question) -> str:
    """The question on paper: boxes to tick, or lines to write on."""
    form = question.form()
    if form["fields"]:
        return "".join(
            f'<p class="keep">{text(field["label"])}</p><div class="line"></div>' for field in form["fields"]
        )
    if question.kind == "choice":
        return "".join(f"<p class='keep'>{_BOX} {text(pick.label)}</p>" for pick in question.picks)
    words = [pick for pick in question.picks if pick.definition]
    meanings = " · ".join(f"<b>{text(pick.label)}</b>: {text(pick.definition)}" for pick in words)
    rows = (
        (
            text(item.label) + (f'<br><span class="muted">{text(item.note)}</span>' if item.note else ""),
            *_boxes(question),
        )
        for item in question.items
    )
    grid = table(("", *(text(pick.label) for pick in question.picks)), rows, "boxes first-wide")
    return (f'<p class="muted">{meanings}</p>' if meanings else "") + grid


def _boxes(question: Question) -> list[str]:
    return [_BOX] * len(question.picks)


def answers(exercises: Sequence[Exercise]) -> str:
    """Write the answers as a page, with why, what can be defended as well, and what to say at the end."""
    intro = (
        "<h1>Answers</h1>",
        '<p class="muted">Several answers can be defended; they come below the first, with a word on each. Where a '
        "team has another one and a reason from the case, let it stand.</p>",
    )
    return page("Workshop: answers", [*intro, *(part for exercise in exercises for part in _key(exercise))])


def _key(exercise: Exercise) -> Iterator[str]:
    yield f"<h2>{text(exercise.id.partition('-')[0])} · {text(exercise.title)}</h2>"
    for number, question in enumerate(exercise.questions, 1):
        yield f'<section class="keep"><h3>Question {number}: {text(question.ask)}</h3>'
        if question.kind == "choice":
            yield listed(_options(question))
        elif not question.form()["fields"]:
            yield listed(map(_right, question.marked(question.wanted)))
        if question.debrief:
            yield f'<p class="note">{text(question.debrief)}</p>'
        yield "</section>"


def _options(question: Question) -> Iterator[str]:
    """The options of a choice: what is right, what can be defended as well, what is neither, and why."""
    (wanted,), (also,) = question.wanted.values(), question.also.values()
    for verdict, words in (("Right", wanted), ("Can be defended, too", also), ("Not", ())):
        for pick in question.picks:
            known = pick.value in wanted or pick.value in also
            if pick.value in words or (verdict == "Not" and not known):
                label = f"<b>{text(pick.label)}</b>" if verdict == "Right" else text(pick.label)
                yield f"{verdict}: {label} {text(question.notes.get(pick.value, ''))}"


def _right(mark: Mark) -> str:
    """An item, its right answer, why, and what can be defended as well."""
    why = " ".join(text(line.text) for line in mark.lines if line.tone == "why")
    also = "".join(f"<br>Can be defended, too: {text(line.text)}" for line in mark.lines if line.tone == "also")
    return f"{text(mark.item.label)}: <b>{text(', '.join(mark.wanted) or 'none')}</b>. {why}{also}"
