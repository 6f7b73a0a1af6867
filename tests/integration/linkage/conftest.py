"""Linkage over several semesters: ids that last, families, decisions. The installation is that of the unit tests."""

from __future__ import annotations

from tests.unit.linkage.conftest import bench

__all__ = ["bench"]
