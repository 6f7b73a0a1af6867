"""The agencies' lists as assets: one step per agency, verdicts as asset checks.

Nothing here stops a run: a list that is held, missing or unreadable is told, and the others go on.
"""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from ingest.declarations.catalogue import AgencyFolder, Catalogue
from ingest.declarations.contract import Table
from ingest.semester import Semester
from ingest.submission import Submission
from orchestration.assets.described import (
    COUNT,
    EACH_WINDOW,
    PROBLEMS,
    entity_columns,
    owner_of,
    page,
    schema_metadata,
    written_in,
)
from orchestration.assets.rule_checks import dimension_results, questions_of_list
from orchestration.dagster_private.checks import check_of_partition
from orchestration.installation import Installation
from orchestration.progress import figure, step
from orchestration.stages import Pulled, TakenIn, pull_files, read_ahead, take_in

FETCHED, CLAIMED, DELIVERED, ADMITTED = "berkas_terambil", "berkas_dikenal", "daftar_diterima", "daftar_diakui"
VERDICT_TAG = "sinergi/putusan"
_MOST_SHOWN = 20
_COUNTED = {
    "rows_in": "baris_masuk", "rows_accepted": "baris_diterima", "rows_rejected": "baris_ditolak",
    "rows_furniture": "bukan_data",
}  # fmt: skip


def inbox_key(agency_id: str) -> dg.AssetKey:
    """The asset that is the files of one agency as they lie in the inbox."""
    return dg.AssetKey(["inbox", agency_id])


def list_key(agency_id: str, table_id: str) -> dg.AssetKey:
    """The asset that is one list of one agency, typed."""
    return dg.AssetKey(["conformed", agency_id, table_id])


