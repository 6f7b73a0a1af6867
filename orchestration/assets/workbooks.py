"""The workbooks that go back to the agencies, as an asset with counts."""

from collections.abc import Iterator

import dagster as dg

from orchestration.assets.accepted import accepted_key
from orchestration.assets.described import CITY, TOLD
from orchestration.assets.publication import RELEASE
from orchestration.dagster_private.checks import check_of_partition
from orchestration.installation import Installation
from orchestration.progress import figure, step
from orchestration.workbooks import finish

WORKBOOKS = dg.AssetKey(["packs", "workbooks"])
ALL_MADE = "buku_perbaikan_jadi"


def workbook_asset(site: Installation, partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The workbooks of all agencies, after the release, which must not wait for them."""
    spec = dg.AssetSpec(
        WORKBOOKS, deps=[accepted_key("submissions"), accepted_key("record_issues"), RELEASE], group_name="packs",
        kinds={"excel"}, owners=[CITY],
        description="packs/<semester>/<instansi>/: setiap berkas seperti dikirim, dengan perbaikan dan pilihannya.",
    )  # fmt: skip
    question = "Apakah setiap berkas yang berlaku atau ditahan punya buku perbaikan?"
    made = check_of_partition(ALL_MADE, WORKBOOKS, question, partitions)

    @dg.multi_asset(
        name="workbooks", specs=[spec], check_specs=[made], partitions_def=partitions,
        description="Menunggu buku perbaikan, yang ditulis proses sendiri di samping gudang data.",
    )  # fmt: skip
    def write_workbooks(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        with step("Buku perbaikan untuk instansi", site.settings.home) as under_way:
            done = finish(site, context.partition_key)
            under_way.result = f"{len(done.ready)} buku, {figure(done.to_fix)} perlu diperbaiki"
        all_made = dg.AssetCheckResult(
            asset_key=WORKBOOKS, check_name=ALL_MADE, passed=not done.problems, severity=dg.AssetCheckSeverity.ERROR,
            metadata={TOLD: f"Buku perbaikan tidak jadi: {'; '.join(done.problems)}" if done.problems else "-"},
        )  # fmt: skip
        yield dg.MaterializeResult(
            asset_key=WORKBOOKS, metadata={"dagster/row_count": done.to_fix, "buku": len(done.ready)},
            check_results=[all_made],
        )  # fmt: skip

    return write_workbooks
