"""`docs/data-dictionary.md`, derived from the entities and from the descriptions of the warehouse's models.

`python -m orchestration.dbt.dictionary` writes it; a test asks whether it is fresh.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.yaml_files import read_yaml

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs" / "data-dictionary.md"
_BLOCK = re.compile(r"{% docs (\w+) %}(.*?){% enddocs %}", re.DOTALL)
_SHARED = re.compile(r"{{ doc\('(\w+)'\) }}")
_INTRODUCTION = """# Data dictionary

Derived by `python -m orchestration.dbt.dictionary` from `ingest/entities/` and `dbt_project/models/`:
change it there.
The published warehouse holds the marts, the dimensions without persons, and the facts without persons.

Personal data: *none*, *personal*, *restricted* (names, identity numbers, birth dates, addresses) or *specific*
(children, health, finance; UU 27/2022). Restricted and specific columns never leave the private folders.
"""


def render(catalogue: Catalogue, models: Path = ROOT / "dbt_project" / "models") -> str:
    """The whole page as Markdown."""
    lines = [_INTRODUCTION]
    for layer, title in (("marts", "Marts: what the meeting reads"), ("core", "Core: dimensions, bridge and facts"),
                         ("bnba", "Lists by name (restricted, never published)")):  # fmt: skip
        lines += [f"## {title}\n", *_models(models / layer)]
    lines += ["## Entities: what ingest accepts\n", *_entities(catalogue)]
    lines += ["## Issue codes\n", *_codes(catalogue)]
    return "\n".join(lines).rstrip() + "\n"


def _models(folder: Path) -> Iterator[str]:
    texts = shared_texts(folder.parent)
    for path in sorted(folder.glob("*.yml")):
        for model in read_yaml(path).get("models", ()):
            yield from (f"### {model['name']}\n", f"{model['description']}\n")
            yield from _table(
                ("column", "type", "meaning"), (_column(column, texts) for column in model.get("columns", ()))
            )


def shared_texts(models: Path) -> dict[str, str]:
    """Meanings of columns by the name of their block in `columns.md`."""
    return dict(_BLOCK.findall((models / "columns.md").read_text(encoding="utf-8")))


def _column(column: Mapping[str, Any], texts: Mapping[str, str]) -> tuple[str, str, str]:
    return column["name"], str(column.get("data_type", "")), told_of(column, texts)


def told_of(column: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """The meaning of a column, where it says it itself or shares it with others."""
    description = str(column.get("description", ""))
    shared = _SHARED.fullmatch(description)
    return texts[shared[1]].strip() if shared else description


def _entities(catalogue: Catalogue) -> Iterator[str]:
    for name, schema in sorted(catalogue.entities.items()):
        yield from (f"### {name}\n", f"{schema.entity.description} Grain: {schema.entity.grain}.\n")
        rows = ((key, column.type, column.personal_data, column.description) for key, column in schema.columns.items())
        yield from _table(("column", "type", "personal data", "meaning"), rows)


def _codes(catalogue: Catalogue) -> Iterator[str]:
    rows = (
        (code, issue_code.severity, issue_code.title, issue_code.action)
        for code, issue_code in catalogue.issue_codes.items()
    )
    yield from _table(("code", "severity", "title", "what to do"), rows)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', '/') for cell in row)} |"
    yield ""


if __name__ == "__main__":
    TARGET.write_text(render(load_catalogue()), encoding="utf-8")
