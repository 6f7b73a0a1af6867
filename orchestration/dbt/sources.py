"""The dbt sources and staging models, derived from the YAML of their tables.

`python -m orchestration.dbt.sources` writes them; a test asks whether the files in the project are fresh.
Nothing else belongs here: models after staging are written by people.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.acceptance.side_tables import DECLARED
from ingest.declarations.catalogue import EntitySchema, load_catalogue
from ingest.yaml_files import read_yaml

PROJECT = Path(__file__).parents[2] / "dbt_project"
_SQL_TYPES = {
    "text": "string", "integer": "integer", "bigint": "bigint", "decimal": "decimal(18, 3)", "date": "date",
    "boolean": "boolean", "double": "double",
}  # fmt: skip
_NOTICE = "derived by orchestration/dbt/sources.py from {origin}: change it there"
# `$home` is put in by the macro `source` when the SQL is compiled: the parsed project is of no home.
_LOCATIONS = {
    # hive_partitioning off: the rows carry their semester, and the zero-row partition `none` is no semester
    "entity": "read_parquet('$home/accepted/{name}/semester=*/part.parquet', hive_partitioning = false)",
    "accepted": "read_parquet('$home/accepted/{name}/part.parquet')",
    "linkage": "read_parquet('$home/linkage/{name}.parquet')",
}


@dataclass(frozen=True)
class SourceTable:
    """One table that dbt reads, with typed, described columns."""

    name: str
    source: str
    kind: str
    description: str
    origin: str
    columns: Mapping[str, tuple[str, str]]

    @property
    def location(self) -> str:
        return _LOCATIONS[self.kind].format(name=self.name)


def source_tables(entities: Mapping[str, EntitySchema], project: Path = PROJECT) -> list[SourceTable]:
    """All tables that dbt reads: the entities first, then the tables beside them."""
    tables = [
        SourceTable(
            name=name,
            source="accepted",
            kind="entity",
            description=f"{schema.entity.description} Grain: {schema.entity.grain}.",
            origin=f"ingest/entities/{name}.yml",
            columns={key: (column.type, column.description) for key, column in schema.columns.items()},
        )
        for name, schema in sorted(entities.items())
    ]
    inputs: dict[str, dict[str, Any]] = read_yaml(project / "inputs.yml")
    for source, origin, content in (
        ("accepted", "ingest/acceptance/side_tables.yml", DECLARED),
        ("linkage", "dbt_project/inputs.yml", inputs["linkage"]),
    ):
        for name, table in content.items():
            columns = {key: (column["type"], column["description"]) for key, column in table["columns"].items()}
            tables.append(SourceTable(name, source, source, table["description"], origin, columns))
    return tables


def render_sources(entities: Mapping[str, EntitySchema], project: Path = PROJECT) -> dict[Path, str]:
    """Path -> text of every derived file.

    There is one sources file per source, one staging model and its YAML per table.
    """
    tables = source_tables(entities, project)
    rendered: dict[Path, str] = {}
    for source in sorted({table.source for table in tables}):
        mine = [table for table in tables if table.source == source]
        rendered[project / "models" / "sources" / f"{source}.yml"] = _source_yaml(source, mine)
    for table in tables:
        staging = project / "models" / "staging" / f"stg_{table.name}"
        rendered[staging.with_suffix(".sql")] = _staging_sql(table)
        rendered[staging.with_suffix(".yml")] = _staging_yaml(table)
    return rendered


def _source_yaml(source: str, tables: list[SourceTable]) -> str:
    origin = ", ".join(
        sorted({str(Path(table.origin).parent if table.kind == "entity" else table.origin) for table in tables})
    )
    lines = [f"# {_NOTICE.format(origin=origin)}", "version: 2", "sources:"]
    lines += [f"  - name: {source}", "    tables:"]
    for table in tables:
        lines += [f"      - name: {table.name}", f"        description: {_quoted(table.description)}"]
        lines += ["        config:", "          meta:", f"            external_location: {_quoted(table.location)}"]
        lines += ["        columns:", *_column_lines(table, indent=10)]
    return "\n".join(lines) + "\n"


def _staging_yaml(table: SourceTable) -> str:
    lines = [f"# {_NOTICE.format(origin=table.origin)}", "version: 2", "models:"]
    lines += [f"  - name: stg_{table.name}", f"    description: {_quoted(table.description)}"]
    lines += ["    columns:", *_column_lines(table, indent=6)]
    return "\n".join(lines) + "\n"


def _column_lines(table: SourceTable, indent: int) -> list[str]:
    pad = " " * indent
    lines = []
    for name, (kind, description) in table.columns.items():
        lines += [
            f"{pad}- name: {name}",
            f"{pad}  data_type: {_SQL_TYPES[kind]}",
            f"{pad}  description: {_quoted(description)}",
        ]
    return lines


def _staging_sql(table: SourceTable) -> str:
    casts = ",\n    ".join(f"cast({name} as {_SQL_TYPES[kind]}) as {name}" for name, (kind, _) in table.columns.items())
    source = f"{{{{ source('{table.source}', '{table.name}') }}}}"
    return f"-- {_NOTICE.format(origin=table.origin)}\nselect\n    {casts}\nfrom {source}\n"


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar: JSON text is one."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def write_sources(project: Path = PROJECT) -> list[Path]:
    """Writes every derived file; gives the paths written.

    Derived staging files of tables that are gone are removed.
    """
    rendered = render_sources(load_catalogue(agency_roots=()).entities, project)
    for folder in ("sources", "staging"):
        for path in (project / "models" / folder).glob("*.*"):
            if path not in rendered:
                path.unlink()
    for path, text in rendered.items():
        path.write_text(text, encoding="utf-8")
    return sorted(rendered)


if __name__ == "__main__":
    write_sources()