def agency_assets(site: Installation, partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """One definition per agency: its inbox and its lists."""
    return [_agency(site, folder, partitions) for _, folder in sorted(site.catalogue.agencies.items())]


def _agency(site: Installation, folder: AgencyFolder, partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    agency = folder.agency

    @dg.multi_asset(
        name=agency.agency, specs=_specs(site.catalogue, folder),
        check_specs=_check_specs(site.catalogue, folder, partitions),
        # a rule that does not apply to this file is not evaluated, which only a step that may leave things out can do
        partitions_def=partitions, can_subset=True,
        description=f"Mengambil, membaca dan menilai kiriman {agency.name}.",
    )  # fmt: skip
    def take_in_agency(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        semester = context.partition_key
        with step(agency.name, site.settings.home) as under_way:
            pulled = pull_files(site, semester, agency.agency)
            in_this_run = {node.name for node in context.job_def.nodes}
            read_ahead(site, semester, sorted(site.catalogue.agencies.keys() & in_this_run))
            taken = take_in(site, semester, agency.agency, under_way.say)
            under_way.result = _summary(taken)
        for result in _results(folder, semester, pulled, taken):
            if result.asset_key in context.selected_asset_keys:
                chosen = context.selected_asset_check_keys
                wanted = [result for result in result.check_results or () if _key_of(result) in chosen]
                yield result._replace(check_results=wanted)

    return take_in_agency


def _key_of(result: dg.AssetCheckResult) -> dg.AssetCheckKey:
    return dg.AssetCheckKey(dg.AssetKey.from_coercible(result.asset_key or []), result.check_name or "")


def _summary(taken: TakenIn) -> str:
    held = len(taken.unclaimed) + sum(submission.status == "held" for submission in _judged(taken.submissions))
    rows = sum(submission.rows_accepted for submission in taken.submissions)
    return f"{len(taken.submissions)} berkas, {figure(rows)} baris" + (f", {held} ditahan" if held else "")


def _specs(catalogue: Catalogue, folder: AgencyFolder) -> list[dg.AssetSpec]:
    agency = folder.agency
    inbox = dg.AssetSpec(
        inbox_key(agency.agency), group_name=agency.agency, kinds={"file"}, owners=[owner_of(agency.agency)],
        description=f"Berkas {agency.name} untuk satu semester, seperti dimasukkan atau diambil.",
        metadata={"diambil_dari": agency.pull.split("://")[0], **_written(folder)},
    )  # fmt: skip
    return [inbox, *(_list_spec(catalogue, folder, name, table) for name, table in sorted(agency.tables.items()))]


def _list_spec(catalogue: Catalogue, folder: AgencyFolder, table_id: str, table: Table) -> dg.AssetSpec:
    agency_id, schema = folder.agency.agency, catalogue.entities[table.feeds]
    return dg.AssetSpec(
        list_key(agency_id, table_id), deps=[inbox_key(agency_id)], group_name=agency_id, kinds={"parquet"},
        owners=[owner_of(agency_id)], freshness_policy=EACH_WINDOW if table.expected == "semester" else None,
        description=f"{table.description or table_id}\n\n{schema.entity.description}",
        metadata={
            **schema_metadata(entity_columns(schema)), **_written(folder), "entitas": table.feeds,
            "program": table.programme or "-",
            "nama_berkas": ", ".join(table.files),
        },
    )  # fmt: skip


def _written(folder: AgencyFolder) -> Mapping[str, dg.CodeReferencesMetadataValue]:
    return written_in(pernyataan=folder.folder / "agency.yml", panduan=page("how-to/agency.md"))


def _check_specs(
    catalogue: Catalogue, folder: AgencyFolder, partitions: dg.PartitionsDefinition[str]
) -> list[dg.AssetCheckSpec]:
    """Every check of an agency's assets, each of one semester.

    A semester that was not asked is not green.
    """
    agency_id = folder.agency.agency
    inbox = inbox_key(agency_id)
    asked = [
        (inbox, FETCHED, "Apakah semua yang baru sudah diambil?"),
        (inbox, CLAIMED, "Apakah setiap berkas daftar yang dikenal?"),
    ]
    for table_id in sorted(folder.agency.tables):
        key = list_key(agency_id, table_id)
        asked += [
            (key, DELIVERED, "Apakah daftar ini sudah datang, bila ditunggu?"),
            (key, ADMITTED, "Apakah setiap berkas daftar ini diakui?"),
        ]
        asked += [(key, name, text) for name, text in questions_of_list(catalogue, folder, table_id).items()]
    return [check_of_partition(name, key, question, partitions) for key, name, question in asked]


def _results(
    folder: AgencyFolder, semester: str, pulled: Pulled, taken: TakenIn
) -> Iterator[dg.MaterializeResult[None]]:
    agency_id = folder.agency.agency
    key = inbox_key(agency_id)
    report = pulled.report
    yield dg.MaterializeResult(
        asset_key=key,
        metadata={"berkas": len(taken.submissions), "diambil": len(report.fetched), "tetap": len(report.kept)},
        check_results=[
            _check(key, FETCHED, [*pulled.problems, *(f"{name}: {why}" for name, why in report.refused)]),
            _check(
                key,
                CLAIMED,
                [f"{submission.file_name}: {_holds(submission)}" for submission in taken.unclaimed],
                held=True,
            ),
        ],
    )
    for table_id, table in sorted(folder.agency.tables.items()):
        yield _list_result(list_key(agency_id, table_id), table, semester, taken, taken.of_list(table_id))


def _list_result(
    key: dg.AssetKey, table: Table, semester: str, taken: TakenIn, files: Sequence[Submission]
) -> dg.MaterializeResult[None]:
    awaited = table.is_awaited(Semester.parse(semester), {submission.table_id for submission in taken.submissions})
    missing = ["belum ada berkas"] if awaited and not files else []
    held = [
        f"{submission.file_name}: {_holds(submission) or ' '.join(submission.hold_codes)}"
        for submission in _judged(files)
        if submission.status == "held"
    ]
    said = "ditahan" if held else "diakui" if files else "belum ada"
    rows = {word: sum(getattr(submission, name) for submission in files) for name, word in _COUNTED.items()}
    return dg.MaterializeResult(
        asset_key=key,
        metadata={"putusan": said, "dagster/row_count": rows["baris_diterima"], "berkas": len(files), **rows},
        tags={VERDICT_TAG: said.replace(" ", "-")},
        check_results=[
            _check(key, DELIVERED, missing), _check(key, ADMITTED, held, held=True),
            *dimension_results(key, [
                result for each in _judged(files) for result in taken.verdicts[each.submission_id].results
            ]),
        ],
    )  # fmt: skip


def _judged(files: Sequence[Submission]) -> list[Submission]:
    """Those of the files that are a list and no copy of another."""
    return [submission for submission in files if submission.table_id and submission.status != "duplicate"]


def _holds(submission: Submission) -> str:
    """The reasons why a file is held, in the office's words, values masked."""
    return " | ".join(problem.sentence() for problem in submission.problems if problem.severity == "hold")


def _check(key: dg.AssetKey, name: str, problems: Sequence[str], *, held: bool = False) -> dg.AssetCheckResult:
    """A check that passes when there is nothing to tell."""
    severity = dg.AssetCheckSeverity.ERROR if held else dg.AssetCheckSeverity.WARN
    shown = "\n".join(f"- {problem}" for problem in problems[:_MOST_SHOWN])
    return dg.AssetCheckResult(
        asset_key=key, check_name=name, passed=not problems, severity=severity,
        metadata={COUNT: len(problems), PROBLEMS: dg.MetadataValue.md(shown or "-")},
    )  # fmt: skip
