"""What is derived is fresh: run `make derive` and commit what changed."""

from __future__ import annotations

from ingest.declarations.catalogue import load_catalogue
from orchestration.dbt import dictionary
from tests.support import outcomes


def test_the_data_dictionary_is_fresh() -> None:
    assert dictionary.TARGET.read_text(encoding="utf-8") == dictionary.render(load_catalogue())


def test_the_table_of_public_files_is_fresh() -> None:
    assert outcomes.PAGE.read_text(encoding="utf-8") == outcomes.page_with(outcomes.rendered())
