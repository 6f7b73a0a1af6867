"""The same person in two shards of a land, each linked by itself before.

Promises: what a shard decided about its own people stands; pairs of two shards are judged by the very rungs and guards
of a run; the same evidence gives the same crosswalk however it is spread over machines.
Not here: who carries the tables from machine to machine (`orchestration.spark`).
"""

from __future__ import annotations

from linkage.across.judge import CROSSWALK, Land, judge
from linkage.across.shared import EVIDENCE, HOME, NAMES, TOKENS, Shared, share

__all__ = ["CROSSWALK", "EVIDENCE", "HOME", "NAMES", "TOKENS", "Land", "Shared", "judge", "share"]
