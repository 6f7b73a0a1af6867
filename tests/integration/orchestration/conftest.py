"""The installation without data and dbt's manifest for it, as the unit tests of orchestration have them."""

from __future__ import annotations

from tests.unit.orchestration.conftest import manifest, manifest_text, site

__all__ = ["manifest", "manifest_text", "site"]
