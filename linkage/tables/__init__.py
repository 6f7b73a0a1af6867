"""Links any two tables of persons, or one with itself.

They are not this city's lists.

Promises: one call, no training data, no setting by truth; the same tables give the same answer; what the tables cannot
tell is said. In: Arrow tables and which of their columns mean what. Out: scored pairs and who is one person.
Not here: NIK, family cards, ids for life and decisions of people, which `linkage.resolve` knows.
"""

from __future__ import annotations

from linkage.tables.columns import Columns
from linkage.tables.link import LinkedTables, link_tables

__all__ = ["Columns", "LinkedTables", "link_tables"]
