"""Point a of the agenda: how far each programme is."""

from __future__ import annotations

from delivery.pack.blocks import Chapter, Column, Stack, Stacks, Table
from delivery.pack.chapters.findings import written_or_why
from delivery.pack.figures import STATUS, Figure, Source
from delivery.pack.meeting import Meeting
from delivery.pack.numerals import count, day

_COLUMNS = (
    Column("Program", "text"),
    Column("Instansi", "text"),
    Column("Satuan", "text"),
    Column("Target"),
    Column("Realisasi"),
    Column("Capaian", "bar", "dari target"),
    Column("Pagu (juta Rp)"),
    Column("Terserap (juta Rp)"),
    Column("Serapan", "bar", "dari pagu"),
)
_LISTS = (
    Column("Program", "text"),
    Column("Satuan", "text"),
    Column("Dilaporkan"),
    Column("Menurut daftar"),
    Column("Rapat lalu"),
    Column("Data per", "text"),
    Column("Daftar", "text"),
)


def progress(meeting: Meeting) -> Chapter:
    """Target, realisation and budget of each programme, and what the lists themselves count."""
    rows = meeting.sources("mart_programme_progress")
    return Chapter(
        "a",
        "Perkembangan program",
        "Target, realisasi, dan anggaran tiap program menurut laporan instansi, "
        "lalu dibandingkan dengan daftar penerimanya.",
        (_plan(meeting, rows), _counted(meeting, rows), _rice(meeting)),
        "a",
        "Perkembangan",
    )


def _plan(meeting: Meeting, rows: list[Source]) -> Table:
    lines = tuple(
        (
            _full_name(meeting, row),
            meeting.agencies.get(row.row["agency_id"], ""),
            written_or_why(row, "progress_unit"),
            row.count("target_count"),
            row.count("realised_count"),
            row.share("achievement_rate", "dari target"),
            row.millions("budget_idr"),
            row.millions("realised_idr"),
            row.share("absorption_rate", "dari pagu"),
        )
        for row in rows
    )
    note = f"Satuan berbeda tidak dijumlahkan. Laporan perkembangan {meeting.period}. Rilis {meeting.release}."
    return Table("Target, realisasi, anggaran", _COLUMNS, lines, note, "a Perkembangan")


def _full_name(meeting: Meeting, row: Source) -> str:
    short, name = meeting.programme(row.row["programme_code"]), row.row["programme_name"]
    return name if short == name else f"{short} · {name}"


def _counted(meeting: Meeting, rows: list[Source]) -> Table:
    lines = tuple(
        (
            meeting.programme(row.row["programme_code"]),
            meeting.unit(row.row["programme_code"]),
            row.count("realised_count"),
            row.count("receiver_count"),
            row.count("previous_receiver_count"),
            day(row.as_of) if row.as_of else "–",
            STATUS[row.row["list_status"]],
        )
        for row in rows
    )
    note = (
        "Yang dilaporkan dan yang tercatat boleh berbeda: daftar juga memuat baris yang dinonaktifkan, dinominasikan, "
        "atau ganda, yang tidak dihitung sebagai penerima."
    )
    return Table("Yang dilaporkan dan yang tercatat di daftar", _LISTS, lines, note, "a Menurut daftar")


def _rice(meeting: Meeting) -> Stacks:
    """Programmes with quotas in kilograms: what was handed over of them."""
    stacks = []
    for row in meeting.sources("mart_programme_progress"):
        if row.row["quota_kg"] is not None:
            given = row.count("realised_kg", f"dari pagu {row.count('quota_kg').text} kg")
            left = row.row["quota_kg"] - (row.row["realised_kg"] or 0)
            parts = (given, Figure(count(left), left, of="pagu dikurangi yang tersalur")) if given.is_known else ()
            stacks.append(Stack(meeting.programme(row.row["programme_code"]), parts, "" if parts else given.text))
    return Stacks(
        "Beras menurut pagu (kg)", ("tersalur", "sisa"), tuple(stacks), "Rekap per kelurahan, tanpa nama.", "plan"
    )
