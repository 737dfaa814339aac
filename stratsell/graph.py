"""One account, or one objective of it, as a NetworkX graph.

People and our own sellers are nodes; relationships and conversations are edges. Attributes are plain text, numbers and
nothing else, and are named so that NetworkX's own writers and readers of GraphML and GEXF give the same graph back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd

from stratsell.book.tables import TABLES, Kind
from stratsell.text import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stratsell.book import Book

Attributes = dict[str, str | float]

STRENGTH = 0.5
"""The strength of a relationship where none is given."""

SELLER = "seller:"
"""What the id of a seller's node begins with."""

_RESERVED = {
    # What GEXF and NetworkX's reader of it give a meaning of their own …
    *("id", "label", "pid", "start", "end", "parents", "slices", "spells", "viz"),
    *("weight", "type", "key", "networkx_key"),
    # … and what this module does.
    *("node_type", "kind", "strength", "name"),
    *(name for table in TABLES.values() for name in table.names),
}

_NODES = {
    "people": {"person_id"},
    "influences": {"person_id", "objective_id"},
    "relationships": {"source_id", "target_id"},
    "touchpoints": {"person_id", "seller"},
}
"""The columns of each table that say which node a row is about, and so are no attributes."""


def graph(book: Book, *, account_id: str | None = None, objective_id: str | None = None) -> nx.MultiDiGraph:
    r"""Give one account, or one objective, as a graph.

    Parameters
    ----------
    book : Book
        Where it stands.
    account_id : str, optional
        The account, with all its objectives.
    objective_id : str, optional
        The objective, with all people of its account. Give exactly one of the two.

    Returns
    -------
    networkx.MultiDiGraph
        Attributes that are blank in the book are left out. Days are ISO text, and line ends in text are ``\n``.
        Columns that the tables do not know are carried as text, under their names; where such a name is taken, ``_``
        is added.

        ================ ======= ============================================================================
        node attribute   type    meaning
        ================ ======= ============================================================================
        node_type        str     ``person`` or ``seller``
        name, label      str     the name, twice: GEXF calls it label
        account_id       str     of a person, as are title, email and in_role_since
        roles …          str     of a person, the columns of ``influences``; support is a float. Where an
                                 account has several objectives, they are called ``objective_id.roles`` …
        ================ ======= ============================================================================

        ================ ======= ============================================================================
        edge attribute   type    meaning
        ================ ======= ============================================================================
        id               str     the edge's key, unique in the graph
        kind             str     ``reports_to``, ``influences``, ``opposes``, or ``touchpoint``
        strength         float   of a relationship, 0 to 1; 0.5 where the book has none
        notes            str     of a relationship, what is known of it
        on, status …     str     of a touchpoint, its columns; the edge runs from the seller to the person
        ================ ======= ============================================================================

        A person's node is their person_id, a seller's ``seller:`` and the name. The graph's own ``name`` is the
        account's.

    Raises
    ------
    KeyError
        If there is no such account or objective.
    ValueError
        If not exactly one of the two is given.

    Notes
    -----
    ``nx.read_graphml(path, edge_key_type=str, force_multigraph=True)`` gives the same nodes, edges, keys and attributes
    back, and so does ``nx.read_gexf(path)``, except that it gives a ``DiGraph`` where no two edges are parallel: the
    keys are then in the edges' ``id``. Both readers add entries of their own to the graph's ``.graph``. Source: design,
    section 6.

    Examples
    --------
    >>> import pandas as pd, stratsell as ss
    >>> book = ss.Book({
    ...     "accounts": pd.DataFrame({"account_id": ["a"], "name": ["Northwind Foods"]}),
    ...     "people": pd.DataFrame({"person_id": ["p", "q"], "account_id": ["a", "a"], "name": ["Ada", "Li Wei"]}),
    ...     "influences": pd.DataFrame({"objective_id": ["a"], "person_id": ["p"], "roles": ["economic"]}),
    ...     "relationships": pd.DataFrame({"source_id": ["q"], "target_id": ["p"], "kind": ["reports_to"]}),
    ... })
    >>> G = ss.graph(book, account_id="a")
    >>> G.nodes["p"]["roles"], list(G.edges(keys=True))
    ('economic', [('q', 'p', 'q reports_to p')])
    """
    tables = book.select(account_id=account_id, objective_id=objective_id).tables
    G = nx.MultiDiGraph(name=_lines(tables["accounts"]["name"].iloc[0]))  # noqa: N806 (NetworkX's own habit)
    _add_people(G, tables)
    keys: set[str] = set()
    edges = tables["relationships"].assign(strength=tables["relationships"]["strength"].fillna(STRENGTH))
    for source, target, row in zip(edges["source_id"], edges["target_id"], _rows(edges, "relationships"), strict=True):
        key = _fresh(f"{source} {row['kind']} {target}", keys)
        G.add_edge(source, target, key, **row, id=key)
    touchpoints = tables["touchpoints"]
    sellers = _add_sellers(G, touchpoints["seller"].unique())
    for seller, person, row in zip(
        touchpoints["seller"], touchpoints["person_id"], _rows(touchpoints, "touchpoints"), strict=True
    ):
        key = _fresh(f"touchpoint {row['touchpoint_id']}", keys)
        G.add_edge(sellers[seller], person, key, **row, id=key, kind="touchpoint")
    return G


def _add_people(G: nx.MultiDiGraph, tables: Mapping[str, pd.DataFrame]) -> None:  # noqa: N803
    people, influences = tables["people"], tables["influences"]
    taken = set(_RESERVED)
    for person, row in zip(people["person_id"], _rows(people, "people", taken=taken), strict=True):
        G.add_node(person, **row, node_type="person", label=row["name"])
    several = len(tables["objectives"]) > 1
    for objective, part in influences.groupby("objective_id", sort=False):
        prefix = f"{objective}." if several else ""
        rows = _rows(part, "influences", taken=set(taken), prefix=prefix)
        for person, row in zip(part["person_id"], rows, strict=True):
            G.nodes[person].update(row)


def _add_sellers(G: nx.MultiDiGraph, names: Iterable[str]) -> dict[str, str]:  # noqa: N803
    """Add a node for each seller and give the nodes by name."""
    prefix = SELLER
    while any(str(node).startswith(prefix) for node in G):
        prefix += ":"
    for name in names:
        G.add_node(prefix + name, node_type="seller", name=_lines(name), label=_lines(name))
    return {name: prefix + name for name in names}


def _rows(frame: pd.DataFrame, table: str, *, taken: set[str] | None = None, prefix: str = "") -> list[Attributes]:
    """Give the rows of a table as attributes, without what is blank and without the ids of nodes."""
    taken = set(_RESERVED) if taken is None else taken
    columns: dict[str, list[str] | list[float | None]] = {}
    for name in frame.columns:
        known = name in TABLES[table].names
        if known and name in _NODES[table]:
            continue
        attribute = prefix + name if known else _fresh(prefix + name, taken)
        if known and TABLES[table][name].kind is Kind.NUMBER:
            columns[attribute] = [None if pd.isna(value) else float(value) for value in frame[name]]
        else:
            columns[attribute] = [_lines(text) for text in texts(frame[name])]
    rows = zip(*columns.values(), strict=True)
    return [{name: value for name, value in zip(columns, row, strict=True) if value not in (None, "")} for row in rows]


def _fresh(wanted: str, taken: set[str]) -> str:
    """Give a name like the one wanted that nobody has yet, and take it."""
    while wanted in taken:
        wanted += "_"
    taken.add(wanted)
    return wanted


def _lines(text: str) -> str:
    """Give text with the one line end that XML keeps."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
