"""Folding: whoever stands below a folded manager is put away and counted, and nobody else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from stratsell.map.fold import chain, fold, managers_of
from stratsell.map.scene import compose
from stratsell.map.shown import Shown
from tests.map.test_scene import company, hits, overlaps, readings


@settings(max_examples=30, deadline=None)
@given(readings(most=25), st.data())
def test_those_below_are_put_away_and_counted(reading: Shown, data: st.DataObject) -> None:
    ids = [person.person_id for person in reading.people]
    folded = data.draw(st.sets(st.sampled_from(ids))) if ids else set()
    small = fold(reading, folded)
    managers = managers_of(reading)
    remaining = [person.person_id for person in small.people]
    assert remaining == [id_ for id_ in ids if not folded.intersection(chain(managers, id_))]
    assert sum(small.folded.values()) == len(ids) - len(remaining)
    assert set(small.folded) <= folded
    assert all({edge.source_id, edge.target_id} <= set(remaining) for edge in small.relationships)
    drawn = compose(replace(small, selected=""))
    assert overlaps(drawn) == hits(drawn) == []


def test_a_folded_company_is_smaller() -> None:
    whole = company(60)
    small = fold(whole, ["p1", "p2"])
    assert small.folded == {"p1": 23, "p2": 6}
    assert compose(small).height < compose(whole).height
    assert fold(whole, []) == whole
    assert fold(whole, ["nobody"]) == whole
