"""What is derived is fresh: run `make derive` and commit what changed."""

from __future__ import annotations

from ingest.catalogue import load_catalogue
from orchestration import derive_dictionary


def test_the_data_dictionary_is_fresh() -> None:
    assert derive_dictionary.TARGET.read_text(encoding="utf-8") == derive_dictionary.render(load_catalogue())
