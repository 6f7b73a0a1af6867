"""Makes a scratch database beside the warehouse.

It has the tried rules in place of the published ones, and what depends on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from delivery.trial.rebuild import build_order, rebuild
from delivery.trial.rules import TriedRule
from ingest.scraps import SCRAP_SUFFIX, scrap_prefix

PUBLISHED = "published"
_WANTED = ("msr_listed_units", "msr_unit_outcomes", "msr_reference_contacts", "dim_region", "dim_semester")
_CHANGED = {
    "programme_eligibility": "seeds", "benefit_amounts": "seeds", "stg_agreed_targets": "staging",
}  # fmt: skip


@contextmanager
def try_rules(
    warehouse: Path, manifest: Mapping[str, Any], rules: Sequence[TriedRule], semester: str
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the warehouse as it would be with `rules` in `semester`.

    The real one is attached as `published`.

    `manifest` is dbt's, with the SQL that it compiled. The warehouse is only read, and the scratch is gone at the end.
    """
    with (
        TemporaryDirectory(prefix=scrap_prefix("try-rules"), suffix=SCRAP_SUFFIX, dir=warehouse.parent) as folder,
        # the compiled SQL names its database: the scratch bears the same name
        duckdb.connect(str(Path(folder) / warehouse.name)) as scratch,
    ):
        scratch.execute(f"attach '{str(warehouse).replace(chr(39), chr(39) * 2)}' as {PUBLISHED} (read_only)")
        order = build_order(manifest, changed=_CHANGED, wanted=_WANTED)
        rebuilt = {manifest["nodes"][key]["name"] for key in order}
        _borrow(scratch, rebuilt | _CHANGED.keys())
        _change(scratch, rules, semester)
        # a view of the warehouse looks for its tables where it was made: here it is made again
        views = [key for key in build_order(manifest, wanted=_WANTED) if _is_view(manifest, key)]
        rebuild(scratch, manifest, [key for key in views if key not in order])
        rebuild(scratch, manifest, order)
        yield scratch


def _borrow(scratch: duckdb.DuckDBPyConnection, but: set[str]) -> None:
    """Makes every table of the warehouse a view of the scratch.

    Except those that are made anew.
    """
    found = scratch.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? order by all", [PUBLISHED]
    ).fetchall()
    for schema in {schema for schema, _ in found}:
        scratch.execute(f'create schema if not exists "{schema}"')
    for schema, name in found:
        if name not in but:
            scratch.execute(f'create view "{schema}"."{name}" as from {PUBLISHED}."{schema}"."{name}"')


def _is_view(manifest: Mapping[str, Any], key: str) -> bool:
    node = manifest["nodes"][key]
    return node["config"]["materialized"] == "view" and node["name"] not in _CHANGED


def _change(scratch: duckdb.DuckDBPyConnection, rules: Sequence[TriedRule], semester: str) -> None:
    """Lays the tried rules into the seeds, valid in the semester alone.

    The agreements are without these programmes.
    """
    codes = [rule.programme_code for rule in rules]
    for name, schema in _CHANGED.items():
        scratch.execute(f"create schema if not exists {schema}")
        scratch.execute(f"create table {schema}.{name} as from {PUBLISHED}.{schema}.{name}")
    scratch.execute("delete from staging.stg_agreed_targets where programme_code in (select unnest(?))", [codes])
    scratch.execute("delete from seeds.benefit_amounts where programme_code in (select unnest(?))", [codes])
    for rule in rules:
        code, unit, percentile, decile, youngest, oldest, entitled, amount = astuple(rule.tried)
        scratch.execute(
            """
            insert into seeds.programme_eligibility by name
            select ? as rule_id, ? as programme_code, ? as target_unit, ? as max_percentile, ? as max_decile,
                ? as min_age_years, ? as max_age_years, ? as is_entitlement, last_day as valid_from,
                last_day as valid_to, 'tried' as source, 'assumed' as confidence
            from core.dim_semester where semester = ?
            """, [f"coba-{code}", code, unit, percentile, decile, youngest, oldest, entitled, semester],
        )  # fmt: skip
        scratch.execute(
            """
            insert into seeds.benefit_amounts by name
            select ? as programme_code, ? as amount_per_semester_idr, last_day as valid_from, last_day as valid_to
            from core.dim_semester where semester = ? and ? is not null
            """, [code, amount, semester, amount],
        )  # fmt: skip
