"""Finds what is connected: for each node the smallest node that edges lead to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Nodes = npt.NDArray[np.int32]


def components(size: int, node_a: Nodes, node_b: Nodes) -> Nodes:
    """For each of `size` nodes the smallest node that edges connect it with."""
    labels = np.arange(size, dtype=np.int32)
    while True:
        left, right = labels[node_a], labels[node_b]
        apart = left != right
        if not apart.any():
            return labels
        smallest = np.minimum(left[apart], right[apart])
        np.minimum.at(labels, left[apart], smallest)
        np.minimum.at(labels, right[apart], smallest)
        while not np.array_equal(jumped := labels[labels], labels):
            labels = jumped
