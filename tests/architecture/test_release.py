"""The versions that a wheel is installed with: of each package one, on every Python that is supported."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.release.__main__ import write_versions


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_no_two_versions_of_one_package_are_asked_for_at_once(tmp_path: Path, python: str) -> None:
    lines = write_versions(tmp_path / "versions.txt").read_text(encoding="utf-8").splitlines()
    here = {"python_version": python, "python_full_version": f"{python}.2", "sys_platform": "linux"}
    asked = [each for each in map(Requirement, lines) if each.marker is None or each.marker.evaluate(here)]
    counts = Counter(each.name for each in asked)
    assert counts["numpy"] == counts["duckdb"] == 1
    assert [name for name, count in counts.items() if count > 1] == []
