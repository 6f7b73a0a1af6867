"""Every example in a docstring of the product is true."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

from tests.architecture.test_house import MODULES, named

WITH_EXAMPLES = [path for path in MODULES if ">>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=named)
def test_the_examples_in_the_docstrings_are_true(path: Path) -> None:
    module = importlib.import_module(named(path).removesuffix(".py").replace("/", "."))
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
