"""Point b of the agenda: the receivers of each agency, and its lists' quality."""

from __future__ import annotations

from delivery.pack.blocks import Chapter, Column, Link, Part, Table
from delivery.pack.figures import STATUS, UNITS, Source
from delivery.pack.meeting import Meeting
from delivery.pack.numerals import day

PARTS = (
    ("complete_rate", "Lengkap"),
    ("valid_rate", "Sah"),
    ("unique_rate", "Tunggal"),
    ("timely_rate", "Tepat waktu"),
    ("consistent_rate", "Konsisten"),
    ("matched_rate", "Padan"),
)


def receivers(meeting: Meeting) -> Chapter:
    """One line for each list: receivers, then its report card."""
    rows = meeting.sources("mart_beneficiary_inventory")
    return Chapter(
        "b",
        "Penerima dan mutu daftar",
        "Satu baris untuk setiap daftar nama yang diminta, juga yang belum datang. "
        "Nilai mutu adalah rata-rata enam bagiannya.",
        (_inventory(meeting, rows), report_cards(meeting, rows, "b Mutu")),
        "b",
        "Penerima",
    )


def _inventory(meeting: Meeting, rows: list[Source]) -> Table:
    columns = (
        Column("Daftar", "text"),
        Column("Instansi", "text"),
        Column("Keadaan", "text"),
        Column("Data per", "text"),
        Column("Baris dipakai"),
        Column("Baris ditolak"),
        Column("Penerima"),
        Column("Satuan", "text"),
        Column("Keluarga penerima"),
    )
    lines = tuple(
        (
            meeting.list_name(row.row),
            Link(row.row["agency_name"], f"i-{row.row['agency_id']}"),
            STATUS[row.row["list_status"]],
            day(row.as_of) if row.as_of else "–",
            row.count("record_count"),
            row.count("rejected_row_count"),
            row.count("receiver_count"),
            UNITS.get(row.row["unit"], "–"),
            # a list of pupils gives nobody anything: it has no receivers, not none
            row.count("receipt_family_count") if row.row["receiver_count"] is not None else row.count("receiver_count"),
        )
        for row in rows
    )
    note = (
        f"Penerima tidak dijumlahkan ke bawah: satuannya berbeda dan satu keluarga dapat menerima beberapa program. "
        f"{meeting.source_note}"
    )
    return Table("Daftar penerima", columns, lines, note, "b Penerima")


def report_cards(meeting: Meeting, rows: list[Source], sheet: str = "") -> Table:
    """The report cards of lists: the score, its parts, and its change."""
    columns = (
        Column("Daftar", "text"),
        Column("Nilai mutu", "bar", "dari 100 %"),
        Column("Sejak rapat lalu"),
        *(Column(words, "number", "dari baris") for _, words in PARTS),
    )
    lines: tuple[tuple[Part, ...], ...] = tuple(
        (
            meeting.list_name(row.row),
            row.share("quality_score", "rata-rata enam bagian"),
            row.points("quality_change"),
            *(row.share(column, "dari baris daftar") for column, _ in PARTS),
        )
        for row in rows
    )
    note = (
        "Lengkap: isian wajib terisi. Sah: NIK, KK, tanggal benar bentuknya. Tunggal: tanpa baris ganda. Konsisten: "
        "isian saling cocok. Padan: orangnya ada di sumber acuan."
    )
    return Table("Rapor daftar", columns, lines, note, sheet)
