"""The first page: what the chair reads aloud in two minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from delivery.pack.blocks import Block, Card, Cards, Chapter, Part, Prose
from delivery.pack.chapters.findings import asked, balance, summed
from delivery.pack.figures import STATUS, Figure, quotient, total
from delivery.pack.gone import GONE, present_share, step
from delivery.pack.meeting import Meeting
from delivery.pack.numerals import count, day, listed, rupiah


def front(meeting: Meeting) -> Chapter:
    """Five figures, what is missing, and the decisions asked for."""
    blocks: list[Block] = [Cards(tuple(cards(meeting)))]
    lacks = _lacks(meeting)
    if lacks:
        blocks.append(Prose(tuple(lacks), "Yang belum ada", "ask"))
    decisions = asked(meeting)
    if decisions:
        blocks.append(Prose(tuple(decisions), "Yang perlu diputuskan", "ask"))
    return Chapter("muka", "Ringkasan", _lead(meeting), tuple(blocks))


def _lead(meeting: Meeting) -> str:
    snapshot = meeting.snapshot
    if snapshot is None or not snapshot["is_agreed"]:
        return "Sumber acuan semester ini belum disepakati; angka sasaran di bawah ini bersifat sementara."
    on = f" tanggal {day(snapshot['letter_date'])}" if snapshot["letter_date"] else ""
    return f"Semua daftar dipadankan ke satu sumber: {snapshot['snapshot_id']}, surat {snapshot['letter_no']}{on}."


def cards(meeting: Meeting) -> list[Card]:
    """The five figures of the meeting."""
    make: tuple[Callable[[Meeting], Card], ...] = (_lists, _served, _outside, _money, _open)
    return [build(meeting) for build in make]


def _lists(meeting: Meeting) -> Card:
    rows = [row for row in meeting.rows("fct_submissions") if row["is_expected"]]
    came = sum(row["list_status"] == "admitted" for row in rows)
    figure = Figure(f"{count(came)} dari {count(len(rows))}", came, of="daftar yang diminta")
    lacking = Counter(row["list_status"] for row in rows if row["list_status"] != "admitted")
    told = listed([f"{count(number)} {STATUS[status]}" for status, number in sorted(lacking.items())])
    words = f"Yang lain: {told}." if lacking else "Semua daftar yang diminta sudah diakui."
    return Card("Daftar diakui", figure, (words,))


def _served(meeting: Meeting) -> Card:
    served, group, none = (step(meeting, code) for code in ("target_served", "target_families", "target_served_0"))
    share = quotient(served, group, f"{served.text} dari {group.text} keluarga sasaran")
    gone = step(meeting, "target_families", "step_gone_count")
    present = present_share(meeting, "target_served", "target_families")
    without: tuple[Part, ...] = (" Tanpa ", gone, f" keluarga yang seluruhnya {GONE}: ", present, ".")
    if not gone.value:
        without = ()
    return Card(
        "Keluarga sasaran terlayani",
        share,
        (
            served,
            " dari ",
            group,
            " keluarga sasaran menerima paling sedikit satu program; ",
            none,
            " keluarga belum menerima apa pun.",
            *without,
        ),
    )


def _outside(meeting: Meeting) -> Card:
    outside, unlisted, every = (
        step(meeting, code) for code in ("outside_target_served", "unlisted_served", "receiving_families")
    )
    share = quotient(outside, every, f"{outside.text} dari {every.text} keluarga penerima")
    return Card(
        "Penerima di luar sasaran",
        share,
        (
            "Dari ",
            every,
            " keluarga penerima, ",
            outside,
            " di luar sasaran dan ",
            unlisted,
            " tidak ditemukan di sumber acuan. Yang tidak ditemukan belum tentu keliru.",
        ),
    )


def _money(meeting: Meeting) -> Card:
    rows = [row for row in meeting.sources("mart_programme_progress") if row.row["budget_idr"] is not None]
    spent, budget = (total([row.money(column) for row in rows], rupiah) for column in ("realised_idr", "budget_idr"))
    share = quotient(spent, budget, f"{spent.text} dari {budget.text}")
    return Card("Anggaran terserap", share, (spent, " dari pagu ", budget, f" pada {count(len(rows))} program."))


def _open(meeting: Meeting) -> Card:
    rows = meeting.sources("mart_findings")
    overdue = summed(rows, "overdue_count")
    late: tuple[Part, ...] = (" ", overdue, " lewat tenggat.") if overdue.value else (" Tidak ada yang lewat tenggat.",)
    return Card("Temuan terbuka", summed(rows, "open_count"), (*balance(meeting), *late))


def _lacks(meeting: Meeting) -> list[tuple[Part, ...]]:
    """The lists that are not there, so that nobody reads their zero."""
    told: list[tuple[Part, ...]] = []
    expected = [row for row in meeting.rows("fct_submissions") if row["is_expected"]]
    for status in ("missing", "held", "stale"):
        names = [
            f"{meeting.list_name(row)} ({meeting.agencies.get(row['agency_id'], row['agency_id'])})"
            for row in expected
            if row["list_status"] == status
        ]
        if names:
            told.append((f"{STATUS[status].capitalize()}: {listed(names)}.",))
    return told
