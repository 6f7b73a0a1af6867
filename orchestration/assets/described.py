"""Descriptions of assets from the YAML that declares them: owner, kind, columns."""

from __future__ import annotations

from collections.abc import Mapping

import dagster as dg

from ingest.declarations.catalogue import EntitySchema

CITY = "team:bappeda"


def owner_of(agency_id: str) -> str:
    """The owner of what an agency sends: the agency."""
    return f"team:{agency_id}"


def entity_columns(schema: EntitySchema) -> dg.TableSchema:
    """The columns of an entity with meaning, unit, and how personal each is."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=name, type=column.type, description=column.description,
                tags={"personal_data": column.personal_data, **({"unit": column.unit} if column.unit else {})},
            )
            for name, column in schema.columns.items()
        ]
    )  # fmt: skip


def plain_columns(columns: Mapping[str, tuple[str, str]]) -> dg.TableSchema:
    """Columns from name -> (type, description)."""
    return dg.TableSchema(
        columns=[dg.TableColumn(name=n, type=kind, description=text) for n, (kind, text) in columns.items()]
    )


def schema_metadata(columns: dg.TableSchema) -> dict[str, dg.TableSchema]:
    """Metadata under which Dagster shows the columns of an asset."""
    return {"dagster/column_schema": columns}


def check_name(code: str) -> str:
    """A code as the name of a check: `NIK-101` -> `NIK_101`."""
    return code.replace("-", "_")
