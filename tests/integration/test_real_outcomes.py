"""Every public file in the folder of real inputs gives its one outcome: format, tables and codes, or a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.declarations.catalogue import Catalogue
from tests.support.outcomes import BESIDE, FILES, expected, outcome, with_city_offices

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason=BESIDE)
EXPECTED = expected()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return with_city_offices()


def test_no_file_is_left_out() -> None:
    found = {
        f"{path.parent.name}/{path.name}" for kind in ("agencies", "robustness") for path in (FILES / kind).iterdir()
    }
    assert found == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_file_gives_its_outcome(name: str, catalogue: Catalogue) -> None:
    wanted: dict[str, Any] = {key: value for key, value in EXPECTED[name].items() if key not in ("what", "agency")}
    assert outcome(FILES / name, EXPECTED[name].get("agency"), catalogue) == wanted
