"""Which people of an account stand on which slide, so that all letters can be read.

As long as everybody has room on one slide, they are there. Else people without a part in the objective are counted
under their manager (“+7 others”); and where that is not enough, branches of the company get slides of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stratsell.map.fold import managers_of
from stratsell.map.shown import Shown
from stratsell.reports.deck.tree import SIZES, Block, Forest, Size, fitting, is_stub

Reports = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class MapPage:
    """A slide's part of the map.

    Attributes
    ----------
    block : Block
        Where everybody stands.
    size : Size
        How large the cards are.
    stubs : dict of str to str
        What boxes say that only count people.
    others : tuple of str
        Who stands in a group beside the reporting lines.
    """

    block: Block
    size: Size
    stubs: dict[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()


def map_pages(shown: Shown, width: float, height: float) -> list[MapPage]:
    """Spread the people of an objective over slides.

    Parameters
    ----------
    shown : Shown
        Whom to show.
    width, height : float
        The room for cards on a slide, in pt.

    Returns
    -------
    list of MapPage
        At least one, which may be empty.

    Examples
    --------
    >>> import stratsell as ss
    >>> from stratsell.map.shown import shown
    >>> from stratsell.objective_view import objective_view
    >>> view = objective_view(ss.demo(), objective_id="northwind-1", as_of="2026-11-23")
    >>> [(len(page.block.boxes), page.size.name) for page in map_pages(shown(view), 880, 380)]
    [(7, 12.0)]
    """
    whole = _Company(shown)
    small = whole.folded()
    for company, sizes in ((whole, SIZES[:2]), (small, SIZES)):
        for size in sizes:
            block = fitting(company.forest, size, width, height)
            if block:
                return [MapPage(block, size, company.stubs, company.forest.others)]
    if not small.forest.roots and not small.forest.others:
        return [MapPage(Block(0.0, 0.0, 0.0, ()), SIZES[0])]
    ways = [_Spread(small, size, width, height).pages() for size in SIZES[1:]]
    return min(ways, key=len)


class _Company:
    """Who reports to whom, and who stands beside all that."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        managers = managers_of(shown)
        reports: dict[str, tuple[str, ...]] = {}
        for person in shown.people:
            if (manager := managers.get(person.person_id)) is not None:
                reports[manager] = (*reports.get(manager, ()), person.person_id)
        tops = [person.person_id for person in shown.people if person.person_id not in managers]
        ghosts = tuple(f"ghost:{gap.role}" for gap in shown.view.gaps)
        loose = tuple(top for top in tops if top not in reports)
        self.forest = Forest(tuple(top for top in tops if top in reports), reports, (*loose, *ghosts))
        self.stubs: dict[str, str] = {}
        if shown.hidden:
            self._count_loose(shown.hidden)

    def _count_loose(self, many: int) -> None:
        self.stubs["+loose"] = others(many)
        self.forest = replace(self.forest, others=(*(key for key in self.forest.others if key != "+loose"), "+loose"))

    def folded(self) -> _Company:
        """Count people who have no part, and nobody below who has, under their manager."""
        made = _Company(self.shown)
        people = {person.person_id: person for person in self.shown.people}
        reports: dict[str, tuple[str, ...]] = {}

        def visit(person_id: str) -> tuple[bool, int]:
            """Say whether a person is to be seen, and how many are below and not."""
            below = [(report, *visit(report)) for report in made.forest.reports.get(person_id, ())]
            seen = tuple(report for report, visible, _ in below if visible)
            hidden = sum(1 + count for _, visible, count in below if not visible)
            if seen or hidden:
                if hidden and (seen or people[person_id].level):
                    made.stubs[f"+{person_id}"] = others(hidden)
                    seen = (*seen, f"+{person_id}")
                reports[person_id] = seen
            is_seen = bool(people[person_id].level) or any(visible for _, visible, _ in below)
            return is_seen, 0 if is_seen else hidden

        roots = []
        away = made.shown.hidden
        for root in made.forest.roots:
            visible, count = visit(root)
            if visible:
                roots.append(root)
            else:
                away += 1 + count
        loose = []
        for key in made.forest.others:
            if key in people and not people[key].level:
                away += 1
            elif key != "+loose":
                loose.append(key)
        made.forest = Forest(tuple(roots), {key: ids for key, ids in reports.items() if ids}, tuple(loose))
        if away:
            made._count_loose(away)
        return made


