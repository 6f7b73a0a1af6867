"""Words the faults of a declaration for its writer: line, key, expectation, nearest known key."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

_WORDS = {
    "missing": "kunci wajib tidak ada",
    "string_type": "harus teks; beri tanda kutip",
    "int_type": "harus bilangan bulat",
    "int_parsing": "harus bilangan bulat",
    "int_from_float": "harus bilangan bulat",
    "bool_type": "harus true atau false",
    "bool_parsing": "harus true atau false",
    "tuple_type": "harus daftar, seperti [A, B]",
    "list_type": "harus daftar, seperti [A, B]",
    "dict_type": "harus pasangan kunci: isi",
    "mapping_type": "harus pasangan kunci: isi",
    "model_type": "harus pasangan kunci: isi",
    "model_attributes_type": "harus pasangan kunci: isi",
    "date_from_datetime_parsing": "harus tanggal seperti 2017-06-21",
    "date_parsing": "harus tanggal seperti 2017-06-21",
}


def fault_lines(paths: Sequence[Path], model: type[BaseModel], error: ValidationError) -> Iterator[str]:
    """One line for each place that does not fit: `file:line: key: what was expected`.

    `paths`: the files that declare it together, the later ones on top.
    """
    seen: set[str] = set()
    for fault in error.errors():
        steps = [step for step in fault["loc"] if not _is_branch(step)]
        where = ".".join(map(str, steps)) or "(berkas)"
        path, number = place_of(paths, steps)
        line = f"{path}:{number}: {where}: {_in_words(fault, steps, model)}"
        if line not in seen:  # a union tells each of its branches
            seen.add(line)
            yield line


def place_of(paths: Sequence[Path], steps: Sequence[str | int]) -> tuple[Path, int]:
    """The file and line of most of the keys `steps`, the last file first."""
    found = [(*_deepest(path.read_text(encoding="utf-8"), steps), number) for number, path in enumerate(paths)]
    _, line, number = max(found, key=lambda each: (each[0], each[2]))
    return paths[number], line


def _deepest(text: str, steps: Sequence[str | int]) -> tuple[int, int]:
    r"""The number of keys that exist, and the last one's line, from 1.

    >>> _deepest("agency: x\ntables:\n  aid: {files: [a]}\n", ["tables", "aid", "feeds"])
    (2, 3)
    """
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    depth, line = 0, 1
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
        depth += 1
    return depth, line


def _is_branch(step: str | int) -> bool:
    """True for a step that is a type's name added by pydantic, not a key."""
    return isinstance(step, str) and (
        step == "[key]" or step.startswith(("tuple[", "literal[", "constrained-")) or step in ("str", "int")
    )


def _in_words(fault: Any, steps: Sequence[str | int], model: type[BaseModel]) -> str:
    kind, found = fault["type"], fault["input"]
    found_instead = f", bukan {found!r}" if isinstance(found, str | int | float) else ""
    if kind == "extra_forbidden":
        keys = _keys(model, set())
        near = get_close_matches(str(steps[-1]), sorted(keys), n=1, cutoff=0.7)
        return "kunci tidak dikenal; " + (f"mungkin maksudnya {near[0]!r}" if near else "periksa ejaannya")
    if kind == "literal_error":
        return f"harus salah satu dari {fault['ctx']['expected'].replace(' or ', ', ')}{found_instead}"
    if kind == "string_pattern_mismatch":
        return f"harus berbentuk {fault['ctx']['pattern']}{found_instead}"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = fault["ctx"].get("ge", fault["ctx"].get("le"))
        return f"harus {'paling sedikit' if 'ge' in fault['ctx'] else 'paling banyak'} {bound}{found_instead}"
    if kind == "value_error":
        return str(fault["ctx"]["error"])
    words = _WORDS.get(kind)
    return f"{words}{found_instead if kind != 'missing' else ''}" if words else str(fault["msg"])


def _keys(model: type[BaseModel], seen: set[type]) -> set[str]:
    """Every key that a declaration of this kind may have, at any depth."""
    if model in seen:
        return set()
    seen.add(model)
    keys = set(model.model_fields)
    for field in model.model_fields.values():
        for part in _parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                keys |= _keys(part, seen)
    return keys


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in typing.get_args(annotation):
        yield from _parts(part)
