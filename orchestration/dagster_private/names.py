"""Dagster's private names that have no public counterpart."""

from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition as AssetJob
from dagster._core.storage.tags import PARTITION_NAME_TAG as PARTITION_TAG
from dagster._core.storage.tags import REPOSITORY_LABEL_TAG as REPOSITORY_TAG

# AssetJob: the type of what `define_asset_job` returns. REPOSITORY_TAG: marks a run as one of a job of the UI.
# PARTITION_TAG: on every run of a partitioned job, its partition.
__all__ = ["PARTITION_TAG", "REPOSITORY_TAG", "AssetJob"]
