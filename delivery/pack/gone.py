"""The dead and moved of a denominator, and the rate without them."""

from __future__ import annotations

from delivery.pack.figures import Figure, Source, less, quotient
from delivery.pack.meeting import Meeting

GONE = "meninggal atau pindah"


def of_which_gone(row: Source, gone: str, rate: str) -> str:
    """The words beside a denominator; empty where no number may be said."""
    number, share = row.count(gone), row.share(rate, "")
    return f", {number.text} {GONE} (tanpa mereka {share.text})" if number.value and share.is_known else ""


def step(meeting: Meeting, code: str, column: str = "step_count") -> Figure:
    """A step of the bridge of numbers, or those of it who are gone (`step_gone_count`)."""
    steps = {row.row["step_code"]: row for row in meeting.sources("mart_number_bridge")}
    return steps[code].count(column) if code in steps else Figure("belum ada", None, "missing")


def present_share(meeting: Meeting, part: str, whole: str) -> Figure:
    """The share of one step in another, without those who are gone."""
    some, every = (less(step(meeting, code), step(meeting, code, "step_gone_count")) for code in (part, whole))
    return quotient(some, every, f"{some.text} dari {every.text} keluarga sasaran, tanpa yang {GONE}")


def targets_gone(meeting: Meeting) -> str:
    """The sentence below a table of the city's target families; empty where not known."""
    gone = step(meeting, "target_families", "step_gone_count")
    return f"Di antara keluarga sasaran kota, {gone.text} seluruhnya {GONE}. " if gone.value else ""
