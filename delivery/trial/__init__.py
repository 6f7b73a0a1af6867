"""Eligibility rules tried on a semester that has passed.

Who would enter, who would leave, what it would cost.

The rules are not written a second time: the SQL that dbt compiled for the warehouse is run again, with the tried rules
in place of the published ones, in a scratch database that reads the warehouse and is thrown away.

Not here: the published rules (`dbt_project`), or the words on the screen (`orchestration.cli`).
"""

from delivery.trial.outcome import Change, NamedUnit, changes, named_units, small_cells_hidden
from delivery.trial.rebuild import build_order, rebuild
from delivery.trial.rules import PublishedRule, RuleProblem, TriedRule, published_rules, read_rules
from delivery.trial.scratch import try_rules

__all__ = [
    "Change", "NamedUnit", "PublishedRule", "RuleProblem", "TriedRule", "build_order", "changes",
    "named_units", "published_rules", "read_rules", "rebuild", "small_cells_hidden", "try_rules",
]  # fmt: skip
