"""The agreement on one source, as the city writes it: `inbox/<semester>/agreed_source.yml`."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from ingest.declarations.catalogue import CatalogueError
from ingest.declarations.contract import AgreedSource
from ingest.store import Store


def agreed_sources(store: Store) -> list[AgreedSource]:
    """The agreement of each semester that has one (`inbox/<semester>/agreed_source.yml`), oldest first."""
    problems, agreements = [], []
    for path in sorted(store.inbox.glob("*/agreed_source.yml")):
        try:
            agreement = AgreedSource.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (ValidationError, yaml.YAMLError) as error:
            problems.append(f"{_named(path)}: perjanjian sumber tidak sesuai bentuknya ({type(error).__name__})")
            continue
        if agreement.semester != path.parent.name:
            problems.append(f"{_named(path)}: semester {agreement.semester!r} harus sama dengan nama foldernya")
        agreements.append(agreement)
    if problems:
        raise CatalogueError(problems)
    return agreements


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