def others(many: int) -> str:
    """Say how many people are not drawn.

    Examples
    --------
    >>> others(1), others(1200)
    ('+1 other', '+1,200 others')
    """
    return f"+{many:,} other" + ("" if many == 1 else "s")


class _Spread:
    """A company that one slide does not hold, on several."""

    def __init__(self, company: _Company, size: Size, width: float, height: float) -> None:
        self.company, self.size, self.width, self.height = company, size, width, height
        self.stubs = dict(company.stubs)
        self.branches: dict[str, str] = {}
        """Whose branch each box counts that stands elsewhere."""

    def pages(self) -> list[MapPage]:
        """Give the slides: those on top first, then the branches, the others last."""
        whole = self.company.forest
        parts = [part for root in whole.roots for part in self._split(root, _below(root, whole.reports))]
        filled = [*self._filled([*parts, *self._grouped(whole.others)])]
        home: dict[str, int] = {}
        for number, (forest, _) in enumerate(filled, 1):
            for root in forest.roots:
                home.setdefault(root, number)
        for stub, head in self.branches.items():
            self.stubs[stub] += f": map {home[head]}"
        return [MapPage(block, self.size, self.stubs, forest.others) for forest, block in filled]

    def _fit(self, forest: Forest) -> Block | None:
        return fitting(forest, self.size, self.width, self.height)

    def _split(self, root: str, reports: dict[str, tuple[str, ...]]) -> list[Forest]:
        """Cut branches off a tree until each part has a slide's room; the top comes first."""
        parts = list[Forest]()
        while not self._fit(Forest((root,), reports)):
            heads = [key for key in reports if key != root and not all(map(is_stub, reports[key]))]
            if not heads:
                return [*self._continued(root, reports), *parts]
            below = {head: _below(head, reports) for head in heads}
            large = sorted(heads, key=lambda head: -_count(below[head]))  # stable: of equals the first of the book
            fits = next((head for head in large if self._fit(Forest((head,), below[head]))), None)
            head = fits or large[-1]
            parts = [*([Forest((head,), below[head])] if fits else self._continued(head, below[head])), *parts]
            for key in below[head]:
                del reports[key]
            stub = f"+{head} below"
            self.stubs[stub] = f"+{_count(below[head])} below"
            self.branches[stub] = head
            reports[head] = (stub,)
        return [Forest((root,), reports), *parts]

    def _continued(self, root: str, reports: Reports) -> Iterator[Forest]:
        """Show somebody's reports in several parts, with the manager on each."""
        own = reports[root]
        while own:
            for many in range(len(own), 0, -1):
                below = {key: ids for report in own[:many] for key, ids in _below(report, reports).items()}
                part = Forest((root,), {root: own[:many], **below})
                if many == 1 or self._fit(part):
                    yield part
                    own = own[many:]
                    break

    def _grouped(self, keys: Sequence[str]) -> list[Forest]:
        """Put people beside all reporting lines into groups that have room."""
        groups, size = list[Forest](), self.size
        columns = int((self.width + size.across) / (size.width + size.across))
        rows = int((self.height + size.down) / (size.height + size.down))
        for start in range(0, len(keys), columns * rows):
            groups.append(Forest(others=tuple(keys[start : start + columns * rows])))
        return groups

    def _filled(self, parts: Sequence[Forest]) -> Iterator[tuple[Forest, Block]]:
        """Put as many parts on a slide as have room, in their order."""
        forest: Forest | None = None
        block: Block | None = None
        for part in parts:
            both = part if forest is None else _joined(forest, part)
            made = None if both is None else self._fit(both)
            if both is not None and made is not None:
                forest, block = both, made
                continue
            if forest is not None and block is not None:
                yield forest, block
            forest, block = part, self._fit(part)
        if forest is not None and block is not None:
            yield forest, block


def _joined(one: Forest, two: Forest) -> Forest | None:
    """Put two on one slide; None where somebody would stand there twice."""
    twice = {*one.roots, *(key for ids in one.reports.values() for key in ids)}.intersection(two.roots)
    if twice:
        return None
    return Forest((*one.roots, *two.roots), {**one.reports, **two.reports}, (*one.others, *two.others))


def _below(head: str, reports: Reports) -> dict[str, tuple[str, ...]]:
    company, waiting = dict[str, tuple[str, ...]](), [head]
    while waiting:
        key = waiting.pop()
        if key in reports:
            company[key] = reports[key]
            waiting += reports[key]
    return company


def _count(reports: Reports) -> int:
    """How many people stand below the top of a part."""
    return sum(not is_stub(key) for ids in reports.values() for key in ids)
