"""The probabilistic model: comparisons, blocking rules, frozen numbers, and the Splink settings.

`settings()` is the factory: the same comparisons and blocking rules for our own lists, for training, and for plain
Splink beside us; the tables of others have their own (`tables`). `weights.json` holds m and u, `card.md` what they were
trained on.

Not here: which pairs are linked by the score (`rungs.probable`), or the training itself (`training`).
"""

from __future__ import annotations

from linkage.model.factory import settings
from linkage.model.weights import Weights, load

__all__ = ["Weights", "load", "settings"]
