"""What holds for the dbt project as a whole: derived files fresh, columns described, marts without persons, lineage."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import yaml
from sqlglot.lineage import lineage

from delivery.release.allow_list import chosen
from ingest.acceptance.side_tables import SCHEMAS
from ingest.declarations.catalogue import load_catalogue
from ingest.reading.issues import ISSUE_SCHEMA
from orchestration.dbt.dictionary import shared_texts
from orchestration.dbt.exposures import exposures_path, public_models, render_exposures
from orchestration.dbt.sources import PROJECT, render_sources

pytestmark = pytest.mark.slow

_PERSONAL = re.compile(
    r"nik$|^nik_|family_card_no|full_name|head_name|mother_name|birth_date|address|phone"
    r"|person_id|family_id|unit_id|subject_id|record_id"
)


@pytest.fixture(scope="module")
def models(built: Path) -> dict[str, dict[str, Any]]:
    """Every model and seed of the manifest by name."""
    manifest = json.loads((built / "target" / "manifest.json").read_text(encoding="utf-8"))
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")}


def test_sources_and_staging_are_fresh() -> None:
    rendered = render_sources(load_catalogue(agency_roots=()).entities)
    stale = [
        path.name for path, text in rendered.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    written = {path for folder in ("sources", "staging") for path in (PROJECT / "models" / folder).glob("*.*")}
    assert stale == [], "run: python -m orchestration.dbt.sources"
    assert written == set(rendered)


def test_the_accepted_issues_are_those_of_the_lists_without_values() -> None:
    found = [field for field in ISSUE_SCHEMA if field.name != "value"]
    assert list(SCHEMAS["record_issues"]) == [*found, pa.field("is_confirmed", pa.bool_())]


def test_every_column_is_described_and_typed(
    models: dict[str, dict[str, Any]], warehouse: duckdb.DuckDBPyConnection
) -> None:
    bare = []
    for name, node in models.items():
        if node["config"]["materialized"] == "ephemeral":
            continue  # a piece of another model's SQL: no table stands in the warehouse
        found = warehouse.execute(
            "select column_name from information_schema.columns where table_schema = $s and table_name = $n",
            {"s": node["schema"], "n": name},
        ).fetchall()
        for (column,) in found:
            said = node["columns"].get(column, {})
            if not said.get("description") or not said.get("data_type"):
                bare.append(f"{name}.{column}")
        assert node["description"], name
        assert set(node["columns"]) == {column for (column,) in found}, name
    assert bare == []


def test_a_column_means_one_thing_or_has_a_block_of_its_own() -> None:
    """Texts shared by several columns stand in columns.md, once; a name with two meanings says so by its blocks."""
    texts = shared_texts(PROJECT / "models")
    written: dict[str, list[str]] = defaultdict(list)
    for path in (*PROJECT.glob("models/**/*.yml"), *PROJECT.glob("seeds/*.yml")):
        if path.parent.name not in ("sources", "staging"):
            page = yaml.safe_load(path.read_text(encoding="utf-8"))
            for table in (*page.get("models", ()), *page.get("seeds", ())):
                for column in table["columns"]:
                    written[column["name"]].append(column["description"])
    used = {(name, block) for name, said in written.items() for block in re.findall(r"doc\('(\w+)'\)", " ".join(said))}
    assert [(name, block) for name, block in used if block.split("__in_")[0] != name] == []
    assert {block for _, block in used} == set(texts), "a block that no column uses, or the other way round"
    assert len({(block.split("__in_")[0], text) for block, text in texts.items()}) == len(texts), "the same text twice"
    bare = {name for name, said in written.items() if len(said) > 1 and any("doc(" not in one for one in said)}
    assert bare == set(), "a column that several models have takes its text from columns.md"


def test_core_marts_and_lists_have_enforced_contracts_and_a_grain(models: dict[str, dict[str, Any]]) -> None:
    for name, node in models.items():
        if node["schema"] in ("core", "marts", "bnba"):
            assert node["config"]["contract"]["enforced"], name
            assert set(node["config"]["meta"]["grain"]) <= set(node["columns"]), name


def test_public_is_exactly_what_the_guard_lets_out(models: dict[str, dict[str, Any]]) -> None:
    public = {(node["schema"], name) for name, node in models.items() if node.get("access") == "public"}
    released, problems = chosen((node["schema"], name) for name, node in models.items())
    assert problems == []
    assert public == {(schema, table) for schema, table, _ in released}


def test_every_published_number_says_its_unit_and_over_what_it_adds_up(models: dict[str, dict[str, Any]]) -> None:
    numbers = ("bigint", "integer", "double", "decimal")
    for name in public_models():
        columns = models[name]["columns"]
        for column, said in columns.items():
            meta = said["config"]["meta"]
            if said["data_type"].startswith(numbers):
                assert meta["unit"], f"{name}.{column}"
                assert {*meta["adds_over"], *meta.get("within", ())} <= set(columns), f"{name}.{column}"
                assert column.endswith(("_rate", "_share", "_ratio")) <= (meta["adds_over"] == []), f"{name}.{column}"
                of = meta["unit"].removeprefix("column:")
                assert of == meta["unit"] or of in columns, f"{name}.{column}"
            else:
                assert "unit" not in meta, f"{name}.{column}"


def test_every_code_that_is_published_has_its_labels(
    models: dict[str, dict[str, Any]], warehouse: duckdb.DuckDBPyConnection
) -> None:
    orphans = []
    for name in public_models():
        for column, said in models[name]["columns"].items():
            if (codes := said["config"]["meta"].get("code_list")) is None:
                continue
            found = warehouse.execute(
                f"select distinct {column} from {models[name]['schema']}.{name} where {column} is not null and {column}"
                " not in (select code from core.dim_code where code_list = $codes)", {"codes": codes},
            ).fetchall()  # fmt: skip
            orphans += [(name, column, code) for (code,) in found]
    assert orphans == []


KEYS = {
    "semester": "dim_semester.semester", "village_code": "dim_village.village_code", "list_id": "dim_list.list_id",
    "programme_code": "dim_programme.programme_code", "agency_id": "dim_agency.agency_id",
    "owner_agency_id": "dim_agency.agency_id", "finding_code": "dim_finding.finding_code",
    "area_code": "dim_region.region_code", "programme_a": "dim_programme.programme_code",
    "programme_b": "dim_programme.programme_code",
}  # fmt: skip


def test_no_published_row_is_an_orphan(models: dict[str, dict[str, Any]], warehouse: duckdb.DuckDBPyConnection) -> None:
    asked = [
        (f"{models[name]['schema']}.{name}", column, *KEYS[column].split("."))
        for name in public_models()
        for column in KEYS.keys() & models[name]["columns"].keys()
    ]
    asked.append(
        ("(from marts.mart_targeting where breakdown = 'village')", "breakdown_code", "dim_village", "village_code")
    )
    orphans = []
    for relation, column, table, key in asked:
        found = warehouse.execute(
            f"select distinct {column} from {relation} as published where {column} is not null"
            f" and {column} not in (select {key} from core.{table})"
        ).fetchall()
        orphans += [(relation, column, value) for (value,) in found]
    assert orphans == []


def test_exposures_are_fresh() -> None:
    assert exposures_path().read_text(encoding="utf-8") == render_exposures(), "run: make derive"


def test_nothing_published_names_a_person(models: dict[str, dict[str, Any]]) -> None:
    rows_of_figures = {"fct_allocations", "fct_programme_progress"}
    for name in public_models():
        named = {column for column in models[name]["columns"] if _PERSONAL.search(column)}
        # a row of an aggregate is no person, and its record_id is the way back to the cell
        assert named <= ({"record_id"} if name in rows_of_figures else set()), name


def test_names_stand_in_the_restricted_lists_alone(models: dict[str, dict[str, Any]]) -> None:
    direct = {"nik", "family_card_no", "full_name", "head_name", "address", "nik_a", "full_name_a", "mother_name_a"}
    allowed = {"bnba", "staging", "intermediate", "measures"}
    found = {(node["schema"], name) for name, node in models.items() if direct & set(node["columns"])}
    assert {schema for schema, _ in found} <= allowed
    between = {name for schema, name in found if schema in ("intermediate", "measures")}
    rows = {"int_rows_by_name", "int_review_rows"}
    assert between == rows | {
        "msr_known_numbers",
        "msr_receiver_contacts",
        "msr_reference_contacts",
        "msr_review_pairs",
    }


def test_schemas_are_named_exactly(models: dict[str, dict[str, Any]]) -> None:
    layers = {"seeds", "staging", "intermediate", "core", "measures", "marts", "bnba"}
    assert {node["schema"] for node in models.values()} == layers


@pytest.mark.parametrize("mart", ["mart_targeting", "mart_programme_overlap", "mart_source_agreement"])
def test_every_column_of_a_mart_has_its_lineage(mart: str, built: Path, models: dict[str, dict[str, Any]]) -> None:
    """Dagster works the lineage out from the compiled SQL: each column must lead to columns of other models."""
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for name, node in models.items():
        types = {column: said["data_type"] for column, said in node["columns"].items()}
        schema.setdefault(node["schema"], {})[name] = types
    node = models[mart]
    sql = (built / "target" / "compiled" / "sinergi" / node["original_file_path"]).read_text(encoding="utf-8")
    for column in node["columns"]:
        found = lineage(column, sql, schema={"build": schema}, dialect="duckdb")
        leaves = [leaf for leaf in found.walk() if not leaf.downstream]
        assert leaves, column
        assert all("." in leaf.name for leaf in leaves), f"{column}: {[leaf.name for leaf in leaves]}"


def test_no_engine_only_sql() -> None:
    """The same models are to run on Spark (design 12)."""
    banned = re.compile(
        r"\bqualify\b|\bstrptime\b|\blist_\w+\(|->|\bexclude\s*\(|\breplace\s*\(|\bby name\b|\bmax_by\(", re.IGNORECASE
    )
    found = []
    for path in sorted(PROJECT.glob("models/**/*.sql")):
        text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        found += [f"{path.name}: {match[0]}" for match in banned.finditer(text)]
    assert found == []


# texts that a model finds by a code of its rows, not by name
_FOUND_BY_CODE = ("ask_", "change_", "move_", "proposal_", "rank_", "reason_", "turning_")


def test_what_people_read_is_written_in_seeds() -> None:
    """No sentence stands in the SQL, and no text of the seed is without a model that says it."""
    told: set[str] = set()
    prose: list[str] = []
    for path in sorted((PROJECT / "models").rglob("*.sql")):
        text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        told |= set(re.findall(r"told\('(\w+)'", text))
        literals = re.findall(r"'([^'\n]*)'", re.sub(r"\{[{%].*?[%}]\}", "", text, flags=re.DOTALL))
        prose += [f"{path.name}: {literal}" for literal in literals if re.search(r"[a-z]{2,}[:,;]? [a-z]{2,}", literal)]
    with (PROJECT / "seeds" / "texts.csv").open(encoding="utf-8", newline="") as lines:
        texts = {row["text_code"] for row in csv.DictReader(lines)}
    assert prose == []
    assert {code for code in texts if not code.startswith(_FOUND_BY_CODE)} == told
