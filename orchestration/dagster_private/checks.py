"""Asset checks of one partition each: a preview of Dagster's, kept behind this fence."""

from __future__ import annotations

import warnings

import dagster as dg


def check_of_partition(
    name: str, asset: dg.AssetKey, description: str, partitions: dg.PartitionsDefinition[str], *, blocking: bool = False
) -> dg.AssetCheckSpec:
    """A check that is answered for each semester by itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return dg.AssetCheckSpec(
            name, asset=asset, description=description, blocking=blocking, partitions_def=partitions
        )
