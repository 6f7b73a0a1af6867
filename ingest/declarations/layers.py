"""Lays a city's declarations of an agency over the shipped one, key by key.

A later layer adds spellings, values, files, tables and programmes; what is a rule (receipt, required, rows) it
replaces. A heading that it gives a meaning loses the meaning that an earlier layer gave it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.fold import fold_header

Content = dict[str, Any]
ANSWERS = "jawaban"
_ADDED_TO = frozenset({"ignore", "files", "aliases", "ignore_files", "ignore_sheets", "sheets"})
_WHOLE = frozenset({("header",), ("receipt", "status")})


@dataclass(frozen=True)
class Layer:
    """What one file, or people's answers, declare of an agency; `path` is None for the answers."""

    path: Path | None
    content: Content

    @property
    def source(self) -> str:
        """The file as people know it, or the word for answers."""
        return str(self.path) if self.path else ANSWERS


def laid_over(layers: Sequence[Layer]) -> Content:
    """The declaration that all layers make together, the later ones on top."""
    merged: Content = {}
    for layer in layers:
        content = _with_own_regions(layer)
        if merged:
            merged = _settle_headings(merged, content)
        merged = _merge(merged, content, ())
    return merged


def _with_own_regions(layer: Layer) -> Content:
    """The content, its region list named from where the layer stands."""
    regions = layer.content.get("regions")
    if layer.path is None or not isinstance(regions, str):
        return layer.content
    return {**layer.content, "regions": str(layer.path.parent / regions)}


def _merge(base: Content, over: Content, steps: tuple[str, ...]) -> Content:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        here = (*steps, str(key))
        if isinstance(old, dict) and isinstance(value, dict) and not (here[-1:] in _WHOLE or here[-2:] in _WHOLE):
            merged[key] = _merge(old, value, here)
        elif isinstance(old, list) and isinstance(value, list) and (key in _ADDED_TO or steps[-1:] == ("columns",)):
            # a city's own spelling goes first: of two columns of one field, it is the one that counts
            merged[key] = [*value, *(each for each in old if each not in value)]
        else:
            merged[key] = value
    return merged


def _settle_headings(base: Content, over: Content) -> Content:
    """`base` without the meanings of headings to which `over` gives others, in each table."""
    tables = _dict(base.get("tables"))
    settled = {
        table_id: _without_headings(_dict(table), _dict(_dict(over.get("tables")).get(table_id)))
        if isinstance(table, dict)
        else table
        for table_id, table in tables.items()
    }
    return {**base, "tables": settled} if tables else base


def _without_headings(table: Content, over: Content) -> Content:
    columns = _dict(over.get("columns"))
    new_fields = {text: field for field, texts in columns.items() for text in _folded(texts)}
    aside = set(_folded(over.get("ignore")))
    if not new_fields and not aside:
        return table
    settled = dict(table)
    settled["columns"] = _kept(_dict(table.get("columns")), new_fields, aside)
    settled["ignore"] = [text for text in _list(table.get("ignore")) if fold_header(str(text)) not in new_fields]
    settled["changes"] = {
        semester: {**change, "columns": _changed(_dict(change.get("columns")), columns, new_fields, aside)}
        if isinstance(change, dict)
        else change
        for semester, change in _dict(table.get("changes")).items()
    }
    return settled


def _kept(columns: Content, new_fields: dict[str, str], aside: set[str]) -> Content:
    """The spellings of each field, less those that mean another field now, or none."""
    return {
        field: [
            text
            for text in _list(texts)
            if fold_header(str(text)) not in aside and new_fields.get(fold_header(str(text)), field) == field
        ]
        if isinstance(texts, list)
        else texts
        for field, texts in columns.items()
    }


def _changed(columns: Content, over: Content, new_fields: dict[str, str], aside: set[str]) -> Content:
    """The columns that a semester changes: those that `over` speaks of keep its spellings as well."""
    kept = _kept(columns, new_fields, aside)
    return {field: [*_list(over.get(field)), *texts] for field, texts in kept.items()}


def _dict(content: object) -> Content:
    return content if isinstance(content, dict) else {}


def _list(content: object) -> list[Any]:
    return content if isinstance(content, list) else []


def _folded(texts: object) -> Iterable[str]:
    return (fold_header(str(text)) for text in _list(texts))
