"""The pack of the meeting, as an asset after the release."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from orchestration.assets.described import CITY, EACH_WINDOW, TOLD, page, written_in
from orchestration.assets.publication import RELEASE
from orchestration.dagster_private.checks import check_of_partition
from orchestration.installation import Installation
from orchestration.progress import StepError, step

PACK = dg.AssetKey(["packs", "rakor"])
MADE = "paket_rapat_jadi"


def pack_asset(site: Installation, partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The pack of a semester, and the page of how things stand."""
    spec = dg.AssetSpec(
        PACK, deps=[RELEASE], group_name="packs", kinds={"html", "pdf", "excel"}, owners=[CITY],
        freshness_policy=EACH_WINDOW, metadata=written_in(ukuran=page("indicators.md")),
        description="packs/<semester>/rakor/: bahan rapat sebagai satu halaman, PDF, tabel dan rancangan notulen.",
    )  # fmt: skip
    made = check_of_partition(MADE, PACK, "Apakah bahan rapat lengkap: halaman, PDF dan buku kerja?", partitions)

    @dg.multi_asset(
        name="rakor", specs=[spec], check_specs=[made], partitions_def=partitions,
        description="Membuat bahan rapat dari rilis; tanpa peramban tidak ada PDF.",
    )  # fmt: skip
    def make_pack(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        from delivery.pack.write import PAGE

        problems, path = _make(site, context.partition_key)
        yield dg.MaterializeResult(
            asset_key=PACK,
            metadata={
                "folder": dg.MetadataValue.path(path),
                "halaman": dg.MetadataValue.url((Path(path) / PAGE).resolve().as_uri()),
            },
            check_results=[
                dg.AssetCheckResult(
                    asset_key=PACK, check_name=MADE, passed=not problems, severity=dg.AssetCheckSeverity.ERROR,
                    metadata={TOLD: f"Bahan rapat tidak lengkap: {'; '.join(problems)}" if problems else "-"},
                )
            ],
        )  # fmt: skip

    return make_pack


def _make(site: Installation, semester: str) -> tuple[tuple[str, ...], str]:
    """The problems, and the pack's folder; the release stands whatever happens here."""
    try:
        with step("Bahan rapat", site.settings.home) as under_way:
            from delivery.pack.write import write_pack
            from orchestration.standing import write_standing

            write_standing(site)
            pack = write_pack(site.store, semester, site.settings.city_code, pdf=site.settings.pdf)
            under_way.result = "; ".join([pack.told, *pack.notes])
    except StepError as error:
        return (str(error),), str(site.store.packs / semester)
    return pack.problems, str(pack.folder)
