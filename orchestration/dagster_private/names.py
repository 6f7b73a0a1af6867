"""Dagster's private names that have no public counterpart."""

from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition as AssetJob
from dagster._core.storage.tags import REPOSITORY_LABEL_TAG as REPOSITORY_TAG

# AssetJob: the type of what `define_asset_job` returns. REPOSITORY_TAG: marks a run as one of a job of the UI.
__all__ = ["REPOSITORY_TAG", "AssetJob"]
