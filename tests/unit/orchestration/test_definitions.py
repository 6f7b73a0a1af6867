"""What Dagster is told: every asset described and owned, lineage from file to reader, nothing done on load."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.assets.publication import RELEASE
from orchestration.dbt.grains import is_grain
from orchestration.definitions import JOB, build_definitions
from orchestration.installation import Installation
from orchestration.settings import Settings

pytestmark = pytest.mark.slow

TODAY = date(2026, 7, 3)
LAYERS = {"accepted", "linkage", "staging", "intermediate", "core", "measures", "marts", "bnba", "seeds", "published",
          "packs", "exposures"}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("defined") / "home"


@pytest.fixture(scope="module")
def definitions(home: Path, manifest_text: str) -> dg.Definitions:
    """Those of an empty home, for tests that look at them."""
    site = Installation.open(Settings.from_environment(home, {}))
    return build_definitions(site, json.loads(manifest_text), TODAY)


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions) -> Any:
    return definitions.resolve_asset_graph()


def ancestors(graph: Any, key: dg.AssetKey) -> set[dg.AssetKey]:
    found: set[dg.AssetKey] = set()
    todo = [key]
    while todo:
        for parent in graph.get(todo.pop()).parent_keys - found:
            found.add(parent)
            todo.append(parent)
    return found


def test_loading_writes_nothing(graph: Any, home: Path) -> None:
    assert graph.get_all_asset_keys()
    assert not home.exists()


def test_importing_loads_nothing_heavy_and_a_missing_manifest_is_told_in_one_message(tmp_path: Path) -> None:
    load = (
        "import orchestration.definitions as loaded, sys\n"
        "print('great_expectations' in sys.modules, 'splink' in sys.modules)\n"
        "loaded.definitions()"
    )
    done = subprocess.run(
        [sys.executable, "-c", load], capture_output=True, text=True, check=False,
        env={"SINERGI_HOME": str(tmp_path), "PATH": ""},
    )  # fmt: skip
    assert done.stdout.split() == ["False", "False"], "imported before anything was loaded"
    assert "sinergi prepare" in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_every_asset_says_who_owns_it_what_it_holds_and_what_it_is(graph: Any) -> None:
    lacking = {
        key.to_user_string(): lacks
        for key in graph.get_all_asset_keys()
        if (node := graph.get(key))
        and (lacks := [
            name for name, value in (
                ("owner", node.owners), ("description", node.description), ("kind", node.kinds),
                ("group", node.group_name),
            ) if not value
        ])
    }  # fmt: skip
    assert lacking == {}


def test_every_table_says_its_columns(graph: Any) -> None:
    tables = [
        node for key in graph.get_all_asset_keys()
        if (node := graph.get(key)).group_name not in ("exposures", "published", "packs") and key.path[0] != "inbox"
    ]  # fmt: skip
    without = sorted(node.key.to_user_string() for node in tables if "dagster/column_schema" not in node.metadata)
    assert without == []
    kks = graph.get(dg.AssetKey(["conformed", "dinsos", "kks"])).metadata["dagster/column_schema"]
    columns = {column.name: column for column in kks.columns}
    assert columns["nik"].type == "text"
    assert columns["nik"].tags["personal_data"] == "restricted"


def test_groups_are_agencies_upstream_and_layers_downstream(graph: Any, site: Installation) -> None:
    groups = {graph.get(key).group_name for key in graph.get_all_asset_keys()}
    assert groups == LAYERS | set(site.catalogue.agencies)
    for key in graph.get_all_asset_keys():
        if key.path[0] in ("inbox", "conformed"):
            assert graph.get(key).group_name == key.path[1]
            assert graph.get(key).owners == [f"team:{key.path[1]}"]


def test_lineage_goes_from_each_list_to_each_mart_and_reader(graph: Any, site: Installation) -> None:
    keys = graph.get_all_asset_keys()
    release = ancestors(graph, RELEASE)
    lists = {key for key in keys if key.path[0] in ("inbox", "conformed")}
    assert len(lists) == 10 + sum(1 for _ in site.catalogue.tables())
    assert lists <= release
    assert {key for key in keys if key.path[0] in ("marts", "core")} <= release
    for name in ("rakor_pack", "bi_file"):
        assert lists | {RELEASE} <= ancestors(graph, dg.AssetKey(["exposures", name]))
    kks = dg.AssetKey(["conformed", "dinsos", "kks"])
    rastra = dg.AssetKey(["conformed", "bag_ekonomi", "rastra"])
    enrolments = ancestors(graph, dg.AssetKey(["accepted", "enrolment_records"]))
    assert kks in enrolments
    assert rastra not in enrolments, "an entity comes from the lists that feed it alone"
    assert kks in ancestors(graph, dg.AssetKey(["linkage", "person_links"]))


def test_dbt_reads_no_source_that_nobody_makes(graph: Any) -> None:
    made_by_nobody = sorted(
        key.to_user_string() for key in graph.get_all_asset_keys()
        if not graph.get(key).is_materializable and graph.get(key).group_name != "exposures"
    )  # fmt: skip
    assert made_by_nobody == []


def test_agencies_to_release_are_parted_by_semester(graph: Any) -> None:
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        wanted = key.path[0] in ("inbox", "conformed", "accepted", "linkage", "published", "packs")
        assert (node.partitions_def is not None) == wanted, key
    keys = graph.get(RELEASE).partitions_def.get_partition_keys()
    assert keys == ["2026-S1", "2026-S2", "2027-S1"], "the one that is due, the present, the next"


def test_a_semester_with_files_or_accepted_rows_is_there(site: Installation, manifest: dict[str, Any]) -> None:
    for folder in ("2017-S1/dinsos", "not a semester/dinsos", "2017-S2"):
        (site.store.inbox / folder).mkdir(parents=True)
    (site.store.accepted / "enrolment_records" / "semester=2016-S2").mkdir(parents=True)
    graph: Any = build_definitions(site, manifest, TODAY, "2018-S1").resolve_asset_graph()
    expected = ["2016-S2", "2017-S1", "2018-S1", "2026-S1", "2026-S2", "2027-S1"]
    assert graph.get(RELEASE).partitions_def.get_partition_keys() == expected


def test_every_check_says_its_question_and_of_which_semester(definitions: dg.Definitions) -> None:
    specs = [
        spec
        for assets in definitions.assets or ()
        if isinstance(assets, dg.AssetsDefinition)
        for spec in assets.check_specs
    ]
    assert [(spec.asset_key, spec.name) for spec in specs if not spec.description] == []
    whole = {spec.asset_key.path[0] for spec in specs if spec.partitions_def is None}
    built_whole = {"staging", "intermediate", "core", "measures", "marts", "bnba", "seeds"}
    assert whole <= built_whole, "dbt builds all semesters at once"


def test_every_check_asks_in_the_offices_words(graph: Any) -> None:
    english = re.compile(r"\b(is|are|does|has|have|was|every|the|of|which)\b", re.IGNORECASE)
    asked = {key: graph.get_check_spec(key).description or "" for key in graph.asset_check_keys}
    assert len(asked) > 100
    assert {key.to_user_string(): text for key, text in asked.items() if english.search(text)} == {}


def test_every_asset_of_a_file_links_to_what_declares_it(graph: Any) -> None:
    for key, file in (
        (dg.AssetKey(["conformed", "dinsos", "kks"]), "agencies/dinsos/agency.yml"),
        (dg.AssetKey(["marts", "mart_targeting"]), "models/marts/mart_targeting.sql"),
        (RELEASE, "docs/how-to/connect.md"),
    ):
        references = graph.get(key).metadata["dagster/code_references"].code_references
        assert references[0].file_path.endswith(file)
        assert all(Path(reference.file_path).is_file() for reference in references)


def test_what_a_semester_awaits_is_to_be_fresh_when_its_window_closes(graph: Any) -> None:
    policy = graph.get(RELEASE).freshness_policy
    assert (policy.deadline_cron, policy.timezone) == ("0 0 1 2,8 *", "Asia/Makassar")
    assert graph.get(dg.AssetKey(["conformed", "dinsos", "kks"])).freshness_policy == policy


def test_every_dimension_of_the_rules_of_a_list_is_a_check_that_says_them(graph: Any) -> None:
    asked = {
        (key.asset_key.path[-1], key.name): graph.get_check_spec(key).description for key in graph.asset_check_keys
    }
    assert "NIK-101 " in asked["kks", "keabsahan"]
    assert "VOL-001 " in asked["kks", "jumlah"]
    assert "NIK-101 " not in asked["rastra", "keabsahan"], "an aggregate has no NIK to ask about"
    assert "ALO-101 " in " ".join(text for (table, _), text in asked.items() if table == "rastra")
    assert {("kks", "daftar_diakui"), ("dinsos", "berkas_dikenal"), ("person_links", "LNK_001")} <= asked.keys()


def test_dbt_tests_are_checks_even_when_they_look_at_several_models(graph: Any, manifest: dict[str, Any]) -> None:
    tests = {
        node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "test" and not is_grain(node)
    }
    checks = {key.name for key in graph.asset_check_keys}
    assert len(tests) > 15
    assert tests - checks == set()
    assert not any(name.startswith("unique_grain") for name in checks), "asked of all tables together"


def test_only_what_loses_rows_mixes_people_or_breaks_the_agreement_stops_a_run(
    definitions: dg.Definitions, graph: Any
) -> None:
    blocking = {
        spec.name
        for assets in definitions.assets or ()
        if isinstance(assets, dg.AssetsDefinition) and assets.op.name != "warehouse"
        for spec in assets.check_specs
        if spec.blocking
    }
    assert blocking == {
        "neraca_baris",
        "sumber_disepakati",
        "LNK_001",
        "LNK_002",
        "LNK_003",
        "LNK_005",
        "LNK_006",
        "LNK_007",
    }


def test_one_job_holds_everything_in_one_process(definitions: dg.Definitions, graph: Any) -> None:
    job = definitions.resolve_job_def(JOB)
    made = {key for key in graph.get_all_asset_keys() if graph.get(key).is_materializable}
    assert set(job.asset_layer.selected_asset_keys) == made
    assert set(job.asset_layer.asset_graph.asset_check_keys) == set(graph.asset_check_keys)
    assert job.executor_def.name == "in_process"
