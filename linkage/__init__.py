"""The same person and family across agencies and semesters, with ids for life.

The only user of Splink.

Promises: every accepted row has one person and one family, with the rung, score and evidence of its link; the same
input gives the same bytes for any number of threads and any order of rows; an id once given stays, or leads on.
In: accepted rows. Out: Parquet below `linkage/`. Not here: reading spreadsheets (ingest), judging lists
(expectations), counting receivers (dbt_project).
Tables that are not this city's lists: `linkage.tables.link_tables`.
"""

from __future__ import annotations

from linkage.report import LinkageReport
from linkage.run import resolve

__all__ = ["LinkageReport", "resolve"]
