"""dagster-dbt without what it does before dbt starts; it is taken from here alone."""

import importlib.metadata
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from packaging.version import Version

__all__ = ["DagsterDbtTranslator", "QuickDbt", "dbt_assets"]


@contextmanager
def _dbt_unseen() -> Iterator[None]:
    """Makes dbt-core look as if it were not installed, which dagster-dbt knows how to take.

    It loads dbt's classes for an adapter that we do not let it have: 2 of 5 seconds of processor time of a start.
    """
    needed = "dagster_dbt" in sys.modules or "dbt.version" in sys.modules
    if not needed:
        sys.modules["dbt.version"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if not needed:
            del sys.modules["dbt.version"]


with _dbt_unseen():
    from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets


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
