"""Great Expectations without what no rule of ours needs; it is taken from here alone."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

__all__ = [
    "Expectation",
    "ExpectationSuiteValidationResult",
    "FileDataContext",
    "MetricDomainTypes",
    "MetricFunctionTypes",
    "ProgressBarsConfig",
    "QueryMetricProvider",
    "SQLDatasource",
    "SqlAlchemyExecutionEngine",
    "UnexpectedRowsExpectation",
    "UnexpectedRowsQueryRowCount",
    "UnexpectedRowsQueryTable",
    "gx",
    "register_metric",
]

# What its expectations about distributions compute and draw with, none of which is a rule of ours: two of five seconds
# of processor time of its import.
SELDOM = ("altair", "scipy.stats")


@contextmanager
def _at_first_use(names: tuple[str, ...]) -> Iterator[None]:
    """Lets modules be imported when something of them is asked for, however long after."""
    put_off = {name: _stand_in(name) for name in names if name not in sys.modules}
    sys.modules.update(put_off)
    try:
        yield
    finally:  # whoever imports one from now on has itself
        for name, stand_in in put_off.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


def _stand_in(name: str) -> ModuleType:
    """A module that asks the true one for whatever it is asked for."""
    module = ModuleType(name)

    def __getattr__(wanted: str) -> Any:  # noqa: N807 (the name by which Python asks a module)
        if wanted.startswith("__"):  # asked by the import itself
            raise AttributeError(wanted)
        if sys.modules.get(name) is module:
            del sys.modules[name]
        return getattr(importlib.import_module(name), wanted)

    vars(module)["__getattr__"] = __getattr__
    return module


with _at_first_use(SELDOM):
    import great_expectations as gx
    from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
    from great_expectations.core.metric_domain_types import MetricDomainTypes
    from great_expectations.core.metric_function_types import MetricFunctionTypes
    from great_expectations.data_context import FileDataContext
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.datasource.fluent import SQLDatasource
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine
    from great_expectations.expectations import Expectation, UnexpectedRowsExpectation
    from great_expectations.expectations.metrics import UnexpectedRowsQueryRowCount, UnexpectedRowsQueryTable
    from great_expectations.expectations.metrics.query_metric_provider import QueryMetricProvider
    from great_expectations.expectations.registry import register_metric
