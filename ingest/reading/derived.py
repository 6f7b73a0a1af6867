"""Derives disability, illness and origin from a source's own codes or flags."""

from __future__ import annotations

from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from ingest.declarations.contract import Table
from ingest.reading.typed import Typed

_NINE = ("seeing", "hearing", "walking", "hands", "learning", "behaviour", "speaking", "self_care", "remembering")
# Where a record has several of these flags, the first counts (the order in which users of DTSEN read them).
_SOURCE_FLAGS = ("gc_kemensos", "pbi_se", "siks_ng")
_NO_DISABILITY = ("0", "00", "0.0", "-", "tidak", "tidak ada", "tidak cacat", "bukan", "tdk", "no", "n")


def derive_health(typed: Typed, table: Table) -> None:
    """Codes of disability and illness as yes or no; blank stays unknown.

    A list may declare codes of its own that mean none (DTSEN: chronic illness 1). Who cannot do one of nine things, or
    only with much difficulty, is disabled.
    """
    for source, target in (("disability_code", "is_disabled"), ("chronic_illness_code", "has_chronic_illness")):
        kinds = typed.columns.pop(source, None)
        if kinds is not None:
            folded = pc.replace_substring_regex(pc.utf8_lower(pc.utf8_trim_whitespace(kinds)), r"^(\d+)\.0$", r"\1")
            none = pa.array([*_NO_DISABILITY, *table.values.get(source, ())])
            typed.columns[target] = pc.invert(pc.is_in(folded, value_set=none))
            typed.columns[target] = pc.if_else(pc.is_null(kinds), None, typed.columns[target])
    told = [typed.columns[name] for each in _NINE if (name := f"{each}_difficulty") in typed.columns]
    if told and "is_disabled" not in typed.columns:
        worst = [pc.is_in(codes, value_set=pa.array(("cannot", "much"))) for codes in told]
        is_told = reduce(pc.or_, map(pc.is_valid, told))
        typed.columns["is_disabled"] = pc.if_else(is_told, reduce(pc.or_, worst), None)


def derive_record_source(typed: Typed) -> None:
    """The source of each record by its flags; null where none of them is filled."""
    flags = {name: flag for name in _SOURCE_FLAGS if (flag := typed.columns.pop(f"is_{name}", None)) is not None}
    if flags:
        is_told = reduce(pc.or_, map(pc.is_valid, flags.values()))
        source = pc.if_else(is_told, "other", pa.scalar(None, pa.string()))
        for name, flag in reversed(flags.items()):
            source = pc.if_else(pc.fill_null(flag, False), name, source)
        typed.columns["record_source"] = source
