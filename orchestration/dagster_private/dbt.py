"""dagster-dbt's resource without what it does before dbt starts."""

import importlib.metadata
from functools import cached_property
from typing import Any

from dagster_dbt import DbtCliResource
from packaging.version import Version


class QuickDbt(DbtCliResource):
    """The dbt program, started without asking its version and without an adapter."""

    # Dagster's own starts dbt once more to ask: 4.1 s of processor time, measured beside the adapter's 2.6; ours none.
    @cached_property
    def _cli_version(self) -> Version:
        return Version(importlib.metadata.version("dbt-core"))

    # Dagster's own imports dbt and builds an adapter here: 2.6 s of processor time; ours none.
    def _initialize_dbt_core_adapter(self, args: Any) -> Any:
        """None, since nothing may open the warehouse while dbt writes it."""
        return None
