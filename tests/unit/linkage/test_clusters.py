"""Connected rows, and the order in which guards cut them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linkage.clusters import grow
from linkage.components import components

EDGES = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=60)


def slow_components(size: int, edges: list[tuple[int, int]]) -> list[int]:
    labels = list(range(size))
    for _ in range(size):
        for one, other in edges:
            labels[one] = labels[other] = min(labels[one], labels[other])
    return labels


@given(EDGES)
def test_a_label_is_the_smallest_node_in_reach(edges: list[tuple[int, int]]) -> None:
    ends = np.array(edges, dtype=np.int32).reshape(-1, 2)
    assert components(30, ends[:, 0], ends[:, 1]).tolist() == slow_components(30, edges)


def test_a_long_chain_is_one() -> None:
    chain = np.arange(10_000, dtype=np.int32)
    shuffled = np.random.default_rng(1).permutation(9_999)
    assert set(components(10_000, chain[:-1][shuffled], chain[1:][shuffled])) == {0}


def test_the_strongest_edge_wins_where_a_guard_forbids_both() -> None:
    rows = [(0, "A", None, None), (1, "B", None, None), (2, None, None, None)]
    assert grow(rows, [(1, 2, 2), (0, 2, 2)]) == ({0: 0, 1: 1, 2: 1}, [(0, 2, "guard_two_niks")])
    assert grow(rows, [(0, 2, 2), (1, 2, 2)]) == ({0: 0, 1: 1, 2: 0}, [(1, 2, "guard_two_niks")])


def test_rung_one_is_not_asked_for_the_birth_year() -> None:
    rows = [(0, "A", None, 1950), (1, "A", None, 1980)]
    assert grow(rows, [(0, 1, 1)])[0] == {0: 0, 1: 0}
    assert grow([(0, None, None, 1950), (1, "A", None, 1980)], [(0, 1, 2)])[1] == [(0, 1, "guard_birth_year")]


@given(EDGES, st.lists(st.sampled_from(["A", "B", "C", None]), min_size=30, max_size=30))
def test_no_cluster_ever_holds_two_niks(edges: list[tuple[int, int]], niks: list[str | None]) -> None:
    labels, refused = grow([(node, nik, None, None) for node, nik in enumerate(niks)], [(*edge, 2) for edge in edges])
    for label in set(labels.values()):
        assert len({niks[node] for node, mine in labels.items() if mine == label} - {None}) <= 1
    held = [edge for edge in edges if labels[edge[0]] == labels[edge[1]]]
    assert len(held) + len({(one, other) for one, other, _ in refused if labels[one] != labels[other]}) <= len(edges)
    for one, other in edges:  # an edge is only refused for a reason: its two ends may not be joined as they now are
        if labels[one] != labels[other]:
            mine = {niks[node] for node in labels if labels[node] == labels[one]} - {None}
            theirs = {niks[node] for node in labels if labels[node] == labels[other]} - {None}
            assert len(mine | theirs) > 1
