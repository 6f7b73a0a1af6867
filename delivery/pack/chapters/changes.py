"""Changes since the last meeting, in sentences whose sums add up."""

from __future__ import annotations

from delivery.pack.blocks import Chapter, Column, Part, Prose, Table
from delivery.pack.chapters.findings import balance
from delivery.pack.figures import STATUS, Source
from delivery.pack.meeting import Meeting
from delivery.pack.numerals import count, half

REASONS = (
    ("left_deceased_count", "meninggal"),
    ("left_moved_count", "pindah"),
    ("left_graduated_count", "lulus (graduasi)"),
    ("left_switched_off_count", "dinonaktifkan"),
    ("left_nominated_count", "kembali calon"),
    ("left_unlisted_count", "tidak tercantum lagi"),
    ("left_not_found_count", "belum dapat dilacak"),
)


def changes(meeting: Meeting) -> Chapter:
    """One sentence for each programme, one for the findings, and the table behind them."""
    if not meeting.has_before:
        only = Prose((("Semester ini yang pertama di gudang data; perubahan disebut mulai rapat berikutnya.",),))
        return Chapter("r", "Sejak rapat lalu", "Belum ada semester sebelumnya.", (only,))
    rows = meeting.sources("mart_programme_progress")
    before = half(meeting.semester.previous)
    return Chapter(
        "r",
        "Sejak rapat lalu",
        f"Dibandingkan dengan {before}. Setiap kalimat dapat dijumlahkan.",
        (
            Prose(tuple(_sentence(meeting, row) for row in rows), "Penerima"),
            Prose((balance(meeting),), "Temuan"),
            _table(meeting, rows),
        ),
    )


def _sentence(meeting: Meeting, row: Source) -> tuple[Part, ...]:
    """The receivers then, those who left and came, the receivers now."""
    name, unit = meeting.programme(row.row["programme_code"]), meeting.unit(row.row["programme_code"])
    then, left, new, now = (row.count(f"{column}_count") for column in ("previous_receiver", "left", "new", "receiver"))
    if not now.is_known:
        return (f"{name}: tidak dapat dibandingkan, daftarnya {STATUS[row.row['list_status']]}.",)
    if not (then.is_known and left.is_known and new.is_known):
        return (f"{name}: ", now, f" {unit}; daftar rapat lalu tidak ada untuk dibandingkan.")
    rest = now.value - (then.value - left.value + new.value)  # type: ignore[operator]
    known = [(row.count(column), words) for column, words in REASONS if row.row[column]]
    why: list[Part] = []
    for at, (figure, words) in enumerate(known):
        why += [", " if at else " (", figure, f" {words}"]
    unexplained = f"; selisih {count(rest)} belum dapat dijelaskan" if rest else ""
    return (
        f"{name}: ",
        then,
        f" {unit} rapat lalu, dikurangi ",
        left,
        " yang berhenti",
        *why,
        ")" if why else "",
        ", ditambah ",
        new,
        " yang baru, menjadi ",
        now,
        f"{unexplained}.",
    )


def _table(meeting: Meeting, rows: list[Source]) -> Table:
    columns = (
        Column("Program", "text"),
        Column("Rapat lalu"),
        Column("Tetap"),
        Column("Baru"),
        Column("Berhenti"),
        *(Column(words.capitalize(), of="berhenti") for _, words in REASONS),
        Column("Kini"),
    )
    lines: tuple[tuple[Part, ...], ...] = tuple(
        (
            meeting.programme(row.row["programme_code"]),
            row.count("previous_receiver_count"),
            row.count("kept_count"),
            row.count("new_count"),
            row.count("left_count"),
            *(row.count(column) for column, _ in REASONS),
            row.count("receiver_count"),
        )
        for row in rows
    )
    note = f"Kini = tetap + baru. Rapat lalu = tetap + berhenti. Berhenti = jumlah alasan. {meeting.source_note}"
    return Table("Penerima menurut perubahan", columns, lines, note, "r Perubahan")
