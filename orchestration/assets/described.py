"""Descriptions of assets from the YAML that declares them: owner, kind, columns."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import dagster as dg

from ingest.declarations.catalogue import EntitySchema

CITY = "team:bappeda"
# Labels of what a check tells: the screen is read by the office.
COUNT, PROBLEMS, TOLD = "banyaknya", "masalah", "keterangan"
# By 1 February and 1 August, when the window of a semester closes, it has been run since the window opened.
EACH_WINDOW = dg.FreshnessPolicy.cron(
    deadline_cron="0 0 1 2,8 *", lower_bound_delta=timedelta(days=31), timezone="Asia/Makassar"
)
_DOCS = Path(__file__).parents[2] / "docs"


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


def written_in(**places: Path) -> dict[str, dg.CodeReferencesMetadataValue]:
    """Metadata with a link to each file that says what an asset is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        references: list[dg.LocalFileCodeReference | dg.UrlCodeReference] = [
            dg.LocalFileCodeReference(file_path=str(path), label=word) for word, path in places.items()
        ]
        return {"dagster/code_references": dg.CodeReferencesMetadataValue(code_references=references)}


def page(name: str) -> Path:
    """The page of the documentation with this name."""
    return _DOCS / name


def check_name(code: str) -> str:
    """A code as the name of a check: `NIK-101` -> `NIK_101`."""
    return code.replace("-", "_")
